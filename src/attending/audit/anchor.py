"""The anchor: a small file outside the database that remembers the newest event, so that an old copy is noticed.

Keep it on another disk than the database's backups. It never moves back, and it does not move at all over a trail
that does not contain the event it remembers: the sign of a roll-back stays until a person has looked at it.
"""

import fcntl
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from attending.audit.trail import GENESIS, Head, seal
from attending.database import Connection, Rows
from attending.errors import Tampered
from attending.security.keys import Keys

_LENGTH = 160
"""Bytes of the file: always the same and well inside one disk sector, so one write replaces it whole."""

_DIGEST = "SELECT digest FROM audit_event WHERE seq = ?"


def create(path: Path, *, keys: Keys) -> None:
    """Make the anchor of an empty trail, so that from then on a missing one means that somebody took it away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    with held(path) as descriptor:
        if not os.pread(descriptor, _LENGTH, 0):
            os.pwrite(descriptor, _format(Head(0, GENESIS), keys), 0)


@contextmanager
def held(path: Path) -> Iterator[int]:
    """Open the anchor and keep others from moving it meanwhile; raises `OSError` when it is not there."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Remembered:
    """What a held anchor remembers, and what the trail answers to the question whether it holds that."""

    head: Head
    answer: Rows


def ask(descriptor: int, connection: Connection, *, keys: Keys) -> Remembered | None:
    """Read a held anchor and ask the trail about it, in the transaction that is about to be committed.

    None where the anchor is broken: that is for `verify` to report, not to repair.
    """
    try:
        head = _parse(os.pread(descriptor, _LENGTH, 0), keys)
    except Tampered:
        return None
    return Remembered(head, connection.send(_DIGEST, (head.seq,)))


def advance(descriptor: int, remembered: Remembered | None, head: Head, *, keys: Keys) -> None:
    """Move a held anchor to `head`, which has just been committed."""
    if remembered is not None and remembered.head.seq < head.seq and _is(remembered.head, remembered.answer):
        os.pwrite(descriptor, _format(head, keys), 0)


def replace(path: Path, head: Head, *, keys: Keys) -> None:
    """Make the anchor remember `head`, whatever it remembered: a person has said that this is right."""
    create(path, keys=keys)
    with held(path) as descriptor:
        os.pwrite(descriptor, _format(head, keys), 0)


def read_anchor(path: Path, *, keys: Keys) -> Head | None:
    """The event the anchor remembers; None when there is no such file; raises `Tampered` when it is broken."""
    try:
        return _parse(path.read_bytes(), keys)
    except FileNotFoundError:
        return None


def holds(connection: Connection, head: Head) -> bool:
    """Whether the trail contains exactly this event."""
    return _is(head, connection.execute(_DIGEST, (head.seq,)))


def _is(head: Head, answer: Rows) -> bool:
    row = answer.fetchone()
    return head.seq == 0 or (row is not None and hmac.compare_digest(row[0], head.digest))


def _format(head: Head, keys: Keys) -> bytes:
    text = f"{head.seq} {head.digest.hex()} {seal(head, keys).hex()}"
    return text.ljust(_LENGTH - 1).encode("ascii") + b"\n"


def _parse(text: bytes, keys: Keys) -> Head:
    try:
        seq, digest, sealed = text.decode("ascii").split()
        head = Head(int(seq), bytes.fromhex(digest))
        genuine = hmac.compare_digest(bytes.fromhex(sealed), seal(head, keys))
    except (ValueError, OverflowError) as error:
        raise Tampered("The audit anchor cannot be read.") from error
    if not genuine:
        raise Tampered("The audit anchor is not what was written.")
    return head
