"""Whether a resource has the shape of FHIR R4: lists where lists belong, objects, words, numbers.

Read by `fhir` before anything is filed: one resource of the wrong shape would break every page that shows it. Elements
that R4 does not know are left alone, for a sender may be ahead of us, and so is what only breaks a rule:
`attending validate` lists those faults.
"""

from typing import Any, TypeAlias

from attending.errors import BadInput
from attending.record import Resource
from attending.record.validation import Issue, find_shape_fault
from attending.record.validation.issues import Level
from attending.record.validation.quick import has_certain_shape
from attending.record.validation.walk import Walk

Holders: TypeAlias = list[dict[str, Any]]
"""The objects of a resource that hold a `reference`; known where its shape is certain at first sight."""


def holders_of(resource: Resource) -> Holders | None:
    """The holders of references, if the resource certainly has the shape of its type and no date of it is in doubt."""
    holders: Holders = []
    return holders if has_certain_shape(resource, holders) else None


def check_shape(resource: Resource, where: str) -> None:
    """Raise `BadInput`, naming the element by its path, unless the resource has the shape of its type."""
    _refuse(find_shape_fault(resource), where)


def check_sent(resource: Resource, where: str) -> Holders | None:
    """As `check_shape`, and refuse dates that do not exist: who sends them now can still mend them."""
    holders = holders_of(resource)
    if holders is None:
        walk = Walk()
        walk.resource(resource, ())
        _refuse(next((issue for issue in walk.issues if issue.level is Level.SHAPE or _is_date(issue)), None), where)
    return holders


def _is_date(issue: Issue) -> bool:
    return issue.code == "value" and any(word in issue.text for word in ("date", "instant"))


def _refuse(fault: Issue | None, where: str) -> None:
    if fault is not None:
        subject = f"{fault.expression} " if fault.expression and fault.text.startswith("This ") else ""
        message = f"{where}: {subject}{fault.text.removeprefix('This ')}"
        raise BadInput(message, expression=fault.expression or None)
