"""The inbox: one queue of everything that waits, the riskiest and oldest first."""

from collections.abc import Iterator

from msgspec.structs import replace

from attending.record import Resource, Transaction
from attending.review import shelf
from attending.review.review import QueueRow
from attending.review.states import ReviewStatus
from attending.security import Action


def rows(tx: Transaction, status: ReviewStatus | None, assigned: str | None) -> list[QueueRow]:
    """Every review in this state (None: in any) that the grant reaches, noted as one search."""
    may_read = Action.READ in tx.grant.actions
    lines = list(shelf.listed(tx, status.value if status else None, assigned)) if may_read else []
    patients = {line.patient: None for line in lines if line.patient}
    names = {patient: _name(tx, patient) for patient in patients}
    tx.audit(Action.EXECUTE, what=[f"Patient/{patient}" for patient in patients], type="queue", interaction="search")
    return [replace(line, patient_name=names.get(line.patient or "", "")) for line in lines]


def _name(tx: Transaction, patient: str) -> str:
    stored = tx.newest("Patient", patient)
    return " ".join(_words(stored.resource)) if stored else ""


def _words(patient: Resource) -> Iterator[str]:
    for name in patient.get("name", [])[:1]:
        if name.get("text"):
            yield name["text"]
        else:
            yield from name.get("given", [])
            yield name.get("family", "")
