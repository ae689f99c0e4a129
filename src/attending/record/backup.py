"""Backup and restore of a whole record while it is at work, from either database into either.

A backup is a folder: `manifest.json` with a hash for each table, and one sealed file for each (AES-256-GCM under a key
of the root secret). It is read from one state of the database; whoever writes meanwhile does not wait. The search index
is left out and built anew. Patients' keys stand in it without their wrapping, so that a backup outlives a rotation.
What lies beside the database follows, see `backup_files`. The manifest is written last: without it there is no backup.
"""

import hashlib
import hmac
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from attending.audit.trail import read_head
from attending.audit.verify import snapshot
from attending.database import Connection, Row
from attending.errors import Conflict, NotConfigured, Tampered
from attending.record import backup_files
from attending.record.backup_files import Beside
from attending.record.ciphers import label
from attending.record.sealed_parts import Sealed
from attending.record.tables import RESTORABLE, SCHEMA_VERSION
from attending.security import tokens
from attending.security.derivation import KEY_BYTES, derive_key
from attending.security.keys import Keys
from attending.security.ring import replace_file, sync_folder

_ROWS_AT_A_TIME = 500
_INDEX = "index_"
_FIRST = ("house", "account", "version", "patient_key")
"""Tables that others point to."""
_LEFT_OUT = frozenset(
    {
        "session",
        "wrapping_generation",
        "schema_version",
        "bulk_job",
        "bulk_file",
        "outbox",
        "outbox_cursor",
        "dicom_outbox",
    }
)
"""Of this database and its moment: nobody stays signed in through a restore, and no job or message goes on."""
MANIFEST, ANCHOR, RING = "manifest.json", "audit.anchor", "keys.ring"


@dataclass(frozen=True)
class Source:
    """What a backup is taken of, besides the database."""

    keys: Keys
    anchor: Path
    beside: tuple[Beside, ...] = ()


class Table(msgspec.Struct, frozen=True):
    """What a backup holds of one table."""

    columns: list[str]
    rows: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup is of; sealed by an HMAC of its own."""

    format: int = 1
    schema: int
    salt: str
    """Random; each backup has a key of its own, and so every nonce is used once."""
    made: datetime
    events: int
    """Number of the newest audit event."""
    head: str
    tables: dict[str, Table]
    files: str = ""
    """Hash of the list of files beside the database; empty where there are none, and in backups of earlier versions."""
    seal: str = ""

    @property
    def content(self) -> str:
        """One hash over everything: two records with the same one are equal."""
        return hashlib.sha256(msgspec.json.encode(self.tables, order="sorted")).hexdigest()


def back_up(
    connection: Connection,
    folder: Path,
    source: Source,
    *,
    now: datetime,
    since: Path | None = None,
    progress: Callable[[str], None],
) -> Manifest:
    """Write a backup and read it once more.

    Raises:
        Conflict: there is something of this name already.
        Tampered: the earlier backup, `since`, is not what was written.
    """
    keys = source.keys
    if folder.exists():
        raise Conflict("There is something of this name already.", hint="Name a folder that does not exist.")
    if since is not None:
        check(since, keys=keys)
    folder.mkdir(parents=True, mode=0o700)
    try:
        manifest = _write(connection, folder, keys, now, progress)
        key = _key(keys, manifest.salt)
        files = backup_files.keep(folder, source.beside, key=key, since=since, progress=progress)
        manifest = msgspec.structs.replace(manifest, files=files)
        for path, name in ((source.anchor, ANCHOR), (keys.ring_path, RING)):
            if path.exists():
                replace_file(folder / name, path.read_bytes())
        replace_file(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(_sealed(manifest, keys)), indent=1))
        check(folder, keys=keys)
    except BaseException:
        shutil.rmtree(folder)
        raise
    sync_folder(folder.parent)
    return manifest


def read_manifest(folder: Path, *, keys: Keys) -> Manifest:
    """The manifest of a backup; raises `NotConfigured`, or `Tampered` for another key or a changed file."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise NotConfigured("This folder holds no finished backup.") from error
    if not hmac.compare_digest(manifest.seal, _sealed(manifest, keys).seal):
        raise Tampered("This backup is damaged, or of another master key.", hint="Put the right key file in place.")
    return manifest


def check(folder: Path, *, keys: Keys) -> Manifest:
    """Read a whole backup and compare it with its manifest; raises `Tampered`."""
    manifest = read_manifest(folder, keys=keys)
    for name, table in manifest.tables.items():
        found = _Digest()
        for part in Sealed(folder / name, _key(keys, manifest.salt)).read():
            found.add(part)
        if (found.rows, found.hexdigest()) != (table.rows, table.sha256):
            raise Tampered("A part of this backup is missing.", hint="Take another one.")
    backup_files.check_files(folder, manifest.files, key=_key(keys, manifest.salt))
    return manifest


def restore_files(
    folder: Path, beside: Iterable[Beside], *, keys: Keys, progress: Callable[[str], None] = lambda _: None
) -> None:
    """Put the files of a checked backup back; see `backup_files.restore_files`."""
    key = _key(keys, read_manifest(folder, keys=keys).salt)
    backup_files.restore_files(folder, beside, key=key, progress=progress)


