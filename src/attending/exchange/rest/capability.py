"""The CapabilityStatement, written from what is really there: the routes, the table of search parameters, the types."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from attending import __version__
from attending.exchange.rest import trail
from attending.exchange.rest.message import Answer, Request
from attending.record import Transaction
from attending.record.index import Parameter, parameters_of, resource_types

_INTERACTIONS = (
    "read vread update patch delete history-instance history-type create search-type".split()  # noqa: SIM905
)
_TRAIL = "AuditEvent"
"""Only read, and by few."""
_WRITTEN = datetime(2026, 11, 26, tzinfo=UTC)
"""When this statement last changed."""
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
    return Answer(200, capability_statement(request.base))


@lru_cache(maxsize=8)
def capability_statement(base: str) -> dict[str, Any]:
    """What this server can do."""
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
                "resource": [_trail() if name == _TRAIL else _resource(name) for name in resource_types()],
                "interaction": [{"code": code} for code in ("transaction", "batch", "history-system")],
                "operation": [{"name": name, "definition": url} for name, url in _OPERATIONS],
            }
        ],
    }


def _resource(name: str) -> dict[str, Any]:
    known = sorted(parameters_of(name).values(), key=lambda parameter: parameter.code)
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
        "searchInclude": ["*", *(f"{name}:{parameter.code}" for parameter in references)],
        "searchParam": [_parameter(parameter) for parameter in known],
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
        "searchParam": [_parameter(known[code]) for code in trail.PARAMETERS],
    }


def _parameter(parameter: Parameter) -> dict[str, str]:
    url = f"http://hl7.org/fhir/SearchParameter/{parameter.definition}"
    return {"name": parameter.code, "definition": url, "type": parameter.kind}
