"""A stay in intensive care as a row: its first 48 hours for `icu-mortality`, its last 24 for `deterioration-icu`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from attending.record.words import readable_unit
from attending.risk import measures
from attending.risk.cohorts.deterioration import HOURS as ASKED_HOURS
from attending.risk.cohorts.deterioration import WINDOW_MIN, at_hour
from attending.risk.cohorts.physionet2012 import PLAUSIBLE, STAY_MIN, Measurements, age_band
from attending.risk.cohorts.physionet2012_features import summarise
from attending.risk.inputs import AdministrativeSex, Age
from attending.risk.learned.calibration import Array
from attending.risk.learned.model import Input
from attending.risk.reading import Reading
from attending.risk.shipped.parameters import VARIABLES, Point, read_series
from attending.risk.shipped.places import IntensiveStay, intensive_stay
from attending.risk.shipped.row import NotForModel, Row, Source

HOURS = STAY_MIN / 60
LEAST_HOURS = ASKED_HOURS[0]
MOST_EVIDENCE = 5
COMBINED: Mapping[str, tuple[str, ...]] = {
    "SBP": ("NISysABP", "SysABP"),
    "DBP": ("NIDiasABP", "DiasABP"),
    "MBP": ("NIMAP", "MAP"),
    "Pulse pressure": ("NISysABP", "SysABP", "NIDiasABP", "DiasABP"),
    "Shock index": ("HR", "NISysABP", "SysABP"),
    "PaO2/FiO2": ("PaO2", "FiO2"),
    "BUN per creatinine": ("BUN", "Creatinine"),
    "Organ points": ("Creatinine", "Bilirubin", "Platelets", "GCS", "PaO2", "NIMAP", "MAP"),
    "Acute points": ("BUN", "HR", "NISysABP", "SysABP", "WBC", "HCO3", "Lactate"),
    "SOFA": ("Creatinine", "Bilirubin", "Platelets", "GCS", "PaO2", "NIMAP", "MAP"),
    "Ventilated": ("MechVent",),
    "BMI": ("Weight",),
}
"""Columns that rest on several variables, by how their names begin."""
TITLES: Mapping[str, str] = {
    "SBP": "systolic pressure", "DBP": "diastolic pressure", "MBP": "mean pressure", "Pulse pressure": "pulse pressure",
    "Shock index": "heart rate over systolic pressure", "PaO2/FiO2": "PaO2 over inspired oxygen",
    "BUN per creatinine": "urea nitrogen over creatinine", "Organ points": "points for failing organs (after SOFA)",
    "Acute points": "points for acute illness (after SAPS)", "Ventilated": "mechanical ventilation",
    "BMI": "body mass index", "ICUType": "kind of intensive care unit", "Male": "sex", "Age": "age", "Height": "height",
    "Measurements": "how often anything was measured", "SOFA": "SOFA points now", "Hours": "hours in intensive care",
}  # fmt: skip
KINDS = {1: "coronary", 2: "cardiac surgery", 3: "medical", 4: "surgical"}


def read_intensive(reading: Reading) -> Row:
    """The first 48 hours of the patient's stay; raises `NotForModel` before they are over."""
    stay, hours = _stay(reading)
    if hours < HOURS:
        raise NotForModel(f"the model reads the first 48 hours in intensive care; {hours:.0f} have passed")
    if stay.end is not None and stay.end < stay.start + timedelta(hours=HOURS):
        raise NotForModel("the stay in intensive care ended before 48 hours")
    return _row(reading, stay, stay.start, HOURS, summarise)


def read_worsening(reading: Reading) -> Row:
    """The last 24 hours of the patient's stay; raises `NotForModel` where they are not in intensive care now."""
    stay, hours = _stay(reading)
    if stay.end is not None and stay.end < reading.chart.as_of:
        raise NotForModel("not in intensive care now")
    if hours < LEAST_HOURS:
        raise NotForModel(f"the model reads at least 12 hours in intensive care; {hours:.0f} have passed")
    seen = min(hours, WINDOW_MIN / 60)
    begin = reading.chart.as_of - timedelta(hours=seen)
    return _row(reading, stay, begin, seen, lambda found: at_hour(found, seen))


def _stay(reading: Reading) -> tuple[IntensiveStay, float]:
    """The stay, and for how many hours it has lasted."""
    stay = intensive_stay(reading.chart)
    if stay is None:
        raise NotForModel("not in intensive care now")
    return stay, (reading.chart.as_of - stay.start).total_seconds() / 3600


