"""Bundles: full URLs, search results, and documents whose parts must hang together.

Source: FHIR R4, Bundle (resolving references in bundles, documents, search sets).
"""

import re
from typing import Any

from attending.record.fhirpath.model import UNKNOWN, resource_type
from attending.record.validation.issues import Level, Place
from attending.record.validation.shapes import Property
from attending.record.validation.walk import Held, Walk

_REST = re.compile(r"(https?://.+)/([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})", re.ASCII)
_WITHOUT_FULL_URL = frozenset({"transaction", "batch", "transaction-response", "batch-response"})
_CLOSED = frozenset({"document", "message", "transaction"})
"""Bundles that are a whole: what a URN in them names cannot stand elsewhere."""
_HEADERS = {"document": "Composition", "message": "MessageHeader"}


def check_bundles(walk: Walk) -> None:
    """Check every Bundle that the walk met."""
    for held in walk.resources:
        if held.kind.name == "Bundle":
            entries = held.value.get("entry")
            if isinstance(entries, list):
                _check(walk, held, [each if isinstance(each, dict) else {} for each in entries])


def _check(walk: Walk, bundle: Held, entries: list[dict[str, Any]]) -> None:
    kind = bundle.value.get("type")
    for number, entry in enumerate(entries):
        place = (bundle.place, "entry", number)
        resource = entry.get("resource")
        _check_full_url(walk, entry.get("fullUrl"), resource, place, needed=kind not in _WITHOUT_FULL_URL)
        if kind == "searchset" and isinstance(resource, dict):
            _check_result(walk, entry, resource, place)
    by_place = {held.place: held for held in walk.resources if held.bundle is bundle}
    links = _check_links(walk, bundle, entries, by_place)
    first = entries[0].get("resource") if entries else None
    if kind in _HEADERS and isinstance(first, dict) and first.get("resourceType") == _HEADERS[str(kind)]:
        _check_reached(walk, bundle, links)  # what else stands first breaks bdl-11 or bdl-12


def _check_full_url(walk: Walk, url: Any, resource: Any, place: Place, *, needed: bool) -> None:
    if not isinstance(url, str):
        transient = isinstance(resource, dict) and resource.get("resourceType") == "OperationOutcome"
        if needed and isinstance(resource, dict) and url is None and not transient:
            text = "Except in transactions and batches, each entry must have a fullUrl."
            walk.fault(Level.RULE, "required", text, place)
        return
    if ":" not in url:
        walk.fault(Level.RULE, "invalid", "The fullUrl must be an absolute URL.", (place, "fullUrl", None))
        return
    match = _REST.fullmatch(url)
    if match is None or not isinstance(resource, dict) or resource_type(match[2]) is UNKNOWN:
        return
    own = resource.get("id")
    if match[2] != resource.get("resourceType") or (own is not None and match[3] != own):
        text = "The fullUrl is not the type and id of the resource in the entry."
        walk.fault(Level.RULE, "invalid", text, (place, "fullUrl", None))


def _check_result(walk: Walk, entry: dict[str, Any], resource: dict[str, Any], place: Place) -> None:
    search = entry.get("search")
    mode = search.get("mode") if isinstance(search, dict) else None
    outcome = resource.get("resourceType") == "OperationOutcome"
    at = (place, "resource", None)
    if mode == "outcome" and not outcome:
        walk.fault(Level.RULE, "invalid", "A search entry of mode outcome must be an OperationOutcome.", at)
    if mode in {"match", "include"} and outcome and mode == "match":
        walk.fault(Level.RULE, "invalid", "A search entry of mode match must not be an OperationOutcome.", at)
    if "id" not in resource and not outcome:
        walk.fault(Level.RULE, "invalid", "A search result must have an id.", at)


