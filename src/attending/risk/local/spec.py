"""The one file that declares a hospital's own risk model: cohort, index time, outcome, horizon, features.

TOML, read strictly by `specfile`.
"""

import re
from datetime import timedelta
from typing import Literal

import msgspec

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file."""


class Cohort(_Part, frozen=True, kw_only=True):
    """Whose risk is asked."""

    least_age_years: float = 18
    most_age_years: float = 130


class Index(_Part, frozen=True, kw_only=True):
    """When a risk is asked: at visits, during stays, or on a calendar; never after death or before the first entry."""

    event: Literal["visit-end", "visit-start", "stay", "calendar"]
    classes: tuple[str, ...] = ("AMB",)
    """Encounter classes of the visits."""
    every_hours: float = 24 * 365
    """Least time between two index times of one patient; during a stay, the step."""
    first_after_hours: float = 0
    """How much history there must be before the first index time."""


class Outcome(_Part, frozen=True, kw_only=True):
    """What is foretold, and within which horizon; several kinds count as one outcome."""

    words: str
    """As the page says it: "emergency or hospital visit within a year"."""
    within_hours: float
    kind: Literal["event", "time"] = "event"
    """With "time" a case that was not followed to the horizon is learned from too, for as long as it was (Cox)."""
    visit_classes: tuple[str, ...] = ()
    """A new visit of one of these classes."""
    death: bool = False
    intensive_care: bool = False
    """A move to a place whose name speaks of intensive or critical care."""
    problem: str = ""
    """A new problem whose words match."""


class Feature(_Part, frozen=True, kw_only=True):
    """One column: what is taken from the chart as of the index time."""

    name: str
    kind: Literal[
        "age", "female", "latest", "change", "mean", "lowest", "highest", "count", "days-since", "problem", "problems",
        "medicine", "medicines", "visits", "score", "stay-hours",
    ]  # fmt: skip
    label: str = ""
    measure: str = ""
    """A measurement of `risk.measures` by its name in lower case: its codes and units are harmonised there."""
    loinc: tuple[str, ...] = ()
    unit: str = ""
    """UCUM; every value is brought to it or passed over."""
    days: float = 365
    words: str = ""
    icd10: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    """Encounter classes of `visits`, classes of medicines of `medicine`."""
    score: str = ""
    """A bedside score of `risk.catalogue`."""


class Split(_Part, frozen=True, kw_only=True):
    """How the model is validated: on patients, or on a time, that it did not learn from."""

    by: Literal["patient", "time"] = "patient"
    test_share: float = 0.3
    seed: int = 20_251


class Fitting(_Part, frozen=True, kw_only=True):
    """The recipe, for small records smaller than for shipped models."""

    folds: int = 5
    rounds: int = 120
    bags: int = 2
    trees_share: float = 0.5
    ridge: float = 30.0
    alerts_per_100: float = 10
    """Capacity: how many of 100 cases may be flagged."""


class Spec(_Part, frozen=True, kw_only=True):
    """The whole file."""

    name: str
    title: str
    version: str = "1.0"
    use: str
    """What the model is for, for its card."""
    cohort: Cohort = Cohort()
    index: Index
    outcome: Outcome
    feature: tuple[Feature, ...]
    split: Split = Split()
    fitting: Fitting = Fitting()

    @property
    def horizon(self) -> timedelta:
        """How far ahead it looks."""
        return timedelta(hours=self.outcome.within_hours)
