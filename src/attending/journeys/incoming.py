"""What the hospital itself sends: straight into the record, for nobody drafted it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from attending.exchange import (
    ImportReport,
    find_sent_files,
    import_bundle,
    import_bundles,
    import_workers,
    read_sent_file,
)
from attending.record import Store
from attending.security import Grant

__all__ = ["find_sent_files", "receive_files", "receive_resources"]
_MUCH = 4 * 1024 * 1024
"""Bytes from which it pays to start other processes."""


def receive_resources(data: bytes, *, record: Store, grant: Grant) -> ImportReport:
    """File a Bundle, a resource or NDJSON, whole or not at all."""
    return import_bundle(record, data, grant=grant)


def receive_files(files: Sequence[Path], *, record: Store, grant: Grant) -> Iterator[ImportReport]:
    """File one after the other, each whole or not at all; much of it on every core that this process may use.

    Args:
        files: Bundles, resources or NDJSON, packed or not; see `find_sent_files`.
        record: where to.
        grant: who files.
    """
    size, cores = sum(file.stat().st_size for file in files), len(os.sched_getaffinity(0))
    with import_workers(cores - 1 if size >= _MUCH else 0) as workers:
        yield from import_bundles(record, map(read_sent_file, files), grant=grant, workers=workers)
