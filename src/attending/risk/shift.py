"""Is a site like the patients a model learned from, and what do its own outcomes make of the probabilities?

A new site is watched in silence first: the shift is told, the probabilities are recalibrated on local outcomes, and
only then are they shown. Calibration is lost first when a model moves.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from attending.risk.learned import measures as m
from attending.risk.learned.calibration import Array, fit_logistic, logit, sigmoid
from attending.risk.learned.model import RiskModel

FAR = 0.5
"""Difference of means, in training standard deviations, from which an input counts as shifted (Cohen's medium)."""
GAP = 0.25
"""Difference in the share of missing values from which an input counts as charted differently."""
ALARM_SHARE = 0.1
"""Share of inputs shifted or charted differently that raises the alarm."""
ALARM_ABSTAINED = 0.05
NAMED = 8
SEED = 20_121_126
SLOPE, SLOPE_HELD = 0.5, 1000.0
"""What a model that moves keeps of its slope in log-odds unless local outcomes say otherwise, and how strongly it is
held: about as much as 5,000 local cases. Chosen on the MIMIC-III demo, so its ECE there is a little flattered."""
FEWEST_EVENTS = 10
FOLDS, REPEATS, DRAWS = 5, 20, 200


@dataclass(frozen=True)
class Recalibrated:
    """What local outcomes make of the probabilities."""

    held_out: Array
    """Each case recalibrated on all the others."""
    measures: dict[str, Any]


def describe_shift(model: RiskModel, features: Array, probability: Array) -> dict[str, Any]:
    """Compare a site's inputs with the training patients.

    Args:
        model: its domain holds the training means, spreads and gaps.
        features: shape (case, input) as the model wants them.
        probability: what the model says, shape (case,).
    """
    domain = model.domain
    centre, spread, gaps = (np.array(one) for one in (domain.centre, domain.spread, domain.gaps))
    known = np.isfinite(features)
    count = known.sum(axis=0)
    mean = np.where(known, features, 0.0).sum(axis=0) / np.maximum(count, 1)
    distance = np.where((count > 0) & (spread > 0), np.abs(mean - centre) / np.where(spread > 0, spread, 1), 0.0)
    charted = np.abs((1 - known.mean(axis=0)) - gaps)
    far, other = distance > FAR, charted > GAP
    abstained = sum(1 for reason in domain.reasons(features, [one.name for one in model.inputs]) if reason)
    share = float(np.mean(far | other))
    worst = np.argsort(-np.maximum(distance / FAR, charted / GAP))[:NAMED]
    return {
        "alarm": bool(share > ALARM_SHARE or abstained > ALARM_ABSTAINED * len(features)),
        "inputs": len(model.inputs),
        "inputs_shifted": int(far.sum()),
        "inputs_charted_differently": int(other.sum()),
        "outside_training_domain": abstained,
        "mean_probability": round(float(probability.mean()), 4) if len(probability) else None,
        "training_event_rate": round(domain.rate, 4),
        "most_shifted": [
            {
                "input": model.inputs[i].name,
                "distance_sd": round(float(distance[i]), 2),
                "missing_here": round(float(1 - known[:, i].mean()), 3),
                "missing_in_training": round(float(gaps[i]), 3),
            }
            for i in worst
        ],
    }


def recalibrate_locally(probability: Array, outcome: Array, *, moved: bool) -> Recalibrated:
    """Recalibrate on a site's own outcomes, and measure it on cases the recalibration had not seen.

    The intercept is free, the slope is held (`SLOPE`): a few dozen outcomes say how many die, not how steeply. Each
    case is told by maps fitted without it, averaged over repeated cross-validation. `ece_fitted` is that of the map on
    the cases it was fitted on, which flatters; `ece_by_chance` what a perfectly calibrated model would show on so few.

    Args:
        probability: what the model says, shape (case,).
        outcome: 1 or 0 of the same cases.
        moved: whether `describe_shift` raised the alarm; without it the slope is held at 1.
    """
    slope = SLOPE if moved else 1.0
    events = int(min(outcome.sum(), len(outcome) - outcome.sum()))
    if events < FEWEST_EVENTS:
        return Recalibrated(probability, {"ece": None, "why": f"not assessed: {events} local events are too few"})
    rng = np.random.default_rng(SEED)
    told = np.zeros(len(outcome))
    for _ in range(REPEATS):
        fold = rng.permutation(np.arange(len(outcome)) % FOLDS)
        for number in range(FOLDS):
            inside, outside = fold != number, fold == number
            told[outside] += _recalibrate(probability[inside], outcome[inside], probability[outside], slope) / REPEATS
    fitted = _recalibrate(probability, outcome, probability, slope)
    chance = [m.calibration_error((rng.random(len(told)) < told).astype(float), told) for _ in range(DRAWS)]
    return Recalibrated(
        told,
        {
            "ece_before": round(m.calibration_error(outcome, probability), 4),
            "ece": round(m.calibration_error(outcome, told), 4),
            "ece_fitted": round(m.calibration_error(outcome, fitted), 4),
            "ece_by_chance": round(float(np.mean(chance)), 4),
            "brier_before": round(m.brier(outcome, probability), 4),
            "brier": round(m.brier(outcome, told), 4),
            "cases": len(outcome),
            "events": int(outcome.sum()),
        },
    )


def _recalibrate(probability: Array, outcome: Array, others: Array, slope: float) -> Array:
    """Learn from some cases, tell the others."""
    score = logit(probability)
    middle = float(score.mean())
    terms = np.column_stack([np.ones(len(score)), score - middle])
    weights = fit_logistic(terms, outcome, penalty=np.array([0.0, SLOPE_HELD]), centre=np.array([0.0, slope]))
    return sigmoid(weights[0] + weights[1] * (logit(others) - middle))
