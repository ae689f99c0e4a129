"""A cohort ready to fit or to score: one table of features with its ids, patients, groups and, where known, outcome."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array
from attending.risk.learned.model import Input


@dataclass(frozen=True)
class Cohort:
    """Cases in the order of the data; every sequence has one entry per case."""

    ids: tuple[str, ...]
    patients: tuple[str, ...]
    inputs: tuple[Input, ...]
    features: Array
    """shape (case, input), NaN for missing."""
    groups: Mapping[str, list[str]]
    """Grouping to the level of each case; "" is unknown."""
    outcome: Array | None
    """1 or 0, NaN where not told; None where the data hold no outcome at all."""
    lesson: Array | None = None
    """What a model is to learn from, 0 to 1, where the data tell more than the outcome (`soften`)."""
    aside: Array | None = None
    """A quantity that rises with the risk and is learned beside it (`Recipe.aside_share`)."""
    outside: tuple[str, ...] = ()
    """Why a case is outside the cohort (the model does not speak for it), or ""; empty when all are inside."""

    def known(self) -> NDArray[np.int_]:
        """Places of the cases inside the cohort whose outcome is told."""
        if self.outcome is None:
            return np.zeros(0, int)
        inside = np.array([not reason for reason in self.outside]) if self.outside else np.ones(len(self.ids), bool)
        return np.flatnonzero(np.isfinite(self.outcome) & inside)

    def patients_at(self, places: NDArray[np.int_]) -> NDArray[np.object_]:
        """The patients of some cases."""
        return np.array(self.patients, object)[places]

    def groups_at(self, places: NDArray[np.int_]) -> dict[str, list[str]]:
        """The groups of some cases."""
        return {name: [levels[int(place)] for place in places] for name, levels in self.groups.items()}

    def arranged(self, inputs: tuple[Input, ...]) -> Array:
        """The features in the order of a model's inputs; what the data lack is missing."""
        if inputs == self.inputs:
            return self.features
        places = {one.name: place for place, one in enumerate(self.inputs)}
        empty = np.full(len(self.ids), np.nan)
        return np.column_stack([self.features[:, places[i.name]] if i.name in places else empty for i in inputs])


def soften(outcome: Array, days: Array, *, share: float, decay_days: float) -> Array:
    """Let a death soon after the outcome's window count in part: `share`, falling off with `decay_days`.

    Used to learn only; a patient who died a week after discharge was more like those who died in hospital than one who
    lived for years. Nothing of it is an input, and no measure sees it.

    Args:
        outcome: 1 or 0, shape (case,).
        days: day of the later death, NaN where none was seen.
        share: what a death on day 0 would count, 0 to 1.
        decay_days: after so many days it counts 1/e of it.
    """
    late = np.where(np.isfinite(days), share * np.exp(-np.maximum(np.nan_to_num(days), 0) / decay_days), 0.0)
    lesson: Array = np.where(outcome == 1, 1.0, late)
    return lesson
