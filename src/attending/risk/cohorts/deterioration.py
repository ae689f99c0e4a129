"""Deterioration in intensive care within 24 hours, from the last 24: hours 12 and 24 of PhysioNet 2012's stays.

Deterioration is a rise of two or more points in SOFA as far as the set tells it (lungs, platelets, bilirubin, mean
pressure, coma, creatinine; neither vasopressors nor urine), worst of the coming 24 hours against worst of the last 24,
or mechanical ventilation that had not begun before. An organ counts where it was measured both before and after. Nobody
in the set dies within its 48 hours, so death is no part of it.

Source: Vincent et al., Intensive Care Med 1996;22:707 (SOFA); Singer et al., JAMA 2016;315:801 (two points).
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.risk.cohorts.cohort import Cohort
from attending.risk.cohorts.physionet2012 import PLAUSIBLE, STAY_MIN, Measurements, groups_of, read_measurements
from attending.risk.cohorts.physionet2012_features import reduce_by, summarise
from attending.risk.learned.calibration import Array
from attending.risk.learned.model import Input

HOURS = (12, 24)
WINDOW_MIN = 24 * 60
RISE = 2
ORDER = {name: place for place, name in enumerate(PLAUSIBLE)}
BANDS: Mapping[str, tuple[tuple[str, ...], tuple[float, ...], bool]] = {
    "coagulation": (("Platelets",), (150, 100, 50, 20), True),
    "liver": (("Bilirubin",), (1.2, 2.0, 6.0, 12.0), False),
    "circulation": (("MAP", "NIMAP"), (70,), True),
    "coma": (("GCS",), (15, 13, 10, 6), True),
    "kidneys": (("Creatinine",), (1.2, 2.0, 3.5, 5.0), False),
}
"""Organ to its variables, the bounds of its points, and whether low values are bad (below the bound, not at it)."""
LUNGS = (400.0, 300.0, 200.0, 100.0)
"""PaO2/FiO2; the last two count in who is ventilated."""
NO_DAYS = (" day 1", " day 2")
"""Columns of `summarise` that part 48 hours in two."""


def read_rows(data: Path) -> Cohort:
    """The stays of a folder at each of `HOURS`; raises `BadInput` where it has no measurements."""
    measurements = read_measurements(data)
    parts = [at_hour(measurements, hour) for hour in HOURS]
    groups = groups_of(measurements)
    known = [outcome_after(measurements, hour) for hour in HOURS]
    return Cohort(
        ids=tuple(f"{stay}@{hour}" for hour in HOURS for stay in measurements.ids),
        patients=measurements.ids * len(HOURS),
        inputs=parts[0][0],
        features=np.concatenate([table for _, table in parts]),
        groups={name: levels * len(HOURS) for name, levels in groups.items()},
        outcome=np.concatenate(known),
    )


def at_hour(measurements: Measurements, hour: float) -> tuple[tuple[Input, ...], Array]:
    """What was known at an hour of the stay: a table of the last 24 hours, shape (stay, feature)."""
    now = hour * 60
    inputs, table = summarise(_window(measurements, now - WINDOW_MIN, now, shift=STAY_MIN - now))
    kept = [place for place, one in enumerate(inputs) if not any(words in one.name for words in NO_DAYS)]
    points = organ_points(measurements, now - WINDOW_MIN, now)
    total = np.nansum(np.column_stack(list(points.values())), axis=1)
    more = {f"SOFA {organ}": values for organ, values in points.items()} | {"SOFA": total}
    hours = np.full(len(measurements.ids), float(hour))
    named = (*(inputs[place] for place in kept), *(Input(name, "{score}") for name in more), Input("Hours", "h"))
    return named, np.column_stack([table[:, kept], *more.values(), hours])


def outcome_after(measurements: Measurements, hour: float) -> Array:
    """1 where the patient deteriorated in the 24 hours after, NaN where nothing was measured then; shape (stay,)."""
    now = hour * 60
    before = organ_points(measurements, now - WINDOW_MIN, now)
    after = organ_points(measurements, now, now + WINDOW_MIN)
    rise = np.zeros(len(measurements.ids))
    for organ, points in after.items():
        rise += np.nan_to_num(points - before[organ])
    ventilated = _ventilated(measurements, now, now + WINDOW_MIN) & ~_ventilated(measurements, 0, now)
    here = (measurements.minute > now) & (measurements.minute <= now + WINDOW_MIN)
    seen = np.bincount(measurements.stay[here], minlength=len(measurements.ids)) > 0
    return np.where(seen, ((rise >= RISE) | ventilated).astype(float), np.nan)


def organ_points(measurements: Measurements, start: float, end: float) -> dict[str, Array]:
    """Worst SOFA points of each organ over (start, end] minutes, NaN where it was not measured; shape (stay,)."""
    m = _window(measurements, start, end)
    stays = len(m.ids)
    points = {}
    for organ, (names, bounds, falling) in BANDS.items():
        here = np.isin(m.variable, [ORDER[name] for name in names])
        how = np.minimum if falling else np.maximum
        order = np.argsort(m.stay[here], kind="stable")
        worst = reduce_by(stays, m.stay[here][order], m.value[here][order], how)
        points[organ] = _points(worst, bounds, falling=falling)
    points["lungs"] = _lungs(m)
    return points


def _points(worst: Array, bounds: tuple[float, ...], *, falling: bool) -> Array:
    with np.errstate(invalid="ignore"):
        reached = [worst < bound if falling else worst >= bound for bound in bounds]
    return np.where(np.isnan(worst), np.nan, np.sum(reached, axis=0))


def _lungs(m: Measurements) -> Array:
    """From each PaO2 over the newest FiO2 before it."""
    stays = len(m.ids)
    pressure, given = m.variable == ORDER["PaO2"], m.variable == ORDER["FiO2"]
    clock, given_clock = m.stay[pressure] * 1e5 + m.minute[pressure], m.stay[given] * 1e5 + m.minute[given]
    if not given.any():
        return np.full(stays, np.nan)
    place = np.searchsorted(given_clock, clock, side="right") - 1
    fits = (place >= 0) & (m.stay[given][place] == m.stay[pressure])
    ratio = m.value[pressure][fits] / m.value[given][place[fits]]
    worst = reduce_by(stays, m.stay[pressure][fits], ratio, np.minimum)
    ventilated = np.bincount(m.stay[m.variable == ORDER["MechVent"]], minlength=stays) > 0
    return np.minimum(_points(worst, LUNGS, falling=True), np.where(ventilated, 4.0, 2.0))


def _ventilated(m: Measurements, start: float, end: float) -> NDArray[np.bool_]:
    here = (m.variable == ORDER["MechVent"]) & (m.minute > start) & (m.minute <= end)
    return np.bincount(m.stay[here], minlength=len(m.ids)) > 0


def _window(m: Measurements, start: float, end: float, *, shift: float = 0.0) -> Measurements:
    """The measurements of (start, end] minutes, moved by `shift`; the first minute of a stay belongs to its start."""
    here = ((m.minute > start) | ((m.minute == 0) & (start == 0))) & (m.minute <= end)
    return replace(m, stay=m.stay[here], variable=m.variable[here], minute=m.minute[here] + shift, value=m.value[here])
