"""Validation of FHIR R4: every resource type, from the official definitions; three strictness settings.

for issue in validate(resource, Strictness.STANDARD): print(issue.severity, issue.expression, issue.text)
"""

from attending.record.validation.issues import Issue, Level, Strictness, operation_outcome
from attending.record.validation.validate import find_shape_fault, is_valid, validate, validate_text

__all__ = [
    "Issue",
    "Level",
    "Strictness",
    "find_shape_fault",
    "is_valid",
    "operation_outcome",
    "validate",
    "validate_text",
]
