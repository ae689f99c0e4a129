"""One access or change, and its FHIR R4 AuditEvent in the shape of IHE BALP (Basic Audit Log Patterns 1.1)."""

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from attending.security import Action, PractitionerRole, Purpose

_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
_REST = "http://hl7.org/fhir/restful-interaction"
_OWN = "https://attending.invalid/fhir/CodeSystem/audit-event"
_OBJECT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"

_TYPES = {
    "rest": (_EVENT_TYPE, "rest", "RESTful Operation"),
    "sign-in": (_DICOM, "110114", "User Authentication"),
    "sign-out": (_DICOM, "110114", "User Authentication"),
    "export": (_DICOM, "110106", "Export"),
    "import": (_DICOM, "110107", "Import"),
}
_SUBTYPES = {
    "sign-in": (_DICOM, "110122", "Login"),
    "sign-out": (_DICOM, "110123", "Logout"),
}
_INTERACTIONS = {
    Action.CREATE: "create",
    Action.READ: "read",
    Action.UPDATE: "update",
    Action.DELETE: "delete",
    Action.EXECUTE: "operation",
}


class Outcome(StrEnum):
    """Codes of FHIR AuditEvent.outcome."""

    SUCCESS = "0"
    REFUSED = "4"
    """The person may not, or there is no such thing."""
    FAILED = "8"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What happened, before it is chained. `type` is a row of the table above, or a word of our own such as `sign`."""

    action: Action
    who: str
    role: PractitionerRole
    purpose: Purpose
    when: datetime
    what: tuple[str, ...] = ()
    patient: str | None = None
    outcome: Outcome = Outcome.SUCCESS
    type: str = "rest"
    interaction: str = ""
    """A FHIR interaction such as `search` or `history`; by default the one that fits the action."""
    query: str = ""
    detail: str = ""


def audit_event(entry: Entry, seq: int) -> dict[str, Any]:
    """The AuditEvent resource of an entry."""
    event = {
        "resourceType": "AuditEvent",
        "id": str(seq),
        "type": _coding(_TYPES.get(entry.type, (_OWN, entry.type, ""))),
        "subtype": [_coding(_SUBTYPES.get(entry.type, (_REST, _interaction(entry), "")))],
        "action": entry.action.value,
        "recorded": entry.when.isoformat(),
        "outcome": entry.outcome.value,
        "outcomeDesc": entry.detail,
        "purposeOfEvent": [
            {"coding": [_coding(("http://terminology.hl7.org/CodeSystem/v3-ActReason", entry.purpose.value, ""))]}
        ],
        "agent": [
            {
                "role": [{"coding": [_coding((f"{_OWN}-role", entry.role.value, ""))]}],
                "who": {"reference": entry.who},
                "requestor": True,
            }
        ],
        "source": {"observer": {"display": "Attending"}},
        "entity": _entities(entry),
    }
    return {name: value for name, value in event.items() if value not in ("", [])}


def _interaction(entry: Entry) -> str:
    return entry.interaction or _INTERACTIONS[entry.action]


def _entities(entry: Entry) -> list[dict[str, Any]]:
    entities = [_entity(reference, "2", "4") for reference in entry.what]
    if entry.patient is not None:
        entities.insert(0, _entity(f"Patient/{entry.patient}", "1", "1"))
    if entry.query:
        entities.append(query_entity(entry.query))
    return entities


def query_entity(query: str) -> dict[str, Any]:
    """The entity that says what was searched for."""
    type_, role = _nature("2", "24")
    return {"type": type_, "role": role, "query": base64.b64encode(query.encode()).decode()}


def _entity(reference: str, kind: str, role: str) -> dict[str, Any]:
    """Kinds: 1 person, 2 system object; roles: 1 patient, 4 domain resource, 24 query."""
    type_, role_ = _nature(kind, role)
    return {"what": {"reference": reference}, "type": type_, "role": role_}


@cache
def _nature(kind: str, role: str) -> tuple[dict[str, str], dict[str, str]]:
    """Made once: an import names thousands of resources."""
    return _coding((_OBJECT_TYPE, kind, "")), _coding((_OBJECT_ROLE, role, ""))


def _coding(coding: tuple[str, str, str]) -> dict[str, str]:
    system, code, display = coding
    return {"system": system, "code": code, **({"display": display} if display else {})}
