"""A conversation between a patient and a clinician, turn by turn, as evidence points into it."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """Who speaks."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    OTHER = "other"  # family, interpreter, nurse
    UNKNOWN = "unknown"


class Turn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one person says until the next one speaks; `start` and `end` in seconds of the recording, if it has any."""

    number: int
    role: Role
    text: str
    start: float | None = None
    end: float | None = None
    unsure: bool = False  # whether a part of it may be somebody else's: voices and words did not tell clearly


class Conversation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All turns of a visit in order; `turns[i].number == i`."""

    id: str
    turns: tuple[Turn, ...]
    language: str = "en"
    remarks: tuple[str, ...] = ()  # what the reader had to repair (swapped speakers, …), for the clinician to see
