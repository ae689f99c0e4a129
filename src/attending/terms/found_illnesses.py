"""Illnesses told by what was found, where nobody says their names: "clots in the arteries of both lungs".

Read by `scribe`: for the name of a problem of the plan and for the proposed Condition. The table
`found_illnesses.tsv` is our own; a row asks for one word of each group in one clause.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, product

from attending.terms.lexicon import Word, read_table, words_of
from attending.terms.problems import Diagnosis, DiagnosisMention, diagnosis_named

WINDOW = 9
"""Words in which all that tells an illness is said."""
_DENY = frozenset(
    "no not nor never nothing without isnt arent wasnt werent doesnt dont didnt hasnt havent cant".split()  # noqa: SIM905
)
_OPEN = frozenset("if could can might may would or whether unless any".split())  # noqa: SIM905
"""Between the words of a finding these leave open whether it was found."""
_ENDS = frozenset(".,;:!?")
_NEW_CLAUSE = frozenset({"but", "so", "because", "although", "which"})


@dataclass(frozen=True, slots=True)
class _Row:
    illness: Diagnosis
    groups: tuple[frozenset[str], ...]
    unless: frozenset[str]


@lru_cache(maxsize=512)
def find_found(text: str) -> tuple[DiagnosisMention, ...]:
    """Every illness that a clause tells by what was found, from the first to the last word that tells it."""
    found: dict[str, DiagnosisMention] = {}
    for clause in _clauses(text):
        words = [(_stem(word.text), word) for word in clause]
        said = {stem for stem, _ in words}
        for row in _rows_of(said):
            span = _span(words, row)
            if span:
                start, end = span
                found.setdefault(row.illness.name, DiagnosisMention(row.illness, text[start:end], start, end))
    return tuple(sorted(found.values(), key=lambda one: one.start))


def _clauses(text: str) -> Iterator[list[Word]]:
    """The words of a text, cut at marks and where another clause begins."""
    number, last = 0, 0
    numbered = []
    for word in words_of(text):
        if _ENDS & set(text[last : word.start]) or word.text in _NEW_CLAUSE:
            number += 1
        last = word.end
        numbered.append((number, word))
    for _, members in groupby(numbered, key=lambda one: one[0]):
        yield [word for _, word in members]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _span(words: list[tuple[str, Word]], row: _Row) -> tuple[int, int] | None:
    """Where all groups of a row are said close together, nothing among them denied or left open."""
    places = [[at for at, (stem, _) in enumerate(words) if stem in group] for group in row.groups]
    for chosen in sorted(product(*places), key=lambda one: max(one) - min(one)):
        first, last = min(chosen), max(chosen)
        between = {stem for at, (stem, _) in enumerate(words[first:last], first) if at not in chosen}
        if len(set(chosen)) == len(chosen) and last - first < WINDOW and not between & (_DENY | _OPEN):
            return words[first][1].start, words[last][1].end
    return None


def _rows_of(said: set[str]) -> Iterator[_Row]:
    seen = {id(row): row for stem in said for row in _by_first().get(stem, ())}
    for row in seen.values():
        if not row.unless & said and all(group & said for group in row.groups):
            yield row


@cache
def _by_first() -> dict[str, list[_Row]]:
    """The rows by each word of their first group."""
    found: dict[str, list[_Row]] = {}
    for name, groups, unless in read_table("found_illnesses.tsv"):
        told = tuple(frozenset(map(_stem, group.strip().split("|"))) for group in groups.split("&"))
        row = _Row(diagnosis_named(name) or Diagnosis(name, None), told, frozenset(map(_stem, unless.split("|"))))
        for stem in told[0]:
            found.setdefault(stem, []).append(row)
    return found
