"""Encrypt the plain SQLite file of an earlier version, once; a kill at any moment leaves the old file or the new one.

The old file is locked against everybody, copied into an encrypted one, replaced by it, then overwritten and removed.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from attending.errors import Unavailable

_MAGIC = b"SQLite format 3\x00"
_CHUNK = 1 << 20


def is_plain(path: Path) -> bool:
    """Whether this is a SQLite file that anybody can read."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def encrypt_file(path: Path, key: bytes, admit: Callable[[Any], None]) -> None:
    """Put an encrypted copy in the place of a plain file.

    Args:
        path: the SQLite file.
        key: 32 bytes, the key of the new file.
        admit: raises unless the open file (a driver's connection) is one that we may change.
    """
    with _alone(path):
        remove_remains(path)
        if not is_plain(path):
            return  # another process has just done it
        fresh = path.with_name(f"{path.name}.encrypting")
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        try:
            _export(path, fresh, key, admit)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        _sync(fresh)
        os.link(path, _remains(path))
        fresh.replace(path)
        _sync(path.parent)
        remove_remains(path)


def remove_remains(path: Path) -> None:
    """Overwrite and remove the plain file that a killed upgrade has left behind, if its successor stands."""
    remains = _remains(path)
    if not remains.exists():
        return
    if not remains.samefile(path):
        with remains.open("r+b") as file:
            for _ in range(0, remains.stat().st_size, _CHUNK):
                file.write(bytes(_CHUNK))
            file.flush()
            os.fsync(file.fileno())
    remains.unlink()


def _export(path: Path, fresh: Path, key: bytes, admit: Callable[[Any], None]) -> None:
    plain = sqlite.connect(path, isolation_level=None)
    try:
        admit(plain)
        plain.execute("PRAGMA locking_mode = EXCLUSIVE")
        # Leaving WAL mode succeeds only when nobody else has the file open, and moves all of the WAL into the file.
        plain.execute("PRAGMA journal_mode = DELETE").fetchone()
        plain.execute("BEGIN EXCLUSIVE")
        plain.execute("COMMIT")
        (version,) = plain.execute("PRAGMA user_version").fetchone()
        plain.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key.hex()}'\"", (str(fresh),))
        plain.execute("SELECT sqlcipher_export('fresh')").fetchone()
        plain.execute(f"PRAGMA fresh.user_version = {version}")
        plain.execute("DETACH DATABASE fresh")
    except sqlite.OperationalError as error:
        hint = "Stop every other program that uses it, make room on the disk, then try again."
        raise Unavailable("The record's file cannot be encrypted now; it is as it was.", hint=hint) from error
    finally:
        plain.close()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time do this."""
    descriptor = os.open(path.with_name(f"{path.name}.upgrade"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remains(path: Path) -> Path:
    return path.with_name(f"{path.name}.plain")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
