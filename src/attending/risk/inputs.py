"""What a bedside score reads from a Chart: measurements in the unit its formula wants, age, sex, problems, medicines.

Each input is found together with the element of the record it stands in, or it is missing. Nothing is guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol

from attending.drafts import Element
from attending.record import Chart
from attending.record.summary import reference_of, version_of
from attending.record.when import parse_when
from attending.risk.reading import Measurement, Reading, in_unit
from attending.terms.drugs import classes, find_drugs

Value = float | bool | str | frozenset[str]


@dataclass(frozen=True)
class Known:
    """An input that the chart holds, and where."""

    value: Value
    evidence: tuple[Element, ...] = ()


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
    days: float = 365
    other_units: Mapping[str, Decimal] | None = None
    """Units of another dimension and what to multiply with, such as µmol/L of creatinine to mg/dL."""

    def find(self, reading: Reading) -> Known | None:
        """The newest usable value; one in a unit that cannot be converted is passed over."""
        return next((Known(float(value), (m.evidence,)) for m, value in self.all(reading)), None)

    def all(self, reading: Reading) -> list[tuple[Measurement, Decimal]]:
        """Every usable value within `days`, newest first, each in `unit`."""
        chart = reading.chart
        oldest = chart.as_of - timedelta(days=self.days)
        candidates = [
            m for code in self.loinc for m in reading.measured.get(code, ()) if oldest <= m.when <= chart.as_of
        ]
        newest_first = sorted(candidates, key=lambda m: m.when, reverse=True)
        converted = ((m, self.converted(m.quantity, m.unit)) for m in newest_first)
        return [(m, value) for m, value in converted if value is not None]

    def converted(self, quantity: Decimal, unit: str) -> Decimal | None:
        """A quantity in `unit`; None where its unit cannot be converted."""
        if self.other_units and unit in self.other_units:
            return quantity * self.other_units[unit]
        direct = in_unit(quantity, unit, self.unit)
        if direct is not None:
            return direct
        for between, factor in (self.other_units or {}).items():  # mmol/L by way of umol/L
            value = in_unit(quantity, unit, between) if between else None
            if value is not None:
                return value * factor
        return None


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
        return Known(float(years), (patient_element(chart, "Patient.birthDate", f"{years} years"),))


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
        return Known(gender, (patient_element(chart, "Patient.gender", gender),))


@dataclass(frozen=True)
class OnProblemList:
    """Whether an active Condition has one of these words or ICD-10-CM stems; a chart without problems is missing."""

    name: str
    words: str
    """Regular expression over the problem's words, case ignored."""
    icd10: tuple[str, ...] = ()
    ever: bool = False
    """Whether problems that are over count too: a history of stroke does, a resolved pneumonia does not."""

    def find(self, reading: Reading) -> Known | None:
        """True with the problems that match; False where there is a problem list without them."""
        listed = reading.problems
        if not listed:
            return None
        pattern = re.compile(self.words, re.IGNORECASE)
        found = tuple(
            Element(reference=p.reference, version=p.version, path="Condition.code", text=p.text)
            for p in listed
            if (p.active or self.ever) and (pattern.search(p.text) or reading.has_stem(p, self.icd10))
        )
        return Known(bool(found), found)


@dataclass(frozen=True)
class Takes:
    """Whether an active medicine is of one of these classes of `terms.drugs`, or one of these ingredients."""

    name: str
    classes: frozenset[str] = frozenset()
    ingredients: frozenset[str] = frozenset()

    def find(self, reading: Reading) -> Known | None:
        """True with the medicines that match, False otherwise."""
        found = tuple(
            Element(
                reference=m.reference, version=m.version, path=f"{m.reference.split('/')[0]}.medication", text=m.text
            )
            for m in reading.medicines
            if m.active and any(self._is(i) for drug in find_drugs(m.text) for i in drug.ingredients)
        )
        return Known(bool(found), found)

    def _is(self, ingredient: str) -> bool:
        return ingredient in self.ingredients or bool(self.classes & set(classes(ingredient)))


def patient_element(chart: Chart, path: str, text: Any) -> Element:
    """An element of the Patient as evidence."""
    return Element(reference=reference_of(chart.patient), version=version_of(chart.patient), path=path, text=str(text))
