"""Read, vread, history and search."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from attending.errors import NotFound
from attending.exchange.rest.faults import BadSyntax, Gone, outcome
from attending.exchange.rest.message import Answer, Request, is_unchanged, shown, version_headers, versioned
from attending.record import Transaction, Versioned
from attending.record.index.moments import read_span
from attending.record.search import Found, search, search_page
from attending.record.search.criteria import InvalidSearch
from attending.record.search.past import past
from attending.record.search.query import DEFAULT_COUNT, MOST_COUNT
from attending.record.search.shorten import shorten

_EVERYTHING = frozenset({"start", "end", "_since", "_type", "_count", "_after"})
"""The parameters of `$everything` that are obeyed."""


def read(tx: Transaction, request: Request) -> Answer:
    """`GET [type]/[id]`, conditional on what the client has."""
    resource_type, id_ = request.path
    try:
        version = tx.look(resource_type, id_)
    except NotFound:
        raise _gone_or_missing(tx, resource_type, id_) from None
    if is_unchanged(request, version):
        return Answer(304, None, version_headers(version))
    return _shortened(request, version)


def _shortened(request: Request, version: Versioned) -> Answer:
    elements = tuple(part for name, value in request.query if name == "_elements" for part in value.split(","))
    summary = request.value("_summary")
    if not elements and not summary:
        return versioned(version)
    return Answer(200, shorten(version.resource, summary, elements), version_headers(version))


def _gone_or_missing(tx: Transaction, resource_type: str, id_: str) -> NotFound:
    """410 for what was deleted, to those who could have read it; 404 for everything else."""
    last = tx.newest(resource_type, id_)
    if last is not None and last.deleted and tx.covers(resource_type, last.patient):
        return Gone(f"This {resource_type} was deleted.", hint="Its history is still there.")
    return NotFound(f"There is no such {resource_type}, or not for this role.")


def vread(tx: Transaction, request: Request) -> Answer:
    """`GET [type]/[id]/_history/[vid]`."""
    resource_type, id_, _, number = request.path
    if not number.isdigit() or len(number) > 18:
        raise NotFound(f"There is no such version of a {resource_type}.")
    return versioned(tx.look(resource_type, id_, int(number)))


def history(tx: Transaction, request: Request) -> Answer:
    """`GET [type]/[id]/_history`, `GET [type]/_history`, `GET _history`."""
    resource_type = request.path[0] if len(request.path) > 1 else None
    id_ = request.path[1] if len(request.path) > 2 else None
    since = instant_of(request.value("_since"))
    before = request.value("_before")
    found = past(
        tx,
        resource_type,
        count=count_of(request),
        since=since,
        before=int(before[:18]) if before.isdigit() else None,
        id=id_,
    )
    if id_ is not None and not found.versions and not before and since is None:
        raise NotFound(f"There is no such {resource_type}, or not for this role.")
    entries = [_past_entry(request.base, version) for version in found.versions]
    address = "/".join([request.base, *request.path])
    links = [("self", address)]
    if found.before is not None:
        kept = [(name, value) for name, value in request.query if name != "_before"]
        links.append(("next", f"{address}?{urlencode([*kept, ('_before', str(found.before))])}"))
    return Answer(200, bundle("history", entries, links))


def count_of(request: Request) -> int:
    """`_count`, within bounds."""
    text = request.value("_count")
    if text and not text.isdigit():
        raise BadSyntax("_count is a whole number.")
    return max(1, min(int(text[:6]), MOST_COUNT)) if text else DEFAULT_COUNT


def instant_of(text: str) -> datetime | None:
    """`_since` as a moment; raises `BadSyntax`."""
    if not text:
        return None
    text = text.replace(" ", "+")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or read_span(text) is None:
        raise BadSyntax("_since is an instant such as 2026-03-01T09:00:00Z.")
    return found


def _past_entry(base: str, version: Versioned) -> dict[str, Any]:
    address = f"{version.type}/{version.id}"
    method = "DELETE" if version.deleted else "POST" if version.version == 1 else "PUT"
    entry: dict[str, Any] = {"fullUrl": f"{base}/{address}"}
    if not version.deleted:
        entry["resource"] = shown(version)
    entry["request"] = {"method": method, "url": version.type if method == "POST" else address}
    status = {"DELETE": "204", "POST": "201", "PUT": "200"}[method]
    entry["response"] = {"status": status, "etag": f'W/"{version.version}"', "lastModified": instant(version.updated)}
    return entry


def instant(when: datetime) -> str:
    """A FHIR instant."""
    return when.isoformat(timespec="milliseconds")


def search_type(tx: Transaction, request: Request) -> Answer:
    """`GET [type]?…`, `POST [type]/_search`, and the later pages of both."""
    token = request.value("_page")
    if token:
        found = search_page(tx, token, base=request.base)
        if found.query.type != request.path[0]:
            raise InvalidSearch("This page belongs to another search.")
    else:
        pairs = list(request.query)
        found = search(tx, request.path[0], pairs, strict=request.strict, base=request.base)
    return Answer(200, _searchset(request, found))


def _searchset(request: Request, found: Found) -> dict[str, Any]:
    query = found.query

    def entry(version: Versioned, mode: str) -> dict[str, Any]:
        address = f"{request.base}/{version.type}/{version.id}"
        elements = query.elements if mode == "match" else ()
        is_whole = not elements and query.summary == "false"
        resource = shown(version) if is_whole else shorten(version.resource, query.summary, elements)
        return {"fullUrl": address, "resource": resource, "search": {"mode": mode}}

    entries = [entry(version, "match") for version in found.matches]
    entries += [entry(version, "include") for version in found.included]
    if query.ignored:
        names = ", ".join(sorted({name[:60] for name in query.ignored}))
        said = outcome("warning", "not-supported", f"These parameters are not known here and were left out: {names}.")
        entries.append({"resource": said, "search": {"mode": "outcome"}})
    address = f"{request.base}/{query.type}"
    links = [("self", f"{address}?{urlencode(query.applied)}" if query.applied else address)]
    if found.next:
        links.append(("next", f"{address}?_page={found.next}"))
    return bundle("searchset", entries, links, total=found.total)


def bundle(
    kind: str, entries: Iterable[dict[str, Any]], links: Iterable[tuple[str, str]] = (), *, total: int | None = None
) -> dict[str, Any]:
    """A Bundle that answers."""
    made: dict[str, Any] = {"resourceType": "Bundle", "type": kind}
    if total is not None:
        made["total"] = total
    found = [{"relation": relation, "url": url} for relation, url in links]
    if found:
        made["link"] = found
    listed = list(entries)
    return {**made, "entry": listed} if listed else made


def everything_links(request: Request, after: int | None) -> Iterator[tuple[str, str]]:
    """The links of a page of `$everything`."""
    address = "/".join([request.base, *request.path])
    asked = [(name, value) for name, value in request.query if name in _EVERYTHING]
    yield "self", f"{address}?{urlencode(asked)}" if asked else address
    if after is not None:
        kept = [(name, value) for name, value in request.query if name != "_after"]
        yield "next", f"{address}?{urlencode([*kept, ('_after', str(after))])}"
