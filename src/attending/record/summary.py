"""Problems, medicines, allergies and results of a chart, one line each, with the place where each one stands.

Read by capabilities, by `checks` and by the patient's page. What was entered in error is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attending.record.chart import Chart, Resource
from attending.record.sources import amount, name_of, told_once
from attending.record.when import find_when, is_dated
from attending.record.words import (
    concept,
    concept_text,
    dose_text,
    number,
    number_text,
    objects,
    quantity_text,
    text_at,
    unit_of,
)
from attending.terms.coding import LOINC, Coding

BLOOD_PRESSURE = frozenset({"85354-9", "55284-4"})
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
_OVER = frozenset({"inactive", "remission", "resolved", "completed", "stopped", "cancelled", "not-taken", "on-hold"})


@dataclass(frozen=True, kw_only=True)
class _Line:
    """What every line of a summary has."""

    text: str
    """Its name in words."""
    code: Coding | None
    when: datetime | date | None
    reference: str
    """`Condition/c1`."""
    version: int
    sources: tuple[str, ...] = ()
    """Every resource that tells the same, this one first."""
    dated: bool = True
    """Whether `when` is more than the day of filing."""


@dataclass(frozen=True, kw_only=True)
class Problem(_Line):
    """A Condition."""

    status: str
    """FHIR clinical status: `active`, `resolved`, …; empty when it is not given."""

    @property
    def active(self) -> bool:
        """Whether it is a problem now; without a status it counts as one."""
        return self.status not in _OVER


@dataclass(frozen=True, kw_only=True)
class Medicine(_Line):
    """A MedicationRequest or MedicationStatement."""

    status: str
    dose: str
    """The whole dosage in words; empty when it is not given."""

    @property
    def active(self) -> bool:
        """Whether it is taken now, as far as the record knows."""
        return self.status not in _OVER


@dataclass(frozen=True, kw_only=True)
class Allergy(_Line):
    """An AllergyIntolerance."""

    status: str
    criticality: str
    reactions: tuple[str, ...]

    @property
    def active(self) -> bool:
        """Whether it still counts; without a status it does."""
        return self.status not in _OVER


@dataclass(frozen=True, kw_only=True)
class Result(_Line):
    """An Observation, or one component of it; a blood pressure is one result, `120/80`."""

    status: str
    value: str
    """In words: digits as written, to three decimals at most."""
    unit: str
    """As written, UCUM or not."""
    quantity: Decimal | None
    """The exact number, where there is one."""
    flag: str
    """The laboratory's interpretation: `H`, `L`, …"""
    range: str
    """The reference range in words."""


def problems(chart: Chart) -> list[Problem]:
    """Conditions, active ones first, newest first."""
    found = [
        Problem(**_line(condition, condition.get("code")), status=_status(condition, "clinicalStatus"))
        for condition in _valid(chart, "Condition")
    ]
    once = told_once(found, lambda problem: _standing(problem, active=problem.active))
    return sorted(once, key=lambda problem: not problem.active)


def medicines(chart: Chart) -> list[Medicine]:
    """Medicines ordered or reported, active ones first, newest first."""
    found = [
        Medicine(
            **_line(order, _medication(chart, order)),
            status=text_at(order, "status"),
            dose="; ".join(filter(None, map(dose_text, objects(order, _dosage(order))))),
        )
        for resource_type in ("MedicationRequest", "MedicationStatement")
        for order in _valid(chart, resource_type)
    ]
    once = told_once(found, lambda medicine: _standing(medicine, medicine.dose, active=medicine.active))
    return sorted(once, key=lambda medicine: not medicine.active)


def allergies(chart: Chart) -> list[Allergy]:
    """Allergies and intolerances, active ones first, newest first."""
    found = [
        Allergy(
            **_line(allergy, _allergen(allergy)),
            status=_status(allergy, "clinicalStatus"),
            criticality=text_at(allergy, "criticality"),
            reactions=tuple(filter(None, map(concept_text, objects(allergy, "reaction", "manifestation")))),
        )
        for allergy in _valid(chart, "AllergyIntolerance")
    ]
    once = told_once(found, lambda allergy: _standing(allergy, allergy.criticality, active=allergy.active))
    return sorted(once, key=lambda allergy: not allergy.active)


def results(chart: Chart) -> list[Result]:
    """Measurements, laboratory values and other observations, newest first."""
    found = [result for observation in _valid(chart, "Observation") for result in results_of(observation)]
    return told_once(found, _measured)


def results_of(observation: Resource) -> Iterator[Result]:
    """The results in one Observation: its own value, and each of its components."""
    components = list(objects(observation, "component"))
    pressure = _blood_pressure(observation, components)
    if pressure is not None:
        yield pressure
        return
    name = concept_text(observation.get("code"))
    for part in (observation, *components):
        value, unit, quantity = _value(part)
        if not value:
            continue
        line = _line(observation, part.get("code"))
        if part is not observation and name:
            line["text"] = f"{name}: {line['text']}"
        yield Result(
            **line,
            status=text_at(observation, "status"),
            value=value,
            unit=unit,
            quantity=quantity,
            flag=text_at(part, "interpretation", "coding", "code"),
            range=_range(part),
        )


