"""SQLite in one file, encrypted by SQLCipher, durable to the disk on every commit, in WAL mode.

Transactions are begun and ended by hand.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from attending.database import plain_file
from attending.database.connection import (
    BUSY_SECONDS,
    Connection,
    Duplicate,
    Mode,
    Row,
    Rows,
    Unreadable,
    Value,
    statements,
)
from attending.errors import Unavailable

_BUSY, _FULL, _NO_DATABASE = 5, 13, 26  # https://www.sqlite.org/rescode.html
_TRIES = 100
"""How often a setting is tried in the seconds that a busy file is waited for."""
_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "secure_delete = ON",  # what is deleted leaves no remains in the free parts of pages
    "cache_size = -32768",  # KiB: every page that is not here must be decrypted and its MAC checked again
    "wal_autocheckpoint = 8000",  # pages, 32 MB: an import of one patient does not rewrite the tree's top for itself
)
_ROOM = "cache_size = -262144"
"""KiB, for an import: each resource touches pages all over the trees of ids and dates."""
_STATEMENTS = 512
"""Prepared statements that a connection keeps."""
_PATIENCE = 5.0
"""Seconds that closing waits for another thread's transaction."""
_CLOSING = threading.RLock()  # reentrant, for a connection may be collected while another one closes


class SQLite:
    """The driver of one SQLite file."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self.path, self._key = path, key

    def connect(self) -> Connection:
        """A new connection to the file."""
        return SQLiteConnection(self.path, self._key)

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.path.exists()

    def make(self, admit: Callable[[Connection], None]) -> None:
        """Make the file, readable by its owner only; or encrypt the one that an earlier version left plain."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        except FileExistsError:
            self._encrypt_if_plain(admit)

    def _encrypt_if_plain(self, admit: Callable[[Connection], None]) -> None:
        """SQLCipher is asked first: opening the file ourselves would end the locks that other threads hold on it."""
        if self._key is None:
            return
        plain_file.remove_remains(self.path)
        try:
            self.connect().close()
        except Unreadable:
            if not plain_file.is_plain(self.path):
                raise
            plain_file.encrypt_file(self.path, self._key, lambda raw: admit(SQLiteConnection.around(raw)))


