"""Whose resource is it? The one table that says where each type names its patient.

Read by `write` (the patient column of every version) and by `store` (who may see it).
Source: FHIR R4 CompartmentDefinition/patient; the element that names whom the resource is about, first match.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from attending.record.chart import Resource

_OWN_REFERENCE = re.compile(r"^([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?$")

_BY_ELEMENT = {
    "subject": (
        "Account AdverseEvent Basic CarePlan CareTeam ChargeItem ClinicalImpression Communication CommunicationRequest "
        "Composition Condition DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference "
        "Encounter Flag Goal GuidanceResponse ImagingStudy Invoice List MeasureReport Media MedicationAdministration "
        "MedicationDispense MedicationRequest MedicationStatement Observation Procedure QuestionnaireResponse "
        "RequestGroup RiskAssessment ServiceRequest Specimen"
    ),
    "patient": (
        "AllergyIntolerance BodyStructure Claim ClaimResponse Consent CoverageEligibilityRequest "
        "CoverageEligibilityResponse DetectedIssue EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Immunization "
        "ImmunizationEvaluation ImmunizationRecommendation MolecularSequence NutritionOrder RelatedPerson "
        "SupplyDelivery VisionPrescription"
    ),
    "participant.actor": "Appointment",
    "actor": "AppointmentResponse Schedule",
    "beneficiary": "Coverage",
    "candidate": "EnrollmentRequest",
    "member.entity": "Group",
    "link.target": "Person",
    "individual": "ResearchSubject",
    "deliverTo": "SupplyRequest",
    "for": "Task",
    "target": "Provenance",
    "entity.what": "AuditEvent",
}
COMPARTMENT: dict[str, tuple[str, ...]] = {
    name: tuple(path.split(".")) for path, names in _BY_ELEMENT.items() for name in names.split()
}
"""Resource type → path to the references that may name the patient."""


def parse_reference(reference: object) -> tuple[str, str] | None:
    """Type and id of a reference to a resource of this record; None for other servers, `urn:` and contained ones."""
    match = _OWN_REFERENCE.match(reference) if isinstance(reference, str) else None
    return (match[1], match[2]) if match else None


def find_patient(resource: Resource, id_: str, patient_of: Callable[[str, str], str | None]) -> str | None:
    """Logical id of the patient whom a resource is about.

    Args:
        resource: any FHIR R4 resource.
        id_: its own id, or the one that it is going to have.
        patient_of: the patient of another stored resource; a Provenance is its target's patient's.
    """
    resource_type = resource["resourceType"]
    if resource_type == "Patient":
        return id_
    path = COMPARTMENT.get(resource_type)
    if path is None:
        return None
    if len(path) == 1 and isinstance(element := resource.get(path[0]), dict):  # as nearly always
        target = _parsed(element.get("reference"))
        if target is not None and target[0] == "Patient":
            return target[1]
    targets = [_parsed(element.get("reference")) for element in _elements(resource, path)]
    for target in targets:
        if target is not None and target[0] == "Patient":
            return target[1]
    if resource_type == "Provenance":
        return next((owner for target in targets if target and (owner := patient_of(*target))), None)
    return None


@lru_cache(maxsize=4_096)
def _parsed_text(reference: str) -> tuple[str, str] | None:
    return parse_reference(reference)


def _parsed(reference: object) -> tuple[str, str] | None:
    return _parsed_text(reference) if isinstance(reference, str) else None


def _elements(value: Any, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """Every object at a path, through lists."""
    found = [value]
    for name in path:
        below = [one[name] for one in found if isinstance(one, dict) and name in one]
        found = [part for one in below for part in (one if isinstance(one, list) else (one,))]
    return [one for one in found if isinstance(one, dict)]
