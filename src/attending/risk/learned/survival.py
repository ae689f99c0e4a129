"""When the outcome is a time: a Cox model on the linear member's terms, with its baseline and its concordance.

Source: Cox, JRSS B 1972;34:187, ties after Breslow; baseline cumulative hazard after Breslow 1974; concordance after
Harrell et al., Statistics in Medicine 1996;15:361.
"""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput, InvalidCard
from attending.models.registry import load
from attending.risk.learned.calibration import Array
from attending.risk.learned.file import SUFFIX, pack_linear, unpack_linear
from attending.risk.learned.linear import STEPS, Linear, fit_scale
from attending.risk.learned.model import Input

FORMAT = "attending-survival-1"
FEWEST_DEATHS = 20
GRID = 200
"""Days at which the baseline is kept."""


@dataclass(frozen=True)
class SurvivalModel:
    """Log hazard ratios over a named table, and the cumulative hazard of a patient with log hazard ratio 0."""

    name: str
    outcome: str
    inputs: tuple[Input, ...]
    linear: Linear
    days: tuple[float, ...]
    cumulative_hazard: tuple[float, ...]

    def log_hazard(self, features: Array) -> Array:
        """Log hazard ratio of each case, shape (case,); higher dies earlier."""
        return self.linear.score(np.asarray(features, np.float64))

    def survival(self, features: Array, at_days: Sequence[float]) -> Array:
        """Probability to be alive at each day, shape (case, day); beyond the follow-up it stays at its last value."""
        hazard = np.interp(np.asarray(at_days, np.float64), self.days, self.cumulative_hazard)
        alive: Array = np.exp(-np.exp(self.log_hazard(features))[:, None] * hazard)
        return alive

    def explain(self, features: Array) -> Array:
        """What each input adds to the log hazard ratio: (case, feature + 1), the constant last."""
        return self.linear.contributions(np.asarray(features, np.float64))


def fit_survival(
    features: Array, days: Array, died: Array, *, name: str, says: str, inputs: Sequence[Input], ridge: float = 30.0
) -> SurvivalModel:
    """Fit on a table (case, feature) with NaN for missing.

    Args:
        features: shape (case, feature).
        days: follow-up of each case, greater than or equal to 0.
        died: 1 if death ended the follow-up, else 0.
        name: the model's.
        says: of what time it speaks.
        inputs: one per column.
        ridge: holds the coefficients back.

    Raises:
        BadInput: too few deaths.
    """
    if died.sum() < FEWEST_DEATHS:
        raise BadInput(f"Fitting survival needs at least {FEWEST_DEATHS} deaths.")
    scale = fit_scale(features)
    terms = scale.terms(features)
    order = np.argsort(-days, kind="stable")
    weights = fit_cox(terms[order], days[order], died[order], ridge)
    linear = Linear(scale, 0.0, weights)
    at, hazard = baseline_hazard(linear.score(features), days, died)
    return SurvivalModel(name, says, tuple(inputs), linear, at, hazard)


def concordance(days: Array, died: Array, log_hazard: Array) -> float:
    """Share of comparable pairs in which the patient with the higher hazard died first; ties count half."""
    agreed = comparable = 0.0
    for case in np.flatnonzero(died == 1):
        later = (days > days[case]) | ((days == days[case]) & (died == 0))
        others = log_hazard[later]
        agreed += float(np.sum(others < log_hazard[case]) + 0.5 * np.sum(others == log_hazard[case]))
        comparable += float(later.sum())
    return agreed / comparable if comparable else float("nan")


def pack_survival(model: SurvivalModel) -> bytes:
    """A survival model as the bytes of its file."""
    table = {
        "format": FORMAT,
        "name": model.name,
        "outcome": model.outcome,
        "inputs": msgspec.to_builtins(model.inputs),
        "linear": pack_linear(model.linear),
        "days": list(model.days),
        "cumulative_hazard": list(model.cumulative_hazard),
    }
    return gzip.compress(json.dumps(table, separators=(",", ":")).encode(), 9, mtime=0)


def unpack_survival(data: bytes) -> SurvivalModel:
    """The survival model of a file; raises `InvalidCard` where the bytes are not one."""
    try:
        table = json.loads(gzip.decompress(data))
        if table["format"] != FORMAT:
            raise ValueError("another format")
        return SurvivalModel(
            table["name"],
            table["outcome"],
            msgspec.convert(table["inputs"], tuple[Input, ...]),
            unpack_linear(table["linear"]),
            tuple(table["days"]),
            tuple(table["cumulative_hazard"]),
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise InvalidCard("The file is not a survival model of this version.", hint="Train the model again.") from error


@cache
def load_survival(name: str) -> SurvivalModel:
    """The shipped survival model of this name; raises `InvalidCard` when its card or weights are not in order."""
    return unpack_survival(load(files("attending.risk"), name).files[name + SUFFIX])


def fit_cox(terms: Array, days: Array, died: Array, ridge: float) -> Array:
    """Minimise the negative partial log likelihood; rows come by falling follow-up, so risk sets are prefixes."""
    from scipy.optimize import minimize

    last = _last_of_tie(days)
    dead = died == 1

    def loss(weights: Array) -> tuple[float, Array]:
        score = terms @ weights
        top = score.max()
        hazard = np.exp(score - top)
        at_risk = np.cumsum(hazard)[last]
        value = np.sum(np.log(at_risk[dead]) + top - score[dead]) + 0.5 * ridge * weights @ weights
        # d/dscore of the sum of logs: each case counts in every risk set it belongs to.
        share = np.zeros(len(score))
        np.add.at(share, last[dead], 1 / at_risk[dead])
        spread = hazard * np.cumsum(share[::-1])[::-1]
        return float(value), terms.T @ (spread - died) + ridge * weights

    found: Array = minimize(loss, np.zeros(terms.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return found


def _last_of_tie(days: Array) -> NDArray[np.int_]:
    """Last row with the same follow-up, for rows by falling follow-up: who is still at risk at that day."""
    ends = np.r_[np.flatnonzero(np.diff(days)), len(days) - 1]
    last: NDArray[np.int_] = ends[np.searchsorted(ends, np.arange(len(days)))]
    return last


def baseline_hazard(score: Array, days: Array, died: Array) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Days, and the cumulative hazard of log hazard 0 at each (Breslow), beginning at 0."""
    order = np.argsort(-days, kind="stable")
    sorted_days, sorted_died = days[order], died[order]
    at_risk = np.cumsum(np.exp(score[order]))[_last_of_tie(sorted_days)]
    steps = (sorted_died / at_risk)[::-1]
    times, total = sorted_days[::-1], np.cumsum(steps)
    grid = np.unique(np.quantile(times[sorted_died[::-1] == 1], np.linspace(0, 1, GRID)))
    hazard = total[np.searchsorted(times, grid, side="right") - 1]
    return (0.0, *map(float, grid)), (0.0, *map(float, hazard))
