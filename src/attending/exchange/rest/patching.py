"""The three kinds of patch that a client may send, told apart by their content type and shape."""

from typing import Any

from attending.exchange.rest import fhirpath_patch, json_patch
from attending.exchange.rest.faults import BadSyntax, WrongMediaType
from attending.exchange.rest.message import Request, read_json_object
from attending.record import Resource
from attending.record.body import parse_json

_JSON_PATCH = "application/json-patch+json"
_MERGE = "application/merge-patch+json"


def patched(resource: Resource, request: Request) -> dict[str, Any]:
    """A resource after the patch of a request, without lists and objects that it left empty: FHIR JSON has none."""
    found: dict[str, Any] = json_patch.without_empty(_patched(resource, request))
    return found


def _patched(resource: Resource, request: Request) -> dict[str, Any]:
    """A resource after the patch of a request; raises `BadSyntax`, or `BadInput` where an operation cannot be done.

    `application/json-patch+json` is RFC 6902; `application/merge-patch+json` RFC 7396; FHIR JSON is a Parameters with
    FHIRPath Patch operations. Plain `application/json` may be any of the three: clients such as fhirpy send RFC 7396.
    """
    sent = request.parsed
    if sent is not None:
        if sent.get("resourceType") == "Binary":
            return json_patch.apply(resource, json_patch.read_binary(sent))
        return fhirpath_patch.apply(resource, sent)
    match request.content_type:
        case "application/json-patch+json":
            return json_patch.apply(resource, _operations(request.body))
        case "application/merge-patch+json":
            return json_patch.merge(resource, read_json_object(request.body))
        case "application/fhir+json" | "application/json" | "":
            found = _any(request.body)
            if isinstance(found, list):
                return json_patch.apply(resource, found)
            if found.get("resourceType") == "Parameters":
                return fhirpath_patch.apply(resource, found)
            if request.content_type == "application/fhir+json":
                raise BadSyntax("A patch in FHIR JSON is a Parameters resource.")
            return json_patch.merge(resource, found)
        case _:
            raise WrongMediaType("This server reads patches as JSON.", hint=f"{_JSON_PATCH}, {_MERGE} or FHIR JSON")


def _operations(body: bytes) -> list[Any]:
    found = _any(body)
    if not isinstance(found, list):
        raise BadSyntax("A JSON Patch is a list of operations.", hint="RFC 6902")
    return found


def _any(body: bytes) -> dict[str, Any] | list[Any]:
    if body.lstrip()[:1] == b"[":
        found = parse_json(body)
        return found if isinstance(found, list) else []
    return read_json_object(body)
