"""A study is read: models mark, a report is drafted and examined, the radiologist signs; the objects go back out."""

from collections.abc import Callable

from msgspec.structs import replace

from attending import __version__
from attending.checks import examine
from attending.errors import BadInput, Conflict, NotFound
from attending.exchange import dicom
from attending.imaging import Intake, examine_series
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.outgoing import Decided, report_objects, series_enhanced
from attending.imaging.report import Comparison, Examined, draft_report, marks_of, urgency
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import open_study, prior_of
from attending.review import Review
from attending.security import Grant

Progress = Callable[[int, int], None]


def draft_study_report(
    key: str, *, practitioner: str, clinic: Clinic, grant: Grant, progress: Progress | None = None
) -> Review:
    """Have every model that may look at a study look, and put the report before the radiologist."""
    kept = open_study(key, clinic=clinic, grant=grant)
    if kept.patient is None:
        raise BadInput("Nobody has said whose study this is.", hint="Choose its patient first.")
    if kept.review is not None:
        return clinic.reviews.read(kept.review, grant=grant)
    taken, chart = _taken(kept, clinic), clinic.record.chart(kept.patient, grant=grant)
    study, prior = taken.studies[0], prior_of(kept, clinic=clinic, grant=grant)
    examined = [
        Examined(series, examine_series(
            series, taken.read, research_use=clinic.settings.research_use,
            others=[other for other in study.series if other is not series], progress=progress,
        ))
        for series in study.series
    ]  # fmt: skip
    before = Comparison(f"ImagingStudy/{prior.key}", prior.started.date() if prior.started else None) if prior else None
    draft = draft_report(study, examined, reference=f"ImagingStudy/{key}", chart=chart, prior=before, now=clinic.now())
    review = clinic.reviews.submit(draft, examine(draft, chart), to=practitioner, grant=grant)
    clinic.images.save(replace(kept, review=review.id, urgent=urgency(examined)))
    return review


def report_files(key: str, *, clinic: Clinic, grant: Grant) -> dict[str, bytes]:
    """The signed report as DICOM: SR, segmentation and presentation states, by file name."""
    kept = open_study(key, clinic=clinic, grant=grant)
    review = clinic.reviews.read(kept.review, grant=grant) if kept.review else None
    if review is None or not review.signings:
        raise Conflict("The report of this study is not signed yet.", hint="Only what a radiologist signed leaves.")
    signed = review.signings[-1]
    decided = Decided(
        marks=marks_of(review.draft),
        accepted={p.id: review.accepts(p) for p in review.draft.proposals},
        reader=signed.by.removeprefix("Practitioner/"),
        when=signed.when,
    )
    return report_objects(_taken(kept, clinic), decided, version=__version__)


def enhance_series(
    key: str, series: int, factor: int, *, clinic: Clinic, grant: Grant, progress: Progress | None = None
) -> dict[str, bytes]:
    """A derived series beside the original, by file name; the original stays as it is."""
    kept = open_study(key, clinic=clinic, grant=grant)
    taken = _taken(kept, clinic)
    if not 0 <= series < len(taken.studies[0].series):
        raise NotFound("There is no such series.")
    return series_enhanced(taken, taken.studies[0].series[series], factor, progress=progress)


def _taken(kept: dicom.ArchivedStudy, clinic: Clinic) -> Intake:
    """The study read again from the archive."""
    return sort_files([
        SentFile(image.name, lambda uid=image.sop_instance_uid: clinic.images.read(kept.key, uid))  # type: ignore[misc]
        for series in kept.series for image in series.images if not series.derived_from
    ])  # fmt: skip
