"""Which database: a path is SQLite, a `postgresql://` URL is PostgreSQL."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from attending.database.connection import Connection
from attending.errors import BadInput


class Driver(Protocol):
    """Opens connections to one database."""

    def connect(self) -> Connection:
        """A new connection; raises `Unavailable`."""

    def exists(self) -> bool:
        """Whether there is something to open already; for PostgreSQL, whether it holds tables."""

    def make(self, admit: Callable[[Connection], None]) -> None:
        """Make the place where the tables will stand, if it is missing.

        A plain SQLite file of an earlier version becomes an encrypted one; `admit` raises unless it is ours.
        """


def driver_of(where: Path | str, file_key: bytes | None = None) -> Driver:
    """The driver of a path or a URL; SQLite files are encrypted under `file_key`. Raises `BadInput` for other kinds."""
    if isinstance(where, Path):
        from attending.database.sqlite import SQLite

        return SQLite(where, file_key)
    if where.startswith(("postgresql://", "postgres://")):
        from attending.database.postgres import Postgres

        return Postgres(where)
    raise BadInput("ATTENDING_DATABASE_URL must begin with postgresql://; without it, the record is a SQLite file.")
