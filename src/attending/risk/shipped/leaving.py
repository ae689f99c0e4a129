"""A hospital stay as it stands at discharge, as the row of `readmission` (people with diabetes).

A stay that still lasts is read as if it ended now: what would be the risk, were the patient sent home today. Diagnoses
are coded in ICD-9 as the set has them; `nine` holds the bridge.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from attending.record import Resource
from attending.record.summary import is_valid
from attending.record.when import find_when, moment
from attending.record.words import concept_text, objects, text_at
from attending.risk.cohorts.diabetes130 import Encounters, age_band
from attending.risk.cohorts.diabetes130_features import MEDICINES, describe, is_level
from attending.risk.conditions import DIABETES
from attending.risk.inputs import AdministrativeSex, Age, Measured
from attending.risk.learned import load_model
from attending.risk.measures import GLUCOSE
from attending.risk.reading import Reading
from attending.risk.shipped.nine import in_nine
from attending.risk.shipped.row import NotForModel, Row, Source
from attending.risk.shipped.tables import Cell, as_table
from attending.risk.stays import Visit, visits
from attending.terms.drugs import find_drugs

DAYS_AFTER = 30
"""A stay that ended longer ago asks no more for the risk of coming back."""
MOST_DAYS, MOST_PROCEDURES, MOST_DIAGNOSES = 14, 6, 16
"""Where the set's own counts end."""
HBA1C = Measured("HbA1c", ("4548-4", "17856-6"), "%", 90)
HOME = {"home": "1", "snf": "3", "rehab": "22", "hosp": "2", "long": "23", "aadvice": "7", "psy": "28"}
GONE = {"hosp-hospice", "hospice", "exp"}
"""FHIR discharge dispositions and the set's numbers; after the last kinds nobody comes back."""
ADMITTED = {"1": "as an emergency", "3": "as planned"}
NOT_TOLD = {"admission_type_id": "6", "admission_source_id": "17"}
"""The set's own numbers for a column that is not filled in."""
LABELS: Mapping[str, str] = {
    "time_in_hospital": "days in hospital", "num_lab_procedures": "laboratory tests", "num_procedures": "procedures",
    "num_medications": "medicines of the stay", "number_outpatient": "outpatient visits of the year before",
    "number_emergency": "emergency visits of the year before", "number_inpatient": "hospital stays of the year before",
    "number_diagnoses": "diagnoses", "male": "sex", "diag": "diagnoses of the stay", "main": "main diagnosis",
    "history": "earlier stays", "medicines": "medicines for diabetes", "discharged": "where to",
    "admission": "how admitted", "glucose": "highest glucose", "HbA1c": "HbA1c", "age": "age", "specialty": "specialty",
}  # fmt: skip
NUMBERS_A_DAY = 121_000
"""How many encounter numbers the set's hospitals gave in a day: 444 million in ten years, and the time between two
encounters of a patient told `<30` is 15 days at the median by it."""
_ORIGIN = datetime(1900, 1, 1, tzinfo=UTC)


def read_leaving(reading: Reading) -> Row:
    """The row of the newest stay; raises `NotForModel` where there is none, or the patient has no diabetes."""
    chart = reading.chart
    diabetes = DIABETES.find(reading)
    if diabetes is None or not diabetes.value:
        raise NotForModel("the model is for people with diabetes, which is not on the problem list")
    stays = sorted((v for v in visits(chart) if v.in_hospital and v.start <= chart.as_of), key=lambda v: v.start)
    if not stays or (stays[-1].end or chart.as_of) < chart.as_of - timedelta(days=DAYS_AFTER):
        raise NotForModel("no hospital stay now or within the last 30 days")
    if _disposition(stays[-1].encounter) in GONE:
        raise NotForModel("the patient went to a hospice or died")
    rows = [_Stay(reading, stay) for stay in stays]
    table = as_table([row.cells() for row in rows])
    count = len(rows)
    encounters = Encounters(
        ids=tuple(str(n) for n in range(count)), patients=("1",) * count, table=table,
        previous=np.arange(-1, count - 1), in_cohort=np.ones(count, bool), outcome=None,
        later=np.zeros(count, bool), groups={},
    )  # fmt: skip
    named = [one.name for one in load_model("readmission").inputs if is_level(one.name)]
    inputs, features = describe(encounters, named)
    columns = {one.name: features[-1:, place] for place, one in enumerate(inputs)}
    return Row(
        columns, rows[-1].sources(len(stays)), {name: _owner(name) for name in columns}, rows[-1].missing(),
        age_band(str(rows[-1].cells().get("age", ""))),
    )  # fmt: skip


