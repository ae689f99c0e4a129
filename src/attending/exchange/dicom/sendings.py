"""Files of a sending of several studies that could not be read, and that may belong to any of them.

They stand once, with the sending, and not beside each of its studies. Read by the list of studies.
"""

from datetime import datetime
from pathlib import Path

import msgspec

from attending.errors import NotFound
from attending.exchange.dicom.locks import Locks
from attending.exchange.dicom.sealed import SealedFiles

MOST_SENDINGS = 50
"""The newest are kept: who sent them has long since sent them again."""


class Sending(msgspec.Struct, frozen=True):
    """One sending: when it came, the keys of its studies, and name and reason of each file."""

    received: datetime
    studies: tuple[str, ...]
    broken: tuple[tuple[str, str], ...]


class Sendings:
    """The sendings of one archive, sealed in one file, the newest first."""

    def __init__(self, folder: Path, files: SealedFiles, locks: Locks) -> None:
        self._path, self._files, self._locks = folder / "lists" / "sendings", files, locks

    def read(self) -> list[Sending]:
        """Those that are kept."""
        try:
            return msgspec.json.decode(self._files.read(self._path), type=list[Sending])
        except NotFound:
            return []

    def add(self, sending: Sending) -> None:
        """Keep one more."""
        with self._locks.hold("sendings"):
            self._write([sending, *self.read()][:MOST_SENDINGS])

    def forget(self, study: str) -> None:
        """A study was erased: names of files that came with it may name its patient."""
        with self._locks.hold("sendings"):
            known = self.read()
            left = [one for one in known if study not in one.studies]
            if left != known:
                self._write(left)

    def _write(self, sendings: list[Sending]) -> None:
        self._files.write(self._path, msgspec.json.encode(sendings))
