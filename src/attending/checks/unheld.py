"""Which sentences that could stand in a note say what no sentence of the note holds, in whatever words.

Read by `worth_adding`. A sentence is held where one line of the note, or two neighbours, name most of its content
(`terms.content`: symptoms, medicines and illnesses by what they are, other words by their stem), and its numbers.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from attending.terms.content import Keys, Unit, keys_of, number_key, units_of
from attending.terms.spoken import written

HELD, HELD_WHERE_CITED = 0.67, 0.34
"""The share of its content from which a sentence is held; less where the note cites the very words."""
LEAST_WORTH = 0.15
"""What a sentence must be worth to be offered; set while reading visits."""


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that could stand in the note, what it rests on, and how likely it is wanted there."""

    sentence: str
    section: str
    spoken: str
    """The words it was said in."""
    turns: tuple[int, ...]
    quotes: tuple[str, ...]
    worth: float
    cited: bool = False
    """Whether a sentence of the note cites these words."""


def not_held(held: str, told: Sequence[Telling]) -> Iterator[Telling]:
    """Of the sentences those that no line of a note holds, the most wanted first; none that another one tells too."""
    lines = [line for line in held.splitlines() if line.strip()]
    windows = [_keys(line) for line in (*lines, *(f"{one} {two}" for one, two in pairwise(lines)))]
    missing = [one for one in told if one.worth >= LEAST_WORTH and not is_held(one, windows)]
    offered: list[Keys] = []
    for one in sorted(missing, key=lambda telling: -telling.worth):
        longer = any(other is not one and other.sentence.startswith(one.sentence[:-1]) for other in missing)
        if not (longer or _is_told(one.spoken, offered, HELD)):
            offered.append(_keys(one.sentence))
            yield one


def is_held(one: Telling, windows: Sequence[Keys]) -> bool:
    """Whether one of the windows on a note says what a sentence says."""
    return _is_told(one.spoken, windows, HELD_WHERE_CITED if one.cited else HELD)


def _is_told(spoken: str, windows: Sequence[Keys], share: float) -> bool:
    units = units_of(spoken)
    numbers = {number_key(number) for number in _NUMBER.findall(written(spoken))}
    whole = sum(unit.weight for unit in units)
    if not whole:
        return True
    least = {_DENIAL} if _DENIES.search(spoken) else set()
    return any(
        _named(units, keys) >= share * whole and (not numbers or numbers & keys) and least <= keys for keys in windows
    )


def _keys(text: str) -> Keys:
    """The keys of a line, and whether it denies or forbids: "no energy drinks" is not held by "energy drinks"."""
    return keys_of(text) | {_DENIAL} if _DENIES.search(text) else keys_of(text)


_DENIAL = "!not"
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nothing|without|den(?:y|ies)|avoid\w*|stop\w*|negative|nor|neither|can ?not|nil)\b|"
    r"n['’]t\b|\bfree of\b|\bunable\b|\bstays? off\b",
    re.IGNORECASE,
)


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _named(units: Sequence[Unit], keys: Keys) -> float:
    return sum(unit.weight for unit in units if unit.is_in(keys))
