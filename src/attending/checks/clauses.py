"""Which clauses of a visit speak of what a sentence speaks of? Finer than `passages`: adjectives belong to clauses.

Read by `opposites`. A clause's neighbours count for half: "and your kidneys ?" "they look fine".
"""

import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

from attending.checks.places import Places
from attending.checks.rate import Rate, find_rates
from attending.terms.answers import Answer, Said, answer_of
from attending.terms.content import Unit, keys_of
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities

_T = TypeVar("_T")
LONGEST = 16
"""Words of a clause; speech without sentence ends is cut after so many."""
NEIGHBOUR = 0.5
_END = re.compile(
    r"(?<!\d)\s*[.?!;]+(?!\d)\s*|(?<=\d)[.?!;]+(?:\s+(?=[A-Z])|\s*$)|"
    r",\s+(?=(?:the|your|my|his|her)\s+(?:\w+\s+){1,5}(?:is|are|was|were|looks?|feels?)\b)|"
    r"\s+(?:but|except|although|though)\s+|,\s+(?:and|so|then)\s+|"
    r"\s+and\s+(?=(?:i|he|she|we|they|it|you|my|your|the|that)\b)",
    re.IGNORECASE,
)


class Clauses:
    """A visit cut into clauses, in which words are found with what they are said of."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = tuple(said)
        cut = [[part for clause in _clauses(one.text) for part in _short(clause)] for one in said]
        self.texts = tuple(part for parts in cut for part in parts)
        self.answers = tuple(
            answer for turn, parts in enumerate(cut) for answer in _answers(len(parts), said[turn + 1 :])
        )
        """How the next turn answers each clause; only what ends a turn awaits an answer."""
        self.turns = tuple(turn for turn, parts in enumerate(cut) for _ in parts)
        """The turn of each clause."""
        self._places = Places([keys_of(text) for text in self.texts])
        self._kept: dict[Hashable, tuple[Any, ...]] = {}

    def read_each(self, read: Callable[[str], _T]) -> tuple[_T, ...]:
        """What a function makes of each clause; whichever it is, it reads them once."""
        return self.keep(read, lambda: (read(text) for text in self.texts))

    def keep(self, name: Hashable, find: Callable[[], Iterable[_T]]) -> tuple[_T, ...]:
        """What was found under a name before, or is found now, clause by clause."""
        if name not in self._kept:
            self._kept[name] = tuple(find())
        return cast(tuple[_T, ...], self._kept[name])

    @cached_property
    def rates(self) -> tuple[tuple[Rate, ...], ...]:
        """How often things are said to be done in each clause."""
        return tuple(tuple(find_rates(text)) for text in self.texts)

    @cached_property
    def quantities(self) -> tuple[tuple[Quantity, ...], ...]:
        """The numbers of each clause, with their units."""
        return tuple(tuple(find_quantities(text)) for text in self.texts)

    def holding(self, unit: Unit) -> list[int]:
        """The clauses that hold a unit."""
        return self._places.of(unit)

    def weigh(
        self, units: Sequence[Unit], neighbour: float = NEIGHBOUR, settled: frozenset[int] = frozenset()
    ) -> list[float]:
        """How much of the units each clause holds, with its neighbours: rare ones count, common ones hardly.

        A clause that is settled by words of its own lends nothing to its neighbours. What no clause names as a whole
        ("knee pain") is looked for word by word.
        """
        held = [0.0] * len(self.texts)
        left = list(units)
        while left:
            unit = left.pop()
            inside = self.holding(unit)
            if not inside:
                part = unit.weight / max(1, len(unit.parts))
                left += [Unit(keys, unit.text, unit.start, unit.end, part) for keys in unit.parts]
                continue
            rarity = math.log(1 + len(held) / len(inside)) / math.log(1 + len(held))
            lending = (index for index in inside if index not in settled)
            near = {index + step for index in lending for step in (-1, 1)} - set(inside)
            for index in inside:
                held[index] += unit.weight * rarity
            for index in near:
                if 0 <= index < len(held):
                    held[index] += neighbour * unit.weight * rarity
        return held


def _clauses(text: str) -> Iterator[str]:
    """The clauses of a turn; what asks keeps its question mark."""
    start = 0
    for match in _END.finditer(text):
        yield f"{text[start : match.start()]} ?" if "?" in match.group() else text[start : match.start()]
        start = match.end()
    yield text[start:]


def _answers(clauses: int, following: Sequence[Said]) -> list[Answer]:
    if not clauses:
        return []
    return [Answer.OTHER] * (clauses - 1) + [answer_of(following[0].text) if following else Answer.OTHER]


def _short(clause: str) -> list[str]:
    words = clause.split()
    count = max(1, math.ceil(len(words) / LONGEST))
    size = math.ceil(len(words) / count) if words else 1
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]
