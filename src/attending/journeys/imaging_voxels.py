"""A series that was opened before as one volume, and the marks on it in the same voxels."""

from collections.abc import Iterable, Sequence

from attending.errors import NotFound
from attending.exchange.dicom import ArchivedStudy, find_image
from attending.imaging.finding import Point
from attending.imaging.intake import Intake, SentFile, sort_files
from attending.imaging.volume import MarkedVolume, Volume, as_nifti, marks_as_nifti
from attending.journeys.clinic import Clinic


def read_volume(study: ArchivedStudy, series: int, *, clinic: Clinic) -> Volume:
    """A series of a study that was opened before, as one NIfTI volume."""
    taken = _series_again(study, series, clinic)
    return as_nifti(taken.studies[0].series[0], taken.read)


def read_marks(
    study: ArchivedStudy, series: int, marks: Iterable[tuple[str, int, Sequence[Point]]], *, clinic: Clinic
) -> MarkedVolume:
    """The marks of a series of a study that was opened before: name, place in the stack from 0, outline there."""
    found = [(name, find_image(study, series, place), polygon) for name, place, polygon in marks]
    outlines = [(name, (image.sop_instance_uid, frame), polygon) for name, (image, frame), polygon in found]
    taken = _series_again(study, series, clinic)
    return marks_as_nifti(taken.studies[0].series[0], taken.read, outlines)


def _series_again(study: ArchivedStudy, series: int, clinic: Clinic) -> Intake:
    if not 0 <= series < len(study.series):
        raise NotFound("There is no such series.")
    return sort_files([
        SentFile(image.name, lambda uid=image.sop_instance_uid: clinic.images.read(study.key, uid))  # type: ignore[misc]
        for image in study.series[series].images
    ])  # fmt: skip
