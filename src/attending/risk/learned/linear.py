"""The linear member: a logistic model on clipped, scaled inputs with bends and marks of what is missing.

Its terms belong to one input each, so the contribution of an input is the plain sum of its terms.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array, fit_logistic

CLIP = (0.01, 0.99)
BENDS = (0.25, 0.75)
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
        scaled = (np.clip(features, self.low, self.high) - self.centre) / self.spread
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
        score: Array = self.scale.terms(features) @ self.weights + self.intercept
        return score

    def contributions(self, features: Array) -> Array:
        """What each input adds to the log-odds, the intercept last: (case, feature + 1); rows sum to `score`."""
        parts = self.scale.terms(features) * self.weights
        by_input = np.zeros((len(features), features.shape[1] + 1))
        np.add.at(by_input.T, self.scale.owners(), parts.T)
        by_input[:, -1] = self.intercept
        return by_input


def fit_linear(features: Array, outcome: Array, *, ridge: float = 30.0, bends: tuple[float, ...] = BENDS) -> Linear:
    """Fit on a table (case, feature) with NaN for missing; `ridge` holds every weight back but the intercept."""
    scale = _fit_scale(features, bends)
    terms = np.column_stack([scale.terms(features), np.ones(len(features))])
    penalty = np.r_[np.full(terms.shape[1] - 1, ridge), 0.0]
    weights = fit_logistic(terms, outcome, penalty=penalty)
    return Linear(scale, float(weights[-1]), weights[:-1])


def _fit_scale(features: Array, bends: tuple[float, ...]) -> Scale:
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
