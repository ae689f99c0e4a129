"""Every measure at once for cases that count more or less often: what the bootstrap over patients draws.

Cases are sorted by probability once; each draw then takes a few passes over them, not another sort. With every case
counted once the values are those of `measures`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array
from attending.risk.learned.measures import ECE_BINS
from attending.risk.learned.model import Risks

SEED = 20_121_126
MEASURES = (
    "auroc",
    "auprc",
    "brier",
    "ece",
    "event_one",
    "sensitivity",
    "sensitivity_plain",
    "predictivity",
    "coverage",
)


@dataclass(frozen=True)
class Sorted:
    """Some cases by rising probability; every array has shape (case,) but `ties`."""

    outcome: Array
    probability: Array
    flagged: Array
    flagged_plain: Array
    covered: Array
    patient: NDArray[np.int_]
    """Number of the patient, 0 to `patients` - 1."""
    patients: int
    ties: NDArray[np.int_]
    """Where each stretch of equal probabilities begins."""

    def measure(self, counts: Array) -> dict[str, float]:
        """Every measure with each case counted so often, shape (case,)."""
        events = np.add.reduceat(counts * self.outcome, self.ties)
        others = np.add.reduceat(counts * (1 - self.outcome), self.ties)
        below = np.cumsum(others) - others
        total, cases = float(events.sum()), float(counts.sum())
        found = float((counts * self.outcome) @ self.flagged)
        raised = float(counts @ self.flagged)
        place = np.minimum((self.probability * ECE_BINS).astype(int), ECE_BINS - 1)
        off = self.probability - self.outcome
        sensitivity, predictivity = _share(found, total), _share(found, raised)
        return {
            "auroc": _share(float(events @ (below + others / 2)), total * (cases - total)),
            "auprc": _average_precision(events[::-1], others[::-1], total),
            "brier": _share(float(counts @ off**2), cases),
            "ece": _share(float(np.abs(np.bincount(place, weights=counts * off)).sum()), cases),
            "event_one": min(sensitivity, predictivity),
            "sensitivity": sensitivity,
            "sensitivity_plain": _share(float((counts * self.outcome) @ self.flagged_plain), total),
            "predictivity": predictivity,
            "coverage": _share(float(counts @ self.covered), cases),
        }


def sort_cases(outcome: Array, risks: Risks, who: NDArray[np.int_], places: NDArray[np.int_]) -> Sorted:
    """The cases at some places, sorted; `who` numbers the patient of every case."""
    order = places[np.argsort(risks.probability[places], kind="stable")]
    probability, told = risks.probability[order], outcome[order]
    patients, patient = np.unique(who[order], return_inverse=True)
    ties = np.flatnonzero(np.r_[True, np.diff(probability) != 0])
    covered = (risks.lower[order] <= told) & (told <= risks.upper[order])
    flagged, plain = risks.flagged[order].astype(float), risks.flagged_plain[order].astype(float)
    return Sorted(told, probability, flagged, plain, covered.astype(float), patient, len(patients), ties)


def measure_with_intervals(
    cases: Sorted, names: Sequence[str], repeats: int
) -> dict[str, tuple[float, tuple[float, float]]]:
    """Each measure and its 95 % percentile interval over patients drawn with replacement."""
    point = cases.measure(np.ones(len(cases.outcome)))
    rng = np.random.default_rng(SEED)
    draws: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(repeats):
        drawn = np.bincount(rng.integers(0, cases.patients, cases.patients), minlength=cases.patients)
        values = cases.measure(drawn[cases.patient].astype(float))
        for name in names:
            draws[name].append(values[name])
    return {name: (point[name], _middle(draws[name])) for name in names}


def _middle(values: list[float]) -> tuple[float, float]:
    known = [value for value in values if math.isfinite(value)]
    return (float(np.quantile(known, 0.025)), float(np.quantile(known, 0.975))) if known else (math.nan, math.nan)


def _average_precision(events: Array, others: Array, total: float) -> float:
    if not total:
        return math.nan
    hits, shown = np.cumsum(events), np.cumsum(events + others)
    return float(events @ (hits / np.maximum(shown, 1e-12))) / total


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
