"""Decision support at the hooks of another record: cards for an opened chart, and what became of them."""

from attending.errors import Conflict, NotFound
from attending.exchange.cds_hooks import (
    CardFeedback,
    DataMissing,
    HookRequest,
    discovery,
    prefetched_chart,
    read_feedback,
    read_request,
    response,
)
from attending.journeys.clinic import Clinic
from attending.journeys.hook_cards import acute_cards, alert_cards, computed_cards
from attending.record import Chart
from attending.review.watch import DISMISSALS, WatchState
from attending.security import Action, Grant, PractitionerRole

SERVICE, HOOK = "attending-risk", "patient-view"
SYSTEM = "https://attending.invalid/fhir/CodeSystem/risk-dismissal"


def discover() -> dict[str, object]:
    """What this hospital offers at which hook."""
    words = "The patient's learned risk with its drivers, and acute deterioration by NEWS2 or qSOFA; two cards at most."
    return discovery(SERVICE, title="Risk of deterioration and readmission", description=words, hook=HOOK)


def answer_patient_view(data: bytes, *, caller: str, address: str, clinic: Clinic) -> dict[str, object]:
    """Cards for the patient whose chart was opened; nothing of the request is kept."""
    request = read_request(data, hook=HOOK)
    patient = request.context.patient_id
    grant = _grant(caller, patient)
    try:
        chart, known = clinic.record.chart(patient, grant=grant), True
    except NotFound:
        chart, known = _brought(request, clinic), False
    learned = alert_cards(patient, address, clinic, grant) if known else computed_cards(chart, clinic)
    cards = [*acute_cards(chart), *learned]
    return response(cards, label="Attending", system=SYSTEM)


def answer_feedback(data: bytes, *, caller: str, clinic: Clinic) -> None:
    """Keep what users did with our cards as words of the watch list."""
    for feedback in read_feedback(data):
        risk = clinic.watch.risk_of_card(feedback.card, grant=_grant(caller, None))
        if risk is not None:
            _say(*risk, feedback, caller, clinic)


def _grant(caller: str, patient: str | None) -> Grant:
    """An outside record may look at the one patient it asks about, and say what its users did."""
    return Grant(
        who=f"Device/{caller}", role=PractitionerRole.SYSTEM, patients=frozenset({patient} if patient else ()),
        types=None, actions=frozenset({Action.READ, Action.EXECUTE}),
    )  # fmt: skip


def _brought(request: HookRequest, clinic: Clinic) -> Chart:
    chart = prefetched_chart(request, now=clinic.now())
    if chart is None:
        raise DataMissing(
            "This patient is not known here, and the request brought no Patient.", hint="Send the prefetch."
        )
    return chart


def _say(model: str, patient: str, feedback: CardFeedback, caller: str, clinic: Clinic) -> None:
    if feedback.outcome == "accepted":
        state, reason, text = WatchState.ACTED, "other", "Accepted in another record"
    elif feedback.reason in DISMISSALS and feedback.reason != "other":
        state, reason, text = WatchState.DISMISSED, feedback.reason, feedback.words
    else:
        state, reason, text = WatchState.DISMISSED, "other", feedback.words or "Overridden without a reason"
    try:
        clinic.watch.say(model, patient, state, reason=reason, text=text[:2000], grant=_grant(caller, patient))
    except Conflict:
        return  # somebody here has spoken meanwhile: their word stands
