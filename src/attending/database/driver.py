"""Which database: a path is SQLite, a `postgresql://` URL is PostgreSQL."""

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

    def make(self) -> None:
        """Make the place where the tables will stand, if it is missing."""


def driver_of(where: Path | str) -> Driver:
    """The driver of a path or a URL; raises `BadInput` for another kind of database."""
    if isinstance(where, Path):
        from attending.database.sqlite import SQLite

        return SQLite(where)
    if where.startswith(("postgresql://", "postgres://")):
        from attending.database.postgres import Postgres

        return Postgres(where)
    raise BadInput("ATTENDING_DATABASE_URL must begin with postgresql://; without it, the record is a SQLite file.")
