"""`validate`: every fault of a resource, as text or as parsed JSON."""

from collections.abc import Iterable
from typing import Any

from attending.record.validation.bundles import check_bundles
from attending.record.validation.cds_hooks import check_message, message_name
from attending.record.validation.content import check_content
from attending.record.validation.definitions import check_definitions
from attending.record.validation.extensions import check_extensions
from attending.record.validation.invariants import check_invariants
from attending.record.validation.issues import Issue, Level, Strictness, path_of
from attending.record.validation.json_text import read_json
from attending.record.validation.references import check_references
from attending.record.validation.walk import Walk


def validate(resource: Any, strictness: Strictness = Strictness.STANDARD) -> list[Issue]:
    """The faults of a resource, or of a message of CDS Hooks, as parsed JSON, gravest first."""
    walk = Walk()
    message = message_name(resource)
    if message is not None:
        check_message(walk, resource, message)
    else:
        walk.resource(resource, ())
    if walk.resources:
        check_invariants(walk)
        check_references(walk)
        check_bundles(walk)
        check_extensions(walk)
        check_content(walk)
        check_definitions(walk)
    return _sorted(issue.under(strictness) for issue in walk.issues)


def find_shape_fault(resource: Any) -> Issue | None:
    """The first fault that would break whoever reads the resource as R4: a list for an object, words for a number."""
    walk = Walk()
    walk.resource(resource, ())
    return next((issue for issue in walk.issues if issue.level is Level.SHAPE), None)


def validate_text(text: bytes | str, strictness: Strictness = Strictness.STANDARD) -> list[Issue]:
    """The faults of a resource as it was sent: those of its JSON too."""
    document = read_json(text)
    faults = [
        Issue(level, "invalid", fault, path_of(place)).under(strictness) for level, fault, place in document.faults
    ]
    if document.value is None:
        return faults
    return faults + validate(document.value, strictness)


def is_valid(issues: Iterable[Issue]) -> bool:
    """Whether nothing found is an error."""
    return not any(issue.severity in {"fatal", "error"} for issue in issues)


_ORDER = {"fatal": 0, "error": 1, "warning": 2, "information": 3}


def _sorted(issues: Iterable[Issue]) -> list[Issue]:
    return sorted(issues, key=lambda issue: _ORDER[issue.severity])


__all__ = ["Issue", "Level", "Strictness", "find_shape_fault", "is_valid", "validate", "validate_text"]
