"""Create, update, patch and delete, each by id or by criteria.

Source: HL7 FHIR R4, RESTful API (hl7.org/fhir/R4/http.html), 3.1.0.4 to 3.1.0.8.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from attending.errors import NotFound
from attending.exchange.rest.faults import BadSyntax, NotSupported, PreconditionFailed, all_good
from attending.exchange.rest.message import Answer, Request, version_headers
from attending.exchange.rest.patching import patched
from attending.exchange.rest.references import References
from attending.exchange.rest.subscriptions import check_subscription
from attending.exchange.shape import Holders, check_sent
from attending.exchange.signed import protect_signed
from attending.record import Transaction, Versioned
from attending.record.search import matching_ids
from attending.record.write import delete as mark_deleted
from attending.record.write import put
from attending.security import Action

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_RESULT_PARAMETERS = frozenset({"_format", "_pretty", "_summary", "_elements"})


def create(tx: Transaction, request: Request) -> Answer:
    """`POST [type]`, with If-None-Exist (or criteria in the address) only where there is none yet."""
    resource = _sent(request)
    criteria = request.headers.get("if-none-exist", "").removeprefix("?")
    pairs = parse_qsl(criteria, keep_blank_values=True) if criteria else criteria_of(request)
    if pairs:
        found = _only_one(tx, request, pairs)
        if found is not None:
            return _answer(request, tx.look(request.path[0], found), 200)
    resource.pop("id", None)
    return _answer(request, file(tx, request, resource), 201)


def update(tx: Transaction, request: Request) -> Answer:
    """`PUT [type]/[id]` or `PUT [type]?criteria`; makes the resource where there is none."""
    resource = _sent(request)
    if len(request.path) > 1:
        id_ = request.path[1]
        if not _ID.fullmatch(id_):
            raise BadSyntax("The id of a resource has 1 to 64 letters, digits, hyphens and dots.")
        if resource.get("id", id_) != id_:
            raise BadSyntax("The id in the resource is not that of the address.", expression=f"{request.path[0]}.id")
    else:
        pairs = criteria_of(request)
        if not pairs:
            raise BadSyntax("An update needs an id, or criteria.", hint="PUT Type/id or PUT Type?identifier=…")
        found = _only_one(tx, request, pairs)
        own = resource.get("id")
        if found is not None and own not in (None, found):
            raise BadSyntax("The criteria find another resource than the one sent.")
        id_ = found or own or ""
    filed = file(tx, request, {**resource, "id": id_} if id_ else resource)
    return _answer(request, filed, 201 if is_new(tx, filed) else 200)


def is_new(tx: Transaction, filed: Versioned) -> bool:
    """Whether this request made the resource; filed again unchanged, it is only found."""
    return filed.version == 1 and filed.updated == tx.now


def patch(tx: Transaction, request: Request) -> Answer:
    """`PATCH [type]/[id]` or by criteria: JSON Patch, FHIRPath Patch, or JSON Merge Patch."""
    before = tx.look(request.path[0], _target(tx, request))
    _check_match(request, before)
    after = patched(before.resource, request)
    for element in ("resourceType", "id"):
        if after.get(element) != before.resource.get(element):
            raise BadSyntax(f"A patch cannot change {element}.", expression=f"{before.type}.{element}")
    return _answer(request, file(tx, request, after, if_match=before.version, is_own=False), 200)


def delete(tx: Transaction, request: Request) -> Answer:
    """`DELETE [type]/[id]` or by criteria; deleting twice does no harm."""
    if len(request.path) > 1:
        id_ = request.path[1]
    else:
        pairs = criteria_of(request)
        if not pairs:
            raise BadSyntax("A deletion needs an id, or criteria.")
        found = _only_one(tx, request, pairs)
        if found is None:
            return Answer(204)
        id_ = found
    before = tx.newest(request.path[0], id_)
    tx.require(Action.DELETE, request.path[0], id_, before.patient if before else None)
    if before is None or before.deleted:
        return Answer(204)
    _check_match(request, before)
    protect_signed(tx, before, "This request")
    gone = mark_deleted(tx, request.path[0], id_)
    return Answer(204, None, {"ETag": version_headers(gone)["ETag"]})


def file(
    tx: Transaction,
    request: Request,
    resource: dict[str, Any],
    *,
    references: References | None = None,
    where: str = "This resource",
    if_match: int | None = None,
    is_own: bool = True,
    holders: Holders | None = None,
) -> Versioned:
    """Check a resource and write it; the same content again makes no new version.

    Args:
        tx: an open transaction.
        request: what is asked for.
        resource: what is filed.
        references: of the Bundle that the resource came with.
        where: names the resource in messages.
        if_match: the version that the change is based on, where the request does not say it.
        is_own: it was read from the request and from nowhere else, so that its parts may be changed.
        holders: what holds its references, where it was looked at before.
    """
    if holders is None:
        holders = check_sent(resource, where)
    if resource["resourceType"] == "Subscription":
        check_subscription(tx, resource)
    finding = references or References(tx, request.base, lenient=request.prefers("handling") == "lenient")
    id_ = resource.get("id")
    before = tx.newest(resource["resourceType"], id_) if isinstance(id_, str) else None
    expected = request.if_match if if_match is None else if_match
    _check_match(request, before)
    if is_own and holders is not None:
        finding.replace(resource, holders, where)
    else:
        resource = finding.rewritten(resource, where)
    after = put(tx, resource, if_match=expected, only_if_changed=True, is_parsed=is_own)
    if before is not None and after.version != before.version:
        protect_signed(tx, before, where)
    return after


def criteria_of(request: Request) -> list[tuple[str, str]]:
    """The criteria of a conditional interaction."""
    return [(name, value) for name, value in request.query if name not in _RESULT_PARAMETERS]


def _sent(request: Request) -> dict[str, Any]:
    resource = request.resource()
    found = resource.get("resourceType")
    if found != request.path[0]:
        raise BadSyntax(
            f"This address takes the type {request.path[0]}; the body is another type or names none.",
            expression="resourceType",
        )
    if found == "AuditEvent":
        raise NotSupported("AuditEvents are written by the audit trail alone.")
    return resource


def _only_one(tx: Transaction, request: Request, pairs: list[tuple[str, str]]) -> str | None:
    found = matching_ids(tx, request.path[0], pairs, base=request.base)
    if len(found) > 1:
        raise PreconditionFailed(f"Several {request.path[0]} resources meet the criteria.", hint="Make them narrower.")
    return found[0] if found else None


def _target(tx: Transaction, request: Request) -> str:
    if len(request.path) > 1:
        return request.path[1]
    pairs = criteria_of(request)
    found = _only_one(tx, request, pairs) if pairs else None
    if found is None:
        raise NotFound(f"No {request.path[0]} meets the criteria.")
    return found


def _check_match(request: Request, before: Versioned | None) -> None:
    current = 0 if before is None or before.deleted else before.version
    if request.if_match is not None and request.if_match != current:
        raise PreconditionFailed("This resource has changed since you read it.", hint="Read it again, then repeat.")


def _answer(request: Request, filed: Versioned, status: int) -> Answer:
    """What the client prefers to get: the resource, an outcome, or nothing."""
    headers = version_headers(filed)
    address = f"{request.base}/{filed.type}/{filed.id}"
    if status == 201:
        headers["Location"] = f"{address}/_history/{filed.version}"
    headers["Content-Location"] = f"{address}/_history/{filed.version}"
    match request.prefers("return").lower():
        case "minimal":
            return Answer(status, None, headers)
        case "operationoutcome":
            return Answer(status, all_good("Filed."), headers)
        case _:
            return Answer(status, filed.resource, headers)
