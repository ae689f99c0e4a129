"""Features of an encounter at discharge: its course, diagnoses, medicines, and the patient's earlier encounters.

Race, payer and every number of a person or an encounter stay out of the model's inputs.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.risk.cohorts.cohort import Cohort
from attending.risk.cohorts.diabetes130 import (
    Encounters,
    common_levels,
    earlier_encounters,
    middle_of_age,
    read_encounters,
    running_sum,
)
from attending.risk.learned.calibration import Array
from attending.risk.learned.model import Input

COUNTS = (
    ("time_in_hospital", "d"),
    ("num_lab_procedures", "1"),
    ("num_procedures", "1"),
    ("num_medications", "1"),
    ("number_outpatient", "1"),
    ("number_emergency", "1"),
    ("number_inpatient", "1"),
    ("number_diagnoses", "1"),
)
MEDICINES = (
    "metformin", "repaglinide", "nateglinide", "chlorpropamide", "glimepiride", "glipizide", "glyburide", "tolbutamide",
    "pioglitazone", "rosiglitazone", "acarbose", "miglitol", "tolazamide", "insulin", "glyburide-metformin",
)  # fmt: skip
DOSE = {"No": 0.0, "Down": 1.0, "Steady": 2.0, "Up": 3.0}
GLUCOSE = {"None": np.nan, "Norm": 0.0, ">200": 1.0, ">300": 2.0}
HBA1C = {"None": np.nan, "Norm": 0.0, ">7": 1.0, ">8": 2.0}
CHAPTERS = (
    (1, 139, "infectious"), (140, 239, "neoplasms"), (240, 279, "endocrine"), (280, 289, "blood"),
    (290, 319, "mental"), (320, 389, "nervous"), (390, 459, "circulatory"), (460, 519, "respiratory"),
    (520, 579, "digestive"), (580, 629, "genitourinary"), (630, 679, "pregnancy"), (680, 709, "skin"),
    (710, 739, "musculoskeletal"), (740, 759, "congenital"), (780, 799, "symptoms"), (800, 999, "injury"),
)  # fmt: skip
"""Chapters of ICD-9-CM by their first three digits."""
COMORBID = {
    "heart failure": ((428, 428), (402, 402), (404, 404)), "ischaemic heart disease": ((410, 414),),
    "arrhythmia": ((426, 427),), "stroke": ((430, 438),), "vessels": ((440, 448),), "COPD": ((490, 496),),
    "kidney failure": ((584, 586), (403, 403)), "liver": ((570, 573),), "cancer": ((140, 208),),
    "metastases": ((196, 199),), "sepsis": ((38, 38), (995, 995)), "anaemia": ((280, 285),), "fluids": ((276, 276),),
    "pneumonia": ((480, 486),), "dementia": ((290, 290), (331, 331)), "depression": ((296, 296), (311, 311)),
    "substances": ((303, 305),), "pancreas": ((577, 577),), "skin infection": ((681, 682), (707, 707)),
    "complication of care": ((996, 999),), "obesity": ((278, 278),),
}  # fmt: skip
LATER_SHARE = 0.08
"""What a return after 30 days counts in learning; in cross-validation the best of 0, 0.05, 0.15 and 0.3."""
FEWEST = 50
"""Encounters a level needs for a column of its own; the levels are kept in the model as its input names."""


def read_cohort(data: Path, inputs: Sequence[Input] | None = None) -> Cohort:
    """The encounters of a folder as a cohort; `inputs` are those of a fitted model, None to train one."""
    encounters = read_encounters(data)
    levels = None if inputs is None else [one.name for one in inputs if is_level(one.name)]
    named, features = describe(encounters, levels)
    return Cohort(
        ids=encounters.ids,
        patients=encounters.patients,
        inputs=named,
        features=features,
        groups=encounters.groups,
        outcome=encounters.outcome,
        lesson=None if encounters.outcome is None else lesson_of(encounters.outcome, encounters.later),
        outside=tuple("" if inside else "died or went to a hospice" for inside in encounters.in_cohort),
    )


def lesson_of(outcome: Array, later: NDArray[np.bool_]) -> Array:
    """What the trees learn from: a return after 30 days counts a little. No input and no measure sees it."""
    return np.where(later & (outcome == 0), LATER_SHARE, outcome)


def describe(encounters: Encounters, levels: Sequence[str] | None = None) -> tuple[tuple[Input, ...], Array]:
    """The feature table, shape (encounter, feature).

    Args:
        encounters: the rows.
        levels: names of the level columns ("diag 428", "specialty Cardiology") of a fitted model; None takes those that
            are common in these rows, as for training.
    """
    columns = _plain(encounters) | _history(encounters)
    found = _levels(encounters)
    if levels is None:
        levels = [
            f"{kind} {level}"
            for kind, rows in found.items()
            for level in common_levels([o for r in rows for o in set(r)], FEWEST)
        ]
    places = {name: place for place, name in enumerate(levels)}
    marks = np.zeros((len(encounters.ids), len(levels)))
    for kind, rows in found.items():
        for row, said in enumerate(rows):
            for level in said:
                place = places.get(f"{kind} {level}")
                if place is not None:
                    marks[row, place] = 1.0
    inputs = tuple(Input(name, unit) for name, (unit, _) in columns.items()) + tuple(
        Input(name, "1") for name in levels
    )
    return inputs, np.column_stack([*(values for _, values in columns.values()), marks])


def is_level(name: str) -> bool:
    """Whether an input is a column of one level."""
    return name.startswith(LEVEL_KINDS)


LEVEL_KINDS = ("diag ", "main ", "specialty ", "discharged ", "source ", "admission ", "previous ")


def _levels(e: Encounters) -> dict[str, list[list[str]]]:
    """Words of each row by kind."""
    written = [e.table.text(f"diag_{n}") for n in (1, 2, 3)]
    codes = [_stems(one) for one in written]
    exact = [[code for code in row if "." in code] for row in zip(*written, strict=True)]
    disposition = e.table.text("discharge_disposition_id")
    before = [[disposition[p]] if p >= 0 else [] for p in e.previous]
    return {
        "diag": [[one for one in row if one] + more for row, more in zip(zip(*codes, strict=True), exact, strict=True)],
        "main": [[one] if one else [] for one in codes[0]],
        "specialty": [[one] if one else [] for one in e.table.text("medical_specialty")],
        "discharged": [[one] if one else [] for one in disposition],
        "source": [[one] if one else [] for one in e.table.text("admission_source_id")],
        "admission": [[one] if one else [] for one in e.table.text("admission_type_id")],
        "previous": before,
    }


def _stems(codes: NDArray[np.object_]) -> list[str]:
    """The first three digits of an ICD-9 code; diabetes (250) keeps its fourth, which names the complication."""
    stems = []
    for code in codes.tolist():
        head, _, tail = code.partition(".")
        stems.append(f"250.{tail[:1] or '0'}" if head == "250" else head)
    return stems


def _numbers(codes: NDArray[np.object_]) -> NDArray[np.int_]:
    return np.array(
        [
            int(code[:3])
            if code[:3].isdigit() and "." not in code[:3]
            else int(float(code))
            if code and code[0].isdigit()
            else -1
            for code in codes.tolist()
        ]
    )


Columns = dict[str, tuple[str, Array]]


def _plain(e: Encounters) -> Columns:
    t = e.table
    columns: Columns = {
        "age": ("a", middle_of_age(t.text("age").tolist())),
        "male": ("1", _is(t.text("gender"), "Male")),
    }
    for name, unit in COUNTS:
        columns[name] = (unit, t.number(name))
    columns["visits in the year before"] = (
        "1",
        t.number("number_outpatient") + t.number("number_emergency") + t.number("number_inpatient"),
    )
    columns["highest glucose"] = ("{band}", _map(t.columns.get("max_glu_serum"), GLUCOSE, len(t)))
    columns["HbA1c"] = ("{band}", _map(t.columns.get("A1Cresult"), HBA1C, len(t)))
    for name in MEDICINES:
        columns[name] = ("{change}", _map(t.columns.get(name), DOSE, len(t)))
    doses = np.column_stack([columns[name][1] for name in MEDICINES])
    columns["medicines for diabetes"] = ("1", np.nansum(doses > 0, axis=1).astype(float))
    columns["medicines changed"] = ("1", np.nansum((doses == 1) | (doses == 3), axis=1).astype(float))
    columns["change"] = ("1", _is(t.text("change"), "Ch"))
    columns["diabetesMed"] = ("1", _is(t.text("diabetesMed"), "Yes"))
    codes = np.column_stack([_numbers(t.text(f"diag_{n}")) for n in (1, 2, 3)])
    for low, high, name in CHAPTERS:
        columns[f"main diagnosis {name}"] = ("1", ((codes[:, 0] >= low) & (codes[:, 0] <= high)).astype(float))
    for name, ranges in COMORBID.items():
        has = np.any([(codes >= low) & (codes <= high) for low, high in ranges], axis=0)
        columns[name] = ("1", has.any(axis=1).astype(float))
    columns["labs per day"] = ("/d", t.number("num_lab_procedures") / np.maximum(t.number("time_in_hospital"), 1))
    columns["medicines per day"] = ("/d", t.number("num_medications") / np.maximum(t.number("time_in_hospital"), 1))
    return columns


def _history(e: Encounters) -> Columns:
    """What the file tells of the patient's encounters before this one; NaN for a first."""
    t, before = e.table, e.previous
    has = before >= 0

    def of_previous(values: Array) -> Array:
        return np.where(has, values[np.maximum(before, 0)], np.nan)

    days, inpatient = t.number("time_in_hospital"), t.number("number_inpatient")
    main = np.array(_stems(t.text("diag_1")), object)
    count = earlier_encounters(before)
    same = np.where(has, (main == main[np.maximum(before, 0)]).astype(float), np.nan)
    number = t.number("encounter_id")
    gap = np.log(np.maximum(number - of_previous(number), 1))
    return {
        "earlier encounters": ("1", count),
        "earlier days in hospital": ("d", running_sum(before, days)),
        "earlier emergency visits": ("1", running_sum(before, t.number("number_emergency"))),
        "days of the previous stay": ("d", of_previous(days)),
        "inpatient visits before the previous stay": ("1", of_previous(inpatient)),
        "inpatient visits since the previous stay": ("1", inpatient - of_previous(inpatient)),
        "medicines at the previous stay": ("1", of_previous(t.number("num_medications"))),
        "more medicines than at the previous stay": (
            "1",
            t.number("num_medications") - of_previous(t.number("num_medications")),
        ),
        "diagnoses at the previous stay": ("1", of_previous(t.number("number_diagnoses"))),
        "same main diagnosis as the previous stay": ("1", same),
        "distance in encounter numbers": ("{log}", gap),
        "distance to the encounter before that": ("{log}", of_previous(gap)),
    }


def _is(values: NDArray[np.object_], word: str) -> Array:
    flags: Array = np.where(values == "", np.nan, (values == word).astype(float))
    return flags


def _map(values: NDArray[np.object_] | None, table: dict[str, float], cases: int) -> Array:
    if values is None:
        return np.full(cases, np.nan)
    return np.array([table.get(str(value), np.nan) for value in values.tolist()])
