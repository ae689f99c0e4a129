"""An import made ready in another process; see `packing`. Read by `many`."""

from attending.errors import AttendingError
from attending.exchange.bundle import Entry, read_entries
from attending.exchange.collecting import collecting_paused
from attending.exchange.fhir import filing_order, identifier_of
from attending.exchange.packing import Doubtful, Packed, Packing
from attending.record.index import resource_types
from attending.record.index.prepared import Preparing


def pack(data: bytes, *, content: bool = False) -> bytes | None:
    """Make an import ready; None where it must go the plain way. Needs no database and no key.

    Args:
        data: a Bundle, a resource or NDJSON.
        content: whether the record indexes every word.
    """
    with collecting_paused():
        try:
            return _packed(read_entries(data), content=content).pack()
        except (AttendingError, Doubtful, RecursionError):
            return None


def _packed(entries: tuple[Entry, ...], *, content: bool) -> Packed:
    if any(entry.resource is None or entry.criteria or entry.if_match is not None for entry in entries):
        raise Doubtful
    if len({entry.reference for entry in entries}) < len(entries):
        raise Doubtful
    places = {place: entry.reference for entry in entries for place in (entry.full_url, entry.reference) if place}
    packing = _Import(places, frozenset(entry.type for entry in entries), Preparing(content=content))
    for entry in sorted(entries, key=filing_order):
        packing.add(entry.resource or {}, entry.id)
    return packing.packed([entry.type for entry in entries], [entry.id for entry in entries])


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
