"""An imaging study, from the files a scanner sends to the images in the patient's record."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from attending.audit import Entry
from attending.errors import NotAllowed
from attending.exchange.dicom import ArchivedStudy, Received, assign_study, find_image, receive_study
from attending.imaging import take_in
from attending.journeys.clinic import Clinic
from attending.security import Action, Grant

__all__ = ["ArchivedStudy", "Received", "find_image", "name_patient", "open_study", "receive_files", "studies_of"]

Progress = Callable[[int, int], None]


def receive_files(
    paths: Iterable[Path], *, clinic: Clinic, grant: Grant, patient: str | None = None, modality: str = "",
    progress: Progress | None = None,
) -> tuple[Received, ...]:  # fmt: skip
    """Read files, folders and archives; keep every study, and file those whose patient is known."""
    taken = take_in(paths, modality=modality, progress=progress)
    return tuple(
        receive_study(
            study, lambda uid: taken.files[uid](), store=clinic.record, archive=clinic.images, grant=grant,
            now=clinic.now(), patient=patient,
        )
        for study in taken.studies
    )  # fmt: skip


def name_patient(key: str, patient: str, *, clinic: Clinic, grant: Grant) -> str:
    """A person says whose study it is; returns the id of its ImagingStudy."""
    return assign_study(key, patient, store=clinic.record, archive=clinic.images, grant=grant)


def studies_of(clinic: Clinic, *, grant: Grant) -> Iterator[ArchivedStudy]:
    """Studies this person may know of, newest first."""
    for study in sorted(clinic.images.studies(), key=lambda s: (s.received, s.key), reverse=True):
        if _reaches(grant, study):
            yield study


def open_study(key: str, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """One study, with the look in the audit trail; raises `NotFound`, `NotAllowed`."""
    study = clinic.images.load(key)
    if study.patient is not None:
        clinic.record.read("ImagingStudy", key, grant=grant)
        return study
    if not _reaches(grant, study):
        raise NotAllowed("This role has no access to imaging studies.")
    clinic.record.audit(
        Entry(
            action=Action.READ, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
            what=(f"ImagingStudy/{key}",), detail="not matched to a patient yet",
        )
    )  # fmt: skip
    return study


def _reaches(grant: Grant, study: ArchivedStudy) -> bool:
    types = grant.types is None or "ImagingStudy" in grant.types
    patients = grant.patients is None or study.patient in grant.patients
    return types and patients and Action.READ in grant.actions
