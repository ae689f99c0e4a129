"""Where reviews are kept: one row each, in the record's own database, so that a signature is one transaction."""

import hashlib
import hmac
from collections.abc import Collection, Iterator
from decimal import Decimal

import msgspec

from attending.database import Connection
from attending.errors import NotFound, Tampered
from attending.record import Transaction
from attending.review.review import Review
from attending.review.states import WAITING
from attending.security.keys import Keys

_SCHEMA = """
CREATE TABLE IF NOT EXISTS review (
  id TEXT PRIMARY KEY, status TEXT NOT NULL, assigned TEXT NOT NULL, patient TEXT, document TEXT, created TEXT NOT NULL,
  body BLOB NOT NULL, integrity BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS review_by_status ON review (status);
CREATE INDEX IF NOT EXISTS review_by_document ON review (document) WHERE document IS NOT NULL;
"""
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(Review, float_hook=Decimal)  # 70.50 stays 70.50 on its way into the record


def prepare(connection: Connection) -> None:
    """Make the table where there is none."""
    connection.begin("write")
    try:
        connection.create(_SCHEMA)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def save(tx: Transaction, review: Review) -> Review:
    """Write a review over its former version."""
    body = _ENCODER.encode(review)
    document = review.signed.split("/_history/")[0] if review.signed else None
    tx.connection.execute(
        "INSERT INTO review (id, status, assigned, patient, document, created, body, integrity) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET status = excluded.status, "
        "assigned = excluded.assigned, document = excluded.document, body = excluded.body, "
        "integrity = excluded.integrity",
        (
            review.id,
            review.status.value,
            review.assigned,
            review.patient,
            document,
            review.created.isoformat(),
            body,
            _integrity(tx.keys, review.id, body),
        ),
    )
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


def with_status(tx: Transaction, status: str) -> Iterator[Review]:
    """Every review in this state."""
    return _select(tx, "status = ?", status)


def of_conversation(tx: Transaction, review: Review) -> Review | None:
    """A review that waits with the same draft of the same conversation, made by an earlier try."""
    if review.conversation is None or review.patient is None:
        return None
    for other in _select(tx, "patient = ?", review.patient):
        same_source = (other.conversation, other.kind) == (review.conversation, review.kind)
        same_draft = (other.draft.author, other.draft.claims) == (review.draft.author, review.draft.claims)
        if same_source and same_draft and other.status in WAITING:
            return other
    return None


def of_document(tx: Transaction, reference: str) -> Review | None:
    """The review that a signed document came from; `reference` without a version."""
    return next(_select(tx, "document = ?", reference), None)


def _select(tx: Transaction, where: str, value: str) -> Iterator[Review]:
    rows = tx.connection.execute(f"SELECT id, body, integrity FROM review WHERE {where}", (value,)).fetchall()
    for id_, body, stored in rows:
        if not hmac.compare_digest(stored, _integrity(tx.keys, id_, body)):
            raise Tampered("A stored review is not what was written.", hint="Restore it from a backup.")
        yield _DECODER.decode(body)


def _integrity(keys: Keys, id_: str, body: bytes) -> bytes:
    return hmac.digest(keys.derive("review/integrity"), id_.encode() + b"\0" + body, hashlib.sha256)
