"""Train the shipped risk models from their public sets, each with the result it had on patients it had not seen.

Run as `attending train NAME --data DIR --into FOLDER`. Writes `NAME.risk.gz`, the model, and `NAME.results.toml`, the
measured part of its card (results by group and checksum), to be put at the end of `cards/NAME.toml`. Same data, same
files. Every choice below was made by cross-validation over patients of the training set.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.risk.cohorts.cohort import Cohort
from attending.risk.cohorts.deterioration import read_rows
from attending.risk.cohorts.diabetes130_features import read_cohort
from attending.risk.cohorts.icu_series import read_sites
from attending.risk.cohorts.physionet2012_features import read_stays
from attending.risk.cohorts.seen import SUFFIX as SEEN
from attending.risk.cohorts.seen import pack_seen
from attending.risk.cohorts.support2 import read_follow_up, read_patients
from attending.risk.learned import Fitted, Recipe, fit, pack, report
from attending.risk.learned.file import SUFFIX
from attending.risk.learned.fit import assign_folds
from attending.risk.learned.nets import Course
from attending.risk.learned.survival import SurvivalModel, concordance, fit_survival, pack_survival

Progress = Callable[[str], None]

RANDOMISED: Mapping[str, Any] = {"extra_trees": True, "feature_fraction": 0.5, "min_data_in_leaf": 20}
"""Boosted extremely randomised trees (Geurts et al. 2006): better than best splits in cross-validation on every set."""
RECIPES: Mapping[str, Recipe] = {
    "icu-mortality": Recipe(
        rounds=400,
        trees={**RANDOMISED, "num_leaves": 16, "learning_rate": 0.035, "feature_fraction": 0.35},
        trees_share=0.6,
        nets_share=0.4,
        aside_share=0.45,
        course=Course(epochs=34, decay=1e-3),
    ),
    "readmission": Recipe(
        rounds=300,
        bags=3,
        trees={**RANDOMISED, "num_leaves": 24, "learning_rate": 0.06, "min_data_in_leaf": 80, "max_bin": 63},
        trees_share=1.0,
        capacity=0.2,
        equalised=("race", "age"),
    ),
    "hospital-death": Recipe(trees={**RANDOMISED, "num_leaves": 16}, rounds=400, trees_share=0.85),
    "hospital-death-plain": Recipe(trees={**RANDOMISED, "num_leaves": 16}, rounds=400, trees_share=0.9),
    "deterioration-icu": Recipe(
        rounds=300,
        bags=1,
        trees={**RANDOMISED, "num_leaves": 16, "learning_rate": 0.04, "feature_fraction": 0.4},
        trees_share=0.7,
        nets_share=0.3,
        course=Course(epochs=15, decay=1e-3),
        capacity=0.1,
    ),
    "icu-series": Recipe(
        folds=10,
        trees={**RANDOMISED, "num_leaves": 5, "feature_fraction": 0.2},
        rounds=300,
        bags=3,
        ridge=100.0,
    ),
}
SURVIVAL = "survival-serious-illness"
SAYS: Mapping[str, str] = {
    SURVIVAL: "days until death, from day 3 of a serious illness",
    "icu-mortality": "death in hospital, from the first 48 hours in intensive care",
    "readmission": "unplanned or planned return to hospital within 30 days of discharge",
    "hospital-death": "death in hospital, from day 3 of a serious illness",
    "hospital-death-plain": "death in hospital, from day 3 of a serious illness, without scores among the inputs",
    "deterioration-icu": "deterioration within 24 hours in intensive care (SOFA up by two points, or ventilation)",
    "icu-series": "death in intensive care after the first 24 hours",
}


def train_icu_mortality(data: Path, into: Path, progress: Progress) -> None:
    """Death in hospital from 48 hours in intensive care: PhysioNet 2012, sets A and B."""
    _train("icu-mortality", read_stays(data), into, progress)


def train_readmission(data: Path, into: Path, progress: Progress) -> None:
    """Return within 30 days: Diabetes 130-US hospitals."""
    _train("readmission", read_cohort(data), into, progress)


def train_hospital_death(data: Path, into: Path, progress: Progress) -> None:
    """Death in hospital in serious illness: SUPPORT2, with and without the day's scores."""
    _train("hospital-death", read_patients(data), into, progress)
    _train("hospital-death-plain", read_patients(data, scores=False), into, progress)
    _train_survival(data, into, progress)


def train_deterioration(data: Path, into: Path, progress: Progress) -> None:
    """Deterioration in intensive care within 24 hours: PhysioNet 2012 at hours 12 and 24."""
    _train("deterioration-icu", read_rows(data), into, progress)


def train_icu_series(data: Path, into: Path, progress: Progress) -> None:
    """Death after the first day in intensive care: the eICU demo; any other site in the folder is left alone."""
    sites = {name: cohort for name, cohort in read_sites(data).items() if len(cohort.known())}
    if not sites:
        raise BadInput("No site with outcomes was found.")
    _train("icu-series", max(sites.values(), key=lambda cohort: len(cohort.ids)), into, progress)


