"""A study is read: models mark, a report is drafted and examined, and put before the radiologist."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from attending.checks import examine
from attending.drafts import Draft
from attending.errors import BadInput, Conflict, NotFound
from attending.imaging.heats import keep_heats
from attending.imaging.report import draft_report, urgency
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_carried import as_signed, drawn_before
from attending.journeys.imaging_priority import examine_study
from attending.journeys.imaging_study import ArchivedStudy, open_study, prior_of
from attending.record import Chart
from attending.review import Review
from attending.review.states import NOT_STANDING
from attending.security import Grant

Progress = Callable[[int, int], None]


def draft_study_report(
    key: str, *, practitioner: str, clinic: Clinic, grant: Grant, progress: Progress | None = None,
    now: datetime | None = None,
) -> Review:  # fmt: skip
    """Have every model that may look at a study look, and put the report before the radiologist.

    Whoever asks for it meanwhile waits, and is given the same draft. The same moment `now`, after a run that was cut
    off, makes the same draft again.
    """
    moment = now or clinic.now()
    with clinic.images.working_on(key):
        kept = open_study(key, clinic=clinic, grant=grant)
        if kept.patient is None:
            raise BadInput("Nobody has said whose study this is.", hint="Choose its patient first.")
        if (waiting := standing_review(kept, clinic, grant)) is not None:
            return waiting
        chart, prior = clinic.record.chart(kept.patient, grant=grant), prior_of(kept, clinic=clinic, grant=grant)
        taken, examined = examine_study(kept, clinic, progress)
        before = as_signed(prior, clinic, grant) if prior is not None else None
        draft = draft_report(
            taken.studies[0], examined, reference=f"ImagingStudy/{key}", chart=chart, prior=before, now=moment,
            drawn=drawn_before(kept, clinic, grant),
        )  # fmt: skip
        marks = [mark for one in examined for mark in one.examination.above()]
        heats = keep_heats(marks, lambda name, data: clinic.images.put(kept.key, name, data), draft=draft.id)
        review = _submitted(draft, chart, practitioner, clinic, grant)

        def drafted(newest: ArchivedStudy | None) -> ArchivedStudy:
            if newest is None:
                raise NotFound("This study was erased meanwhile.")
            return replace(newest, review=review.id, urgent=urgency(examined), heats=heats, wish=None)

        clinic.images.change(key, drafted)
        return review


def standing_review(kept: ArchivedStudy, clinic: Clinic, grant: Grant) -> Review | None:
    """The review of a study's report, unless there is none or it was refused or retracted."""
    found = clinic.reviews.read(kept.review, grant=grant) if kept.review else None
    return None if found is None or found.status in NOT_STANDING else found


def _submitted(draft: Draft, chart: Chart, to: str, clinic: Clinic, grant: Grant) -> Review:
    try:
        return clinic.reviews.submit(draft, examine(draft, chart), to=to, grant=grant)
    except Conflict:  # a run that was cut off has put it there already
        return clinic.reviews.read(draft.id, grant=grant)
