"""The inbox: one queue of everything that waits, the riskiest and oldest first."""

from collections.abc import Iterator

from attending.drafts import Severity
from attending.record import Resource, Transaction
from attending.review import shelf
from attending.review.review import QueueRow, Review
from attending.review.states import ReviewStatus
from attending.security import Action


def rows(tx: Transaction, status: ReviewStatus | None, assigned: str | None) -> list[QueueRow]:
    """Every review in this state (None: in any) that the grant reaches, noted as one search."""
    found = [
        _row(tx, review)
        for one in ReviewStatus
        if status in (None, one)
        for review in shelf.with_status(tx, one)
        if assigned in (None, review.assigned) and _reaches(tx, review)
    ]
    patients = {f"Patient/{row.patient}": None for row in found if row.patient}
    tx.audit(Action.EXECUTE, what=patients, type="queue", interaction="search")
    return sorted(found, key=lambda row: (-row.blockers, -row.warnings, row.created, row.id))


def _row(tx: Transaction, review: Review) -> QueueRow:
    return QueueRow(
        id=review.id,
        kind=review.kind,
        title=review.title,
        patient=review.patient,
        patient_name=_name(tx, review.patient),
        status=review.status,
        assigned=review.assigned,
        created=review.created,
        version=review.version,
        blockers=len(review.open(Severity.BLOCKER)),
        warnings=len(review.open(Severity.WARNING)),
        supported=len(review.supported()),
        author=review.draft.author,
        visit=review.visit,
    )


def _reaches(tx: Transaction, review: Review) -> bool:
    grant = tx.grant
    types = grant.types is None or review.type in grant.types
    return Action.READ in grant.actions and types and tx.covers(review.type, review.patient)


def _name(tx: Transaction, patient: str | None) -> str:
    stored = tx.newest("Patient", patient) if patient else None
    return " ".join(_words(stored.resource)) if stored else ""


def _words(patient: Resource) -> Iterator[str]:
    for name in patient.get("name", [])[:1]:
        if name.get("text"):
            yield name["text"]
        else:
            yield from name.get("given", [])
            yield name.get("family", "")
