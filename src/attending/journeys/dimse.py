"""An existing PACS sends its studies by DIMSE, and asks which ones are here."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attending.errors import BadInput
from attending.journeys.clinic import Clinic
from attending.journeys.dicomweb_search import find_below, find_studies
from attending.journeys.imaging_study import SentFile, receive_uploads
from attending.security import Grant

if TYPE_CHECKING:
    from attending.exchange.dicom.receiver import Receiver


def listen(
    *,
    clinic: Clinic,
    grant: Grant,
    title: str,
    peers: Collection[str],
    host: str,
    port: int,
    quiet_s: float | None = None,
) -> "Receiver":
    """A DIMSE door for an existing PACS; needs the extra `[pacs]`.

    What a line brings is filed when it ends, or when nothing has come by it for `quiet_s`.
    """
    from attending.exchange.dicom.receiver import QUIET_S, Receiver

    def file(files: list[bytes]) -> None:
        with suppress(BadInput):  # nothing that is an image: acknowledged, and not kept
            receive_uploads(
                [SentFile(f"{n}", data.__bytes__) for n, data in enumerate(files, 1)], clinic=clinic, grant=grant
            )

    def find(level: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        if level in ("PATIENT", "STUDY"):
            return find_studies(query, clinic=clinic, grant=grant)
        return find_below(query, instances=level == "IMAGE", clinic=clinic, grant=grant)

    return Receiver(
        clinic.images,
        file,
        find,
        title=title,
        peers=peers,
        host=host,
        port=port,
        quiet_s=QUIET_S if quiet_s is None else quiet_s,
    )
