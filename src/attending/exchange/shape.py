"""Whether a resource has the shape of FHIR R4: lists where lists belong, objects, words, numbers.

Read by `fhir` before anything is filed: one resource of the wrong shape would break every page that shows it. Elements
that R4 does not know are left alone, for a sender may be ahead of us; rules beyond the shape are not checked here.
"""

from decimal import Decimal
from typing import Any

from attending.errors import BadInput
from attending.record import Resource
from attending.record.fhirpath.model import UNKNOWN, FHIRType, resource_type

DEEPEST = 60
"""Levels of a resource; questionnaires and value sets nest by a dozen."""

_NUMBERS = frozenset({"integer", "positiveInt", "unsignedInt"})


def check_shape(resource: Resource, where: str) -> None:
    """Raise `BadInput`, naming the element by its path, unless the resource has the shape of its type."""
    kind = resource_type(resource.get("resourceType"))
    if kind is UNKNOWN:
        raise BadInput(f"{where}: FHIR R4 has no resource of this type.")
    _check_object(resource, kind, kind.name, where)


def _check_object(value: Any, kind: FHIRType, path: str, where: str) -> None:
    if not isinstance(value, dict):
        raise BadInput(f"{where}: {path} must be an object.")
    if path.count(".") > DEEPEST:
        raise BadInput(f"{where} is nested too deeply.")
    for name, part in value.items():
        known = kind.properties.get(name)
        if known is not None:
            _check_element(part, known[1], f"{path}.{name}", where, many=known[0].many)


def _check_element(value: Any, kind: FHIRType, path: str, where: str, *, many: bool) -> None:
    if isinstance(value, list) != many:
        raise BadInput(f"{where}: {path} must {'be a list' if many else 'not be a list'}.")
    for part in value if many else [value]:
        if kind.primitive:
            _check_primitive(part, kind.name, path, where, many=many)
        elif kind.kind == "resource":
            inner = resource_type(part.get("resourceType")) if isinstance(part, dict) else kind
            _check_object(part, inner, path, where)
        else:
            _check_object(part, kind, path, where)


def _check_primitive(value: Any, name: str, path: str, where: str, *, many: bool) -> None:
    if value is None and many:
        return  # FHIR JSON: a gap in a list of primitives, whose extensions stand in the list beside it
    if name == "boolean":
        fits = isinstance(value, bool)
    elif name in _NUMBERS:
        fits = isinstance(value, int) and not isinstance(value, bool)
    elif name == "decimal":
        fits = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    else:
        fits = isinstance(value, str)
    if not fits:
        raise BadInput(f"{where}: {path} must be a {name}.")
