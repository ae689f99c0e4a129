"""A sharper or quieter series beside the original: kept in the archive, one key away in the viewer, or as files."""

from collections.abc import Callable, Iterator

from pydicom.dataset import Dataset

from attending.audit import Entry
from attending.errors import AttendingError, NotFound
from attending.exchange.dicom import ArchivedImage, ArchivedSeries, ArchivedStudy, with_derived
from attending.imaging import outgoing
from attending.imaging.header import read_dataset
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
    of, first = _source(kept, series), Dataset()
    images: list[ArchivedImage] = []
    try:
        for number, one in enumerate(_made(kept, series, factor, clinic, progress, keep=True), 1):
            first = first if images else one
            images.append(ArchivedImage(
                sop_instance_uid=str(one.SOPInstanceUID), sop_class_uid=str(one.SOPClassUID), number=number,
                frames=int(one.get("NumberOfFrames") or 1), rows=int(one.Rows), columns=int(one.Columns),
            ))  # fmt: skip
        made = ArchivedSeries(
            uid=str(first.SeriesInstanceUID), modality=of.modality, description=str(first.SeriesDescription),
            body_part=of.body_part, images=tuple(images), derived_from=of.uid,
            number=int(first.get("SeriesNumber") or 0),
        )  # fmt: skip
        clinic.images.change(key, lambda newest: with_derived(newest, made))
    except AttendingError:  # nobody wants the half of a series; what a server's end broke off goes on from there
        clinic.images.drop(key, [one.sop_instance_uid for one in images])
        raise
    clinic.record.audit(Entry(
        action=Action.CREATE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
        what=(f"ImagingStudy/{key}",), patient=kept.patient, detail=f"derived series, x{factor}",
    ))  # fmt: skip
    return made


def _source(kept: ArchivedStudy, series: int) -> ArchivedSeries:
    if not 0 <= series < len(kept.series) or kept.series[series].derived_from:
        raise NotFound("There is no such series from the scanner.")
    return kept.series[series]


def _made(
    kept: ArchivedStudy, series: int, factor: int, clinic: Clinic, progress: Progress, *, keep: bool = False
) -> Iterator[Dataset]:
    """Each derived image in order; with `keep` it goes into the archive, and what is there is not made again."""
    uid, taken = _source(kept, series).uid, taken_again(kept, clinic)
    source = next(one for one in taken.studies[0].series if one.uid == uid)

    def before(uid: str) -> Dataset | None:
        return read_dataset(clinic.images.read(kept.key, uid)) if keep and clinic.images.has(kept.key, uid) else None

    for done, one in enumerate(outgoing.enhance_series(taken, source, factor, before=before), 1):
        if keep and not clinic.images.has(kept.key, str(one.SOPInstanceUID)):
            clinic.images.put(kept.key, str(one.SOPInstanceUID), as_file(one))
        yield one
        progress(done, len(source.instances))
