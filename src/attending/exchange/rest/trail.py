"""AuditEvents over FHIR, to read and to search, for whoever may see the trail; nobody writes them.

A token or a role sees the trail if it may read the type AuditEvent of every patient. Each look is an event itself.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from attending.audit.read import Asked, find_event, find_events
from attending.errors import NotFound
from attending.exchange.rest.faults import outcome
from attending.exchange.rest.message import Answer, Request
from attending.exchange.rest.reading import bundle, count_of
from attending.record import Transaction
from attending.record.index.moments import read_span
from attending.record.search.criteria import InvalidSearch
from attending.security import Action

PARAMETERS = {
    "_id": "token",
    "date": "date",
    "patient": "reference",
    "agent": "reference",
    "action": "token",
    "outcome": "token",
}
"""What a search may name, and the kind of each."""
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}", re.ASCII)
_DATE = re.compile(r"(eq|ge|gt|le|lt|sa|eb)?(\d.*)")
_READ_ELSEWHERE = frozenset({"_count", "_format", "_pretty", "_before", "_total", "_sort"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(tx: Transaction, request: Request) -> Answer:
    """`GET AuditEvent/[id]`."""
    _, id_ = request.path
    tx.require(Action.READ, "AuditEvent", id_, None)
    tx.audit(Action.READ, what=(f"AuditEvent/{id_}",), interaction="read")
    number = _number(id_)
    event = None if number is None else find_event(tx.connection, number, keys=tx.keys)
    if event is None:
        raise NotFound("There is no such AuditEvent.")
    return Answer(200, event)


def search(tx: Transaction, request: Request) -> Answer:
    """`GET AuditEvent?…`, newest first."""
    tx.require(Action.READ, "AuditEvent", None, None)
    tx.audit(Action.READ, what=("AuditEvent",), interaction="search")
    known = [(name, value) for name, value in request.query if name in PARAMETERS]
    left_out = sorted({name for name, _ in request.query} - PARAMETERS.keys() - _READ_ELSEWHERE)
    if request.value("_sort") not in {"", "-date"} or (left_out and request.strict):
        raise InvalidSearch(f"AuditEvents are searched by {', '.join(PARAMETERS)}, and come newest first.")
    count = count_of(request)
    found = _found(tx, known, count + 1, _number(request.value("_before")))
    entries = [
        {"fullUrl": f"{request.base}/AuditEvent/{event['id']}", "resource": event, "search": {"mode": "match"}}
        for event in found[:count]
    ]
    if left_out:
        said = outcome("warning", "not-supported", f"These parameters were left out: {', '.join(left_out)[:200]}.")
        entries.append({"resource": said, "search": {"mode": "outcome"}})
    address = f"{request.base}/AuditEvent"
    links = [("self", f"{address}?{urlencode(known)}" if known else address)]
    if len(found) > count:
        more = [*known, ("_count", str(count)), ("_before", str(found[count - 1]["id"]))]
        links.append(("next", f"{address}?{urlencode(more)}"))
    return Answer(200, bundle("searchset", entries, links))


def _found(tx: Transaction, pairs: list[tuple[str, str]], most: int, before: int | None) -> list[dict[str, Any]]:
    asked = _asked([(name, value) for name, value in pairs if name != "_id"])
    ids = {value for name, value in pairs if name == "_id"}
    if not ids:
        return find_events(tx.connection, asked, keys=tx.keys, most=most, before=before)
    number = _number(ids.pop())
    event = find_event(tx.connection, number, keys=tx.keys) if number is not None and not ids else None
    return [event] if event is not None and asked.fits(event) else []


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _asked(pairs: list[tuple[str, str]]) -> Asked:
    """The criteria; raises `InvalidSearch` for what cannot be answered."""
    since: list[datetime] = []
    until: list[datetime] = []
    one: dict[str, str] = {}
    for name, value in pairs:
        if name == "date":
            _add_date(value, since, until)
        elif name in one and one[name] != value:
            raise InvalidSearch(f"An AuditEvent is asked for by one {name}.")
        else:
            one[name] = value
    patient = one.get("patient", "").removeprefix("Patient/") or None
    agent = one.get("agent")
    if patient is not None and not _ID.fullmatch(patient):
        raise InvalidSearch("The patient is an id or Patient/id.")
    if agent is not None and not _REFERENCE.fullmatch(agent):
        raise InvalidSearch("The agent is a reference such as Practitioner/id or Device/id.")
    ends = max(since, default=None), min(until, default=None)
    return Asked(*ends, patient, agent, _code(one.get("action")), _code(one.get("outcome")))


def _code(token: str | None) -> str | None:
    """A system before the code changes nothing: both elements have one system each."""
    return token.rpartition("|")[2] if token else None


def _add_date(value: str, since: list[datetime], until: list[datetime]) -> None:
    match = _DATE.fullmatch(value)
    span = read_span(match[2]) if match else None
    if match is None or span is None:
        raise InvalidSearch("The date of an AuditEvent is a date, maybe after one of eq, ge, gt, le, lt, sa, eb.")
    low, high = (_EPOCH + timedelta(microseconds=number) for number in span)
    instant = timedelta(microseconds=1)
    match match[1] or "eq":
        case "eq":
            since.append(low)
            until.append(high)
        case "ge":
            since.append(low)
        case "gt" | "sa":
            since.append(high + instant)
        case "le":
            until.append(high)
        case _:
            until.append(low - instant)
