"""The inbox as rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InboxRow:
    """One draft in the queue."""

    id: str
    patient: str
    person: str
    """Age, sex and record number, below the name."""
    visit: str
    kind: str
    author: str
    moment: str
    age: str
    blockers: int
    warnings: int
    supported: int
    assigned: str
    state: str
    tone: str
    visit_sub: str = ""


@dataclass(frozen=True)
class Filter:
    """One choice above the list."""

    key: str
    words: str
    count: int


NOTHING = {
    "mine": ("Nothing waits for you", "A draft appears here when a conversation of yours has been written up."),
    "all": ("No draft waits", "Start with a new conversation: a transcript becomes a draft note."),
    "signed": ("Nothing signed yet", "Signed notes stand here and in the patient's time line."),
    "rejected": ("Nothing rejected", "Rejected drafts stand here with their reason."),
}
"""What an empty list says: a heading, and what to do."""
