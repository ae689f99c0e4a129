"""Summary features of 48 hours in intensive care: levels, extremes, trends and how often each thing was measured."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.risk.cohorts.cohort import Cohort, soften
from attending.risk.cohorts.physionet2012 import (
    PLAUSIBLE,
    STAY_MIN,
    Course,
    Measurements,
    groups_of,
    read_course,
    read_measurements,
    variables,
)
from attending.risk.learned.calibration import Array
from attending.risk.learned.model import Input

ORDER = {name: place for place, name in enumerate(PLAUSIBLE)}
WIDTH = len(PLAUSIBLE)
DAY = 24 * 60
DENSE = ("HR", "Temp", "GCS", "Urine", "RespRate", "SaO2", "FiO2", "SBP", "DBP", "MBP")
"""Charted often enough for features of the last hours."""
NOT_SUMMARISED = ("MechVent", "Weight")

LATE_SHARE, LATE_DAYS = 0.4, 300.0
"""What a death after discharge counts in learning; chosen by cross-validation."""
SHORTEST_DAYS, USUAL_DAYS, LONGEST_DAYS = 2.0, 10.0, 60.0
"""Bounds of a stay in learning how ill a patient was, and a stay whose length is not told."""

Columns = dict[str, tuple[str, Array]]
"""Feature name to unit and values, shape (stay,)."""


def read_stays(data: Path) -> Cohort:
    """The stays of a folder as a cohort; raises `BadInput` where it has no measurements."""
    measurements = read_measurements(data)
    inputs, features = summarise(measurements)
    course = read_course(data, measurements.ids)
    return Cohort(
        ids=measurements.ids,
        patients=measurements.ids,
        inputs=inputs,
        features=features,
        groups=groups_of(measurements),
        outcome=None if course is None else course.died,
        lesson=None
        if course is None
        else soften(course.died, course.death_day, share=LATE_SHARE, decay_days=LATE_DAYS),
        aside=None if course is None else severity(course),
    )


def severity(course: Course) -> Array:
    """How ill a patient was by the logarithm of the days in hospital, those who died there above all who left."""
    told = np.where(np.isfinite(course.stay_days), course.stay_days, USUAL_DAYS)
    days: Array = np.log(np.clip(np.where(course.died == 1, LONGEST_DAYS, told), SHORTEST_DAYS, LONGEST_DAYS))
    return days


def summarise(measurements: Measurements) -> tuple[tuple[Input, ...], Array]:
    """The feature table, shape (stay, feature), NaN for what was not measured."""
    series = _with_pressures(measurements)
    columns: Columns = {}
    _descriptors(measurements, columns)
    for number, (name, unit) in enumerate(_series_names()):
        if name not in NOT_SUMMARISED:
            _one_variable(series, number, name, unit, columns)
    _combined(measurements, series, columns)
    inputs = tuple(Input(name, unit) for name, (unit, _) in columns.items())
    return inputs, np.column_stack([values for _, values in columns.values()])


class _Series:
    """Measurements of one kind after another: where each stay's stretch of each variable begins and ends."""

    def __init__(self, stays: int, stay: NDArray[np.int_], variable: NDArray[np.int_], minute: Array, value: Array):
        self.stays, self.minute, self.value, self.stay = stays, minute, value, stay
        order = np.argsort(variable, kind="stable")
        self._order = order
        self._edges = np.searchsorted(variable[order], np.arange(WIDTH + 4))

    def of(self, number: int) -> tuple[NDArray[np.int_], Array, Array]:
        """Stay, minute and value of a variable, sorted by stay and time."""
        here = self._order[self._edges[number] : self._edges[number + 1]]
        return self.stay[here], self.minute[here], self.value[here]


def _series_names() -> list[tuple[str, str]]:
    return [*variables(), ("SBP", "mm[Hg]"), ("DBP", "mm[Hg]"), ("MBP", "mm[Hg]")]


