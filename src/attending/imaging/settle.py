"""From predictions for unseen cases to a finder's settings: its curves and operating points, and its honest figures.

Every case here was seen by a network that was trained without its fold. The figures are cross-fitted: the curve that
judges a fold was fitted on the other folds. Read by the trainings in `remake`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging import chests
from attending.imaging.calibration import Curve, fit_curve, logit
from attending.imaging.evaluate import fracture, tumour
from attending.imaging.evaluate.metrics import auroc, calibration_error, calibration_stated, stated
from attending.imaging.fractures import Box, features_of

Settings = dict[str, Any]
SENSITIVE, SPECIFIC = 0.90, 0.90
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
    boxes: tuple[Box, ...]
    label: float
    truth: tuple[tuple[float, float, float, float], ...]
    groups: frozenset[str]


@dataclass(frozen=True)
class UnseenChest:
    """A chest film of a patient that its network never saw, with its 14 logits."""

    name: str
    patient: str
    fold: int
    logits: tuple[float, ...]
    labels: tuple[float, ...]
    row: Mapping[str, str]


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
    settings = {
        "curve": table_of(fit_curve(x, y)),
        "mask_threshold": MASK_THRESHOLDS[final],
        "calibration_error": calibration_error(y, chances) or 0.0,
        "operating_points": operating_points(y, chances),
    }
    return settings, report


def settle_fractures(cases: Sequence[UnseenBone]) -> tuple[Settings, dict[str, Any]]:
    """Settings of the fracture model and its figures on unseen blocks of films."""
    x = np.array([features_of(case.head, list(case.boxes)) for case in cases])
    y = np.array([case.label for case in cases])
    folds = np.array([case.fold for case in cases])
    chances = cross_fitted(x, y, folds)
    marks = [(i, box) for i, case in enumerate(cases) for box in case.boxes]
    of_box = np.array([logit(box[4]) for _, box in marks]).reshape(-1, 1)
    hit = np.array([float(_hits(box, cases[i].truth)) for i, box in marks])
    scores = cross_fitted(of_box, hit, np.array([folds[i] for i, _ in marks]))
    boxes: list[list[list[float]]] = [[] for _ in cases]
    for (i, box), score in zip(marks, scores, strict=True):
        boxes[i].append([*box[:4], float(score)])
    rows = [{"probability": float(p), "boxes": b} for p, b in zip(chances, boxes, strict=True)]
    report = fracture.summary(rows, list(y), [case.truth for case in cases], [set(case.groups) for case in cases])
    report["box_calibration_error"] = calibration_error(hit, scores) if marks else "not assessed: no box was marked"
    false = np.sort([s for s, h in zip(scores, hit, strict=True) if not h])[::-1]
    settings = {
        "curve": table_of(fit_curve(x, y)),
        "box_curve": table_of(curve_for(of_box, hit)),
        "calibration_error": calibration_error(y, chances) or 0.0,
        "operating_points": operating_points(y, chances),
        "box_threshold": float(false[min(len(false) - 1, int(fracture.FALSE_MARKS * len(cases)))])
        if len(false)
        else 0.5,
    }
    return settings, report


def settle_chests(cases: Sequence[UnseenChest]) -> tuple[Settings, dict[str, Any]]:
    """Settings of the chest model and its figures on unseen patients; a label with too few films gets its base rate."""
    folds = np.array([case.fold for case in cases])
    patients = [case.patient for case in cases]
    curves: dict[str, Any] = {}
    points: dict[str, Any] = {}
    report: dict[str, Any] = {}
    errors = [0.0]
    for index, label in enumerate(chests.LABELS):
        x = np.array([[case.logits[index]] for case in cases])
        y = np.array([case.labels[index] for case in cases])
        if y.sum() < 10:
            rate = (float(y.sum()) + 0.5) / (len(y) + 1)
            few = {"bias": logit(rate), "weights": [0.0]}
            curves[label] = few if y.sum() < 3 else table_of(fit_curve(x, y, ridge=0.02))
            report[label] = f"not assessed: {int(y.sum())} films"
            continue
        chances = cross_fitted(x, y, folds)
        curve = fit_curve(x, y)
        if curve.weights[0] <= 0:  # the score says nothing: the base rate is the honest answer
            curve = Curve(logit(float(y.mean())), (0.0,))
        curves[label] = table_of(curve)
        points[label] = operating_points(y, chances)
        errors.append(calibration_error(y, chances) or 0.0)
        report[label] = {
            "films": int(y.sum()),
            "auroc": stated(lambda at, y=y, p=chances: auroc(y[at], p[at]), patients),  # type: ignore[misc]
            "calibration_error": round(errors[-1], 4),
            **_by_group(y, chances, cases),
        }
    settings = {"curves": curves, "operating_points": points, "calibration_error": max(errors)}
    return settings, report


def _by_group(y: NDArray[Any], p: NDArray[Any], cases: Sequence[UnseenChest]) -> dict[str, Any]:
    found = {}
    for key in ("view", "sex"):
        for group in sorted({case.row.get(key, "") for case in cases} - {""}):
            at = np.array([i for i, case in enumerate(cases) if case.row.get(key) == group])
            if y[at].sum() >= 10:
                own = [cases[i].patient for i in at]
                found[f"{key} {group}"] = {"n": len(at), "auroc": auroc(y[at], p[at]),
                                           "calibration_error": calibration_stated(y[at], p[at], own)}  # fmt: skip
    return found


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


def operating_points(y: NDArray[Any], chances: NDArray[Any]) -> dict[str, float]:
    """Thresholds that find `SENSITIVE` of the cases, and that clear `SPECIFIC` of the others."""
    sensitive = float(np.quantile(chances[y > 0.5], 1 - SENSITIVE))
    specific = float(np.quantile(chances[y < 0.5], SPECIFIC))
    names = (f"{SENSITIVE:.0%} sensitivity", f"{SPECIFIC:.0%} specificity")
    return {names[0]: round(sensitive, 4), names[1]: round(specific, 4)}


def table_of(curve: Curve) -> dict[str, Any]:
    """For the settings file."""
    return {"bias": round(curve.bias, 6), "weights": [round(w, 6) for w in curve.weights]}


def _hits(box: Box, truth: Sequence[tuple[float, float, float, float]]) -> bool:
    column, row = box[0] + box[2] / 2, box[1] + box[3] / 2
    return any(x <= column <= x + w and y <= row <= y + h for x, y, w, h in truth)
