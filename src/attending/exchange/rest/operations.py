"""Operations beyond create, read, update and delete: `_search` by form, `$validate`, `$everything`, compartments."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from attending.errors import BadInput, NotFound
from attending.exchange.rest.faults import BadSyntax, NotSupported, WrongMediaType, outcome_of
from attending.exchange.rest.message import Answer, Request, shown
from attending.exchange.rest.reading import bundle, count_of, everything_links, instant_of, search_type
from attending.exchange.rest.references import References
from attending.record import Transaction, Versioned
from attending.record.index import parameters_of
from attending.record.search import everything as all_of
from attending.record.validation import Strictness, operation_outcome
from attending.record.validation import validate as validate_resource

_FORM = "application/x-www-form-urlencoded"
_COMPARTMENT_CODES = ("patient", "subject", "beneficiary", "actor", "member", "individual")
_MODES = frozenset({"", "create", "update", "delete"})


def search_form(tx: Transaction, request: Request) -> Answer:
    """`POST [type]/_search`: the query in the body, so that no address holds it."""
    if request.content_type not in {_FORM, ""}:
        raise WrongMediaType("A search by POST is a form.", hint=f"Content-Type: {_FORM}")
    try:
        text = request.body.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise BadSyntax("The form cannot be read.") from error
    query = (*request.query, *pairs)
    return search_type(tx, replace(request, query=query, path=request.path[:1]))


def validate(tx: Transaction, request: Request) -> Answer:
    """`POST [type]/$validate`: what is wrong with a resource; nothing is filed."""
    resource = request.resource()
    mode = request.value("mode")
    if resource.get("resourceType") == "Parameters":
        named = {p.get("name"): p for p in resource.get("parameter", []) if isinstance(p, dict)}
        mode = str(named.get("mode", {}).get("valueCode", mode))
        inner = named.get("resource", {}).get("resource")
        if not isinstance(inner, dict):
            raise BadSyntax("The Parameters hold no resource to validate.", expression="Parameters.parameter")
        resource = inner
    if mode not in _MODES:
        raise NotSupported("mode is create, update or delete.")
    tx.admit(request.path[0], "operation")
    return Answer(200, _verdict(tx, request, resource))


def validate_stored(tx: Transaction, request: Request) -> Answer:
    """`GET [type]/[id]/$validate`."""
    return Answer(200, _verdict(tx, request, dict(tx.read(*request.path[:2]))))


def _verdict(tx: Transaction, request: Request, resource: dict[str, Any]) -> dict[str, Any]:
    if resource.get("resourceType") != request.path[0]:
        return outcome_of(BadInput(f"This is no {request.path[0]}.", expression="resourceType"))
    strictness = Strictness.STRICT if request.strict else Strictness.STANDARD
    found = operation_outcome(validate_resource(resource, strictness))
    try:
        References(tx, request.base).rewritten(resource, "This resource")
    except BadInput as error:
        dangling = {**outcome_of(error)["issue"][0], "severity": "warning"}
        found["issue"] = [one for one in found["issue"] if one["code"] != "informational"] + [dangling]
    return found


def everything(tx: Transaction, request: Request) -> Answer:
    """`GET Patient/[id]/$everything`."""
    after = request.value("_after")
    types = frozenset(kind for kind in request.value("_type").split(",") if kind)
    found = all_of.everything(
        tx,
        request.path[1],
        count=count_of(request) if request.value("_count") else all_of.WHOLE,
        types=types or None,
        since=instant_of(request.value("_since")),
        start=request.value("start") or None,
        end=request.value("end") or None,
        after=int(after[:18]) if after.isdigit() else 0,
    )
    entries = [_entry(request, version, "match") for version in found.matches]
    entries += [_entry(request, version, "include") for version in found.others]
    total = len(found.matches) if found.after is None and not after else None
    return Answer(200, bundle("searchset", entries, everything_links(request, found.after), total=total))


def everything_of_all(tx: Transaction, request: Request) -> Answer:
    """`GET Patient/$everything` would be the whole record: that is an export."""
    raise NotSupported(
        "Every patient at once is an export.", hint="GET /fhir/$export, or /fhir/Patient/[id]/$everything"
    )


def _entry(request: Request, version: Versioned, mode: str) -> dict[str, Any]:
    address = f"{request.base}/{version.type}/{version.id}"
    return {"fullUrl": address, "resource": shown(version), "search": {"mode": mode}}


def compartment(tx: Transaction, request: Request) -> Answer:
    """`GET Patient/[id]/Observation?…`: a search within one patient's compartment."""
    holder, id_, kind = request.path
    if holder != "Patient":
        raise NotSupported("Only the compartment of a Patient can be searched.")
    known = parameters_of(kind)
    code = next((one for one in _COMPARTMENT_CODES if one in known), None)
    if code is None:
        raise NotFound(f"A {kind} is in no patient's compartment.")
    query = ((code, f"Patient/{id_}"), *request.query)
    return search_type(tx, replace(request, path=(kind,), query=query))
