"""Decision support at the hooks of another record: cards for a chart that is opened, ordered from or closed there."""

from attending.errors import NotFound
from attending.exchange.cds_hooks import Service, discovery, read_request, response
from attending.journeys.clinic import Clinic
from attending.journeys.hook_callers import Caller, chart_brought, grant_for
from attending.journeys.hook_cards import acute_cards, alert_cards, computed_cards
from attending.journeys.hook_feedback import answer_feedback
from attending.journeys.hook_order_cards import leaving_cards, order_cards

__all__ = ["SERVICES", "Caller", "answer", "answer_feedback", "discover"]

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


def discover() -> dict[str, object]:
    """What this hospital offers at which hook."""
    return discovery(list(SERVICES.values()))


def answer(service: Service, data: bytes, *, caller: Caller, address: str, clinic: Clinic) -> dict[str, object]:
    """Cards for the patient whose chart is at hand; nothing of the request is kept."""
    request = read_request(data, hook=service.hook)
    patient = request.context.patient_id
    grant = grant_for(caller.name, patient)
    try:
        chart, known = clinic.record.chart(patient, grant=grant), True
    except NotFound:
        chart, known = chart_brought(request, caller, clinic), False
    if service.hook == "encounter-discharge":
        cards = [*leaving_cards(chart)]
    elif service.hook != "patient-view":
        cards = [*order_cards(chart, request.orders())]
    else:
        learned = alert_cards(patient, address, clinic, grant) if known else computed_cards(chart, clinic)
        cards = [*acute_cards(chart), *learned]
    return response(cards, label="Attending", system=SYSTEM)
