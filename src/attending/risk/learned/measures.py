"""How good a probability is: discrimination, calibration and use, each as its paper defines it.

Arrays have shape (case,): `outcome` 0 or 1, `probability` 0 to 1. A measure that is not defined, as for a group without
events, is NaN; nothing is put in its place.
"""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ECE_BINS = 10
DECILES = 10
DAMPING = 0.001
"""Keeps a decile without risk from dividing by zero, as in the challenge's program."""


def auroc(outcome: Array, probability: Array) -> float:
    """Area under the receiver operating characteristic; ties count half (Hanley & McNeil 1982)."""
    events = int(np.sum(outcome))
    if events in (0, len(outcome)):
        return math.nan
    ranks = _mean_ranks(probability)
    return float((ranks[outcome > 0].sum() - events * (events + 1) / 2) / (events * (len(outcome) - events)))


def auprc(outcome: Array, probability: Array) -> float:
    """Average precision: the precision at each event's threshold, averaged; equal probabilities share a threshold."""
    if not np.any(outcome > 0):
        return math.nan
    order = np.argsort(-probability, kind="stable")
    sorted_probability, hits = probability[order], np.cumsum(outcome[order])
    last = np.r_[np.flatnonzero(np.diff(sorted_probability)), len(order) - 1]
    precision, recall = hits[last] / (last + 1), hits[last] / hits[-1]
    return float(np.sum(np.diff(np.r_[0.0, recall]) * precision))


def brier(outcome: Array, probability: Array) -> float:
    """Mean squared distance between probability and outcome."""
    return float(np.mean((probability - outcome) ** 2)) if len(outcome) else math.nan


def calibration_error(outcome: Array, probability: Array, bins: int = ECE_BINS) -> float:
    """Expected calibration error in bins of equal width (Naeini et al. 2015)."""
    if not len(outcome):
        return math.nan
    place = np.clip((probability * bins).astype(int), 0, bins - 1)
    gap = np.bincount(place, weights=probability - outcome, minlength=bins)
    return float(np.abs(gap).sum() / len(outcome))


def calibration_error_by_chance(
    probability: Array, rng: np.random.Generator, *, draws: int = 200, bins: int = ECE_BINS
) -> Array:
    """What the calibration error would be if every probability were right: one value per draw of outcomes, sorted.

    Few cases show an error of their own; an error within these values tells nothing against the model.
    """
    place = np.clip((probability * bins).astype(int), 0, bins - 1)
    found = np.zeros(draws)
    for draw in range(draws if len(probability) else 0):
        gap = np.bincount(place, weights=probability - (rng.random(len(place)) < probability), minlength=bins)
        found[draw] = np.abs(gap).sum() / len(place)
    return np.sort(found)


def calibration_line(outcome: Array, probability: Array) -> tuple[float, float]:
    """Calibration intercept and slope in log-odds: 0 and 1 are perfect (Cox 1958)."""
    from attending.risk.learned.calibration import fit_line, logit

    if not 0 < np.sum(outcome) < len(outcome):
        return math.nan, math.nan
    return fit_line(logit(probability), outcome)


def event_one(outcome: Array, flagged: NDArray[np.bool_]) -> float:
    """Event 1 of the PhysioNet challenge 2012: the smaller of sensitivity and positive predictivity."""
    return min(sensitivity(outcome, flagged), predictivity(outcome, flagged))


def sensitivity(outcome: Array, flagged: NDArray[np.bool_]) -> float:
    """Share of the events that were flagged."""
    events = np.sum(outcome)
    return float(np.sum(outcome[flagged]) / events) if events else math.nan


def predictivity(outcome: Array, flagged: NDArray[np.bool_]) -> float:
    """Share of the flagged that were events."""
    return float(np.mean(outcome[flagged])) if np.any(flagged) else math.nan


def deciles(outcome: Array, probability: Array) -> list[tuple[int, float, float]]:
    """Tenths of the cases by rising probability: (cases, mean probability, share of events)."""
    order = np.argsort(probability, kind="stable")
    return [
        (len(part), float(probability[part].mean()), float(outcome[part].mean()))
        for part in np.array_split(order, DECILES)
        if len(part)
    ]


def event_two(outcome: Array, probability: Array) -> float:
    """Event 2 of the PhysioNet challenge 2012: Hosmer-Lemeshow H over deciles, divided by their range of risk.

    Source: Silva et al., Computing in Cardiology 2012;39:245; H* = H / (mean risk of the tenth less that of the first
    decile). Under perfect calibration H is about chi-squared with 10 degrees of freedom, so H* is never near 0.
    """
    if len(outcome) < DECILES:
        return math.nan
    tenths = deciles(outcome, probability)
    span = tenths[-1][1] - tenths[0][1]
    total = sum(n * (rate - mean) ** 2 * n / (n * mean * (1 - mean) + DAMPING) for n, mean, rate in tenths)
    return total / span if span > 0 else math.inf


def net_benefit(outcome: Array, probability: Array, threshold: float) -> float:
    """Net benefit per patient of acting at `threshold` (decision curve, Vickers & Elkin 2006)."""
    flagged = probability >= threshold
    true, false = np.sum(outcome[flagged]), np.sum(flagged) - np.sum(outcome[flagged])
    return float((true - false * threshold / (1 - threshold)) / len(outcome)) if len(outcome) else math.nan


def decision_curve(outcome: Array, probability: Array, thresholds: tuple[float, ...]) -> list[dict[str, float]]:
    """Net benefit of the model, of acting on everybody and of acting on nobody (0), at each threshold."""
    return [
        {
            "threshold": threshold,
            "model": round(net_benefit(outcome, probability, threshold), 5),
            "everybody": round(net_benefit(outcome, np.ones_like(probability), threshold), 5),
        }
        for threshold in thresholds
    ]


def coverage(outcome: Array, lower: Array, upper: Array) -> float:
    """Share of the cases whose outcome, 0 or 1, lies in its interval."""
    return float(np.mean((lower <= outcome) & (outcome <= upper))) if len(outcome) else math.nan


def _mean_ranks(values: Array) -> Array:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Array = (ends - (counts - 1) / 2)[group]
    return ranks
