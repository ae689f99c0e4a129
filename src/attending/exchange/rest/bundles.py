"""Batch and transaction Bundles: many interactions in one request.

The entries of a batch stand alone. Those of a transaction are done in the order that R4 sets (deletions, creations,
updates, looks), all or none; references between them are rewritten to the ids under which they are filed.
Source: HL7 FHIR R4, RESTful API, 3.1.0.11 Batch/Transaction.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from attending.errors import AttendingError, BadInput
from attending.exchange.rest import dispatch, writing
from attending.exchange.rest.faults import BadSyntax, PreconditionFailed, outcome_of
from attending.exchange.rest.message import Answer, Request
from attending.exchange.rest.reading import bundle
from attending.exchange.rest.references import References
from attending.exchange.shape import Holders, holders_of
from attending.record import Resource, Transaction, Versioned
from attending.record.search import matching_ids

MOST = 100_000
"""Entries of one Bundle."""
_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 3, "GET": 4, "HEAD": 4}
_TARGETS_LAST = frozenset({"Provenance"})
_HEADERS = {"ifMatch": "if-match", "ifNoneMatch": "if-none-match", "ifNoneExist": "if-none-exist"}
_HEADERS |= {"ifModifiedSince": "if-modified-since"}


@dataclass(frozen=True)
class _Entry:
    """One entry as a request."""

    number: int
    request: Request
    full_url: str

    @property
    def where(self) -> str:
        return f"Entry {self.number + 1}"

    @property
    def path(self) -> str:
        return f"Bundle.entry[{self.number}]"


def read_entries(sent: Resource, request: Request) -> list[_Entry]:
    """The entries of a batch or transaction; raises `BadSyntax`, which names the entry."""
    listed = sent.get("entry", [])
    if not isinstance(listed, list) or len(listed) > MOST:
        raise BadSyntax(f"A Bundle has a list of at most {MOST} entries.", expression="Bundle.entry")
    return [_read_entry(number, entry, request) for number, entry in enumerate(listed)]


def _read_entry(number: int, entry: Any, outer: Request) -> _Entry:
    path = f"Bundle.entry[{number}]"
    asked = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(asked, dict) or not isinstance(asked.get("url"), str):
        raise BadSyntax(f"Entry {number + 1} does not say what to do.", expression=f"{path}.request")
    method = asked.get("method")
    if method not in _ORDER:
        raise BadSyntax(f"Entry {number + 1} asks for no method of HTTP.", expression=f"{path}.request.method")
    address, _, query = asked["url"].removeprefix(f"{outer.base}/").removeprefix("/").partition("?")
    resource = entry.get("resource")
    if method in {"POST", "PUT", "PATCH"} and not isinstance(resource, dict):
        raise BadSyntax(f"Entry {number + 1} has no resource.", expression=f"{path}.resource")
    headers = {name: str(asked[key]) for key, name in _HEADERS.items() if asked.get(key)}
    if "prefer" in outer.headers:
        headers["prefer"] = outer.headers["prefer"]
    full_url = entry.get("fullUrl")
    request = Request(
        method=method,
        path=tuple(unquote(part) for part in address.split("/") if part),
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        headers=headers,
        parsed=resource if isinstance(resource, dict) else None,
        base=outer.base,
    )
    return _Entry(number, request, full_url if isinstance(full_url, str) else "")


def batch(entries: list[_Entry], run: Callable[[Request], Answer]) -> dict[str, Any]:
    """Each entry for itself; `run` opens and commits a transaction for it."""
    answers = []
    for entry in entries:
        try:
            answers.append(_response(run(entry.request)))
        except AttendingError as error:
            answers.append(_failure(error))
    return bundle("batch-response", answers)


def transaction(tx: Transaction, entries: list[_Entry], request: Request) -> dict[str, Any]:
    """All entries or none; raises with the place of the entry that cannot be done."""
    answers: dict[int, dict[str, Any]] = {}
    filing = _Filing(tx, request, entries)
    for entry in sorted(entries, key=filing_order):
        try:
            answers[entry.number] = _response(filing.run(entry))
        except AttendingError as error:
            raise _placed(error, entry) from error
    return bundle("transaction-response", [answers[number] for number in sorted(answers)])


def filing_order(entry: _Entry) -> tuple[int, bool, int]:
    """What is filed before what."""
    kind = entry.request.path[0] if entry.request.path else ""
    first = 0 if kind == "Patient" else 2 if kind in _TARGETS_LAST else 1
    return _ORDER[entry.request.method], first == 2, first * len(_ORDER) * MOST + entry.number


class NewIds:
    """Ids for what one Bundle sends without: 48 random bits that they share, 80 of their own.

    So they stand side by side in the trees of the record, and a commit seals some pages for all of them instead of
    several for each.
    """

    def __init__(self) -> None:
        self._shared = secrets.token_hex(6)

    def make(self) -> str:
        """The next one."""
        return self._shared + secrets.token_hex(10)


def _placed(error: AttendingError, entry: _Entry) -> AttendingError:
    """The same error with the entry's place before its own."""
    if not error.message.startswith("Entry "):
        error.message = f"{entry.where}: {error.message}"
    inner = error.expression
    error.expression = f"{entry.path}.resource" + (f".{inner.partition('.')[2]}" if inner and "." in inner else "")
    return error


