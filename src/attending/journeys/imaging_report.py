"""A study is read: models mark, a report is drafted and examined, and put before the radiologist."""

from collections.abc import Callable

from msgspec.structs import replace

from attending.checks import examine
from attending.errors import BadInput
from attending.imaging.comparison import Prior
from attending.imaging.drafted import as_prior
from attending.imaging.heats import keep_heats
from attending.imaging.report import draft_report, urgency
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_priority import examine_study
from attending.journeys.imaging_study import ArchivedStudy, open_study, prior_of
from attending.review import Review
from attending.review.states import ReviewStatus
from attending.security import Grant

Progress = Callable[[int, int], None]


def draft_study_report(
    key: str, *, practitioner: str, clinic: Clinic, grant: Grant, progress: Progress | None = None
) -> Review:
    """Have every model that may look at a study look, and put the report before the radiologist."""
    kept = open_study(key, clinic=clinic, grant=grant)
    if kept.patient is None:
        raise BadInput("Nobody has said whose study this is.", hint="Choose its patient first.")
    waiting = clinic.reviews.read(kept.review, grant=grant) if kept.review else None
    if waiting is not None and waiting.status not in (ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN):
        return waiting
    chart, prior = clinic.record.chart(kept.patient, grant=grant), prior_of(kept, clinic=clinic, grant=grant)
    taken, examined = examine_study(kept, clinic, progress)
    study = taken.studies[0]
    before = _as_signed(prior, clinic, grant) if prior is not None else None
    draft = draft_report(study, examined, reference=f"ImagingStudy/{key}", chart=chart, prior=before, now=clinic.now())
    review = clinic.reviews.submit(draft, examine(draft, chart), to=practitioner, grant=grant)
    marks = [mark for one in examined for mark in one.examination.above()]
    heats = keep_heats(marks, lambda name, data: clinic.images.put(kept.uid, name, data), draft=draft.id)
    urgent = urgency(examined)
    clinic.images.change(key, lambda newest: replace(newest or kept, review=review.id, urgent=urgent, heats=heats))
    return review


def _as_signed(prior: ArchivedStudy, clinic: Clinic, grant: Grant) -> Prior:
    """The earlier study with what its radiologist accepted; without a signature only its day."""
    study = Prior(f"ImagingStudy/{prior.key}", prior.started.date() if prior.started else None)
    review = clinic.reviews.read(prior.review, grant=grant) if prior.review else None
    if review is None or not review.signings:
        return study
    return as_prior(review.draft, review.accepted(), study)
