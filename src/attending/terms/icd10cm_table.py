"""The ICD-10-CM tabular list as a table: titles, the names under each code, and which codes may be billed.

Read by `icd10cm`, `icd10cm_finer` and `icd10cm_named`. `icd10cm_remake` makes the table; external causes and poisonings
are not in it. Source: ICD-10-CM, April 2026, US National Center for Health Statistics (CDC), public domain.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

EPISODES = {"A": "initial encounter", "D": "subsequent encounter", "S": "sequela"}
"""What the seventh character of most injuries says."""
_OF_FRACTURES = {
    "A": "initial encounter for closed fracture",
    "D": "subsequent encounter for fracture with routine healing",
}
"""Theirs say more; a fracture counts as closed where nothing else was said (guideline I.C.19.c)."""
_OPEN = "B"
WHOLE = 6
"""Signs before the seventh character, without the point."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the list."""

    code: str
    title: str
    episodes: str
    """The seventh characters that complete the code; empty where it needs none."""
    billable: bool
    names: tuple[str, ...]
    """Its inclusion terms."""
    spoken: tuple[str, ...]
    """Names short enough to be said (`icd10cm_named`)."""


@cache
def entries() -> dict[str, Entry]:
    """Every code of the table, in the order of the list."""
    text = gzip.decompress((files("attending.terms") / "icd10cm.tsv.gz").read_bytes()).decode()
    found = {}
    for line in text.splitlines()[1:]:
        code, title, episodes, billable, names, spoken = line.split("\t")
        found[code] = Entry(code, title, episodes, bool(billable), _cut(names), _cut(spoken))
    return found


@cache
def leaves(category: str) -> tuple[Entry, ...]:
    """The billable codes of a category, which is the first three signs of a code."""
    return tuple(_by_category().get(category, ()))


@cache
def _by_category() -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries().values():
        if entry.billable:
            found.setdefault(entry.code[:3], []).append(entry)
    return found


def title_of(code: str) -> str:
    """The official title of a code, with its episode of care; empty where the table does not hold it."""
    whole, entry = code.upper(), entries().get(code.upper())
    if entry is not None:
        return entry.title
    if len(whole.replace(".", "")) != WHOLE + 1:
        return ""
    stem = whole[:-1]
    entry = entries().get(stem.rstrip("X").rstrip(".")) or entries().get(stem)
    if entry is None or whole[-1] not in entry.episodes:
        return ""
    return f"{entry.title}, {episode_of(entry, whole[-1])}"


def episode_of(entry: Entry, letter: str) -> str:
    """What a seventh character says of this code."""
    words = {**EPISODES, **_OF_FRACTURES} if _OPEN in entry.episodes else EPISODES
    return words.get(letter, f"encounter {letter}")


def with_episode(entry: Entry, letter: str) -> str:
    """The code with its seventh character; as it is where it has none or not this one."""
    if letter not in entry.episodes or not letter:
        return entry.code
    plain = entry.code.replace(".", "").ljust(WHOLE, "X")
    return f"{plain[:3]}.{plain[3:]}{letter}"


def _cut(names: str) -> tuple[str, ...]:
    return tuple(names.split("|")) if names else ()
