"""Studies that lie in another archive are found there and fetched into the record."""

from collections.abc import Callable, Mapping

from attending.errors import BadInput
from attending.exchange.dicom.remote import Get, RemoteStudy, remote_archive
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import Received, SentFile, receive_uploads
from attending.security import Action, Grant

__all__ = ["Get", "Received", "RemoteStudy", "fetch_study", "find_remote"]


def find_remote(
    query: Mapping[str, str], *, archive: str, get: Get, clinic: Clinic, grant: Grant
) -> list[RemoteStudy]:  # fmt: skip
    """Studies of an allowed archive that match; raises `BadInput`, `NotAllowed`, `Unavailable`."""
    grant.require(Action.READ, "ImagingStudy", None)
    settings = clinic.settings
    return remote_archive(archive, get, hosts=settings.dicom_hosts, token=settings.dicom_token()).find(query)


def fetch_study(
    study_uid: str, *, archive: str, get: Get, clinic: Clinic, grant: Grant, patient: str | None = None,
    progress: Callable[[int], None] = lambda images: None,
) -> Received:  # fmt: skip
    """Fetch one study, series by series, and keep and file it; what came before an interruption stays.

    Args:
        study_uid: its StudyInstanceUID.
        archive: DICOMweb root.
        get: the way out.
        clinic: where it goes.
        grant: who asks.
        patient: whose it is, when a person says so.
        progress: told how many images have come.
    """
    grant.require(Action.CREATE, "ImagingStudy", None)
    settings = clinic.settings
    remote = remote_archive(archive, get, hosts=settings.dicom_hosts, token=settings.dicom_token())
    received: Received | None = None
    count = 0
    for _, files in remote.fetch(study_uid):
        sent = [SentFile(f"{count + number}", data.__bytes__) for number, data in enumerate(files, 1)]
        count += len(files)
        (received,) = receive_uploads(sent, clinic=clinic, grant=grant, patient=patient) or (received,)
        progress(count)
    if received is None:
        raise BadInput("The archive sent no image of this study.")
    return received
