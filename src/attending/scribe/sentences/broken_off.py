"""What a speaker breaks off at a dash and begins anew: "it doesn't feel like -- yeah, it just makes me feel weak".

Read by `words`. Only the clause that has no end is taken out, and only where another begins behind the dash; an
unfinished clause joined with the next would say what nobody said.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from attending.scribe.vocabulary import vocabulary


class Spoken(Protocol):
    """A word or a mark."""

    @property
    def text(self) -> str:
        """In lower case."""


TYPED = "--"
"""A dash as it is typed, which is no mark of a sentence."""
DASHES = frozenset({"—", "–", TYPED})
_STOPS = frozenset({".", "?", "!", ";"})
_JOINS = vocabulary("and but or so because if when then")
_UNFINISHED = vocabulary(
    "like a an the my your his her their our of to in on at with for from is was are were be been am i he she they we "
    "not have has had do does did can could would will very that which who what where how more about into than"
)
"""Words at which no clause ends."""
_TAKES_UP = vocabulary("yes yeah no well actually um uh er sorry oh okay so , mean i'm-sorry wait")
_SUBJECTS = vocabulary("i it he she they we you there that this my his her the")


W = TypeVar("W", bound=Spoken)


def without_broken_off(words: Sequence[W]) -> list[W]:
    """The words without the clauses that break off at a dash, and without the dash behind them."""
    kept: list[W] = []
    index = 0
    while index < len(words):
        word = words[index]
        after = _begins_anew(words, index + 1) if word.text in DASHES and kept else 0
        if not after:
            kept += [word] if word.text != TYPED else []
            index += 1
            continue
        if kept[-1].text in _JOINS:
            kept.pop()
            index += 1
        elif kept[-1].text in _UNFINISHED:
            del kept[_clause_start(kept) :]
            index = after
        else:
            kept += [word] if word.text != TYPED else []
            index += 1
    return kept


def _begins_anew(words: Sequence[Spoken], index: int) -> int:
    """Where another clause begins behind a dash; 0 where none does."""
    place = index
    while place < len(words) and words[place].text in _TAKES_UP | ({"i"} if _means(words, place) else set()):
        place += 1
    return place if place + 1 < len(words) and words[place].text in _SUBJECTS else 0


def _means(words: Sequence[Spoken], place: int) -> bool:
    return [word.text for word in words[place : place + 2]] == ["i", "mean"]


def _clause_start(kept: Sequence[Spoken]) -> int:
    """Where the last clause of the words begins."""
    for place in range(len(kept) - 1, -1, -1):
        if kept[place].text in _STOPS | {","}:
            return place + 1
        if kept[place].text in _JOINS and place < len(kept) - 1 and kept[place + 1].text in _SUBJECTS:
            return place
    return 0
