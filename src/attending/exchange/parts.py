"""A large file cut into parts that several processes make ready at once; it is filed whole or not at all all the same.

Read by `many`. Only the heads of its resources are read here: what a part must know of the others is where references
to them lead, and which types come.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

LARGE = 4 * 1024 * 1024
"""Bytes of a file that is cut."""
_PART = 1024 * 1024


class Whole(msgspec.Struct, frozen=True, array_like=True):
    """What every part of a file must know."""

    places: dict[str, str]
    """Full URL or `Type/id` as sent → reference as filed."""
    types: frozenset[str]

    def pack(self) -> bytes:
        """As bytes, for the way to the workers."""
        return msgspec.msgpack.encode(self)


@lru_cache(maxsize=2)
def read_whole(packed: bytes) -> Whole:
    """What `Whole.pack` made; remembered, for many parts of one file come one after the other."""
    return msgspec.msgpack.decode(packed, type=Whole)


class _Resource(msgspec.Struct, rename="camel"):
    resource_type: str = ""
    id: str = ""


class _Request(msgspec.Struct, rename="camel"):
    method: str = "PUT"
    url: str = ""
    if_none_exist: str = ""
    if_match: str = ""


class _Entry(msgspec.Struct, rename="camel"):
    resource: _Resource
    full_url: str = ""
    request: _Request = msgspec.field(default_factory=_Request)


_BUNDLE = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ENTRIES = msgspec.json.Decoder(list[msgspec.Raw])
_ENTRY = msgspec.json.Decoder(_Entry)
_LINE = msgspec.json.Decoder(_Resource)


def cut(data: bytes) -> tuple[Whole, list[bytes]] | None:
    """The parts of a large Bundle or NDJSON, each one of its kind; None where it is better left whole."""
    if len(data) < LARGE:
        return None
    try:
        return _cut_bundle(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return _cut_lines(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _cut_bundle(data: bytes) -> tuple[Whole, list[bytes]] | None:
    bundle = {name: bytes(value) for name, value in _BUNDLE.decode(data).items()}
    kind, entries = bundle.get("type"), bundle.get("entry")
    if bundle.get("resourceType") != b'"Bundle"' or kind in {None, b'"history"'} or entries is None:
        return None
    if data.count(b'"') != sum(value.count(b'"') + 2 for value in bundle.values()):
        return None  # a name is given twice
    raw = [bytes(entry) for entry in _ENTRIES.decode(entries)]
    whole = _whole(map(_ENTRY.decode, raw))
    if whole is None:
        return None
    head = b'{"resourceType":"Bundle","type":' + kind + b',"entry":['
    return whole, [head + b",".join(part) + b"]}" for part in _parts(raw)]


def _cut_lines(data: bytes) -> tuple[Whole, list[bytes]] | None:
    lines = [line for line in data.split(b"\n") if line.strip()]
    whole = _whole(_Entry(_LINE.decode(line)) for line in lines) if len(lines) > 1 else None
    return None if whole is None else (whole, [b"\n".join(part) + b"\n" for part in _parts(lines)])


def _whole(entries: Iterable[_Entry]) -> Whole | None:
    """None where the id of an entry is not simply the one that its resource names, or two are the same."""
    places: dict[str, str] = {}
    references = set()
    for entry in entries:
        kind, id_, request = entry.resource.resource_type, entry.resource.id, entry.request
        reference = f"{kind}/{id_}"
        is_own = request.url in {kind, reference, ""} if request.method == "PUT" else request.method == "POST"
        if (
            kind in {"", "Bundle"}
            or not id_
            or not is_own
            or request.if_match
            or request.if_none_exist
            or reference in references
        ):
            return None
        references.add(reference)
        places[reference] = reference
        if entry.full_url:
            places[entry.full_url] = reference
    return Whole(places, frozenset(reference.partition("/")[0] for reference in references)) if references else None


def _parts(pieces: list[bytes]) -> Iterator[list[bytes]]:
    """Of about the same size."""
    part: list[bytes] = []
    size = 0
    for piece in pieces:
        if size >= _PART:
            yield part
            part, size = [], 0
        part.append(piece)
        size += len(piece)
    yield part
