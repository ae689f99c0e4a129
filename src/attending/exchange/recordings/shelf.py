"""Where recordings are kept: in the record's own database, each piece sealed under its patient's key.

A piece is acknowledged when its transaction has committed, so what was acknowledged survives a loss of power; and the
day the patient's key is destroyed, no backup gives the voice back.
"""

import hmac
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from attending.database import Connection
from attending.errors import Conflict, NotFound
from attending.exchange.recordings.recording import Piece, Recording, State
from attending.record import Transaction

_SCHEMA = """
CREATE TABLE IF NOT EXISTS recording (
  id TEXT PRIMARY KEY, type TEXT NOT NULL, patient TEXT NOT NULL, state TEXT NOT NULL, started_by TEXT NOT NULL,
  review TEXT, body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS recording_by_state ON recording (state);
CREATE TABLE IF NOT EXISTS recording_piece (
  recording TEXT NOT NULL, number INTEGER NOT NULL, patient TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  body BLOB NOT NULL, PRIMARY KEY (recording, number)
) STRICT;
CREATE INDEX IF NOT EXISTS recording_piece_size ON recording_piece (recording, number, size);
CREATE TABLE IF NOT EXISTS recording_heard (
  recording TEXT NOT NULL, block TEXT NOT NULL, patient TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (recording, block)
) STRICT, WITHOUT ROWID;
"""
TABLES = ("recording", "recording_piece", "recording_heard")
TYPE = "Media"
"""By which a grant reaches a recording."""
_UPSERT = (
    "INSERT INTO recording (id, type, patient, state, started_by, review, body) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET state = excluded.state, review = excluded.review, body = excluded.body"
)


def prepare(connection: Connection) -> None:
    """Make the tables where there are none; the caller's transaction commits them."""
    if not connection.has_table("recording"):
        connection.create(_SCHEMA)


def find(tx: Transaction, id_: str) -> Recording | None:
    """The recording of this id, if the grant reaches it."""
    reach = tx.reach("recording")
    sql = f"SELECT patient, body FROM recording WHERE id = ? AND {reach.sql}"
    row = tx.connection.execute(sql, (id_, *reach.values)).fetchone()
    return None if row is None else _open(tx, id_, *row)


def load(tx: Transaction, id_: str) -> Recording:
    """The recording of this id; raises `NotFound`."""
    found = find(tx, id_)
    if found is None:
        raise NotFound("There is no such recording, or not for this role.")
    return found


def save(tx: Transaction, recording: Recording) -> Recording:
    """Write a recording over its former state."""
    body = _seal(tx, recording.patient, f"recording/{recording.id}", msgspec.json.encode(recording))
    values = (recording.id, TYPE, recording.patient, recording.state.value, recording.by, recording.review, body)
    tx.connection.execute(_UPSERT, values)
    return recording


def listed(tx: Transaction, states: tuple[State, ...], *, by: str | None = None) -> list[Recording]:
    """Recordings in these states that the grant reaches, the newest first; `by` names who made them."""
    reach = tx.reach("recording")
    marks = ", ".join("?" * len(states))
    mine, values = ("AND started_by = ?", (by,)) if by else ("", ())
    sql = f"SELECT id, patient, body FROM recording WHERE state IN ({marks}) {mine} AND {reach.sql}"
    rows = tx.connection.execute(sql, (*(s.value for s in states), *values, *reach.values)).fetchall()
    found = [with_arrived(tx, _open(tx, str(id_), patient, body)) for id_, patient, body in rows]
    return sorted(found, key=lambda one: one.started, reverse=True)


def of_review(tx: Transaction, review: str) -> Recording | None:
    """The recording that a note was drafted from."""
    reach = tx.reach("recording")
    sql = f"SELECT id, patient, body FROM recording WHERE review = ? AND {reach.sql}"
    row = tx.connection.execute(sql, (review, *reach.values)).fetchone()
    return None if row is None else _open(tx, *row)