def _with_pressures(m: Measurements) -> _Series:
    """Add systolic, diastolic and mean pressure however it was measured, beside the two ways of measuring."""
    stay, variable, minute, value = [m.stay], [m.variable], [m.minute], [m.value]
    for place, sources in enumerate((("SysABP", "NISysABP"), ("DiasABP", "NIDiasABP"), ("MAP", "NIMAP"))):
        here = np.isin(m.variable, [ORDER[source] for source in sources])
        sort = np.lexsort((m.minute[here], m.stay[here]))
        stay.append(m.stay[here][sort])
        minute.append(m.minute[here][sort])
        value.append(m.value[here][sort])
        variable.append(np.full(int(here.sum()), WIDTH + place))
    return _Series(
        len(m.ids), np.concatenate(stay), np.concatenate(variable), np.concatenate(minute), np.concatenate(value)
    )


def _descriptors(m: Measurements, columns: Columns) -> None:
    known = m.descriptors
    columns["Age"] = ("a", known["Age"])
    columns["Male"] = ("1", known["Gender"])
    columns["Height"] = ("cm", known["Height"])
    kind = known["ICUType"]
    unknown = ~np.isin(kind, (1, 2, 3, 4))
    for number in (1, 2, 3, 4):
        columns[f"ICUType {number}"] = ("1", np.where(unknown, np.nan, (kind == number).astype(float)))


def reduce_by(stays: int, stay: NDArray[np.int_], values: Array, how: np.ufunc) -> Array:
    """Reduce values sorted by stay to one per stay, NaN where a stay has none."""
    out = np.full(stays, np.nan)
    if len(values):
        starts = np.flatnonzero(np.r_[True, stay[1:] != stay[:-1]])
        out[stay[starts]] = how.reduceat(values, starts)
    return out


def _first_last(stays: int, stay: NDArray[np.int_], values: Array) -> tuple[Array, Array]:
    first, last = np.full(stays, np.nan), np.full(stays, np.nan)
    if len(values):
        edge = stay[1:] != stay[:-1]
        starts, ends = np.flatnonzero(np.r_[True, edge]), np.flatnonzero(np.r_[edge, True])
        first[stay[starts]], last[stay[ends]] = values[starts], values[ends]
    return first, last


def _counts(stays: int, stay: NDArray[np.int_]) -> Array:
    return np.bincount(stay, minlength=stays).astype(float)


def _mean(stays: int, stay: NDArray[np.int_], values: Array) -> Array:
    n = _counts(stays, stay)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Array = np.bincount(stay, weights=values, minlength=stays) / np.where(n > 0, n, np.nan)
    return mean


def _one_variable(series: _Series, number: int, name: str, unit: str, columns: Columns) -> None:
    n = series.stays
    stay, minute, value = series.of(number)
    first, last = _first_last(n, stay, value)
    _, last_minute = _first_last(n, stay, minute)
    mean = _mean(n, stay, value)
    spread = np.sqrt(np.maximum(_mean(n, stay, value**2) - mean**2, 0))
    low, high = reduce_by(n, stay, value, np.minimum), reduce_by(n, stay, value, np.maximum)
    columns[f"{name} first"] = (unit, first)
    columns[f"{name} last"] = (unit, last)
    columns[f"{name} mean"] = (unit, mean)
    columns[f"{name} min"] = (unit, low)
    columns[f"{name} max"] = (unit, high)
    columns[f"{name} sd"] = (unit, spread)
    columns[f"{name} change"] = (unit, last - first)
    columns[f"{name} count"] = ("1", _counts(n, stay))
    columns[f"{name} hours since last"] = ("h", (STAY_MIN - last_minute) / 60)
    hours = minute / 60
    centred = hours - _mean(n, stay, hours)[stay]
    top = np.bincount(stay, weights=centred * (value - mean[stay]), minlength=n)
    bottom = np.bincount(stay, weights=centred**2, minlength=n)
    with np.errstate(invalid="ignore", divide="ignore"):
        columns[f"{name} slope"] = (f"{unit}/h", np.where(bottom > 1, top / bottom, np.nan))
    late = minute >= DAY
    columns[f"{name} mean day 1"] = (unit, _mean(n, stay[~late], value[~late]))
    columns[f"{name} mean day 2"] = (unit, _mean(n, stay[late], value[late]))
    columns[f"{name} min day 2"] = (unit, reduce_by(n, stay[late], value[late], np.minimum))
    columns[f"{name} max day 2"] = (unit, reduce_by(n, stay[late], value[late], np.maximum))
    if name in DENSE:
        end = minute >= STAY_MIN - 360
        columns[f"{name} mean last 6 h"] = (unit, _mean(n, stay[end], value[end]))
        columns[f"{name} min last 6 h"] = (unit, reduce_by(n, stay[end], value[end], np.minimum))
        columns[f"{name} max last 6 h"] = (unit, reduce_by(n, stay[end], value[end], np.maximum))
        columns[f"{name} median"] = (unit, _median(n, stay, value))


