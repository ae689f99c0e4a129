"""A learned risk model: members, calibration, intervals, domain and operating point, over a named table of features."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.risk.learned.calibration import Array, Calibration
from attending.risk.learned.conformal import Conformal, Groups
from attending.risk.learned.domain import Domain
from attending.risk.learned.operating import Operating


class Member(Protocol):
    """A fitted learner: log-odds, and what each input adds to them (the constant last; rows sum to the log-odds)."""

    def score(self, features: Array) -> Array:
        """Log-odds, shape (case,)."""
        ...

    def contributions(self, features: Array) -> Array:
        """Shape (case, feature + 1)."""
        ...


@dataclass(frozen=True)
class Input:
    """One column of the feature table: its name, its unit (UCUM spelling, "" without) and words for a reader."""

    name: str
    unit: str = ""
    label: str = ""


@dataclass(frozen=True)
class Risks:
    """What the model says of each case; every array has shape (case,)."""

    probability: Array
    lower: Array
    upper: Array
    """Conformal interval of the outcome around the probability (`conformal`)."""
    flagged: NDArray[np.bool_]
    """At or above the operating point, adjusted by group where the model says so."""
    flagged_plain: NDArray[np.bool_]
    """At or above the one threshold for everybody."""
    abstained: tuple[str, ...]
    """Why the model does not speak for a case ("not assessed"), or ""."""


@dataclass(frozen=True)
class RiskModel:
    """A model ready to score; `inputs` names the columns of its feature table in order."""

    name: str
    outcome: str
    """What the probability is of, in words, with its horizon."""
    inputs: tuple[Input, ...]
    members: tuple[Member, ...]
    shares: tuple[float, ...]
    """Weight of each member's log-odds in the score."""
    calibration: Calibration
    conformal: Conformal
    domain: Domain
    operating: Operating

    def score(self, features: Array) -> Array:
        """Log-odds before calibration, shape (case,)."""
        table = self._checked(features)
        total = np.zeros(len(table))
        for member, share in zip(self.members, self.shares, strict=True):
            total += share * member.score(table)
        return total

    def predict(self, features: Array, groups: Groups | None = None) -> Risks:
        """Score a table.

        Args:
            features: shape (case, feature), columns as in `inputs`; NaN is missing.
            groups: the groups of each case (`conformal.Groups`), for intervals and flags; without them, or with an
                unknown level, the rule for everybody holds.

        Raises:
            BadInput: the table has not the model's columns.
        """
        table = self._checked(features)
        probability = self.calibration.probability(self.score(table))
        lower, upper = self.conformal.interval(probability, groups)
        return Risks(
            probability,
            lower,
            upper,
            self.operating.flags(probability, groups),
            self.operating.plain_flags(probability),
            self.domain.reasons(table, [one.label or one.name for one in self.inputs]),
        )

    def explain(self, features: Array) -> Array:
        """What each input adds to the score, shape (case, feature + 1), the constant last; rows sum to `score` exactly.

        In log-odds before calibration, which keeps the order of patients and of inputs.
        """
        table = self._checked(features)
        total = np.zeros((len(table), len(self.inputs) + 1))
        for member, share in zip(self.members, self.shares, strict=True):
            total += share * member.contributions(table)
        return total

    def table(self, columns: Mapping[str, Array], cases: int) -> Array:
        """Arrange named columns as the model's table; a column that is not there is missing for every case."""
        empty = np.full(cases, np.nan)
        return np.column_stack([np.asarray(columns.get(one.name, empty), np.float64) for one in self.inputs])

    def _checked(self, features: Array) -> Array:
        if features.ndim != 2 or features.shape[1] != len(self.inputs):
            raise BadInput(f"The model {self.name} needs a table of {len(self.inputs)} columns, one per input.")
        return np.ascontiguousarray(features, np.float64)
