"""The record's tables: their shape, and what happens when a database is opened that has none, or others.

Every version of a resource is one row that never changes; `resource` only points at the newest.
"""

import hmac

from attending.audit import trail
from attending.database import Connection, Driver, Row
from attending.errors import NotConfigured, Tampered
from attending.record import ciphers, name_index
from attending.record.body import bound, integrity, is_genuine, parse_resource
from attending.record.index import tables, writing
from attending.security import accounts
from attending.security.keys import Keys

SCHEMA_VERSION = 4
RESTORABLE = frozenset({3, SCHEMA_VERSION})
"""Schemas whose backups fit these tables: bodies of schema 3 are not compressed, and are read as they are."""

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
    """Make the tables of a new record, or bring an older one up to date; all or nothing."""
    with connection.writing():
        found = connection.schema_version()
        if found == 0:
            _create(connection, keys)
        admit(connection, keys)
        for version in range(found or SCHEMA_VERSION, SCHEMA_VERSION):
            _UPGRADES[version](connection, keys)
            connection.set_schema_version(version + 1)


def admit(connection: Connection, keys: Keys) -> None:
    """Raise `NotConfigured` unless this is a record that this program and this master key can open."""
    found = connection.schema_version()
    if found == 0 or not connection.has_table("house"):
        raise NotConfigured("This database belongs to another program.")
    if found > SCHEMA_VERSION:
        raise NotConfigured(
            f"This record has schema {found}; this program knows up to {SCHEMA_VERSION}.",
            hint="Install the newer version.",
        )
    (proof,) = connection.execute("SELECT value FROM house WHERE name = 'key'").fetchone()
    if not hmac.compare_digest(proof, keys.derive("house/proof")):
        raise another_key()


def another_key() -> NotConfigured:
    """What a person reads who brings the wrong key."""
    return NotConfigured(
        "This master key is not the one this record was made with.",
        hint="Put the right key file back, or set ATTENDING_MASTER_KEY_FILE to where it lies.",
    )


def _create(connection: Connection, keys: Keys) -> None:
    if not connection.is_empty():
        raise NotConfigured("This database belongs to another program.")
    connection.create(accounts.SCHEMA + trail.SCHEMA + SCHEMA)
    _make_keys(connection, keys)
    connection.create(name_index.SCHEMA)
    connection.execute("INSERT INTO house (name, value) VALUES ('key', ?)", (keys.derive("house/proof"),))
    trail.begin(connection, keys=keys)
    writing.create(connection)
    connection.set_schema_version(SCHEMA_VERSION)


def _make_keys(connection: Connection, keys: Keys) -> None:
    connection.create(ciphers.SCHEMA)
    connection.execute("INSERT INTO wrapping_generation (generation) VALUES (?)", (keys.generation,))


def _add_index(connection: Connection, _keys: Keys) -> None:
    """From schema 1 to 2: the search index; `Store` fills it from the versions that are there."""
    connection.create(tables.SCHEMA)


def _seal_bodies(connection: Connection, keys: Keys) -> None:
    """From schema 2 to 3: every version under its patient's key, checked before and bound anew; and the name index."""
    _make_keys(connection, keys)
    connection.create(name_index.SCHEMA)
    newest = (
        "SELECT v.id, v.body FROM resource r JOIN version v ON v.row = r.row WHERE r.type = 'Patient' AND v.deleted = 0"
    )
    for id_, body in connection.execute(newest).fetchall():
        name_index.write_names(connection, id_, parse_resource(body))
    sealing, last = ciphers.Ciphers(connection, keys), 0
    columns = "row, type, id, version, patient, deleted, updated, body, integrity"
    while True:
        query = f"SELECT {columns} FROM version WHERE row > ? ORDER BY row LIMIT 1000"
        rows = connection.execute(query, (last,)).fetchall()
        if not rows:
            return
        connection.execute_many(
            "UPDATE version SET body = ?, integrity = ? WHERE row = ?", [_sealed(sealing, row) for row in rows]
        )
        last = rows[-1][0]


def _sealed(sealing: ciphers.Ciphers, stored: Row) -> Row:
    row, resource_type, id_, version, patient, deleted, updated, body, proof = stored
    header = (resource_type, id_, version, patient, bool(deleted), updated)
    if not is_genuine(sealing.keys, header, body, proof):
        raise Tampered("A stored resource is not what was written: nothing was upgraded.")
    holder = ciphers.key_holder(patient, deleted=bool(deleted))
    sealed = sealing.seal(holder, bound(header), body, made=updated)
    return (sealed, integrity(sealing.keys, header, sealed), row)


def _compress_bodies(connection: Connection, keys: Keys) -> None:
    """From schema 3 to 4: new bodies are compressed, which an older program could not read; no row changes."""


_UPGRADES = {1: _add_index, 2: _seal_bodies, 3: _compress_bodies}