def _median(stays: int, stay: NDArray[np.int_], value: Array) -> Array:
    out = np.full(stays, np.nan)
    order = np.lexsort((value, stay))
    edges = np.searchsorted(stay[order], np.arange(stays + 1))
    some = np.flatnonzero(edges[1:] > edges[:-1])
    middle = (edges[some] + edges[some + 1] - 1) / 2
    sorted_value = value[order]
    out[some] = (sorted_value[np.floor(middle).astype(int)] + sorted_value[np.ceil(middle).astype(int)]) / 2
    return out


def _combined(m: Measurements, series: _Series, columns: Columns) -> None:
    """Ratios and sums that clinicians look at, and points after SOFA and SAPS."""
    n = series.stays

    def got(name: str) -> Array:
        return columns[name][1]

    stay, _, weight = series.of(ORDER["Weight"])
    first, last = _first_last(n, stay, weight)
    columns["Weight first"], columns["Weight change"] = ("kg", first), ("kg", last - first)
    columns["BMI"] = ("kg/m2", first / (m.descriptors["Height"] / 100) ** 2)
    _ventilation(series, columns)
    _urine(series, np.where(np.isnan(first), 80.0, first), columns)
    _oxygenation(series, columns)
    with np.errstate(invalid="ignore", divide="ignore"):
        for when in ("first", "last", "mean"):
            columns[f"Shock index {when}"] = ("1", got(f"HR {when}") / got(f"SBP {when}"))
            columns[f"BUN per creatinine {when}"] = ("1", got(f"BUN {when}") / got(f"Creatinine {when}"))
            columns[f"Pulse pressure {when}"] = ("mm[Hg]", got(f"SBP {when}") - got(f"DBP {when}"))
        columns["Glucose range"] = ("mg/dL", got("Glucose max") - got("Glucose min"))
    for name, cut in (("GCS", 8), ("GCS", 14)):
        stay, minute, value = series.of(ORDER[name])
        columns[f"{name} share up to {cut}"] = ("1", _mean(n, stay, (value <= cut).astype(float)))
    for name, place, cut in (("MBP", WIDTH + 2, 60), ("SBP", WIDTH, 90)):
        stay, minute, value = series.of(place)
        columns[f"{name} share under {cut}"] = ("1", _mean(n, stay, (value < cut).astype(float)))
        late = minute >= DAY
        columns[f"{name} share under {cut} day 2"] = ("1", _mean(n, stay[late], (value[late] < cut).astype(float)))
    stay, _, value = series.of(ORDER["HR"])
    columns["HR share over 110"] = ("1", _mean(n, stay, (value > 110).astype(float)))
    columns["Measurements"] = ("1", _counts(n, series.stay))
    _organ_points(columns)


