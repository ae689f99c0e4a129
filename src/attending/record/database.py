"""The SQLite file: how it is opened, its tables, and what happens when it does not open.

Every version of a resource is one row that never changes; `resource` only points at the newest.
"""

import hmac
import sqlite3
from pathlib import Path

from attending.audit import trail
from attending.errors import NotConfigured, Unavailable
from attending.record.index import tables, writing
from attending.security import accounts
from attending.security.keys import Keys

SCHEMA_VERSION = 2
BUSY_SECONDS = 20.0

SCHEMA = """
CREATE TABLE house (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE version (
  row INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, updated TEXT NOT NULL,
  patient TEXT, deleted INTEGER NOT NULL, body BLOB NOT NULL, integrity BLOB NOT NULL, UNIQUE (type, id, version)
) STRICT;
CREATE TABLE resource (
  type TEXT NOT NULL, id TEXT NOT NULL, patient TEXT, deleted INTEGER NOT NULL,
  row INTEGER NOT NULL REFERENCES version (row), PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_of_patient ON resource (patient, type) WHERE NOT deleted;
"""


class Held:
    """A thread's connection; it is closed when the thread ends, or with the Store."""

    def __init__(self, path: Path) -> None:
        self.connection = connect(path)

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """One connection, durable to the disk on every commit; transactions are begun and ended by hand."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def prepare(connection: sqlite3.Connection, keys: Keys) -> None:
    """Make the tables of a new file; refuse a file of a newer program or of another master key."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found == 0:
            _create(connection, keys)
        elif found == 1:
            _add_index(connection)
        elif found > SCHEMA_VERSION:
            raise NotConfigured(
                f"This record has schema {found}; this program knows up to {SCHEMA_VERSION}.",
                hint="Install the newer version.",
            )
        (proof,) = connection.execute("SELECT value FROM house WHERE name = 'key'").fetchone()
        if not hmac.compare_digest(proof, keys.derive("house/proof")):
            raise NotConfigured(
                "This master key is not the one this record was made with.",
                hint="Put the right key file back, or set ATTENDING_MASTER_KEY_FILE to where it lies.",
            )
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _create(connection: sqlite3.Connection, keys: Keys) -> None:
    if connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise NotConfigured("This SQLite file belongs to another program.")
    for statement in _statements(accounts.SCHEMA + trail.SCHEMA + SCHEMA):
        connection.execute(statement)
    connection.execute("INSERT INTO house (name, value) VALUES ('key', ?)", (keys.derive("house/proof"),))
    trail.begin(connection, keys=keys)
    writing.create(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _add_index(connection: sqlite3.Connection) -> None:
    """From schema 1 to 2: the search index; `Store` fills it from the versions that are there."""
    for statement in _statements(tables.SCHEMA):
        connection.execute(statement)
    connection.execute("PRAGMA user_version = 2")


def _statements(script: str) -> list[str]:
    """Split a script, for `executescript` would commit the transaction that makes it all or nothing."""
    statements, part = [], ""
    for line in script.splitlines():
        part += line + "\n"
        if sqlite3.complete_statement(part):
            statements.append(part)
            part = ""
    return statements


def unavailable(error: sqlite3.Error) -> Unavailable:
    """What a person reads when the disk is full, the file locked or unreadable."""
    if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
        return Unavailable("The record is busy.", hint="Try again in a moment.")
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
        return Unavailable("The disk of the record is full: nothing was changed or shown.", hint="Free some space.")
    return Unavailable("The record cannot be used now: nothing was changed or shown.", hint="Run `attending doctor`.")
