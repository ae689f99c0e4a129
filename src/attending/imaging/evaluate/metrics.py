"""Ranking, calibration, overlap and picture quality for the imaging suites, with intervals by bootstrap of groups."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Sequence[float] | NDArray[np.floating[Any]]
DRAWS, SEED, BINS = 500, 7, 10


def auroc(labels: Numbers, scores: Numbers) -> float | None:
    """Area under the ROC curve, ties counted half; none where one class is missing."""
    y, s = np.asarray(labels, float) > 0.5, np.asarray(scores, float)
    positives, negatives = int(y.sum()), int((~y).sum())
    if not positives or not negatives:
        return None
    _, inverse, counts = np.unique(s, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[y].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def average_precision(labels: Numbers, scores: Numbers) -> float | None:
    """Area under the precision-recall curve, stepwise; none without a positive."""
    y, s = np.asarray(labels, float) > 0.5, np.asarray(scores, float)
    if not y.any():
        return None
    order = np.argsort(-s, kind="stable")
    hits = np.cumsum(y[order])
    precision = hits / np.arange(1, len(y) + 1)
    return float(precision[y[order]].mean())


def calibration_error(labels: Numbers, chances: Numbers, bins: int = BINS) -> float | None:
    """Expected calibration error over `bins` bins of equal count; equal chances fall into bins by lot, not by file."""
    y, p = np.asarray(labels, float), np.asarray(chances, float)
    if len(y) < 2 * bins:
        return None
    order = np.lexsort((np.random.default_rng(SEED).random(len(p)), p))
    gaps = [abs(y[part].mean() - p[part].mean()) * len(part) for part in np.array_split(order, bins)]
    return float(sum(gaps) / len(y))


def error_by_chance(chances: Numbers, bins: int = BINS, draws: int = 200) -> tuple[float, float] | None:
    """The calibration error that chances without any fault would show on so few cases: its mean and 95th percentile."""
    p = np.asarray(chances, float)
    if len(p) < 2 * bins:
        return None
    rng = np.random.default_rng(SEED)
    found = [calibration_error((rng.random(len(p)) < p).astype(float), p, bins) or 0.0 for _ in range(draws)]
    return float(np.mean(found)), float(np.percentile(found, 95))


def calibration_stated(labels: Numbers, chances: Numbers, groups: Sequence[object]) -> dict[str, Any] | str:
    """The calibration error with its interval, and what chance alone would show; `not assessed` for too few cases.

    Returns:
        Beside the error `by_chance` and `by_chance_95`, what chances without any fault would show on so few cases;
        `beyond_chance`, whether the error is larger than that; `observed_minus_predicted`, the one gap between what
        happened and what was said on average, which a small group tells better than ten bins.
    """
    y, p = np.asarray(labels, float), np.asarray(chances, float)
    told, by_chance = stated(lambda at: calibration_error(y[at], p[at]), groups), error_by_chance(p)
    if isinstance(told, str) or by_chance is None:
        return "not assessed"
    return {
        **told, "by_chance": _round(by_chance[0]), "by_chance_95": _round(by_chance[1]),
        "beyond_chance": (calibration_error(y, p) or 0.0) > by_chance[1],
        "observed_minus_predicted": stated(lambda at: float((y[at] - p[at]).mean()), groups),
    }  # fmt: skip


def interval(
    measure: Callable[[NDArray[np.int64]], float | None], groups: Sequence[object], draws: int = DRAWS
) -> tuple[float, float] | None:
    """The 95 % interval of a measure, by drawing whole groups (patients) with replacement.

    Args:
        measure: from positions of cases to a number, or none where it has no meaning.
        groups: the group of each case.
    """
    names, codes = np.unique(np.asarray([str(g) for g in groups]), return_inverse=True)
    members = [np.flatnonzero(codes == index) for index in range(len(names))]
    if len(members) < 2:
        return None
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(draws):
        value = measure(np.concatenate([members[i] for i in rng.integers(len(members), size=len(members))]))
        if value is not None:
            found.append(value)
    if len(found) < draws // 2:
        return None
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)


def stated(
    measure: Callable[[NDArray[np.int64]], float | None], groups: Sequence[object], draws: int = DRAWS
) -> dict[str, Any] | str:
    """A measure over all cases with its interval, ready for JSON; `not assessed` where it has no meaning."""
    value = measure(np.arange(len(groups)))
    if value is None:
        return "not assessed"
    bounds = interval(measure, groups, draws)
    low, high = bounds if bounds is not None else (None, None)
    return {"value": _round(value), "lower": _round(low), "upper": _round(high), "n": len(groups)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def psnr(made: NDArray[np.float32], truth: NDArray[np.float32]) -> float:
    """Peak signal-to-noise ratio in dB of pictures 0..1."""
    error = float(np.mean((made - truth) ** 2, dtype=np.float64))
    return 99.0 if error < 1e-10 else -10 * float(np.log10(error))


def ssim(made: NDArray[np.float32], truth: NDArray[np.float32], window: int = 7) -> float:
    """Structural similarity of pictures 0..1. Source: Wang et al. 2004; flat window of 7, sample covariance."""
    if min(truth.shape) < window:
        return float("nan")
    a, b, count = made.astype(np.float64), truth.astype(np.float64), window * window
    mean_a, mean_b = box_mean(a, window), box_mean(b, window)
    norm = count / (count - 1)
    var_a = norm * (box_mean(a * a, window) - mean_a**2)
    var_b = norm * (box_mean(b * b, window) - mean_b**2)
    both = norm * (box_mean(a * b, window) - mean_a * mean_b)
    c1, c2 = 0.01**2, 0.03**2
    top = (2 * mean_a * mean_b + c1) * (2 * both + c2)
    return float((top / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))).mean())


def box_mean(values: Floats, window: int) -> Floats:
    """Mean over every window that lies inside; (h - window + 1, w - window + 1)."""
    total = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    w = window
    found: Floats = (total[w:, w:] - total[:-w, w:] - total[w:, :-w] + total[:-w, :-w]) / (w * w)
    return found
