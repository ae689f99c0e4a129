"""A recording in words: who said what, and when. Read by `scribe` as JSON, by the pages as it is."""

from collections.abc import Sequence

import msgspec

from attending.models import Heard, Word
from attending.speech.separation import Separation
from attending.speech.word_speakers import speakers_of

JOIN_S = 1.5
"""Pauses shorter than this do not end what one speaker says."""


class Spoken(msgspec.Struct, frozen=True):
    """Some words of one speaker, in seconds of the recording."""

    start: float
    end: float
    speaker: str
    text: str


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """A recording in words."""

    segments: tuple[Spoken, ...]
    language: str
    seconds: float
    speech_seconds: float
    speakers: int
    how: str
    """How speakers were told apart: `channels`, `voices`, or `one`."""
    model: str
    remarks: tuple[str, ...] = ()
    """For the clinician: what was left out, what is unsure."""


def spoken_by(heard: Sequence[Heard], separation: Separation, roles: Sequence[str] = ()) -> tuple[Spoken, ...]:
    """Give each word, or each piece whose words have no times, to whoever speaks then."""
    parts = [part for piece in heard for part in piece.words or (Word(piece.start, piece.end, piece.text),)]
    made: list[Spoken] = []
    for part, speaker in zip(parts, speakers_of(parts, separation), strict=True):
        label = _label(speaker, separation, roles)
        text = part.text.strip()
        last = made[-1] if made else None
        if last and last.speaker == label and part.start - last.end < JOIN_S:
            made[-1] = Spoken(last.start, max(last.end, part.end), label, f"{last.text} {text}")
        elif text:
            made.append(Spoken(round(part.start, 2), round(part.end, 2), label, text))
    return tuple(made)


def segments_json(segments: Sequence[Spoken], language: str) -> bytes:
    """Some segments alone, as `scribe` reads them."""
    return msgspec.json.encode({"segments": segments, "language": language})


def _label(speaker: int, separation: Separation, roles: Sequence[str]) -> str:
    channel = separation.channels[speaker] if speaker < len(separation.channels) else len(roles)
    return roles[channel] if channel < len(roles) else f"Speaker {speaker + 1}"


def to_json(transcript: Transcript) -> bytes:
    """The transcript as `scribe` reads it: segments with their times and speakers."""
    return msgspec.json.encode(transcript)
