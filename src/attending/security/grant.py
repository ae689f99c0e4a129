"""A Grant: who acts, in which role, why, and on what. Every call of the record takes one; deny is the default."""

from dataclasses import dataclass
from enum import StrEnum

from attending.errors import NotAllowed


class PractitionerRole(StrEnum):
    """Roles that can be accountable for a draft, or run the house."""

    PHYSICIAN = "physician"
    NURSE = "nurse"
    PHARMACIST = "pharmacist"
    RADIOLOGIST = "radiologist"
    BED_MANAGER = "bed-manager"
    PRIVACY_OFFICER = "privacy-officer"
    SCIENTIST = "scientist"
    SYSTEM = "system"  # the hospital's interfaces and scheduled work


class Purpose(StrEnum):
    """Why the record is opened: codes of HL7 v3 PurposeOfUse."""

    TREATMENT = "TREAT"
    OPERATIONS = "HOPERAT"
    RESEARCH = "HRESCH"
    PATIENT_REQUEST = "PATRQT"
    EMERGENCY = "ETREAT"


class Action(StrEnum):
    """What is done: codes of FHIR AuditEvent.action."""

    CREATE = "C"
    READ = "R"
    UPDATE = "U"
    DELETE = "D"
    EXECUTE = "E"


@dataclass(frozen=True)
class Grant:
    """One person's leave to act. `None` in `patients` or `types` means every one; an empty set means none."""

    who: str
    """Reference of the Practitioner, or `Device/…` for an interface."""
    role: PractitionerRole
    purpose: Purpose = Purpose.TREATMENT
    patients: frozenset[str] | None = frozenset()
    types: frozenset[str] | None = frozenset()
    actions: frozenset[Action] = frozenset()

    def covers(self, action: Action, resource_type: str) -> bool:
        """Whether this action is allowed on this type for some patient at least: what a page offers or leaves out."""
        return action in self.actions and (self.types is None or resource_type in self.types)

    def require(self, action: Action, resource_type: str, patient: str | None) -> None:
        """Raise `NotAllowed` unless the grant covers this action on this type for this patient."""
        if action not in self.actions:
            raise NotAllowed(f"This role may not {action.name.lower()} {resource_type} resources.")
        if self.types is not None and resource_type not in self.types:
            raise NotAllowed(f"This role has no access to {resource_type} resources.")
        if patient is not None and self.patients is not None and patient not in self.patients:
            raise NotAllowed("This patient is not among those the role may open.")
