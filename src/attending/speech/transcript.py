"""A recording in words: who said what, and when. Read by `scribe` as JSON, by the pages as it is."""

from collections.abc import Sequence

import msgspec

from attending.drafts import Conversation, Turn
from attending.models import Heard, Word
from attending.speech.separation import Separation
from attending.speech.talk import SURE, Told, Wording, told_by
from attending.speech.word_speakers import speakers_of

JOIN_S = 1.5
"""Pauses shorter than this do not end what one speaker says."""


class Spoken(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some words of one speaker, in seconds of the recording."""

    start: float
    end: float
    speaker: str
    text: str
    unsure: bool = False
    """Whether a part of it may be somebody else's."""


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


def spoken_by(
    heard: Sequence[Heard], separation: Separation, roles: Sequence[str] = (), *, wording: Wording | None = None
) -> tuple[Spoken, ...]:
    """Give each word, or each piece whose words have no times, to whoever speaks then.

    Args:
        heard: what the speech model heard, in order.
        separation: who speaks when, by the sound.
        roles: whose microphone each channel is.
        wording: where two people share a microphone, what tells a clinician's sentence from a patient's.
    """
    parts = parts_of(heard)
    told = _told(parts, separation, wording)
    made: list[Spoken] = []
    for part, speaker, likely in zip(parts, told.speakers, told.likely, strict=True):
        label = _label(speaker, separation, roles)
        text = part.text.strip()
        last = made[-1] if made else None
        if last and last.speaker == label and part.start - last.end < JOIN_S:
            unsure = last.unsure or likely < SURE
            made[-1] = Spoken(last.start, max(last.end, part.end), label, f"{last.text} {text}", unsure)
        elif text:
            made.append(Spoken(round(part.start, 2), round(part.end, 2), label, text, likely < SURE))
    return tuple(made)


def parts_of(heard: Sequence[Heard]) -> list[Word]:
    """The words, or the pieces whose words have no times, in order."""
    return [part for piece in heard for part in piece.words or (Word(piece.start, piece.end, piece.text),)]


def _told(parts: Sequence[Word], separation: Separation, wording: Wording | None) -> Told:
    if parts and separation.voices is not None and wording is not None:
        return told_by(parts, separation.leaning, wording)
    return Told(speakers_of(parts, separation), [1.0] * len(parts))


def segments_json(segments: Sequence[Spoken], language: str) -> bytes:
    """Some segments alone, as `scribe` reads them."""
    return msgspec.json.encode({"segments": segments, "language": language})


def _label(speaker: int, separation: Separation, roles: Sequence[str]) -> str:
    if separation.alone:
        return separation.alone
    channel = separation.channels[speaker] if speaker < len(separation.channels) else len(roles)
    return roles[channel] if channel < len(roles) else f"Speaker {speaker + 1}"


def to_json(transcript: Transcript) -> bytes:
    """The transcript as `scribe` reads it: segments with their times and speakers."""
    return msgspec.json.encode(transcript)


def mark_unsure(said: Conversation, transcript: Transcript) -> Conversation:
    """The conversation read from a transcript, with the turns marked in which it was unsure who speaks."""
    doubtful = [one.start for one in transcript.segments if one.unsure]
    turns = tuple(msgspec.structs.replace(turn, unsure=_holds(turn, doubtful)) for turn in said.turns)
    return msgspec.structs.replace(said, turns=turns)


def _holds(turn: Turn, seconds: Sequence[float]) -> bool:
    """Whether one of these seconds lies in a turn."""
    return turn.start is not None and turn.end is not None and any(turn.start <= at < turn.end for at in seconds)
