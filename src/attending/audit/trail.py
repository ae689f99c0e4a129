"""The audit trail: each event is chained to the one before it, and a sealed head row says which is the last.

An event is appended in the transaction of the access that it reports: if it cannot be written, there is no access.
Nobody without the master key can change, drop, swap, insert or cut off an event unseen; `anchor` covers the rest,
an older copy of the whole database.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from attending.audit.event import Entry
from attending.audit.sealed import stored
from attending.database import Connection
from attending.errors import Tampered
from attending.security.keys import Keys

SCHEMA = """
CREATE TABLE audit_event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TABLE audit_head (
  "only" INTEGER PRIMARY KEY CHECK ("only" = 1), seq INTEGER NOT NULL, digest BLOB NOT NULL, seal BLOB NOT NULL
) STRICT;
"""
GENESIS = bytes(32)
"""What the first event takes as the digest before it."""
_HEAD = """
SELECT h.seq, h.digest, h.seal, e.seq, e.digest FROM audit_head h
LEFT JOIN audit_event e ON e.seq = (SELECT max(n.seq) FROM audit_event n)
"""
_EVENT = "INSERT INTO audit_event (seq, body, digest) VALUES (?, ?, ?)"


@dataclass(frozen=True)
class Head:
    """The newest event: its number and its digest. Number 0 stands for a trail without events."""

    seq: int
    digest: bytes


def begin(connection: Connection, *, keys: Keys) -> None:
    """Seal an empty trail; called once, when the database is made."""
    head = Head(0, GENESIS)
    connection.execute(
        'INSERT INTO audit_head ("only", seq, digest, seal) VALUES (1, ?, ?, ?)',
        (head.seq, head.digest, seal(head, keys)),
    )


def append(connection: Connection, entry: Entry, *, keys: Keys) -> int:
    """Chain one event and return its number; see `extend`."""
    return extend(connection, [entry], keys=keys).seq


def extend(connection: Connection, entries: Iterable[Entry], *, keys: Keys) -> Head:
    """Chain events and return the new head; the caller's transaction commits them.

    Raises:
        Tampered: the head of the trail is not what was written. Going on would seal over the damage.
    """
    head, rows = read_head(connection, keys=keys), []
    for entry in entries:
        seq = head.seq + 1
        body = stored(entry, seq, keys)
        head = Head(seq, digest(keys, head.digest, seq, body))
        rows.append((seq, body, head.digest))
    for row in rows:
        connection.send(_EVENT, row)
    if rows:
        values = (head.seq, head.digest, seal(head, keys))
        connection.send("UPDATE audit_head SET seq = ?, digest = ?, seal = ?", values)
    return head


def read_head(connection: Connection, *, keys: Keys) -> Head:
    """The sealed head, checked against its event; raises `Tampered`."""
    row = connection.execute(_HEAD).fetchone()
    if row is None:
        raise Tampered("The head of the audit trail is missing.", hint="Run `attending audit verify`.")
    head, newest = Head(row[0], row[1]), (0, GENESIS) if row[3] is None else (row[3], row[4])
    if not hmac.compare_digest(row[2], seal(head, keys)) or newest != (head.seq, head.digest):
        raise Tampered("The head of the audit trail is not what was written.", hint="Run `attending audit verify`.")
    return head


def digest(keys: Keys, previous: bytes, seq: int, body: str) -> bytes:
    """HMAC-SHA256 over the digest before, the number and the body: 32 bytes."""
    return hmac.digest(keys.derive("audit/chain"), previous + seq.to_bytes(8, "big") + body.encode(), hashlib.sha256)


def seal(head: Head, keys: Keys) -> bytes:
    """The head's own HMAC under another key, so that no event's digest can pass for it."""
    return hmac.digest(keys.derive("audit/head"), head.seq.to_bytes(8, "big") + head.digest, hashlib.sha256)
