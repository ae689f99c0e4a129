"""Bulk export and import that take longer than a request: jobs that survive a restart.

An export is pinned to the moment it was asked for. Nothing is copied to a disk: a job only notes which versions belong
to which file, and a file is read from the record when it is fetched, under the grant of whoever fetches it.
Source: HL7 FHIR Bulk Data Access 2.0 (hl7.org/fhir/uv/bulkdata), asynchronous pattern.
"""

import secrets
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import msgspec

from attending.database import Connection
from attending.errors import AttendingError, NotFound
from attending.exchange.fhir import ImportReport
from attending.record import Transaction
from attending.record.compartment import COMPARTMENT
from attending.record.search import rows_meeting
from attending.security import Action
from attending.security.keys import Keys

SCHEMA = """
CREATE TABLE IF NOT EXISTS bulk_job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, who TEXT NOT NULL, asked TEXT NOT NULL, as_of INTEGER NOT NULL,
  last INTEGER NOT NULL, status TEXT NOT NULL, created TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS bulk_file (
  job TEXT NOT NULL, n INTEGER NOT NULL, type TEXT NOT NULL, count INTEGER NOT NULL, rows BLOB NOT NULL,
  PRIMARY KEY (job, n)
) STRICT, WITHOUT ROWID;
"""
PER_FILE = 5_000
_AT_A_TIME = 4_000
_TABLE = "bulk_job"
DONE = "done"


class Asked(msgspec.Struct):
    """What an export is asked for."""

    url: str
    types: list[str] | None = None
    since: str | None = None
    patients: list[str] | None = None
    """Only these; None for every patient."""
    compartments: bool = False
    """Only what belongs to a patient."""
    filters: dict[str, list[str]] | None = None
    """By type, the queries of `_typeFilter`: what meets one of them."""


@dataclass(frozen=True)
class Job:
    """One job as it stands."""

    id: str
    kind: str
    who: str
    asked: Asked
    as_of: int
    last: int
    """The newest version that was looked at."""
    status: str
    """accepted, done, or the HTTP status and the reason with which it failed."""
    created: datetime

    @property
    def progress(self) -> str:
        """How far it is; an import is filed whole or not at all."""
        if self.kind == "import":
            return "filing"
        return f"{100 * self.last // max(self.as_of, 1)} %"


def begin(tx: Transaction, kind: str, asked: Asked, body: bytes = b"") -> str:
    """Note a job in the open transaction and return its id; `body` is what an import brings, kept sealed."""
    tx.connection.create(SCHEMA)
    id_ = secrets.token_hex(24)  # letters and digits: an id that began with "_" would be read as an operation
    (newest,) = tx.connection.execute("SELECT max(v.row) FROM version v").fetchone()
    tx.connection.execute(
        "INSERT INTO bulk_job (id, kind, who, asked, as_of, last, status, created, body) "
        "VALUES (?, ?, ?, ?, ?, 0, 'accepted', ?, ?)",
        (
            id_,
            kind,
            tx.grant.who,
            msgspec.json.encode(asked).decode(),
            newest or 0,
            tx.now.astimezone(UTC).isoformat(timespec="milliseconds"),
            tx.keys.wrap(body, _label(id_)) if body else b"",
        ),
    )
    tx.audit(Action.EXECUTE, type=kind, interaction="operation", detail="asked for")
    return id_


def find(connection: Connection, id_: str, who: str) -> Job:
    """A job of one's own; raises `NotFound`."""
    row = None
    if connection.has_table(_TABLE):
        row = connection.execute(f"{_SELECT} WHERE id = ? AND who = ?", (id_, who)).fetchone()
    if row is None:
        raise NotFound("There is no such job, or it is another system's.")
    return _job(row)


def waiting(connection: Connection) -> list[Job]:
    """Jobs that are not done, oldest first."""
    if not connection.has_table(_TABLE):
        return []
    rows = connection.execute(f"{_SELECT} WHERE status = 'accepted' ORDER BY created").fetchall()
    return [_job(row) for row in rows]


def body_of(connection: Connection, job: Job, keys: Keys) -> bytes:
    """What an import brought."""
    (body,) = connection.execute("SELECT body FROM bulk_job WHERE id = ?", (job.id,)).fetchone()
    return keys.unwrap(bytes(body), _label(job.id))


def finish(connection: Connection, job: Job, status: str, body: bytes = b"") -> None:
    """Note how a job ended, and keep, in the place of what it brought, what is to be told of it."""
    connection.execute("UPDATE bulk_job SET status = ?, last = as_of, body = ? WHERE id = ?", (status, body, job.id))


def failed(error: AttendingError) -> str:
    """How a job ended that failed."""
    return f"{error.status} {error}"


def failure_of(job: Job) -> AttendingError:
    """The error with which a job failed."""
    status, _, message = job.status.partition(" ")
    error = AttendingError(message if status.isdigit() else job.status)
    error.status, error.code = int(status) if status.isdigit() else error.status, "processing"
    return error


def counts_of(report: ImportReport) -> dict[str, int]:
    """What is told of an import."""
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "unresolved-references": report.unresolved,
    }


def told_of(connection: Connection, job: Job) -> dict[str, int]:
    """What is told of an import that is done; nothing of one from before this was kept."""
    (body,) = connection.execute("SELECT body FROM bulk_job WHERE id = ?", (job.id,)).fetchone()
    return msgspec.json.decode(bytes(body), type=dict[str, int]) if body else {}


