"""The one file that declares a hospital's own risk model: cohort, index time, outcome, horizon, features.

TOML, read strictly: an unknown key, a bad pattern or a feature without what its kind needs is refused by name.
"""

import re
import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from attending.errors import BadInput, NotFound

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
HOSPITAL = ("IMP", "ACUTE", "NONAC", "OBSENC", "SS")


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


def read_spec(given: str | Path) -> tuple[Spec, bytes]:
    """Read a specification, and its bytes, from a file or by the name of a ready one.

    Raises:
        NotFound: there is no such file and no ready specification of that name.
        BadInput: the file is not a valid specification.
    """
    path = Path(given)
    if path.is_file():
        data = path.read_bytes()
    else:
        ready = ready_specs().get(str(given))
        if ready is None:
            raise NotFound(
                "There is no such specification.", hint=f"A TOML file, or one of: {', '.join(ready_specs())}."
            )
        data = ready
    return parse_spec(data), data


def ready_specs() -> dict[str, bytes]:
    """The specifications that come with the package, by name."""
    folder = files("attending.risk.local") / "specs"
    found = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")}
    return {name.removesuffix(".toml"): found[name] for name in sorted(found)}


def parse_spec(data: bytes) -> Spec:
    """Check the text of a specification."""
    try:
        spec = msgspec.convert(tomllib.loads(data.decode("utf-8")), Spec)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadInput(f"The specification cannot be read: {error}.") from error
    for fault in _faults(spec):
        raise BadInput(f"The specification is not valid: {fault}.")
    return spec


def _faults(spec: Spec) -> list[str]:
    from attending.risk.local.features import fault_of

    faults = [] if NAME.fullmatch(spec.name) else ["name has small letters, digits and hyphens"]
    outcome = spec.outcome
    if not (outcome.visit_classes or outcome.death or outcome.intensive_care or outcome.problem):
        faults.append("outcome names nothing that could happen")
    if not 0 < outcome.within_hours <= 24 * 3660:
        faults.append("outcome.within_hours lies between 0 and ten years")
    if not spec.feature or len({feature.name for feature in spec.feature}) < len(spec.feature):
        faults.append("there must be features, each with a name of its own")
    if not 0.1 <= spec.split.test_share <= 0.5:
        faults.append("split.test_share lies between 0.1 and 0.5")
    patterns = [outcome.problem, *(feature.words for feature in spec.feature)]
    faults += [f"a pattern cannot be read: {fault}" for fault in map(_pattern_fault, patterns) if fault]
    return faults + [fault for feature in spec.feature if (fault := fault_of(feature))]


def _pattern_fault(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""
