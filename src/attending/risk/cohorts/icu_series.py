"""Hourly series of the first day in intensive care, from several sites: what they say about death after it.

Three tables per site, found by their columns: `sta` (stay_id, age, sex, height, weight), `dyn` (stay_id, time, concepts
such as hr, map, lact) and, where known, `outc` (stay_id, label; one row per stay). Each folder that holds them is a
site. Hourly labels (sepsis, kidney injury, length of stay) are other tasks and are left alone.

Source: van de Water et al., YAIB, ICLR 2024; eICU-CRD demo 2.0.1 and MIMIC-III demo 1.4.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.risk.cohorts.cohort import Cohort
from attending.risk.cohorts.tables import Table, factorise, find_paths, read_header, read_table, stack
from attending.risk.learned.calibration import Array
from attending.risk.learned.model import Input

STATIC = frozenset({"stay_id", "age", "sex"})
SERIES = frozenset({"stay_id", "time", "hr", "map", "resp"})
LABEL = frozenset({"stay_id", "label"})
DAY_H = 24.0
LATE_H = 18.0

CONCEPTS: Mapping[str, tuple[float, float, str]] = {
    "hr": (15, 260, "/min"), "map": (15, 220, "mm[Hg]"), "sbp": (30, 300, "mm[Hg]"), "dbp": (10, 200, "mm[Hg]"),
    "resp": (3, 80, "/min"), "o2sat": (40, 100, "%"), "temp": (28, 43, "Cel"), "urine": (0, 4000, "mL"),
    "alb": (0.5, 7, "g/dL"), "be": (-40, 40, "mmol/L"), "bicar": (3, 60, "mmol/L"), "bili": (0.05, 80, "mg/dL"),
    "bun": (1, 250, "mg/dL"), "ca": (3, 20, "mg/dL"), "crea": (0.1, 30, "mg/dL"), "fio2": (20, 100, "%"),
    "glu": (10, 1600, "mg/dL"), "hgb": (2, 25, "g/dL"), "inr_pt": (0.5, 20, "1"), "k": (1, 12, "mmol/L"),
    "lact": (0.1, 35, "mmol/L"), "mg": (0.3, 12, "mg/dL"), "na": (90, 185, "mmol/L"), "pco2": (8, 150, "mm[Hg]"),
    "ph": (6.6, 7.9, "[pH]"), "phos": (0.3, 20, "mg/dL"), "plt": (2, 2500, "10*3/uL"), "po2": (20, 650, "mm[Hg]"),
    "ptt": (10, 250, "s"), "wbc": (0.05, 300, "10*3/uL"), "bnd": (0, 80, "%"), "tnt": (0.005, 60, "ug/L"),
}  # fmt: skip
"""Plausible range and unit of each concept used; beyond the range a value counts as not measured."""
VITALS = ("hr", "map", "sbp", "dbp", "resp", "o2sat", "temp", "urine")


def read_sites(data: Path) -> dict[str, Cohort]:
    """The stays of each site by the name of its folder; raises `BadInput` where there are none."""
    folders: dict[Path, dict[str, list[Path]]] = {}
    for kind, needed in (("static", STATIC), ("series", SERIES), ("label", LABEL)):
        for path in find_paths(data, needed):
            if kind != "label" or "time" not in read_header(path):
                folders.setdefault(path.parent, {}).setdefault(kind, []).append(path)
    labelled = [path for path, found in folders.items() if "label" in found and "series" in found]
    ready = labelled or [path for path, found in folders.items() if "series" in found]
    if not ready:
        raise BadInput(
            "No hourly series of intensive care was found.",
            hint=f"Expected a table with the columns {', '.join(sorted(SERIES))}.",
        )
    root = data if data.is_dir() else data.parent
    return {
        _site(folder, root): _cohort({kind: [read_table(p) for p in paths] for kind, paths in folders[folder].items()})
        for folder in sorted(ready)
    }


def _site(folder: Path, root: Path) -> str:
    return str(folder.relative_to(root)) if folder != root else folder.name


def _cohort(found: Mapping[str, list[Table]]) -> Cohort:
    series = stack(found["series"])
    levels, stay = factorise(series.columns["stay_id"])
    ids = np.array([str(level) for level in levels])
    hours = series.number("time") / (3600.0 if np.nanmax(series.number("time")) > 1000 else 1.0)
    columns = _descriptors(found.get("static"), ids)
    here = (hours >= 0) & (hours <= DAY_H)
    for name, (low, high, unit) in CONCEPTS.items():
        value = series.number(name)
        good = here & np.isfinite(value) & (value >= low) & (value <= high)
        columns |= _summary(name, unit, len(ids), stay[good], hours[good], value[good])
    with np.errstate(invalid="ignore", divide="ignore"):
        columns["shock index"] = ("1", columns["hr mean"][1] / columns["sbp mean"][1])
        columns["po2 per fio2"] = ("mm[Hg]", 100 * columns["po2 min"][1] / columns["fio2 max"][1])
    names = tuple(str(one) for one in ids)
    return Cohort(
        ids=names,
        patients=names,
        inputs=tuple(Input(name, unit) for name, (unit, _) in columns.items()),
        features=np.column_stack([values for _, values in columns.values()]),
        groups={"sex": _sexes(columns["male"][1]), "age": _bands(columns["age"][1])},
        outcome=_outcome(found.get("label"), names),
    )


Columns = dict[str, tuple[str, Array]]


def _descriptors(tables: list[Table] | None, ids: NDArray[np.str_]) -> Columns:
    columns: Columns = {
        name: (unit, np.full(len(ids), np.nan)) for name, unit in (("age", "a"), ("male", "1"), ("weight", "kg"))
    }
    if tables:
        table = stack(tables)
        place = {stay: row for row, stay in enumerate(table.text("stay_id").tolist())}
        rows = np.array([place.get(str(one), -1) for one in ids])
        sex = np.array([str(one)[:1].lower() for one in table.text("sex")])
        male = np.select([sex == "m", sex == "f"], [1.0, 0.0], np.nan)
        for name, values in (("age", table.number("age")), ("male", male), ("weight", table.number("weight"))):
            columns[name] = (columns[name][0], np.where(rows >= 0, values[rows], np.nan))
    return columns


def _summary(name: str, unit: str, stays: int, stay: NDArray[np.int_], hours: Array, value: Array) -> Columns:
    order = np.lexsort((hours, stay))
    stay, hours, value = stay[order], hours[order], value[order]
    count = np.bincount(stay, minlength=stays).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(stay, weights=value, minlength=stays) / count
    last, low, high = (np.full(stays, np.nan) for _ in range(3))
    if len(stay):
        starts = np.flatnonzero(np.r_[True, stay[1:] != stay[:-1]])
        ends = np.r_[starts[1:], len(stay)] - 1
        last[stay[starts]] = value[ends]
        low[stay[starts]], high[stay[starts]] = np.minimum.reduceat(value, starts), np.maximum.reduceat(value, starts)
    columns: Columns = {f"{name} last": (unit, last), f"{name} min": (unit, low), f"{name} max": (unit, high)}
    if name in VITALS:
        late = hours >= LATE_H
        with np.errstate(invalid="ignore", divide="ignore"):
            newest = np.bincount(stay[late], weights=value[late], minlength=stays) / np.bincount(
                stay[late], minlength=stays
            )
        columns |= {f"{name} mean": (unit, mean), f"{name} mean last 6 h": (unit, newest)}
    return columns


def _outcome(tables: list[Table] | None, ids: tuple[str, ...]) -> Array | None:
    if not tables:
        return None
    table = stack(tables)
    label = dict(zip(table.text("stay_id").tolist(), table.number("label").tolist(), strict=True))
    outcome = np.array([label.get(one, np.nan) for one in ids])
    return outcome if np.isin(outcome[np.isfinite(outcome)], (0, 1)).all() and np.isfinite(outcome).any() else None


def _sexes(male: Array) -> list[str]:
    return [str(one) for one in np.select([male == 1, male == 0], ["male", "female"], "")]


def _bands(age: Array) -> list[str]:
    return [
        str(one)
        for one in np.select(
            [age < 50, age < 65, age < 80, age >= 80], ["under 50", "50-64", "65-79", "80 and over"], ""
        )
    ]