def _standing(line: _Line, *more: str, active: bool) -> tuple[object, ...] | None:
    """What makes two lines the same; a finished one must also be of the same day."""
    name = name_of(line)
    if name is None:
        return None
    day = line.when.isoformat()[:10] if line.when is not None else ""
    return (name, *more, active) if active else (name, *more, active, day)


def _measured(result: Result) -> tuple[object, ...] | None:
    name = name_of(result)
    if name is None or result.when is None:
        return None
    return (name, result.text, result.when, amount(result.quantity, result.unit, result.value))


def is_valid(resource: Resource) -> bool:
    """Whether a resource was not entered in error."""
    return "entered-in-error" not in (text_at(resource, "status"), _status(resource, "verificationStatus"))


def version_of(resource: Resource) -> int:
    """The version of a stored resource; 0 for one that was never stored."""
    text = text_at(resource, "meta", "versionId")
    return int(text) if text.isdecimal() else 0


def reference_of(resource: Resource) -> str:
    """`Observation/bp1`."""
    return f"{resource.get('resourceType', '')}/{resource.get('id', '')}"


def _valid(chart: Chart, resource_type: str) -> Iterator[Resource]:
    return (resource for resource in chart.all(resource_type) if is_valid(resource))


def _line(resource: Resource, named: object) -> dict[str, Any]:
    text, code = concept(named)
    return {
        "text": text or "(no name given)",
        "code": code,
        "when": find_when(resource),
        "reference": reference_of(resource),
        "version": version_of(resource),
        "dated": is_dated(resource),
    }


def _status(resource: Resource, element: str) -> str:
    return text_at(resource, element, "coding", "code") or text_at(resource, element, "text")


def _dosage(order: Resource) -> str:
    return "dosageInstruction" if order.get("resourceType") == "MedicationRequest" else "dosage"


def _medication(chart: Chart, order: Resource) -> object:
    """The medicine itself: a concept, a Medication contained or in the chart, or the words of the reference."""
    if concept_text(order.get("medicationCodeableConcept")):
        return order["medicationCodeableConcept"]
    reference = next(objects(order, "medicationReference"), {})
    named = [(f"#{medication.get('id')}", medication) for medication in objects(order, "contained")]
    named += [(reference_of(medication), medication) for medication in chart.all("Medication")]
    for name, medication in named:
        if name == reference.get("reference") and concept_text(medication.get("code")):
            return medication["code"]
    return {"text": text_at(reference, "display")}


def _allergen(allergy: Resource) -> object:
    if concept_text(allergy.get("code")):
        return allergy["code"]
    return next(objects(allergy, "reaction", "substance"), None)


def _value(part: Mapping[str, Any]) -> tuple[str, str, Decimal | None]:
    """Value in words, unit as written, exact number."""
    quantity = next(objects(part, "valueQuantity"), None)
    if quantity is not None:
        exact = number(quantity.get("value"))
        if exact is None:
            return "", "", None
        return f"{text_at(quantity, 'comparator')}{number_text(exact)}", unit_of(quantity), exact
    exact = number(part.get("valueInteger"))
    if exact is not None:
        return number_text(exact), "", exact
    if isinstance(part.get("valueBoolean"), bool):
        return ("yes" if part["valueBoolean"] else "no"), "", None
    words = concept_text(part.get("valueCodeableConcept")) or text_at(part, "valueString")
    return words or text_at(part, "valueDateTime") or text_at(part, "valueTime"), "", None


def _range(part: Mapping[str, Any]) -> str:
    found = next(objects(part, "referenceRange"), {})
    low, high = (quantity_text(next(objects(found, end), {})) for end in ("low", "high"))
    if low and high:
        return f"{low} to {high}"
    return text_at(found, "text") or (f"from {low}" if low else f"to {high}" if high else "")


def _blood_pressure(observation: Resource, components: list[Mapping[str, Any]]) -> Result | None:
    if not any(_is_loinc(observation, code) for code in BLOOD_PRESSURE):
        return None
    upper = next((part for part in components if _is_loinc(part, SYSTOLIC)), {})
    lower = next((part for part in components if _is_loinc(part, DIASTOLIC)), {})
    (systolic, unit, _), (diastolic, _, _) = _value(upper), _value(lower)
    if not systolic or not diastolic:
        return None
    return Result(
        **_line(observation, observation.get("code")),
        status=text_at(observation, "status"),
        value=f"{systolic}/{diastolic}",
        unit=unit,
        quantity=None,
        flag=text_at(observation, "interpretation", "coding", "code"),
        range="",
    )


def _is_loinc(part: Mapping[str, Any], code: str) -> bool:
    return any(
        coding.get("system") == LOINC and coding.get("code") == code for coding in objects(part, "code", "coding")
    )