def _check_links(
    walk: Walk, bundle: Held, entries: list[dict[str, Any]], by_place: dict[Place, Held]
) -> dict[int, set[int]]:
    """Which entries hang together; what a reference leads to inside the bundle must be what may stand there."""
    urls = _urls(entries)
    links: dict[int, set[int]] = {number: set() for number in range(len(entries))}
    inside: dict[int, list[Held]] = {}
    for each in walk.resources:
        inside.setdefault(id(each.container or each), []).append(each)
    kind = bundle.value.get("type")
    for number, entry in enumerate(entries):
        held = by_place.get(((bundle.place, "entry", number), "resource", None))
        for each in inside[id(held)] if held is not None else ():
            for value, place, found in each.references:
                target = _find(value.get("reference"), entry.get("fullUrl"), urls, entries)
                if target is not None:
                    links[number].add(target)
                    links[target].add(number)
                    _check_target(walk, value, place, found, entries[target].get("resource"), kind)
                elif _is_lost(value.get("reference"), kind, is_header=number == 0):
                    walk.fault(Level.RULE, "not-found", "What this refers to is not in the bundle.", place)
    return links


def _check_target(
    walk: Walk, value: dict[str, Any], place: Place, found: Property | None, target: Any, bundle_type: Any
) -> None:
    """The type of a target that is here, and in a document or message its version where the reference names one."""
    if not isinstance(target, dict):
        return
    kind = resource_type(target.get("resourceType"))
    targets = found.rule.targets if found is not None else frozenset()
    if targets and kind is not UNKNOWN and not any(kind.inherits(each) for each in targets):
        text = f"This may not refer to a {kind.name}, only to {', '.join(sorted(targets))}."
        walk.fault(Level.RULE, "structure", text, place)
    version = _version_in(value["reference"])
    if version and bundle_type in _HEADERS and _version_of(target) != version:
        text = "The entry does not say to be the version (meta.versionId) that this refers to."
        walk.fault(Level.RULE, "not-found", text, place)


def _check_reached(walk: Walk, bundle: Held, links: dict[int, set[int]]) -> None:
    reached, waiting = {0}, [0]
    while waiting:
        for target in links[waiting.pop()] - reached:
            reached.add(target)
            waiting.append(target)
    for number in sorted(links.keys() - reached):
        text = "This entry cannot be reached by references from or to the first one."
        walk.fault(Level.HINT, "informational", text, (bundle.place, "entry", number))


def _urls(entries: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Full URL → the entries that have it: the versions of one resource may stand in one bundle."""
    found: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        url = entry.get("fullUrl")
        if isinstance(url, str):
            found.setdefault(url, []).append(number)
    return found


def _find(reference: Any, full_url: Any, urls: dict[str, list[int]], entries: list[dict[str, Any]]) -> int | None:
    """The entry that a reference leads to; of several versions the one that it names."""
    if not isinstance(reference, str):
        return None
    plain = reference.partition("/_history/")[0].partition("#")[0]
    match = _REST.fullmatch(full_url) if isinstance(full_url, str) and plain not in urls else None
    found = urls.get(f"{match[1]}/{plain}" if match is not None else plain, [])
    version = _version_in(reference)
    named = [number for number in found if version and _version_of(entries[number].get("resource")) == version]
    return next(iter(named or found), None)


def _version_in(reference: str) -> str:
    return reference.partition("/_history/")[2].partition("#")[0]


def _version_of(resource: Any) -> Any:
    meta = resource.get("meta") if isinstance(resource, dict) else None
    return meta.get("versionId") if isinstance(meta, dict) else None


def _is_lost(reference: Any, kind: Any, *, is_header: bool) -> bool:
    """A URN, and a relative reference of the first entry of a document, can only mean something in the same bundle."""
    if not isinstance(reference, str) or not reference:
        return False
    if reference.startswith(("urn:uuid:", "urn:oid:")):
        return kind in _CLOSED
    return is_header and kind in _HEADERS and not reference.startswith(("#", "http:", "https:"))
