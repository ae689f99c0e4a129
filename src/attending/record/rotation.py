"""A new master key, and every patient's key wrapped anew, while the record is at work.

Read by `Store.rotate_keys`. The order makes a kill at any point harmless: the ring knows the new wrapping key before
the database asks for it, and forgets the old one after the last key has left it. Again, it goes on where it stopped.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attending.database import Connection
from attending.record.ciphers import label
from attending.security.keys import Keys

_AT_A_TIME = 500
"""Keys wrapped in one transaction; writers wait for no longer than that takes."""


def rotate(connection: Connection, keys: Keys, progress: Callable[[int], None] = lambda _: None) -> int:
    """Rotate, or end a rotation that was begun; returns how many patients' keys were wrapped anew."""
    with _alone(keys):
        keys.read_again()
        keys.turn()
        _announce(connection, keys.generation)
        number = 0
        while done := _rewrap_some(connection, keys):
            number += done
            progress(number)
        keys.end_turn()
    return number


def _announce(connection: Connection, generation: int) -> None:
    """From this commit on, every process wraps new keys in the new generation."""
    with connection.writing():
        connection.execute(
            "INSERT INTO wrapping_generation (generation) VALUES (?) ON CONFLICT (generation) DO NOTHING", (generation,)
        )


def _rewrap_some(connection: Connection, keys: Keys) -> int:
    with connection.writing():
        rows = connection.execute(
            "SELECT patient, generation, wrapped FROM patient_key WHERE generation < ? AND wrapped IS NOT NULL LIMIT ?",
            (keys.generation, _AT_A_TIME),
        ).fetchall()
        connection.execute_many(
            "UPDATE patient_key SET generation = ?, wrapped = ? WHERE patient = ?",
            [
                (keys.generation, keys.wrap_in(keys.generation, plain, label(patient)), patient)
                for patient, generation, wrapped in rows
                for plain in (keys.unwrap_in(generation, wrapped, label(patient)),)
            ],
        )
    return len(rows)


@contextmanager
def _alone(keys: Keys) -> Iterator[None]:
    """Let one process at a time rotate."""
    lock = keys.ring_path.with_name(f"{keys.ring_path.name}.lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
