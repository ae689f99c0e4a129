"""Features of a patient as of a moment: one number each, with the elements of the record it was taken from.

Every feature reads a chart that went through `as_of`, in the units of its measurement. What the chart does not hold is
NaN, never 0.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from attending.drafts import Element
from attending.record import Chart
from attending.risk import measures
from attending.risk.bedside import assess_read
from attending.risk.catalogue import BEDSIDE
from attending.risk.inputs import AdministrativeSex, Age, Input, Measured, OnProblemList, Takes
from attending.risk.learned import Input as Column
from attending.risk.local.spec import Feature
from attending.risk.local.specfaults import closest
from attending.risk.reading import Reading
from attending.risk.stays import current_stay, visits
from attending.terms.drugs import all_classes

MEASURES: Mapping[str, Measured] = {
    name.lower().replace("_", "-"): found for name, found in vars(measures).items() if isinstance(found, Measured)
}
"""The measurements of `risk.measures` by name: `creatinine`, `heart-rate`."""
SCORES = frozenset(one.name for one in BEDSIDE)
_SERIES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "latest": lambda newest_first: newest_first[0],
    "change": lambda newest_first: newest_first[0] - newest_first[-1],
    "mean": fmean,
    "lowest": min,
    "highest": max,
}
MOST_ELEMENTS = 5
"""Of a feature's evidence; the newest of a long series."""


@dataclass(frozen=True)
class Taken:
    """The value of one feature, and where it stands in the record."""

    value: float
    """NaN where the chart does not hold it."""
    evidence: tuple[Element, ...] = ()


def take(chart: Chart, features: Sequence[Feature]) -> list[Taken]:
    """Every feature of a chart that shows what was known at its moment; see `as_of.Past`."""
    reading = Reading(chart)
    return [_take(feature, reading) for feature in features]


def values(taken: Sequence[Taken]) -> NDArray[np.float64]:
    """The row of the feature table, shape (feature,)."""
    return np.array([one.value for one in taken], np.float64)


def columns(features: Sequence[Feature]) -> tuple[Column, ...]:
    """The features as the model's columns."""
    return tuple(Column(f.name, _unit(f), f.label or f.name.replace("-", " ")) for f in features)


def fault_of(feature: Feature) -> tuple[str, str] | None:
    """What a feature lacks for its kind: the entry, and what to write; None where it is in order."""
    kind = feature.kind
    if kind in _SERIES or kind in ("count", "days-since"):
        if feature.measure and feature.measure not in MEASURES:
            return "measure", f"there is no measure {feature.measure}; {closest(feature.measure, MEASURES)}"
        if not feature.measure and not feature.loinc:
            return "kind", f'{kind} needs measure = "creatinine" or the like, or loinc = ["2160-0"] and unit = "mg/dL"'
    if kind == "problem" and not (feature.words or feature.icd10):
        return "kind", 'problem needs words = "heart failure" or icd10 = ["I50"]'
    if kind == "visits" and not feature.classes:
        return "kind", 'visits needs classes = ["EMER", "IMP"]'
    if kind == "medicine":
        unknown = [one for one in feature.classes if one not in all_classes()]
        if unknown or not feature.classes:
            said = unknown[0] if unknown else ""
            return "classes" if unknown else "kind", f"there is no class of medicines {said!r}; " + closest(
                said, all_classes()
            )
    if kind == "score" and feature.score not in SCORES:
        return "score" if feature.score else "kind", f"there is no score {feature.score!r}; " + closest(
            feature.score, SCORES
        )
    return None


def _take(feature: Feature, reading: Reading) -> Taken:
    kind = feature.kind
    if kind in _SERIES or kind in ("count", "days-since"):
        return _series(feature, reading)
    if kind in ("age", "female", "problem", "medicine"):
        return _known(_input_of(feature), reading)
    return _KINDS[kind](feature, reading)


