"""Bundles: full URLs, search results, and documents whose parts must hang together.

Source: FHIR R4, Bundle (resolving references in bundles, documents, search sets).
"""

import re
from typing import Any

from attending.record.fhirpath.model import UNKNOWN, resource_type
from attending.record.validation.issues import Level, Place
from attending.record.validation.walk import Held, Walk

_REST = re.compile(r"(https?://.+)/([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})", re.ASCII)
_WITHOUT_FULL_URL = frozenset({"transaction", "batch", "transaction-response", "batch-response"})
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
    if kind in _HEADERS:
        _check_document(walk, bundle, entries)


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


def _check_document(walk: Walk, bundle: Held, entries: list[dict[str, Any]]) -> None:
    """What the header points to must be in the bundle, and every entry must hang together with it."""
    if not entries or not isinstance(entries[0].get("resource"), dict):
        return
    if entries[0]["resource"].get("resourceType") != _HEADERS[str(bundle.value.get("type"))]:
        return  # bdl-11, bdl-12
    by_place = {held.place: held for held in walk.resources if held.bundle is bundle}
    urls = _urls(entries)
    links: dict[int, set[int]] = {number: set() for number in range(len(entries))}
    for number, entry in enumerate(entries):
        held = by_place.get(((bundle.place, "entry", number), "resource", None))
        if held is None:
            continue
        inside = [held, *(each for each in walk.resources if each.container is held)]
        for value, place, _ in (reference for each in inside for reference in each.references):
            target = _find(value.get("reference"), entry.get("fullUrl"), urls)
            if target is not None:
                links[number].add(target)
                links[target].add(number)
            elif number == 0 and _must_be_inside(value.get("reference")):
                walk.fault(Level.RULE, "not-found", "What this refers to is not in the bundle.", place)
    _check_reached(walk, bundle, links)


def _check_reached(walk: Walk, bundle: Held, links: dict[int, set[int]]) -> None:
    reached, waiting = {0}, [0]
    while waiting:
        for target in links[waiting.pop()] - reached:
            reached.add(target)
            waiting.append(target)
    for number in sorted(links.keys() - reached):
        text = "This entry cannot be reached by references from or to the first one."
        walk.fault(Level.HINT, "informational", text, (bundle.place, "entry", number))


def _urls(entries: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, entry in enumerate(entries):
        url = entry.get("fullUrl")
        if isinstance(url, str):
            found.setdefault(url, number)
    return found


def _find(reference: Any, full_url: Any, urls: dict[str, int]) -> int | None:
    if not isinstance(reference, str):
        return None
    reference = reference.partition("/_history/")[0].partition("#")[0]
    if reference in urls:
        return urls[reference]
    match = _REST.fullmatch(full_url) if isinstance(full_url, str) else None
    return urls.get(f"{match[1]}/{reference}") if match is not None else None


def _must_be_inside(reference: Any) -> bool:
    """A relative reference, or one by UUID, can only mean something in the same document."""
    return isinstance(reference, str) and not reference.startswith(("#", "http:", "https:")) and bool(reference)
