"""Chooses a model's operating points, and measures what each finds and clears on cases that did not choose it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging.evaluate.metrics import stated

SENSITIVE, SPECIFIC = 0.90, 0.90


def operating_points(y: NDArray[Any], chances: NDArray[Any]) -> dict[str, float]:
    """Thresholds that find `SENSITIVE` of the cases, and that clear `SPECIFIC` of the others."""
    sensitive = float(np.quantile(chances[y > 0.5], 1 - SENSITIVE))
    specific = float(np.quantile(chances[y < 0.5], SPECIFIC))
    names = (f"{SENSITIVE:.0%} sensitivity", f"{SPECIFIC:.0%} specificity")
    return {names[0]: round(sensitive, 4), names[1]: round(specific, 4)}


def points_measured(
    y: NDArray[Any], chances: NDArray[Any], folds: NDArray[Any], groups: list[Any]
) -> dict[str, dict[str, Any]]:
    """What each point finds and clears on cases of folds that did not choose it, with intervals.

    Args:
        y: 0 or 1.
        chances: of each case, from a network and a curve that never saw it.
        folds: of each case; its thresholds are chosen on the others.
        groups: of each case, drawn together for the intervals.
    """
    reached: dict[str, NDArray[np.bool_]] = {}
    for fold in np.unique(folds):
        other, own = folds != fold, folds == fold
        if not (y[other] > 0.5).any() or not (y[other] < 0.5).any():
            return {}
        for name, threshold in operating_points(y[other], chances[other]).items():
            reached.setdefault(name, np.zeros(len(y), bool))[own] = chances[own] >= threshold
    truth = y > 0.5
    return {
        name: {
            "sensitivity": _share(hit, truth, groups),
            "specificity": _share(~hit, ~truth, groups),
            "ill of those that reach it": _share(truth, hit, groups),
        }
        for name, hit in reached.items()
    }


def _share(what: NDArray[np.bool_], of: NDArray[np.bool_], groups: list[Any]) -> dict[str, Any] | str:
    return stated(lambda at: float(what[at][of[at]].mean()) if of[at].any() else None, groups)
