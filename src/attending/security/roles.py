"""What each role may do, as one table; a role that is not in it, or a type that is not listed, gets nothing."""

from dataclasses import dataclass

from attending.security.accounts import Account
from attending.security.grant import Action, Grant, PractitionerRole, Purpose


def _types(names: str) -> frozenset[str]:
    return frozenset(names.split())


_PEOPLE_AND_PLACES = _types("Patient Practitioner PractitionerRole Organization Location Device RelatedPerson")
_HISTORY = _types(
    "AllergyIntolerance Condition Encounter Observation Procedure Immunization FamilyMemberHistory DiagnosticReport "
    "DocumentReference Composition Provenance CarePlan Medication MedicationRequest MedicationStatement"
)
_MEDICINES = _types("MedicationDispense MedicationAdministration DetectedIssue RiskAssessment")
_IMAGES = _types("ImagingStudy ServiceRequest Media")
_FLOW = _types("Encounter Schedule Slot Appointment HealthcareService Composition Provenance DocumentReference")
_OVERSIGHT = _types("Patient Practitioner Organization AuditEvent Provenance Consent")
_SCIENCE = _types("ResearchStudy Group Measure MeasureReport Composition Provenance DocumentReference")

_LOOK = frozenset({Action.READ})
_WORK = frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.EXECUTE})


@dataclass(frozen=True)
class Leave:
    """One row: which patients, types and actions. None means every one."""

    patients: frozenset[str] | None
    types: frozenset[str] | None
    actions: frozenset[Action]


LEAVE: dict[PractitionerRole, Leave] = {
    PractitionerRole.PHYSICIAN: Leave(None, None, _WORK),
    PractitionerRole.NURSE: Leave(None, None, _LOOK),
    PractitionerRole.PHARMACIST: Leave(None, _PEOPLE_AND_PLACES | _HISTORY | _MEDICINES, _WORK),
    PractitionerRole.RADIOLOGIST: Leave(None, _PEOPLE_AND_PLACES | _HISTORY | _IMAGES, _WORK),
    PractitionerRole.BED_MANAGER: Leave(None, _PEOPLE_AND_PLACES | _FLOW, _WORK),
    PractitionerRole.PRIVACY_OFFICER: Leave(None, _OVERSIGHT, _LOOK | {Action.EXECUTE}),
    PractitionerRole.SCIENTIST: Leave(frozenset(), _SCIENCE, _WORK),
    PractitionerRole.SYSTEM: Leave(None, None, frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE})),
}
"""EXECUTE stands for signing and other moves of a review: an interface files what it brings, but signs nothing."""


def grant_for(account: Account, purpose: Purpose = Purpose.TREATMENT) -> Grant:
    """The leave of a signed-in person."""
    leave = LEAVE.get(account.role, Leave(frozenset(), frozenset(), frozenset()))
    return Grant(
        who=f"Practitioner/{account.practitioner}",
        role=account.role,
        purpose=purpose,
        patients=leave.patients,
        types=leave.types,
        actions=leave.actions,
    )
