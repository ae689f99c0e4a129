"""A proposal as a handful of fields that a clinician can change, and back: the resource and its sentence follow.

Read by `journeys` for the page and the command line. What is typed is read like what was said: "20 mg once a day"
becomes dose and Timing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import structs

from attending.drafts import Proposal
from attending.errors import BadInput
from attending.record.words import concept_text, objects, quantity_text, text_at
from attending.scribe.proposals.fhir import concept, quantity, status
from attending.terms.coding import Coding
from attending.terms.dose_steps import read_all_directions, to_dosages, told_together
from attending.terms.icd10cm_table import title_of
from attending.terms.icd10cm_written import suggest_for_diagnosis
from attending.terms.quantity import show

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be changed: its name, what it is called, its value, and the values it may have, if few."""

    name: str
    label: str
    value: str
    options: tuple[str, ...] = ()


Values = Mapping[str, str]
_STATEMENTS = ("active", "completed", "stopped", "on-hold", "not-taken")
_CERTAINTY = ("confirmed", "provisional", "differential", "unconfirmed")


def fields_of(proposal: Proposal) -> tuple[Field, ...]:
    """The fields of a proposal, in the order of a form."""
    resource = proposal.resource
    return _FIELDS[_kind(resource)](resource, proposal)


def with_fields(proposal: Proposal, values: Values) -> Proposal:
    """The proposal as changed; fields that are not given stay.

    Raises:
        BadInput: there is no such field, a value is none of those it may have, or cannot be read.
    """
    known = {field.name: field for field in fields_of(proposal)}
    for name, value in values.items():
        if name not in known:
            raise BadInput("This fact has no such field.", hint=f"One of: {', '.join(known)}.")
        if len(value) > LONGEST or (known[name].options and value not in known[name].options):
            raise BadInput(f"This is no value for {known[name].label.lower()}.", hint=", ".join(known[name].options))
    merged = {name: values.get(name, field.value).strip() for name, field in known.items()}
    resource, text = _CHANGES[_kind(proposal.resource)](dict(proposal.resource), merged)
    return structs.replace(proposal, resource=resource, claim=structs.replace(proposal.claim, text=text))


def _kind(resource: Mapping[str, Any]) -> str:
    name = str(resource["resourceType"])
    if name == "Observation":
        if "component" in resource and "valueCodeableConcept" not in resource:
            return "Pressure"
        return "Measurement" if "valueQuantity" in resource else "Finding"
    return name


def _medicine_fields(resource: Mapping[str, Any], _: Proposal) -> tuple[Field, ...]:
    dosage = "dosage" if resource["resourceType"] == "MedicationStatement" else "dosageInstruction"
    directions = told_together(objects(resource, dosage))
    named = (
        Field("medicine", "Medicine", concept_text(resource.get("medicationCodeableConcept"))),
        Field("directions", "Directions", directions),
    )
    if dosage == "dosage":
        return (*named, Field("status", "Status", str(resource["status"]), _STATEMENTS))
    return named