def _train_survival(data: Path, into: Path, progress: Progress) -> None:
    """A Cox model of the same patients, with the concordance of each fifth held out."""
    cohort, follow_up = read_patients(data), read_follow_up(data)
    if follow_up is None:
        progress(f"{SURVIVAL}: not trained, the data hold no survival time")
        return
    known = np.flatnonzero(np.isfinite(follow_up.died) & np.isfinite(follow_up.days))
    table, died, days = cohort.features[known], follow_up.died[known], follow_up.days[known]

    def fitted(places: NDArray[np.int_]) -> SurvivalModel:
        return fit_survival(
            table[places], days[places], died[places], name=SURVIVAL, says=SAYS[SURVIVAL], inputs=cohort.inputs
        )

    fold = assign_folds(cohort.patients_at(known), died, 5, RECIPES["hospital-death"].seed)
    shares = []
    for number in range(5):
        outside = np.flatnonzero(fold == number)
        score = fitted(np.flatnonzero(fold != number)).log_hazard(table[outside])
        shares.append(concordance(days[outside], died[outside], score))
    packed = pack_survival(fitted(np.arange(len(known))))
    (into / f"{SURVIVAL}{SUFFIX}").write_bytes(packed)
    told = {"concordance": round(float(np.mean(shares)), 4), "concordance_95": [min(shares), max(shares)]}
    data_name = "Training set, mean of five held-out fifths (bounds: lowest and highest fifth)"
    text = [*_result("concordance", told, len(known), data_name, "all"), *_weights(SURVIVAL + SUFFIX, packed)]
    (into / f"{SURVIVAL}.results.toml").write_text("\n".join(text), encoding="utf-8")
    progress(f"{SURVIVAL}: concordance {np.mean(shares):.4f}")


def _train(name: str, cohort: Cohort, into: Path, progress: Progress) -> None:
    places = cohort.known()
    if cohort.outcome is None or not len(places):
        raise BadInput("Training needs the outcome of its cases.")
    outcome, patients, groups = cohort.outcome[places], cohort.patients_at(places), cohort.groups_at(places)
    progress(f"{name}: {len(places)} cases, {int(outcome.sum())} events, {len(cohort.inputs)} inputs")
    fitted = fit(
        cohort.features[places],
        outcome,
        patients,
        name=name,
        says=SAYS[name],
        inputs=cohort.inputs,
        groups=groups,
        lesson=None if cohort.lesson is None else cohort.lesson[places],
        aside=None if cohort.aside is None else cohort.aside[places],
        recipe=RECIPES[name],
        progress=progress,
    )
    write_model(fitted, report(outcome, fitted.held_out, patients, groups=groups), pack_seen(cohort), into)


def write_model(fitted: Fitted, told: Mapping[str, Any], seen: bytes, into: Path) -> None:
    """Write a fitted model, the cases it learned from and the measured part of its card into a folder."""
    name = fitted.model.name
    written = {name + SUFFIX: pack(fitted.model), name + SEEN: seen}
    for file, data in written.items():
        (into / file).write_bytes(data)
    sums = [line for file, data in written.items() for line in _weights(file, data)]
    text = "\n".join([*_results(told, f"Training set, held out by patient, {name}"), *sums])
    (into / f"{name}.results.toml").write_text(text, encoding="utf-8")


SHOWN = ("auroc", "auprc", "brier", "ece", "event_one", "event_two_h", "coverage", "sensitivity", "predictivity")
SHOWN_ALONE = ("calibration_slope", "alerts_per_100", "alerts_per_100_plain")
SHOWN_OF_GROUPS = (
    "auroc",
    "ece",
    "ece_by_chance",
    "sensitivity",
    "sensitivity_plain",
    "coverage",
    "alerts_per_100",
    "event_rate",
)
SHOWN_OF_GAPS = ("tpr_gap", "tpr_gap_by_chance", "tpr_gap_plain", "tpr_gap_by_chance_plain")


def _results(told: Mapping[str, Any], data: str) -> list[str]:
    lines = []
    for measure in (*SHOWN, *SHOWN_ALONE):
        lines += _result(measure, told, told["cases"], data, "all")
    for grouping, levels in told["groups"].items():
        for level, row in levels.items():
            lines += _result("events", row, row["cases"], data, f"{grouping}: {level}")
            for measure in SHOWN_OF_GROUPS:
                lines += _result(measure, row, row["cases"], data, f"{grouping}: {level}")
    for grouping, row in told["gaps"].items():
        for measure in SHOWN_OF_GAPS:
            lines += _result(measure, row, sum(row["events"]), data, f"{grouping}: largest less smallest")
    return lines


def _result(measure: str, row: Mapping[str, Any], cases: int, data: str, group: str) -> list[str]:
    value = row.get(measure)
    if value is None:
        return []
    lines = ["[[results]]", f'measure = "{measure}"', f"value = {float(value)}", f"n = {cases}"]
    lines += [f'data = "{data}"', f'group = "{group}"']
    low, high = row.get(f"{measure}_95") or (None, None)
    if low is not None and high is not None and low <= value <= high:
        lines += [f"lower = {float(low)}", f"upper = {float(high)}"]
    return [*lines, ""]


def _weights(file: str, data: bytes) -> list[str]:
    return ["[[weights]]", f'file = "{file}"', f'sha256 = "{hashlib.sha256(data).hexdigest()}"', ""]


TRAINING: Mapping[str, Callable[[Path, Path, Progress], None]] = {
    "icu-mortality": train_icu_mortality,
    "readmission": train_readmission,
    "hospital-death": train_hospital_death,
    "icu-series": train_icu_series,
    "deterioration-icu": train_deterioration,
}
