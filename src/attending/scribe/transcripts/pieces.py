"""What every transcript format is read into: speech with a speaker's label and times where the file has them.

Read by `transcripts.read`, which turns pieces into the turns of a Conversation.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_MARKER = re.compile(
    r"♪[^♪]*♪|♪|[\[(<{*]{1,2}\s{0,2}(?:blank[_ ]?audio|silence|silent|pause|no (?:audio|speech|sound)|music|noise|"
    r"background noise|inaudible|unintelligible|indistinct|cross ?talk|laughter|laughs|laughing|applause|sighs?|"
    r"coughs?|coughing|beep|static|typing|_{2,9}|\.{2,9})(?:\s+\w{1,20})?\s{0,2}[\])>}*]{1,2}",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"[\[(<{*]{1,2}(?:laughter|laughs|laughing|chuckles|applause|typing|music|beep|noise|background noise|blank_audio)"
    r"[\])>}*]{1,2} ?",
    re.IGNORECASE,
)
"""Sounds that say nothing of the patient; `[inaudible]` and `[coughs]` stay, for the clinician to see."""
_WORD = re.compile(r"[^\W_]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Piece:
    """Some words of one speaker; `start` and `end` in seconds of the recording."""

    text: str
    speaker: str | None = None
    """The label in the file, as written there; None where it has none."""
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Transcript:
    """What a file holds, before anybody decided who is who."""

    pieces: tuple[Piece, ...]
    remarks: tuple[str, ...] = ()
    whole_turns: bool = False
    """True when each piece is one whole turn as written (a tagged line); False when pieces were cut by a machine."""
    language: str = "en"
    unclear: int = 0
    """Places that whoever transcribed the recording could not understand."""
    separate: bool = False
    """True when each speaker was transcribed alone, so that one label is never two people."""


def has_words(text: str) -> bool:
    """Say whether anything was said: letters or digits beside markers such as `[BLANK_AUDIO]`."""
    return _WORD.search(_MARKER.sub(" ", text)) is not None


def clean(text: str) -> str:
    """Drop control characters and `[laughs]`, and put all on one line; words and spacing stay as they are."""
    lines = (part.strip() for part in _NOISE.sub("", _CONTROL.sub("", text.replace("\t", " "))).split("\n"))
    return " ".join(part for part in lines if part)


def unescape(text: str) -> str:
    """Resolve HTML entities such as `&amp;`, as subtitle files use them."""
    return html.unescape(text) if "&" in text else text


def spoken(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the cleaned pieces in which something was said."""
    cleaned = (replace(piece, text=clean(piece.text)) for piece in pieces)
    return tuple(piece for piece in cleaned if has_words(piece.text))


def join_fragments(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join neighbouring pieces of the same labelled speaker into one."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and piece.speaker is not None and groups[-1][0].speaker == piece.speaker:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return tuple(_joined(group) for group in groups)


def _joined(group: Sequence[Piece]) -> Piece:
    starts = [piece.start for piece in group if piece.start is not None]
    ends = [piece.end for piece in group if piece.end is not None]
    return Piece(
        " ".join(piece.text for piece in group),
        group[0].speaker,
        min(starts, default=None),
        max(ends, default=None),
    )


def list_lines(numbers: Sequence[int], what: str) -> str:
    """Say which lines were skipped, at most eight by number, for a person who has the file open."""
    shown = ", ".join(str(number) for number in numbers[:8])
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
    noun = "Line" if len(numbers) == 1 else "Lines"
    return f"{noun} {shown}{more}: {what}"
