"""Persons → pairs with a probability, and which of them are one person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.record.matching.blocking import candidate_pairs
from attending.record.matching.compare import MISSING
from attending.record.matching.estimate import Levels, Model, estimate, posteriors
from attending.record.matching.person import Person

MATCH = 0.5
REVIEW = (0.05, 0.999)
"""Between these a clerk decides; below, nobody is shown the pair; above, the pair is one person for all we know."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one comparison tells."""

    name: str
    level: str
    weight: float
    """Natural logarithm of how much likelier this is for one person than for two."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person."""

    left: Person
    right: Person
    probability: float
    match: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Scored:
    """Every candidate pair with its probability."""

    persons: Sequence[Person]
    pairs: Sequence[tuple[int, int]]
    levels: Levels
    weights: NDArray[np.float64]
    """(pairs, comparisons)"""
    probability: NDArray[np.float64]
    model: Model


def score(persons: Sequence[Person]) -> Scored:
    """Compare every candidate pair by a model estimated on these persons."""
    pairs = candidate_pairs(persons)
    model, levels = estimate(persons, pairs)
    weights = model.weights(levels)
    for column, comparison in enumerate(model.comparisons):
        field = comparison.fields[0]
        for row in np.flatnonzero(levels[:, column] == 0):
            weights[row, column] += model.rarity(column, persons[pairs[row][0]][field])
    return Scored(persons, pairs, levels, weights, posteriors(model, weights.sum(axis=1)), model)


def link(persons: Sequence[Person], least: float = REVIEW[0]) -> list[Pair]:
    """The pairs from `least` on, likeliest first, with `match` decided for all of them together.

    Two sources that hold nobody twice are linked one to one; otherwise what is one person hangs together.
    """
    if len(persons) < 2:
        return []
    scored = score(persons)
    chosen = _one_to_one(scored) if _is_linkage(scored) else _groups(scored)
    rows = np.flatnonzero((scored.probability >= least) | chosen)
    order = rows[np.argsort(-scored.probability[rows], kind="stable")]
    return [_pair(scored, int(row), match=bool(chosen[row])) for row in order]


def _is_linkage(scored: Scored) -> bool:
    """Whether there are two sources, and hardly anybody is twice in one of them."""
    if len({person.source for person in scored.persons}) != 2:
        return False
    likely = np.flatnonzero(scored.probability > 0.9)
    within = sum(
        scored.persons[left].source == scored.persons[right].source
        for left, right in (scored.pairs[int(row)] for row in likely)
    )
    return within * 20 <= len(likely)


def _one_to_one(scored: Scored) -> NDArray[np.bool_]:
    """Greedily by probability: each record is linked to one of the other source at most."""
    chosen = np.zeros(len(scored.pairs), dtype=bool)
    taken: set[int] = set()
    total = scored.weights.sum(axis=1)
    for row in np.argsort(-total, kind="stable"):
        if scored.probability[row] < MATCH:
            break
        left, right = scored.pairs[row]
        if scored.persons[left].source != scored.persons[right].source and not taken & {left, right}:
            chosen[row] = True
            taken |= {left, right}
    return chosen


def _groups(scored: Scored) -> NDArray[np.bool_]:
    """Join the likeliest first; two groups are joined only if their pairs, taken together, speak for it."""
    total = scored.weights.sum(axis=1) + np.log(scored.model.prior / (1 - scored.model.prior))
    weight_of = {pair: float(total[row]) for row, pair in enumerate(scored.pairs)}
    group = list(range(len(scored.persons)))
    members = {place: [place] for place in group}
    for row in np.argsort(-total, kind="stable"):
        if scored.probability[row] < MATCH:
            break
        left, right = (group[place] for place in scored.pairs[row])
        if left == right or not _belong_together(members[left], members[right], weight_of):
            continue
        for place in members[right]:
            group[place] = left
        members[left] += members.pop(right)
    return np.array([group[left] == group[right] for left, right in scored.pairs], dtype=bool)


def _belong_together(one: list[int], other: list[int], weight_of: dict[tuple[int, int], float]) -> bool:
    """A pair that shares no blocking key speaks against, as strongly as the unlikeliest pair that was compared."""
    against = -6.0
    total = sum(
        max(weight_of.get((min(left, right), max(left, right)), against), 2 * against)
        for left in one
        for right in other
    )
    return total > 0


def _pair(scored: Scored, row: int, *, match: bool) -> Pair:
    left, right = scored.pairs[row]
    reasons = [
        Reason(comparison.name, comparison.levels[level], round(float(scored.weights[row, column]), 2))
        for column, comparison in enumerate(scored.model.comparisons)
        if (level := int(scored.levels[row, column])) != MISSING
    ]
    reasons.sort(key=lambda reason: -abs(reason.weight))
    probability = float(scored.probability[row])
    return Pair(scored.persons[left], scored.persons[right], probability, match, tuple(reasons))
