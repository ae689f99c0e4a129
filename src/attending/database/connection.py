"""What a connection can do, whichever database stands behind it. Read by every package that keeps a table.

SQL that runs on both: `?` for values; 0 and 1 for truth, compared as `deleted = 0`; `ON CONFLICT` with its columns;
`RETURNING` for a number that the database gave; nothing of JSON. Text compares by code point on both.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, Protocol

from attending.errors import Unavailable

Value = str | int | float | bytes | None | list[str] | list[int]
Row = tuple[Any, ...]
Mode = Literal["read", "write"]

BUSY_SECONDS = 20.0
"""How long a writer waits for the one before it until it says that the record is busy."""


class Unreadable(Unavailable):
    """The file is no database, or was encrypted under another key."""


class Duplicate(Exception):
    """A row breaks a UNIQUE or another constraint."""


class Rows(Protocol):
    """What a statement answers."""

    def fetchone(self) -> Any:
        """The next row, a tuple, or None."""

    def fetchall(self) -> list[Any]:
        """Every row that is left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(ABC):
    """One connection in autocommit; it belongs to one thread at a time.

    Raises on every call:
        Unavailable: the disk is full, the database locked, damaged or not there; `is_busy` and others say which.
        Duplicate: a constraint.
    """

    raw: Any
    """The driver's own connection, for what only one database has."""

    @property
    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @property
    @abstractmethod
    def usable(self) -> bool:
        """Whether it is worth keeping: not closed, not broken."""

    @abstractmethod
    def execute(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """Run one statement."""

    @abstractmethod
    def send(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """Run one statement no later than the next that is executed, or the commit; inside a transaction.

        Its answer may be read after that, and its fault is raised there: many go to a server together.
        """

    @abstractmethod
    def stream(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows of a large answer, a part at a time; inside a transaction."""

    @abstractmethod
    def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each row of values; inside a transaction."""

    @abstractmethod
    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert many rows at once, by COPY where there is such a thing; inside a transaction."""

    @abstractmethod
    def begin(self, mode: Mode, *, later: bool = False) -> None:
        """Begin a transaction: `read` sees one state throughout, `write` waits until it is the only writer.

        Args:
            mode: what it may do.
            later: it may wait for its place until its first statement asks for something: one way to a server less.
        """

    @abstractmethod
    def commit(self) -> None:
        """End the transaction; when this returns, what was written survives a loss of power."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo the transaction, if one is open."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction around a block: committed at its end, undone by any exception."""
        self.begin("write")
        try:
            yield
            self.commit()
        except BaseException:
            self.rollback()
            raise

    @abstractmethod
    def make_room(self) -> None:
        """Keep more of the database in memory from now on, for work that writes much."""

    @abstractmethod
    def close(self) -> None:
        """Close it; a second time does no harm."""

    @abstractmethod
    def among(self, column: str, values: Iterable[str]) -> tuple[str, Value]:
        """A condition that a column is one of any number of texts, and the one value it takes."""

    @abstractmethod
    def among_numbers(self, column: str, values: Iterable[int]) -> tuple[str, Value]:
        """The same for whole numbers."""

    @abstractmethod
    def create(self, script: str) -> None:
        """Run `CREATE` statements written for SQLite; inside a transaction."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Whether there is no table of anybody's."""

    @abstractmethod
    def has_table(self, name: str) -> bool:
        """Whether the record has this table."""

    @abstractmethod
    def tables(self) -> list[str]:
        """The names of all tables, sorted."""

    @abstractmethod
    def columns(self, table: str) -> list[str]:
        """The columns of a table, quoted, in the order they were made."""

    @abstractmethod
    def scrub(self, *tables: str) -> None:
        """Overwrite what was deleted from these tables, in the log too, as far as can be; outside a transaction."""

    @abstractmethod
    def schema_version(self) -> int:
        """The number the record keeps of its tables' shape; 0 where there are none."""

    @abstractmethod
    def set_schema_version(self, version: int) -> None:
        """Keep the number of the tables' shape."""

    @abstractmethod
    def renumber(self, table: str, column: str) -> None:
        """Let the database's own numbering go on behind the rows that were inserted with a number."""


def statements(script: str) -> list[str]:
    """The statements of a script that has no semicolon within one."""
    return [part.strip() for part in script.split(";") if part.strip()]
