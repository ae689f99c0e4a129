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
from attending.exchange.dicom.matching import Match
from attending.exchange.dicom.renamed import renamed
from attending.exchange.dicom.renewed import keep, rename_derived
from attending.exchange.dicom.whose import APART, Home, find_home, identity_of, parts_of
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
    sent: ArchivedStudy
    """What came of it this time, with the files of this time that could not be read or kept."""
    beside: tuple[tuple[str, str], ...] = ()
    """Name and reason of each file of the whole sending that could not be read and may belong to any of its studies."""


def receive_study(
    study: Study, read: Callable[[str], bytes], *, store: Store, archive: ImageArchive, grant: Grant,
    now: datetime, patient: str | None = None,
) -> tuple[Received, ...]:  # fmt: skip
    """Keep one study's images and file it with its patient; the same study again only adds what is new.

    Images that name another patient than the study of their UID that is known already are a study of their own, which
    waits for a person.

    Args:
        study: as it was sorted.
        read: SOPInstanceUID → the DICOM bytes.
        store: the record.
        archive: where images lie.
        grant: who brings it.
        now: when it came.
        patient: logical id of the patient, when a person says so; otherwise the header is matched.

    Raises:
        BadInput: no image in it, or a person says that it is another patient's than the one it is filed with.
        NotFound: no such patient.
    """
    return tuple(
        _receive(part, read, store=store, archive=archive, grant=grant, now=now, patient=patient)
        for part in parts_of(study, archive)
    )


def _receive(
    study: Study, read: Callable[[str], bytes], *, store: Store, archive: ImageArchive, grant: Grant,
    now: datetime, patient: str | None,
) -> Received:  # fmt: skip
    home = find_home(study, store=store, archive=archive, grant=grant, patient=patient)
    sent = _manifest(study, home, now)
    known = archive.find(home.key)
    if not _merged(known, sent).series:
        raise BadInput("The study holds no image.")
    refused = []
    for image in (one for series in study.series for one in series.instances if _is_kept(one)):
        data = read(image.sop_instance_uid)
        if known is not None and known.moves and not home.corrected:
            data = renamed(data, known.identity, known.moves[-1].when)
        reason = keep(archive, home.key, image.sop_instance_uid, data)
        refused += [(image.name, reason)] if reason else []
    sent = replace(sent, broken=(*sent.broken, *refused))
    manifest = archive.change(home.key, lambda newest: _merged(newest, sent, corrected=home.corrected))
    if home.corrected:
        rename_derived(archive, home.key, manifest.series)
    if home.left:
        _take_out(archive, home.left, {instance.sop_instance_uid for instance in study.instances})
    with archive.holding(home.key) as newest:  # a move meanwhile must not be filed over
        filed = file_imaging_study(store, newest, grant=grant) if newest.patient else None
    return Received(manifest, home.match, filed, sent)


def _take_out(archive: ImageArchive, key: str, uids: set[str]) -> None:
    """Images that came again under another name leave the study in which they waited, and an empty one is gone."""

    def without(study: ArchivedStudy | None) -> ArchivedStudy:
        known = study or archive.load(key)
        series = (
            replace(one, images=tuple(image for image in one.images if image.sop_instance_uid not in uids))
            for one in known.series
        )
        return replace(known, series=tuple(one for one in series if one.images))

    if not archive.change(key, without).series:
        archive.remove(key)
        return
    archive.drop(key, uids)


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
            raise BadInput(
                "This study is filed with another patient already.",
                hint="`attending imaging move` takes it to another.",
            )
        return replace(study, patient=patient, apart="")

    archive.change(key, theirs)
    with archive.holding(key) as newest:
        return file_imaging_study(store, newest, grant=grant)


def _manifest(study: Study, home: Home, now: datetime) -> ArchivedStudy:
    first = study.first
    flags = {instance.burned_in for instance in study.instances}
    return ArchivedStudy(
        key=home.key,
        uid=study.uid,
        received=now,
        description=first.study_description or first.series_description,
        started=study.started,
        accession=first.accession,
        study_id=first.study_id,
        referrer=first.referrer,
        series=tuple(_series(series) for series in study.series if any(map(_is_kept, series.instances))),
        patient=home.match.patient,
        identity=identity_of(study),
        apart=home.match.reason if home.match.reason == APART else "",
        broken=tuple((broken.name, broken.reason) for broken in study.broken),
        burned_in=next((f.value for f in (BurnedIn.YES, BurnedIn.UNKNOWN) if f in flags), "no"),
    )


def _series(series: Series) -> ArchivedSeries:
    return ArchivedSeries(
        uid=series.uid,
        modality=series.modality,
        description=series.description,
        body_part=series.body_part,
        number=series.instances[0].series_number,
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


def _merged(known: ArchivedStudy | None, sent: ArchivedStudy, *, corrected: bool = False) -> ArchivedStudy:
    """What was there and what came now: a study often comes in several parts, or again with a corrected header."""
    if known is None:
        return sent
    series = {one.uid: one for one in known.series}
    for one in sent.series:
        images = {i.sop_instance_uid: i for i in (series[one.uid].images if one.uid in series else ())}
        images |= {image.sop_instance_uid: image for image in one.images}
        series[one.uid] = replace(one, images=tuple(sorted(images.values(), key=lambda i: i.number)))
    if corrected:
        known = replace(
            known,
            identity=sent.identity,
            accession=sent.accession,
            description=sent.description,
            started=sent.started,
            study_id=sent.study_id,
            referrer=sent.referrer,
        )
    return replace(
        known,
        series=tuple(series.values()),
        patient=known.patient or sent.patient,
        broken=tuple(dict.fromkeys((*known.broken, *sent.broken))),
        burned_in=max(known.burned_in, sent.burned_in, key=("no", "unknown", "yes").index),
    )
