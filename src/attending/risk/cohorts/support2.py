"""SUPPORT2: what the third day of a serious illness says about death in hospital, and about survival.

One patient a row. Columns that are known only later, or that are somebody's estimate of the answer, are refused.

Source: Knaus et al., Annals of Internal Medicine 1995;122:191; hbiostat.org/data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attending.errors import BadInput
from attending.risk.cohorts.cohort import Cohort
from attending.risk.cohorts.tables import Table, find_tables, stack
from attending.risk.learned.calibration import Array
from attending.risk.learned.model import Input

NEEDED = frozenset({"sno"})
USUAL = frozenset({"age", "dzgroup", "dzclass", "scoma", "meanbp", "hrt", "resp", "crea", "sod"})
FEWEST_USUAL = 2
"""Any column may be missing, but without so many of the usual ones it is another table."""
OUTCOME, DIED, DAYS = "hospdead", "death", "d.time"
LEAKS = frozenset(
    {"hospdead", "death", "d.time", "slos", "charges", "totcst", "totmcst", "avtisst", "sfdm2", "dnr", "dnrday", "hday"}
    | {"prg2m", "prg6m", "surv2m", "surv6m", "adlp", "adls", "adlsc"}
)
"""Known only after day 3, or an estimate of the answer: never an input (README of the set)."""
SCORES: Mapping[str, tuple[str, str]] = {
    "sps": ("{score}", "SUPPORT physiology score, day 3"),
    "aps": ("{score}", "APACHE III physiology score, day 3"),
}
"""Computed from the physiology of the day; where they are not at hand, a model without them speaks."""
NUMBERS: Mapping[str, tuple[str, str]] = {
    "age": ("a", "Age"),
    "num.co": ("1", "Comorbidities"),
    "edu": ("a", "Years of education"),
    "scoma": ("{score}", "SUPPORT coma score"),
    "meanbp": ("mm[Hg]", "Mean arterial pressure"),
    "wblc": ("10*3/uL", "White blood cells"),
    "hrt": ("/min", "Heart rate"),
    "resp": ("/min", "Respiratory rate"),
    "temp": ("Cel", "Temperature"),
    "pafi": ("mm[Hg]", "PaO2/FiO2"),
    "alb": ("g/dL", "Albumin"),
    "bili": ("mg/dL", "Bilirubin"),
    "crea": ("mg/dL", "Creatinine"),
    "sod": ("mmol/L", "Sodium"),
    "ph": ("[pH]", "Arterial pH"),
    "glucose": ("mg/dL", "Glucose"),
    "bun": ("mg/dL", "Blood urea nitrogen"),
    "urine": ("mL/d", "Urine"),
    "diabetes": ("1", "Diabetes"),
    "dementia": ("1", "Dementia"),
}
SKEWED = ("wblc", "bili", "crea", "bun", "glucose", "urine", "pafi")
BEST: Mapping[str, float] = {
    "meanbp": 90, "hrt": 80, "resp": 18, "temp": 37, "sod": 139, "ph": 7.41, "wblc": 9,
}  # fmt: skip
"""Middle of the normal range; the distance to it, either way, is a feature of its own."""
LEVELS: Mapping[str, tuple[str, ...]] = {
    "dzgroup": ("ARF/MOSF w/Sepsis", "CHF", "COPD", "Cirrhosis", "Colon Cancer", "Coma", "Lung Cancer", "MOSF w/Malig"),
    "ca": ("metastatic", "no", "yes"),
}


@dataclass(frozen=True)
class FollowUp:
    """What is known of survival, shape (patient,)."""

    died: Array
    """1 if death was seen, 0 if not until then."""
    days: Array


def read_table(data: Path) -> Table:
    """The patients of a folder; raises `BadInput` where there are none."""
    return stack(find_tables(data, NEEDED, what="seriously ill patients", beside=USUAL, least=FEWEST_USUAL))


def read_patients(data: Path, *, scores: bool = True) -> Cohort:
    """The patients of a folder as a cohort, with or without the day's scores among the inputs."""
    table = read_table(data)
    inputs, features = describe(table, scores=scores)
    outcome = table.number(OUTCOME)
    ids = tuple(table.text("sno").tolist())
    return Cohort(
        ids=ids,
        patients=ids,
        inputs=inputs,
        features=features,
        groups={
            "sex": [sex if sex in ("female", "male") else "" for sex in table.text("sex")],
            "age": age_band(table.number("age")),
            "race": [str(race) for race in table.text("race")],
        },
        outcome=outcome if np.isfinite(outcome).any() else None,
    )


def read_follow_up(data: Path) -> FollowUp | None:
    """Survival of the patients of a folder, in the order of `read_patients`; None where it is not told."""
    table = read_table(data)
    died, days = table.number(DIED), table.number(DAYS)
    return FollowUp(died, days) if np.isfinite(died).any() and np.isfinite(days).any() else None


def age_band(ages: Array) -> list[str]:
    """Age bands of the subgroup table."""
    bands = np.select([ages < 50, ages < 65, ages < 75, ages >= 75], ["under 50", "50-64", "65-74", "75 and over"], "")
    return [str(band) for band in bands]


def refuse_leaks(names: Iterable[str]) -> None:
    """Raise `BadInput` if a column that gives the answer away is to be an input."""
    leaks = sorted(LEAKS & set(names))
    if leaks:
        raise BadInput(f"These columns give the outcome away and cannot be inputs: {', '.join(leaks)}.")


def describe(table: Table, *, scores: bool) -> tuple[tuple[Input, ...], Array]:
    """The feature table, shape (patient, feature); race and income are no inputs."""
    numbers = {**NUMBERS, **(SCORES if scores else {})}
    refuse_leaks([*numbers, *LEVELS])
    columns: dict[str, tuple[Input, Array]] = {}

    def add(name: str, unit: str, label: str, values: Array) -> None:
        columns[name] = Input(name, unit, label), values

    for name, (unit, label) in numbers.items():
        add(name, unit, label, table.number(name))
    add(
        "male", "1", "Male", np.select([table.text("sex") == "male", table.text("sex") == "female"], [1.0, 0.0], np.nan)
    )
    for name in SKEWED:
        add(f"log {name}", "{log}", f"{NUMBERS[name][1]}, log", np.log(np.maximum(table.number(name), 1e-3)))
    for name, best in BEST.items():
        add(
            f"off {name}",
            NUMBERS[name][0],
            f"{NUMBERS[name][1]}, distance from normal",
            np.abs(table.number(name) - best),
        )
    for name, levels in LEVELS.items():
        said = table.text(name)
        for level in levels:
            add(f"{name} {level}", "1", level, np.where(said == "", np.nan, (said == level).astype(float)))
    add("bun per crea", "1", "BUN per creatinine", table.number("bun") / np.maximum(table.number("crea"), 0.1))
    gaps = np.column_stack([np.isnan(table.number(name)) for name in NUMBERS])
    add("not measured", "1", "Inputs not measured", gaps.sum(axis=1).astype(float))
    return tuple(one for one, _ in columns.values()), np.column_stack([values for _, values in columns.values()])
