"""Codes as FHIR writes them, and the code systems this project names."""

import msgspec

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
UCUM = "http://unitsofmeasure.org"


class Coding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code, the system that defines it, and its words."""

    system: str
    code: str
    display: str = ""
