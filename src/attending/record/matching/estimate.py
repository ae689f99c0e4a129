"""The Fellegi-Sunter model of one data set, estimated from the data themselves, without a known pair.

How often strangers agree (u) is counted on random pairs; how often two records of one person agree (m), and how many
such pairs there are, by expectation and maximisation over the candidate pairs.

Source: Fellegi & Sunter 1969; Winkler 1988 (EM); Winkler 2000 (frequency-based weights).
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from attending.record.matching.compare import COMPARISONS, MISSING, Comparison
from attending.record.matching.person import Person

RANDOM_PAIRS = 40_000
ROUNDS = 40
PRIOR_PAIRS = 10
"""How many pairs our expectations are worth: a small hospital has too few of its own."""
_SEED = 20_261_126
_FLOOR = 1e-4

Levels = NDArray[np.int8]
"""(pairs, comparisons): the level of each comparison, MISSING where a field is not filled."""


@dataclass(frozen=True)
class Model:
    """What was estimated."""

    comparisons: tuple[Comparison, ...]
    m: tuple[NDArray[np.float64], ...]
    u: tuple[NDArray[np.float64], ...]
    prior: float
    """Share of all pairs that are one person."""
    shares: tuple[dict[str, int], ...]
    """Of each comparison: value → how many records have it."""
    filled: tuple[int, ...]
    """Of each comparison: how many records have any value."""

    def weights(self, levels: Levels) -> NDArray[np.float64]:
        """(pairs, comparisons): natural logarithm of m/u, 0 where missing."""
        found = np.zeros(levels.shape)
        for column, (m, u) in enumerate(zip(self.m, self.u, strict=True)):
            table = np.append(np.log(m / u), 0.0)  # the last one is read by MISSING, -1
            found[:, column] = table[levels[:, column]]
        return found

    def rarity(self, column: int, value: str) -> float:
        """What an agreement on this value tells more, or less, than one on a usual value."""
        number = self.shares[column].get(value)
        if number is None:
            return 0.0
        usual = float(self.u[column][0])
        share = (number - 1 + PRIOR_PAIRS * usual) / (self.filled[column] - 1 + PRIOR_PAIRS)
        return float(np.clip(np.log(usual / share), -4.0, 4.0))


def compare_pairs(
    persons: Sequence[Person], pairs: Sequence[tuple[int, int]], comparisons: Sequence[Comparison]
) -> Levels:
    """The levels of every pair."""
    found = np.full((len(pairs), len(comparisons)), MISSING, dtype=np.int8)
    for column, comparison in enumerate(comparisons):
        compare = comparison.compare
        for row, (left, right) in enumerate(pairs):
            found[row, column] = compare(persons[left], persons[right])
    return found


def used_comparisons(persons: Sequence[Person]) -> tuple[Comparison, ...]:
    """Those whose field is filled in a tenth of the records at least, and differs."""
    found = []
    for comparison in COMPARISONS:
        values = [person[comparison.fields[0]] for person in persons]
        if sum(map(bool, values)) * 10 >= len(values) and len(set(values) - {""}) > 1:
            found.append(comparison)
    return tuple(found)


def estimate(persons: Sequence[Person], pairs: Sequence[tuple[int, int]]) -> tuple[Model, Levels]:
    """Fit the model; also gives the levels of the candidate pairs."""
    comparisons = used_comparisons(persons)
    levels = compare_pairs(persons, pairs, comparisons)
    strangers = compare_pairs(persons, _random_pairs(len(persons)), comparisons)
    sizes = [len(comparison.levels) for comparison in comparisons]
    m = tuple(_expected_m(size) for size in sizes)
    u = _tables(strangers, np.ones(len(strangers)), [_expected_u(size) for size in sizes])
    every = len(persons) * (len(persons) - 1) / 2
    prior = min(0.5, len(persons) / 4 / every)
    shares = tuple(_shares(persons, comparison.fields[0]) for comparison in comparisons)
    filled = tuple(sum(counts.values()) for counts in shares)
    model = Model(comparisons, m, u, prior, shares, filled)
    for _ in range(ROUNDS):
        posterior = posteriors(model, model.weights(levels).sum(axis=1))
        m = _tables(levels, posterior, [_expected_m(size) for size in sizes])
        stranger = 1 - posteriors(model, model.weights(strangers).sum(axis=1))
        u = _tables(strangers, stranger, [_expected_u(size) for size in sizes])
        prior = max(float(posterior.sum()) / every, 1 / every)
        prior = min(prior, 0.5)
        done = all(np.allclose(new, old, atol=1e-5) for new, old in zip(m, model.m, strict=True))
        model = Model(comparisons, m, u, prior, shares, filled)
        if done:
            break
    return model, levels


def posteriors(model: Model, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of the weights of each pair → probability that it is one person."""
    odds = np.clip(weights + np.log(model.prior / (1 - model.prior)), -500, 500)
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def _random_pairs(number: int) -> list[tuple[int, int]]:
    rng = random.Random(_SEED)  # noqa: S311 - a sample, no secret
    if number * (number - 1) / 2 <= RANDOM_PAIRS:
        return list(combinations(range(number), 2))
    pairs = [sorted(rng.sample(range(number), 2)) for _ in range(RANDOM_PAIRS)]
    return [(left, right) for left, right in pairs]


def _tables(
    levels: Levels, weight: NDArray[np.float64], expected: Sequence[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], ...]:
    """Of each comparison, the share of each level; what is expected counts like `PRIOR_PAIRS` pairs."""
    found = []
    for column, table in enumerate(expected):
        filled = levels[:, column] >= 0
        counts = np.bincount(levels[filled, column], weights=weight[filled], minlength=len(table))
        shares = (counts + PRIOR_PAIRS * table) / (counts.sum() + PRIOR_PAIRS)
        found.append(np.maximum(shares, _FLOOR / len(table)))
    return tuple(found)


def _expected_m(size: int) -> NDArray[np.float64]:
    """Nine of ten agree, the rest falls off with the levels."""
    rest = 0.5 ** np.arange(1, size)
    return np.concatenate([[0.9], 0.1 * rest / rest.sum()])


def _expected_u(size: int) -> NDArray[np.float64]:
    """Nine of ten differ; two values only (sex) agree by chance half of the time."""
    if size == 2:
        return np.array([0.4, 0.6])
    return np.concatenate([np.full(size - 1, 0.1 / (size - 1)), [0.9]])


def _shares(persons: Sequence[Person], field: str) -> dict[str, int]:
    counts = Counter(person[field] for person in persons)
    counts.pop("", None)
    return dict(counts)
