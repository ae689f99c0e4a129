"""What the users of another record did with our cards: it reaches the risk list."""

from attending.errors import Conflict
from attending.exchange.cds_hooks import CardFeedback, read_feedback
from attending.journeys.clinic import Clinic
from attending.journeys.hook_callers import grant_for
from attending.review.watch import DISMISSALS, WatchState


def answer_feedback(data: bytes, *, caller: str, clinic: Clinic) -> None:
    """Keep what users did with our cards as words of the watch list."""
    for feedback in read_feedback(data):
        risk = clinic.watch.risk_of_card(feedback.card, grant=grant_for(caller, None))
        if risk is not None:
            _say(*risk, feedback, caller, clinic)


def _say(model: str, patient: str, feedback: CardFeedback, caller: str, clinic: Clinic) -> None:
    if feedback.outcome == "accepted":
        state, reason, text = WatchState.ACTED, "other", "Accepted in another record"
    elif feedback.reason in DISMISSALS and feedback.reason != "other":
        state, reason, text = WatchState.DISMISSED, feedback.reason, feedback.words
    else:
        state, reason, text = WatchState.DISMISSED, "other", feedback.words or "Overridden without a reason"
    try:
        clinic.watch.say(model, patient, state, reason=reason, text=text[:2000], grant=grant_for(caller, patient))
    except Conflict:
        return  # somebody here has spoken meanwhile: their word stands
