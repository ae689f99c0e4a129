"""The record's front door: every look at it takes a Grant and leaves an AuditEvent in the same transaction.

If the audit entry cannot be written there is no data: reading and refusing are writes to the trail. Changes go
through `write`, which only `review` and `exchange` may import.
"""

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from attending import audit
from attending.audit import Entry, Outcome, Verdict, anchor, trail
from attending.audit.verify import snapshot
from attending.database import Connection, Driver, Unreadable, driver_of
from attending.errors import AttendingError, NotAllowed, NotConfigured, Tampered, Unavailable
from attending.record import backup, inspection, tables
from attending.record.backup import Manifest
from attending.record.backup_files import Beside
from attending.record.chart import Chart, Resource
from attending.record.grouped_entries import GroupedEntries
from attending.record.index.writing import Indexing, is_current
from attending.record.journal import merged
from attending.record.reindex import reindex
from attending.record.rotation import rotate
from attending.record.transaction import Transaction
from attending.record.versioned import Versioned
from attending.security import Action, Grant
from attending.security.keys import Keys


class Store:
    """One hospital's record in one database; safe to share between threads and between processes."""

    def __init__(
        self, driver: Driver, *, keys: Keys, anchor: Path, now: Callable[[], datetime], content: bool = False
    ) -> None:
        self.content = content
        self._driver, self._keys, self._anchor, self._now = driver, keys, anchor, now
        self._local = threading.local()
        self._entries = GroupedEntries(self._write_entries)
        self._held: weakref.WeakSet[tables.Held] = weakref.WeakSet()
        self.closed = False

    @classmethod
    def open(
        cls, where: Path | str, *, keys: Keys, anchor: Path, now: Callable[[], datetime], content: bool = False
    ) -> "Store":
        """Open a record, or make a new one.

        Args:
            where: the SQLite file, made with mode 0600, or the URL of a PostgreSQL database.
            keys: the hospital's keys; a record opens only with the master key it was made with.
            anchor: the file outside the database that remembers the newest audit event.
            now: the clock, timezone-aware.
            content: index every word of a resource, for `_content`; the index is built anew where it is otherwise.

        Raises:
            NotConfigured: another master key, a newer schema, or not a record at all.
        """
        driver = driver_of(where, keys.derive("sqlite/file"))
        try:
            driver.make(lambda connection: tables.admit(connection, keys))
        except Unreadable as error:
            raise _another_key(anchor, keys) or error from None
        store = cls(driver, keys=keys, anchor=anchor, now=now, content=content)
        try:
            store._prepare()
        except BaseException:
            store.close()
            raise
        return store

    def read(self, resource_type: str, id: str, *, grant: Grant) -> Resource:  # noqa: A002 (the FHIR element's name)
        """The newest version of a resource; raises `NotFound`, `NotAllowed`."""
        with self.look(grant=grant) as tx:
            return tx.read(resource_type, id)

    def version(self, resource_type: str, id: str, version: int, *, grant: Grant) -> Resource:  # noqa: A002
        """One version of a resource, as it was written."""
        with self.look(grant=grant) as tx:
            return tx.version(resource_type, id, version)

    def history(self, resource_type: str, id: str, *, grant: Grant) -> list[Versioned]:  # noqa: A002
        """Every version of a resource, newest first."""
        with self.look(grant=grant) as tx:
            return tx.history(resource_type, id)

    def chart(self, patient_id: str, *, grant: Grant) -> Chart:
        """Everything on one patient, frozen at this moment."""
        with self.look(grant=grant) as tx:
            return tx.chart(patient_id)

    def patients(self, *, grant: Grant, text: str = "", most: int | None = None) -> list[Resource]:
        """Patients by family name; each word of `text` must begin a name, an identifier, the id or the birth date."""
        with self.look(grant=grant) as tx:
            return tx.patients(text, most)

    def every(self, resource_type: str, *, grant: Grant) -> list[Resource]:
        """Every resource of one type that the grant may see, noted as one search; for tables and exports."""
        with self.look(grant=grant) as tx:
            return tx.every(resource_type)

    @contextmanager
    def transaction(self, *, grant: Grant) -> Iterator[Transaction]:
        """A unit of work: all of it is committed together with its audit entries, or nothing is.

        What was read, and what was refused, stays in the audit trail even when the work is rolled back.

        Raises:
            Unavailable: the disk is full, the file locked or unreadable; nothing was changed.
        """
        if self._current() is not None:
            raise RuntimeError("a transaction is already open in this thread")
        tx = self._begin(grant, read_only=False)
        try:
            tx.database.begin("write")
            self._local.current = tx
            yield tx
            tx.indexing.flush(tx.connection)
            self._commit(tx.connection, tx.journal.entries())
        except BaseException as error:
            tx.database.rollback()
            self._keep_what_was_seen(tx, error)
            raise
        finally:
            self._local.current = None

    @contextmanager
    def look(self, grant: Grant) -> Iterator[Transaction]:
        """A unit of reading: one state of the record, and nobody who writes has to wait.

        When the block ends, what was seen is on the audit trail, durable, or an error is raised: nothing that was read
        leaves it before. Inside an open transaction the look joins it.

        Raises:
            Unavailable: it could not be noted.
        """
        current = self._current()
        if current is not None:
            yield replace(current, grant=grant)
            return
        tx = self._begin(grant, read_only=True)
        try:
            tx.database.begin("read")
            self._local.current = tx
            yield tx
            tx.database.rollback()
        except BaseException as error:
            tx.database.rollback()
            self._keep_what_was_seen(tx, error)
            raise
        finally:
            self._local.current = None
        self._entries.write(tx.database, tx.journal.entries())

    def audit(self, entry: Entry) -> None:
        """Write one entry about something outside the resources, such as a sign-in; raises `Unavailable`."""
        self._entries.write(self.connection(), [entry])

    def note(self, entry: Entry) -> None:
        """As `audit`; inside an open transaction it is written with that, as what was seen is."""
        current = self._current()
        if current is None:
            self.audit(entry)
        else:
            current.journal.seen.append(entry)

    def audit_verdict(self) -> Verdict:
        """Walk the whole audit trail and compare it with the record; see `audit.verify` and `inspection`."""
        connection = self.connection()
        with snapshot(connection):
            verdict = audit.verify(connection, keys=self._keys, anchor=self._anchor)
            problems = tuple(inspection.differences(connection, keys=self._keys)) if verdict.ok else verdict.problems
        return Verdict(not problems, verdict.events, problems)

    def rebuild_index(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Build the search index anew from the newest versions, all or nothing; returns how many were indexed."""
        connection = self.connection()
        with connection.writing():
            return reindex(connection, self._keys, progress, content=self.content)

    def rotate_keys(self, *, grant: Grant, progress: Callable[[int], None] = lambda _: None) -> int:
        """Put a new master key in the place of the old one while the record is at work; see `rotation`."""
        number = rotate(self.connection(), self._keys, progress)
        self.audit(self._entry(grant, "rotate-keys"))
        return number

    def back_up(
        self,
        folder: Path,
        *,
        grant: Grant,
        beside: tuple[Beside, ...] = (),
        since: Path | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Manifest:
        """Write a verified backup while the record is at work; the trail says who took it. See `backup`."""
        self.audit(self._entry(grant, "backup"))
        source = backup.Source(self._keys, self._anchor, beside)
        return backup.back_up(self.connection(), folder, source, now=self._now(), since=since, progress=progress)

    def restore(self, folder: Path, *, grant: Grant, progress: Callable[[str], None] = lambda _: None) -> Manifest:
        """Fill this record, which must be empty, from a backup; the trail goes on from where the backup ended."""
        manifest = backup.restore(self.connection(), folder, keys=self._keys, progress=progress)
        self.rebuild_index()
        self.audit(self._entry(grant, "restore", f"backup of event {manifest.events}"))
        return manifest

    def acknowledge(self, reason: str, *, grant: Grant) -> int:
        """Let the anchor go on from the trail that is here, though it remembers another; returns the newest event.

        For a person who knows why, such as after a restore. The trail must be whole in itself.
        """
        verdict = audit.verify(self.connection(), keys=self._keys, anchor=None)
        if not verdict.ok:
            raise Tampered("The audit trail itself is not what was written.", hint="Restore another backup.")
        self.audit(self._entry(grant, "acknowledge", reason))
        head = trail.read_head(self.connection(), keys=self._keys)
        anchor.replace(self._anchor, head, keys=self._keys)
        return head.seq

    def connection(self) -> Connection:
        """This thread's connection, in autocommit, for the tables of other packages (accounts, reviews)."""
        if self.closed:
            raise Unavailable("The record was closed.", hint="The server is stopping: try again in a moment.")
        held: tables.Held | None = getattr(self._local, "held", None)
        if held is None or not held.connection.usable:
            held = self._local.held = tables.Held(self._driver)
            self._held.add(held)
        return held.connection

    def prepare_tables(self, prepare: Callable[[Connection, Keys], None]) -> None:
        """Let another package make or upgrade its own tables in this database, all or nothing."""
        connection = self.connection()
        with connection.writing():
            prepare(connection, self._keys)

    def close(self) -> None:
        """Close every thread's connection."""
        self.closed = True
        for held in list(self._held):
            held.connection.close()
        self._held.clear()
        self._local = threading.local()

    def _prepare(self) -> None:
        connection = self.connection()
        tables.prepare(connection, self._keys)
        row = connection.execute("SELECT seq FROM audit_head").fetchone()
        if not is_current(connection, content=self.content):
            self.rebuild_index()
        if row == (0,):
            anchor.create(self._anchor, keys=self._keys)

    def _entry(self, grant: Grant, kind: str, detail: str = "") -> Entry:
        """An act on the record as a whole."""
        return Entry(
            action=Action.EXECUTE,
            who=grant.who,
            role=grant.role,
            purpose=grant.purpose,
            when=self._now(),
            type=kind,
            detail=detail,
        )

    def _begin(self, grant: Grant, *, read_only: bool) -> Transaction:
        indexing = Indexing(content=self.content)
        return Transaction(self.connection(), self._now(), grant, self._keys, indexing=indexing, read_only=read_only)

    def _current(self) -> Transaction | None:
        return getattr(self._local, "current", None)

    def _keep_what_was_seen(self, tx: Transaction, error: BaseException) -> None:
        seen = tx.journal.seen
        if isinstance(error, NotAllowed) and not any(entry.outcome is Outcome.REFUSED for entry in seen):
            seen.append(_refusal(tx, error))
        if seen:
            try:
                self._entries.write(tx.database, merged(seen))
            except AttendingError as failure:
                raise failure from error

    def _write_entries(self, connection: Connection, entries: Iterable[Entry]) -> None:
        connection.begin("write", later=True)
        try:
            self._commit(connection, entries)
        except BaseException:
            connection.rollback()
            raise

    def _commit(self, connection: Connection, entries: Iterable[Entry]) -> None:
        """Chain the entries, commit, move the anchor; the anchor is opened first, for without it there is no access."""
        head = trail.extend(connection, entries, keys=self._keys)
        try:
            with anchor.held(self._anchor) as file:
                remembered = anchor.ask(file, connection, keys=self._keys)
                connection.commit()
                anchor.advance(file, remembered, head, keys=self._keys)
        except OSError as error:
            hint = "Put it back from the backup made with the database; `attending doctor` says where it belongs."
            raise Unavailable("The audit anchor is missing or cannot be written.", hint=hint) from error


def _another_key(path: Path, keys: Keys) -> NotConfigured | None:
    """The anchor beside an unreadable file tells a wrong key from a damaged file."""
    try:
        anchor.read_anchor(path, keys=keys)
    except Tampered:
        return tables.another_key()
    return None


def _refusal(tx: Transaction, error: NotAllowed) -> Entry:
    """For a refusal that came from outside the record, such as the wrong role for a signature."""
    return Entry(
        action=Action.EXECUTE,
        who=tx.grant.who,
        role=tx.grant.role,
        purpose=tx.grant.purpose,
        when=tx.now,
        outcome=Outcome.REFUSED,
        detail=error.message,
    )
