"""Whether a resource has the shape of FHIR R4: lists where lists belong, objects, words, numbers.

Read by `fhir` before anything is filed: one resource of the wrong shape would break every page that shows it. Elements
that R4 does not know are left alone, for a sender may be ahead of us, and so is what only breaks a rule:
`attending validate` lists those faults.
"""

from attending.errors import BadInput
from attending.record import Resource
from attending.record.validation import find_shape_fault


def check_shape(resource: Resource, where: str) -> None:
    """Raise `BadInput`, naming the element by its path, unless the resource has the shape of its type."""
    fault = find_shape_fault(resource)
    if fault is not None:
        subject = f"{fault.expression} " if fault.expression and fault.text.startswith("This ") else ""
        message = f"{where}: {subject}{fault.text.removeprefix('This ')}"
        raise BadInput(message, expression=fault.expression or None)
