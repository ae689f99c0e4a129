"""At which risk a patient is flagged: from a stated capacity, never 0.5, and openly adjusted by group where asked.

The plain rule is one threshold for everybody. Where it finds the events of one group more often than those of another,
`equalise` shifts the threshold of each group until the shares found are alike at the same capacity. Both rules are
kept: `flags` applies the adjusted one, `plain_flags` the single threshold, and both are reported.

Source: Hardt, Price & Srebro, NeurIPS 2016 (equal opportunity by thresholds of groups).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array, logit, sigmoid
from attending.risk.learned.conformal import Groups

FEWEST_EVENTS = 20
ROUNDS = 80
HALF_TRUST = 25.0
"""A group with this many events gets half of the shift that its events ask for, one with more gets nearer to all."""


@dataclass(frozen=True)
class Operating:
    """The one threshold and the sentence that says where it comes from, and the rule by group."""

    threshold: float
    basis: str
    shifts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What each level of each grouping adds to the log-odds of `shifted_threshold`."""
    shifted_threshold: float = 1.0

    def plain_flags(self, probability: Array) -> NDArray[np.bool_]:
        """Flags by the single threshold."""
        flags: NDArray[np.bool_] = probability >= self.threshold
        return flags

    def flags(self, probability: Array, groups: Groups | None = None) -> NDArray[np.bool_]:
        """Flags by the threshold of each case's groups; without shifts the same as `plain_flags`."""
        if not self.shifts:
            return self.plain_flags(probability)
        cut = logit(np.array([self.shifted_threshold])) + self._shift(len(probability), groups)
        flags: NDArray[np.bool_] = logit(probability) >= cut
        return flags

    def _shift(self, cases: int, groups: Groups | None) -> Array:
        total = np.zeros(cases)
        for name, parts in self.shifts.items():
            levels = (groups or {}).get(name)
            if levels is not None:
                total += np.array([parts.get(level, 0.0) for level in levels])
        return total


def by_capacity(probability: Array, share: float, *, basis: str = "") -> Operating:
    """Flag the highest `share` (0 to 1) of the cases."""
    threshold = float(np.quantile(probability, 1 - share))
    return Operating(threshold, basis or f"the {share:.0%} of the patients with the highest risk")


def by_event_rate(outcome: Array, probability: Array) -> Operating:
    """Flag as many cases as there are events: there sensitivity and positive predictivity are equal (event 1)."""
    rate = float(np.mean(outcome))
    return by_capacity(probability, rate, basis=f"as many patients as die, {rate:.1%}: sensitivity equals predictivity")


def equalise(operating: Operating, outcome: Array, probability: Array, groups: Groups) -> Operating:
    """Shift the threshold of each group until each finds the same share of its events at the same capacity.

    Args:
        operating: the plain rule, whose share of flagged cases is kept.
        outcome: 0 or 1, shape (case,), of patients the model was not fitted on.
        probability: shape (case,).
        groups: the groupings to even out; a level with few events is shifted less.
    """
    score = logit(probability)
    share = float(np.mean(operating.plain_flags(probability)))
    events = outcome > 0
    places = {
        (name, level): here
        for name, levels in groups.items()
        for level in sorted(set(levels))
        if np.sum(outcome[here := np.array(levels, object) == level]) >= FEWEST_EVENTS
    }
    shifts = dict.fromkeys(places, 0.0)
    moved = score.copy()
    for _ in range(ROUNDS):
        cut = float(np.quantile(moved, 1 - share))
        found = float(np.mean(moved[events] >= cut))
        for key, here in places.items():
            ours = moved[here & events]
            step = 0.5 * (float(np.quantile(ours, 1 - found)) - cut)
            shifts[key] += step
            moved[here] -= step
    for key, here in places.items():
        count = float(np.sum(outcome[here]))
        shifts[key] *= count / (count + HALF_TRUST)
    table: dict[str, dict[str, float]] = {}
    for (name, level), value in shifts.items():
        table.setdefault(name, {})[level] = value
    draft = Operating(operating.threshold, operating.basis, table)
    cut = float(np.quantile(score - draft._shift(len(score), groups), 1 - share))
    basis = f"{operating.basis}, shifted by {' and '.join(groups)} so that each group's events are found alike"
    return Operating(operating.threshold, basis, table, float(sigmoid(np.array([cut]))[0]))
