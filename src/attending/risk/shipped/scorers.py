"""Every shipped model that can read a chart: whom it speaks of, its table of one row, and its words.

A model speaks only of patients like those it learned from; of anybody else it says why it is silent ("not assessed").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from attending.models.card import Card
from attending.models.registry import load
from attending.record import Chart
from attending.record.words import text_at
from attending.risk.inputs import Age
from attending.risk.learned import RiskModel, load_model
from attending.risk.local.as_of import Past
from attending.risk.local.episodes import death
from attending.risk.local.score import MOST_REASONS, Prediction
from attending.risk.local.table import groups_of
from attending.risk.reading import Reading
from attending.risk.shipped.illness import read_illness
from attending.risk.shipped.intensive import read_intensive, read_worsening
from attending.risk.shipped.leaving import read_leaving
from attending.risk.shipped.row import NotForModel, Row, drivers_of

ADULT_YEARS = 18


@dataclass(frozen=True)
class Shipped:
    """One shipped model on charts."""

    horizon_hours: float
    """How far ahead it looks; for death in hospital the month within which nearly all stays end."""
    read: Callable[[Reading], Row]
    """The model's inputs from a chart; raises `NotForModel` where it does not speak of the patient."""


MONTH_H = 30 * 24.0
SHIPPED: Mapping[str, Shipped] = {
    "deterioration-icu": Shipped(24.0, read_worsening),
    "icu-mortality": Shipped(MONTH_H, read_intensive),
    "hospital-death-plain": Shipped(MONTH_H, read_illness),
    "readmission": Shipped(MONTH_H, read_leaving),
}


@cache
def shipped_card(name: str) -> Card:
    """The card of a shipped model; without a valid one there is no model."""
    return load(files("attending.risk"), name).card


def shipped_model(name: str) -> RiskModel:
    """A shipped model, ready: the first score of a process waits for nothing more."""
    model = load_model(name)
    model.explain(np.full((1, len(model.inputs)), np.nan))
    return model


def score_shipped(charts: Sequence[Chart], name: str) -> list[Prediction]:
    """What a shipped model says of some patients, each as of its chart's moment."""
    return [score_chart(chart, [name])[0] for chart in charts]


def score_chart(chart: Chart, names: Sequence[str]) -> list[Prediction]:
    """What several shipped models say of one patient; the chart is read once for all of them."""
    known = Past(chart).as_of(chart.as_of)
    reading = Reading(known)
    return [_score(chart, known, reading, name, shipped_card(name)) for name in names]


def _score(chart: Chart, known: Chart, reading: Reading, name: str, card: Card) -> Prediction:
    try:
        _require_living_adult(chart, known)
        row = SHIPPED[name].read(reading)
    except NotForModel as reason:
        return _silent(chart, name, card, str(reason))
    model = load_model(name)
    table = model.table(row.columns, 1)
    sex, _, race = groups_of(known)
    risks = model.predict(table, {"sex": [sex], "age": [row.age_band], "race": [race]})
    if risks.abstained[0]:
        return _silent(chart, name, card, risks.abstained[0], row.missing)
    parts = model.explain(table)[0][:-1]
    named = [one.name for one in model.inputs]
    return Prediction(
        patient=text_at(chart.patient, "id"),
        model=card.name,
        version=card.version,
        outcome=model.outcome,
        horizon_hours=SHIPPED[name].horizon_hours,
        as_of=chart.as_of,
        probability=float(risks.probability[0]),
        lower=float(risks.lower[0]),
        upper=float(risks.upper[0]),
        flagged=bool(risks.flagged[0]),
        drivers=tuple(drivers_of(row, named, parts)[:MOST_REASONS]),
        missing=row.missing,
    )


def _require_living_adult(chart: Chart, known: Chart) -> None:
    if death(chart) is not None or chart.patient.get("deceasedBoolean") is True:
        raise NotForModel("the patient has died")
    age = Age().find(Reading(known))
    if age is None:
        raise NotForModel("date of birth missing")
    if float(str(age.value)) < ADULT_YEARS:
        raise NotForModel("the model is for adults")


def _silent(chart: Chart, name: str, card: Card, reason: str, missing: tuple[str, ...] = ()) -> Prediction:
    return Prediction(
        patient=text_at(chart.patient, "id"),
        model=card.name,
        version=card.version,
        outcome=load_model(name).outcome,
        horizon_hours=SHIPPED[name].horizon_hours,
        as_of=chart.as_of,
        probability=None,
        lower=None,
        upper=None,
        flagged=False,
        missing=missing,
        not_assessed=reason,
    )
