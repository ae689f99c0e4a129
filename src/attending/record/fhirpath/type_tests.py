"""Type specifiers (`Quantity`, `FHIR.Quantity`, `System.String`) and the tests `is`, `as` and `ofType` make with
them."""

from collections.abc import Callable
from decimal import Decimal

from attending.record.fhirpath.faults import InvalidExpression
from attending.record.fhirpath.model import UNKNOWN, find_type
from attending.record.fhirpath.nodes import Item, Node, TypeInfo
from attending.record.fhirpath.quantity import Quantity
from attending.record.fhirpath.temporal import Moment

TypeTest = Callable[[Item], bool]
SYSTEM_TYPES = frozenset(["Any", "Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time", "Quantity"])


def system_type(item: Item) -> str:
    """The name of the System type of a value."""
    if isinstance(item, Moment):
        return item.kind
    names = {bool: "Boolean", int: "Integer", Decimal: "Decimal", str: "String", Quantity: "Quantity"}
    return names.get(item.__class__, "Any")


def type_of(item: Item) -> TypeInfo:
    """What `type()` says of an item."""
    if isinstance(item, Node):
        if item.kind is UNKNOWN and isinstance(item.value, dict):
            return TypeInfo("FHIR", str(item.value.get("resourceType", "Unknown")))
        parent = item.kind.parent
        base = parent.name if parent is not None and item.kind.kind != "backbone" else "Element"
        return TypeInfo("FHIR", item.kind.public_name, f"FHIR.{base}")
    if isinstance(item, TypeInfo):
        return TypeInfo("System", "TypeInfo", "System.Any")
    return TypeInfo("System", system_type(item), "System.Any")


def type_test(name: str, position: int | None = None, *, exact_primitives: bool = False) -> TypeTest:
    """The test whether an item is of that type or derived from it.

    Args:
        name: as written, with or without the namespace `FHIR` or `System`.
        position: of the name in the expression, for the message.
        exact_primitives: `as` and `ofType` do not take a `code` for a `string`, `is` does.

    Raises:
        InvalidExpression: no such type.
    """
    namespace, _, short = name.rpartition(".")
    if namespace not in {"", "FHIR", "System"}:
        raise InvalidExpression("a type is written as Type, FHIR.Type or System.Type", position=position)
    fhir_type = find_type(short) if namespace != "System" else None
    as_system = short if short in SYSTEM_TYPES and namespace != "FHIR" else None
    if fhir_type is None and as_system is None and namespace != "System":
        raise InvalidExpression(f"{name} is no type of FHIR R4 or of FHIRPath", position=position)

    def test(item: Item) -> bool:
        if isinstance(item, Node):
            if fhir_type is None:
                return False
            if exact_primitives and fhir_type.primitive:
                return item.kind is fhir_type
            return fhir_type.name in item.kind.ancestry
        return as_system is not None and (as_system == "Any" or system_type(item) == as_system)

    return test
