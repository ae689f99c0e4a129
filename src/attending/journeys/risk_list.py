"""Risks in use: what own and shipped models say of a chart, and a risk that is put on record; see `review.watch`."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from attending.checks import examine
from attending.errors import NotFound
from attending.journeys.clinic import Clinic
from attending.record import Chart
from attending.review import Review
from attending.review.watch import WatchEntry, WatchState
from attending.risk.draft import draft_risk
from attending.risk.local.own import load_own, own_names
from attending.risk.local.score import Prediction, score
from attending.risk.local.specfile import read_spec, ready_specs
from attending.risk.shipped import SHIPPED, score_shipped, shipped_card
from attending.risk.stays import current_stay
from attending.security import Grant

__all__ = [
    "SHIPPED",
    "model_version",
    "own_names",
    "own_risks",
    "put_on_record",
    "score_charts",
    "shipped_entries",
    "untrained",
]


def model_version(model: str, *, home: Path) -> str:
    """The version on the card of an own model, or of a shipped one where no own model has this name."""
    shipped = model in SHIPPED and model not in own_names(home)
    return shipped_card(model).version if shipped else load_own(model, home=home).card.version


def score_charts(charts: Sequence[Chart], model: str, *, home: Path) -> list[Prediction]:
    """What an own or a shipped model says of some charts."""
    if model in SHIPPED and model not in own_names(home):
        return score_shipped(charts, model)
    return score(charts, load_own(model, home=home))


def shipped_entries(chart: Chart) -> list[WatchEntry]:
    """What the shipped models say of a patient in hospital, or lately discharged; of nobody else."""
    found = [] if current_stay(chart) is None else [score_shipped([chart], name)[0] for name in SHIPPED]
    return [msgspec.convert(msgspec.to_builtins(one), WatchEntry) for one in found]


def own_risks(chart: Chart, *, home: Path) -> list[Prediction]:
    """What each of the hospital's own models says of one open chart."""
    return [score([chart], load_own(name, home=home))[0] for name in own_names(home)]


def untrained(home: Path) -> list[str]:
    """Titles of the ready specifications of which this hospital has no model: what stays not assessed."""
    known = own_names(home)
    return [read_spec(name)[0].title for name in ready_specs() if name not in known]


def put_on_record(model: str, patient: str, *, clinic: Clinic, practitioner: str, grant: Grant) -> Review:
    """Draft a RiskAssessment from the listed risk, for its physician to sign."""
    watch = clinic.watch
    row = next((row for row in watch.of_patient(patient, grant=grant) if row.entry.model == model), None)
    if row is None:
        raise NotFound("There is no such risk, or not for this role.")
    chart = clinic.record.chart(patient, grant=grant)
    draft = draft_risk(msgspec.convert(msgspec.to_builtins(row.entry), Prediction), now=clinic.now())
    review = clinic.reviews.submit(draft, examine(draft, chart), to=practitioner, grant=grant)
    if row.state is not WatchState.ACTED:
        watch.say(model, patient, WatchState.ACTED, reason="on-record", grant=grant)
    return review
