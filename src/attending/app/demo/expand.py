"""One row of a demo patient's table into one FHIR R4 resource; ids and dates depend on the table and on `now` only.

Read by `app.demo.hospital`. Rows are texts with `|` between their parts; a time such as `3y`, `8m`, `2w` or `5d` means
that long before `now`.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attending.app.demo.measures import BLOOD_PRESSURE, CVX, DIASTOLIC, MEASURES, SYSTOLIC, Measure
from attending.terms.coding import ICD10CM, LOINC, UCUM

Json = dict[str, Any]
_DAYS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
_CLASSES = {"AMB": "ambulatory", "IMP": "inpatient encounter", "EMER": "emergency", "VR": "virtual"}


@dataclass(frozen=True)
class Table:
    """One patient's table as read from its file."""

    id: str
    rows: Mapping[str, Any]
    now: datetime

    @property
    def reference(self) -> str:
        """`Patient/demo-100101`."""
        return f"Patient/{self.id}"

    def lines(self, name: str) -> Iterator[tuple[str, list[str]]]:
        """Give each row of a list with the id its resource gets."""
        for number, row in enumerate(self.rows.get(name, ()), start=1):
            yield f"{self.id}-{name}-{number}", [part.strip() for part in row.split("|")]

    def day(self, ago: str) -> date:
        """The day that lies so long before now."""
        return (self.now - timedelta(days=_DAYS[ago[-1]] * float(ago[:-1]))).date()

    def instant(self, ago: str, hour: int = 9) -> str:
        """A time of that day, as FHIR writes it."""
        return f"{self.day(ago).isoformat()}T{hour:02}:30:00+00:00"


def expand(table: Table) -> list[Json]:
    """Write every resource of one patient."""
    return [
        _patient(table),
        *_encounters(table),
        *_conditions(table),
        *_medicines(table),
        *_allergies(table),
        *_observations(table),
        *_procedures(table),
        *_immunizations(table),
        *_documents(table),
    ]


def _patient(table: Table) -> Json:
    given, family = table.rows["name"]
    birthday = table.day(f"{float(table.rows['age']) + 0.4}y")
    return {
        "resourceType": "Patient",
        "id": table.id,
        "meta": {"tag": [{"system": _TERMINOLOGY + "v3-ActReason", "code": "HTEST", "display": "test health data"}]},
        "identifier": [
            {
                "type": {"coding": [{"system": _TERMINOLOGY + "v2-0203", "code": "MR"}]},
                "system": "https://attending.example/demo-record-number",
                "value": str(table.rows["record_number"]),
            }
        ],
        "active": True,
        "name": [{"use": "official", "family": family, "given": given.split()}],
        "gender": table.rows["sex"],
        "birthDate": birthday.isoformat(),
    }


def _encounters(table: Table) -> Iterator[Json]:
    for id_, (ago, reason, practitioner, *more) in table.lines("encounters"):
        kind = more[0] if more else "AMB"
        end = table.instant(more[1], 11) if len(more) > 1 else table.instant(ago, 10)
        yield {
            "resourceType": "Encounter",
            "id": id_,
            "status": "finished",
            "class": {"system": _TERMINOLOGY + "v3-ActCode", "code": kind, "display": _CLASSES[kind]},
            "subject": {"reference": table.reference},
            "participant": [{"individual": {"reference": f"Practitioner/{practitioner}"}}],
            "period": {"start": table.instant(ago), "end": end},
            "reasonCode": [{"text": reason}],
        }


def _conditions(table: Table) -> Iterator[Json]:
    for id_, (code, text, ago, *ended) in table.lines("problems"):
        status = "resolved" if ended else "active"
        condition = {
            "resourceType": "Condition",
            "id": id_,
            "clinicalStatus": {"coding": [{"system": _TERMINOLOGY + "condition-clinical", "code": status}]},
            "verificationStatus": {"coding": [{"system": _TERMINOLOGY + "condition-ver-status", "code": "confirmed"}]},
            "category": [{"coding": [{"system": _TERMINOLOGY + "condition-category", "code": "problem-list-item"}]}],
            "code": {"coding": [{"system": ICD10CM, "code": code, "display": text}], "text": text},
            "subject": {"reference": table.reference},
            "onsetDateTime": table.day(ago).isoformat(),
        }
        if ended:
            condition["abatementDateTime"] = table.day(ended[0]).isoformat()
        yield condition


def _medicines(table: Table) -> Iterator[Json]:
    for id_, (name, dose, ago, *status) in table.lines("medicines"):
        yield {
            "resourceType": "MedicationRequest",
            "id": id_,
            "status": status[0] if status else "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": name},
            "subject": {"reference": table.reference},
            "authoredOn": table.day(ago).isoformat(),
            "dosageInstruction": [{"text": dose}],
        }
    for id_, (name, dose, ago) in table.lines("bought"):
        yield {
            "resourceType": "MedicationStatement",
            "id": id_,
            "status": "active",
            "medicationCodeableConcept": {"text": name},
            "subject": {"reference": table.reference},
            "effectivePeriod": {"start": table.day(ago).isoformat()},
            "dosage": [{"text": dose}],
        }


