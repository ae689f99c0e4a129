"""The inbox as rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from attending.app.web.views.encounters import encounter_words, visit_reason
from attending.app.web.views.reviewed import STATUS_WORDS
from attending.app.web.views.words import SEXES, age_in_words, ago, patient_name, record_number
from attending.record import Resource
from attending.review import QueueRow, ReviewStatus

KINDS = {"note": "Note", "imaging-report": "Report", "plan": "Plan", "risk": "Risk", "patient-message": "Message"}
TONES = {
    ReviewStatus.SIGNED: "ok",
    ReviewStatus.AMENDED: "ok",
    ReviewStatus.REJECTED: "bad",
    ReviewStatus.RETRACTED: "bad",
}


@dataclass(frozen=True)
class InboxRow:
    """One draft in the queue."""

    id: str
    patient: str
    person: str
    """Age, sex and record number, below the name."""
    visit: str
    reason: str
    title: str
    kind: str
    of_visit: bool
    """Whether drafts of its kind come from a visit, so that a missing one is worth a word."""
    author: str
    moment: str
    age: str
    blockers: int
    warnings: int
    supported: int
    assigned: str
    state: str
    tone: str


@dataclass(frozen=True)
class Filter:
    """One choice above the list."""

    key: str
    words: str
    count: int


NOTHING = {
    "mine": (
        "Nothing waits for you",
        "A draft appears here when a conversation of yours is written up, or a report of images drafted for you.",
    ),
    "all": ("No draft waits", "A conversation becomes a draft note, and a study a draft report."),
    "signed": ("Nothing signed yet", "Signed notes and reports stand here and in the patient's time line."),
    "rejected": ("Nothing rejected", "Rejected drafts stand here with their reason."),
}
"""What an empty list says: a heading, and what to do."""


def inbox_rows(
    rows: Iterable[QueueRow], read: Mapping[str, Resource], name_of: Callable[[str], str], now: datetime
) -> tuple[InboxRow, ...]:
    """Rows of the queue in its order; `read` holds their patients and visits by reference."""
    return tuple(_row(row, read, name_of, now) for row in rows)


def _row(row: QueueRow, read: Mapping[str, Resource], name_of: Callable[[str], str], now: datetime) -> InboxRow:
    patient, encounter = read.get(f"Patient/{row.patient}"), read.get(row.visit or "")
    return InboxRow(
        id=row.id,
        patient=patient_name(patient) if patient else "No patient",
        person=_person(patient, now) if patient else "",
        title=row.title,
        kind=KINDS.get(row.kind, row.kind),
        of_visit=row.kind == "note",
        author=f"{row.author.name} {row.author.version}",
        visit=encounter_words(encounter) if encounter else "",
        reason=visit_reason(encounter) if encounter else "",
        moment=row.created.isoformat(),
        age=ago(row.created, now),
        blockers=row.blockers,
        warnings=row.warnings,
        supported=row.supported,
        assigned=name_of(row.assigned),
        state=STATUS_WORDS[row.status],
        tone=TONES.get(row.status, ""),
    )


def _person(patient: Resource, now: datetime) -> str:
    age = age_in_words(str(patient.get("birthDate", "")), now.date())
    sex = SEXES.get(str(patient.get("gender", "")), "")
    return " · ".join(part for part in (age, sex, record_number(patient)) if part)
