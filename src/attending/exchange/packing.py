"""What can be done of an import without a database, in another process: from what was sent to bytes that are written.

Read by `many`. Only what is certainly new, certainly of the right shape and free of surprises is packed; for all else
the answer is None, and the import goes the plain way, which alone says what is wrong. The database is asked afterwards:
each conditional reference is a question, and its answer fills a hole.
"""

from collections import Counter
from dataclasses import dataclass, field

import msgspec

from attending.errors import AttendingError
from attending.exchange.bundle import Entry, read_entries
from attending.exchange.collecting import collecting_paused
from attending.exchange.fhir import filing_order, identifier_of
from attending.exchange.shape import holders_of
from attending.record.compartment import find_patient, parse_reference
from attending.record.index import resource_types
from attending.record.index.prepared import Prepared, Preparing
from attending.record.write import names_of


class Packed(msgspec.Struct, array_like=True):
    """One import, ready but for what the database must be asked."""

    number: int
    """Entries sent."""
    types: dict[str, int]
    patients: list[str]
    questions: list[tuple[str, str, str]]
    """Type, system and value of the identifiers in conditional references."""
    elsewhere: list[tuple[str, str]]
    """Type and id of what is referred to and is not in the file."""
    prepared: bytes

    def read_prepared(self) -> Prepared:
        """The resources themselves."""
        return _PREPARED.decode(self.prepared)


_PREPARED = msgspec.msgpack.Decoder(Prepared)
_PACKED = msgspec.msgpack.Decoder(Packed)


def pack(data: bytes) -> bytes | None:
    """Make an import ready; None where it must go the plain way. Needs no database and no key."""
    with collecting_paused():
        try:
            packed = _Packing().pack(read_entries(data))
        except (AttendingError, _Doubtful, RecursionError):
            return None
        return msgspec.msgpack.encode(packed)


def unpack(packed: bytes) -> Packed:
    """Read what `pack` made."""
    return _PACKED.decode(packed)


class _Doubtful(Exception):
    """Only the plain way can tell."""


@dataclass
class _Packing:
    preparing: Preparing = field(default_factory=Preparing)
    places: dict[str, str] = field(default_factory=dict)
    """Full URL or `Type/id` as sent → reference as filed."""
    brought: frozenset[str] = frozenset()
    """Types that the file itself brings."""
    owners: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """The patients of what is filed so far."""
    questions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    elsewhere: dict[tuple[str, str], None] = field(default_factory=dict)
    holes: dict[str, int] = field(default_factory=dict)
    """A reference with a hole → the hole's number."""

    def pack(self, entries: tuple[Entry, ...]) -> Packed:
        if any(entry.resource is None or entry.criteria or entry.if_match is not None for entry in entries):
            raise _Doubtful
        if len({entry.reference for entry in entries}) < len(entries):
            raise _Doubtful
        self.brought = frozenset(entry.type for entry in entries)
        for entry in entries:
            for place in (entry.full_url, entry.reference):
                if place:
                    self.places[place] = entry.reference
        for entry in sorted(entries, key=filing_order):
            self._add(entry)
        return Packed(
            len(entries),
            dict(sorted(Counter(entry.type for entry in entries).items())),
            [entry.id for entry in entries if entry.type == "Patient"],
            list(self.questions),
            list(self.elsewhere),
            self.preparing.packed(),
        )

    def _add(self, entry: Entry) -> None:
        resource = {**(entry.resource or {}), "id": entry.id}
        names_of(resource)
        holders = holders_of(resource)
        if holders is None or not isinstance(resource.get("meta", {}), dict):
            raise _Doubtful
        holes: dict[int, None] = {}
        for holder in holders:
            holder["reference"] = place = self._place(holder["reference"])
            if place in self.holes:
                holes[self.holes[place]] = None
        patient = find_patient(resource, entry.id, self._owner)
        if patient is not None and patient.startswith(self.preparing.prepared.mark):
            raise _Doubtful
        self.owners[(entry.type, entry.id)] = patient
        self.preparing.add(resource, entry.id, patient, list(holes))

    def _owner(self, resource_type: str, id_: str) -> str | None:
        if (resource_type, id_) not in self.owners:
            raise _Doubtful
        return self.owners[(resource_type, id_)]

    def _place(self, reference: str) -> str:
        found = self.places.get(reference)
        if found is not None:
            return found
        if reference.startswith("urn:"):
            raise _Doubtful
        resource_type, _, rest = reference.partition("/")
        if "?" in resource_type:
            return self._conditional(reference)
        if resource_type.isalpha() and rest and "/" not in rest.removesuffix("/").split("/_history/")[0]:
            self.elsewhere[(resource_type, rest.split("/_history/")[0])] = None
        return reference

    def _conditional(self, reference: str) -> str:
        resource_type, _, criteria = reference.partition("?")
        asked = identifier_of(criteria)
        if asked is None or resource_type in self.brought or resource_type not in resource_types():
            raise _Doubtful
        number = self.questions.setdefault((resource_type, *asked), len(self.questions) + 1)
        hole = self.preparing.hole(number)
        if hole is None:
            raise _Doubtful
        self.places[reference] = place = f"{resource_type}/{hole}"
        self.holes[place] = number
        return place


def places_of(packed: Packed, prepared: Prepared) -> set[tuple[str, str]]:
    """Every resource that an import brings or refers to."""
    referred = {place for place in packed.elsewhere if parse_reference("/".join(place)) is not None}
    return {*zip(prepared.types, prepared.ids, strict=True), *referred}
