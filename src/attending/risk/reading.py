"""A chart read once for all scores and features: its measurements by LOINC code, problems and medicines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

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
from attending.record.when import find_when, moment
from attending.record.words import concept_text, number, number_text, objects, readable_unit, text_at, unit_of
from attending.terms.coding import LOINC, UCUM
from attending.terms.ucum import find_measure
from attending.terms.units import convert, find_unit


@dataclass(frozen=True)
class Measurement:
    """One number of an Observation or of one of its components."""

    loinc: str
    quantity: Decimal
    unit: str
    """UCUM where the Observation gives it, else as written."""
    when: datetime
    evidence: Element


@dataclass(frozen=True)
class Answered:
    """One coded or written answer of an Observation."""

    loinc: str
    code: str
    text: str
    when: datetime
    evidence: Element


@dataclass(frozen=True)
class Reading:
    """A chart with its measurements, problems and medicines read once for all scores."""

    chart: Chart

    @cached_property
    def measured(self) -> Mapping[str, list[Measurement]]:
        """Numbers by LOINC code, newest first; both pressures of a blood pressure have their own."""
        found: dict[str, list[Measurement]] = {}
        for observation in self._observations():
            for measurement in _measurements(observation):
                found.setdefault(measurement.loinc, []).append(measurement)
        return found

    @cached_property
    def answered(self) -> Mapping[str, list[Answered]]:
        """Coded and written answers by LOINC code, newest first."""
        found: dict[str, list[Answered]] = {}
        for observation in self._observations():
            for answer in _answers(observation):
                found.setdefault(answer.loinc, []).append(answer)
        return found

    @cached_property
    def problems(self) -> list[Problem]:
        """The problem list."""
        return problems(self.chart)

    @cached_property
    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        """Every code of a Condition, by its reference, points left out: "I48.91" is as often written "I4891"."""
        return {
            reference_of(condition): tuple(
                text_at(coding, "code").replace(".", "") for coding in objects(condition, "code", "coding")
            )
            for condition in self.chart.all("Condition")
        }

    def has_stem(self, problem: Problem, stems: tuple[str, ...]) -> bool:
        """Whether one of the problem's codes begins with one of these ICD-10 stems."""
        bare = tuple(stem.replace(".", "") for stem in stems)
        return bool(bare) and any(code.startswith(bare) for code in self._codes.get(problem.reference, ()))

    @cached_property
    def medicines(self) -> list[Medicine]:
        """Medicines ordered or reported."""
        return medicines(self.chart)

    def _observations(self) -> Iterator[Resource]:
        return (observation for observation in self.chart.all("Observation") if is_valid(observation))


def in_unit(quantity: Decimal, unit: str, wanted: str) -> Decimal | None:
    """A quantity in another UCUM unit of the same dimension; None where the two cannot be converted."""
    if unit == wanted:
        return quantity
    named = find_unit(unit)
    for name in dict.fromkeys((unit, named.ucum if named else unit)):
        converted = convert(quantity, name, wanted)
        if converted is not None:
            return converted
        given, asked = find_measure(name), find_measure(wanted)
        if name and given is not None and asked is not None and given.dimension == asked.dimension:
            factor = given.factor / asked.factor
            return quantity * factor.numerator / factor.denominator
    return None


def _measurements(observation: Resource) -> Iterator[Measurement]:
    for place, part in _parts(observation):
        quantity = part.get("valueQuantity") or {}
        exact = number(quantity.get("value"))
        if exact is None:
            exact = number(part.get("valueInteger"))
        if exact is None:
            continue
        unit = text_at(quantity, "code") if quantity.get("system") == UCUM else ""
        text = f"{concept_text(part.get('code'))} {number_text(exact)} {readable_unit(unit_of(quantity))}"
        evidence, when = _element(observation, place, text), moment(find_when(observation))
        for coding in objects(part, "code", "coding"):
            if coding.get("system") == LOINC:
                yield Measurement(str(coding.get("code")), exact, unit or unit_of(quantity), when, evidence)


def _answers(observation: Resource) -> Iterator[Answered]:
    for place, part in _parts(observation):
        words = concept_text(part.get("valueCodeableConcept")) or text_at(part, "valueString")
        if not words:
            continue
        answer = text_at(part, "valueCodeableConcept", "coding", "code")
        evidence = _element(observation, place, f"{concept_text(part.get('code'))}: {words}")
        for coding in objects(part, "code", "coding"):
            if coding.get("system") == LOINC:
                yield Answered(str(coding.get("code")), answer, words, moment(find_when(observation)), evidence)


def _element(observation: Resource, place: str, text: str) -> Element:
    return Element(
        reference=reference_of(observation),
        version=version_of(observation),
        path=f"{place}.value",
        text=text.strip(),
    )


def _parts(observation: Resource) -> Iterator[tuple[str, Resource]]:
    yield "Observation", observation
    for position, part in enumerate(objects(observation, "component")):
        yield f"Observation.component[{position}]", part
