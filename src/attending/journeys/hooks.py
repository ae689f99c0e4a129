"""Decision support at the hooks of another record: cards for a chart that is opened, ordered from or closed there."""

from collections.abc import Callable
from dataclasses import dataclass

from attending.errors import Conflict, NotFound
from attending.exchange.cds_hooks import (
    CardFeedback,
    DataMissing,
    HookRequest,
    Service,
    discovery,
    fetch_missing,
    prefetched_chart,
    read_feedback,
    read_request,
    response,
)
from attending.journeys.clinic import Clinic
from attending.journeys.hook_cards import acute_cards, alert_cards, computed_cards, leaving_cards, order_cards
from attending.record import Chart
from attending.review.watch import DISMISSALS, WatchState
from attending.security import Action, Grant, PractitionerRole

_ORDERS = "Kidney function, bleeding and cardiac risk where they speak against the order; two cards at most."
SERVICES = {
    service.id: service
    for service in (
        Service(
            "attending-risk", "patient-view", "Risk of deterioration and readmission",
            "The patient's learned risk with its drivers, acute deterioration by NEWS2 or qSOFA; two cards at most.",
        ),
        Service("attending-order-select", "order-select", "Bedside scores that matter to an order", _ORDERS),
        Service("attending-order-sign", "order-sign", "Bedside scores that matter to the signed orders", _ORDERS),
        Service(
            "attending-discharge", "encounter-discharge", "Risk of a return within 30 days",
            "LACE and HOSPITAL where they are high; two cards at most.",
        ),
    )
}  # fmt: skip
"""By the name in the address."""

SYSTEM = "https://attending.invalid/fhir/CodeSystem/risk-dismissal"


@dataclass(frozen=True)
class Caller:
    """The record that calls: its name in the audit trail, and how its FHIR server is read, where that is allowed."""

    name: str
    server: str = ""
    """The address that the operator has named for it; no other is ever read."""
    fetch: Callable[[str, str], bytes] | None = None
    """Body of the answer at an address, asked with a token."""


def discover() -> dict[str, object]:
    """What this hospital offers at which hook."""
    return discovery(list(SERVICES.values()))


def answer(service: Service, data: bytes, *, caller: Caller, address: str, clinic: Clinic) -> dict[str, object]:
    """Cards for the patient whose chart is at hand; nothing of the request is kept."""
    request = read_request(data, hook=service.hook)
    patient = request.context.patient_id
    grant = _grant(caller.name, patient)
    try:
        chart, known = clinic.record.chart(patient, grant=grant), True
    except NotFound:
        chart, known = _brought(request, caller, clinic), False
    if service.hook == "encounter-discharge":
        cards = [*leaving_cards(chart)]
    elif service.hook != "patient-view":
        cards = [*order_cards(chart, request.orders())]
    else:
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


def _brought(request: HookRequest, caller: Caller, clinic: Clinic) -> Chart:
    """The chart of a patient of the other record: from the prefetch, and from its server where we may read that."""
    prefetch, fetch = request.prefetch, caller.fetch
    if fetch is not None and caller.server and request.fhir_server.rstrip("/") == caller.server.rstrip("/"):
        prefetch = fetch_missing(request, lambda address: fetch(address, request.access_token))
    chart = prefetched_chart(request, prefetch, now=clinic.now())
    if chart is None:
        raise DataMissing(
            "This patient is not known here, and the request brought no Patient.",
            hint="Send the prefetch, or name the FHIR server of this record in ATTENDING_CDS_CLIENTS.",
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
