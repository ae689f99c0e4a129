"""An import made ready in another process; see `packing`. Read by `many`."""

from attending.errors import AttendingError
from attending.exchange.bundle import Entry, read_entries
from attending.exchange.collecting import collecting_paused
from attending.exchange.fhir import filing_order, identifier_of, identifiers_in
from attending.exchange.packing import Doubtful, Packed, Packing, Question
from attending.exchange.parts import Whole, read_whole
from attending.record.index import resource_types
from attending.record.index.prepared import Preparing


def pack(data: bytes, *, content: bool = False) -> bytes | None:
    """Make an import ready; None where it must go the plain way. Needs no database and no key.

    Args:
        data: a Bundle, a resource or NDJSON.
        content: whether the record indexes every word.
    """
    return _ready(data, None, content=content)


def pack_part(data: bytes, whole: bytes, *, content: bool = False) -> bytes | None:
    """The same for a part of a large file; `whole` is what `parts` knows of it."""
    return _ready(data, read_whole(whole), content=content)


@collecting_paused()
def _ready(data: bytes, whole: Whole | None, *, content: bool) -> bytes | None:
    try:
        entries = read_entries(data)
        return _packed(entries, whole or _whole(entries), content=content).pack()
    except (AttendingError, Doubtful, RecursionError):
        return None


def _whole(entries: tuple[Entry, ...]) -> Whole:
    if len({entry.reference for entry in entries}) < len(entries):
        raise Doubtful
    places = {place: entry.reference for entry in entries for place in (entry.full_url, entry.reference) if place}
    return Whole(places, frozenset(entry.type for entry in entries))


def _packed(entries: tuple[Entry, ...], whole: Whole, *, content: bool) -> Packed:
    if any(entry.resource is None or entry.if_match is not None for entry in entries):
        raise Doubtful
    packing = _Import(dict(whole.places), whole.types, Preparing(content=content))
    for entry in sorted(entries, key=filing_order):
        packing.add(entry.resource or {}, entry.id)
    return packing.packed([entry.type for entry in entries], [entry.id for entry in entries], _absent(entries))


def _absent(entries: tuple[Entry, ...]) -> list[Question]:
    """What nobody may have yet, for the entries that are only filed where that is so; raises `Doubtful`."""
    asked: dict[Question, None] = {}
    for entry in entries:
        if entry.criteria:
            identifier = identifier_of(entry.criteria)
            if identifier is None or (entry.type, *identifier) in asked:
                raise Doubtful
            asked[(entry.type, *identifier)] = None
    if asked:
        for entry in entries:
            if not entry.criteria and not asked.keys().isdisjoint(
                (entry.type, *identifier) for identifier in identifiers_in(entry.resource or {})
            ):
                raise Doubtful
    return list(asked)


class _Import(Packing):
    """References as `import_bundle` reads them."""

    def place(self, reference: str) -> str:
        if reference.startswith("urn:"):
            raise Doubtful
        resource_type, _, rest = reference.partition("/")
        if "?" in resource_type:
            return self._conditional(reference)
        id_ = rest.split("/_history/")[0]
        if resource_type.isalpha() and rest and "/" not in rest.removesuffix("/").split("/_history/")[0]:
            self.elsewhere[(resource_type, id_)] = None
        return reference

    def _conditional(self, reference: str) -> str:
        resource_type, _, criteria = reference.partition("?")
        asked = identifier_of(criteria)
        if asked is None or resource_type not in resource_types():
            raise Doubtful
        return self.ask(reference, (resource_type, *asked))
