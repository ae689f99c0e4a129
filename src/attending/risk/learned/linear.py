"""The linear member: a logistic model on clipped, scaled inputs with bends and marks of what is missing.

Its terms belong to one input each, so the contribution of an input is the plain sum of its terms.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array, sigmoid

CLIP = (0.01, 0.99)
BENDS = (0.25, 0.75)
STEPS = 400
CHUNK = 256
SELDOM = 0.005
"""An input missing, or known, in a smaller share of the patients has no mark of its own for it."""


@dataclass(frozen=True)
class Scale:
    """How the inputs become terms; each array has shape (feature,), `bends` (bend, feature) in scaled units."""

    low: Array
    high: Array
    centre: Array
    spread: Array
    bends: Array
    marked: NDArray[np.bool_]
    """Whether a missing input has a term."""

    def terms(self, features: Array) -> Array:
        """Terms, shape (case, term): all scaled inputs, then each bend of all, then the marks."""
        missing = np.isnan(features)
        scaled = (np.minimum(np.maximum(features, self.low), self.high) - self.centre) / self.spread
        scaled[missing] = 0.0
        bent = [np.where(missing, 0.0, np.maximum(scaled - bend, 0.0)) for bend in self.bends]
        return np.concatenate([scaled, *bent, missing[:, self.marked].astype(np.float64)], axis=1)

    def owners(self) -> NDArray[np.int_]:
        """The input each term belongs to, shape (term,)."""
        each = np.arange(len(self.low))
        return np.concatenate([each, *(each for _ in self.bends), np.flatnonzero(self.marked)])


@dataclass(frozen=True)
class Linear:
    """A fitted logistic model; `weights` has shape (term,)."""

    scale: Scale
    intercept: float
    weights: Array

    def score(self, features: Array) -> Array:
        """Log-odds, shape (case,)."""
        total = np.empty(len(features))
        for start in range(0, len(features), CHUNK):
            total[start : start + CHUNK] = self._score(features[start : start + CHUNK])
        return total

    def _score(self, features: Array) -> Array:
        """The same sum as of all `terms`, without building them: a chunk stays in the processor's cache."""
        scale, width = self.scale, len(self.scale.low)
        weights = self.weights[: width * (1 + len(scale.bends))].reshape(-1, width)
        missing = np.isnan(features)
        scaled = np.minimum(np.maximum(features, scale.low), scale.high)
        scaled -= scale.centre
        scaled /= scale.spread
        np.copyto(scaled, 0.0, where=missing)
        score: Array = scaled @ weights[0] + self.intercept
        bent = np.empty_like(scaled)
        for bend, weight in zip(scale.bends, weights[1:], strict=True):
            np.subtract(scaled, bend, out=bent)
            np.maximum(bent, 0.0, out=bent)
            np.copyto(bent, 0.0, where=missing)
            score += bent @ weight
        return score + missing[:, scale.marked] @ self.weights[weights.size :]

    def contributions(self, features: Array) -> Array:
        """What each input adds to the log-odds, the intercept last: (case, feature + 1); rows sum to `score`."""
        parts = self.scale.terms(features) * self.weights
        by_input = np.zeros((len(features), features.shape[1] + 1))
        np.add.at(by_input.T, self.scale.owners(), parts.T)
        by_input[:, -1] = self.intercept
        return by_input


def fit_linear(features: Array, outcome: Array, *, ridge: float = 30.0, bends: tuple[float, ...] = BENDS) -> Linear:
    """Fit on a table (case, feature) with NaN for missing; `ridge` holds every weight back but the intercept."""
    scale = fit_scale(features, bends)
    terms = scale.terms(features)
    weights = _fit_weights(terms, outcome, ridge)
    return Linear(scale, float(weights[-1]), weights[:-1])


def _fit_weights(terms: Array, outcome: Array, ridge: float) -> Array:
    """Weights of the terms, then the intercept, by L-BFGS: thousands of terms would be too many for Newton steps."""
    from scipy.optimize import minimize

    def loss(weights: Array) -> tuple[float, Array]:
        score = terms @ weights[:-1] + weights[-1]
        off = sigmoid(score) - outcome
        value = np.sum(np.logaddexp(0, score) - outcome * score) + 0.5 * ridge * weights[:-1] @ weights[:-1]
        return float(value), np.r_[terms.T @ off + ridge * weights[:-1], off.sum()]

    rate = float(np.clip(outcome.mean(), 1e-3, 1 - 1e-3))
    start = np.r_[np.zeros(terms.shape[1]), np.log(rate / (1 - rate))]
    found: Array = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 20}).x
    return found


def fit_scale(features: Array, bends: tuple[float, ...] = BENDS) -> Scale:
    """Learn ranges, means, bends and which gaps to mark from a table (case, feature)."""
    missing = np.isnan(features)
    known = np.where(missing.all(axis=0), 0.0, features)
    low, high = np.nanquantile(known, CLIP, axis=0)
    # A mark that is set in fewer patients than CLIP leaves would be clipped away: then the full range counts.
    low, high = (
        np.where(low == high, np.nanmin(known, axis=0), low),
        np.where(low == high, np.nanmax(known, axis=0), high),
    )
    clipped = np.clip(known, low, high)
    centre, spread = np.nanmean(clipped, axis=0), np.nanstd(clipped, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    scaled = (clipped - centre) / spread
    share = missing.mean(axis=0)
    marked = (share > SELDOM) & (share < 1 - SELDOM)
    knots = np.nanquantile(scaled, bends, axis=0) if bends else np.zeros((0, features.shape[1]))
    return Scale(low, high, centre, spread, knots, marked)
