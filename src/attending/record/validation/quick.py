"""A quick yes to a resource that certainly has the shape of R4; whatever is doubtful goes to `walk`, which alone says
what is wrong and where.

Most of what hospitals send has no such fault. The yes also covers dates, and it names every reference on the way, so
that an import need not walk through the resource again.
"""

import re
import threading
from typing import Any, TypeAlias

from attending.record.fhirpath.model import UNKNOWN, FHIRType, resource_type
from attending.record.validation.primitives import CHECKS
from attending.record.validation.shapes import Property, shape_of

Table: TypeAlias = dict[str, tuple[int, Any]]
"""JSON key of a type → what must stand there, and what is needed to look at it."""

_TEXT, _OBJECT, _OBJECTS, _MOMENT, _PLAIN, _TEXTS, _OTHERS, _REFERENCE, _RESOURCE, _RESOURCES, _NOTHING = range(11)
_DEEPEST = 40
"""Deeper than this is doubtful."""
_UNKNOWN = (_NOTHING, None)
_DAY = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_TIME = r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)"
_CERTAIN = {
    "date": re.compile(_DAY, re.ASCII),
    "dateTime": re.compile(f"{_DAY}(?:{_TIME})?", re.ASCII),
    "instant": re.compile(f"{_DAY}{_TIME}", re.ASCII),
}
"""What is a date whatever the calendar says; every other form is looked at with care."""


def has_certain_shape(resource: Any, references: list[dict[str, Any]]) -> bool:
    """Whether a resource certainly has the shape of its type; False says nothing.

    Args:
        resource: parsed JSON.
        references: is given every object that holds a `reference` that is a text.
    """
    return resource.__class__ is dict and _is_resource(resource, 0, references)


def _is_resource(value: dict[str, Any], depth: int, references: list[dict[str, Any]]) -> bool:
    name = value.get("resourceType")
    if name.__class__ is not str:
        return False
    kind = resource_type(name)
    table = _tables.get(kind) or _made(kind)
    return _fits(value, table, depth, references)


def _fits(value: dict[str, Any], table: Table, depth: int, references: list[dict[str, Any]]) -> bool:
    if depth > _DEEPEST:
        return False
    get = table.get
    for key, part in value.items():
        form, of = get(key, _UNKNOWN)
        if form == _TEXT:
            if part.__class__ is not str:
                return False
        elif form == _OBJECT:
            if part.__class__ is not dict or not _fits(part, of, depth + 1, references):
                return False
        elif form == _OBJECTS:
            if part.__class__ is not list:
                return False
            for one in part:
                if one.__class__ is not dict or not _fits(one, of, depth + 1, references):
                    return False
        elif form == _REFERENCE:
            if part.__class__ is not str:
                return False
            references.append(value)
        elif form == _MOMENT:
            if part.__class__ is not str or not (of[0].fullmatch(part) or of[1](part) is None):
                return False
        elif form == _PLAIN:
            if of(part) is not None:
                return False
        elif not _fits_seldom(form, of, part, depth, references):
            return False
    return True


def _fits_seldom(form: int, of: Any, part: Any, depth: int, references: list[dict[str, Any]]) -> bool:
    if form == _RESOURCE:
        return part.__class__ is dict and _is_resource(part, depth + 1, references)
    if form == _NOTHING or part.__class__ is not list:
        return False
    if form == _TEXTS:
        return all(one.__class__ is str for one in part)
    if form == _OTHERS:
        return all(one is not None and of(one) is None for one in part)
    return all(one.__class__ is dict and _is_resource(one, depth + 1, references) for one in part)


_tables: dict[FHIRType, Table] = {UNKNOWN: {}}
_making = threading.RLock()


def _made(kind: FHIRType) -> Table:
    """The table of a type of resource, made when it is first met."""
    with _making:
        if kind.name in {"Resource", "DomainResource"}:
            return {}
        made: dict[FHIRType, Table] = {}
        _make(kind, made)
        _tables.update(made)
        return _tables[kind]


def _make(kind: FHIRType, made: dict[FHIRType, Table]) -> Table:
    """Types hold each other: a table is in its place before it is filled."""
    if kind in _tables:
        return _tables[kind]
    table = made.get(kind)
    if table is None:
        table = made[kind] = {}
        table.update({key: _rule(found, made) for key, found in shape_of(kind).properties.items()})
        if kind.kind == "resource":
            table["resourceType"] = (_TEXT, None)
            table.pop("reference", None)  # of DetectedIssue: whoever files it copies the resource, not its parts
    return table


def _rule(found: Property, made: dict[FHIRType, Table]) -> tuple[int, Any]:
    if found.check is None:
        if found.kind.kind == "resource":
            return (_RESOURCES if found.many else _RESOURCE), None
        return (_OBJECTS if found.many else _OBJECT), _make(found.kind, made)
    name = found.kind.name
    if name in _CERTAIN:
        check = CHECKS[name]
        return (_OTHERS, check) if found.many else (_MOMENT, (_CERTAIN[name], check))
    if name in _NUMBERS:
        return (_OTHERS if found.many else _PLAIN), CHECKS[name]
    if found.many:
        return _TEXTS, None
    return (_REFERENCE if found.key == "reference" else _TEXT), None


_NUMBERS = frozenset({"boolean", "integer", "unsignedInt", "positiveInt", "decimal"})