def _change_medicine(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    name = _required(values, "medicine")
    statement = resource["resourceType"] == "MedicationStatement"
    element = "dosage" if statement else "dosageInstruction"
    resource["medicationCodeableConcept"] = concept(name)
    said = [d for d in read_all_directions(values["directions"]) if not d.is_empty]
    dosages = to_dosages(said) or ([{"text": values["directions"]}] if values["directions"] else [])
    resource.pop(element, None)
    if dosages:
        resource[element] = dosages
    verb = "Prescribe"
    if statement:
        resource["status"] = values["status"]
        verb = {"active": "Takes", "completed": "Took", "stopped": "Stop", "on-hold": "Pause"}.get(
            values["status"], "Does not take"
        )
    words = told_together(dosages)
    return resource, f"{verb} {name} {words}".strip() + "."


def _condition_fields(resource: Mapping[str, Any], proposal: Proposal) -> tuple[Field, ...]:
    code = text_at(resource, "code", "coding", "code")
    options = tuple(dict.fromkeys(filter(None, (code, *(c.code for c in proposal.choices), ""))))
    return (
        Field("problem", "Problem", text_at(resource, "code", "text")),
        Field("code", "ICD-10-CM", code, (*options, "")),
        Field("status", "Status", text_at(resource, "clinicalStatus", "coding", "code"), ("active", "resolved")),
        Field("certainty", "Certainty", text_at(resource, "verificationStatus", "coding", "code"), _CERTAINTY),
    )


def _change_condition(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    name, code = _required(values, "problem"), values["code"]
    if code and code == text_at(resource, "code", "coding", "code") and name != text_at(resource, "code", "text"):
        code = _code_of(name, code)
    codings = [c for c in objects(resource, "code", "coding") if c.get("code") == code]
    found = [Coding(system=c["system"], code=c["code"], display=c.get("display", "")) for c in codings]
    if code and not found:
        found = [Coding(system="http://hl7.org/fhir/sid/icd-10-cm", code=code, display=title_of(code))]
    resource["code"] = concept(name, *found)
    resource["clinicalStatus"] = status("condition-clinical", values["status"])
    resource["verificationStatus"] = status("condition-ver-status", values["certainty"])
    lead = {"provisional": "Suspected: ", "differential": "Suspected: "}.get(values["certainty"], "")
    lead = "History of " if values["status"] == "resolved" else lead
    return resource, f"{lead}{name}."


def _code_of(name: str, code: str) -> str:
    """The code of a renamed problem: the old one or the first suggested for its new name, else none."""
    found = [one.coding.code for one in suggest_for_diagnosis(name)]
    return code if code in found else next(iter(found), "")


def _allergy_fields(resource: Mapping[str, Any], _: Proposal) -> tuple[Field, ...]:
    reactions = [concept_text(one) for one in objects(resource, "reaction", "manifestation")]
    return (
        Field("substance", "Substance", text_at(resource, "code", "text")),
        Field("reaction", "Reaction", ", ".join(reactions)),
    )


def _change_allergy(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    name = _required(values, "substance")
    if name != text_at(resource, "code", "text"):
        resource["code"] = concept(name)
    reactions = [one.strip() for one in values["reaction"].split(",") if one.strip()]
    resource.pop("reaction", None)
    if reactions:
        resource["reaction"] = [{"manifestation": [concept(one) for one in reactions]}]
    told = f" ({', '.join(reactions).lower()})" if reactions else ""
    return resource, f"Allergic to {name}{told}."


def _pressure_fields(resource: Mapping[str, Any], _: Proposal) -> tuple[Field, ...]:
    values = [show(Decimal(str(q["value"]))) for q in objects(resource, "component", "valueQuantity")]
    return (Field("value", "Blood pressure, mmHg", "/".join(values)),)


def _change_pressure(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    found = re.fullmatch(r"(\d{2,3})\s*/\s*(\d{2,3})", values["value"])
    if found is None or int(found[1]) <= int(found[2]):
        raise BadInput("Expected two numbers in mmHg, the higher one first.", hint="Such as 128/76.")
    pair = zip(resource["component"], found.groups(), strict=True)
    resource["component"] = [{**part, "valueQuantity": quantity(Decimal(value), "mm[Hg]")} for part, value in pair]
    return resource, f"Blood pressure {found[1]}/{found[2]} mmHg."


def _measure_fields(resource: Mapping[str, Any], _: Proposal) -> tuple[Field, ...]:
    value = next(objects(resource, "valueQuantity"))
    return (Field("value", text_at(resource, "code", "text"), show(Decimal(str(value["value"])))),)


def _change_measure(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    if not re.fullmatch(r"\d{1,7}(?:\.\d{1,4})?", values["value"]):
        raise BadInput("Expected a number without its unit.", hint="Such as 98.6.")
    before = next(objects(resource, "valueQuantity"))
    resource["valueQuantity"] = {**before, **quantity(Decimal(values["value"]), "")}
    return resource, f"{text_at(resource, 'code', 'text')} {quantity_text(resource['valueQuantity'])}."


def _finding_fields(resource: Mapping[str, Any], _: Proposal) -> tuple[Field, ...]:
    value = concept_text(resource.get("valueCodeableConcept"))
    presence = ("Present", "Absent") if value in ("Present", "Absent") else ()
    onset = text_at(resource, "component", "valueString")
    return (
        Field("value", text_at(resource, "code", "text"), value, presence),
        *([Field("onset", "Onset", onset)] if presence else []),
    )


def _change_finding(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    name, value = text_at(resource, "code", "text"), _required(values, "value")
    presence = {"Present": "52101004", "Absent": "2667000"}
    if value not in presence:
        if value != concept_text(resource["valueCodeableConcept"]):
            resource["valueCodeableConcept"] = concept(value)
        return resource, f"{name}: {value.lower()}."
    resource["valueCodeableConcept"] = concept(
        value, Coding(system="http://snomed.info/sct", code=presence[value], display=value)
    )
    resource.pop("component", None)
    if values.get("onset") and value == "Present":
        code = Coding(system="http://loinc.org", code="11368-8", display="Illness or injury onset date and time")
        resource["component"] = [{"code": concept("Onset", code), "valueString": values["onset"]}]
    onset = f", {values['onset']}" if "component" in resource else ""
    return resource, f"{'Reports' if value == 'Present' else 'Denies'} {name.lower()}{onset}."


def _order_fields(resource: Mapping[str, Any], _: Proposal) -> tuple[Field, ...]:
    return (
        Field("order", "Order", text_at(resource, "code", "text")),
        Field("priority", "Priority", str(resource.get("priority", "routine")), ("routine", "urgent", "asap", "stat")),
    )


def _change_order(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    name = _required(values, "order")
    if name != text_at(resource, "code", "text"):
        resource["code"] = concept(name)
    resource["priority"] = values["priority"]
    return resource, f"Order {name}{'' if values['priority'] == 'routine' else ', ' + values['priority']}."


def _visit_fields(resource: Mapping[str, Any], _: Proposal) -> tuple[Field, ...]:
    period = next(objects(resource, "requestedPeriod"), {})
    return (
        Field("first", "First day asked for", text_at(period, "start")[:10]),
        Field("last", "Last day asked for", text_at(period, "end")[:10]),
    )


def _change_visit(resource: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    try:
        first, last = date.fromisoformat(values["first"]), date.fromisoformat(values["last"])
    except ValueError as error:
        raise BadInput("Expected two days.", hint="Such as 2026-12-31.") from error
    if last < first:
        raise BadInput("The last day lies before the first.")
    resource["requestedPeriod"] = [{"start": first.isoformat(), "end": last.isoformat()}]
    text = f"Follow-up between {first.isoformat()} and {last.isoformat()}"
    resource["description"] = text
    return resource, f"{text}."


def _required(values: Values, name: str) -> str:
    if not values[name]:
        raise BadInput(f"Expected a {name}.", hint="Decline the fact instead of emptying it.")
    return values[name]


_FIELDS: dict[str, Callable[[Mapping[str, Any], Proposal], tuple[Field, ...]]] = {
    "MedicationStatement": _medicine_fields,
    "MedicationRequest": _medicine_fields,
    "Condition": _condition_fields,
    "AllergyIntolerance": _allergy_fields,
    "Pressure": _pressure_fields,
    "Measurement": _measure_fields,
    "Finding": _finding_fields,
    "ServiceRequest": _order_fields,
    "Appointment": _visit_fields,
}
_CHANGES: dict[str, Callable[[dict[str, Any], Values], tuple[dict[str, Any], str]]] = {
    "MedicationStatement": _change_medicine,
    "MedicationRequest": _change_medicine,
    "Condition": _change_condition,
    "AllergyIntolerance": _change_allergy,
    "Pressure": _change_pressure,
    "Measurement": _change_measure,
    "Finding": _change_finding,
    "ServiceRequest": _change_order,
    "Appointment": _change_visit,
}
