"""A resource as bytes: the one way in and the one way out, so that encryption has one place to go.

Decimals keep the digits they were written with (1.00 stays 1.00): FHIR says that precision is part of the value.
"""

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from math import isfinite
from typing import Any

import msgspec

from attending.errors import BadInput
from attending.record.chart import Resource
from attending.security.keys import Keys
from attending.security.signature import canonical

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
Header = tuple[str, str, int, str | None, bool, str]
"""Type, id, version, patient, deletion mark and time of update of a stored version."""
_MANAGED = ("versionId", "lastUpdated")
"""Elements of `meta` that the record writes itself."""
_BLOCK = 64
"""Bytes that SHA-256 takes in at a time."""
_PLAIN_NAME = re.compile(r"_?[A-Za-z]{1,64}", re.ASCII)
"""A name that elements of FHIR may have; any other may be anything."""
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def parse_json(data: bytes | str) -> Any:
    """Read JSON, decimals as `Decimal`; raises `BadInput`."""
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput("This is not valid JSON.") from error


def parse_resource(data: bytes | str) -> dict[str, Any]:
    """Read one resource from JSON, decimals as `Decimal`; raises `BadInput`."""
    resource = parse_json(data)
    if not isinstance(resource, dict):
        raise BadInput("A FHIR resource must be a JSON object.")
    return resource


def parse_sent(data: bytes | str) -> dict[str, Any]:
    """`parse_resource` for what comes from outside: a NUL in a text and a name given twice are refused as well."""
    resource = parse_resource(data)
    text = data if isinstance(data, str) else data.decode()
    if "\\u0000" in text and _NUL.search(text):
        raise BadInput("A text holds a NUL character (\\u0000), which no text of FHIR may.")
    if _may_repeat_a_name(text, resource):
        check_names(text)
    return resource


def check_names(text: str) -> None:
    """Raise `BadInput` where one object of a JSON text gives a name twice: a reader would keep one of its values."""
    json.loads(text, object_pairs_hook=_once, parse_float=str)


def _may_repeat_a_name(text: str, resource: Resource) -> bool:
    """Whether quotation marks were lost in reading: those of a name given twice are. An escaped one proves nothing."""
    return "\\u0022" in text or text.count('"') != format_parsed(resource).count(b'"')


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        repeated = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        named = f': "{repeated}"' if _PLAIN_NAME.fullmatch(repeated) else ""
        raise BadInput(f"A name stands twice in one JSON object{named}.", hint="Send each element once.")
    return found


def format_resource(resource: Resource) -> bytes:
    """Write one resource as JSON; raises `BadInput` on what JSON cannot hold."""
    try:
        _check_numbers(resource)
        return _ENCODER.encode(resource)
    except (TypeError, ValueError, RecursionError) as error:  # UnicodeEncodeError is a ValueError
        raise BadInput("This resource cannot be written as JSON.") from error


def format_parsed(resource: Resource) -> bytes:
    """As `format_resource`, for what `parse_json` made: JSON has no number that JSON cannot hold."""
    try:
        return _ENCODER.encode(resource)
    except (ValueError, RecursionError) as error:
        raise BadInput("This resource cannot be written as JSON.") from error


def same_content(one: Resource, other: Resource) -> bool:
    """Whether two resources say the same, digit for digit, in any order of keys; version and time aside."""
    return canonical(_content(one)) == canonical(_content(other))


def stamped(resource: Resource, id_: str, version: int, updated: str) -> dict[str, Any]:
    """A resource as it is stored: its id and what the record itself says of the version; `meta` must be an object."""
    meta = {**resource.get("meta", {}), "versionId": str(version), "lastUpdated": updated}
    content = {"resourceType": resource["resourceType"], "id": id_, "meta": meta, **resource}
    content["id"], content["meta"] = id_, meta
    return content


def bound(header: Header) -> bytes:
    """What a sealed body is bound to."""
    return msgspec.json.encode(header)


def integrity(keys: Keys, header: Header, body: bytes) -> bytes:
    """HMAC-SHA256 that ties a body, sealed as it is stored, to its header: 32 bytes; it outlives the patient's key."""
    return integrity_of(keys, bound(header), body)


def integrity_of(keys: Keys, header: bytes, body: bytes) -> bytes:
    """The same for a header that is bytes already."""
    return hmac.digest(keys.derive("record/integrity"), header + body, "sha256")


def integrities(keys: Keys, headers: Iterable[bytes], bodies: Iterable[bytes]) -> list[bytes]:
    """The same for many: the key is taken in once, and its two states are copied for each (RFC 2104)."""
    key = keys.derive("record/integrity").ljust(_BLOCK, b"\0")
    first, second = (sha256(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))
    found = []
    for header, body in zip(headers, bodies, strict=True):
        inner, outer = first.copy(), second.copy()
        inner.update(header)
        inner.update(body)
        outer.update(inner.digest())
        found.append(outer.digest())
    return found


def is_genuine(keys: Keys, header: Header, body: bytes, stored: bytes) -> bool:
    """Whether a stored version is the one that was written."""
    return hmac.compare_digest(stored, integrity(keys, header, body))


def _content(resource: Resource) -> Resource:
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in _MANAGED}
    rest = {name: value for name, value in resource.items() if name != "meta"}
    return {**rest, "meta": meta} if meta else rest


def _check_numbers(value: Any) -> None:
    """Refuse what JSON has no digits for; msgspec would write NaN as null or as a bare word."""
    kind = value.__class__
    if kind is str or kind is bool or kind is int:
        return  # most of a resource
    if kind is dict or isinstance(value, Mapping):
        for part in value.values():
            _check_numbers(part)
    elif kind is list or isinstance(value, tuple):
        for part in value:
            _check_numbers(part)
    elif (kind is Decimal and not value.is_finite()) or (kind is float and not isfinite(value)):
        raise ValueError