def _owner(column: str) -> str:
    kind = column.split(" ")[0]
    if column in LABELS:
        return column
    if column == "visits in the year before":
        return "number_inpatient"
    if column == "highest glucose":
        return "glucose"
    if column in (*MEDICINES, "medicines for diabetes", "medicines changed", "change", "diabetesMed"):
        return "medicines"
    if column in ("labs per day", "medicines per day"):
        return {"labs per day": "num_lab_procedures", "medicines per day": "num_medications"}[column]
    if kind in ("main", "specialty", "discharged"):
        return kind
    if kind in ("admission", "source"):
        return "admission"
    history = ("earlier", "previous", "inpatient", "distance", "same", "more", "days")
    return "history" if kind in history or "previous" in column else "diag"


@dataclass(frozen=True)
class _Stay:
    """One hospital stay as the set's table tells it."""

    reading: Reading
    visit: Visit

    @property
    def _end(self) -> datetime:
        return self.visit.end or self.reading.chart.as_of

    def _during(self, kind: str) -> list[Resource]:
        return [
            one for one in self.reading.chart.all(kind)
            if is_valid(one) and self.visit.start <= moment(find_when(one)) <= self._end
        ]  # fmt: skip

    def _before(self) -> dict[str, list[Visit]]:
        year = self.visit.start - timedelta(days=365)
        earlier = [v for v in visits(self.reading.chart) if year <= v.start < self.visit.start]
        return {
            "number_inpatient": [v for v in earlier if v.in_hospital],
            "number_emergency": [v for v in earlier if v.emergency],
            "number_outpatient": [v for v in earlier if not v.in_hospital and not v.emergency],
        }

    def _laboratory(self) -> list[Resource]:
        return [
            one for one in self._during("Observation")
            if any(text_at(c, "code") == "laboratory" for k in objects(one, "category") for c in objects(k, "coding"))
        ]  # fmt: skip

    def _ordered(self) -> dict[str, Resource]:
        found: dict[str, Resource] = {}
        for kind in ("MedicationRequest", "MedicationStatement", "MedicationAdministration"):
            for one in self._during(kind):
                found.setdefault(_medicine(one), one)
        found.pop("", None)
        return found

    def _diabetes_medicines(self) -> set[str]:
        taken = [m.text for m in self.reading.medicines if m.active] if self.visit.end is None else []
        words = [*taken, *self._ordered()]
        return {_base(i) for text in words for drug in find_drugs(text) for i in drug.ingredients} & set(MEDICINES)

    def _diagnoses(self) -> list[tuple[str, str]]:
        """ICD-9 stem and words of this stay's diagnoses, the reason first; the active problems where it has none."""
        conditions = {text_at(one, "id"): one for one in self.reading.chart.all("Condition")}
        listed = [
            conditions.get(text_at(one, "condition", "reference").rsplit("/", 1)[-1])
            for one in sorted(objects(self.visit.encounter, "diagnosis"), key=lambda one: one.get("rank") or 99)
        ]
        reasons = [concept_text(one) for one in objects(self.visit.encounter, "reasonCode")]
        own = [c for c in listed if c is not None] or [
            c for c in conditions.values()
            if text_at(c, "encounter", "reference").rsplit("/", 1)[-1] == text_at(self.visit.encounter, "id")
        ]  # fmt: skip
        own = own or [c for c in conditions.values() if is_valid(c) and _active(c)]
        coded = [(in_nine("", (), words), words) for words in reasons]
        for condition in own:
            words = concept_text(condition.get("code"))
            codes = tuple(text_at(one, "code") for one in objects(condition, "code", "coding"))
            systems = " ".join(text_at(one, "system") for one in objects(condition, "code", "coding"))
            coded.append((in_nine(systems, codes, words), words))
        return list(dict.fromkeys((code, words) for code, words in coded if code))

    def cells(self) -> dict[str, Cell]:
        """The row of the set's table."""
        age, sex = Age().find(self.reading), AdministrativeSex().find(self.reading)
        years = None if age is None else int(float(str(age.value))) // 10 * 10
        days = max(round((self._end - self.visit.start).total_seconds() / 86_400), 1)
        diagnoses = self._diagnoses()
        medicines = self._diabetes_medicines()
        cells: dict[str, Cell] = {
            "encounter_id": (self.visit.start - _ORIGIN).days * float(NUMBERS_A_DAY), "patient_nbr": "1",
            "gender": "" if sex is None else str(sex.value).capitalize(),
            "age": "" if years is None else f"[{min(years, 90)}-{min(years, 90) + 10})",
            "time_in_hospital": float(min(days, MOST_DAYS)),
            "num_lab_procedures": float(len(self._laboratory())),
            "num_procedures": float(min(len(self._during("Procedure")), MOST_PROCEDURES)),
            "num_medications": float(len(self._ordered())),
            "number_diagnoses": float(min(max(len(diagnoses), 1), MOST_DIAGNOSES)),
            "max_glu_serum": self._glucose(), "A1Cresult": self._hba1c(),
            "diabetesMed": "Yes" if medicines else "No", "change": "No",
            "discharge_disposition_id": HOME.get(_disposition(self.visit.encounter), HOME["home"]),
            **self._admission(),
        }  # fmt: skip
        cells |= {f"diag_{place}": code for place, (code, _) in enumerate(diagnoses[:3], start=1)}
        cells |= {name: float(len(found)) for name, found in self._before().items()}
        return cells | {name: "Steady" if name in medicines else "No" for name in MEDICINES}

    def _admission(self) -> dict[str, Cell]:
        source = next(objects(self.visit.encounter, "hospitalization", "admitSource"), {})
        words = f"{text_at(source, 'coding', 'code')} {concept_text(source)}".lower()
        priority = f"{text_at(self.visit.encounter, 'priority', 'coding', 'code')} ".lower()
        led = any(v.emergency and timedelta(0) <= self.visit.start - v.start <= timedelta(days=1)
                  for v in visits(self.reading.chart))  # fmt: skip
        urgent = led or "emd" in words or "emerg" in words or priority.startswith(("em ", "ur "))
        elective = priority.startswith("el ")
        return {
            "admission_type_id": "1" if urgent else "3" if elective else NOT_TOLD["admission_type_id"],
            "admission_source_id": "7" if urgent else "1" if elective else NOT_TOLD["admission_source_id"],
        }

    def _values(self, measured: Measured) -> list[float]:
        found = measured.all(self.reading)
        return [float(value) for one, value in found if self.visit.start <= one.when <= self._end]

    def _glucose(self) -> str:
        highest = max(self._values(GLUCOSE), default=None)
        return "None" if highest is None else ">300" if highest > 300 else ">200" if highest > 200 else "Norm"

    def _hba1c(self) -> str:
        newest = next(iter(self._values(HBA1C)), None)
        return "None" if newest is None else ">8" if newest > 8 else ">7" if newest > 7 else "Norm"

    def missing(self) -> tuple[str, ...]:
        """What this chart does not hold of the set's columns."""
        cells = self.cells()
        names = {"diag_1": "diagnosis of the stay", "gender": "sex"}
        gaps = [words for name, words in names.items() if not cells.get(name)]
        if _disposition(self.visit.encounter) not in HOME:
            gaps.append("where the patient is discharged to (taken as home)")
        if cells["admission_type_id"] == NOT_TOLD["admission_type_id"]:
            gaps.append("how admitted")
        gaps += [
            words for name, words in (("A1Cresult", "HbA1c"), ("max_glu_serum", "glucose")) if cells[name] == "None"
        ]
        return (*gaps, "specialty", "doses changed")

    def sources(self, stays: int) -> dict[str, Source]:
        """What each kind of column was read from."""
        cells, visit, before = self.cells(), self.visit, self._before()
        age, sex = Age().find(self.reading), AdministrativeSex().find(self.reading)
        diagnoses = self._diagnoses()
        stay = (visit.element("period", f"stay since {visit.start.date()}"),)
        texts = {name: f"{cells[name]:g}" for name in LABELS if isinstance(cells.get(name), float)}
        texts |= {
            "male": "not recorded" if sex is None else str(sex.value),
            "age": "not recorded" if age is None else f"{float(str(age.value)):g} years",
            "main": diagnoses[0][1] if diagnoses else "not recorded",
            "diag": "; ".join(words for _, words in diagnoses[:3]) or "not recorded",
            "history": f"{stays - 1} before this one",
            "medicines": ", ".join(sorted(self._diabetes_medicines())) or "none",
            "discharged": _disposition(visit.encounter) or "not recorded, taken as home",
            "admission": ADMITTED.get(str(cells["admission_type_id"]), "not recorded"),
            "glucose": str(cells["max_glu_serum"]).replace("None", "not measured"),
            "HbA1c": str(cells["A1Cresult"]).replace("None", "not measured"), "specialty": "not recorded",
        }  # fmt: skip
        people = {"age": () if age is None else age.evidence, "male": () if sex is None else sex.evidence}
        visited = {
            name: tuple(v.element("period", f"visit of {v.start.date()}") for v in found[:5])
            for name, found in before.items()
        }
        return {
            name: Source(LABELS[name], text, people.get(name, visited.get(name) or stay))
            for name, text in texts.items()
        }


def _disposition(encounter: Resource) -> str:
    return text_at(encounter, "hospitalization", "dischargeDisposition", "coding", "code").lower()


def _medicine(order: Resource) -> str:
    return concept_text(order.get("medicationCodeableConcept")) or text_at(order, "medicationReference", "display")


def _base(ingredient: str) -> str:
    return "insulin" if re.match(r"insulin\b", ingredient) else ingredient


def _active(condition: Resource) -> bool:
    return text_at(condition, "clinicalStatus", "coding", "code") in ("", "active", "recurrence", "relapse")