def put_piece(tx: Transaction, recording: Recording, piece: Piece) -> bool:
    """Keep a piece; whether it is new. The same one again changes nothing; raises `Conflict` for another one there."""
    sql = "SELECT sha256 FROM recording_piece WHERE recording = ? AND number = ?"
    row = tx.connection.execute(sql, (recording.id, piece.number)).fetchone()
    if row is not None:
        if not hmac.compare_digest(str(row[0]), piece.sha256):
            raise Conflict("Another piece stands at this place of the recording already.")
        return False
    body = _seal(tx, recording.patient, _place(recording.id, piece.number), piece.data)
    tx.connection.execute(
        "INSERT INTO recording_piece (recording, number, patient, size, sha256, body) VALUES (?, ?, ?, ?, ?, ?)",
        (recording.id, piece.number, recording.patient, len(piece.data), piece.sha256, body),
    )
    return True


def bytes_there(tx: Transaction, id_: str) -> int:
    """How large the pieces are that are here; read from the index alone."""
    row = tx.connection.execute("SELECT sum(size) FROM recording_piece WHERE recording = ?", (id_,)).fetchone()
    return int(row[0] or 0)


def with_arrived(tx: Transaction, recording: Recording) -> Recording:
    """A recording that is still coming in, with what has come so far."""
    if recording.state is not State.ARRIVING:
        return recording
    there = pieces_there(tx, recording.id)
    return replace(recording, pieces=len(there), bytes=sum(there.values()))


def has_piece(tx: Transaction, id_: str, number: int) -> bool:
    """Whether a piece is here."""
    sql = "SELECT 1 FROM recording_piece WHERE recording = ? AND number = ?"
    return tx.connection.execute(sql, (id_, number)).fetchone() is not None


def pieces_there(tx: Transaction, id_: str) -> dict[int, int]:
    """Number → size of the pieces that are here."""
    rows = tx.connection.execute("SELECT number, size FROM recording_piece WHERE recording = ?", (id_,)).fetchall()
    return {int(number): int(size) for number, size in rows}


def read_pieces(tx: Transaction, recording: Recording, *, first: int = 0) -> Iterator[bytes]:
    """The sound, piece by piece in order, from one on."""
    sql = "SELECT number, body FROM recording_piece WHERE recording = ? AND number >= ? ORDER BY number"
    for number, body in tx.connection.execute(sql, (recording.id, first)):
        yield tx.ciphers.open(recording.patient, _place(recording.id, number), body)


def keep_heard(tx: Transaction, recording: Recording, block: str, heard: bytes) -> None:
    """Remember what a speech model said of a block."""
    tx.connection.execute(
        "INSERT INTO recording_heard (recording, block, patient, body) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (recording, block) DO UPDATE SET body = excluded.body",
        (recording.id, block, recording.patient, _seal(tx, recording.patient, f"heard/{recording.id}/{block}", heard)),
    )


def heard_of(tx: Transaction, recording: Recording, block: str) -> bytes | None:
    """What a speech model said of a block before."""
    sql = "SELECT body FROM recording_heard WHERE recording = ? AND block = ?"
    row = tx.connection.execute(sql, (recording.id, block)).fetchone()
    return None if row is None else tx.ciphers.open(recording.patient, f"heard/{recording.id}/{block}".encode(), row[0])


def drop_behind(tx: Transaction, id_: str, pieces: int) -> None:
    """Delete the pieces from a number on."""
    tx.connection.execute("DELETE FROM recording_piece WHERE recording = ? AND number >= ?", (id_, pieces))


def drop_sound(tx: Transaction, id_: str) -> None:
    """Delete the pieces and the words of a recording; its row stays."""
    for table in ("recording_piece", "recording_heard"):
        tx.connection.execute(f"DELETE FROM {table} WHERE recording = ?", (id_,))


def _open(tx: Transaction, id_: str, patient: str, body: bytes) -> Recording:
    return msgspec.json.decode(tx.ciphers.open(patient, f"recording/{id_}".encode(), body), type=Recording)


def _seal(tx: Transaction, patient: str, place: str | bytes, plain: bytes) -> bytes:
    bound = place.encode() if isinstance(place, str) else place
    return tx.ciphers.seal(patient, bound, plain, made=tx.now.isoformat())


def _place(id_: str, number: int) -> bytes:
    return f"piece/{id_}/{number}".encode()
