"""What one transaction has written but not yet sent to the database: many versions go there in one statement.

Read by `transaction`, which lets nobody ask the database before it is told, and filled by `write`. What the transaction
knows of the newest versions stays with it: nobody else writes meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from attending.database import Connection, Value
from attending.record.versioned import Versioned

Place = tuple[str, str]
"""Type and id of a resource."""
VERSION = ("row", "type", "id", "version", "patient", "deleted", "updated", "body", "integrity")
RESOURCE = ("type", "id", "patient", "deleted", "row")
_REPLACE = (
    "INSERT INTO resource (type, id, patient, deleted, row) VALUES (?, ?, ?, ?, ?) ON CONFLICT (type, id) DO UPDATE "
    "SET patient = excluded.patient, deleted = excluded.deleted, row = excluded.row"
)
_AT_A_TIME = 2_000
"""Versions held in memory at most."""


@dataclass(slots=True)
class Unwritten:
    """The versions of one transaction that wait."""

    known: dict[Place, tuple[Versioned, int] | None] = field(default_factory=dict)
    """The newest versions that were asked for or written, each with its row; None where there is none."""
    _versions: list[tuple[Value, ...]] = field(default_factory=list)
    _new: dict[Place, tuple[Value, ...]] = field(default_factory=dict)
    _changed: dict[Place, tuple[Value, ...]] = field(default_factory=dict)
    _last: int = -1

    def add(self, connection: Connection, written: Versioned, row_of: tuple[Value, ...], *, is_new: bool) -> int:
        """Let a version wait; returns the row that it will have.

        Args:
            connection: of the transaction.
            written: what is known of it from now on.
            row_of: the columns of `VERSION` but the first.
            is_new: whether the resource has no version yet.
        """
        self._last = row = self._next(connection)
        place = (written.type, written.id)
        self._versions.append((row, *row_of))
        newest = (*place, written.patient, int(written.deleted), row)
        (self._new if is_new or place in self._new else self._changed)[place] = newest
        self.known[place] = (written, row)
        if len(self._versions) >= _AT_A_TIME:
            self.flush(connection)
        return row

    def add_new(self, connection: Connection, written: list[Versioned], rows_of: Iterable[tuple[Value, ...]]) -> int:
        """Let first versions wait; returns the row of the first of them."""
        first = self._next(connection)
        for row, version, row_of in zip(range(first, first + len(written)), written, rows_of, strict=True):
            place = (version.type, version.id)
            self._versions.append((row, *row_of))
            self._new[place] = (*place, version.patient, 0, row)
            self.known[place] = (version, row)
        self._last = first + len(written) - 1
        if len(self._versions) >= _AT_A_TIME:
            self.flush(connection)
        return first

    def _next(self, connection: Connection) -> int:
        if self._last < 0:  # the transaction is the only writer: it may count for itself
            self._last = connection.execute("SELECT max(row) FROM version").fetchone()[0] or 0
        return self._last + 1

    def flush(self, connection: Connection) -> None:
        """Send what waits."""
        if not self._versions:
            return
        versions, new, changed = self._versions, self._new, self._changed
        self._versions, self._new, self._changed = [], {}, {}
        connection.insert_many("version", VERSION, versions)
        if new:
            connection.insert_many("resource", RESOURCE, sorted_rows(new))
        if changed:
            connection.execute_many(_REPLACE, sorted_rows(changed))


def sorted_rows(rows: dict[Place, tuple[Value, ...]]) -> Iterable[tuple[Value, ...]]:
    """In the order of the table, which is that of its places."""
    return [row for _, row in sorted(rows.items())]
