"""The audit page's rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

DEEDS = {
    "read": "read",
    "vread": "read a version",
    "search": "searched",
    "history-instance": "read the history",
    "create": "created",
    "update": "changed",
    "delete": "deleted",
    "110122": "signed in",
    "110123": "signed out",
}
MOST_REFERENCES = 3


@dataclass(frozen=True)
class AuditRow:
    """One event of the trail."""

    when: str
    who: str
    role: str
    action: str
    what: str
    patient: str
    patient_words: str
    outcome: str
    refused: bool


def audit_rows(events: Iterable[Mapping[str, Any]], name_of: Callable[[str], str]) -> tuple[AuditRow, ...]:
    """AuditEvents as rows; `name_of` turns the id of a practitioner into a name."""
    return tuple(_row(event, name_of) for event in events)


def _row(event: Mapping[str, Any], name_of: Callable[[str], str]) -> AuditRow:
    agent = (event.get("agent") or [{}])[0]
    kind, _, identifier = str(agent.get("who", {}).get("reference", "")).partition("/")
    named = (str(e["what"]["reference"]) for e in event.get("entity", []) if "what" in e)
    references = list(dict.fromkeys(named))
    patients = [r.partition("/")[2] for r in references if r.startswith("Patient/") and "/_history/" not in r]
    things = [r for r in references if not r.startswith("Patient/")] or references
    refused = event.get("outcome", "0") != "0"
    return AuditRow(
        when=f"{datetime.fromisoformat(event['recorded']).astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        who=name_of(identifier) if kind == "Practitioner" else identifier,
        role=_first_code(agent.get("role", [])).replace("-", " "),
        action=_deed(event),
        what=_short(things),
        patient=patients[0] if len(patients) == 1 else "",
        patient_words="open" if len(patients) == 1 else "",
        outcome=str(event.get("outcomeDesc") or "refused") if refused else "done",
        refused=refused,
    )


def _deed(event: Mapping[str, Any]) -> str:
    own = str(event.get("type", {}).get("code", ""))
    sub = str((event.get("subtype") or [{}])[0].get("code", ""))
    if own in {"rest", "110114"}:
        return DEEDS.get(sub, sub)
    return DEEDS.get(own, own.replace("-", " "))


def _first_code(concepts: list[Mapping[str, Any]]) -> str:
    codings = concepts[0].get("coding", []) if concepts else []
    return str(codings[0].get("code", "")) if codings else ""


def _short(references: list[str]) -> str:
    """A few references; the rest as a number."""
    shown = ", ".join(references[:MOST_REFERENCES])
    more = len(references) - MOST_REFERENCES
    return f"{shown} and {more} more" if more > 0 else shown
