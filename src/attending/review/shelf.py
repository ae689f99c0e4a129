"""Where reviews are kept: one row each, in the record's own database, so that a signature is one transaction.

A review is sealed under its patient's key, as the record's own bodies are. What the inbox shows lies beside it, sealed
too, so that a list opens no draft; the columns in clear hold no word about the patient.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterator
from decimal import Decimal

import msgspec

from attending.database import Connection
from attending.drafts import Severity
from attending.errors import NotFound, Tampered
from attending.record import Transaction
from attending.record.ciphers import HOUSE, Ciphers
from attending.review.review import QueueRow, Review
from attending.review.states import WAITING
from attending.security.keys import Keys

_TABLE = """
CREATE TABLE review (
  id TEXT PRIMARY KEY, status TEXT NOT NULL, assigned TEXT NOT NULL, type TEXT NOT NULL, patient TEXT, document TEXT,
  created TEXT NOT NULL, blockers INTEGER NOT NULL, warnings INTEGER NOT NULL, listed BLOB NOT NULL,
  body BLOB NOT NULL, integrity BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX review_by_status ON review (status, assigned);
CREATE INDEX review_by_patient ON review (patient);
CREATE INDEX review_by_document ON review (document) WHERE document IS NOT NULL;
"""
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(Review, float_hook=Decimal)  # 70.50 stays 70.50 on its way into the record
_LINE = msgspec.json.Decoder(QueueRow)
_COLUMNS = (
    "id", "status", "assigned", "type", "patient", "document", "created", "blockers", "warnings", "listed", "body",
    "integrity",
)  # fmt: skip
_UPSERT = (
    f"INSERT INTO review ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id) DO UPDATE "
    f"SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS if name not in ('id', 'patient', 'created'))}"
)


def prepare(connection: Connection, keys: Keys) -> None:
    """Make the table where there is none, or of the one of an earlier version; the caller's transaction commits it."""
    if not connection.has_table("review"):
        connection.create(_TABLE)
    elif '"listed"' not in connection.columns("review"):
        former = connection.execute("SELECT id, body, integrity FROM review").fetchall()
        connection.execute("DROP TABLE review")
        connection.create(_TABLE)
        ciphers = Ciphers(connection, keys)
        for id_, body, stored in former:
            _check(keys, id_, body, stored)
            _write(connection, ciphers, _DECODER.decode(body))


def save(tx: Transaction, review: Review) -> Review:
    """Write a review over its former version."""
    _write(tx.connection, tx.ciphers, review)
    return review


def count(connection: Connection, statuses: Collection[str], assigned: str) -> int:
    """How many reviews in these states are assigned to a practitioner."""
    marks = ", ".join("?" * len(statuses))
    query = f"SELECT COUNT(*) FROM review WHERE assigned = ? AND status IN ({marks})"
    return int(connection.execute(query, (assigned, *statuses)).fetchone()[0])


def find(tx: Transaction, review_id: str) -> Review | None:
    """The review with this id; raises `Tampered` when it is not what was written."""
    return next(_select(tx, "id = ?", review_id), None)


def load(tx: Transaction, review_id: str) -> Review:
    """The review with this id; raises `NotFound`."""
    review = find(tx, review_id)
    if review is None:
        raise NotFound("There is no such review, or not for this role.")
    return review


def listed(tx: Transaction, status: str | None, assigned: str | None) -> Iterator[QueueRow]:
    """The lines of the inbox that the grant reaches, the riskiest and oldest first; None stands for any."""
    reach = tx.reach("review")
    wanted = {"status = ?": status, "assigned = ?": assigned}
    named = {sql: value for sql, value in wanted.items() if value is not None}
    rows = tx.connection.execute(
        f"SELECT id, patient, listed FROM review WHERE {' AND '.join([*named, reach.sql])} "
        "ORDER BY blockers DESC, warnings DESC, created, id",
        (*named.values(), *reach.values),
    )
    for id_, patient, sealed in rows.fetchall():
        yield _LINE.decode(tx.ciphers.open(patient or HOUSE, _bound(id_, "listed"), sealed))


def with_status(tx: Transaction, status: str) -> Iterator[Review]:
    """Every review in this state that is there, opened whole; a list is read by `listed`."""
    return _select(tx, "status = ?", status)


def of_conversation(tx: Transaction, review: Review) -> Review | None:
    """A review that waits with the same draft of the same conversation, made by an earlier try; in any style."""
    if review.conversation is None or review.patient is None:
        return None
    for other in _select(tx, "patient = ?", review.patient):
        same_source = (other.conversation, other.kind) == (review.conversation, review.kind)
        there, new = other.whole or other.draft, review.whole or review.draft
        same_draft = (there.author, there.claims) == (new.author, new.claims)
        if same_source and same_draft and other.status in WAITING:
            return other
    return None


def of_document(tx: Transaction, reference: str) -> Review | None:
    """The review that a signed document came from; `reference` without a version."""
    return next(_select(tx, "document = ?", reference), None)


def forget(tx: Transaction, patient: str) -> int:
    """Remove every review of a patient whose data are erased; returns how many."""
    found = tx.connection.execute("DELETE FROM review WHERE patient = ? RETURNING id", (patient,)).fetchall()
    return len(found)


def _write(connection: Connection, ciphers: Ciphers, review: Review) -> None:
    holder, made = review.patient or HOUSE, review.created.isoformat()
    body = ciphers.seal(holder, _bound(review.id, "body"), _ENCODER.encode(review), made=made)
    line = _line(review)
    connection.execute(
        _UPSERT,
        (
            review.id,
            review.status.value,
            review.assigned,
            review.type,
            review.patient,
            review.signed.split("/_history/")[0] if review.signed else None,
            made,
            line.blockers,
            line.warnings,
            ciphers.seal(holder, _bound(review.id, "listed"), msgspec.json.encode(line), made=made),
            body,
            _integrity(ciphers.keys, review.id, body),
        ),
    )


def _line(review: Review) -> QueueRow:
    return QueueRow(
        id=review.id,
        kind=review.kind,
        title=review.title,
        patient=review.patient,
        patient_name="",
        status=review.status,
        assigned=review.assigned,
        created=review.created,
        version=review.version,
        blockers=len(review.open(Severity.BLOCKER)),
        warnings=len(review.open(Severity.WARNING)),
        supported=len(review.supported()),
        author=review.draft.author,
        visit=review.visit,
    )


def _select(tx: Transaction, where: str, value: str) -> Iterator[Review]:
    query = f"SELECT id, patient, body, integrity FROM review WHERE {where}"
    for id_, patient, body, stored in tx.connection.execute(query, (value,)).fetchall():
        _check(tx.keys, id_, body, stored)
        yield _DECODER.decode(tx.ciphers.open(patient or HOUSE, _bound(id_, "body"), body))


def _check(keys: Keys, id_: str, body: bytes, stored: bytes) -> None:
    if not hmac.compare_digest(stored, _integrity(keys, id_, body)):
        raise Tampered("A stored review is not what was written.", hint="Restore it from a backup.")


def _bound(id_: str, part: str) -> bytes:
    return f"review/{part}/{id_}".encode()


def _integrity(keys: Keys, id_: str, body: bytes) -> bytes:
    return hmac.digest(keys.derive("review/integrity"), id_.encode() + b"\0" + body, hashlib.sha256)
