"""The CapabilityStatement, written from what is really there: the routes, the table of search parameters, the types."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from attending import __version__
from attending.exchange.rest import trail
from attending.exchange.rest.message import Answer, Request
from attending.record import Transaction
from attending.record.index import Parameter, parameters_of, resource_types
from attending.record.search.criterion import modifiers_of
from attending.record.search.filter_text import OPERATORS

_INTERACTIONS = (
    "read vread update patch delete history-instance history-type create search-type".split()  # noqa: SIM905
)
_TRAIL = "AuditEvent"
"""Only read, and by few."""
_WRITTEN = datetime(2026, 11, 27, tzinfo=UTC)
"""When this statement last changed."""
_FILTER = {
    "name": "_filter",
    "definition": "http://hl7.org/fhir/SearchParameter/filter",
    "type": "special",
    "documentation": f"Operations: {' '.join(sorted(OPERATORS))}, and, or, not, chains; no [filter] in a path.",
}
_LIST = {
    "name": "_list",
    "definition": "http://hl7.org/fhir/SearchParameter/list",
    "type": "special",
    "documentation": "The id of a List in this record.",
}
_OPERATIONS = (
    ("validate", "http://hl7.org/fhir/OperationDefinition/Resource-validate"),
    ("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export"),
)
_OF_PATIENT = (
    ("everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything"),
    ("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export"),
)


def metadata(tx: Transaction, request: Request) -> Answer:
    """`GET metadata`."""
    return Answer(200, capability_statement(request.base, content=tx.indexing.content))


@lru_cache(maxsize=8)
def capability_statement(base: str, *, content: bool = False) -> dict[str, Any]:
    """What this server can do.

    Args:
        base: its address.
        content: whether `_content` is answered.
    """
    left_out = frozenset() if content else frozenset({"_content"})
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _WRITTEN.date().isoformat(),
        "kind": "instance",
        "software": {"name": "Attending", "version": __version__},
        "implementation": {"description": "Attending: the record of this hospital", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "patchFormat": ["application/json-patch+json", "application/merge-patch+json", "application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {
                    "cors": False,
                    "service": [{"text": "Bearer token"}],
                    "description": "Authorization: Bearer, with a token made by `attending account token`.",
                },
                "resource": [_trail() if name == _TRAIL else _resource(name, left_out) for name in resource_types()],
                "interaction": [{"code": code} for code in ("transaction", "batch", "history-system")],
                "operation": [{"name": name, "definition": url} for name, url in _OPERATIONS],
            }
        ],
    }


def _resource(name: str, left_out: frozenset[str]) -> dict[str, Any]:
    known = sorted(parameters_of(name).values(), key=lambda parameter: parameter.code)
    known = [parameter for parameter in known if parameter.code not in left_out]
    references = [parameter for parameter in known if parameter.kind == "reference"]
    found: dict[str, Any] = {
        "type": name,
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": "single",
        "referencePolicy": ["literal", "local", "enforced"],
        "searchInclude": [*(["*"] if references else []), *(f"{name}:{one.code}" for one in references)],
        "searchParam": [*(_parameter(parameter) for parameter in known), _FILTER, _LIST],
    }
    if name == "Patient":
        found["operation"] = [{"name": operation, "definition": url} for operation, url in _OF_PATIENT]
    return found


def _trail() -> dict[str, Any]:
    known = parameters_of(_TRAIL)
    return {
        "type": _TRAIL,
        "interaction": [{"code": code} for code in ("read", "search-type")],
        "versioning": "no-version",
        "searchParam": [_plain(known[code]) for code in trail.PARAMETERS],
    }


def _plain(parameter: Parameter) -> dict[str, str]:
    """A parameter without its modifiers."""
    url = f"http://hl7.org/fhir/SearchParameter/{parameter.definition}"
    kind = "string" if parameter.kind == "words" else parameter.kind
    return {"name": parameter.code, "definition": url, "type": kind}


def _parameter(parameter: Parameter) -> dict[str, str]:
    found = _plain(parameter)
    known = modifiers_of(parameter)
    typed = ", :[type]" if parameter.kind == "reference" else ""
    if known:
        found["documentation"] = f"Modifiers: {', '.join(f':{one}' for one in sorted(known))}{typed}."
    return found
