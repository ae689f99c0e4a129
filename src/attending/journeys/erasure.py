"""A patient is erased: what the record holds is made unreadable, and the images are deleted."""

from attending.exchange.dicom import outbox
from attending.journeys.clinic import Clinic
from attending.review.erasure import erase_patient
from attending.security import Grant


def erase(patient: str, reason: str, *, clinic: Clinic, grant: Grant) -> tuple[int, int]:
    """How many resources can no longer be read, and how many imaging studies were deleted; raises `NotAllowed`."""
    studies = [study.key for study in clinic.images.lines() if study.patient == patient]
    resources = erase_patient(clinic.record, patient, reason, grant=grant)
    for key in studies:
        outbox.forget(clinic.record, key, grant=grant)
        clinic.images.remove(key)
    return resources, len(studies)
