"""A fault of a resource: how grave, of which kind, what and where; and the OperationOutcome made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

Severity = Literal["fatal", "error", "warning", "information"]
Place = tuple[Any, ...]
"""Where an element stands: (place of its parent, name, index or None); the empty tuple above the root."""


class Strictness(StrEnum):
    """How much of what is found keeps a resource out."""

    STORE = "store"
    """Only what breaks the shape of R4 is an error: what hospitals really send is storable, with its faults listed."""
    STANDARD = "standard"
    """What the specification forbids is an error."""
    STRICT = "strict"
    """So is what cannot be checked because its definition is not here: unknown extensions, relative canonicals."""


class Level(StrEnum):
    """What a fault breaks, from which its severity follows."""

    SHAPE = "shape"
    RULE = "rule"
    OPEN = "open"
    """Allowed by the specification, but without its definition nobody can say whether it is right."""
    HINT = "hint"


_SEVERITIES: dict[Strictness, dict[Level, Severity]] = {
    Strictness.STORE: {
        Level.SHAPE: "error",
        Level.RULE: "warning",
        Level.OPEN: "information",
        Level.HINT: "information",
    },
    Strictness.STANDARD: {Level.SHAPE: "error", Level.RULE: "error", Level.OPEN: "warning", Level.HINT: "warning"},
    Strictness.STRICT: {Level.SHAPE: "error", Level.RULE: "error", Level.OPEN: "error", Level.HINT: "warning"},
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault; `text` never holds a value of the resource."""

    level: Level
    code: str
    """FHIR IssueType: structure, required, value, invariant, code-invalid, …"""
    text: str
    expression: str
    severity: Severity = "error"

    def under(self, strictness: Strictness) -> "Issue":
        """The same fault with the severity of that strictness."""
        return replace(self, severity=_SEVERITIES[strictness][self.level])


def path_of(place: Place) -> str:
    """The FHIRPath of a place: `Observation.component[0].value.ofType(Quantity).code`."""
    names: list[str] = []
    while place:
        place, name, index = place
        names.append(name if index is None else f"{name}[{index}]")
    return ".".join(reversed(names))


def operation_outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """The faults as a FHIR resource; without any, one line that says so."""
    found = [
        {
            "severity": issue.severity,
            "code": issue.code,
            "details": {"text": issue.text},
            **({"expression": [issue.expression]} if issue.expression else {}),
        }
        for issue in issues
    ]
    nothing = {"severity": "information", "code": "informational", "details": {"text": "No fault was found."}}
    return {"resourceType": "OperationOutcome", "issue": found or [nothing]}
