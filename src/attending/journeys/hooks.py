"""Decision support at the hooks of another record: risk and deterioration as cards, and what became of them."""

from collections.abc import Iterator
from uuid import uuid4

from attending.errors import Conflict, NotFound
from attending.exchange.cds_hooks import (
    Card,
    CardFeedback,
    DataMissing,
    HookRequest,
    discovery,
    prefetched_chart,
    read_feedback,
    read_request,
    response,
)
from attending.journeys.bedside import scores_of
from attending.journeys.clinic import Clinic
from attending.journeys.risk_list import own_risks
from attending.record import Chart
from attending.review.watch import DISMISSALS, WatchState
from attending.security import Action, Grant, PractitionerRole

__all__ = ["SERVICE", "answer_feedback", "answer_patient_view", "discover"]

SERVICE, HOOK = "attending-risk", "patient-view"
SYSTEM = "https://attending.invalid/fhir/CodeSystem/risk-dismissal"
ACUTE = {"news2": {"medium": "warning", "high": "critical"}, "qsofa": {"high": "warning"}}
"""Bedside scores that make a card, and from which band on."""


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
    cards = [*_acute(chart), *(_watched(patient, address, clinic, grant) if known else _computed(chart, clinic))]
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


def _acute(chart: Chart) -> Iterator[Card]:
    for assessment in scores_of(chart):
        indicator = ACUTE.get(assessment.name, {}).get(assessment.score.band if assessment.score else "")
        if assessment.score is not None and indicator is not None:
            rests_on = "; ".join(element.text for element in assessment.evidence)
            summary = f"{assessment.title}: {assessment.score.value:g}, {assessment.score.meaning}"
            yield Card(str(uuid4()), summary, indicator, f"Rests on {rests_on}.")  # type: ignore[arg-type]


def _watched(patient: str, address: str, clinic: Clinic, grant: Grant) -> Iterator[Card]:
    """Alerts within the ward's budget that nobody has acted on yet; no others, however high."""
    for row in clinic.watch.of_patient(patient, grant=grant):
        entry = row.entry
        if row.alerted and row.state in (WatchState.NEW, WatchState.SEEN) and entry.probability is not None:
            card = str(uuid4())
            clinic.watch.issue_card(card, entry.model, patient, grant=grant)
            why = "; ".join(f"{d.name} {d.text}" for d in entry.drivers if d.contribution > 0)
            yield Card(
                card, f"{entry.probability:.0%} risk of {entry.outcome}", "warning", f"Raised by {why}.",
                ("Open in Attending", f"{address}/risks/{entry.model}/{patient}"), DISMISSALS,
            )  # fmt: skip


def _computed(chart: Chart, clinic: Clinic) -> Iterator[Card]:
    """For a patient of the other record alone: computed from what was sent, and forgotten."""
    for found in own_risks(chart, home=clinic.settings.own_models):
        if found.probability is not None and found.flagged:
            why = "; ".join(f"{d.name} {d.text}" for d in found.drivers if d.contribution > 0)
            yield Card(str(uuid4()), f"{found.probability:.0%} risk of {found.outcome}", "warning", f"Raised by {why}.")


def _say(model: str, patient: str, feedback: CardFeedback, caller: str, clinic: Clinic) -> None:
    told = feedback.override_reason
    code = told.reason.code if told and told.reason else ""
    words = " ".join(
        filter(None, (told.reason.display if told and told.reason else "", told.user_comment if told else ""))
    )
    accepted = feedback.outcome == "accepted"
    reason = "other" if accepted or code not in DISMISSALS else code
    text = (
        "Accepted in another record"
        if accepted
        else words or ("Overridden without a reason" if reason == "other" else "")
    )
    state = WatchState.ACTED if accepted else WatchState.DISMISSED
    try:
        clinic.watch.say(model, patient, state, reason=reason, text=text[:2000], grant=_grant(caller, patient))
    except Conflict:
        return  # somebody here has spoken meanwhile: their word stands
