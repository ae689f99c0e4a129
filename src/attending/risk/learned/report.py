"""What is told of a model on patients it did not learn from: measures with intervals over patients, and by group.

A gap between groups is shown, never averaged away; a group too small for a measure shows its counts alone.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned import measures as m
from attending.risk.learned.calibration import Array
from attending.risk.learned.conformal import Groups
from attending.risk.learned.model import Risks

REPEATS = 200
SEED = 20_121_126
FEWEST_EVENTS = 5
CURVE = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
DIGITS = 4

Measure = Callable[[NDArray[np.int_]], float]


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
        **_measured(_all_measures(outcome, risks), everybody, who, repeats),
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
        "groups": _by_group(outcome, risks, who, groups or {}, repeats),
    }


def interval(measure: Measure, cases: NDArray[np.int_], who: NDArray[np.int_], repeats: int) -> tuple[float, float]:
    """95 % percentile interval of a measure by drawing patients with replacement.

    Args:
        measure: a number for the cases at some places.
        cases: the places that count.
        who: number of the patient of each case, shape (case,) over all cases.
        repeats: samples.
    """
    order = cases[np.argsort(who[cases], kind="stable")]
    starts = np.flatnonzero(np.r_[True, np.diff(who[order]) != 0])
    ends = np.r_[starts[1:], len(order)]
    rng = np.random.default_rng(SEED)
    values = []
    for _ in range(repeats):
        drawn = rng.integers(0, len(starts), len(starts))
        sizes = ends[drawn] - starts[drawn]
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        values.append(measure(order[np.repeat(starts[drawn], sizes) + offsets]))
    known = [value for value in values if math.isfinite(value)]
    return (float(np.quantile(known, 0.025)), float(np.quantile(known, 0.975))) if known else (math.nan, math.nan)


def _all_measures(outcome: Array, risks: Risks) -> dict[str, Measure]:
    p = risks.probability
    return {
        "auroc": lambda at: m.auroc(outcome[at], p[at]),
        "auprc": lambda at: m.auprc(outcome[at], p[at]),
        "brier": lambda at: m.brier(outcome[at], p[at]),
        "ece": lambda at: m.calibration_error(outcome[at], p[at]),
        "event_one": lambda at: m.event_one(outcome[at], risks.flagged[at]),
        "sensitivity": lambda at: m.sensitivity(outcome[at], risks.flagged[at]),
        "predictivity": lambda at: m.predictivity(outcome[at], risks.flagged[at]),
        "coverage": lambda at: m.coverage(outcome[at], risks.lower[at], risks.upper[at]),
    }


_OF_GROUPS = ("auroc", "ece", "sensitivity", "coverage")


def _by_group(
    outcome: Array, risks: Risks, who: NDArray[np.int_], groups: Groups, repeats: int
) -> dict[str, dict[str, Any]]:
    every = _all_measures(outcome, risks)
    chosen: dict[str, Measure] = {name: every[name] for name in _OF_GROUPS}
    chosen["sensitivity_plain"] = lambda at: m.sensitivity(outcome[at], risks.flagged_plain[at])
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
                    **_measured(chosen, here, who, repeats),
                }
            rows[str(level)] = row
    return table


def _measured(
    measures: Mapping[str, Measure], cases: NDArray[np.int_], who: NDArray[np.int_], repeats: int
) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, measure in measures.items():
        table[name] = _round(measure(cases)) if len(cases) else None
        if len(cases) and repeats:
            table[f"{name}_95"] = [_round(bound) for bound in interval(measure, cases, who, repeats)]
    return table


def _round(value: float) -> float | None:
    return round(value, DIGITS) if math.isfinite(value) else None
