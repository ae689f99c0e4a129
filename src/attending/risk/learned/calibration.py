"""From a model's score to a probability: a smooth, rising map of log-odds with few parameters.

The map is a line (Platt) with, where asked, bends at given scores whose size is held back by a ridge. Few parameters
are worth more than a close fit: each one costs about 1 in the Hosmer-Lemeshow statistic on new patients.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TINY = 1e-6
STEPS = 60
STILL = 1e-10
LEAST_SLOPE = 1e-3


def sigmoid(score: Array) -> Array:
    """Log-odds to probability."""
    probability: Array = 1 / (1 + np.exp(-np.clip(score, -40, 40)))
    return probability


def logit(probability: Array) -> Array:
    """Probability to log-odds, bounded at one in a million."""
    bounded = np.clip(probability, TINY, 1 - TINY)
    score: Array = np.log(bounded / (1 - bounded))
    return score


@dataclass(frozen=True)
class Calibration:
    """A rising piecewise-linear map: `score` knots to calibrated `log_odds`, both shape (knot,), at least two."""

    score: tuple[float, ...]
    log_odds: tuple[float, ...]

    def apply(self, score: Array) -> Array:
        """Calibrated log-odds; beyond the knots the outermost pieces go on."""
        x, y = np.array(self.score), np.array(self.log_odds)
        inside = np.interp(score, x, y)
        below = y[0] + (score - x[0]) * (y[1] - y[0]) / (x[1] - x[0])
        above = y[-1] + (score - x[-1]) * (y[-1] - y[-2]) / (x[-1] - x[-2])
        mapped: Array = np.where(score < x[0], below, np.where(score > x[-1], above, inside))
        return mapped

    def probability(self, score: Array) -> Array:
        """Calibrated probability."""
        return sigmoid(self.apply(score))


IDENTITY = Calibration((-1.0, 1.0), (-1.0, 1.0))


def fit_line(score: Array, outcome: Array, *, ridge: float = 0.0) -> tuple[float, float]:
    """Intercept and slope of outcome on score; `ridge` pulls them towards 0 and 1."""
    terms = np.column_stack([np.ones_like(score), score])
    weights = fit_logistic(terms, outcome, penalty=np.array([ridge, ridge]), centre=np.array([0.0, 1.0]))
    return float(weights[0]), float(weights[1])


def fit_calibration(
    score: Array, outcome: Array, *, bends: tuple[float, ...] = (), ridge: float = 1.0, prior: float = 0.0
) -> Calibration:
    """Fit the map on scores of cases the model was not fitted on.

    Args:
        score: log-odds, shape (case,).
        outcome: 0 or 1, shape (case,).
        bends: quantiles of the score, 0 to 1, where the line may bend.
        ridge: how strongly a bend is held back.
        prior: how strongly the line is pulled towards "unchanged"; for few local outcomes at a new site.
    """
    knots = np.quantile(score, bends) if bends else np.zeros(0)
    terms = np.column_stack([np.ones_like(score), score, *(np.maximum(score - k, 0) for k in knots)])
    centre = np.r_[0.0, 1.0, np.zeros(len(knots))]
    penalty = np.r_[prior, prior, np.full(len(knots), ridge)]
    weights = fit_logistic(terms, outcome, penalty=penalty, centre=centre)
    low, high = float(score.min()), float(score.max())
    if high - low < TINY:
        high = low + 1.0
    x = np.unique(np.r_[low, knots, high])
    y = weights[0] + weights[1] * x + sum(weights[2 + i] * np.maximum(x - k, 0) for i, k in enumerate(knots))
    rising = np.r_[y[0], y[0] + np.cumsum(np.maximum(np.diff(y), LEAST_SLOPE * np.diff(x)))]
    return Calibration(tuple(map(float, x)), tuple(map(float, rising)))


def fit_logistic(
    terms: Array, outcome: Array, *, penalty: Array, centre: Array | None = None, offset: Array | None = None
) -> Array:
    """Maximum likelihood of a logistic model with a quadratic penalty around `centre`, by damped Newton steps.

    Args:
        terms: shape (case, term); a constant column where there is to be an intercept.
        outcome: 0 to 1, shape (case,).
        penalty: shape (term,), 0 where a term is free.
        centre: where the penalty pulls to, shape (term,); zeros unless given.
        offset: log-odds already given, shape (case,).
    """
    goal = np.zeros(terms.shape[1]) if centre is None else centre
    weights = goal.copy()
    base = np.zeros(len(outcome)) if offset is None else offset

    def loss(at: Array) -> float:
        score = base + terms @ at
        return float(np.sum(np.logaddexp(0, score) - outcome * score) + 0.5 * penalty @ (at - goal) ** 2)

    now = loss(weights)
    for _ in range(STEPS):
        probability = sigmoid(base + terms @ weights)
        slope = terms.T @ (probability - outcome) + penalty * (weights - goal)
        spread = np.maximum(probability * (1 - probability), 1e-9)
        curve = (terms * spread[:, None]).T @ terms + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while loss(weights - size * step) > now and size > 1e-6:
            size /= 2
        weights = weights - size * step
        before, now = now, loss(weights)
        if before - now <= STILL * (abs(before) + 1):
            break
    return weights
