"""PhysioNet/CinC Challenge 2012: what the first 48 hours in intensive care say about death in hospital.

Tables: measurements in long form (RecordID, minute, parameter, value) and, where known, outcomes (RecordID,
In-hospital_death). Any input may be missing, ICUType too; -1 is a missing descriptor.

Source of the variables: Silva et al., Computing in Cardiology 2012;39:245.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.risk.cohorts.tables import factorise, find_paths, find_tables, read_table, stack
from attending.risk.learned.calibration import Array

STAY_MIN = 48 * 60
NEEDED = frozenset({"RecordID", "minute", "parameter", "value"})
OUTCOME, SURVIVAL, STAY = "In-hospital_death", "Survival", "Length_of_stay"
DESCRIPTORS = ("Age", "Gender", "Height", "ICUType")

PLAUSIBLE: Mapping[str, tuple[float, float, str]] = {
    "ALP": (5, 5000, "U/L"),
    "ALT": (1, 20000, "U/L"),
    "AST": (1, 20000, "U/L"),
    "Albumin": (0.5, 7, "g/dL"),
    "BUN": (1, 250, "mg/dL"),
    "Bilirubin": (0.05, 80, "mg/dL"),
    "Cholesterol": (20, 600, "mg/dL"),
    "Creatinine": (0.1, 30, "mg/dL"),
    "DiasABP": (10, 200, "mm[Hg]"),
    "FiO2": (0.2, 1.0, "1"),
    "GCS": (3, 15, "{score}"),
    "Glucose": (10, 1600, "mg/dL"),
    "HCO3": (3, 60, "mmol/L"),
    "HCT": (8, 70, "%"),
    "HR": (15, 260, "/min"),
    "K": (1, 12, "mmol/L"),
    "Lactate": (0.1, 35, "mmol/L"),
    "MAP": (15, 220, "mm[Hg]"),
    "MechVent": (0, 1, "1"),
    "Mg": (0.3, 12, "mmol/L"),
    "NIDiasABP": (10, 200, "mm[Hg]"),
    "NIMAP": (15, 220, "mm[Hg]"),
    "NISysABP": (30, 300, "mm[Hg]"),
    "Na": (90, 185, "mmol/L"),
    "PaCO2": (8, 150, "mm[Hg]"),
    "PaO2": (20, 650, "mm[Hg]"),
    "Platelets": (2, 2500, "10*3/uL"),
    "RespRate": (3, 80, "/min"),
    "SaO2": (30, 100, "%"),
    "SysABP": (30, 300, "mm[Hg]"),
    "Temp": (28, 43, "Cel"),
    "TroponinI": (0.01, 100, "ug/L"),
    "TroponinT": (0.005, 60, "ug/L"),
    "Urine": (0, 4000, "mL"),
    "WBC": (0.05, 300, "10*3/uL"),
    "Weight": (25, 300, "kg"),
    "pH": (6.6, 7.9, "[pH]"),
}
"""Range beyond which a value is a typing or unit error and counts as not measured, and the unit."""


@dataclass(frozen=True)
class Measurements:
    """Cleaned measurements of a cohort in long form, sorted by stay, then variable, then time."""

    ids: tuple[str, ...]
    stay: NDArray[np.int_]
    """Number of the stay of each measurement, shape (measurement,)."""
    variable: NDArray[np.int_]
    minute: Array
    value: Array
    descriptors: Mapping[str, Array]
    """Age (a), Gender (1 male), Height (cm), ICUType (1 to 4), shape (stay,)."""


def read_measurements(data: Path) -> Measurements:
    """Read and clean the measurements of a folder; raises `BadInput` where there are none."""
    table = stack(find_tables(data, NEEDED, what="intensive care measurements"))
    value, minute = table.number("value"), table.number("minute")
    stays, stay = np.unique(table.number("RecordID").astype(np.int64), return_inverse=True)
    levels, code = factorise(table.columns["parameter"])
    names = np.array([str(level) for level in levels])
    descriptors = {}
    for name in DESCRIPTORS:
        column = np.full(len(stays), np.nan)
        here = (names == name)[code] & (value >= 0)
        column[stay[here][::-1]] = value[here][::-1]  # the first one stands
        descriptors[name] = column
    descriptors["Height"] = np.where(
        (descriptors["Height"] >= 120) & (descriptors["Height"] <= 220), descriptors["Height"], np.nan
    )
    order = {name: place for place, name in enumerate(PLAUSIBLE)}
    variable = np.array([order.get(name, -1) for name in names])[code]
    value = _repair(value, variable, order)
    bounds = np.array([(low, high) for low, high, _ in PLAUSIBLE.values()])
    with np.errstate(invalid="ignore"):
        good = (variable >= 0) & (value >= bounds[variable, 0]) & (value <= bounds[variable, 1])
        good &= (minute >= 0) & (minute <= STAY_MIN)
    stay, variable, minute, value = stay[good], variable[good], minute[good], value[good]
    sort = np.lexsort((minute, variable, stay))
    ids = tuple(str(one) for one in stays)
    return Measurements(ids, stay[sort], variable[sort], minute[sort], value[sort], descriptors)


def _repair(value: Array, variable: NDArray[np.int_], order: Mapping[str, int]) -> Array:
    """Put right what is plainly another unit: pH times 10 or 100, temperature in Fahrenheit, FiO2 in per cent."""
    fixed = value.copy()
    acid = variable == order["pH"]
    fixed[acid & (value > 60) & (value < 80)] /= 10
    fixed[acid & (value > 600) & (value < 800)] /= 100
    warm = (variable == order["Temp"]) & (value > 80) & (value < 112)
    fixed[warm] = (fixed[warm] - 32) / 1.8
    oxygen = (variable == order["FiO2"]) & (value > 20)
    fixed[oxygen] /= 100
    return fixed


@dataclass(frozen=True)
class Course:
    """What became of each stay, shape (stay,); NaN where it is not told."""

    died: Array
    """In hospital, 0 or 1."""
    death_day: Array
    """Of any death, in hospital or later."""
    stay_days: Array
    """How long the stay lasted."""


def read_course(data: Path, ids: tuple[str, ...]) -> Course | None:
    """What became of each stay; None where no data tell it."""
    known: dict[str, tuple[float, float, float]] = {}
    for path in find_paths(data, frozenset({"RecordID", OUTCOME})):
        table = read_table(path)
        days = [np.where(column >= 0, column, np.nan) for column in (table.number(SURVIVAL), table.number(STAY))]
        rows = zip(table.text("RecordID"), table.number(OUTCOME), *days, strict=True)
        known.update({stay: (died, death, stayed) for stay, died, death, stayed in rows if died in (0.0, 1.0)})
    if not known:
        return None
    return Course(*np.array([known.get(stay, (np.nan,) * 3) for stay in ids]).reshape(-1, 3).T)


def age_band(ages: Array) -> list[str]:
    """Age bands of the subgroup table."""
    bands = np.select([ages < 50, ages < 65, ages < 80, ages >= 80], ["under 50", "50-64", "65-79", "80 and over"], "")
    return [str(band) for band in bands]


def groups_of(measurements: Measurements) -> dict[str, list[str]]:
    """Sex and age band of each stay; "" is unknown."""
    sex = np.select(
        [measurements.descriptors["Gender"] == 0, measurements.descriptors["Gender"] == 1], ["female", "male"], ""
    )
    return {"sex": [str(one) for one in sex], "age": age_band(measurements.descriptors["Age"])}


def variables() -> Iterator[tuple[str, str]]:
    """Each variable with its unit, in the order of their numbers."""
    yield from ((name, unit) for name, (_, _, unit) in PLAUSIBLE.items())
