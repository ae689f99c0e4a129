"""From predictions for unseen cases to a finder's settings: its curves and operating points, and its honest figures.

Every case here was seen by a network that was trained without its fold. The figures are cross-fitted: the curve that
judges a fold was fitted on the other folds. Read by the trainings in `remake`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging.calibration import Curve, fit_curve, logit
from attending.imaging.evaluate import fracture, tumour
from attending.imaging.evaluate.metrics import calibration_error, stated
from attending.imaging.fractures import METAL, Box, features_of
from attending.imaging.thresholds import operating_points, points_measured

Settings = dict[str, Any]
MASK_THRESHOLDS = (0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True)
class UnseenSlice:
    """A slice of a patient that its network never saw; `counts` (both, truth, made) at each of `MASK_THRESHOLDS`."""

    name: str
    patient: str
    fold: int
    features: tuple[float, ...]
    counts: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class UnseenBone:
    """A bone film of a block that its network never saw, its boxes in pixels of the film."""

    name: str
    fold: int
    head: float
    metal: float
    """The network's logit that it shows hardware."""
    boxes: tuple[Box, ...]
    label: float
    truth: tuple[tuple[float, float, float, float], ...]
    groups: frozenset[str]


def settle_tumours(cases: Sequence[UnseenSlice]) -> tuple[Settings, dict[str, Any]]:
    """Settings of the tumour model and its figures on unseen patients."""
    x = np.array([case.features for case in cases])
    y = np.array([float(case.counts[0][1] > 0) for case in cases])
    folds = np.array([case.fold for case in cases])
    patients = [case.patient for case in cases]
    chances = cross_fitted(x, y, folds)

    def mean_dice(index: int, fold: int | None) -> float:
        use = [i for i in range(len(cases)) if fold is None or folds[i] != fold]
        dice = tumour.patient_dice([cases[i].counts[index] for i in use], [patients[i] for i in use])
        return float(np.mean(list(dice.values())))

    chosen = [max(range(len(MASK_THRESHOLDS)), key=lambda t, k=k: mean_dice(t, k)) for k in range(int(folds.max()) + 1)]  # type: ignore[misc]
    final = max(range(len(MASK_THRESHOLDS)), key=lambda t: mean_dice(t, None))
    counts = [case.counts[chosen[case.fold]] for case in cases]
    rows = [{"patient": case.patient, "probability": float(p)} for case, p in zip(cases, chances, strict=True)]
    report = tumour.summary(rows, counts, [bool(v) for v in y], [True] * len(cases))
    report["by_fold"] = {str(k): _mean_dice(cases, counts, [i for i, f in enumerate(folds) if f == k])
                         for k in np.unique(folds)}  # fmt: skip
    report["operating_points"] = points_measured(y, chances, folds, patients)
    settings = {
        "curve": table_of(fit_curve(x, y)),
        "mask_threshold": MASK_THRESHOLDS[final],
        "calibration_error": calibration_error(y, chances) or 0.0,
        "operating_points": operating_points(y, chances),
    }
    return settings, report


def _mean_dice(
    cases: Sequence[UnseenSlice], counts: Sequence[tuple[int, int, int]], at: Sequence[int]
) -> dict[str, Any] | str:
    """Of the patients of one fold: one fold alone tells little of another."""
    dice = tumour.patient_dice([counts[i] for i in at], [cases[i].patient for i in at])
    values = np.array(list(dice.values()))
    return stated(lambda k: float(values[k].mean()), list(dice))


def settle_fractures(cases: Sequence[UnseenBone]) -> tuple[Settings, dict[str, Any]]:
    """Settings of the fracture model and its figures on unseen blocks of films."""
    x = np.array([features_of(case.head, list(case.boxes), case.metal) for case in cases])
    y = np.array([case.label for case in cases])
    folds = np.array([case.fold for case in cases])
    chances = cross_fitted(x, y, folds)
    marks = [(i, box) for i, case in enumerate(cases) for box in case.boxes]
    of_box = np.array([logit(box[4]) for _, box in marks]).reshape(-1, 1)
    hit = np.array([float(_hits(box, cases[i].truth)) for i, box in marks])
    scores = cross_fitted(of_box, hit, np.array([folds[i] for i, _ in marks]))
    boxes: list[list[Box]] = [[] for _ in cases]
    false: list[list[float]] = [[] for _ in cases]
    for (i, box), score, h in zip(marks, scores, hit, strict=True):
        boxes[i].append((*box[:4], float(score)))
        false[i] += [] if h else [float(score)]
    rows: list[dict[str, Any]] = [
        {"probability": float(p), "boxes": b, "calibrated": case.metal <= logit(METAL)}
        for p, b, case in zip(chances, boxes, cases, strict=True)
    ]
    for fold in np.unique(folds):  # what is told of a film, by thresholds that it did not choose
        other = np.flatnonzero(folds != fold)
        if len(np.unique(y[other])) == 2:
            points = _thresholds(y[other], chances[other], [false[i] for i in other])
            for n in np.flatnonzero(folds == fold):
                rows[n]["marked"] = fracture.marked(boxes[n], float(chances[n]), points)
    report = fracture.summary(rows, list(y), [case.truth for case in cases], [set(case.groups) for case in cases])
    report["box_calibration_error"] = calibration_error(hit, scores) if marks else "not assessed: no box was marked"
    report["operating_points"] = points_measured(y, chances, folds, list(range(len(cases))))
    settings = {
        "curve": table_of(fit_curve(x, y)),
        "box_curve": table_of(curve_for(of_box, hit)),
        "calibration_error": calibration_error(y, chances) or 0.0,
        **_thresholds(y, chances, false),
    }
    return settings, report


def _thresholds(y: NDArray[Any], chances: NDArray[Any], false: Sequence[Sequence[float]]) -> Settings:
    """The operating points, and the chance that leaves `FALSE_MARKS` false boxes per film; `false` of each film."""
    every: NDArray[np.float64] = np.sort([score for own in false for score in own])[::-1]
    least = float(every[min(len(every) - 1, int(fracture.FALSE_MARKS * len(y)))]) if len(every) else 0.5
    return {"operating_points": operating_points(y, chances), "box_threshold": least}


def cross_fitted(x: NDArray[Any], y: NDArray[Any], folds: NDArray[Any]) -> NDArray[np.float64]:
    """The calibrated chance of each case, by a curve fitted on the other folds."""
    found = np.zeros(len(y))
    for fold in np.unique(folds):
        curve = curve_for(x[folds != fold], y[folds != fold])
        for i in np.flatnonzero(folds == fold):
            found[i] = curve.chance([float(v) for v in x[i]])
    return found


def curve_for(x: NDArray[Any], y: NDArray[Any]) -> Curve:
    """The fitted curve; of cases that are all alike, or of none, the base rate."""
    if len(y) > 1 and y.min() < y.max():
        return fit_curve(x, y)
    return Curve(logit((float(y.sum()) + 0.5) / (len(y) + 1)), (0.0,) * x.shape[1])


def table_of(curve: Curve) -> dict[str, Any]:
    """For the settings file."""
    return {"bias": round(curve.bias, 6), "weights": [round(w, 6) for w in curve.weights]}


def _hits(box: Box, truth: Sequence[tuple[float, float, float, float]]) -> bool:
    column, row = box[0] + box[2] / 2, box[1] + box[3] / 2
    return any(x <= column <= x + w and y <= row <= y + h for x, y, w, h in truth)