def _input_of(feature: Feature) -> Input:
    if feature.kind == "age":
        return Age()
    if feature.kind == "female":
        return AdministrativeSex()
    if feature.kind == "problem":
        return OnProblemList(feature.name, feature.words or r"(?!)", feature.icd10, ever=True)
    return Takes(feature.name, classes=frozenset(feature.classes))


def _known(needed: Input, reading: Reading) -> Taken:
    known = needed.find(reading)
    if known is None:
        return Taken(math.nan)
    value = known.value == "female" if isinstance(known.value, str) else known.value
    assert isinstance(value, int | float)  # noqa: S101 (the inputs of `_input_of` give no sets)
    return Taken(float(value), known.evidence[:MOST_ELEMENTS])


def _series(feature: Feature, reading: Reading) -> Taken:
    found = _measured(feature).all(reading)
    evidence = tuple(dict.fromkeys(m.evidence for m, _ in found))
    if feature.kind == "count":
        return Taken(float(len(found)), evidence[:MOST_ELEMENTS])
    if not found:
        return Taken(math.nan)
    if feature.kind == "days-since":
        return Taken((reading.chart.as_of - found[0][0].when).total_seconds() / 86_400, evidence[:1])
    value = _SERIES[feature.kind]([float(value) for _, value in found])
    return Taken(value, evidence[:1] if feature.kind == "latest" else evidence[:MOST_ELEMENTS])


def _measured(feature: Feature) -> Measured:
    if not feature.measure:
        return Measured(feature.name, feature.loinc, feature.unit, feature.days)
    known = MEASURES[feature.measure]
    return Measured(known.name, known.loinc, known.unit, feature.days, known.other_units)


def _unit(feature: Feature) -> str:
    if feature.measure:
        return MEASURES[feature.measure].unit
    return {"age": "a", "stay-hours": "h"}.get(feature.kind, feature.unit)


def _problems(feature: Feature, reading: Reading) -> Taken:
    active = [problem for problem in reading.problems if problem.active]
    evidence = tuple(
        Element(reference=p.reference, version=p.version, path="Condition.code", text=p.text) for p in active
    )
    return Taken(float(len(active)), evidence[:MOST_ELEMENTS])


def _medicines(feature: Feature, reading: Reading) -> Taken:
    active = {m.text: m for m in reversed(reading.medicines) if m.active}
    evidence = tuple(
        Element(reference=m.reference, version=m.version, path=f"{m.reference.split('/')[0]}.medication", text=m.text)
        for m in active.values()
    )
    return Taken(float(len(active)), evidence[:MOST_ELEMENTS])


def _visits(feature: Feature, reading: Reading) -> Taken:
    oldest = reading.chart.as_of - timedelta(days=feature.days)
    found = [
        visit
        for visit in visits(reading.chart)
        if visit.start >= oldest and visit.encounter.get("class", {}).get("code") in feature.classes
    ]
    evidence = tuple(visit.element("period", f"visit of {visit.start.date()}") for visit in found)
    return Taken(float(len(found)), evidence[:MOST_ELEMENTS])


def _score(feature: Feature, reading: Reading) -> Taken:
    for assessment in assess_read(reading, only=frozenset({feature.score})):
        if assessment.score is not None:
            return Taken(assessment.score.value, assessment.evidence[:MOST_ELEMENTS])
    return Taken(math.nan)


def _stay_hours(feature: Feature, reading: Reading) -> Taken:
    stay = current_stay(reading.chart, days=0)
    if stay is None:
        return Taken(math.nan)
    hours = (reading.chart.as_of - stay.start).total_seconds() / 3600
    return Taken(hours, (stay.element("period", f"since {stay.start.date()}"),))


_KINDS: Mapping[str, Callable[[Feature, Reading], Taken]] = {
    "problems": _problems,
    "medicines": _medicines,
    "visits": _visits,
    "score": _score,
    "stay-hours": _stay_hours,
}
