"""The variables of PhysioNet 2012 as Observations: LOINC codes and units, and how a chart's series are read.

Source of codes: LOINC 2.78. Pressures whose code does not say that they were taken in an artery count as taken with a
cuff. Magnesium is in mg/dL, as its values in the set are, whatever its description says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from attending.drafts import Element
from attending.record.summary import is_valid, reference_of, version_of
from attending.record.when import find_when, moment
from attending.record.words import concept_text
from attending.risk import measures as m
from attending.risk.inputs import Measured
from attending.risk.reading import Reading

_ONE = Decimal(1)
_YEARS = 3650.0
_ENZYME = {"[iU]/L": _ONE, "IU/L": _ONE}
_POINTS = {"1": _ONE, "": _ONE, "points": _ONE}
_MASS = {"ng/mL": _ONE, "ng/L": _ONE / 1000, "pg/mL": _ONE / 1000}


def _like(known: Measured, name: str, *more: str) -> Measured:
    return replace(known, name=name, loinc=(*known.loinc, *more), days=_YEARS)


VARIABLES: Mapping[str, Measured] = {
    "ALP": Measured("alkaline phosphatase", ("6768-6",), "U/L", _YEARS, _ENZYME),
    "ALT": _like(m.ALT, "ALT"),
    "AST": _like(m.AST, "AST"),
    "Albumin": _like(m.ALBUMIN, "albumin"),
    "BUN": _like(m.UREA, "urea nitrogen"),
    "Bilirubin": _like(m.BILIRUBIN, "bilirubin"),
    "Cholesterol": _like(m.CHOLESTEROL, "total cholesterol"),
    "Creatinine": _like(m.CREATININE, "creatinine"),
    "DiasABP": Measured("arterial diastolic pressure", ("76213-8",), "mm[Hg]", _YEARS, {"mmHg": _ONE}),
    "FiO2": _like(m.FIO2, "inspired oxygen"),
    "GCS": Measured("Glasgow coma score", ("9269-2",), "{score}", _YEARS, _POINTS),
    "Glucose": _like(m.GLUCOSE, "glucose", "2340-8", "41653-7"),
    "HCO3": _like(m.BICARBONATE, "bicarbonate", "1959-6", "1960-4"),
    "HCT": Measured("haematocrit", ("4544-3", "20570-8"), "%", _YEARS),
    "HR": _like(m.HEART_RATE, "heart rate"),
    "K": _like(m.POTASSIUM, "potassium"),
    "Lactate": Measured(
        "lactate", ("2524-7", "32693-4", "2518-9", "59032-3"), "mmol/L", _YEARS, {"mg/dL": _ONE / Decimal("9.008")}
    ),
    "MAP": Measured("arterial mean pressure", ("76214-6",), "mm[Hg]", _YEARS, {"mmHg": _ONE}),
    "Mg": Measured("magnesium", ("19123-9", "2601-3"), "mg/dL", _YEARS, {"mmol/L": Decimal("2.431")}),
    "NIDiasABP": _like(m.DIASTOLIC, "diastolic pressure", "76535-4"),
    "NIMAP": Measured("mean pressure", ("8478-0", "76536-2"), "mm[Hg]", _YEARS, {"mmHg": _ONE}),
    "NISysABP": _like(m.SYSTOLIC, "systolic pressure", "76534-7"),
    "Na": _like(m.SODIUM, "sodium"),
    "PaCO2": Measured("PaCO2", ("2019-8",), "mm[Hg]", _YEARS, {"mmHg": _ONE, "kPa": Decimal("7.50062")}),
    "PaO2": Measured("PaO2", ("2703-7",), "mm[Hg]", _YEARS, {"mmHg": _ONE, "kPa": Decimal("7.50062")}),
    "Platelets": _like(m.PLATELETS, "platelets"),
    "RespRate": _like(m.RESPIRATORY_RATE, "respiratory rate"),
    "SaO2": _like(m.SATURATION, "oxygen saturation"),
    "SysABP": Measured("arterial systolic pressure", ("76215-3",), "mm[Hg]", _YEARS, {"mmHg": _ONE}),
    "Temp": _like(m.TEMPERATURE, "temperature"),
    "TroponinI": Measured("troponin I", ("10839-9",), "ug/L", _YEARS, _MASS),
    "TroponinT": Measured("troponin T", ("6598-7",), "ug/L", _YEARS, _MASS),
    "Urine": Measured("urine", ("9187-6",), "mL", _YEARS),
    "WBC": _like(m.LEUKOCYTES, "leukocytes"),
    "Weight": _like(m.WEIGHT, "weight"),
    "pH": Measured("arterial pH", ("2744-1",), "[pH]", _YEARS, {"pH": _ONE, "": _ONE, "1": _ONE}),
}
"""By the name in the set, in its unit but for FiO2 (here in per cent)."""
PER_CENT = frozenset({"FiO2"})
_VENTILATOR = ("20124-4", "20112-9", "19834-1", "20077-4", "76222-9")
"""LOINC of the ventilator's settings: mode, tidal volume, rate, PEEP."""
_VENTILATION = re.compile(
    r"mechanical(ly)? ventilat|artificial ventilation|invasive ventilation|endotracheal intub", re.I
)


@dataclass(frozen=True)
class Point:
    """One measurement: minutes since the start, value in the set's unit, and where it stands."""

    minute: float
    value: float
    evidence: Element


def read_series(reading: Reading, start: datetime, hours: float) -> dict[str, list[Point]]:
    """Every variable of a window of the chart, oldest first; one that was not measured is not there."""
    found: dict[str, list[Point]] = {}
    for name, measured in VARIABLES.items():
        points = [
            Point(_minutes(one.when, start), float(value) / (100 if name in PER_CENT else 1), one.evidence)
            for one, value in measured.all(reading)
            if start <= one.when <= start + timedelta(hours=hours)
        ]
        if points:
            found[name] = sorted(points, key=lambda point: point.minute)
    ventilated = _ventilation(reading, start, hours)
    return {**found, "MechVent": ventilated} if ventilated else found


def _ventilation(reading: Reading, start: datetime, hours: float) -> list[Point]:
    """When settings of a ventilator were charted, or a procedure says that the patient was ventilated."""
    until = start + timedelta(hours=hours)
    points = [
        Point(_minutes(one.when, start), 1.0, one.evidence)
        for code in _VENTILATOR
        for one in (*reading.measured.get(code, ()), *reading.answered.get(code, ()))
        if start <= one.when <= until
    ]
    for procedure in reading.chart.all("Procedure"):
        words, when = concept_text(procedure.get("code")), moment(find_when(procedure))
        if is_valid(procedure) and _VENTILATION.search(words) and start <= when <= until:
            where = Element(
                reference=reference_of(procedure), version=version_of(procedure), path="Procedure.code", text=words
            )
            points.append(Point(_minutes(when, start), 1.0, where))
    return sorted(points, key=lambda point: point.minute)


def _minutes(when: datetime, start: datetime) -> float:
    return (when - start).total_seconds() / 60
