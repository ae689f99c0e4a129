"""Risks in use: what the hospital's own models say of a chart, and a risk that is put on record; see `review.watch`."""

from pathlib import Path

import msgspec

from attending.checks import examine
from attending.errors import NotFound
from attending.journeys.clinic import Clinic
from attending.record import Chart
from attending.review import Review
from attending.review.watch import WatchState
from attending.risk.draft import draft_risk
from attending.risk.local.own import load_own, own_names
from attending.risk.local.score import Prediction, score
from attending.risk.local.specfile import read_spec, ready_specs
from attending.security import Grant

__all__ = ["own_names", "own_risks", "put_on_record", "untrained"]


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
