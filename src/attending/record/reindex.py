"""Build the search index anew from the newest versions: after an upgrade, or by `attending index`."""

from collections.abc import Callable, Iterator

from attending.database import Connection
from attending.record.chart import Resource
from attending.record.ciphers import Ciphers
from attending.record.index import rebuild
from attending.record.transaction import load_row
from attending.security.keys import Keys

_AT_A_TIME = 1_000


def reindex(connection: Connection, keys: Keys, progress: Callable[[int], None], *, content: bool = False) -> int:
    """Index every resource that is not deleted, in the caller's transaction; returns how many."""
    return rebuild(connection, _newest(connection, keys), progress, content=content)


def _newest(connection: Connection, keys: Keys) -> Iterator[tuple[int, Resource, str | None]]:
    """Row, content and patient of the newest versions, some at a time: the index is written while we read."""
    last, ciphers = 0, Ciphers(connection, keys)
    while True:
        found = connection.execute(
            "SELECT v.row, v.type, v.id, v.version, v.updated, v.patient, v.deleted, v.body, v.integrity "
            "FROM version v JOIN resource r ON r.type = v.type AND r.id = v.id AND r.row = v.row "
            "WHERE v.row > ? AND v.deleted = 0 ORDER BY v.row LIMIT ?",
            (last, _AT_A_TIME),
        ).fetchall()
        if not found:
            return
        for number, *row in found:
            version = load_row(tuple(row), ciphers)
            yield number, version.resource, version.patient
        last = found[-1][0]
