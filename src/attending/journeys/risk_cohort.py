"""Score a cohort with one of the hospital's own models, and spend the ward's budget of alerts on it.

A shipped model scores too, and raises no alert: it was never validated on this hospital's patients.
"""

import dataclasses
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from attending.journeys.chunks import in_chunks, map_chunks, read_charts
from attending.journeys.clinic import Clinic
from attending.journeys.risk_list import own_names
from attending.journeys.shipped_risks import SHIPPED, model_version, score_charts
from attending.record import Store
from attending.review.watch import WatchEntry, WatchList, WatchRun
from attending.risk.budget import Candidate, allot
from attending.security import Grant

OpenRecord = Callable[[], AbstractContextManager[Store]]
CHUNK = 50


def score_cohort(
    model: str, *, clinic: Clinic, open_record: OpenRecord, grant: Grant, processes: int = 1, dask: str | None = None,
    as_of: datetime | None = None, progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> WatchRun:  # fmt: skip
    """Score every patient of the record as of now, or as of an earlier moment.

    A run that was killed goes on where it stood.
    """
    home, watch = clinic.settings.own_models, clinic.watch
    version = model_version(model, home=home)
    patients = [str(patient["id"]) for patient in clinic.record.patients(grant=grant)]
    run = watch.begin(model, version, as_of=as_of or clinic.now(), patients=len(patients), grant=grant)
    done = watch.scored(run, grant=grant)
    waiting = [patient for patient in patients if patient not in done]
    progress(len(done), len(patients))
    work = partial(_score_some, open_record, grant, model, home, run.as_of)
    for found in map_chunks(work, in_chunks(waiting, CHUNK), processes=processes, dask=dask):
        watch.keep(run, found, grant=grant)
        done |= {entry.patient for entry in found}
        progress(len(done), len(patients))
    return watch.finish(_with_alerts(run, watch, clinic, grant), grant=grant)


def _with_alerts(run: WatchRun, watch: WatchList, clinic: Clinic, grant: Grant) -> WatchRun:
    """Spend what is left of the day's budget on the highest open risks; who was alerted today keeps the alert."""
    own = run.model not in SHIPPED or run.model in own_names(clinic.settings.own_models)
    budget = clinic.settings.risk_alerts_a_day if own else 0
    before = watch.alerted_on(run.model, run.as_of, grant=grant)
    entries = watch.open_entries(run, grant=grant)
    spent = allot(
        [
            Candidate(e.patient, e.probability, e.flagged)
            for e in entries
            if e.probability is not None and e.patient not in before
        ],
        budget=budget - len(before),
    )
    still = tuple(entry.patient for entry in entries if entry.patient in before)
    return replace(
        run, budget=budget, alerted=(*still, *spent.alerted), threshold=spent.threshold, left_out=spent.left_out,
        highest_left_out=spent.highest_left_out, expected_caught=spent.expected_caught,
        expected_left_out=spent.expected_left_out,
    )  # fmt: skip


def _score_some(
    open_record: OpenRecord, grant: Grant, model: str, home: Path, as_of: datetime, patients: Sequence[str]
) -> list[WatchEntry]:
    with open_record() as record:
        found = read_charts(record, patients, grant=grant)
        charts = [dataclasses.replace(chart, as_of=as_of) for chart in found]
    return [msgspec.convert(msgspec.to_builtins(found), WatchEntry) for found in score_charts(charts, model, home=home)]
