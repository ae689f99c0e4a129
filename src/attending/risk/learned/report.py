"""What is told of a model on patients it did not learn from: measures with intervals over patients, and by group.

A gap between groups is shown, never averaged away; a group too small for a measure shows its counts alone.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned import measures as m
from attending.risk.learned.bootstrap import MEASURES, Sorted, measure_with_intervals, sort_cases
from attending.risk.learned.calibration import Array
from attending.risk.learned.conformal import Groups
from attending.risk.learned.gaps import gaps_between
from attending.risk.learned.model import Risks

REPEATS = 200
GROUP_REPEATS = 100
FEWEST_EVENTS = 5
CHANCE_DRAWS = 100
CURVE = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
DIGITS = 4


def report(
    outcome: Array,
    risks: Risks,
    patients: Sequence[str] | NDArray[Any],
    *,
    groups: Groups | None = None,
    repeats: int = REPEATS,
) -> dict[str, Any]:
    """Every measure on held-out or unseen cases, ready for JSON.

    Args:
        outcome: 0 or 1, shape (case,).
        risks: what the model said.
        patients: whose case each is; the bootstrap draws patients, not cases.
        groups: groupings for the subgroup table; every level is listed with its count.
        repeats: bootstrap samples.
    """
    everybody = np.arange(len(outcome))
    who = np.unique(np.asarray(patients), return_inverse=True)[1]
    probability = risks.probability
    intercept, slope = m.calibration_line(outcome, probability)
    return {
        "cases": len(outcome),
        "patients": int(who.max()) + 1 if len(who) else 0,
        "events": int(outcome.sum()),
        "abstained": sum(1 for reason in risks.abstained if reason),
        **_measured(sort_cases(outcome, risks, who, everybody), _OF_ALL, repeats),
        **_by_chance(probability),
        "calibration_intercept": _round(intercept),
        "calibration_slope": _round(slope),
        "event_two_h": _round(m.event_two(outcome, probability)),
        "deciles": [
            {"cases": n, "mean_probability": _round(mean), "event_rate": _round(rate)}
            for n, mean, rate in m.deciles(outcome, probability)
        ],
        "decision_curve": m.decision_curve(outcome, probability, CURVE),
        "alerts_per_100": _round(100 * float(np.mean(risks.flagged))) if len(outcome) else None,
        "alerts_per_100_plain": _round(100 * float(np.mean(risks.flagged_plain))) if len(outcome) else None,
        "gaps": gaps_between(outcome, risks, who, groups or {}),
        "groups": _by_group(outcome, risks, who, groups or {}, min(repeats, GROUP_REPEATS)),
    }


_OF_ALL = tuple(name for name in MEASURES if name != "sensitivity_plain")
_OF_GROUPS = ("auroc", "ece", "sensitivity", "sensitivity_plain", "coverage")


def _by_group(
    outcome: Array, risks: Risks, who: NDArray[np.int_], groups: Groups, repeats: int
) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    for name, levels in groups.items():
        rows = table.setdefault(name, {})
        labels = np.array([level or "unknown" for level in levels], object)
        for level in sorted(set(labels)):
            here = np.flatnonzero(labels == level)
            events = int(outcome[here].sum())
            row: dict[str, Any] = {"cases": len(here), "events": events}
            if FEWEST_EVENTS <= events <= len(here) - FEWEST_EVENTS:
                row |= {
                    "event_rate": _round(events / len(here)),
                    "mean_probability": _round(float(risks.probability[here].mean())),
                    "alerts_per_100": _round(100 * float(risks.flagged[here].mean())),
                    **_measured(sort_cases(outcome, risks, who, here), _OF_GROUPS, repeats),
                    **_by_chance(risks.probability[here]),
                }
            rows[str(level)] = row
    return table


def _by_chance(probability: Array) -> dict[str, Any]:
    """The calibration error that so many cases show of a perfectly calibrated model: its mean, and where 95 % lie."""
    found = m.calibration_error_by_chance(probability, np.random.default_rng(len(probability)), draws=CHANCE_DRAWS)
    return {
        "ece_by_chance": _round(float(found.mean())),
        "ece_by_chance_95": [_round(float(np.quantile(found, share))) for share in (0.025, 0.975)],
    }


def _measured(cases: Sorted, names: Sequence[str], repeats: int) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if len(cases.outcome):
        for name, (value, bounds) in measure_with_intervals(cases, names, repeats).items():
            table[name] = _round(value)
            table[f"{name}_95"] = [_round(bound) for bound in bounds]
    return table


def _round(value: float) -> float | None:
    return round(value, DIGITS) if math.isfinite(value) else None
