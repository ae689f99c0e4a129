"""Intervals that hold the outcome in 90 of 100 new patients, overall and in each group of sex, age and race.

Split conformal prediction of the outcome (0 or 1) around its probability: the half width is the 90 % quantile of
|outcome - probability| over patients the model was not fitted on. Groups overlap (a person has a sex, an age and a
race), so the half width is a sum of one part per group, fitted as a quantile regression on the group indicators.
What an interval says: one that reaches 0 does not exclude that the event stays away, one that reaches 1 does not
exclude the event; `coverage` counts how often the outcome lies inside. It is not an interval of the mean risk.

Source: Vovk, Gammerman & Shafer 2005 (split and Mondrian conformal); Jung et al., ICLR 2023, and Gibbs, Cherian &
Candès 2023 (quantile regression for overlapping groups).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Groups = Mapping[str, Sequence[str]]
"""Grouping, such as `sex`, to the level of each case, such as `female`; "" is unknown."""

LEVEL = 0.9
FEWEST = 200
"""A level with fewer patients has no part of its own: its quantile would rest on a handful of tails."""
ROUNDS = 60


@dataclass(frozen=True)
class Conformal:
    """Half widths learned: `width` for everybody, and what each level of each grouping adds."""

    level: float
    width: float
    parts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def half_width(self, cases: int, groups: Groups | None = None) -> Array:
        """Half width of each case, shape (case,); an unknown level adds nothing."""
        width = np.full(cases, self.width)
        for name, parts in self.parts.items():
            levels = (groups or {}).get(name)
            if levels is not None:
                width += np.array([parts.get(level, 0.0) for level in levels])
        half: Array = np.clip(width, 0.0, 1.0)
        return half

    def interval(self, probability: Array, groups: Groups | None = None) -> tuple[Array, Array]:
        """Lower and upper bound of each case, 0 to 1."""
        half = self.half_width(len(probability), groups)
        return np.maximum(probability - half, 0.0), np.minimum(probability + half, 1.0)


def fit_conformal(
    outcome: Array, probability: Array, groups: Groups | None = None, *, level: float = LEVEL
) -> Conformal:
    """Fit half widths on patients the model was not fitted on."""
    distance = np.abs(outcome - probability)
    width = _quantile(distance, level)
    members = {
        (name, one): here
        for name, levels in (groups or {}).items()
        for one in sorted(set(levels))
        if (here := np.flatnonzero(np.array(levels, object) == one)).size >= FEWEST
    }
    parts = dict.fromkeys(members, 0.0)
    rest = distance - width
    for turn in range(ROUNDS):
        moved = 0.0
        pace = 1.0 if turn < ROUNDS // 2 else 0.5
        for key, here in members.items():
            step = pace * _quantile(rest[here], level)
            parts[key] += step
            rest[here] -= step
            moved = max(moved, abs(step))
        if moved < 1e-4:
            break
    table: dict[str, dict[str, float]] = {}
    for (name, one), value in parts.items():
        table.setdefault(name, {})[one] = float(value)
    return Conformal(level, float(width), table)


def _quantile(values: Array, level: float) -> float:
    """The conformal quantile: rank ceil((n + 1) level), the largest value where there are too few."""
    rank = min(int(np.ceil((len(values) + 1) * level)), len(values))
    return float(np.partition(values, rank - 1)[rank - 1])
