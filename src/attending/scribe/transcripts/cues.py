"""WebVTT and SRT subtitles: timed cues, with or without the speaker's name.

Read by `transcripts.read` and `timed_text`.
Source: W3C WebVTT: The Web Video Text Tracks Format (2019), sections 4 to 6.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from attending.scribe.transcripts.labels import MAX_SPEAKERS, find_labels, split_label
from attending.scribe.transcripts.pieces import Piece, Transcript, list_lines, unescape

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?"
_TIMES = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^>]{0,80}>|<\d[\d:.]*>", re.IGNORECASE)
_DASH = re.compile(r"^\s*(?:[-–—]\s+|>>+\s*)")
_NAME_ALONE = re.compile(r"^[A-Z][^.?!:<>]{0,60}$")
_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass
class Cue:
    """Lines that are shown together, in seconds of the recording."""

    line: int
    start: float
    end: float
    text: list[str] = field(default_factory=list)


def is_cues(text: str) -> bool:
    """Recognise WebVTT by its first word, SRT by a line of two times."""
    return text.lstrip("\ufeff \n").startswith("WEBVTT") or any(_TIMES.match(line) for line in text.split("\n"))


def read_cues(text: str) -> Transcript:
    """Read every cue that can be read; the others are named in the remarks by their line."""
    lines = text.split("\n")
    broken: list[int] = []
    cues = list(_cues(lines, broken))
    read = read_cue_list(cues)
    if not broken:
        return read
    skipped = list_lines(broken, "the times of this cue could not be read; it was skipped.")
    return replace(read, remarks=(skipped, *read.remarks))


def read_cue_list(cues: Sequence[Cue]) -> Transcript:
    """What cues say, and who says it; a line may hold tags and entities as in WebVTT."""
    remarks = []
    if any(later.start < earlier.start for earlier, later in itertools.pairwise(cues)):
        remarks.append("The times in the file run backwards in places; the order of the file was kept.")
    _write_names_with_colons(cues)
    known = find_labels([_plain(line) for cue in cues for line in cue.text])
    pieces: list[Piece] = []
    speaker: str | None = None
    for cue in cues:
        for piece in _pieces(cue, speaker, known):
            pieces.append(piece)
            speaker = None if _VOICE.search("".join(cue.text)) else piece.speaker
    return Transcript(tuple(pieces), tuple(remarks))


def _write_names_with_colons(cues: Sequence[Cue]) -> None:
    """Write the name that stands on a line of its own above the words of most cues as `name: words`."""
    first = [cue.text[0].strip() for cue in cues if len(cue.text) > 1]
    names = {name for name in first if len(name.split()) <= 5 and _NAME_ALONE.match(name)}
    if len(first) < 0.8 * len(cues) or not 1 < len(names) <= MAX_SPEAKERS or 2 * len(names) > len(first):
        return
    for cue in cues:
        if cue.text[0].strip() in names and len(cue.text) > 1:
            name, words, *more = cue.text
            cue.text[:] = [f"{name.strip()}: {words}", *more]


def _cues(lines: Sequence[str], broken: list[int]) -> Iterator[Cue]:
    cue: Cue | None = None
    skipping = False
    for number, line in enumerate(lines, start=1):
        if "-->" in line:
            if cue:
                yield _without_number(cue)
            cue, skipping = _open(line, number), False
            if cue is None:
                broken.append(number)
                skipping = True
        elif not line.strip():
            if cue and cue.text:
                yield cue
                cue = None
            skipping = False
        elif cue is not None and not skipping:
            cue.text.append(line)
        elif line.split(" ")[0].strip() in _BLOCKS:
            skipping = True
    if cue:
        yield cue


def _open(line: str, number: int) -> Cue | None:
    found = _TIMES.match(line)
    if found is None:
        return None
    groups = found.groups()
    start, end = _seconds(groups[:4]), _seconds(groups[4:])
    return Cue(number, start, max(start, end))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _without_number(cue: Cue) -> Cue:
    """Drop the number of the next SRT cue where no blank line stands between the two."""
    if len(cue.text) > 1 and cue.text[-1].strip().isdigit():
        cue.text.pop()
    return cue


def _pieces(cue: Cue, speaker: str | None, known: frozenset[str]) -> Iterator[Piece]:
    payload = "\n".join(cue.text)
    parts = _VOICE.split(payload)
    if len(parts) > 1:
        for name, words in zip([None, *parts[1::2]], parts[0::2], strict=True):
            yield Piece(_plain(words), unescape(name).strip() if name else None, cue.start, cue.end)
        return
    for words in _voices_by_line(payload, known):
        label = split_label(_plain(words), known=known)
        yield Piece(label.text, label.speaker or speaker, cue.start, cue.end)
        speaker = label.speaker or speaker


def _voices_by_line(payload: str, known: frozenset[str]) -> list[str]:
    """Split a cue in which each line is somebody else's, as a dash or a label at its head says."""
    lines = payload.split("\n")
    marked = [bool(_DASH.match(line)) or split_label(_plain(line), known=known).speaker is not None for line in lines]
    groups: list[str] = []
    for line, is_marked in zip(lines, marked, strict=True):
        words = _DASH.sub("", line)
        if is_marked or not groups:
            groups.append(words)
        else:
            groups[-1] += "\n" + words
    return groups


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text))
