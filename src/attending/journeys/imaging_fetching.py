"""Studies that lie in another archive are found there and fetched into the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from attending.audit import Entry
from attending.errors import BadInput
from attending.exchange.dicom.archives import gather, open_archive
from attending.exchange.dicom.remote import Archive, Get, RemoteStudy
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import Received, SentFile, receive_uploads
from attending.security import Action, Grant

__all__ = ["Fetched", "Get", "Received", "RemoteStudy", "fetch_study", "find_remote", "source_of"]


@dataclass(frozen=True)
class Fetched:
    """The study as it lies here now, images that came, and those that the archive kept back."""

    received: Received
    images: int
    missing: int
    stopped: bool


def source_of(clinic: Clinic) -> str:
    """The archive that studies are fetched from; empty where none is set up."""
    return clinic.settings.dicom_source or clinic.settings.dicom_archive


def find_remote(query: Mapping[str, str], *, archive: str, get: Get, clinic: Clinic, grant: Grant) -> list[RemoteStudy]:
    """Studies of an allowed archive that match; raises `BadInput`, `NotAllowed`, `Unavailable`."""
    grant.require(Action.READ, "ImagingStudy", None)
    found = _archive(archive, get, clinic).find(query)
    _note(f"searched the archive {urlsplit(archive).hostname}: {len(found)} studies", (), clinic, grant)
    return found


def fetch_study(
    study_uid: str, *, archive: str, get: Get, clinic: Clinic, grant: Grant, patient: str | None = None,
    progress: Callable[[int], None] = lambda images: None, stopped: Callable[[], bool] = lambda: False,
) -> Fetched:  # fmt: skip
    """Fetch one study, keep and file it; raises like `find_remote`. `patient`: whose it is, when a person says so."""
    grant.require(Action.CREATE, "ImagingStudy", None)
    kept: list[Received] = []

    def keep(files: list[bytes]) -> None:
        sent = [SentFile(f"{number}", data.__bytes__) for number, data in enumerate(files, 1)]
        kept.extend(receive_uploads(sent, clinic=clinic, grant=grant, patient=patient))

    came = gather(_archive(archive, get, clinic).fetch(study_uid), keep, progress=progress, stopped=stopped)
    if not kept:
        raise BadInput("It was stopped before an image came." if came.stopped else "The archive sent no image of it.")
    how = f"fetched {came.images} images from the archive {urlsplit(archive).hostname}{', stopped' * came.stopped}"
    _note(how, (kept[-1].study.key,), clinic, grant)
    return Fetched(kept[-1], came.images, came.missing, came.stopped)


def _archive(address: str, get: Get, clinic: Clinic) -> Archive:
    own = clinic.settings
    return open_archive(
        address, get, hosts=own.dicom_hosts, token=own.dicom_token, title=own.dicom_title, listen=own.dicom_listen
    )


def _note(detail: str, keys: tuple[str, ...], clinic: Clinic, grant: Grant) -> None:
    clinic.record.audit(Entry(
        action=Action.EXECUTE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
        what=tuple(f"ImagingStudy/{key}" for key in keys), type="import" if keys else "rest",
        interaction="" if keys else "search", detail=detail,
    ))  # fmt: skip
