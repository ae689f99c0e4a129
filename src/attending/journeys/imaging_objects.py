"""What a radiologist signed leaves as DICOM: report, segmentation, maps, presentation states, annotated copies."""

from attending import __version__
from attending.errors import Conflict
from attending.imaging.drafted import answers_of, marks_of
from attending.imaging.outgoing import Decided, report_objects
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import open_study, taken_again
from attending.security import Grant


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
        reader=_name_of(signed.by, clinic, grant),
        when=signed.when,
        answers=answers_of(review.draft),
    )
    heats = [(heat, clinic.images.read(key, heat.name)) for heat in kept.heats]
    return report_objects(taken_again(kept, clinic), decided, version=__version__, heats=heats)


def _name_of(practitioner: str, clinic: Clinic, grant: Grant) -> str:
    """The reader's name as the record writes it; the id where it writes none."""
    kind, _, id_ = practitioner.partition("/")
    names = clinic.record.read(kind, id_, grant=grant).get("name", []) if kind == "Practitioner" else []
    return str(names[0].get("text") or id_) if names else id_
