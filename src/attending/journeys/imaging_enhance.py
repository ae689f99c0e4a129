"""A sharper or quieter series beside the original: kept in the archive, one key away in the viewer, or as files."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace
from pydicom.dataset import Dataset

from attending.audit import Entry
from attending.errors import NotFound
from attending.exchange.dicom import ArchivedImage, ArchivedSeries, ArchivedStudy
from attending.imaging import outgoing
from attending.imaging.objects import as_file
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import open_study, taken_again
from attending.security import Action, Grant

Progress = Callable[[int, int], None]


def enhance_series(
    key: str, series: int, factor: int, *, clinic: Clinic, grant: Grant, progress: Progress = lambda done, total: None
) -> dict[str, bytes]:
    """A derived series as files, by name; the original stays as it is."""
    made = _made(open_study(key, clinic=clinic, grant=grant), series, factor, clinic, progress)
    return {f"enhanced-x{factor}-{number:04d}.dcm": as_file(one) for number, one in enumerate(made, 1)}


def enhance_in_archive(
    key: str, series: int, factor: int, *, clinic: Clinic, grant: Grant, progress: Progress = lambda done, total: None
) -> ArchivedSeries:
    """Keep a derived series in the study; the same again changes nothing."""
    kept = open_study(key, clinic=clinic, grant=grant)
    grant.require(Action.CREATE, "ImagingStudy", kept.patient)
    images: list[ArchivedImage] = []
    first = Dataset()
    for number, one in enumerate(_made(kept, series, factor, clinic, progress), 1):
        clinic.images.put(kept.uid, str(one.SOPInstanceUID), as_file(one))
        first = first if images else one
        images.append(ArchivedImage(
            sop_instance_uid=str(one.SOPInstanceUID), sop_class_uid=str(one.SOPClassUID), number=number,
            frames=int(one.get("NumberOfFrames") or 1), rows=int(one.Rows), columns=int(one.Columns),
        ))  # fmt: skip
    of = kept.series[series]
    made = ArchivedSeries(
        uid=str(first.SeriesInstanceUID), modality=of.modality, description=str(first.SeriesDescription),
        body_part=of.body_part, images=tuple(images), derived_from=of.uid,
    )  # fmt: skip

    def with_it(newest: ArchivedStudy | None) -> ArchivedStudy:
        now = newest or kept
        return replace(now, series=(*(one for one in now.series if one.uid != made.uid), made))

    clinic.images.change(key, with_it)
    clinic.record.audit(Entry(
        action=Action.CREATE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
        what=(f"ImagingStudy/{key}",), patient=kept.patient, detail=f"derived series, x{factor}",
    ))  # fmt: skip
    return made


def _made(kept: ArchivedStudy, series: int, factor: int, clinic: Clinic, progress: Progress) -> Iterator[Dataset]:
    """Each derived image in order."""
    if not 0 <= series < len(kept.series) or kept.series[series].derived_from:
        raise NotFound("There is no such series from the scanner.")
    taken = taken_again(kept, clinic)
    source = next(one for one in taken.studies[0].series if one.uid == kept.series[series].uid)
    for done, made in enumerate(outgoing.enhance_series(taken, source, factor), 1):
        yield made
        progress(done, len(source.instances))
