"""What a bedside score reads from a Chart: measurements in the unit its formula wants, age, sex, problems, medicines.

Each input is found together with the element of the record it stands in, or it is missing. Nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from attending.drafts import Element
from attending.record import Chart, Resource
from attending.record.summary import (
    Medicine,
    Problem,
    is_valid,
    medicines,
    problems,
    reference_of,
    version_of,
)
from attending.record.when import find_when, moment, parse_when
from attending.record.words import concept_text, number, number_text, objects, unit_of
from attending.terms.coding import LOINC
from attending.terms.drugs import classes, find_drugs
from attending.terms.units import convert

Value = float | bool | str


@dataclass(frozen=True)
class Known:
    """An input that the chart holds, and where."""

    value: Value
    evidence: tuple[Element, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A chart with its measurements, problems and medicines read once for all scores."""

    chart: Chart

    @cached_property
    def measured(self) -> Mapping[str, list["Measurement"]]:
        """Numbers by LOINC code, newest first; both pressures of a blood pressure have their own."""
        found: dict[str, list[Measurement]] = {}
        for observation in self.chart.all("Observation"):
            if is_valid(observation):
                for measurement in _measurements(observation):
                    found.setdefault(measurement.loinc, []).append(measurement)
        return found

    @cached_property
    def problems(self) -> list[Problem]:
        """The problem list."""
        return problems(self.chart)

    @cached_property
    def medicines(self) -> list[Medicine]:
        """Medicines ordered or reported."""
        return medicines(self.chart)


@dataclass(frozen=True)
class Measurement:
    """One number of an Observation or of one of its components."""

    loinc: str
    quantity: Decimal
    unit: str
    when: datetime
    evidence: Element


class Input(Protocol):
    """Something a score needs; `name` is how a clinician calls it."""

    @property
    def name(self) -> str:
        """As a clinician says it: "creatinine"."""

    def find(self, reading: Reading) -> Known | None:
        """The value with its evidence, or None when the chart does not hold it."""


@dataclass(frozen=True)
class Measured:
    """The newest Observation of one of the LOINC codes, not older than `days`, in `unit` (UCUM)."""

    name: str
    loinc: tuple[str, ...]
    unit: str
    days: int = 365
    other_units: Mapping[str, Decimal] | None = None
    """Units of another dimension and what to multiply with, such as µmol/L of creatinine to mg/dL."""

    def find(self, reading: Reading) -> Known | None:
        """The newest usable value; one in a unit that cannot be converted is passed over."""
        chart = reading.chart
        oldest = chart.as_of - timedelta(days=self.days)
        candidates = [
            m for code in self.loinc for m in reading.measured.get(code, ()) if oldest <= m.when <= chart.as_of
        ]
        for measurement in sorted(candidates, key=lambda m: m.when, reverse=True):
            value = self._converted(measurement.quantity, measurement.unit)
            if value is not None:
                return Known(float(value), (measurement.evidence,))
        return None

    def _converted(self, quantity: Decimal, unit: str) -> Decimal | None:
        if unit == self.unit:
            return quantity
        if self.other_units and unit in self.other_units:
            return quantity * self.other_units[unit]
        return convert(quantity, unit, self.unit)


@dataclass(frozen=True)
class Age:
    """Age in completed years on the chart's day."""

    name: str = "date of birth"

    def find(self, reading: Reading) -> Known | None:
        """Years since `Patient.birthDate`."""
        chart = reading.chart
        born = parse_when(chart.patient.get("birthDate"))
        if born is None:
            return None
        today = chart.as_of.date()
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return Known(float(years), (_patient(chart, "Patient.birthDate", f"{years} years"),))


@dataclass(frozen=True)
class AdministrativeSex:
    """Female or male; any other administrative gender is missing, since the formulas know these two."""

    name: str = "sex (female or male)"

    def find(self, reading: Reading) -> Known | None:
        """`Patient.gender` where it is one of the two."""
        chart = reading.chart
        gender = chart.patient.get("gender")
        if gender not in ("female", "male"):
            return None
        return Known(gender, (_patient(chart, "Patient.gender", gender),))


@dataclass(frozen=True)
class OnProblemList:
    """Whether an active Condition has one of these words or ICD-10-CM stems; a chart without problems is missing."""

    name: str
    words: str
    """Regular expression over the problem's words, case ignored."""
    icd10: tuple[str, ...] = ()

    def find(self, reading: Reading) -> Known | None:
        """True with the problems that match; False where there is a problem list without them."""
        listed = reading.problems
        if not listed:
            return None
        pattern = re.compile(self.words, re.IGNORECASE)
        found = tuple(
            Element(reference=p.reference, version=p.version, path="Condition.code", text=p.text)
            for p in listed
            if p.active
            and (pattern.search(p.text) or (p.code is not None and p.code.code.startswith(self.icd10 or "\0")))
        )
        return Known(bool(found), found)


@dataclass(frozen=True)
class TakesClass:
    """Whether an active medicine belongs to one of these classes of `terms.drugs`."""

    name: str
    classes: frozenset[str]

    def find(self, reading: Reading) -> Known | None:
        """True with the medicines that match, False otherwise."""
        found = tuple(
            Element(
                reference=m.reference, version=m.version, path=f"{m.reference.split('/')[0]}.medication", text=m.text
            )
            for m in reading.medicines
            if m.active and self._matches(m.text)
        )
        return Known(bool(found), found)

    def _matches(self, text: str) -> bool:
        return any(self.classes & set(classes(i)) for drug in find_drugs(text) for i in drug.ingredients)


def _measurements(observation: Resource) -> Iterator[Measurement]:
    for place, part in (("Observation", observation), *_components(observation)):
        quantity = part.get("valueQuantity") or {}
        exact = number(quantity.get("value"))
        if exact is None:
            continue
        unit = unit_of(quantity)
        evidence = Element(
            reference=reference_of(observation),
            version=version_of(observation),
            path=f"{place}.value",
            text=f"{concept_text(part.get('code'))} {number_text(exact)} {unit}".strip(),
        )
        when = moment(find_when(observation))
        for coding in objects(part, "code", "coding"):
            if coding.get("system") == LOINC:
                yield Measurement(str(coding.get("code")), exact, unit, when, evidence)


def _components(observation: Resource) -> Iterator[tuple[str, Resource]]:
    for position, part in enumerate(objects(observation, "component")):
        yield f"Observation.component[{position}]", part


def _patient(chart: Chart, path: str, text: Any) -> Element:
    return Element(reference=reference_of(chart.patient), version=version_of(chart.patient), path=path, text=str(text))
