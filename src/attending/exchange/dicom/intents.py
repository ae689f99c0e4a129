"""Moves of studies that are being made: what is to change lies beside the study until the record has decided it.

A move changes the record and the archive, which no transaction spans. So it is written down here first; the record
commits it with a row of its own; from that moment whoever reads the archive reads the study as moved, and its files
follow. A process that is killed in between leaves a move that never was, or one that is finished at the next start.
Read by `archive` and `moving`.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from attending.errors import NotFound
from attending.exchange.dicom.manifest import ArchivedStudy, StudyMove
from attending.exchange.dicom.sealed import SealedFiles
from attending.record import Store, Transaction

SCHEMA = "CREATE TABLE IF NOT EXISTS dicom_move (token TEXT PRIMARY KEY, study TEXT NOT NULL) STRICT, WITHOUT ROWID;"
"""A row for each move that is decided and whose files may not have followed yet; it names no patient."""


class MoveIntent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a move makes of a study's manifest."""

    token: str
    move: StudyMove
    patient: str | None
    identity: dict[str, str]
    apart: str = ""
    stale: tuple[str, ...] = ()
    """Names of objects that waited to be sent under the other patient: they are dropped."""

    def applied(self, study: ArchivedStudy) -> ArchivedStudy:
        """The study as moved; the same one where its manifest says so already."""
        if self.move in study.moves:
            return study
        return replace(
            study, patient=self.patient, identity=self.identity, moves=(*study.moves, self.move), review=None,
            heats=(), wish=None, apart=self.apart,
        )  # fmt: skip


class Intents:
    """The moves of one archive that are being made, one sealed file each."""

    def __init__(self, folder: Path, files: SealedFiles, decided: Callable[[str], bool]) -> None:
        self._folder, self._files, self._decided = folder, files, decided

    def write(self, key: str, intent: MoveIntent) -> None:
        """Write down what a move will make of a study."""
        self._files.write(self._folder / key, msgspec.json.encode(intent))

    def find(self, key: str) -> MoveIntent | None:
        """The move that is being made of a study, whether or not it is decided."""
        path = self._folder / key
        try:
            return msgspec.json.decode(self._files.read(path), type=MoveIntent) if path.exists() else None
        except NotFound:  # it has just been finished
            return None

    def decided(self, key: str) -> MoveIntent | None:
        """The move that the record has decided and whose files may not have followed yet."""
        intent = self.find(key)
        return intent if intent is not None and self._decided(intent.token) else None

    def keys(self) -> list[str]:
        """The studies of which a move is being made, or was when a process was killed."""
        try:
            return sorted(path.name for path in self._folder.iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return []

    def forget(self, key: str) -> None:
        """The move is finished, or never was."""
        (self._folder / key).unlink(missing_ok=True)


def prepare_moves(store: Store) -> None:
    """Make the record's table of decided moves where there is none; outside a transaction."""
    if not store.connection().has_table("dicom_move"):
        store.connection().create(SCHEMA)


def decide(tx: Transaction, key: str, token: str) -> None:
    """Say in the transaction that changes the record that the move is made: with its commit it is."""
    tx.connection.execute("INSERT INTO dicom_move (token, study) VALUES (?, ?)", (token, key))


def is_decided(store: Store, token: str) -> bool:
    """Whether the record has committed a move."""
    connection = store.connection()
    if not connection.has_table("dicom_move"):
        return False
    return connection.execute("SELECT 1 FROM dicom_move WHERE token = ?", (token,)).fetchone() is not None


def strike(store: Store, token: str) -> None:
    """Take the row of a move away whose files have followed."""
    if store.connection().has_table("dicom_move"):
        store.connection().execute("DELETE FROM dicom_move WHERE token = ?", (token,))
