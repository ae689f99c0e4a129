"""Which clauses of a visit speak of what a sentence speaks of? Finer than `passages`: adjectives belong to clauses.

Read by `opposites`. A clause's neighbours count for half: "and your kidneys ?" "they look fine".
"""

import math
import re
from collections.abc import Sequence
from functools import cached_property

from attending.checks.rate import Rate, find_rates
from attending.terms.answers import Said
from attending.terms.content import Unit, keys_of
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities

LONGEST = 16
"""Words of a clause; speech without sentence ends is cut after so many."""
NEIGHBOUR = 0.5
_END = re.compile(
    r"(?<!\d)\s*[.?!;]+(?!\d)\s*|\s+(?:but|except|although|though)\s+|,\s+(?:and|so|then)\s+|"
    r"\s+and\s+(?=(?:i|he|she|we|they|it|you|my|your|the|that)\b)",
    re.IGNORECASE,
)


class Clauses:
    """A visit cut into clauses, in which words are found with what they are said of."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.texts = tuple(part for one in said for clause in _END.split(one.text) for part in _short(clause))
        self._keys = tuple(keys_of(text) for text in self.texts)

    @cached_property
    def rates(self) -> tuple[tuple[Rate, ...], ...]:
        """How often things are said to be done in each clause."""
        return tuple(tuple(find_rates(text)) for text in self.texts)

    @cached_property
    def quantities(self) -> tuple[tuple[Quantity, ...], ...]:
        """The numbers of each clause, with their units."""
        return tuple(tuple(find_quantities(text)) for text in self.texts)

    def weigh(self, units: Sequence[Unit]) -> list[float]:
        """How much of the units each clause holds, with its neighbours: rare ones count, common ones hardly."""
        held = [0.0] * len(self.texts)
        for unit in units:
            inside = [index for index, keys in enumerate(self._keys) if unit.is_in(keys)]
            if not inside:
                continue
            rarity = math.log(1 + len(held) / len(inside)) / math.log(1 + len(held))
            near = {index + step for index in inside for step in (-1, 1)} - set(inside)
            for index in inside:
                held[index] += unit.weight * rarity
            for index in near:
                if 0 <= index < len(held):
                    held[index] += NEIGHBOUR * unit.weight * rarity
        return held


def _short(clause: str) -> list[str]:
    words = clause.split()
    count = max(1, math.ceil(len(words) / LONGEST))
    size = math.ceil(len(words) / count) if words else 1
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]
