"""Other ways of heading a turn: `Dr Patel - hello`, `(Doctor) hello`, a name on a line of its own, a table of rows.

Read by `tagged` for text without labels of its own. A way counts when most lines follow it and few names come back in
it; then every line is written again as `Doctor: hello`.
"""

import csv
import re
from collections.abc import Sequence
from itertools import pairwise

from attending.scribe.transcripts.labels import MAX_SPEAKERS, find_labels, names_speaker, tidy

_LISTED = re.compile(r"^\s*[-–—•*·‣]\s+(?=\S)")
_NAME = r"(?P<name>[^\W\d_][^\n:|<>()\[\]\t?!,]{0,38}?)"
_WAYS = (
    re.compile(rf"^\s*{_NAME}\s+[-–—]\s+(?P<text>.*)$", re.DOTALL),
    re.compile(rf"^\s*{_NAME}\t+(?P<text>.*)$", re.DOTALL),
    re.compile(rf"^\s*{_NAME}\s*>+\s+(?P<text>.*)$", re.DOTALL),
    re.compile(rf"^\s*\({_NAME}\)\s*(?P<text>.*)$", re.DOTALL),
    re.compile(r"^\s*(?P<name>[A-Z])\.\s+(?P<text>.*)$", re.DOTALL),
    re.compile(r"^\s*(?P<name>\d{1,2})\s*[:：]\s*(?P<text>.*)$", re.DOTALL),
    re.compile(rf"^\s*\|?\s*{_NAME}\s*\|\s*(?P<text>[^|]*?)\s*\|?\s*$", re.DOTALL),
)
MOST = 0.6  # share of the lines that must be headed in the same way
_TEXT_COLUMNS = frozenset({"text", "transcript", "utterance", "content", "sentence", "words", "said"})


def with_colons(lines: Sequence[str]) -> list[str] | None:
    """Write lines that are headed in another way as `name: text`; None where no way fits."""
    unlisted = [_LISTED.sub("", line) for line in lines]
    if unlisted != list(lines) and find_labels(unlisted):
        return unlisted
    filled = [line for line in unlisted if line.strip()]
    for way in _WAYS:
        found = [way.match(line) for line in filled]
        names = [tidy(match["name"]).lower() for match in found if match]
        if len(names) >= max(MOST * len(filled), 2) and _are_speakers(names):
            return [_colon(way, line) for line in unlisted]
    return _own_lines(unlisted)


def _are_speakers(names: Sequence[str]) -> bool:
    """Whether few names head many lines, two at least, and each of them comes back or names a role."""
    distinct = set(names)
    returning = all(names.count(name) > 1 or names_speaker(name) for name in distinct)
    certain = sum(names_speaker(name) and len(name) > 1 for name in distinct) == len(distinct)
    return 1 < len(distinct) <= MAX_SPEAKERS and returning and (certain or len(names) >= 2 * len(distinct))


def _colon(way: re.Pattern[str], line: str) -> str:
    found = way.match(line)
    if found is None:
        return line
    name = tidy(found["name"])
    return f"{f'Speaker {name}' if name.isdigit() else name}: {found['text']}"


def _own_lines(lines: Sequence[str]) -> list[str] | None:
    """Read a role that stands on a line of its own as the heading of what follows it."""
    roles = [len(line.split()) <= 4 and len(tidy(line)) > 1 and names_speaker(line) for line in lines]
    distinct = {tidy(line).lower() for line, is_role in zip(lines, roles, strict=True) if is_role}
    if len(distinct) < 2 or sum(roles) < 3 or any(a and b for a, b in pairwise(roles)):
        return None
    return [f"{tidy(line)}:" if is_role else line for line, is_role in zip(lines, roles, strict=True)]


def find_table(text: str) -> list[dict[str, str]] | None:
    """Read a table of comma- or tab-separated rows whose head names a column of words; None where there is none."""
    head, _, rest = text.lstrip().partition("\n")
    delimiter = "\t" if "\t" in head else ";" if ";" in head else ","
    columns = [column.strip().strip('"').lower() for column in head.split(delimiter)]
    if len(columns) < 2 or not _TEXT_COLUMNS & set(columns) or not rest.strip():
        return None
    try:
        rows = list(csv.reader(rest.split("\n"), delimiter=delimiter))
    except csv.Error:
        return None
    return [dict(zip(columns, row, strict=False)) for row in rows if len(row) >= len(columns)] or None