def forget(connection: Connection, job: Job) -> None:
    """Remove a job and its files."""
    connection.execute("DELETE FROM bulk_file WHERE job = ?", (job.id,))
    connection.execute("DELETE FROM bulk_job WHERE id = ?", (job.id,))


def advance(tx: Transaction, job: Job) -> Job:
    """Look at some more versions of an export and note them in its files; the job is done when none is left."""
    where, values = _where(job)
    rows = tx.connection.execute(
        f"SELECT v.row, v.type FROM version v WHERE {where} ORDER BY v.row LIMIT ?", (*values, _AT_A_TIME)
    ).fetchall()
    by_type: dict[str, list[int]] = {}
    for row, kind in rows:
        by_type.setdefault(kind, []).append(row)
    done = len(rows) < _AT_A_TIME
    last = job.as_of if done else rows[-1][0]
    for kind, found in by_type.items():
        wanted = _filtered(tx, job, kind, found)
        if wanted:
            _note(tx.connection, job, kind, wanted)
    tx.connection.execute(
        "UPDATE bulk_job SET last = ?, status = ? WHERE id = ?", (last, "done" if done else "accepted", job.id)
    )
    return Job(job.id, job.kind, job.who, job.asked, job.as_of, last, "done" if done else "accepted", job.created)


def _filtered(tx: Transaction, job: Job, kind: str, rows: list[int]) -> list[int]:
    """Those of some versions of one type that meet one of the type's filters."""
    filters = (job.asked.filters or {}).get(kind)
    if filters is None:
        return rows
    meeting: set[int] = set()
    for query in filters:
        pairs = parse_qsl(query, keep_blank_values=True)
        meeting |= rows_meeting(tx, kind, pairs, as_of=job.as_of, among=(rows[0], rows[-1]))
    return [row for row in rows if row in meeting]


def _where(job: Job) -> tuple[str, list[int | str]]:
    asked = job.asked
    where = (
        "v.row > ? AND v.row <= ? AND v.deleted = 0 "
        "AND NOT EXISTS (SELECT 1 FROM index_replaced x WHERE x.row = v.row AND x.by <= ?)"
    )
    values: list[int | str] = [job.last, job.as_of, job.as_of]
    if asked.types is not None:
        where += f" AND v.type IN ({_marks(asked.types)})"
        values += asked.types
    if asked.since is not None:
        where += " AND v.updated >= ?"
        values.append(asked.since)
    if asked.patients is not None:
        shared = "" if asked.compartments else f" OR (v.patient IS NULL AND v.type NOT IN ({_marks(COMPARTMENT)}))"
        among = f"v.patient IN ({_marks(asked.patients)})" if asked.patients else "1 = 0"
        where += f" AND ({among}{shared})"
        values += [*asked.patients, *([] if asked.compartments else COMPARTMENT)]
    elif asked.compartments:
        where += " AND v.patient IS NOT NULL"
    return where, values


def _marks(values: Iterable[str]) -> str:
    return ", ".join("?" for _ in values)


def _note(connection: Connection, job: Job, kind: str, found: list[int]) -> None:
    """Put versions into the last file of their type, or new ones."""
    (files,) = connection.execute("SELECT count(*) FROM bulk_file WHERE job = ?", (job.id,)).fetchone()
    last = connection.execute(
        "SELECT n, count, rows FROM bulk_file WHERE job = ? AND type = ? ORDER BY n DESC LIMIT 1", (job.id, kind)
    ).fetchone()
    if last is not None and last[1] < PER_FILE:
        known = _unpacked(last[2])
        room = PER_FILE - len(known)
        known += found[:room]
        found = found[room:]
        connection.execute(
            "UPDATE bulk_file SET count = ?, rows = ? WHERE job = ? AND n = ?",
            (len(known), array("q", known).tobytes(), job.id, last[0]),
        )
    for start in range(0, len(found), PER_FILE):
        some = found[start : start + PER_FILE]
        connection.execute(
            "INSERT INTO bulk_file (job, n, type, count, rows) VALUES (?, ?, ?, ?, ?)",
            (job.id, files, kind, len(some), array("q", some).tobytes()),
        )
        files += 1


def files_of(connection: Connection, job: Job) -> Iterator[tuple[int, str, int]]:
    """Number, type and count of each file."""
    yield from connection.execute("SELECT n, type, count FROM bulk_file WHERE job = ? ORDER BY type, n", (job.id,))


def file_rows(connection: Connection, job: Job, n: int) -> list[int]:
    """The versions of one file; raises `NotFound`."""
    row = connection.execute("SELECT rows FROM bulk_file WHERE job = ? AND n = ?", (job.id, n)).fetchone()
    if row is None:
        raise NotFound("This export has no such file.")
    return _unpacked(row[0])


def _unpacked(data: bytes) -> list[int]:
    found: array[int] = array("q")
    found.frombytes(bytes(data))
    return list(found)


_SELECT = "SELECT id, kind, who, asked, as_of, last, status, created FROM bulk_job"


def _job(row: tuple[str, str, str, str, int, int, str, str]) -> Job:
    id_, kind, who, asked, as_of, last, status, created = row
    found = msgspec.json.decode(asked, type=Asked)
    return Job(id_, kind, who, found, as_of, last, status, datetime.fromisoformat(created))


def _label(id_: str) -> str:
    return f"bulk/{id_}"
