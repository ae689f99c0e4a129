"""Which studies a person may know of, and the audit entry of opening one."""

from collections.abc import Iterator
from datetime import datetime

from attending.audit import Entry
from attending.errors import NotAllowed
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.lines import StudyLine, line_of
from attending.exchange.dicom.manifest import ArchivedStudy
from attending.record import Store
from attending.security import Action, Grant


def studies_of(archive: ImageArchive, *, grant: Grant) -> Iterator[StudyLine]:
    """What a list says of the studies this person may know of, newest first."""
    for study in sorted(archive.lines(), key=lambda s: (s.received, s.key), reverse=True):
        if _reaches(grant, study):
            yield study


def open_study(key: str, *, store: Store, archive: ImageArchive, grant: Grant, now: datetime) -> ArchivedStudy:
    """One study, with the look in the audit trail; raises `NotFound`, `NotAllowed`."""
    study = archive.load(key)
    if study.patient is not None:
        store.read("ImagingStudy", key, grant=grant)
        return study
    if not _reaches(grant, study):
        raise NotAllowed("This role has no access to imaging studies.")
    store.audit(
        Entry(
            action=Action.READ,
            who=grant.who,
            role=grant.role,
            purpose=grant.purpose,
            when=now,
            what=(f"ImagingStudy/{key}",),
            detail="not matched to a patient yet",
        )
    )
    return study


def prior_of(study: ArchivedStudy | StudyLine, *, archive: ImageArchive, grant: Grant) -> ArchivedStudy | None:
    """The newest earlier study of the same patient with a modality in common, and a body part where both name one."""
    line = study if isinstance(study, StudyLine) else line_of(study)
    modalities = {series.modality for series in line.series}
    parts = _parts(line)
    earlier = [
        other
        for other in studies_of(archive, grant=grant)
        if other.patient == study.patient is not None
        and other.key != study.key
        and _when(other) < _when(line)
        and modalities & {series.modality for series in other.series}
        and (not parts or not _parts(other) or parts & _parts(other))
    ]
    newest = max(earlier, key=_when, default=None)
    return archive.find(newest.key) if newest is not None else None


def _parts(study: StudyLine) -> set[str]:
    return {series.body_part for series in study.series if series.body_part and not series.derived}


def _when(study: StudyLine) -> datetime:
    return study.started or study.received


def _reaches(grant: Grant, study: ArchivedStudy | StudyLine) -> bool:
    types = grant.types is None or "ImagingStudy" in grant.types
    patients = grant.patients is None or study.patient in grant.patients
    return types and patients and Action.READ in grant.actions