def _ventilation(series: _Series, columns: Columns) -> None:
    n = series.stays
    stay, minute, _ = series.of(ORDER["MechVent"])
    first, last = _first_last(n, stay, minute / 60)
    columns["Ventilated"] = ("1", (_counts(n, stay) > 0).astype(float))
    columns["Ventilated count"] = ("1", _counts(n, stay))
    columns["Ventilated from"] = ("h", first)
    columns["Ventilated until"] = ("h", last)
    columns["Ventilated hours"] = ("h", last - first)
    late = minute >= STAY_MIN - 720
    columns["Ventilated last 12 h"] = ("1", (_counts(n, stay[late]) > 0).astype(float))


def _urine(series: _Series, weight: Array, columns: Columns) -> None:
    n = series.stays
    stay, minute, value = series.of(ORDER["Urine"])
    measured = _counts(n, stay) > 0
    for name, start, end in (
        ("day 1", 0, DAY),
        ("day 2", DAY, STAY_MIN + 1),
        ("last 12 h", STAY_MIN - 720, STAY_MIN + 1),
    ):
        here = (minute >= start) & (minute < end)
        total = np.where(measured, np.bincount(stay[here], weights=value[here], minlength=n), np.nan)
        columns[f"Urine sum {name}"] = ("mL", total)
        columns[f"Urine sum {name} per kg"] = ("mL/kg", total / weight)


def _oxygenation(series: _Series, columns: Columns) -> None:
    """PaO2 over the newest FiO2 before it, and the newest of each pair."""
    n = series.stays
    stay, minute, oxygen = series.of(ORDER["PaO2"])
    given_stay, given_minute, given = series.of(ORDER["FiO2"])
    clock, given_clock = stay * 10_000 + minute, given_stay * 10_000 + given_minute
    place = np.searchsorted(given_clock, clock, side="right") - 1
    fits = (place >= 0) & (given_stay[place] == stay) if len(given) else np.zeros(len(stay), bool)
    ratio = oxygen[fits] / given[place[fits]] if len(given) else np.zeros(0)
    stay = stay[fits]
    first, last = _first_last(n, stay, ratio)
    columns["PaO2/FiO2 first"], columns["PaO2/FiO2 last"] = ("mm[Hg]", first), ("mm[Hg]", last)
    columns["PaO2/FiO2 min"] = ("mm[Hg]", reduce_by(n, stay, ratio, np.minimum))
    columns["PaO2/FiO2 mean"] = ("mm[Hg]", _mean(n, stay, ratio))


def _organ_points(columns: Columns) -> None:
    """SOFA-like points of what was measured; what was not measured gives none. Bands of Vincent et al. 1996."""

    def points(name: str, cuts: tuple[float, ...], *, falling: bool = False) -> Array:
        values = columns[name][1]
        sign = -1 if falling else 1
        with np.errstate(invalid="ignore"):
            return sum(((sign * values) >= (sign * cut)).astype(float) for cut in cuts) + np.zeros(len(values))

    for day in ("max", "last"):
        low = "min" if day == "max" else "last"
        total = (
            points(f"Creatinine {day}", (1.2, 2.0, 3.5, 5.0))
            + points(f"Bilirubin {day}", (1.2, 2.0, 6.0, 12.0))
            + points(f"Platelets {low}", (150, 100, 50, 20), falling=True)
            + points(f"GCS {low}", (14, 12, 9, 5), falling=True)
            + points(f"PaO2/FiO2 {low}", (400, 300, 200, 100), falling=True)
            + points(f"MBP {low}", (70,), falling=True)
        )
        columns[f"Organ points {day}"] = ("{score}", total)
    columns["Acute points"] = (
        "{score}",
        points("BUN max", (29, 60, 90))
        + points("HR max", (110, 140, 180))
        + points("SBP min", (90, 70), falling=True)
        + points("WBC max", (20, 30))
        + points("HCO3 min", (20, 15), falling=True)
        + points("Lactate max", (2, 4, 8))
        + points("Age", (45, 60, 70, 80)),
    )
