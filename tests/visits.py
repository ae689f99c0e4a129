"""Conversations of the tests, as lines "D: …" (clinician), "P: …" (patient), "M: …" (another), and their notes."""

from datetime import UTC, datetime

from attending.drafts import Conversation, Draft, Role, Turn
from attending.record.narrative import from_sections
from attending.scribe import write_note

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROLES = {"D": Role.CLINICIAN, "P": Role.PATIENT, "M": Role.OTHER}


def conversation_of(text: str) -> Conversation:
    """One turn a line."""
    lines = [line.split(":", 1) for line in text.strip().splitlines() if line.strip()]
    turns = tuple(Turn(number=n, role=ROLES[who.strip()], text=said.strip()) for n, (who, said) in enumerate(lines))
    return Conversation(id="visit", turns=turns)


def draft_of(text: str) -> Draft:
    """The note that is drafted of it, with what is proposed for the record."""
    return write_note(conversation_of(text), None, now=NOW)


def sentences_of(text: str) -> dict[str, list[str]]:
    """The sentences of each section of the note, each with its label."""
    sections = from_sections(draft_of(text).resources[0]["section"])
    return {s.title: [f"{one.lead} {one.text}".strip() for one in s.sentences] for s in sections}


def note_of(text: str) -> dict[str, str]:
    """The text of each section of the note."""
    return {title: " ".join(sentences) for title, sentences in sentences_of(text).items()}