class SQLiteConnection(Connection):
    """One connection to a SQLite file."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self._open = True
        self._busy, self._user = threading.Lock(), 0
        with _translated():
            self.raw = sqlite.connect(
                path,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_STATEMENTS,
            )
            if key is not None:
                self.raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")  # a raw key: nothing to stretch
            for setting in _SETTINGS:
                self._set(setting)

    def _set(self, setting: str) -> None:
        """Apply a setting; while another process makes the file, SQLite refuses the journal's at once."""
        for _ in range(_TRIES - 1):
            try:
                self.raw.execute(f"PRAGMA {setting}")
            except sqlite.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF != _BUSY:
                    raise
                time.sleep(BUSY_SECONDS / _TRIES)
            else:
                return
        self.raw.execute(f"PRAGMA {setting}")

    @classmethod
    def around(cls, raw: Any) -> "SQLiteConnection":
        """A connection that is open already."""
        made = cls.__new__(cls)
        made.raw, made._open = raw, True
        made._busy, made._user = threading.Lock(), 0
        return made

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self.raw.in_transaction)

    @property
    def usable(self) -> bool:
        """Whether it was not closed."""
        return self._open

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """Run one statement; outside a transaction the whole answer is read before anybody may close the file."""
        try:
            if self._user == threading.get_ident():
                return _Answer(self.raw.execute(sql, values))
            with self._alone():
                return _Whole(self.raw.execute(sql, values).fetchall())
        except sqlite.ProgrammingError:
            raise  # a bug of ours, such as a statement with too few values
        except sqlite.DatabaseError as error:
            raise _told(error) from error

    def send(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """Run one statement now: there is no way to a server that could be shared."""
        return _Whole(self.execute(sql, values).fetchall())

    def stream(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows of a large answer; SQLite reads them as they are asked for."""
        yield from self.execute(sql, values)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one prepared statement for each row."""
        with _translated():
            self.raw.executemany(sql, rows)

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert many rows with one prepared statement."""
        marks = ", ".join("?" * len(columns))
        self.execute_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def begin(self, mode: Mode, *, later: bool = False) -> None:
        """A snapshot, or the write lock."""
        if not self._user:
            self._busy.acquire()
            self._user = threading.get_ident()
        try:
            self._admit()
            with _translated():
                self.raw.execute("BEGIN IMMEDIATE" if mode == "write" else "BEGIN")
        finally:
            self._let_go()

    def commit(self) -> None:
        """Commit and flush."""
        try:
            with _translated():
                self.raw.execute("COMMIT")
        finally:
            self._let_go()

    def rollback(self) -> None:
        """Undo, if a transaction is open."""
        try:
            with _translated():
                self.raw.rollback()
        finally:
            self._let_go()

    def make_room(self) -> None:
        """Let this connection keep more pages decrypted."""
        self.execute(f"PRAGMA {_ROOM}")

    def close(self) -> None:
        """Close the file, once: a thread that ends and the Store may both ask, and closing twice at a time crashes.

        So does closing under another thread's transaction: it is waited for, and where it takes too long the file is
        closed when that thread lets go of its connection.
        """
        with _CLOSING:
            was_open, self._open = self._open, False
        if not was_open:
            return
        if self._user == threading.get_ident():
            self.raw.close()
        elif self._busy.acquire(timeout=_PATIENCE):
            try:
                self.raw.close()
            finally:
                self._busy.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody closes the file meanwhile."""
        with self._busy:
            self._admit()
            yield

    def _admit(self) -> None:
        if not self._open:
            raise Unavailable("The record was closed.", hint="The server is stopping: try again in a moment.")

    def _let_go(self) -> None:
        """Once no transaction is open, another thread may close the file."""
        if self._user and not (self._open and self.raw.in_transaction):
            self._user = 0
            self._busy.release()

    def among(self, column: str, values: Iterable[str]) -> tuple[str, Value]:
        """The texts as one JSON array, so that there may be any number of them."""
        return _in_list(column, sorted(values))

    def among_numbers(self, column: str, values: Iterable[int]) -> tuple[str, Value]:
        """The numbers likewise."""
        return _in_list(column, sorted(values))

    def create(self, script: str) -> None:
        """One statement after the other, for `executescript` would commit the transaction that makes it all or none."""
        for statement in statements(script):
            self.execute(statement)

    def is_empty(self) -> bool:
        """Whether there is no table."""
        return self.execute("SELECT 1 FROM sqlite_schema").fetchone() is None

    def has_table(self, name: str) -> bool:
        """Whether there is this table."""
        return self.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone() is not None

    def tables(self) -> list[str]:
        """The names of all tables but SQLite's own."""
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        return [name for (name,) in self.execute(query)]

    def columns(self, table: str) -> list[str]:
        """The columns of a table, quoted."""
        query = "SELECT name FROM pragma_table_info(?) ORDER BY cid"
        return [f'"{name}"' for (name,) in self.execute(query, (table,))]

    def scrub(self, *tables: str) -> None:
        """Deleted rows are zeroed as they go (secure_delete); what the log still holds goes with it."""
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def schema_version(self) -> int:
        """SQLite keeps a number for its users in the head of the file."""
        return int(self.execute("PRAGMA user_version").fetchone()[0])

    def set_schema_version(self, version: int) -> None:
        """Write the number into the head of the file."""
        self.execute(f"PRAGMA user_version = {version:d}")

    def renumber(self, table: str, column: str) -> None:
        """SQLite counts on from the largest number by itself."""


class _Answer:
    """A cursor whose errors are ours, those met while reading on too."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def fetchone(self) -> Any:
        try:
            return self._cursor.fetchone()
        except sqlite.ProgrammingError:
            raise
        except sqlite.DatabaseError as error:
            raise _told(error) from error

    def fetchall(self) -> list[Any]:
        try:
            found: list[Any] = self._cursor.fetchall()
            return found
        except sqlite.ProgrammingError:
            raise
        except sqlite.DatabaseError as error:
            raise _told(error) from error

    def __iter__(self) -> Iterator[Any]:
        with _translated():
            yield from self._cursor


def _in_list(column: str, values: list[str] | list[int]) -> tuple[str, Value]:
    import msgspec

    return f"{column} IN (SELECT value FROM json_each(?))", msgspec.json.encode(values).decode()


class _Whole:
    """An answer that was read already."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite.ProgrammingError:
        raise  # a bug of ours, such as a statement with too few values
    except sqlite.DatabaseError as error:
        raise _told(error) from error


def _told(error: Any) -> Exception:
    """What a fault of the driver is to us."""
    return Duplicate(str(error)) if isinstance(error, sqlite.IntegrityError) else _unavailable(error)


def _unavailable(error: Any) -> Unavailable:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == _BUSY:
        return Unavailable("The record is busy.", hint="Try again in a moment.")
    if code == _FULL:
        return Unavailable("The disk of the record is full: nothing was changed or shown.", hint="Free some space.")
    if code == _NO_DATABASE:
        return Unreadable("The record's file is no database, or not of this key.", hint="Run `attending doctor`.")
    return Unavailable("The record cannot be used now: nothing was changed or shown.", hint="Run `attending doctor`.")
