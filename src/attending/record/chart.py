"""The read-only Chart: what a capability sees of one patient, as of one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Resource = Mapping[str, Any]
"""One FHIR R4 resource as parsed JSON; decimals are `decimal.Decimal`."""


@dataclass(frozen=True)
class Event:
    """One point of the patient's time line."""

    when: datetime | date
    kind: str
    """`encounter`, `problem`, `medicine`, `allergy`, `result`, `procedure`, `immunization`, `document`."""
    title: str
    detail: str
    reference: str


@dataclass(frozen=True)
class Chart:
    """Everything the record holds on one patient, frozen; lists are newest first."""

    patient: Resource
    as_of: datetime
    resources: Mapping[str, Sequence[Resource]]
    """By resource type."""

    def all(self, resource_type: str) -> Sequence[Resource]:
        """Every resource of one type, newest first; empty when there is none."""
        return self.resources.get(resource_type, ())
