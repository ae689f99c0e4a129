"""A hospital's own risk model, from one declarative file to a registered model with its card."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from attending.journeys.chunks import in_chunks, map_chunks, read_charts
from attending.record import Store
from attending.risk.local.episodes import last_entry
from attending.risk.local.own import register
from attending.risk.local.spec import Spec
from attending.risk.local.specfile import read_spec, ready_specs
from attending.risk.local.table import Row, rows_of, table_of
from attending.risk.local.train import train
from attending.security import Grant

__all__ = ["Registered", "read_spec", "ready_specs", "train_own_model"]

OpenRecord = Callable[[], AbstractContextManager[Store]]
"""Opens the record in a worker; picklable."""
CHUNK = 25


@dataclass(frozen=True)
class Registered:
    """A model that was trained, measured and registered."""

    name: str
    folder: str
    cases: int
    patients: int
    events: int
    measured: dict[str, Any]


def train_own_model(
    given: str | Path, *, open_record: OpenRecord, home: Path, now: datetime, grant: Grant, processes: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> Registered:  # fmt: skip
    """Read the specification, take the cases from every chart, fit, measure, register."""
    spec, source = read_spec(given)
    with open_record() as record:
        patients = [str(patient["id"]) for patient in record.patients(grant=grant)]
    chunks = in_chunks(patients, CHUNK)
    progress(f"reading {len(patients)} charts")
    seen = list(map_chunks(partial(_followed, open_record, grant, now), chunks, processes=processes))
    until = max((moment for moment in seen if moment is not None), default=now)
    rows: list[Row] = []
    for done, found in enumerate(
        map_chunks(partial(_rows, open_record, grant, spec, until), chunks, processes=processes), start=1
    ):
        rows += found
        progress(f"{min(done * CHUNK, len(patients))} of {len(patients)} charts, {len(rows)} cases")
    table = table_of(rows)
    trained = train(table, spec, source, today=now.date(), progress=progress)
    folder = register(trained.files, spec.name, home=home)
    events = int(table.outcome.sum())
    return Registered(spec.name, str(folder), len(rows), len(set(table.patients)), events, dict(trained.measured))


def _followed(open_record: OpenRecord, grant: Grant, now: datetime, patients: Sequence[str]) -> datetime | None:
    """The newest entry of these charts: the record's follow-up reaches that far."""
    with open_record() as record:
        found = map(last_entry, read_charts(record, patients, grant=grant))
        return max((moment for moment in found if moment is not None and moment <= now), default=None)


def _rows(open_record: OpenRecord, grant: Grant, spec: Spec, until: datetime, patients: Sequence[str]) -> list[Row]:
    with open_record() as record:
        charts = read_charts(record, patients, grant=grant)
        return [row for chart in charts for row in rows_of(chart, spec, until=until)]
