"""A file of a backup that is sealed part by part: AES-256-GCM, each part bound to the file's name and its place in it.

Read by `backup` (rows of tables) and by `backup_files` (files that lie in clear beside the database).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attending.database import Row
from attending.errors import Tampered
from attending.security.derivation import NONCE_BYTES, derive_key


@dataclass(frozen=True)
class Sealed:
    """One file; no two files of one backup may have the same name, for it chooses the key."""

    path: Path
    key: bytes

    def write(self, rows: Iterator[list[Row]]) -> None:
        """Write the parts, and flush them to the disk."""
        with self.path.open("xb") as file:
            for number, part in enumerate(rows):
                sealed = self._cipher().encrypt(self._nonce(number), msgspec.msgpack.encode(part), self._place(number))
                file.write(len(sealed).to_bytes(4, "big") + sealed)
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Iterator[list[Row]]:
        """The parts; raises `Tampered`."""
        with self.path.open("rb") as file:
            number = 0
            while length := file.read(4):
                sealed = file.read(int.from_bytes(length, "big"))
                try:
                    plain = self._cipher().decrypt(self._nonce(number), sealed, self._place(number))
                except (InvalidTag, ValueError) as error:
                    raise Tampered("This backup is damaged, or of another key.", hint="Take another one.") from error
                yield [tuple(row) for row in msgspec.msgpack.decode(plain)]
                number += 1

    def _cipher(self) -> AESGCM:
        return AESGCM(derive_key(self.key, self.path.name))

    def _nonce(self, number: int) -> bytes:
        return number.to_bytes(NONCE_BYTES, "big")

    def _place(self, number: int) -> bytes:
        return f"{self.path.name}/{number}".encode()
