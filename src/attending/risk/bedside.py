"""Which bedside scores can be computed straight from a Chart, and what became of each for one patient.

A score whose input the chart does not hold is "not assessed" and says which input is missing; it is never computed
with a zero in its place. Conditions are read from the problem list, whose silence means absence; a chart without any
problem list leaves them missing. The table of scores stands in `catalogue`.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from attending.drafts import Element
from attending.errors import OutOfRange
from attending.models.card import Card
from attending.models.registry import load
from attending.record import Chart
from attending.risk.catalogue import BEDSIDE, Bedside
from attending.risk.inputs import Age, Known
from attending.risk.reading import Reading
from attending.risk.scores.score import Score


@dataclass(frozen=True)
class Assessment:
    """What became of one score for one chart: the score with its evidence, or what is missing."""

    name: str
    title: str
    score: Score | None
    missing: tuple[str, ...]
    evidence: tuple[Element, ...]


ADULT_YEARS = 18  # every score of the table was derived in adults


def assess(chart: Chart, *, only: frozenset[str] | None = None) -> list[Assessment]:
    """Every score that applies to this chart, computed or with what is missing.

    Args:
        chart: the patient's chart; `chart.as_of` is the moment to which ages and time limits are reckoned.
        only: names of the scores wanted; all of them when None.
    """
    return assess_read(Reading(chart), only=only)


def assess_read(reading: Reading, *, only: frozenset[str] | None = None) -> list[Assessment]:
    """The same for a chart that is read already."""
    load_rules()
    return [
        _assess(bedside, reading)
        for bedside in BEDSIDE
        if (only is None or bedside.name in only) and _applies(bedside, reading)
    ]


@cache
def load_rules() -> Card:
    """The card of these scores; without a valid one nothing is computed."""
    return load(files("attending.risk"), "bedside-scores").card


def _applies(bedside: Bedside, reading: Reading) -> bool:
    if bedside.applies is None:
        return True
    known = bedside.applies.find(reading)
    return known is not None and bool(known.value)


def _assess(bedside: Bedside, reading: Reading) -> Assessment:
    age = Age().find(reading)
    if age is not None and float(str(age.value)) < ADULT_YEARS:
        return Assessment(bedside.name, bedside.title, None, ("the score is for adults",), age.evidence)
    found = {parameter: needed.find(reading) for parameter, needed in bedside.inputs.items()}
    missing = tuple(bedside.inputs[parameter].name for parameter, known in found.items() if known is None)
    known: dict[str, Known] = {parameter: value for parameter, value in found.items() if value is not None}
    evidence = tuple(dict.fromkeys(element for value in known.values() for element in value.evidence))
    if missing:
        return Assessment(bedside.name, bedside.title, None, missing, evidence)
    try:
        score = bedside.compute(**{name: value.value for name, value in known.items()}, **bedside.constants)
    except OutOfRange as impossible:
        return Assessment(bedside.name, bedside.title, None, (impossible.message,), evidence)
    return Assessment(bedside.name, bedside.title, score, (), evidence)