def restore(connection: Connection, folder: Path, *, keys: Keys, progress: Callable[[str], None]) -> Manifest:
    """Fill the empty tables of a record that was just made, all or nothing, and compare it with the manifest."""
    manifest = check(folder, keys=keys)
    key = _key(keys, manifest.salt)
    if manifest.schema not in RESTORABLE:
        raise NotConfigured(
            f"This backup has schema {manifest.schema}; this program restores {SCHEMA_VERSION}.",
            hint="Restore it with the version that made it, then upgrade.",
        )
    with connection.writing():
        if connection.execute("SELECT 1 FROM version LIMIT 1").fetchone():
            raise Conflict("The record is not empty.", hint="Restore into a new one.")
        if not connection.has_table("api_token"):
            connection.create(tokens.SCHEMA)
        for name in reversed(_in_order(connection.tables())):
            connection.execute(f"DELETE FROM {name}")
        for name in _in_order(manifest.tables):
            progress(name)
            for part in Sealed(folder / name, key).read():
                rows = [_came_in(name, row, keys) for row in part]
                connection.insert_many(name, manifest.tables[name].columns, rows)
        connection.renumber("version", "row")
        restored = _described(connection, keys)
        held = {name: table for name, table in restored.items() if name in manifest.tables or table.rows}
        if held != manifest.tables:
            raise Tampered("What was restored is not what was backed up: nothing was changed.")
    return manifest


class _Digest:
    """A running hash over rows."""

    def __init__(self) -> None:
        self.rows, self._hash = 0, hashlib.sha256()

    def add(self, part: list[Row]) -> None:
        self.rows += len(part)
        for row in part:
            self._hash.update(msgspec.msgpack.encode(row))

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _write(
    connection: Connection, folder: Path, keys: Keys, now: datetime, progress: Callable[[str], None]
) -> Manifest:
    salt = secrets.token_hex(KEY_BYTES)
    key = _key(keys, salt)

    def keep(name: str, rows: Iterator[list[Row]]) -> None:
        progress(name)
        Sealed(folder / name, key).write(rows)

    with snapshot(connection):
        head = read_head(connection, keys=keys)
        tables = _described(connection, keys, keep)
    return Manifest(schema=SCHEMA_VERSION, salt=salt, made=now, events=head.seq, head=head.digest.hex(), tables=tables)


def _only_read(_name: str, rows: Iterator[list[Row]]) -> None:
    for _ in rows:
        pass


def _described(
    connection: Connection, keys: Keys, keep: Callable[[str, Iterator[list[Row]]], None] = _only_read
) -> dict[str, Table]:
    """Read every table of one state of the database, hand its rows to `keep`, and say what they were."""
    tables = {}
    for name in _in_order(connection.tables()):
        columns, found = connection.columns(name), _Digest()
        keep(name, _hashed(_parts(connection, name, columns, keys), found))
        tables[name] = Table(columns, found.rows, found.hexdigest())
    return tables


def _key(keys: Keys, salt: str) -> bytes:
    return derive_key(keys.derive("backup"), salt)


def _hashed(parts: Iterator[list[Row]], found: _Digest) -> Iterator[list[Row]]:
    for part in parts:
        found.add(part)
        yield part


def _parts(connection: Connection, name: str, columns: list[str], keys: Keys) -> Iterator[list[Row]]:
    order = ", ".join(str(number) for number in range(1, len(columns) + 1))
    where = " WHERE name <> 'index'" if name == "house" else ""  # so that a restored record builds its index
    part: list[Row] = []
    for row in connection.stream(f"SELECT {', '.join(columns)} FROM {name}{where} ORDER BY {order}"):
        part.append(_goes_out(name, row, keys))
        if len(part) == _ROWS_AT_A_TIME:
            yield part
            part = []
    if part:
        yield part


def _goes_out(name: str, row: Row, keys: Keys) -> Row:
    """A patient's key without its wrapping; the whole file is sealed."""
    if name != "patient_key" or row[2] is None:
        return row
    return (row[0], 0, keys.unwrap_in(row[1], row[2], label(row[0])), *row[3:])


def _came_in(name: str, row: Row, keys: Keys) -> Row:
    if name != "patient_key" or row[2] is None:
        return row
    return (row[0], keys.generation, keys.wrap_in(keys.generation, row[2], label(row[0])), *row[3:])


def _in_order(names: Iterable[str]) -> list[str]:
    kept = [name for name in names if not name.startswith(_INDEX) and name not in _LEFT_OUT]
    return sorted(kept, key=lambda name: (name not in _FIRST, name))


def _sealed(manifest: Manifest, keys: Keys) -> Manifest:
    plain = msgspec.to_builtins(msgspec.structs.replace(manifest, seal=""), str_keys=True)
    if not manifest.files:
        del plain["files"]  # as before there was such a list
    proof = hmac.digest(keys.derive("backup/manifest"), msgspec.json.encode(plain, order="sorted"), hashlib.sha256)
    return msgspec.structs.replace(manifest, seal=proof.hex())
