"""The functions of FHIRPath, by chapter of the specification; importing this package fills the registry."""

from attending.record.fhirpath.functions import collections, fhir, filtering, maths, text, values
from attending.record.fhirpath.functions.registry import FUNCTIONS, Function

__all__ = ["FUNCTIONS", "Function", "collections", "fhir", "filtering", "maths", "text", "values"]
