"""What the hospital itself sends: straight into the record, for nobody drafted it."""

from collections.abc import Iterable, Iterator

from attending.exchange import ImportReport, import_bundle, import_bundles, import_workers
from attending.record import Store
from attending.security import Grant

_MUCH = 4 * 1024 * 1024
"""Bytes from which it pays to start other processes."""


def receive_resources(data: bytes, *, record: Store, grant: Grant) -> ImportReport:
    """File a Bundle, a resource or NDJSON, whole or not at all."""
    return import_bundle(record, data, grant=grant)


def receive_files(
    sent: Iterable[bytes], *, record: Store, grant: Grant, size: int, cores: int
) -> Iterator[ImportReport]:
    """File one after the other, each whole or not at all; much of it on every core.

    Args:
        sent: Bundles, resources or NDJSON.
        record: where to.
        grant: who files.
        size: bytes in all.
        cores: that this machine has for it.
    """
    with import_workers(cores - 1 if size >= _MUCH else 0) as workers:
        yield from import_bundles(record, sent, grant=grant, workers=workers)
