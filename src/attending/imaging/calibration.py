"""From scores to probabilities one may believe: a logistic curve per model, fitted on predictions for unseen cases.

Read by every finder; `train.calibrate` fits the curves and states the operating points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CERTAIN = 0.001
"""No model here is surer than 1 in 1,000."""


@dataclass(frozen=True)
class Curve:
    """probability = 1 / (1 + exp(−(bias + weights · features)))."""

    bias: float
    weights: tuple[float, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Curve":
        """From a model's settings."""
        return cls(float(table["bias"]), tuple(float(w) for w in table["weights"]))

    def chance(self, features: Sequence[float]) -> float:
        """The calibrated probability of one case."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return float(np.clip(1 / (1 + np.exp(-np.clip(logit, -30, 30))), CERTAIN, 1 - CERTAIN))


def fit_curve(features: NDArray[np.float64], labels: NDArray[np.float64], *, ridge: float = 1e-3) -> Curve:
    """Logistic regression by Newton's method; features (case, feature), labels 0 or 1."""
    spread, middle = features.std(0) + 1e-9, features.mean(0)
    x = np.c_[np.ones(len(features)), (features - middle) / spread]
    beta, penalty = np.zeros(x.shape[1]), ridge * np.diag([0.0] + [1.0] * features.shape[1]) * len(x)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (labels - p) - penalty @ beta
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty + 1e-9 * np.eye(len(beta)), slope)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    weights = beta[1:] / spread
    return Curve(float(beta[0] - weights @ middle), tuple(float(w) for w in weights))


def band(chances: Sequence[float], error: float) -> tuple[float, float]:
    """Lower and upper: the members' range, widened by the calibration error that was measured."""
    low, high = min(chances) - error, max(chances) + error
    return max(CERTAIN, low), min(1 - CERTAIN, high)


def logit(chance: float) -> float:
    """The inverse of the logistic function, within ±8."""
    p = min(max(chance, 1e-9), 1 - 1e-9)
    return float(np.clip(np.log(p / (1 - p)), -8, 8))
