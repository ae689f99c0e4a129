"""What a hospital sends as FHIR, read into entries: a Bundle of any type, one resource, or NDJSON.

Read by `fhir`, which files them. Nothing here touches the record.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from attending.errors import BadInput
from attending.record import Resource, format_resource, parse_resource, parse_sent

LARGEST = 512 * 1024 * 1024
"""Bytes of one import; a bigger export comes as NDJSON files, one after the other."""

_BUNDLE_TYPES = frozenset(["document", "message", "transaction", "batch", "history", "searchset", "collection"])
_NOT_FILED = frozenset({"Bundle", "Parameters", "OperationOutcome", "CapabilityStatement", "Binary"})
_METHODS = frozenset({"POST", "PUT", "DELETE"})
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_URN = re.compile(r"urn:(?:uuid|oid):([A-Za-z0-9\-.]{1,64})")
_TARGET = re.compile(r"([A-Z][A-Za-z]+)(?:/([A-Za-z0-9\-.]{1,64}))?(?:\?(.*))?")
_E_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Entry(msgspec.Struct, frozen=True):
    """One thing to file."""

    number: int
    """Its place in what was sent, from 1."""
    where: str
    """That place in words: `Entry 3`, `Line 3`, `This resource`."""
    type: str
    id: str
    resource: Resource | None
    """None: delete it."""
    full_url: str = ""
    criteria: str = ""
    """A search, such as `identifier=system|value`: where it finds a resource, that one is meant."""
    keeps_existing: bool = False
    """With criteria: leave what is found alone (`ifNoneExist`) instead of replacing it."""
    if_match: int | None = None

    @property
    def reference(self) -> str:
        """`Patient/p1`."""
        return f"{self.type}/{self.id}"


def read_entries(data: bytes) -> tuple[Entry, ...]:
    """Read what was sent.

    Raises:
        BadInput: empty, too large, another encoding, not JSON, or not FHIR; says where.
    """
    if len(data) > LARGEST:
        raise BadInput(f"An import holds at most {LARGEST // 1024**2} MB.", hint="Send NDJSON files one by one.")
    text = _decode(data)
    if not text.strip():
        raise BadInput("There is nothing in this file.")
    if text.lstrip().startswith("<"):
        raise BadInput("This is XML.", hint="Ask the sender for FHIR as JSON (application/fhir+json).")
    found = tuple(_read(text))
    if not found:
        raise BadInput("There is no resource in this Bundle.")
    return found


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(f"This is no UTF-8 text (byte {error.start}).", hint="FHIR JSON is UTF-8.") from error


def _read(text: str) -> Iterator[Entry]:
    first, _, rest = text.lstrip().partition("\n")
    if rest and not rest.isspace() and _is_object(first):
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield _single(number, f"Line {number}", _parse(line, f"Line {number}"))
        return
    whole = _parse(text, "This file")
    if whole.get("resourceType") == "Bundle":
        yield from _entries(whole)
    else:
        yield _single(1, "This resource", whole)


def _is_object(line: str) -> bool:
    """Whether the first line is a whole JSON object, as in NDJSON."""
    try:
        parse_resource(line)
    except BadInput:
        return False
    return True


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        return parse_sent(text)
    except BadInput as error:
        raise BadInput(f"{where}: {error.message}", hint="Expected a FHIR R4 Bundle, resource or NDJSON.") from error


def _single(number: int, where: str, resource: dict[str, Any]) -> Entry:
    resource_type = _type_of(resource, where)
    return Entry(number, where, resource_type, _id_of(resource, ""), resource)


def _entries(bundle: dict[str, Any]) -> Iterator[Entry]:
    if bundle.get("type") not in _BUNDLE_TYPES:
        raise BadInput("A Bundle must say its type.", hint=f"One of: {', '.join(sorted(_BUNDLE_TYPES))}.")
    listed = bundle.get("entry", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise BadInput("The entry element of a Bundle must be a list of objects.")
    seen: set[str] = set()
    for number, entry in enumerate(listed, 1):
        if _part(entry, "search").get("mode") == "outcome":
            continue
        read = _entry(number, entry)
        if bundle["type"] == "history" and read.reference in seen:
            continue  # newest first: the older versions of what was read already
        seen.add(read.reference)
        yield read


def _entry(number: int, entry: dict[str, Any]) -> Entry:
    where, request = f"Entry {number}", _part(entry, "request")
    full_url = entry.get("fullUrl", "")
    target = _target(str(request.get("url", "")))
    method = request.get("method", "PUT")
    if method not in _METHODS:
        raise BadInput(f"{where} asks for {str(method)[:8]}; an import files with POST, PUT or DELETE.")
    if method == "DELETE":
        if target is None or target[2] is None:
            raise BadInput(f"{where} must say what to delete as Type/id.")
        return Entry(number, where, target[1], target[2], None)
    resource = entry.get("resource")
    if not isinstance(resource, dict):
        raise BadInput(f"{where} has no resource.")
    resource_type = _type_of(resource, where)
    if target is not None and target[1] != resource_type:
        raise BadInput(f"{where} sends a {resource_type} to the address of another type.")
    criteria = request.get("ifNoneExist") if method == "POST" else (target[3] if target else None)
    named = target[2] if target is not None and method == "PUT" else None
    if_match = _E_TAG.fullmatch(str(request["ifMatch"])) if "ifMatch" in request else None
    return Entry(
        number,
        where,
        resource_type,
        named or _id_of(resource, full_url if isinstance(full_url, str) else ""),
        resource,
        full_url=full_url if isinstance(full_url, str) else "",
        criteria=str(criteria or "").removeprefix("?"),
        keeps_existing=method == "POST",
        if_match=int(if_match[1]) if if_match else None,
    )


def _part(entry: dict[str, Any], name: str) -> dict[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


@lru_cache(maxsize=1_024)
def _target(url: str) -> re.Match[str] | None:
    return _TARGET.fullmatch(url)


@lru_cache(maxsize=1_024)
def _is_type(name: str) -> bool:
    return re.fullmatch("[A-Z][A-Za-z]{1,63}", name) is not None


def _type_of(resource: dict[str, Any], where: str) -> str:
    resource_type = resource.get("resourceType")
    if not isinstance(resource_type, str) or not _is_type(resource_type):
        raise BadInput(f"{where} is not FHIR: it has no resourceType.")
    if resource_type in _NOT_FILED:
        raise BadInput(f"{where} is no part of a patient's record: {resource_type}.")
    return resource_type


def _id_of(resource: dict[str, Any], full_url: str) -> str:
    """Its own id, else that of its full URL, else one made of its content: the same file gives the same ids again."""
    own = resource.get("id")
    if isinstance(own, str) and own:
        return own
    urn = _URN.fullmatch(full_url)
    last = full_url.rsplit("/", 1)[-1]
    if urn is not None:
        return urn[1]
    if "/" in full_url and _ID.fullmatch(last):
        return last
    return hashlib.sha256(format_resource(resource)).hexdigest()[:32]
