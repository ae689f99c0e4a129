"""Where a model may speak: inside the range and the completeness of the patients it learned from.

A model abstains when more inputs lie far outside their training range, or more are missing, than in all but a few of
its own training patients. The reason names inputs, never a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RARE = 0.002
"""Share of the training patients that each of the two rules may refuse."""
TAIL = 0.0005
SLACK = 0.25
"""A value may exceed the training range by this part of it."""
NAMED = 3


@dataclass(frozen=True)
class Domain:
    """Bounds of each input, shape (feature,), and how many may be outside or missing."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    most_outside: int
    most_missing: int
    centre: tuple[float, ...] = ()
    """Mean of each input among the training patients in whom it was known; with `spread` and `gaps` the yardstick of
    `risk.shift`."""
    spread: tuple[float, ...] = ()
    gaps: tuple[float, ...] = ()
    """Share of the training patients in whom each input was missing."""
    rate: float = float("nan")
    """Share of the training patients with the outcome."""

    def reasons(self, features: Array, names: Sequence[str]) -> tuple[str, ...]:
        """Why the model does not speak for a case, or "" where it does."""
        strange = self._strange(features)
        outside, missing = strange.sum(axis=1), np.isnan(features).sum(axis=1)
        refused = (outside > self.most_outside) | (missing > self.most_missing)
        reasons = [""] * len(features)
        for case in np.flatnonzero(refused):
            if missing[case] > self.most_missing:
                reasons[case] = f"{missing[case]} of {features.shape[1]} inputs missing"
            else:
                far = [names[i] for i in np.flatnonzero(strange[case])[:NAMED]]
                reasons[case] = f"{outside[case]} inputs outside the training range: {', '.join(far)}"
        return tuple(reasons)

    def _strange(self, features: Array) -> NDArray[np.bool_]:
        with np.errstate(invalid="ignore"):
            strange: NDArray[np.bool_] = (features < np.array(self.low)) | (features > np.array(self.high))
        return strange


def describe_domain(features: Array, outcome: Array) -> Domain:
    """The domain of a training table, shape (case, feature), and its outcomes."""
    known = np.where(np.isnan(features).all(axis=0), 0.0, features)
    low, high = np.nanquantile(known, [TAIL, 1 - TAIL], axis=0)
    room = SLACK * (high - low)
    low, high = low - room, high + room
    draft = Domain(tuple(map(float, low)), tuple(map(float, high)), 0, 0)
    outside, missing = draft._strange(features).sum(axis=1), np.isnan(features).sum(axis=1)
    return Domain(
        draft.low,
        draft.high,
        _rare(outside),
        min(_rare(missing), features.shape[1] - 1),
        _short(np.nanmean(known, axis=0)),
        _short(np.nanstd(known, axis=0)),
        _short(np.isnan(features).mean(axis=0)),
        float(outcome.mean()),
    )


def _short(values: Array) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)


def _rare(counts: NDArray[np.int_]) -> int:
    return int(np.quantile(counts, 1 - RARE, method="higher"))
