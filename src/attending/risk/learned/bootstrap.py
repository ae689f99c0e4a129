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
    """Some cases by rising probability."""

    outcome: Array
    """Shape (case,)."""
    sums: Array
    """What a draw adds up, (6, case): event, found, found by the plain flag, flagged, covered, squared distance."""
    bin_of: NDArray[np.int_]
    """Bin of the calibration error of each case."""
    off: Array
    """Probability less outcome."""
    patient: NDArray[np.int_]
    """Number of the patient, 0 to `patients` - 1."""
    patients: int
    ties: NDArray[np.int_] | None
    """Where each stretch of equal probabilities begins; None where all differ."""

    def measure(self, counts: Array) -> dict[str, float]:
        """Every measure with each case counted so often, shape (case,)."""
        events = counts * self.outcome
        others = counts - events
        if self.ties is not None:
            events, others = np.add.reduceat(events, self.ties), np.add.reduceat(others, self.ties)
        total, found, found_plain, raised, covered, squared = (
            float(value) for value in (self.sums * counts).sum(axis=1)
        )
        cases = float(counts.sum())
        below = np.cumsum(others)
        gaps = np.bincount(self.bin_of, weights=counts * self.off)
        sensitivity, predictivity = _share(found, total), _share(found, raised)
        return {
            "auroc": _share(float(np.sum(events * (below - others / 2))), total * (cases - total)),
            "auprc": _average_precision(events, below, total, cases - total),
            "brier": _share(squared, cases),
            "ece": _share(float(np.abs(gaps).sum()), cases),
            "event_one": min(sensitivity, predictivity),
            "sensitivity": sensitivity,
            "sensitivity_plain": _share(found_plain, total),
            "predictivity": predictivity,
            "coverage": _share(covered, cases),
        }


def sort_cases(outcome: Array, risks: Risks, who: NDArray[np.int_], places: NDArray[np.int_]) -> Sorted:
    """The cases at some places, sorted; `who` numbers the patient of every case."""
    order = places[np.argsort(risks.probability[places], kind="stable")]
    probability, told = risks.probability[order], outcome[order]
    patients, patient = np.unique(who[order], return_inverse=True)
    ties = np.flatnonzero(np.r_[True, np.diff(probability) != 0])
    covered = (risks.lower[order] <= told) & (told <= risks.upper[order])
    flagged, plain = risks.flagged[order], risks.flagged_plain[order]
    off = probability - told
    sums = np.stack([told, told * flagged, told * plain, flagged, covered, off**2])
    bins = np.minimum((probability * ECE_BINS).astype(int), ECE_BINS - 1)
    return Sorted(told, sums, bins, off, patient, len(patients), ties if len(ties) < len(order) else None)


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


def _average_precision(events: Array, below: Array, total: float, others: float) -> float:
    """From the events at each probability and the cases without one up to it, by rising probability."""
    if not total:
        return math.nan
    hits = total - np.cumsum(events) + events
    false = others - np.r_[0.0, below[:-1]]
    shown = np.maximum(hits + false, 1e-12)
    return float(np.sum(events * hits / shown)) / total


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
