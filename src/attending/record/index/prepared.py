"""New resources made ready to be written by a process that has no database: bytes, index rows, and what is left open.

Filled by `exchange.packing` in a worker, packed to bytes for the way back, written by `write.put_prepared`. What only
the database knows (the moment, the ids of resources found by an identifier) stands in them as a hole: a random mark
and a number, each replaced by its answer before anything is sealed.
"""

import secrets
from collections.abc import Iterator

import msgspec

from attending.record.body import format_parsed, stamped
from attending.record.chart import Resource
from attending.record.compressed import MOMENT, answered, compressed, hole
from attending.record.index.extract import extract, find_date
from attending.record.index.tables import COLUMNS, Row, Rows

_MOST_HOLES = 0xFFFF
_MOMENT = 0
"""The hole in which the moment of the transaction belongs."""


class Prepared(msgspec.Struct, array_like=True):
    """First versions of new resources, in the order in which they are to be written."""

    mark: str
    types: list[str] = []
    ids: list[str] = []
    patients: list[str | None] = []
    bodies: list[bytes] = []
    """The resources, compressed with their holes, those of each counted from 0 in the order of `holes`."""
    holes: list[list[int]] = []
    """For each resource the holes it has besides that of the moment."""
    dates: list[int] = []
    """What `find_date` says of each."""
    columns: dict[str, list[list[int | str | float]]] = {}
    """Kind of index row → its columns."""
    places: dict[str, list[int]] = {}
    """Kind of index row → for each row the place of its resource, counted from 0."""
    open_references: list[tuple[int, str, int]] = []
    """The reference rows whose targets have a hole, and their possible twins: parameter, target, resource."""
    texts: dict[int, str] = {}

    def filled(self, answers: list[str]) -> Iterator[bytes]:
        """The body of each resource as it is sealed; `answers` begins with the moment."""
        for body, holes in zip(self.bodies, self.holes, strict=True):
            yield answered(body, [answers[number] for number in holes]) if holes else body

    def hole(self, number: int) -> str:
        """What stands for an answer."""
        return f"{self.mark}{number:04x}"

    def target(self, target: str, answers: list[str]) -> str:
        """Where a reference leads, its hole filled."""
        before, found, number = target.partition(self.mark)
        return before + answers[int(number, 16)] if found else target


class Preparing:
    """Collects resources into one `Prepared`."""

    def __init__(self, *, content: bool = False) -> None:
        self._content = content
        self.prepared = Prepared(secrets.token_hex(16), [], [], [], [], [], [], {}, {}, [], {})
        self._rows: dict[str, list[Row]] = {kind: [] for kind in COLUMNS}

    def hole(self, number: int) -> str | None:
        """What to write for the answer to a question, counted from 1; None where there are too many."""
        return self.prepared.hole(number) if 0 < number <= _MOST_HOLES else None

    def add(self, resource: Resource, id_: str, patient: str | None, holes: list[int]) -> None:
        """Add a resource of which the record has no version; raises `BadInput` on what JSON cannot hold.

        Args:
            resource: what `parse_json` made, with holes for what only the database knows.
            id_: under which it is filed.
            patient: whose it is.
            holes: the numbers of those it has.
        """
        made, place = self.prepared, len(self.prepared.ids)
        content = stamped(resource, id_, 1, made.hole(_MOMENT))
        made.types.append(resource["resourceType"])
        made.ids.append(id_)
        made.patients.append(patient)
        plain = format_parsed(content).replace(made.hole(_MOMENT).encode(), MOMENT)
        for place_of_hole, number in enumerate(holes):
            plain = plain.replace(made.hole(number).encode(), hole(place_of_hole))
        made.bodies.append(compressed(plain))
        made.holes.append(holes)
        rows = extract(content, content=self._content)
        made.dates.append(find_date(resource["resourceType"], rows))
        made.texts.update(rows.texts)
        self._collect(rows, place, is_open=bool(holes))

    def _collect(self, rows: Rows, place: int, *, is_open: bool) -> None:
        if is_open:
            types = {row[1].partition("/")[0] for row in rows.reference if self.prepared.mark in row[1]}
            waiting = [row for row in rows.reference if row[1].partition("/")[0] in types]
            self.prepared.open_references += [(*row, place) for row in waiting]
            rows.reference.difference_update(waiting)
        end = (place,)
        for kind, collected in self._rows.items():
            found = getattr(rows, kind)
            if found:
                collected.extend([row + end for row in found])

    def packed(self) -> bytes:
        """Everything as bytes."""
        for kind, rows in self._rows.items():
            if rows:
                rows.sort()
                *columns, places = (list(column) for column in zip(*rows, strict=True))
                self.prepared.columns[kind], self.prepared.places[kind] = columns, places
        return _ENCODER.encode(self.prepared)


_ENCODER = msgspec.msgpack.Encoder()
