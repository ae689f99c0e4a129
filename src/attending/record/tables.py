"""The record's tables: their shape, and what happens when a database is opened that has none, or others.

Every version of a resource is one row that never changes; `resource` only points at the newest.
"""

import hmac

from attending.audit import trail
from attending.database import Connection, Driver
from attending.errors import NotConfigured
from attending.record.index import tables, writing
from attending.security import accounts
from attending.security.keys import Keys

SCHEMA_VERSION = 2

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
CREATE INDEX resource_of_patient ON resource (patient, type) WHERE deleted = 0;
"""


class Held:
    """A thread's connection; it is closed when the thread ends, or with the Store."""

    def __init__(self, driver: Driver) -> None:
        self.connection = driver.connect()

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


def prepare(connection: Connection, keys: Keys) -> None:
    """Make the tables of a new record; refuse a record of a newer program or of another master key."""
    connection.begin("write")
    try:
        found = connection.schema_version()
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
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _create(connection: Connection, keys: Keys) -> None:
    if not connection.is_empty():
        raise NotConfigured("This database belongs to another program.")
    connection.create(accounts.SCHEMA + trail.SCHEMA + SCHEMA)
    connection.execute("INSERT INTO house (name, value) VALUES ('key', ?)", (keys.derive("house/proof"),))
    trail.begin(connection, keys=keys)
    writing.create(connection)
    connection.set_schema_version(SCHEMA_VERSION)


def _add_index(connection: Connection) -> None:
    """From schema 1 to 2: the search index; `Store` fills it from the versions that are there."""
    connection.create(tables.SCHEMA)
    connection.set_schema_version(2)
