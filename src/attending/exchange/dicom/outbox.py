"""Objects that wait to be sent to an archive by STOW-RS: kept encrypted, tried again with longer pauses, audited.

A row is one object for one destination. What the archive says it has stored is done; everything else waits, through
restarts too, until it was tried `MOST_ATTEMPTS` times. Source: DICOM PS3.18, 10.5 (store transaction).
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from attending.audit import Entry
from attending.audit.event import Outcome
from attending.database import Connection
from attending.errors import BadInput, NotAllowed, NotFound
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.manifest import ArchivedStudy
from attending.exchange.dicom.web import DICOM_JSON, write_multipart
from attending.record import Store, Transaction
from attending.security import Action, Grant

SCHEMA = """
CREATE TABLE IF NOT EXISTS dicom_outbox (
  id TEXT PRIMARY KEY, study TEXT NOT NULL, destination TEXT NOT NULL, instance TEXT NOT NULL, name TEXT NOT NULL,
  attempts INTEGER NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
MOST_ATTEMPTS = 10
_FIRST_PAUSE = timedelta(seconds=10)
MOST_AT_ONCE = 50
"""Objects in one request: an archive that refuses one of them must not have to be sent gigabytes again."""

Post = Callable[[str, bytes, Mapping[str, str]], tuple[int, bytes]]
"""POSTs a body with headers to an address: status and body of the answer; raises `OSError` when nobody answers."""


@dataclass(frozen=True)
class Outgoing:
    """One object to send: its name for people, its SOPInstanceUID and its bytes."""

    name: str
    instance: str
    data: bytes


@dataclass(frozen=True)
class Waiting:
    """One row of the outbox."""

    id: str
    study: str
    destination: str
    instance: str
    name: str
    attempts: int
    state: str
    """`waiting`, `sent` or `failed`."""
    reason: str


WEB = frozenset({"http", "https"})


def check_destination(destination: str, hosts: Iterable[str], *, schemes: frozenset[str] = WEB) -> str:
    """The address of an archive, without a slash at its end: of its DICOMweb root, unless other schemes are allowed.

    Raises:
        BadInput: it is no address.
        NotAllowed: its host is not allowed, or it is not https (http to this machine alone).
    """
    parts = urlsplit(destination)
    if (
        parts.scheme not in schemes
        or not parts.hostname
        or parts.query
        or parts.password
        or (parts.username and parts.scheme in WEB)
    ):
        raise BadInput(
            "The archive is named by the address of its DICOMweb root.", hint="https://pacs.example/dicom-web"
        )
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.hostname not in set(hosts) or (parts.scheme == "http" and not local):
        raise NotAllowed("This archive is not among those the hospital allows.", hint="ATTENDING_DICOM_HOSTS")
    return destination.rstrip("/")


def authorization(token: str) -> dict[str, str]:
    """The header of a token: `name:password` is Basic (Orthanc's own), everything else a bearer token."""
    if not token:
        return {}
    if ":" in token:
        return {"Authorization": f"Basic {base64.b64encode(token.encode()).decode()}"}
    return {"Authorization": f"Bearer {token}"}


def enqueue(
    store: Store, archive: ImageArchive, study: ArchivedStudy, objects: Sequence[Outgoing], *, destination: str,
    grant: Grant, now: datetime,
) -> int:  # fmt: skip
    """Put objects of a study into the outbox; what was put there before for this archive stays as it is."""
    _prepare(store.connection())
    known = {row.id for row in waiting(store, study=study.key)}
    fresh = {_id(study.key, destination, one.instance): one for one in objects}
    added = {key: one for key, one in fresh.items() if key not in known}
    for key, one in added.items():
        archive.put(study.key, _name(key), one.data)
    with store.transaction(grant=grant) as tx:
        for key, one in added.items():
            tx.connection.execute(
                "INSERT INTO dicom_outbox (id, study, destination, instance, name, attempts, due, state, reason) "
                "VALUES (?, ?, ?, ?, ?, 0, ?, 'waiting', '') ON CONFLICT DO NOTHING",
                (key, study.key, destination, one.instance, one.name, _stamp(now)),
            )
    return len(added)


def waiting(store: Store, *, study: str = "") -> list[Waiting]:
    """Every row, or those of one study."""
    connection = store.connection()
    if not connection.has_table("dicom_outbox"):
        return []
    where = "WHERE o.study = ? OR ? = '' ORDER BY o.study, o.name"
    return [Waiting(*row) for row in connection.execute(f"{_ROWS} {where}", (study, study)).fetchall()]


_ROWS = "SELECT o.id, o.study, o.destination, o.instance, o.name, o.attempts, o.state, o.reason FROM dicom_outbox o"


def send_due(
    store: Store, archive: ImageArchive, post: Post, *, hosts: Iterable[str], token: str, grant: Grant, now: datetime
) -> int:
    """Send what is due, at most `MOST_AT_ONCE` objects of one study to one archive in a request; how many were sent."""
    connection = store.connection()
    if not connection.has_table("dicom_outbox"):
        return 0
    where = "WHERE o.state = 'waiting' AND o.due <= ? ORDER BY o.study, o.destination, o.name"
    groups: dict[tuple[str, str], list[Waiting]] = {}
    for found in connection.execute(f"{_ROWS} {where}", (_stamp(now),)).fetchall():
        row = Waiting(*found)
        groups.setdefault((row.study, row.destination), []).append(row)
    sent, allowed = 0, frozenset(hosts)
    for (study, destination), group in groups.items():
        for start in range(0, len(group), MOST_AT_ONCE):
            part = group[start : start + MOST_AT_ONCE]
            stored, reason = _post(archive, post, study, destination, part, allowed, token)
            _settle(store, archive, part, stored, reason, grant=grant, now=now)
            sent += len(stored)
            if not stored and reason:
                break  # nobody answers there: the rest of this study waits as well
    return sent


def forget(store: Store, study: str, *, grant: Grant) -> None:
    """Take a study out of the outbox: its patient was erased."""
    if store.connection().has_table("dicom_outbox"):
        with store.transaction(grant=grant) as tx:
            tx.connection.execute("DELETE FROM dicom_outbox WHERE study = ?", (study,))


def take_back(tx: Transaction, study: str) -> None:
    """Take a study's objects out of the outbox, sent ones too: they name another patient now."""
    if tx.connection.has_table("dicom_outbox"):
        tx.connection.execute("DELETE FROM dicom_outbox WHERE study = ?", (study,))


def names_of(store: Store, study: str) -> tuple[str, ...]:
    """The names under which the archive keeps a study's objects."""
    return tuple(_name(row.id) for row in waiting(store, study=study))


def _post(
    archive: ImageArchive, post: Post, study: str, destination: str, rows: Sequence[Waiting], hosts: frozenset[str],
    token: str,
) -> tuple[set[str], str]:  # fmt: skip
    """Which instances the archive stored, and why others were not."""
    try:
        address = check_destination(destination, hosts)
        body, kind = write_multipart([archive.read(study, _name(row.id)) for row in rows])
        headers = {"Content-Type": kind, "Accept": DICOM_JSON, **authorization(token)}
        status, answer = post(f"{address}/studies", body, headers)
    except (NotAllowed, BadInput, NotFound) as error:
        return set(), error.message
    except OSError:
        return set(), "nobody answers there"
    if status in (200, 202):
        return _stored(answer, rows, all_of_them=status == 200), "the archive did not store it"
    return set(), f"the archive answered with status {status}"


def _stored(answer: bytes, rows: Sequence[Waiting], *, all_of_them: bool) -> set[str]:
    """The instances of the answer's ReferencedSOPSequence; an archive that says 200 and nothing more stored all."""
    try:
        table: Any = json.loads(answer or b"{}")
        listed = table.get("00081199", {}).get("Value", []) if isinstance(table, dict) else []
        named = {str(one["00081155"]["Value"][0]) for one in listed}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        named = set()
    mine = {row.instance for row in rows}
    return (named & mine) or (mine if all_of_them and not named else set())


def _settle(
    store: Store, archive: ImageArchive, rows: Sequence[Waiting], stored: set[str], reason: str, *, grant: Grant,
    now: datetime,
) -> None:  # fmt: skip
    study = archive.find(rows[0].study)
    with store.transaction(grant=grant) as tx:
        for row in rows:
            attempts = row.attempts + 1
            done = row.instance in stored
            state = "sent" if done else "failed" if attempts >= MOST_ATTEMPTS else "waiting"
            tx.connection.execute(
                "UPDATE dicom_outbox SET attempts = ?, due = ?, state = ?, reason = ? WHERE id = ?",
                (attempts, _stamp(now + _FIRST_PAUSE * 2**row.attempts), state, "" if done else reason, row.id),
            )
    host = urlsplit(rows[0].destination).hostname or "an archive"
    store.audit(Entry(
        action=Action.READ, type="export", who=grant.who, role=grant.role, purpose=grant.purpose, when=now,
        what=(f"ImagingStudy/{rows[0].study}",), patient=study.patient if study is not None else None,
        outcome=Outcome.SUCCESS if len(stored) == len(rows) else Outcome.FAILED,
        detail=f"{len(stored)} of {len(rows)} DICOM objects stored by {host}",
    ))  # fmt: skip


def _prepare(connection: Connection) -> None:
    if not connection.has_table("dicom_outbox"):
        connection.create(SCHEMA)


def _id(study: str, destination: str, instance: str) -> str:
    return hashlib.sha256(f"{study}|{destination}|{instance}".encode()).hexdigest()[:32]


def _name(row: str) -> str:
    return f"outgoing/{row}"


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")
