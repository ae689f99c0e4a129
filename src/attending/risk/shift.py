"""Is a site like the patients a model learned from, and what do its own outcomes make of the probabilities?

A new site is watched in silence first: the shift is told, the probabilities are recalibrated on local outcomes, and
only then are they shown. Calibration is lost first when a model moves.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from attending.risk.learned import measures as m
from attending.risk.learned.calibration import Array, fit_calibration, logit
from attending.risk.learned.model import RiskModel

FAR = 0.5
"""Difference of means, in training standard deviations, from which an input counts as shifted (Cohen's medium)."""
GAP = 0.25
"""Difference in the share of missing values from which an input counts as charted differently."""
ALARM_SHARE = 0.1
"""Share of inputs shifted or charted differently that raises the alarm."""
ALARM_ABSTAINED = 0.05
NAMED = 8
PRIOR = 4.0
"""How strongly recalibration on few local outcomes holds on to what was learned elsewhere."""


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


def recalibrate_locally(probability: Array, outcome: Array) -> Recalibrated:
    """Recalibrate on a site's own outcomes: intercept and slope, held back towards no change.

    The measures are of probabilities held out one case at a time; `ece_fitted` is that of the map on the cases it was
    fitted on, which flatters.
    """
    score = logit(probability)
    if min(outcome.sum(), len(outcome) - outcome.sum()) < 1:
        return Recalibrated(probability, {"ece": None, "why": "not assessed: no events, or nothing else"})
    told = np.empty_like(probability)
    fold = np.arange(len(outcome)) % min(len(outcome), 200)
    for number in range(fold.max() + 1):
        inside, outside = fold != number, fold == number
        told[outside] = fit_calibration(score[inside], outcome[inside], prior=PRIOR).probability(score[outside])
    fitted = fit_calibration(score, outcome, prior=PRIOR).probability(score)
    before = m.calibration_error(outcome, probability)
    return Recalibrated(
        told,
        {
            "ece_before": round(before, 4),
            "ece": round(m.calibration_error(outcome, told), 4),
            "ece_fitted": round(m.calibration_error(outcome, fitted), 4),
            "brier_before": round(m.brier(outcome, probability), 4),
            "brier": round(m.brier(outcome, told), 4),
            "cases": len(outcome),
            "events": int(outcome.sum()),
        },
    )
