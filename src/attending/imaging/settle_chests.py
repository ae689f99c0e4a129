"""From the chest network's logits on unseen patients to its curves and operating points, and its honest figures.

As `settle`, for one model of fourteen labels. Read by the training in `remake`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging import chests
from attending.imaging.calibration import Curve, fit_curve, logit
from attending.imaging.evaluate.metrics import auroc, calibration_stated, stated
from attending.imaging.settle import Settings, cross_fitted, curve_for, table_of
from attending.imaging.thresholds import operating_points, points_measured

FEWEST = 10
"""Films with a label below which nothing is measured of it; below `TOO_FEW` the base rate is all there is."""
TOO_FEW = 3
WORTH = 0.001
"""Of log loss on unseen patients that a bent curve must gain."""


@dataclass(frozen=True)
class UnseenChest:
    """A chest film of a patient that its network never saw, with its 14 logits."""

    name: str
    patient: str
    fold: int
    logits: tuple[float, ...]
    labels: tuple[float, ...]
    row: Mapping[str, str]


def settle_chests(cases: Sequence[UnseenChest]) -> tuple[Settings, dict[str, Any]]:
    """Settings of the chest model and its figures on unseen patients; a label with too few films gets its base rate."""
    curves: dict[str, Any] = {}
    points: dict[str, Any] = {}
    report: dict[str, Any] = {}
    errors = [0.0]
    for index, label in enumerate(chests.LABELS):
        scores = np.array([case.logits[index] for case in cases])
        y = np.array([case.labels[index] for case in cases])
        if y.sum() < FEWEST:
            few = {"bias": logit((float(y.sum()) + 0.5) / (len(y) + 1)), "weights": [0.0]}
            curves[label] = few if y.sum() < TOO_FEW else table_of(fit_curve(scores[:, None], y, ridge=0.02))
            report[label] = f"not assessed: {int(y.sum())} films"
            continue
        curves[label], report[label] = _label(scores, y, cases)
        points[label] = report[label].pop("thresholds")
        errors.append(float(report[label]["calibration_error"]["value"]))
    settings = {"curves": curves, "operating_points": points, "calibration_error": max(errors)}
    return settings, report


def _label(scores: NDArray[Any], y: NDArray[Any], cases: Sequence[UnseenChest]) -> tuple[Settings, dict[str, Any]]:
    """The curve of one label, for the settings, and what was measured of it.

    A score that does not rank gets the base rate; a curve is bent where that tells unseen patients better.
    """
    folds = np.array([case.fold for case in cases])
    patients = [case.patient for case in cases]
    straight = scores[:, None]
    chances = cross_fitted(straight, y, folds)
    ranks = stated(lambda at: auroc(y[at], chances[at]), patients)
    how, table = "straight", table_of(fit_curve(straight, y))
    turned = np.zeros(len(y))
    for fold in np.unique(folds):
        turned[folds == fold] = chances_of(bend(scores[folds != fold], y[folds != fold]), scores[folds == fold])
    if isinstance(ranks, str) or (ranks["lower"] or 0.0) <= 0.5:
        how, table = "base rate, for the score does not rank surely", table_of(Curve(logit(float(y.mean())), (0.0,)))
        chances = cross_fitted(np.zeros((len(y), 1)), y, folds)
    elif _loss(y, turned) < _loss(y, chances) - WORTH:
        how, table, chances = "bent", bend(scores, y), turned
    return table, {
        "films": int(y.sum()),
        "curve": how,
        "auroc": ranks,
        "calibration_error": calibration_stated(y, chances, patients),
        "operating_points": points_measured(y, chances, folds, patients),
        "thresholds": operating_points(y, chances),
        "groups": _by_group(y, chances, cases),
    }


def _loss(y: NDArray[Any], p: NDArray[Any]) -> float:
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def bend(scores: NDArray[Any], y: NDArray[Any]) -> Settings:
    """A curve with the square of the score; scores below the point where it would turn count as that point."""
    curve = curve_for(np.c_[scores, scores**2], y)
    slope, square = curve.weights
    turn = -slope / (2 * square) if square else 0.0
    if square > 0:
        return {**table_of(curve), "floor": round(max(turn, float(scores.min())), 6)}
    if square < 0:
        return {**table_of(curve), "ceiling": round(min(turn, float(scores.max())), 6)}
    return table_of(curve)


def chances_of(table: Mapping[str, Any], scores: NDArray[Any]) -> NDArray[np.float64]:
    """What a label's curve says of scores."""
    return np.array([chests.chance_of(table, float(score)) for score in scores])


def _by_group(y: NDArray[Any], p: NDArray[Any], cases: Sequence[UnseenChest]) -> dict[str, Any]:
    """AUROC where ten films carry the label, calibration of every group."""
    found = {}
    for key, group_of in GROUPS.items():
        named = [group_of(case.row) for case in cases]
        for group in sorted(set(named) - {""}):
            at = np.array([i for i, name in enumerate(named) if name == group])
            own = [cases[i].patient for i in at]
            found[f"{key} {group}"] = {
                "n": len(at), "films": int(y[at].sum()),
                "auroc": auroc(y[at], p[at]) if y[at].sum() >= FEWEST else "not assessed",
                "calibration_error": calibration_stated(y[at], p[at], own),
            }  # fmt: skip
    return found


def _age(row: Mapping[str, str]) -> str:
    text = row.get("age", "")
    age = float(text) if text.replace(".", "", 1).isdigit() else None
    return "" if age is None else "under 40" if age < 40 else "40 to 64" if age < 65 else "65 and over"


GROUPS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "view": lambda row: row.get("view", ""),
    "sex": lambda row: row.get("sex", ""),
    "age": _age,
}
