"""When the outcome is a time: a model of the risk within a horizon that learns from cases not followed to its end too.

A Cox model is fitted on every case for as long as it was followed; its log hazard is the score of a `RiskModel`. The
risk at the horizon comes from the slope and the baseline hazard of the held-out scores, which count every case for as
long as it was followed too. Cases lost before the horizon have no outcome at it, and those who were not lost had more
events: the interval, which rests on them, is wider than it need be, and what is told of the model is what counts the
censored: concordance, and by fifths of risk the Kaplan-Meier share with the event.

Source: Kaplan & Meier, J Am Stat Assoc 1958;53:457; Harrell et al., Statistics in Medicine 1996;15:361.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import LEAST_SLOPE, Array, Calibration, logit
from attending.risk.learned.conformal import Groups, fit_conformal
from attending.risk.learned.domain import describe_domain
from attending.risk.learned.fit import assign_folds
from attending.risk.learned.linear import Linear
from attending.risk.learned.model import Input, RiskModel
from attending.risk.learned.operating import by_capacity
from attending.risk.learned.survival import baseline_hazard, concordance, fit_cox, fit_survival

SEED = 2012
PARTS, KNOTS = 5, 41


@dataclass(frozen=True)
class Followed:
    """Cases and for how long each was followed."""

    features: Array
    """Shape (case, feature), NaN for missing."""
    days: Array
    """Until the event or the end of follow-up, at most the horizon; shape (case,)."""
    event: Array
    """1 where the event ended it."""
    whole: NDArray[np.bool_]
    """Whether the case was followed to the horizon or the event."""
    patients: Sequence[str]
    groups: Groups


def fit_timed(
    cases: Followed,
    *,
    name: str,
    says: str,
    inputs: Sequence[Input],
    capacity: float,
    horizon_days: float,
    folds: int = 5,
    ridge: float = 30.0,
    progress: Callable[[str], None] = lambda _: None,
) -> RiskModel:
    """Fit a model of the risk by the horizon; all cases of a patient stay in one fold.

    Args:
        cases: what it learns from.
        name: the model's.
        says: what is foretold, with its horizon.
        inputs: one per column.
        capacity: share of cases to flag.
        horizon_days: at which the risk is told.
        folds: of the cross-fitting.
        ridge: holds the coefficients back.
        progress: told of each step.
    """

    def fitted(at: NDArray[np.bool_]) -> Linear:
        table, days, event = cases.features[at], cases.days[at], cases.event[at]
        return fit_survival(table, days, event, name=name, says=says, inputs=inputs, ridge=ridge).linear

    fold = assign_folds(cases.patients, cases.event, folds, SEED)
    score = np.zeros(len(cases.event))
    for number in range(folds):
        score[fold == number] = fitted(fold != number).score(cases.features[fold == number])
        progress(f"fold {number + 1} of {folds} held out")
    calibration = _at_horizon(score, cases.days, cases.event, horizon_days)
    known = np.flatnonzero(cases.whole)
    probability = calibration.probability(score[known])
    levels = {name: [of[int(place)] for place in known] for name, of in cases.groups.items()}
    return RiskModel(
        name=name,
        outcome=says,
        inputs=tuple(inputs),
        members=(fitted(np.ones(len(score), bool)),),
        shares=(1.0,),
        calibration=calibration,
        conformal=fit_conformal(cases.event[known], probability, levels),
        domain=describe_domain(cases.features, cases.event),
        operating=by_capacity(probability, capacity),
    )


def _at_horizon(score: Array, days: Array, event: Array, horizon_days: float) -> Calibration:
    """From log hazard to the log-odds of the event by the horizon, at `KNOTS` points of the scores."""
    order = np.argsort(-days, kind="stable")
    slope = max(float(fit_cox(score[order, None], days[order], event[order], ridge=0.0)[0]), LEAST_SLOPE)
    at, hazard = baseline_hazard(slope * score, days, event)
    total = float(np.interp(horizon_days, at, hazard))
    low, high = float(score.min()), float(score.max())
    knots = np.linspace(low, max(high, low + 1e-6), KNOTS)
    odds = logit(-np.expm1(-total * np.exp(slope * knots)))
    return Calibration(tuple(knots.tolist()), tuple(odds.tolist()))


def measure_timed(model: RiskModel, features: Array, days: Array, event: Array, horizon_days: float) -> dict[str, Any]:
    """Concordance, and calibration at the horizon by fifths of risk, over cases whether or not they were followed."""
    score = model.score(features)
    probability = model.calibration.probability(score)
    order = np.argsort(probability, kind="stable")
    return {
        "concordance": round(concordance(days, event, score), 4),
        "at_horizon": [
            {
                "cases": len(part),
                "mean_probability": round(float(probability[part].mean()), 4),
                "event_rate": round(kaplan_meier(days[part], event[part], horizon_days), 4),
            }
            for part in np.array_split(order, PARTS)
            if len(part)
        ],
    }


def kaplan_meier(days: Array, event: Array, at: float) -> float:
    """Share with the event by a day, with those who left before counted for as long as they were seen."""
    free = 1.0
    for day in np.unique(days[(event == 1) & (days <= at)]):
        at_risk = float(np.sum(days >= day))
        free *= 1 - float(np.sum((days == day) & (event == 1))) / at_risk
    return 1 - free
