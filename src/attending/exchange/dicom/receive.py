"""A study as it comes in: its images are kept, its patient is found, its ImagingStudy is filed.

A study often comes in several parts, and the same part twice; what is there already stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from attending.errors import BadInput
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.filing import file_imaging_study
from attending.exchange.dicom.manifest import ArchivedImage, ArchivedSeries, ArchivedStudy
from attending.exchange.dicom.matching import Match, match_patient
from attending.record import Store
from attending.record.study import NOT_SHOWN, BurnedIn, Instance, Series, Study
from attending.security import Grant


@dataclass(frozen=True)
class Received:
    """What became of one study that came in."""

    study: ArchivedStudy
    match: Match
    filed: str | None
    """Id of its ImagingStudy; `None` while nobody knows whose it is."""


def receive_study(
    study: Study, read: Callable[[str], bytes], *, store: Store, archive: ImageArchive, grant: Grant,
    now: datetime, patient: str | None = None,
) -> Received:  # fmt: skip
    """Keep one study's images and file it with its patient; the same study again only adds what is new.

    Args:
        study: as it was sorted.
        read: SOPInstanceUID → the DICOM bytes.
        store: the record.
        archive: where images lie.
        grant: who brings it.
        now: when it came.
        patient: logical id of the patient, when a person says so; otherwise the header is matched.

    Raises:
        BadInput: no image in it.
        NotFound: no such patient.
    """
    known = archive.find(archive.key_of(study.uid))
    filed = known.patient if known else None
    match = _match(study, store, grant, patient or filed, again=patient is None)
    sent = _manifest(study, archive, match.patient, now)
    if not _merged(known, sent).series:
        raise BadInput("The study holds no image.")
    for series in study.series:
        for image in series.instances:
            if _is_kept(image):
                archive.put(study.uid, image.sop_instance_uid, read(image.sop_instance_uid))
    manifest = archive.change(sent.key, lambda newest: _merged(newest, sent))
    return Received(manifest, match, file_imaging_study(store, manifest, grant=grant) if manifest.patient else None)


def assign_study(key: str, patient: str, *, store: Store, archive: ImageArchive, grant: Grant) -> str:
    """A person says whose study it is; returns the id of its ImagingStudy.

    Raises:
        BadInput: it is filed with another patient already.
        NotFound: no such study, or no such patient.
    """
    archive.load(key)
    store.read("Patient", patient, grant=grant)

    def theirs(study: ArchivedStudy | None) -> ArchivedStudy:
        if study is None or study.patient not in (None, patient):
            raise BadInput("This study is filed with another patient already.", hint="Have its report rejected first.")
        return replace(study, patient=patient)

    return file_imaging_study(store, archive.change(key, theirs), grant=grant)


def _match(study: Study, store: Store, grant: Grant, patient: str | None, *, again: bool) -> Match:
    if patient is not None:
        store.read("Patient", patient, grant=grant)
        return Match(patient, "It was filed with this patient before." if again else "A person said whose it is.")
    identity = study.first.patient
    if any(instance.patient != identity for instance in study.instances):
        return Match(None, "Its files name different patients.")
    return match_patient(
        store,
        number=identity.id,
        name=identity.name,
        birth_date=identity.birth_date,
        sex=identity.sex,
        grant=grant,
    )


def _manifest(study: Study, archive: ImageArchive, patient: str | None, now: datetime) -> ArchivedStudy:
    first = study.first
    flags = {instance.burned_in for instance in study.instances}
    return ArchivedStudy(
        key=archive.key_of(study.uid),
        uid=study.uid,
        received=now,
        description=first.study_description or first.series_description,
        started=study.started,
        accession=first.accession,
        series=tuple(_series(series) for series in study.series if any(map(_is_kept, series.instances))),
        patient=patient,
        identity={
            "number": first.patient.id,
            "name": first.patient.name,
            "birthDate": str(first.patient.birth_date or ""),
            "sex": first.patient.sex,
        },
        broken=tuple((broken.name, broken.reason) for broken in study.broken),
        burned_in=next((f.value for f in (BurnedIn.YES, BurnedIn.UNKNOWN) if f in flags), "no"),
    )


def _series(series: Series) -> ArchivedSeries:
    return ArchivedSeries(
        uid=series.uid,
        modality=series.modality,
        description=series.description,
        body_part=series.body_part,
        images=tuple(_image(instance) for instance in series.instances if _is_kept(instance)),
    )


def _is_kept(instance: Instance) -> bool:
    """Images, and what is said of images: reports, segmentations, presentation states."""
    return instance.is_image or instance.modality in NOT_SHOWN


def _image(instance: Instance) -> ArchivedImage:
    return ArchivedImage(
        sop_instance_uid=instance.sop_instance_uid,
        sop_class_uid=instance.sop_class_uid,
        number=instance.number,
        frames=instance.frames,
        rows=instance.rows,
        columns=instance.columns,
        name=instance.name,
    )


def _merged(known: ArchivedStudy | None, sent: ArchivedStudy) -> ArchivedStudy:
    """What was there and what came now: a study often comes in several parts."""
    if known is None:
        return sent
    series = {one.uid: one for one in known.series}
    for one in sent.series:
        images = {i.sop_instance_uid: i for i in (series[one.uid].images if one.uid in series else ())}
        images |= {image.sop_instance_uid: image for image in one.images}
        series[one.uid] = replace(one, images=tuple(sorted(images.values(), key=lambda i: i.number)))
    return replace(
        known,
        series=tuple(series.values()),
        patient=known.patient or sent.patient,
        broken=tuple(dict.fromkeys((*known.broken, *sent.broken))),
        burned_in=max(known.burned_in, sent.burned_in, key=("no", "unknown", "yes").index),
    )
