"""What flows through an expression: elements of a resource, and System values.

A `Collection` is a list of items. An item is either a `Node` (an element of a resource with its FHIR type) or a
System value: bool, int, Decimal, str, Moment (Date, DateTime, Time), Quantity, TypeInfo.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any, TypeAlias

from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.model import UNKNOWN, FHIRType, all_types, resource_type
from attending.record.fhirpath.quantity import Quantity
from attending.record.fhirpath.temporal import Moment, parse_fhir_moment


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """What `type()` returns."""

    namespace: str
    name: str
    base_type: str = ""


class Node:
    """One element of a resource: its JSON, its type and, of a primitive, the extensions that stand beside it."""

    __slots__ = ("beside", "kind", "value")

    def __init__(self, value: Any, kind: FHIRType, beside: dict[str, Any] | None = None) -> None:
        self.value = value
        self.kind = kind
        self.beside = beside

    def __repr__(self) -> str:
        return f"Node({self.kind.name})"  # never the value: a repr ends up in logs


_LARGEST_EXPONENT = 300
Item: TypeAlias = Node | bool | int | Decimal | str | Moment | Quantity | TypeInfo
Collection: TypeAlias = list[Item]

MOMENTS = {"date": "Date", "dateTime": "DateTime", "instant": "DateTime", "time": "Time"}
"""FHIR types whose values are dates or times → their System type."""


def resource_node(resource: dict[str, Any]) -> Node:
    """A resource as the root of an evaluation."""
    return Node(resource, resource_type(resource.get("resourceType")))


def append_children(node: Node, name: str, found: Collection) -> None:
    """Append the children of that name, choice elements under their short name."""
    kind = node.kind
    element = kind.elements.get(name)
    value = node.value
    if element is not None:
        if kind.primitive:
            value = node.beside
        if value.__class__ is not dict:
            return
        forms = element.forms
        if not element.choice:
            child = value.get(name)
            beside = value.get("_" + name)
            if child is not None or beside is not None:
                _append(child, forms[name], beside, found)
            return
        for key in value:
            form = forms.get(key.removeprefix("_"))
            if form is not None and not (key[0] == "_" and key[1:] in value):
                plain = key.removeprefix("_")
                _append(value.get(plain), form, value.get("_" + plain), found)
    elif kind is UNKNOWN and value.__class__ is dict:
        child, beside = value.get(name), value.get("_" + name)
        if child is not None or beside is not None:
            _append(child, UNKNOWN, beside, found)
    elif kind.primitive and name == "value" and value is not None:
        found.append(system_value(node))


def _append(child: Any, kind: FHIRType, beside: Any, found: Collection) -> None:
    if beside is None and kind.kind != "resource" and kind is not UNKNOWN:
        if child.__class__ is list:
            found += [Node(each, kind) for each in child]
        else:
            found.append(Node(child, kind))
        return
    if child.__class__ is list or beside.__class__ is list:
        if beside is None:
            for each in child:
                found.append(_node(each, kind, None))
        else:
            children = child if child.__class__ is list else ()
            for each, extra in zip_longest(children, beside if beside.__class__ is list else ()):
                if each is not None or extra is not None:
                    found.append(_node(each, kind, extra))
    else:
        found.append(_node(child, kind, beside))


def _node(value: Any, kind: FHIRType, beside: Any) -> Item:
    if kind.kind == "resource" and value.__class__ is dict:
        kind = resource_type(value.get("resourceType"))
    elif kind is UNKNOWN:
        kind = _guess(value)
    return Node(value, kind, beside if beside.__class__ is dict else None)


def _guess(value: Any) -> FHIRType:
    if isinstance(value, dict):
        return resource_type(value.get("resourceType"))
    for json_type, name in ((bool, "boolean"), (int, "integer"), (str, "string")):
        if isinstance(value, json_type):
            return all_types()[name]
    return all_types()["decimal"]


def children(item: Item) -> Collection:
    """All children of an item, in the order of their JSON."""
    found: Collection = []
    if not isinstance(item, Node):
        return found
    value = item.beside if item.kind.primitive else item.value
    if not isinstance(value, dict):
        return found
    properties = item.kind.properties
    for key, content in value.items():
        child, beside, plain = content, None, key
        if key.startswith("_"):
            plain = key[1:]
            if plain in value:
                continue  # it came, or comes, with its value
            child, beside = None, content
        elif key == "resourceType":
            continue
        elif content.__class__ is not dict:
            beside = value.get("_" + key)
        if plain in properties:
            _append(child, properties[plain][1], beside, found)
        elif item.kind is UNKNOWN:
            _append(child, UNKNOWN, beside, found)
    return found


def descendants(items: Collection) -> Iterator[Item]:
    """The children of the items, their children, and so on, level by level."""
    level = items
    while level:
        level = [child for item in level for child in children(item)]
        yield from level


def system_value(item: Item) -> Item:
    """The System value of a primitive or a Quantity; what has none (a HumanName) is returned as it is."""
    if item.__class__ is not Node:
        return item
    assert isinstance(item, Node)  # noqa: S101 — told to the type checker; the line above is the fast test
    value = item.value
    name = item.kind.name
    if item.kind.primitive:
        if value.__class__ is str:
            if name in MOMENTS:
                return parse_fhir_moment(value, MOMENTS[name])
            return _decimal(value) if name == "decimal" else str(value)
        if value is None or value.__class__ is bool:
            return item if value is None else bool(value)
        if value.__class__ is float or name == "decimal":
            return _decimal(value)
        if isinstance(value, int | Decimal):
            return value
        return item
    if "Quantity" in item.kind.ancestry and isinstance(value, dict):
        return _quantity(item, value)
    return item


def _quantity(item: Node, value: dict[str, Any]) -> Item:
    number = value.get("value")
    if number is None or isinstance(number, str) or value.get("comparator") is not None:
        return item
    unit = value.get("code") or value.get("unit") or "1"
    return Quantity(_decimal(number), str(unit))


def _decimal(value: Any) -> Decimal:
    found = value if isinstance(value, Decimal) else Decimal(str(value))
    if not found.is_finite() or abs(found.adjusted()) > _LARGEST_EXPONENT:
        raise EvaluationFault(f"a decimal is no number or lies beyond 10^{_LARGEST_EXPONENT}")
    return found
