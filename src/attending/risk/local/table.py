"""From charts to the table a model is fitted on: rows, outcomes, whose they are, when, and their groups.

Charts come one at a time, so that a whole record never lies in memory; what is kept of each is a row of numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from attending.record import Chart, Resource
from attending.record.words import objects, text_at
from attending.risk.inputs import Age
from attending.risk.learned.conformal import Groups
from attending.risk.local.as_of import Past
from attending.risk.local.episodes import cases
from attending.risk.local.features import take, values
from attending.risk.local.spec import Spec
from attending.risk.reading import Reading

_RACE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"
_AGES = ((0, "under 45"), (45, "45 to 64"), (65, "65 to 79"), (80, "80 and over"))


@dataclass(frozen=True)
class Row:
    """One case, ready for the table."""

    patient: str
    when: datetime
    outcome: bool
    features: NDArray[np.float64]
    """Shape (feature,)."""
    groups: tuple[str, str, str]
    """Sex, age band, race; "" where unknown."""
    days: float = 0.0
    """Until the outcome or the end of follow-up, at most the horizon."""
    followed: bool = True


@dataclass(frozen=True)
class Table:
    """Rows as arrays, in the order of `rows`."""

    rows: Sequence[Row] = field(default_factory=list)

    @property
    def features(self) -> NDArray[np.float64]:
        """Shape (case, feature)."""
        return np.array([row.features for row in self.rows], np.float64)

    @property
    def outcome(self) -> NDArray[np.float64]:
        """0 or 1, shape (case,)."""
        return np.array([row.outcome for row in self.rows], np.float64)

    @property
    def days(self) -> NDArray[np.float64]:
        """Until the outcome or the end of follow-up, shape (case,)."""
        return np.array([row.days for row in self.rows], np.float64)

    @property
    def followed(self) -> NDArray[np.bool_]:
        """Whether each case was followed to its outcome or horizon, shape (case,)."""
        return np.array([row.followed for row in self.rows], bool)

    @property
    def patients(self) -> list[str]:
        """Whose case each is."""
        return [row.patient for row in self.rows]

    @property
    def groups(self) -> Groups:
        """Sex, age and race of each case."""
        return {name: [row.groups[place] for row in self.rows] for place, name in enumerate(("sex", "age", "race"))}

    def part(self, chosen: NDArray[np.bool_]) -> "Table":
        """The rows that are chosen, shape (case,)."""
        return Table([row for row, wanted in zip(self.rows, chosen, strict=True) if wanted])


def rows_of(chart: Chart, spec: Spec, *, until: datetime) -> list[Row]:
    """The rows of one patient."""
    past = Past(chart)
    found = []
    for case in cases(chart, spec, until=until):
        known = past.as_of(case.when)
        row = values(take(known, spec.feature))
        who = text_at(chart.patient, "id")
        found.append(Row(who, case.when, case.outcome, row, groups_of(known), case.days, case.followed))
    return found


def table_of(rows: Iterable[Row]) -> Table:
    """A table in an order of its own, so that workers may answer in any."""
    return Table(sorted(rows, key=lambda row: (row.patient, row.when)))


def groups_of(chart: Chart) -> tuple[str, str, str]:
    """Sex, age band and race (US Core) of a patient at the chart's moment; "" where unknown."""
    age = Age().find(Reading(chart))
    band = "" if age is None else [words for least, words in _AGES if float(str(age.value)) >= least][-1]
    return text_at(chart.patient, "gender"), band, _race(chart.patient)


def _race(patient: Resource) -> str:
    for extension in objects(patient, "extension"):
        if extension.get("url") == _RACE:
            for part in objects(extension, "extension"):
                if part.get("url") in ("ombCategory", "text"):
                    return text_at(part, "valueCoding", "display") or text_at(part, "valueString")
    return ""
