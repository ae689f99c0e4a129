"""Puts the rows of new versions into the index, in the transaction that writes the versions.

Rows are collected and written together, sorted as their tables are: before a search of the same transaction, and
before it commits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from attending.database import Connection
from attending.database.connection import statements
from attending.record.chart import Resource
from attending.record.index.extract import extract, find_date
from attending.record.index.moments import EARLIEST, LATEST, read_span
from attending.record.index.parameters import fingerprint, parameters_of
from attending.record.index.prepared import Prepared
from attending.record.index.tables import COLUMNS, SCHEMA, TABLES, Row, Rows
from attending.record.index.values import number_of

_AT_A_TIME = 2_000
"""Versions whose rows are held in memory at most."""


def patient_number(patient: str | None) -> int:
    """What stands for a patient in the index rows; 0 for none."""
    return number_of(f"Patient/{patient}") if patient else 0


@dataclass
class Indexing:
    """The index's part of one transaction."""

    content: bool = False
    """Whether every word of a resource is indexed."""
    _rows: dict[str, list[Row]] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)
    _replaced: list[tuple[int, int]] = field(default_factory=list)
    _waiting: int = 0

    def add(self, row: int, resource: Resource | None, patient: str | None, *, replaces: int | None) -> bool:
        """Note a version to be indexed; False when enough wait to be flushed.

        None stands for a deletion, which has no rows but ends those before it.
        """
        if replaces is not None:
            self._replaced.append((replaces, row))
        if resource is None:
            return True
        rows = extract(resource, content=self.content)
        date = find_date(resource["resourceType"], rows)
        self._collect(rows, (patient_number(patient), date, row))
        self._waiting += 1
        return self._waiting < _AT_A_TIME

    def add_prepared(self, first: int, prepared: Prepared, answers: list[str]) -> bool:
        """Note first versions that were made ready elsewhere, in the rows from `first` on; False as `add` says."""
        numbers = [patient_number(patient) for patient in prepared.patients]
        for kind, columns in prepared.columns.items():
            places = prepared.places[kind]
            ends = ([made[place] for place in places] for made in (numbers, prepared.dates))
            rows = zip(*columns, *ends, [first + place for place in places], strict=True)
            self._rows.setdefault(kind, []).extend(rows)
        opened = {
            (number, prepared.target(target, answers), numbers[place], prepared.dates[place], first + place)
            for number, target, place in prepared.open_references
        }
        self._rows.setdefault("reference", []).extend(opened)
        self._rows.setdefault("date", []).extend(self._moments(first, prepared, answers[0]))
        self._texts.update(prepared.texts)
        self._waiting += len(prepared.ids)
        return self._waiting < _AT_A_TIME

    def _moments(self, first: int, prepared: Prepared, updated: str) -> Iterator[Row]:
        """What the index holds of `lastUpdated`, which only the writer knows."""
        span = read_span(updated) or (EARLIEST, LATEST)
        for place, (name, patient) in enumerate(zip(prepared.types, prepared.patients, strict=True)):
            yield (_updated_number(name), *span, patient_number(patient), prepared.dates[place], first + place)

    def flush(self, connection: Connection) -> None:
        """Write what was noted."""
        for kind, rows in self._rows.items():
            rows.sort()
            connection.insert_many(f"index_{kind}", COLUMNS[kind], rows)
        if self._texts:
            insert = "INSERT INTO index_text (text, folded) VALUES (?, ?) ON CONFLICT (text) DO NOTHING"
            connection.execute_many(insert, sorted(self._texts.items()))
        if self._replaced:
            connection.insert_many("index_replaced", ("row", "by"), self._replaced)
        self._rows, self._texts, self._replaced, self._waiting = {}, {}, [], 0

    def _collect(self, rows: Rows, end: Row) -> None:
        for kind in COLUMNS:
            found = getattr(rows, kind)
            if found:
                self._rows.setdefault(kind, []).extend([row + end for row in found])
        self._texts.update(rows.texts)


@cache
def _updated_number(resource_type: str) -> int:
    return parameters_of(resource_type)["_lastUpdated"].number


def is_current(connection: Connection, *, content: bool) -> bool:
    """Whether the index was built by this program's table of parameters, with every word or without."""
    row = connection.execute("SELECT value FROM house WHERE name = 'index'").fetchone()
    return row is not None and bytes(row[0]).decode() == fingerprint(content=content)


def create(connection: Connection, *, content: bool = False) -> None:
    """Make the empty tables that are not there, and note by which program."""
    missing = [made for made in statements(SCHEMA) if not connection.has_table(made.split()[2])]
    connection.create(";".join(missing))
    connection.execute(
        "INSERT INTO house (name, value) VALUES ('index', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (fingerprint(content=content).encode(),),
    )


def forget_patient(connection: Connection, patient: str) -> None:
    """Remove every row of a patient, of former versions too, and the texts that only they had; walks the index once."""
    number = patient_number(patient)
    texts = connection.execute("SELECT DISTINCT text FROM index_token WHERE patient = ?", (number,)).fetchall()
    for table in TABLES:
        connection.execute(f"DELETE FROM {table} WHERE patient = ?", (number,))
    kept = {text for (text,) in connection.execute("SELECT DISTINCT text FROM index_token").fetchall()}
    gone = [(text,) for (text,) in texts if text not in kept]
    connection.execute_many("DELETE FROM index_text WHERE text = ?", gone)


def rebuild(
    connection: Connection,
    versions: Iterator[tuple[int, Resource, str | None]],
    progress: Callable[[int], None] = lambda _: None,
    *,
    content: bool = False,
) -> int:
    """Build the index anew from the newest versions (row, resource, patient); returns how many.

    The caller's transaction commits it. What was replaced before is no longer found as of an earlier moment.
    """
    create(connection, content=content)
    for table in (*TABLES, "index_text", "index_replaced"):
        connection.execute(f"DELETE FROM {table}")
    indexing, number = Indexing(content=content), 0
    for number, (row, resource, patient) in enumerate(versions, 1):
        if not indexing.add(row, resource, patient, replaces=None):
            indexing.flush(connection)
        progress(number)
    indexing.flush(connection)
    return number
