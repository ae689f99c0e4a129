"""A recording as it is kept: whose, of which visit, and how far it has come."""

import re
from datetime import datetime
from enum import StrEnum

import msgspec

from attending.errors import BadInput

ID = re.compile(r"[0-9a-f]{32}")
MOST_PIECE_BYTES = 8 * 1024**2
MOST_PIECES = 20_000
MOST_BYTES = 1024**3
"""Of one recording: three hours of sound as a scanner of voices would not need it."""
MEDIA_TYPE = re.compile(r"(?:audio|video)/[a-z0-9.+-]{1,40}(?:;\s*codecs=\"?[A-Za-z0-9.,\s-]{1,40}\"?)?")


class State(StrEnum):
    """How far a recording has come."""

    ARRIVING = "arriving"
    COMPLETE = "complete"  # every piece is here
    TRANSCRIBED = "transcribed"  # its note waits, or is signed
    DELETED = "deleted"  # the sound is gone; that it was there stays


NEXT: dict[State, frozenset[State]] = {
    State.ARRIVING: frozenset({State.COMPLETE, State.DELETED}),
    State.COMPLETE: frozenset({State.TRANSCRIBED, State.DELETED}),
    State.TRANSCRIBED: frozenset({State.TRANSCRIBED, State.DELETED}),
    State.DELETED: frozenset(),
}


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a recording before its first piece; its id is made where it is recorded, at random."""

    id: str
    patient: str
    media_type: str
    encounter: str | None = None
    style: str = ""
    speakers: int | None = None
    roles: tuple[str, ...] = ()
    """Whose microphone each channel is, such as ("Doctor", "Patient"); empty where nobody knows."""

    def checked(self) -> "Beginning":
        """Itself; raises `BadInput`."""
        if not ID.fullmatch(self.id):
            raise BadInput("The id of a recording has 32 hexadecimal digits.")
        if not MEDIA_TYPE.fullmatch(self.media_type):
            raise BadInput("A recording must be audio.", hint="Send WAV, WebM, Ogg, MP3, M4A or FLAC.")
        if self.speakers is not None and not 1 <= self.speakers <= 4:
            raise BadInput("There may be 1 to 4 speakers.")
        return self


class Piece(msgspec.Struct, frozen=True):
    """One piece of a recording as it is sent: its place from 0 on, its bytes, and their SHA-256, hex."""

    number: int
    data: bytes
    sha256: str


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """A recording without its sound."""

    id: str
    patient: str
    by: str
    """Reference of the Practitioner who records."""
    started: datetime
    media_type: str
    consent: str
    """Id of the Consent that it rests on."""
    state: State = State.ARRIVING
    encounter: str | None = None
    style: str = ""
    speakers: int | None = None
    roles: tuple[str, ...] = ()
    pieces: int = 0
    """How many there are; while it comes in, how many have come."""
    bytes: int = 0
    seconds: float | None = None
    """Its length, once somebody has decoded it."""
    review: str | None = None
    """The review of its note."""
    failure: str = ""
    """Why transcribing it failed the last time, in words for the clinician."""
    wanted_by: str = ""
    """The practitioner who waits for its note, from the moment it is asked for until it is drafted or has failed."""
    tries: int = 0
    """How often drafting the wanted note was begun: a server that dies of it does not begin for ever."""
    deleted: str = ""
    """Why its sound was deleted."""