class _Filing:
    """A transaction at work: where each entry goes is settled before anything is written."""

    def __init__(self, tx: Transaction, request: Request, entries: list[_Entry]) -> None:
        self.tx, self.request = tx, request
        self.shows = request.prefers("return") == "representation"
        self.ids: dict[int, str] = {}
        self.kept: dict[int, str] = {}
        self._new_ids = NewIds()
        places: dict[str, str] = {}
        taken: dict[str, int] = {}
        for entry in entries:
            reference = self._settle(entry)
            if reference is None:
                continue
            if reference in taken and entry.number not in self.kept:
                raise BadSyntax(
                    f"Entries {taken[reference] + 1} and {entry.number + 1} are the same resource.",
                    expression=entry.path,
                )
            taken.setdefault(reference, entry.number)
            if entry.full_url:
                places[entry.full_url] = reference
            own = (entry.request.parsed or {}).get("id")
            if isinstance(own, str):
                places.setdefault(f"{entry.request.path[0]}/{own}", reference)
            places.setdefault(reference, reference)
        lenient = request.prefers("handling") == "lenient"
        self.references = References(tx, request.base, places, lenient=lenient)
        self.holders: dict[int, Holders] = {}
        self._foresee(entries)

    def _settle(self, entry: _Entry) -> str | None:
        """The reference under which an entry that writes is filed."""
        request = entry.request
        if request.method not in {"POST", "PUT"} or not request.path or len(request.path) > 2:
            return None
        kind = request.path[0]
        if request.method == "PUT" and len(request.path) == 2:
            self.ids[entry.number] = request.path[1]
            return f"{kind}/{request.path[1]}"
        criteria = request.headers.get("if-none-exist", "").removeprefix("?")
        pairs = parse_qsl(criteria, keep_blank_values=True) if criteria else writing.criteria_of(request)
        found = matching_ids(self.tx, kind, pairs, base=request.base) if pairs else []
        if len(found) > 1:
            raise PreconditionFailed(
                f"{entry.where}: several {kind} resources meet the criteria.", expression=entry.path
            )
        if found and request.method == "POST":
            self.kept[entry.number] = found[0]
        own = (request.parsed or {}).get("id") if request.method == "PUT" else None
        self.ids[entry.number] = found[0] if found else own if isinstance(own, str) else self._new_ids.make()
        return f"{kind}/{self.ids[entry.number]}"

    def _foresee(self, entries: list[_Entry]) -> None:
        """Look up together what filing is going to ask for; nothing is refused here."""
        filed = [entry for entry in entries if entry.number in self.ids and entry.number not in self.kept]
        self.tx.foresee((entry.request.path[0], self.ids[entry.number]) for entry in filed)
        written = {entry.request.path[0] for entry in entries if entry.request.path and entry.request.method != "GET"}
        asked: dict[str, None] = {}
        for entry in sorted(filed, key=filing_order):
            holders = holders_of(entry.request.parsed or {})
            if holders is not None:
                self.holders[entry.number] = holders
                asked.update(dict.fromkeys(holder["reference"] for holder in holders))
        self.references.foresee(asked, written)

    def run(self, entry: _Entry) -> Answer:
        """Do one entry."""
        request = entry.request
        if entry.number in self.kept:
            return self._written(self.tx.look(request.path[0], self.kept[entry.number]), 200)
        if entry.number in self.ids:
            return self._file(entry)
        return dispatch.answer(self.tx, request)

    def _file(self, entry: _Entry) -> Answer:
        request, kind = entry.request, entry.request.path[0]
        resource = request.resource()
        if resource.get("resourceType") != kind:
            raise BadInput(f"The address takes the type {kind}.", expression="Resource.resourceType")
        filed = writing.file(
            self.tx,
            request,
            {**resource, "id": self.ids[entry.number]},
            references=self.references,
            where=entry.where,
            holders=self.holders.get(entry.number),
        )
        return self._written(filed, 201 if writing.is_new(self.tx, filed) else 200)

    def _written(self, filed: Versioned, status: int) -> Answer:
        address = f"{self.request.base}/{filed.type}/{filed.id}/_history/{filed.version}"
        shown = filed.resource if self.shows else None
        headers = {"Location": address, "ETag": f'W/"{filed.version}"', "Last-Modified": filed.updated.isoformat()}
        return Answer(status, shown, headers)


def _response(answer: Answer) -> dict[str, Any]:
    response: dict[str, Any] = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    if "Location" in answer.headers:
        response["location"] = answer.headers["Location"]
    if "ETag" in answer.headers:
        response["etag"] = answer.headers["ETag"]
    resource = answer.content
    modified = (resource or {}).get("meta", {}).get("lastUpdated")
    if isinstance(modified, str):
        response["lastModified"] = modified
    if resource is not None and resource.get("resourceType") == "OperationOutcome":
        return {"response": {**response, "outcome": resource}}
    return {"resource": resource, "response": response} if resource is not None else {"response": response}


def _failure(error: AttendingError) -> dict[str, Any]:
    status = f"{error.status} {HTTPStatus(error.status).phrase}"
    return {"response": {"status": status, "outcome": outcome_of(error)}}
