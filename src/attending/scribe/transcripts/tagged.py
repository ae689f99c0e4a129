"""Plain text: with a label per turn (`Doctor:`, `[doctor]`, `Speaker 1:`), or without any.

Read by `transcripts.read`. Turns may run over several lines; a label counts when it names a role or comes back.
"""

import re
from collections.abc import Sequence

from attending.scribe.transcripts.headings import with_colons
from attending.scribe.transcripts.labels import (
    find_labels,
    split_label,
    stamp_seconds,
    tidy,
)
from attending.scribe.transcripts.pieces import Piece, Transcript

_INLINE = re.compile(
    r"(?:(?<=^)|(?<=[\s.?!,]))(?=(?:\*\*)?(?:doctor|patient|dr|doc|clinician|physician|pt|nurse|mother|father|D|P|"
    r"speaker \d{1,2})\.?\s?[:：]\s)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^\s*\[?(?P<name>[^\W\d_][^:\n\[\]]{0,40}?)\]?\s{1,12}\[?\(?(?P<time>\d{1,2}:\d{2}(?::\d{2})?)\)?\]?\s*$"
)
_STAMP = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_STAMPED = re.compile(
    rf"^\s*[\[(]?(?P<start>{_STAMP})(?:\s*[-–>]+\s*(?P<end>{_STAMP}))?[\])]?\s*[-–:]?\s*(?P<text>.*)$", re.DOTALL
)
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)]*\s*$")


def read_text(text: str) -> Transcript:
    """Read plain text: tagged turns where there are tags, otherwise lines or paragraphs without a speaker."""
    lines = text.split("\n")
    if sum(_HEADING.match(line) is not None for line in lines) >= 2:
        return _read_headings(lines)
    if any(len(_INLINE.findall(line)) > 2 for line in lines):
        lines = [part for line in lines for part in _INLINE.split(line)]
    labels = find_labels(lines)
    if not labels and (headed := with_colons(lines)):
        lines, labels = headed, find_labels(headed)
    if labels:
        return _read_tagged(lines, labels)
    return _read_stamped(lines) or _read_untagged(lines)


def _read_tagged(lines: Sequence[str], labels: frozenset[str]) -> Transcript:
    pieces: list[Piece] = []
    before: list[str] = []
    speaker: str | None = None
    seconds: float | None = None
    words: list[str] = []

    def close() -> None:
        if speaker is not None:
            pieces.append(Piece("\n".join(words), speaker, seconds, None))
        else:
            before.extend(words)

    for line in lines:
        labelled = split_label(line, known=labels)
        if labelled.speaker is None:
            words.append(line)
            continue
        close()
        speaker, seconds, words = labelled.speaker, labelled.seconds, [labelled.text]
    close()
    skipped = any(line.strip() for line in before)
    remarks = ("The text before the first speaker's label was left out.",) if skipped else ()
    return Transcript(tuple(pieces), remarks, whole_turns=True)


def _read_headings(lines: Sequence[str]) -> Transcript:
    """Read exports of meeting software: a line with name and time, and under it the words."""
    pieces: list[Piece] = []
    for line in lines:
        heading = _HEADING.match(line)
        if heading:
            pieces.append(Piece("", tidy(heading["name"]), stamp_seconds(heading["time"]), None))
        elif pieces:
            last = pieces[-1]
            pieces[-1] = Piece(f"{last.text}\n{line}", last.speaker, last.start, None)
    return Transcript(tuple(pieces), whole_turns=True)


def _read_stamped(lines: Sequence[str]) -> Transcript | None:
    """Read lines that each begin with their time and name nobody, as recognisers print them."""
    filled = [line for line in lines if line.strip()]
    found = [match for line in filled if (match := _STAMPED.match(line))]
    if len(found) < 2 or len(found) < 0.8 * len(filled):
        return None
    pieces = tuple(
        Piece(match["text"], None, stamp_seconds(match["start"]), stamp_seconds(match["end"] or match["start"]))
        for match in found
    )
    return Transcript(pieces)


def _read_untagged(lines: Sequence[str]) -> Transcript:
    filled = [line for line in lines if line.strip()]
    ended = sum(_SENTENCE_END.search(line) is not None for line in filled)
    if len(filled) >= 4 and ended >= 0.6 * len(filled):
        return Transcript(tuple(Piece(line) for line in filled), whole_turns=True)
    paragraphs = [part for part in re.split(r"\n\s*\n", "\n".join(lines)) if part.strip()]
    return Transcript(tuple(Piece(part) for part in paragraphs), whole_turns=len(paragraphs) >= 4)
