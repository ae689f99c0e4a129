"""A finer ICD-10-CM code where more was said: the code of the same category whose other words were all said.

Read by `icd10cm`. A word that was denied does not count; what the list says of absence ("without complications", "not
intractable") need not be said. Nothing is guessed: where no code's words were said, there is no finer one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from attending.terms.icd10cm_table import Entry, entries, leaves
from attending.terms.negation import Status, assertion_of

SIDES = ("right", "left", "bilateral")
_SIDE = re.compile(r"\b(?:right|left|bilateral|unspecified (?:side|laterality)|unspecified)\b", re.IGNORECASE)
_ABSENT = re.compile(
    r"\bwithout [^,;]+|\bnot (?:intractable|stated as [^,;]+)|\buncomplicated\b|\bunspecified(?: whether [^,;]+)?\b|"
    r"\bin (?:other )?diseases classified elsewhere\b|\([^)]*\)|\bnot elsewhere classified\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"\bother(?:wise)?\b|\bspecified\b|\bdue to\b|\bmultiple\b", re.IGNORECASE)
"""A code of this kind is chosen by whoever read everything, never from words."""
_ABSENCE = re.compile(r"\bwithout\b|\bnot having achieved\b")
_EMPTY = frozenset("a an and as at by for from in is it of on or site the to type with disease disorder".split())  # noqa: SIM905
_ROMAN, _SPELLED = ("i", "ii", "iii", "iv", "v", "vi"), ("one", "two", "three", "four", "five", "six")
_NUMBERS = {word: str(number) for words in (_ROMAN, _SPELLED) for number, word in enumerate(words, start=1)}
_WORD = re.compile(r"[a-z0-9]+")
STEM = 6


@dataclass(frozen=True, slots=True)
class Finer:
    """A finer code and the words of its title that were said."""

    entry: Entry
    said: tuple[str, ...]


def finer(base: Entry, said: str, side: str = "") -> Finer | None:
    """The most specific code of the category that what was said decides; None where it decides none."""
    known, heard = _words(base.title), _heard(said, side)
    best: tuple[int, int, str, Finer] | None = None
    for entry in leaves(base.code[:3]):
        if entry.code == base.code or (_VAGUE.search(entry.title) and not _VAGUE.search(base.title)):
            continue
        for title in (entry.title, *entry.names):
            words = _words(title)
            extra = words.keys() - known.keys()
            if extra and extra <= heard and known.keys() <= words.keys():
                found = Finer(entry, tuple(words[stem] for stem in words if stem in extra))
                rank = (-len(extra), len(entry.title), entry.code, found)
                if best is None or rank[:3] < best[:3]:
                    best = rank
    return best[3] if best else None


def sides_of(base: Entry) -> dict[str, Entry]:
    """The codes of the same title for the right, the left or both sides."""
    if "unspecified" not in base.title.lower():
        return {}
    wanted = _SIDE.sub("*", base.title.lower())
    found: dict[str, Entry] = {}
    for entry in leaves(base.code[:3]):
        title = entry.title.lower()
        side = next((one for one in SIDES if re.search(rf"\b{one}\b", title)), "")
        if side and _SIDE.sub("*", title) == wanted:
            found.setdefault(side, entry)
    return found


def bare(entry: Entry) -> Entry:
    """The code of a name without more: the entry itself, or the unspecified one below it."""
    if entry.billable:
        return entry
    below = [one for one in leaves(entry.code[:3]) if one.code.startswith(entry.code)]
    return min(
        below,
        key=lambda one: (
            -one.title.lower().count("unspecified"),
            _ABSENCE.search(one.title) is None,
            len(one.title),
            one.code,
        ),
    )


def entry_of(code: str) -> Entry | None:
    """The entry of a code with or without its seventh character."""
    whole = code.upper()
    for stem in (whole, whole[:-1], whole[:-1].rstrip("X"), whole[:-1].rstrip("X").rstrip(".")):
        if stem in entries():
            return entries()[stem]
    return None


def _words(title: str) -> dict[str, str]:
    plain = _ABSENT.sub(" ", title.lower())
    return {_stem(word): word for word in _WORD.findall(plain) if word not in _EMPTY}


def _heard(said: str, side: str) -> frozenset[str]:
    return frozenset((*_present(said), *((side,) if side else ())))


def _present(said: str) -> Iterator[str]:
    for found in _WORD.finditer(said.lower()):
        if assertion_of(said, *found.span()).status is not Status.NEGATED:
            yield _stem(found.group())


def _stem(word: str) -> str:
    number = _NUMBERS.get(word, word)
    return number[:STEM]