def _allergies(table: Table) -> Iterator[Json]:
    for id_, (substance, reaction, criticality, ago) in table.lines("allergies"):
        yield {
            "resourceType": "AllergyIntolerance",
            "id": id_,
            "clinicalStatus": {"coding": [{"system": _TERMINOLOGY + "allergyintolerance-clinical", "code": "active"}]},
            "verificationStatus": {
                "coding": [{"system": _TERMINOLOGY + "allergyintolerance-verification", "code": "confirmed"}]
            },
            "criticality": criticality,
            "code": {"text": substance},
            "patient": {"reference": table.reference},
            "onsetDateTime": table.day(ago).isoformat(),
            "reaction": [{"manifestation": [{"text": reaction}]}],
        }


def _observations(table: Table) -> Iterator[Json]:
    visits = {ago: f"{table.id}-encounters-{n}" for n, (_, (ago, *_)) in enumerate(table.lines("encounters"), start=1)}
    for name, rows in table.rows.get("results", {}).items():
        for number, row in enumerate(rows, start=1):
            ago, value = row.split()
            measure = BLOOD_PRESSURE if name == "bp" else MEASURES[name]
            observation = {
                "resourceType": "Observation",
                "id": f"{table.id}-{name.replace('_', '-')}-{number}",
                "status": "final",
                "category": [{"coding": [{"system": _TERMINOLOGY + "observation-category", "code": measure.category}]}],
                "code": _loinc(measure),
                "subject": {"reference": table.reference},
                "effectiveDateTime": table.instant(ago),
                **_values(name, measure, value),
            }
            if ago in visits:
                observation["encounter"] = {"reference": f"Encounter/{visits[ago]}"}
            yield observation


def _values(name: str, measure: Measure, value: str) -> Json:
    if name != "bp":
        return _value(measure, value)
    pair = zip((SYSTOLIC, DIASTOLIC), value.split("/"), strict=True)
    return {"component": [{"code": _loinc(part), **_value(part, number)} for part, number in pair]}


def _value(measure: Measure, text: str) -> Json:
    value = Decimal(text)
    written: Json = {"valueQuantity": _quantity(text, measure)}
    limits = {end: _quantity(limit, measure) for end, limit in (("low", measure.low), ("high", measure.high)) if limit}
    if limits:
        written["referenceRange"] = [limits]
        low, high = measure.low and value < Decimal(measure.low), measure.high and value > Decimal(measure.high)
        flag = "L" if low else "H" if high else "N"
        written["interpretation"] = [
            {"coding": [{"system": _TERMINOLOGY + "v3-ObservationInterpretation", "code": flag}]}
        ]
    return written


def _quantity(text: str, measure: Measure) -> Json:
    return {"value": Decimal(text), "unit": measure.unit, "system": UCUM, "code": measure.unit}


def _loinc(measure: Measure) -> Json:
    coding = {"system": LOINC, "code": measure.loinc, "display": measure.display}
    return {"coding": [coding], "text": measure.display}


def _procedures(table: Table) -> Iterator[Json]:
    for id_, (text, ago) in table.lines("procedures"):
        yield {
            "resourceType": "Procedure",
            "id": id_,
            "status": "completed",
            "code": {"text": text},
            "subject": {"reference": table.reference},
            "performedDateTime": table.day(ago).isoformat(),
        }


def _immunizations(table: Table) -> Iterator[Json]:
    for id_, (name, ago) in table.lines("immunizations"):
        code, display = CVX[name]
        coding = {"system": "http://hl7.org/fhir/sid/cvx", "code": code, "display": display}
        yield {
            "resourceType": "Immunization",
            "id": id_,
            "status": "completed",
            "vaccineCode": {"coding": [coding], "text": display},
            "patient": {"reference": table.reference},
            "occurrenceDateTime": table.day(ago).isoformat(),
        }


def _documents(table: Table) -> Iterator[Json]:
    for id_, (ago, title, author, text) in table.lines("documents"):
        yield {
            "resourceType": "DocumentReference",
            "id": id_,
            "status": "current",
            "docStatus": "final",
            "type": {"text": title},
            "description": title,
            "subject": {"reference": table.reference},
            "date": table.instant(ago, 15),
            "author": [{"display": author}],
            "content": [{"attachment": {"contentType": "text/plain", "data": _base64(text), "title": title}}],
        }


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def visit_today(table_id: str, *, number: int, practitioner: str, reason: str, start: datetime, end: datetime) -> Json:
    """Write the Encounter at which a demo consultation was recorded."""
    return {
        "resourceType": "Encounter",
        "id": f"{table_id}-visit-{number}",
        "status": "finished",
        "class": {"system": _TERMINOLOGY + "v3-ActCode", "code": "AMB", "display": _CLASSES["AMB"]},
        "subject": {"reference": f"Patient/{table_id}"},
        "participant": [{"individual": {"reference": f"Practitioner/{practitioner}"}}],
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "reasonCode": [{"text": reason}],
    }


def practitioner(id_: str, display: str, qualification: str) -> Json:
    """Write a Practitioner of the demo hospital."""
    return {
        "resourceType": "Practitioner",
        "id": id_,
        "active": True,
        "name": [{"text": display}],
        "qualification": [{"code": {"text": qualification}}],
    }


def bundle(resources: Sequence[Json]) -> Json:
    """Write resources as one collection."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource} for resource in resources]}
