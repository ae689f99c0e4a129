"""Another archive by its address, whatever it speaks; and its images gathered as they come, until somebody stops it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from attending.errors import NotConfigured
from attending.exchange.dicom.outbox import WEB, check_destination
from attending.exchange.dicom.remote import Archive, Batch, Get, remote_archive

AT_ONCE = 100
"""Images that are kept together: what came before an interruption stays."""


@dataclass(frozen=True)
class Gathered:
    """Images that came, images that the archive names and did not give, and whether somebody stopped it."""

    images: int
    missing: int
    stopped: bool


def open_archive(
    address: str, get: Get, *, hosts: Iterable[str], token: Callable[[], str], title: str, listen: str
) -> Archive:  # fmt: skip
    """An archive that the hospital allows: a DICOMweb root, or dicom://TITLE@host:port.

    Args:
        address: where it is.
        get: the way out by DICOMweb.
        hosts: that are allowed.
        token: reads the DICOMweb token.
        title: ours, for a classic archive.
        listen: where a classic archive may send.

    Raises:
        BadInput: no such address.
        NotAllowed: not this host.
        NotConfigured: a classic archive, and pynetdicom is missing.
    """
    if not address.startswith("dicom:"):
        return remote_archive(address, get, hosts=hosts, token=token())
    checked = check_destination(address, hosts, schemes=WEB | {"dicom"})
    try:
        from attending.exchange.dicom.classic import classic_archive
    except ImportError as error:
        raise NotConfigured("A classic archive needs pynetdicom.", hint="pip install 'attending[pacs]'") from error
    return classic_archive(checked, own=title, listen=listen)


def gather(
    coming: Iterator[Batch], keep: Callable[[list[bytes]], None], *, progress: Callable[[int], None],
    stopped: Callable[[], bool],
) -> Gathered:  # fmt: skip
    """Keep what comes, `AT_ONCE` images at a time, until it ends, breaks or is stopped; what has come is kept."""
    held: list[bytes] = []
    count = missing = 0
    ended = False
    with closing(coming):  # type: ignore[type-var]  # a generator: closing it ends the association
        try:
            for batch in coming:
                held += batch.files
                count, missing = count + len(batch.files), missing + batch.missing
                progress(count)
                ended = stopped()
                if ended:
                    break
                if len(held) >= AT_ONCE:
                    keep(held)
                    held = []
        finally:
            if held:
                keep(held)
    return Gathered(count, missing, ended)