def _row(
    reading: Reading,
    stay: IntensiveStay,
    begin: datetime,
    hours: float,
    describe: Callable[[Measurements], tuple[tuple[Input, ...], Array]],
) -> Row:
    series = read_series(reading, begin, hours)
    if not series:
        raise NotForModel(f"no measurement of these {hours:.0f} hours is recorded")
    inputs, table = describe(_measurements(reading, stay, series))
    columns = {one.name: table[:, place] for place, one in enumerate(inputs)}
    return Row(
        columns,
        _sources(reading, stay, series, columns, hours),
        {name: owner_of(name) for name in columns},
        tuple(VARIABLES[name].name for name in VARIABLES if name not in series),
        age_band(columns["Age"])[0],
    )


def owner_of(column: str) -> str:
    """The variable, or the combination of variables, that a column belongs to: the longest name it begins with."""
    known = (*COMBINED, *TITLES, *PLAUSIBLE)
    return max((name for name in known if column.startswith(name)), key=len, default=column)


def _measurements(reading: Reading, stay: IntensiveStay, series: Mapping[str, Sequence[Point]]) -> Measurements:
    rows = [
        (number, point.minute, point.value)
        for number, (name, (low, high, _)) in enumerate(PLAUSIBLE.items())
        for point in series.get(name, ())
        if low <= point.value <= high
    ]
    variable, minute, value = (np.array([row[place] for row in rows], float) for place in range(3))
    age, sex, height = Age().find(reading), AdministrativeSex().find(reading), measures.HEIGHT.find(reading)
    descriptors = {
        "Age": np.nan if age is None else float(str(age.value)),
        "Gender": np.nan if sex is None else float(sex.value == "male"),
        "Height": np.nan if height is None else float(str(height.value)),
        "ICUType": np.nan if stay.kind is None else float(stay.kind),
    }
    return Measurements(
        ("1",), np.zeros(len(rows), int), variable.astype(int), minute, value,
        {name: np.array([number]) for name, number in descriptors.items()},
    )  # fmt: skip


def _sources(
    reading: Reading,
    stay: IntensiveStay,
    series: Mapping[str, Sequence[Point]],
    columns: Mapping[str, Array],
    hours: float,
) -> dict[str, Source]:
    sources = {name: _measured(name, points, hours) for name, points in series.items()}
    for name, parts in COMBINED.items():
        points = sorted((p for part in parts for p in series.get(part, ())), key=lambda point: point.minute)
        words = _combined_words(name, columns)
        sources[name] = Source(TITLES[name], words, tuple(p.evidence for p in points[-MOST_EVIDENCE:]))
    for name in PLAUSIBLE:
        if name not in sources:
            sources[name] = Source(VARIABLES[name].name if name in VARIABLES else TITLES["Ventilated"], "not recorded")
    age, sex = Age().find(reading), AdministrativeSex().find(reading)
    height = measures.HEIGHT.find(reading)
    if age is not None:
        sources["Age"] = Source("age", f"{float(str(age.value)):g} years", age.evidence)
    if sex is not None:
        sources["Male"] = Source("sex", str(sex.value), sex.evidence)
    sources["Height"] = (
        Source("height", "not recorded")
        if height is None
        else Source("height", f"{float(str(height.value)):g} cm", height.evidence)
    )
    kind = KINDS.get(stay.kind or 0, "not recorded")
    sources["ICUType"] = Source(TITLES["ICUType"], kind, (stay.evidence,))
    count = sum(map(len, series.values()))
    sources["Measurements"] = Source(TITLES["Measurements"], f"{count} times in {hours:.0f} hours")
    sources["Hours"] = Source(TITLES["Hours"], f"{hours:.0f}", (stay.evidence,))
    return sources


def _measured(name: str, points: Sequence[Point], hours: float) -> Source:
    """The newest value with the lowest and the highest, each with its Observation."""
    if name == "MechVent":
        return Source(TITLES["Ventilated"], "yes", tuple(p.evidence for p in points[-MOST_EVIDENCE:]))
    factor = 100 if name == "FiO2" else 1
    unit = readable_unit(VARIABLES[name].unit)
    last, low, high = points[-1], min(points, key=lambda p: p.value), max(points, key=lambda p: p.value)
    newest = f"{factor * last.value:g} {unit}".strip()
    if name == "Urine":
        text = f"{sum(point.value for point in points):.0f} mL in {hours:.0f} hours"
    elif low.value == high.value:
        text = newest
    else:
        text = f"{newest}, between {factor * low.value:g} and {factor * high.value:g}"
    return Source(VARIABLES[name].name, text, tuple(dict.fromkeys(p.evidence for p in (last, low, high))))


def _combined_words(name: str, columns: Mapping[str, Array]) -> str:
    if name == "Ventilated":
        return "yes" if columns["Ventilated"][0] else "no"
    for column in (f"{name} last", f"{name} max", name):
        value = columns.get(column)
        if value is not None and np.isfinite(value[0]):
            return f"{value[0]:.3g}"
    return "not recorded"
