"""The requests of bulk data: asking for an export or import, its status, its files, its end."""

import re
from datetime import UTC
from typing import Any
from urllib.parse import parse_qsl

from attending.errors import NotAllowed, NotFound
from attending.exchange.fhir import import_bundle
from attending.exchange.rest import bulk
from attending.exchange.rest.faults import BadSyntax, NotSupported, WrongMediaType
from attending.exchange.rest.message import Answer, Request
from attending.exchange.rest.reading import instant, instant_of
from attending.record import Store, Transaction
from attending.record.index import resource_types
from attending.record.search import rows_meeting
from attending.security import Action, Grant

NDJSON = "application/fhir+ndjson"
_NDJSON = frozenset({NDJSON, "application/ndjson", "ndjson"})
_PARAMETERS = frozenset({"_type", "_typeFilter", "_since", "_outputFormat", "_format", "_pretty"})
_LENIENT = "Send Prefer: handling=lenient to have the others left out."
_STATUS, _FILE = "$bulk-status", "$bulk-file"


def export(tx: Transaction, request: Request) -> Answer:
    """`GET $export`, `GET Patient/$export`, `GET Group/[id]/$export`."""
    if request.prefers("respond-async") != "true":
        raise BadSyntax("An export is answered later.", hint="Send the header Prefer: respond-async")
    odd = sorted({name for name, _ in request.query} - _PARAMETERS)
    if odd and request.prefers("handling") != "lenient":
        raise NotSupported("An export takes _type, _typeFilter, _since and _outputFormat.", hint=_LENIENT)
    wanted = request.value("_outputFormat")
    if wanted and wanted not in _NDJSON:
        raise NotSupported("An export is NDJSON.", hint=f"_outputFormat={NDJSON}")
    types = [kind for name, value in request.query if name == "_type" for kind in value.split(",") if kind]
    unknown = sorted(set(types) - set(resource_types()))
    if unknown:
        raise BadSyntax("_type names what is no type of FHIR R4.")
    for kind in types or ["Patient"]:
        tx.admit(kind, "operation")
    filters = _filters(tx, request)
    if types and not set(filters) <= set(types):
        raise BadSyntax("_typeFilter names a type that _type leaves out.")
    since = instant_of(request.value("_since"))
    allowed = tx.grant.types
    asked = bulk.Asked(
        url="/".join([request.base, *request.path]),
        types=sorted(types) or (None if allowed is None else sorted(allowed)),
        since=since.astimezone(UTC).isoformat(timespec="milliseconds") if since else None,
        patients=_patients(tx, request),
        compartments=request.path[0] in {"Patient", "Group"},
        filters=filters or None,
    )
    id_ = bulk.begin(tx, "export", asked)
    return Answer(202, None, {"Content-Location": f"{request.base}/{_STATUS}/{id_}"})


def _filters(tx: Transaction, request: Request) -> dict[str, list[str]]:
    """The queries of `_typeFilter` by type: those of one type are alternatives; a type without one comes whole."""
    found: dict[str, list[str]] = {}
    for name, value in request.query:
        if name == "_typeFilter":
            for one in re.split(rf",(?=(?:{'|'.join(resource_types())})\?)", value):
                kind, mark, query = one.partition("?")
                if not mark or kind not in resource_types():
                    raise BadSyntax("_typeFilter reads Type?parameter=value, percent-encoded as a whole.")
                pairs = parse_qsl(query, keep_blank_values=True)
                rows_meeting(tx, kind, pairs, as_of=0, among=(0, 0))  # refuses now what could not be answered later
                found.setdefault(kind, []).append(query)
    return found


def _patients(tx: Transaction, request: Request) -> list[str] | None:
    """Whom the export is about, within the grant; None for everybody."""
    granted = tx.grant.patients
    if request.path[0] != "Group":
        return None if granted is None else sorted(granted)
    group = tx.read("Group", request.path[1])
    references = [member.get("entity", {}).get("reference", "") for member in group.get("member", [])]
    named = {reference.removeprefix("Patient/") for reference in references if reference.startswith("Patient/")}
    return sorted(named if granted is None else named & granted)


def status(tx: Transaction, request: Request) -> Answer:
    """`GET $bulk-status/[job]`: 202 with the progress, then the manifest."""
    job = bulk.find(tx.connection, request.path[1], tx.grant.who)
    if job.status == "accepted":
        return Answer(202, None, {"X-Progress": job.progress, "Retry-After": "1"})
    if job.status != "done":
        raise bulk.failure_of(job)
    tx.audit(Action.READ, type=job.kind, interaction="operation", detail="manifest")
    if job.kind == "import":
        return Answer(200, _parameters(bulk.told_of(tx.connection, job)))
    output = [
        {"type": kind, "url": f"{request.base}/{_FILE}/{job.id}/{n}", "count": count}
        for n, kind, count in bulk.files_of(tx.connection, job)
    ]
    manifest: dict[str, Any] = {
        "transactionTime": instant(job.created),
        "request": job.asked.url,
        "requiresAccessToken": True,
        "output": output,
        "error": [],
    }
    return Answer(200, manifest, {"Content-Type": "application/json"})


def cancel(tx: Transaction, request: Request) -> Answer:
    """`DELETE $bulk-status/[job]`."""
    bulk.forget(tx.connection, bulk.find(tx.connection, request.path[1], tx.grant.who))
    return Answer(202)


def file(tx: Transaction, request: Request) -> Answer:
    """`GET $bulk-file/[job]/[n]`: one file of NDJSON, each resource checked against the grant once more."""
    job = bulk.find(tx.connection, request.path[1], tx.grant.who)
    number = request.path[2]
    if not number.isdigit():
        raise NotFound("This export has no such file.")
    if Action.READ not in tx.grant.actions:
        raise NotAllowed("This role may not read.")
    rows, types = bulk.file_rows(tx.connection, job, int(number[:9])), tx.grant.types
    lines, shown = [], []
    for start in range(0, len(rows), 500):
        for version in tx.versions(rows[start : start + 500]):
            if (types is None or version.type in types) and tx.covers(version.type, version.patient):
                lines.append(version.plain)
                shown.append(version.reference)
    tx.audit(Action.READ, what=shown, type="export", interaction="operation", detail=f"{len(shown)} resources")
    return Answer(200, None, {"Content-Type": NDJSON}, b"".join(line + b"\n" for line in lines))


def receive(record: Store, grant: Grant, request: Request) -> Answer:
    """`POST $import`: NDJSON in the body, filed whole or not at all; later, with `Prefer: respond-async`."""
    if request.content_type not in _NDJSON:
        raise WrongMediaType("An import is NDJSON, one resource on each line.", hint=f"Content-Type: {NDJSON}")
    if request.prefers("respond-async") == "true":
        with record.transaction(grant=grant) as tx:
            asked = bulk.Asked(url=f"{request.base}/$import")
            id_ = bulk.begin(tx, "import", asked, request.body)
        return Answer(202, None, {"Content-Location": f"{request.base}/{_STATUS}/{id_}"})
    return Answer(200, _parameters(bulk.counts_of(import_bundle(record, request.body, grant=grant))))


def _parameters(counts: dict[str, int]) -> dict[str, Any]:
    parameters = [{"name": name, "valueInteger": value} for name, value in counts.items()]
    return {"resourceType": "Parameters", "parameter": parameters}
