"""What came from a scanner is looked at before anybody asks, so that the worklist can put urgent studies first."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from msgspec.structs import replace

from attending.audit import Entry
from attending.errors import AttendingError
from attending.exchange.dicom import StudyLine
from attending.imaging import examine_series
from attending.imaging.report import Examined, urgency
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_networks import loaded_networks
from attending.journeys.imaging_study import ArchivedStudy, Intake, taken_again
from attending.security import Action, Grant

RECENT = timedelta(days=7)
"""Since a study came; what lies longer has been read, or waits for something else than a place in a list."""

Progress = Callable[[int, int], None]


def look_ahead(
    *, clinic: Clinic, grant: Grant, stopped: Callable[[], bool] = lambda: False, recent: timedelta = RECENT
) -> list[StudyLine]:
    """Have the models look at every recent study that has grown since they last did; returns those that were looked at.

    A study whose report is drafted was looked at then. What cannot be looked at stays without a reason to be urgent.
    """
    since, looked = clinic.now() - recent, []
    for line in sorted(clinic.images.lines(), key=lambda one: one.received, reverse=True):
        fresh = line.received >= since and line.looked_at < line.sent
        if fresh and line.review is None and not line.drafting and not stopped():
            _look(line, clinic, grant)
            looked.append(line)
    return looked


def examine_study(
    kept: ArchivedStudy, clinic: Clinic, progress: Progress | None = None
) -> tuple[Intake, list[Examined]]:
    """A study read again from the archive, with what every model that may look at it says of each series.

    `progress` is told images looked at and images in all, of the whole study; it may raise to end it.
    """
    taken = taken_again(kept, clinic)
    study, own = taken.studies[0], loaded_networks(clinic.settings.own_networks)
    told, examined, before = progress or (lambda done, of: None), [], 0
    everything = sum(series.frames for series in study.series)
    for series in study.series:
        told(before, everything)

        def here(done: int, of: int, before: int = before, frames: int = series.frames) -> None:
            told(before + frames * done // max(1, of), everything)

        examined.append(Examined(series, examine_series(
            series, taken.read, research_use=clinic.settings.research_use,
            others=[other for other in study.series if other is not series], networks=own, progress=here,
        )))  # fmt: skip
        before += series.frames
    told(before, everything)
    return taken, examined


def _look(line: StudyLine, clinic: Clinic, grant: Grant) -> None:
    urgent = ""
    with suppress(AttendingError):  # nothing in it can be shown: it keeps its place in the list
        urgent = urgency(examine_study(clinic.images.load(line.key), clinic)[1])

    def told(newest: ArchivedStudy | None) -> ArchivedStudy:
        now = newest or clinic.images.load(line.key)
        return replace(now, looked_at=line.sent, urgent=now.urgent if now.review else urgent)

    clinic.images.change(line.key, told)
    clinic.record.audit(Entry(
        action=Action.EXECUTE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
        what=(f"ImagingStudy/{line.key}",), patient=line.patient, detail="looked at by the models for the worklist",
    ))  # fmt: skip
