"""Studies that lie in another archive are found there and fetched into the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from attending.audit import Entry
from attending.errors import BadInput, NotConfigured
from attending.exchange.dicom.outbox import WEB, check_destination
from attending.exchange.dicom.remote import Archive, Get, RemoteStudy, remote_archive
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import Received, SentFile, receive_uploads
from attending.security import Action, Grant

__all__ = ["Fetched", "Get", "Received", "RemoteStudy", "fetch_study", "find_remote", "source_of"]

AT_ONCE = 100
"""Images that are kept and filed together: what came before an interruption stays."""


@dataclass(frozen=True)
class Fetched:
    """What became of a fetch: the study as it lies here now, images that came, and those that the archive kept back."""

    received: Received
    images: int
    missing: int
    stopped: bool


def source_of(clinic: Clinic) -> str:
    """The archive that studies are fetched from; empty where none is set up."""
    return clinic.settings.dicom_source or clinic.settings.dicom_archive


def find_remote(
    query: Mapping[str, str], *, archive: str, get: Get, clinic: Clinic, grant: Grant
) -> list[RemoteStudy]:  # fmt: skip
    """Studies of an allowed archive that match; raises `BadInput`, `NotAllowed`, `Unavailable`."""
    grant.require(Action.READ, "ImagingStudy", None)
    found = _archive(archive, get, clinic).find(query)
    _note(f"searched the archive {urlsplit(archive).hostname}: {len(found)} studies", (), clinic, grant)
    return found


def fetch_study(
    study_uid: str, *, archive: str, get: Get, clinic: Clinic, grant: Grant, patient: str | None = None,
    progress: Callable[[int], None] = lambda images: None, stopped: Callable[[], bool] = lambda: False,
) -> Fetched:  # fmt: skip
    """Fetch one study and keep and file it; what came before an interruption stays.

    Args:
        study_uid: its StudyInstanceUID.
        archive: DICOMweb root, or dicom://TITLE@host:port.
        get: the way out by DICOMweb.
        clinic: where it goes.
        grant: who asks.
        patient: whose it is, when a person says so.
        progress: told how many images have come.
        stopped: asked after each few images.

    Raises:
        BadInput: the archive has no such study, or no image of it.
        NotAllowed: not this archive, or not this person.
        Unavailable: the archive does not answer, or gives up.
    """
    grant.require(Action.CREATE, "ImagingStudy", None)
    received: Received | None = None
    held: list[bytes] = []
    count = missing = 0
    ended = False

    def keep() -> None:
        nonlocal received
        sent = [SentFile(f"{count - len(held) + n}", data.__bytes__) for n, data in enumerate(held, 1)]
        (received,) = receive_uploads(sent, clinic=clinic, grant=grant, patient=patient) or (received,)
        held.clear()

    coming = _archive(archive, get, clinic).fetch(study_uid)
    try:
        for batch in coming:
            held += batch.files
            count, missing = count + len(batch.files), missing + batch.missing
            progress(count)
            ended = stopped()
            if ended:
                break
            if len(held) >= AT_ONCE:
                keep()
    finally:
        coming.close()  # type: ignore[attr-defined]  # a generator: closing it ends the association
        if held:
            keep()
    if received is None:
        raise BadInput("It was stopped before an image came." if ended else "The archive sent no image of this study.")
    where = urlsplit(archive).hostname
    _note(f"fetched {count} images from the archive {where}{', stopped' * ended}", (received.study.key,), clinic, grant)
    return Fetched(received, count, missing, ended)


def _archive(address: str, get: Get, clinic: Clinic) -> Archive:
    settings = clinic.settings
    if not address.startswith("dicom:"):
        return remote_archive(address, get, hosts=settings.dicom_hosts, token=settings.dicom_token())
    checked = check_destination(address, settings.dicom_hosts, schemes=WEB | {"dicom"})
    try:
        from attending.exchange.dicom.classic import classic_archive
    except ImportError as error:
        raise NotConfigured("A classic archive needs pynetdicom.", hint="pip install 'attending[pacs]'") from error
    return classic_archive(checked, own=settings.dicom_title, listen=settings.dicom_listen)


def _note(detail: str, keys: tuple[str, ...], clinic: Clinic, grant: Grant) -> None:
    clinic.record.audit(Entry(
        action=Action.EXECUTE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
        what=tuple(f"ImagingStudy/{key}" for key in keys), type="import" if keys else "rest",
        interaction="" if keys else "search", detail=detail,
    ))  # fmt: skip
