"""What is proposed for the record out of a few lines of a visit; every proposal has the shape of its resource."""

from datetime import UTC, datetime

from attending.drafts import Conversation, Proposal, Role, Turn
from attending.exchange.shape import check_shape
from attending.record import Chart
from attending.scribe import write_note

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
FILLER = (
    "D: Good morning, what brings you in today?",
    "P: I have had this cough for two weeks now and it keeps me awake at night.",
)
REQUIRED = {
    "MedicationStatement": {"status", "medicationCodeableConcept", "subject"},
    "MedicationRequest": {"status", "intent", "medicationCodeableConcept", "subject"},
    "Condition": {"subject", "code", "clinicalStatus"},
    "AllergyIntolerance": {"patient", "code"},
    "Observation": {"status", "code"},
    "ServiceRequest": {"status", "intent", "subject"},
    "Appointment": {"status", "participant"},
}


def visit(*lines: str) -> Conversation:
    roles = {"D": Role.CLINICIAN, "P": Role.PATIENT}
    said = [line.split(": ", 1) for line in (*FILLER, *lines)]
    turns = tuple(Turn(number=n, role=roles[who], text=text) for n, (who, text) in enumerate(said))
    return Conversation(id="c1", turns=turns)


def proposals(*lines: str, chart: Chart | None = None) -> tuple[Proposal, ...]:
    found = write_note(visit(*lines), chart, now=NOW).proposals
    for proposal in found:
        check_shape(proposal.resource, proposal.id)
        assert REQUIRED[proposal.resource["resourceType"]] <= proposal.resource.keys()
    return found


def facts(*lines: str, kind: str = "", chart: Chart | None = None) -> list[str]:
    return [p.claim.text for p in proposals(*lines, chart=chart) if kind in ("", p.resource["resourceType"])]


def only(*lines: str, kind: str) -> Proposal:
    (found,) = [p for p in proposals(*lines) if p.resource["resourceType"] == kind]
    return found


def chart(*resources: dict) -> Chart:
    by_type: dict[str, list[dict]] = {}
    for resource in resources:
        by_type.setdefault(resource["resourceType"], []).append(resource)
    return Chart(patient={"resourceType": "Patient", "id": "p1"}, as_of=NOW, resources=by_type)
