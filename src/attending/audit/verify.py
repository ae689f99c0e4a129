"""Walk the whole trail and name everything that is not as it was written."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from attending.audit.anchor import holds, read_anchor
from attending.audit.trail import GENESIS, Head, digest, seal
from attending.database import Connection
from attending.errors import Tampered, Unavailable
from attending.security.keys import Keys

MOST_PROBLEMS = 20
"""More than these say nothing new, and a trail that was cut in the middle would list millions."""


@dataclass(frozen=True)
class Verdict:
    """Whether the trail is whole, how many events it holds, and what is wrong with it."""

    ok: bool
    events: int
    problems: tuple[str, ...] = ()


def verify(connection: Connection, *, keys: Keys, anchor: Path | None) -> Verdict:
    """Check every event, their order, the sealed head and, if a path is given, the anchor outside the database."""
    problems: list[str] = []
    remembered = None
    if anchor is not None:
        # Read before the events: what is committed meanwhile can only make the anchor older than the trail.
        try:
            remembered = read_anchor(anchor, keys=keys)
            problems += [] if remembered else ["The audit anchor is missing."]
        except Tampered as error:
            problems.append(error.message)
    try:
        with snapshot(connection):
            problems += islice(_walk(connection, keys, remembered), MOST_PROBLEMS)
            events: int = connection.execute("SELECT count(*) FROM audit_event").fetchone()[0]
    except Unavailable:
        return Verdict(False, 0, (*problems, "The database file is damaged: the trail cannot be read."))
    return Verdict(not problems, events, tuple(problems))


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """One state of the database for all that is read inside, whoever writes meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.begin("read")
    try:
        yield
    finally:
        connection.rollback()


def _walk(connection: Connection, keys: Keys, remembered: Head | None) -> Iterator[str]:
    last = Head(0, GENESIS)
    for seq, body, stored in connection.stream("SELECT seq, body, digest FROM audit_event ORDER BY seq"):
        if seq != last.seq + 1:
            yield f"Between event {last.seq} and event {seq} something is missing."
        elif not hmac.compare_digest(stored, digest(keys, last.digest, seq, body)):
            yield f"Event {seq} or the one before it is not what was written."
        last = Head(seq, stored)
    row = connection.execute("SELECT seq, digest, seal FROM audit_head").fetchone()
    if row is None:
        yield "The head of the trail is missing."
    else:
        if not hmac.compare_digest(row[2], seal(Head(row[0], row[1]), keys)):
            yield "The head of the trail is not what was written."
        if (row[0], row[1]) != (last.seq, last.digest):
            yield f"The head names event {row[0]}, but the last one here is event {last.seq}."
    if remembered is not None and not holds(connection, remembered):
        yield f"The anchor remembers event {remembered.seq} otherwise: this database is an older or another copy."
