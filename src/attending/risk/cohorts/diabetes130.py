"""Diabetes 130-US hospitals: what is known at discharge about coming back within 30 days.

One encounter a row, several per patient. Missing is "?", while "None" is a level of the two laboratory columns.
Encounters that ended in death or hospice care are outside the cohort. Earlier encounters of the same patient in the
same file count as history: encounter numbers rise in time (Strack et al. took the lowest as a patient's first), only
lower ones are looked at, and of those only what was known when they ended, never their outcome.

Source: Strack et al., BioMed Research International 2014, doi 10.1155/2014/781670.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.risk.cohorts.tables import Table, find_tables, stack
from attending.risk.learned.calibration import Array

NEEDED = frozenset({"encounter_id"})
USUAL = frozenset(
    {"patient_nbr", "discharge_disposition_id", "diag_1", "time_in_hospital", "num_medications", "number_inpatient"}
)
FEWEST_USUAL = 3
"""Any column may be missing, but without so many of the usual ones it is another table."""
OUTCOME = "readmitted"
DEAD_OR_HOSPICE = frozenset({"11", "13", "14", "19", "20", "21"})
"""Discharge dispositions after which nobody can or should come back."""


@dataclass(frozen=True)
class Encounters:
    """Every encounter of the files, sorted by number, with its group, history and outcome."""

    ids: tuple[str, ...]
    patients: tuple[str, ...]
    table: Table
    """Rows in the order of `ids`."""
    previous: NDArray[np.int_]
    """Row of the same patient's encounter before, -1 for the first; shape (encounter,)."""
    in_cohort: NDArray[np.bool_]
    outcome: Array | None
    """1 back within 30 days, NaN where not told; None where no outcome came with the data."""
    later: NDArray[np.bool_]
    """Back, but after 30 days."""
    groups: Mapping[str, list[str]]


def read_encounters(data: Path) -> Encounters:
    """Read the encounters of a folder; raises `BadInput` where there are none."""
    raw = stack(find_tables(data, NEEDED, what="encounters with diabetes", beside=USUAL, least=FEWEST_USUAL))
    number = raw.number("encounter_id")
    _, first = np.unique(number, return_index=True)
    order = first[~np.isnan(number[first])]
    table = Table({name: np.asarray(values)[order] for name, values in raw.columns.items()}, raw.path)
    ids, told = table.text("encounter_id").tolist(), table.text("patient_nbr").tolist()
    patients = tuple(patient or f"encounter {own}" for own, patient in zip(ids, told, strict=True))
    return Encounters(
        ids=tuple(ids),
        patients=patients,
        table=table,
        previous=_previous(patients),
        in_cohort=~np.isin(table.text("discharge_disposition_id").astype(str), sorted(DEAD_OR_HOSPICE)),
        outcome=_outcome(table),
        later=table.text(OUTCOME).astype(str) == ">30",
        groups={
            "sex": [sex.lower() if sex in ("Female", "Male") else "" for sex in table.text("gender")],
            "age": [age_band(age) for age in table.text("age")],
            "race": [str(race) for race in table.text("race")],
        },
    )


def _outcome(table: Table) -> Array | None:
    said = table.text(OUTCOME)
    known = np.isin(said.astype(str), ["<30", ">30", "NO"])
    return np.where(known, (said == "<30").astype(float), np.nan) if known.any() else None


def age_band(age: str) -> str:
    """The file's ten-year band, "[70-80)", as "70-79"."""
    low, _, high = age.strip("[)").partition("-")
    return f"{low}-{int(high) - 1}" if high.isdigit() else ""


def middle_of_age(ages: Sequence[str]) -> Array:
    """The middle of each ten-year band in years, NaN where there is none."""
    middle = []
    for age in ages:
        low, _, high = str(age).strip("[)").partition("-")
        middle.append((int(low) + int(high)) / 2 if low.isdigit() and high.isdigit() else np.nan)
    return np.array(middle)


def _previous(patients: Sequence[str]) -> NDArray[np.int_]:
    newest: dict[str, int] = {}
    before = np.full(len(patients), -1)
    for row, patient in enumerate(patients):
        before[row] = newest.get(patient, -1)
        newest[patient] = row
    return before


def earlier_encounters(previous: NDArray[np.int_]) -> Array:
    """How many encounters of the same patient stand before each, shape (encounter,)."""
    count = np.zeros(len(previous))
    for row, before in enumerate(previous):
        if before >= 0:
            count[row] = count[before] + 1
    return count


def running_sum(previous: NDArray[np.int_], values: Array) -> Array:
    """Sum of a column over the earlier encounters of the same patient; gaps count nothing."""
    total = np.zeros(len(previous))
    known = np.nan_to_num(values)
    for row, before in enumerate(previous):
        if before >= 0:
            total[row] = total[before] + known[before]
    return total


def common_levels(values: Sequence[Any], fewest: int) -> list[str]:
    """Levels seen at least `fewest` times, the most frequent first."""
    return [
        str(level)
        for level, n in sorted(Counter(values).items(), key=lambda pair: (-pair[1], str(pair[0])))
        if n >= fewest and level
    ]
