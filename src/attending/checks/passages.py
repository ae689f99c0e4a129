"""How much of a sentence do the words around a place of the visit hold? Tells a number of this from a number of that.

Read by `elsewhere`. A visit is cut into pieces of some two dozen words; a piece is judged with its neighbours. What
many pieces name ("knee", in a visit about a knee) counts for less than what few do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from attending.checks.places import Places
from attending.checks.source import without_measures
from attending.terms.anatomy import Laterality, find_sides
from attending.terms.answers import Said
from attending.terms.content import Keys, Unit, keys_of
from attending.terms.lexicon import words_of
from attending.terms.possible import possible_numbers
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities

PIECE_WORDS = 24
_OVERLAP = 4
"""Words beyond the border of a piece that may still belong to its last or first number."""
_SHORT_WORDS = 6
"""A turn as short as this answers, and what it answers stands one piece further back."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one turn: `text[start:end]`."""

    turn: int
    start: int
    end: int


class Passages:
    """A visit, cut into pieces once, in which numbers and sides are found with the words around them."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = tuple(said)
        self.pieces = tuple(piece for turn, one in enumerate(said) for piece in _cut(turn, one.text))

    def weigh(self, units: Sequence[Unit]) -> tuple[float, ...]:
        """For each piece with its neighbours, how much of the units it holds: rare ones count, common ones hardly."""
        found = [0.0] * len(self.pieces)
        for unit in units:
            holding = self._places.of(unit)
            if not holding:
                continue
            rarity = math.log(1 + len(found) / len(holding)) / math.log(1 + len(found))
            for index in holding:
                found[index] += unit.weight * rarity
        return tuple(found)

    @cached_property
    def quantities(self) -> tuple[tuple[int, Quantity], ...]:
        """Every quantity, with the number of its piece."""
        return tuple(
            (self._piece_at(turn, quantity.start), quantity)
            for turn, one in enumerate(self.said)
            for quantity in find_quantities(one.text)
        )

    @cached_property
    def sides(self) -> tuple[tuple[int, Laterality], ...]:
        """Every side of the body, with the number of its piece."""
        return tuple(
            (self._piece_at(turn, side.start), side)
            for turn, one in enumerate(self.said)
            for side in find_sides(one.text)
        )

    @cached_property
    def numbers(self) -> tuple[frozenset[Decimal], ...]:
        """For each piece the numbers that could be heard in it."""
        return tuple(possible_numbers(text) for text in self._overlapping)

    @cached_property
    def loose_numbers(self) -> tuple[frozenset[Decimal], ...]:
        """The numbers of each piece that were said without a unit, and broken ones: "twelve . five milligrams"."""
        loose = (possible_numbers(without_measures(text)) for text in self._overlapping)
        return tuple(
            bare | {value for value in every if value != int(value)}
            for bare, every in zip(loose, self.numbers, strict=True)
        )

    @cached_property
    def _overlapping(self) -> tuple[str, ...]:
        texts = []
        for piece in self.pieces:
            text = self.said[piece.turn].text
            before = " ".join(text[: piece.start].split()[-_OVERLAP:])
            after = " ".join(text[piece.end :].split()[:_OVERLAP])
            texts.append(f"{before} {text[piece.start : piece.end]} {after}")
        return tuple(texts)

    @cached_property
    def _places(self) -> Places:
        return Places(self._around)

    @cached_property
    def _around(self) -> tuple[Keys, ...]:
        texts = [self.said[piece.turn].text[piece.start : piece.end] for piece in self.pieces]
        keys = [keys_of(text) for text in texts]
        around = []
        for index in range(len(keys)):
            first = max(0, index - 1)
            if first and len(texts[first].split()) < _SHORT_WORDS:
                first -= 1
            around.append(frozenset().union(*keys[first : index + 2]))
        return tuple(around)

    @cached_property
    def _first_of_turn(self) -> dict[int, int]:
        return {piece.turn: index for index, piece in reversed(list(enumerate(self.pieces)))}

    def _piece_at(self, turn: int, position: int) -> int:
        index = self._first_of_turn[turn]
        while index + 1 < len(self.pieces) and self.pieces[index + 1].turn == turn:
            if position < self.pieces[index + 1].start:
                break
            index += 1
        return index


def _cut(turn: int, text: str) -> list[Piece]:
    """Pieces of about the same number of words."""
    words = words_of(text)
    count = max(1, math.ceil(len(words) / PIECE_WORDS))
    size = max(1, math.ceil(len(words) / count))
    starts = [0, *(words[index].start for index in range(size, len(words), size))]
    return [Piece(turn, start, end) for start, end in pairwise([*starts, len(text)])]
