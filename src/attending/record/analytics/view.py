"""A ViewDefinition as frozen dataclasses, read from its JSON and checked against the specification.

Source: SQL on FHIR v2 (2.0.0), StructureDefinition ViewDefinition; read by `query`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attending.errors import BadInput
from attending.record.fhirpath import FHIRPathFault
from attending.record.fhirpath.model import all_types
from attending.record.fhirpath.parser import parse
from attending.record.fhirpath.temporal import parse_moment
from attending.record.fhirpath.tree import Literal, Node

_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
_ITERATIONS = ("forEach", "forEachOrNull", "repeat")
DEEPEST = 30
"""How deep selections may nest."""

_LITERALS = {
    "boolean": "Boolean",
    "integer": "Integer",
    "integer64": "Integer",
    "positiveInt": "Integer",
    "unsignedInt": "Integer",
    "decimal": "Decimal",
    "date": "Date",
    "dateTime": "DateTime",
    "instant": "DateTime",
    "time": "Time",
}


class ViewFault(BadInput):
    """A ViewDefinition breaks the specification, or asks of the data what it does not hold."""


@dataclass(frozen=True, slots=True)
class Path:
    """A FHIRPath expression of a view."""

    text: str
    tree: Node


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the result."""

    name: str
    path: Path
    type: str | None
    collection: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A group of columns, with the iteration that makes its rows."""

    columns: tuple[Column, ...]
    selects: "tuple[Select, ...]"
    unions: "tuple[Select, ...]"
    for_each: Path | None = None
    or_null: bool = False
    """The iteration gives one row of nulls where it finds nothing."""
    repeat: tuple[Path, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The names of its columns, in their order: its own, those of nested selections, those of its union."""
        nested = [name for select in self.selects for name in select.names()]
        return (*(column.name for column in self.columns), *nested, *(self.unions[0].names() if self.unions else ()))


@dataclass(frozen=True, slots=True)
class View:
    """A tabular projection of one resource type."""

    resource: str
    select: Select
    where: tuple[Path, ...]
    constants: Mapping[str, Literal]
    name: str | None = None


def parse_view(definition: object) -> View:
    """Read a ViewDefinition.

    Raises:
        ViewFault: with the element that is missing or wrong.
    """
    view = _object(definition, "ViewDefinition")
    resource = view.get("resource")
    kind = all_types().get(resource) if isinstance(resource, str) else None
    if kind is None or kind.kind != "resource":
        raise ViewFault("ViewDefinition.resource must name a resource type of FHIR R4.")
    selects = tuple(
        _select(each, f"select[{number}]", 0) for number, each in enumerate(_list(view, "select", "ViewDefinition"))
    )
    if not selects:
        raise ViewFault("ViewDefinition.select must hold at least one selection.")
    whole = Select((), selects, ())
    names = whole.names()
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ViewFault(f"The column {twice} is defined twice.")
    where = tuple(
        _path(_object(each, f"where[{number}]").get("path"), f"where[{number}].path")
        for number, each in enumerate(_list(view, "where", "ViewDefinition"))
    )
    name = view.get("name")
    return View(kind.name, whole, where, _constants(view), name if isinstance(name, str) else None)


def _select(value: object, where: str, depth: int) -> Select:
    if depth > DEEPEST:
        raise ViewFault("The selections nest too deeply.")
    select = _object(value, where)
    given = [name for name in _ITERATIONS if select.get(name) is not None]
    if len(given) > 1:
        raise ViewFault(f"{where} may hold only one of forEach, forEachOrNull and repeat.")
    columns = tuple(
        _column(each, f"{where}.column[{number}]") for number, each in enumerate(_list(select, "column", where))
    )
    selects, unions = (
        tuple(_select(each, f"{where}.{part}[{n}]", depth + 1) for n, each in enumerate(_list(select, part, where)))
        for part in ("select", "unionAll")
    )
    if not (columns or selects or unions):
        raise ViewFault(f"{where} selects nothing: it needs column, select or unionAll.")
    if len({branch.names() for branch in unions}) > 1:
        raise ViewFault(f"The branches of {where}.unionAll must have the same columns in the same order.")
    iteration = given[0] if given else None
    paths: tuple[Path, ...] = ()
    each_path = None
    if iteration == "repeat":
        paths = tuple(_path(each, f"{where}.repeat") for each in _list(select, "repeat", where))
        if not paths:
            raise ViewFault(f"{where}.repeat must hold at least one path.")
    elif iteration is not None:
        each_path = _path(select[iteration], f"{where}.{iteration}")
    return Select(columns, selects, unions, each_path, iteration == "forEachOrNull", paths)


def _column(value: object, where: str) -> Column:
    column = _object(value, where)
    name = column.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        raise ViewFault(f"{where}.name must be a name of letters, digits and _ that starts with a letter.")
    collection = column.get("collection", False)
    kind = column.get("type")
    if not isinstance(collection, bool) or not (kind is None or isinstance(kind, str)):
        raise ViewFault(f"{where}: collection must be a boolean and type a string.")
    return Column(name, _path(column.get("path"), f"{where}.path"), kind, collection)


def _constants(view: Mapping[str, Any]) -> dict[str, Literal]:
    found: dict[str, Literal] = {}
    for number, value in enumerate(_list(view, "constant", "ViewDefinition")):
        where = f"constant[{number}]"
        constant = _object(value, where)
        name = constant.get("name")
        if not isinstance(name, str) or not _NAME.match(name):
            raise ViewFault(f"{where}.name must be a name of letters, digits and _ that starts with a letter.")
        values = [(key[5:], constant[key]) for key in constant if key.startswith("value") and key != "value"]
        if len(values) != 1:
            raise ViewFault(f"{where} must hold one value[x].")
        found[name] = _literal(*values[0], where)
    return found


def _literal(type_name: str, value: object, where: str) -> Literal:
    name = type_name[:1].lower() + type_name[1:]
    kind = _LITERALS.get(name, "String")
    if kind in {"Date", "DateTime", "Time"}:
        if not isinstance(value, str) or parse_moment(value, kind) is None:
            raise ViewFault(f"{where}.value{type_name} is no {name}.")
        return Literal(kind, f"T{value}" if kind == "Time" else value)
    expected: dict[str, tuple[type, ...]] = {"Boolean": (bool,), "Integer": (int,), "Decimal": (int, float, Decimal)}
    if isinstance(value, bool) != (kind == "Boolean") or not isinstance(value, expected.get(kind, (str,))):
        raise ViewFault(f"{where}.value{type_name} is no {name}.")
    return Literal(kind, Decimal(str(value)) if kind == "Decimal" else value)  # type: ignore[arg-type]


def _path(value: object, where: str) -> Path:
    if not isinstance(value, str) or not value.strip():
        raise ViewFault(f"{where} must be a FHIRPath expression.")
    try:
        return Path(value, parse(value))
    except FHIRPathFault as fault:
        raise ViewFault(f"{where}: {fault}") from fault


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ViewFault(f"{where} must be a JSON object.")
    return value


def _list(holder: Mapping[str, Any], name: str, where: str) -> Sequence[Any]:
    value = holder.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ViewFault(f"{where}.{name} must be a list.")
    return value
