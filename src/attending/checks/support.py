"""Where in a visit is a sentence of a note spoken of, and how much of it? Finds the turns it rests on by content.

Read by `verify`. A unit of content (`terms.content`) is found where a turn names it in any wording.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from attending.checks.places import Places
from attending.terms.answers import Answer, Said, answer_of
from attending.terms.content import Keys, Unit, keys_of, number_key, units_of
from attending.terms.spoken import find_quantities

MAX_TURNS = 4
"""More turns than this do not help a reader who looks for the source of one sentence."""
NEAR_TURNS = 3
"""Turns so near each other speak of the same thing more often than not."""
_NEAR_BONUS = 0.2
_SHORT_ANSWER_WORDS = 6


@dataclass(frozen=True)
class Support:
    """What was found of one sentence."""

    turns: tuple[int, ...]
    """Indices of the turns it rests on, in the order of the visit."""
    units: tuple[Unit, ...]
    missing: tuple[Unit, ...]
    """Units that no turn of the visit names."""

    @property
    def found(self) -> float | None:
        """The weighted share of the units that the visit names; None where there is nothing to look for."""
        return self.share_without(self.missing)

    def share_without(self, missing: Sequence[Unit]) -> float | None:
        """The weighted share of the units but those that are missing; None where there is nothing to look for."""
        total = sum(unit.weight for unit in self.units)
        return 1 - sum(unit.weight for unit in missing) / total if total else None


class Spoken:
    """A visit, read once, in which the support of sentences is looked up."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = tuple(said)
        self.keys = tuple(keys_of(one.text) for one in said)
        self._places = Places(self.keys)

    @cached_property
    def everything(self) -> Keys:
        """The keys of the whole visit; of two neighbouring turns too, since speakers finish each other's phrases."""
        together = [keys_of(f"{one.text} {other.text}") for one, other in pairwise(self.said) if _torn(one, other)]
        return frozenset().union(*self.keys, *together)

    def support(self, sentence: str) -> Support:
        """Find the turns a sentence rests on."""
        units = units_of(sentence)
        missing = tuple(unit for unit in units if not unit.is_in(self.everything))
        wanted = [unit for unit in units if unit not in missing]
        numbers = [frozenset({number_key(value)}) for q in find_quantities(sentence) for value in q.values]
        wanted += [Unit(keys, "", -1, -1) for keys in numbers if keys & self.everything]
        return Support(self._with_questions(self._cover(wanted)), units, missing)

    def _cover(self, wanted: list[Unit]) -> list[int]:
        """Turns that name the units, fewest first, those near each other before those far apart."""
        chosen: list[int] = []
        left = list(wanted)
        while left and len(chosen) < MAX_TURNS:
            held: dict[int, float] = {}
            for unit in left:
                for index in self._places.of(unit):
                    held[index] = held.get(index, 0.0) + unit.weight
            best, gain = -1, 0.0
            for index in sorted(held.keys() - set(chosen)):
                near = any(abs(index - other) <= NEAR_TURNS for other in chosen)
                here = held[index] + (_NEAR_BONUS if near else 0.0)
                if here > gain:
                    best, gain = index, here
            if best < 0:
                break
            chosen.append(best)
            left = [unit for unit in left if not unit.is_in(self.keys[best])]
        return chosen

    def _with_questions(self, chosen: list[int]) -> tuple[int, ...]:
        """The answer to each question cited, and the question of each short answer."""
        turns = set(chosen)
        for index in chosen:
            following = index + 1
            if "?" in self.said[index].text and following < len(self.said):
                turns.add(following)
            short = len(self.said[index].text.split()) <= _SHORT_ANSWER_WORDS
            if index and short and answer_of(self.said[index].text) is not Answer.OTHER:
                turns.add(index - 1)
        return tuple(sorted(turns))


def _torn(one: Said, other: Said) -> bool:
    """Whether a phrase may run over the border of two turns."""
    return len(one.text.split()) <= _SHORT_ANSWER_WORDS or len(other.text.split()) <= _SHORT_ANSWER_WORDS
