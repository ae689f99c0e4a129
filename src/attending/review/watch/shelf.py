"""Where the watch list is kept: in the record's own database, each row sealed against changes from outside."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

import msgspec

from attending.database import Connection
from attending.errors import Tampered
from attending.record import Transaction
from attending.review.watch.entry import WatchEntry, WatchRun, WatchWord
from attending.security.keys import Keys

_SCHEMA = """
CREATE TABLE IF NOT EXISTS watch_run (
  id TEXT PRIMARY KEY, model TEXT NOT NULL, as_of TEXT NOT NULL, finished INTEGER NOT NULL, body BLOB NOT NULL,
  integrity BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS watch_entry (
  run TEXT NOT NULL, patient TEXT NOT NULL, model TEXT NOT NULL, as_of TEXT NOT NULL, probability REAL,
  body BLOB NOT NULL, integrity BLOB NOT NULL, PRIMARY KEY (run, patient)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS watch_of_patient ON watch_entry (patient, model, as_of);
CREATE TABLE IF NOT EXISTS watch_word (
  patient TEXT NOT NULL, model TEXT NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, integrity BLOB NOT NULL,
  PRIMARY KEY (patient, model, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS watch_card (
  id TEXT PRIMARY KEY, patient TEXT NOT NULL, model TEXT NOT NULL, issued TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
_T = TypeVar("_T", WatchEntry, WatchRun, WatchWord)


def prepare(connection: Connection) -> None:
    """Make the tables where there are none."""
    with connection.writing():
        connection.create(_SCHEMA)


def save_run(tx: Transaction, run: WatchRun) -> WatchRun:
    """Write a run over its former state."""
    body = msgspec.json.encode(run)
    tx.connection.execute(
        "INSERT INTO watch_run (id, model, as_of, finished, body, integrity) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET finished = excluded.finished, body = excluded.body, "
        "integrity = excluded.integrity",
        (run.id, run.model, run.as_of.isoformat(), int(run.finished), body, _seal(tx.keys, run.id, body)),
    )
    return run


def runs(tx: Transaction, model: str, *, finished: bool) -> Iterator[WatchRun]:
    """Runs of a model, newest first."""
    sql = "SELECT id, body, integrity FROM watch_run WHERE model = ? AND finished = ? ORDER BY as_of DESC"
    for id_, body, stored in tx.connection.execute(sql, (model, int(finished))).fetchall():
        yield _open(tx.keys, id_, body, stored, WatchRun)


def models(tx: Transaction) -> list[str]:
    """Models with a finished run."""
    sql = "SELECT DISTINCT model FROM watch_run WHERE finished = 1 ORDER BY model"
    return [str(row[0]) for row in tx.connection.execute(sql).fetchall()]


def save_entry(tx: Transaction, run: str, entry: WatchEntry) -> None:
    """Write an entry; one that the run has already stays."""
    body = msgspec.json.encode(entry)
    name = f"{run}/{entry.patient}"
    tx.connection.execute(
        "INSERT INTO watch_entry (run, patient, model, as_of, probability, body, integrity) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, patient) DO NOTHING",
        (run, entry.patient, entry.model, entry.as_of.isoformat(), entry.probability, body, _seal(tx.keys, name, body)),
    )


def patients_of(tx: Transaction, run: str) -> set[str]:
    """Patients that a run has scored."""
    sql = "SELECT patient FROM watch_entry WHERE run = ?"
    return {str(row[0]) for row in tx.connection.execute(sql, (run,)).fetchall()}


def entries(tx: Transaction, run: str, *, most: int | None = None) -> Iterator[WatchEntry]:
    """Entries of a run, the highest risk first, what is not assessed last; all of them unless `most` is given."""
    limit = "" if most is None else f" LIMIT {most:d}"
    order = "ORDER BY CASE WHEN probability IS NULL THEN 1 ELSE 0 END, probability DESC, patient"
    sql = f"SELECT patient, body, integrity FROM watch_entry WHERE run = ? {order}{limit}"
    for patient, body, stored in tx.connection.execute(sql, (run,)).fetchall():
        yield _open(tx.keys, f"{run}/{patient}", body, stored, WatchEntry)


def entry_of(tx: Transaction, run: str, patient: str) -> WatchEntry | None:
    """One patient's entry of a run."""
    sql = "SELECT body, integrity FROM watch_entry WHERE run = ? AND patient = ?"
    row = tx.connection.execute(sql, (run, patient)).fetchone()
    return None if row is None else _open(tx.keys, f"{run}/{patient}", row[0], row[1], WatchEntry)


def trend(tx: Transaction, model: str, patient: str, *, most: int) -> tuple[tuple[datetime, float], ...]:
    """The newest risks of a patient, oldest first."""
    sql = "SELECT run, body, integrity FROM watch_entry WHERE patient = ? AND model = ? ORDER BY as_of DESC LIMIT ?"
    rows = tx.connection.execute(sql, (patient, model, most)).fetchall()
    found = [_open(tx.keys, f"{run}/{patient}", body, stored, WatchEntry) for run, body, stored in rows]
    return tuple((one.as_of, one.probability) for one in reversed(found) if one.probability is not None)


def say(tx: Transaction, model: str, patient: str, word: WatchWord) -> None:
    """Keep what somebody said."""
    number = len(words(tx, model, patient)) + 1
    body = msgspec.json.encode(word)
    tx.connection.execute(
        "INSERT INTO watch_word (patient, model, number, body, integrity) VALUES (?, ?, ?, ?, ?)",
        (patient, model, number, body, _seal(tx.keys, f"{model}/{patient}/{number}", body)),
    )


def words(tx: Transaction, model: str, patient: str) -> tuple[WatchWord, ...]:
    """What people said about a risk, oldest first."""
    sql = "SELECT number, body, integrity FROM watch_word WHERE patient = ? AND model = ? ORDER BY number"
    rows = tx.connection.execute(sql, (patient, model)).fetchall()
    return tuple(_open(tx.keys, f"{model}/{patient}/{n}", body, stored, WatchWord) for n, body, stored in rows)


def all_words(tx: Transaction, model: str) -> Iterator[tuple[str, WatchWord]]:
    """Every word about the risks of a model, with its patient."""
    sql = "SELECT patient, number, body, integrity FROM watch_word WHERE model = ? ORDER BY patient, number"
    for patient, number, body, stored in tx.connection.execute(sql, (model,)).fetchall():
        yield str(patient), _open(tx.keys, f"{model}/{patient}/{number}", body, stored, WatchWord)


def keep_card(tx: Transaction, card: str, model: str, patient: str) -> None:
    """Remember which risk a card of another system's screen was about, for its feedback."""
    tx.connection.execute(
        "INSERT INTO watch_card (id, patient, model, issued) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (card, patient, model, tx.now.isoformat()),
    )


def card_of(tx: Transaction, card: str) -> tuple[str, str] | None:
    """Model and patient of a card."""
    row = tx.connection.execute("SELECT model, patient FROM watch_card WHERE id = ?", (card,)).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def _open(keys: Keys, name: str, body: bytes, stored: bytes, kind: type[_T]) -> _T:
    if not hmac.compare_digest(stored, _seal(keys, name, body)):
        raise Tampered("A stored risk is not what was written.", hint="Restore it from a backup.")
    return msgspec.json.decode(body, type=kind)


def _seal(keys: Keys, name: str, body: bytes) -> bytes:
    return hmac.digest(keys.derive("watch/integrity"), name.encode() + b"\0" + body, hashlib.sha256)
