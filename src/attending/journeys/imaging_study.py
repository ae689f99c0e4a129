"""An imaging study, from the files a scanner sends to the images in the patient's record."""

from collections.abc import Callable, Iterable
from pathlib import Path

from attending.exchange import dicom
from attending.exchange.dicom import ArchivedSeries, ArchivedStudy, EnhanceWish, Received, ReportWish, StudyLine
from attending.imaging import Intake, take_in
from attending.imaging.intake import SentFile, list_sent, sort_files
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_sendings import noted
from attending.record import Resource
from attending.security import Action, Grant

__all__ = [
    "ArchivedSeries", "ArchivedStudy", "EnhanceWish", "Intake", "Received", "ReportWish", "SentFile", "StudyLine",
]  # fmt: skip

Progress = Callable[[int, int], None]


def receive_files(
    paths: Iterable[Path], *, clinic: Clinic, grant: Grant, patient: str | None = None, modality: str = "",
    progress: Progress | None = None,
) -> tuple[Received, ...]:  # fmt: skip
    """Read files, folders and archives; keep every study, and file those whose patient is known."""
    return _receive(take_in(paths, modality=modality, progress=progress), clinic, grant, patient)


def receive_uploads(
    files: Iterable[SentFile], *, clinic: Clinic, grant: Grant, patient: str | None = None
) -> tuple[Received, ...]:
    """The same for files that came over the network."""
    return _receive(sort_files(list(list_sent(files))), clinic, grant, patient)


def name_patient(key: str, patient: str, *, clinic: Clinic, grant: Grant) -> str:
    """A person says whose study it is; returns the id of its ImagingStudy."""
    return dicom.assign_study(key, patient, store=clinic.record, archive=clinic.images, grant=grant)


def studies_of(clinic: Clinic, *, grant: Grant) -> list[StudyLine]:
    """What a list says of the studies this person may know of, newest first."""
    return list(dicom.studies_of(clinic.images, grant=grant))


def patients_of(studies: Iterable[StudyLine], *, clinic: Clinic, grant: Grant) -> dict[str, Resource]:
    """The patients of some studies by their id, noted as one search."""
    ids = dict.fromkeys(study.patient for study in studies if study.patient)
    with clinic.record.look(grant=grant) as tx:
        found = {id_: stored.resource for id_ in ids if (stored := tx.newest("Patient", id_)) is not None}
        tx.audit(Action.EXECUTE, what=[f"Patient/{id_}" for id_ in ids], type="queue", interaction="search")
    return found


def open_study(key: str, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """One study, with the look in the audit trail."""
    return dicom.open_study(key, store=clinic.record, archive=clinic.images, grant=grant, now=clinic.now())


def prior_of(study: ArchivedStudy | StudyLine, *, clinic: Clinic, grant: Grant) -> ArchivedStudy | None:
    """The study to compare it with: the newest earlier one of the same patient and a modality in common."""
    return dicom.prior_of(study, archive=clinic.images, grant=grant)


def _receive(taken: Intake, clinic: Clinic, grant: Grant, patient: str | None) -> tuple[Received, ...]:
    return noted((
        part for study in taken.studies for part in dicom.receive_study(
            study, lambda uid: taken.files[uid](), store=clinic.record, archive=clinic.images, grant=grant,
            now=clinic.now(), patient=patient,
        )
    ), taken, clinic)  # fmt: skip


def taken_again(kept: ArchivedStudy, clinic: Clinic) -> Intake:
    """The study read again from the archive."""
    return sort_files([
        SentFile(image.name, lambda uid=image.sop_instance_uid: clinic.images.read(kept.key, uid))  # type: ignore[misc]
        for series in kept.series for image in series.images if series.is_shown and not series.derived_from
    ])  # fmt: skip
