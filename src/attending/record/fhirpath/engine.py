"""What compiled steps share: the context of one evaluation, singletons, and truth.

A `Step` maps the collection in focus to the next collection. `compiler` makes steps out of a tree; the modules in
`functions` hold the functions of the language.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.nodes import Collection, Item, Node, TypeInfo, resource_node, system_value
from attending.record.fhirpath.quantity import Quantity
from attending.record.fhirpath.temporal import Moment

MOST_ITEMS = 1_000_000
"""How many items one step may produce before the evaluation stops with a fault."""
LONGEST_TEXT = 10_000_000
"""Characters of a string that an expression puts together."""


@dataclass(frozen=True, slots=True)
class Services:
    """What an expression may ask of the world outside its resource; what is None raises a fault when it is asked."""

    resolve: Callable[[str], dict[str, object] | None] | None = None
    """A reference or canonical URL → the resource, or None where there is none."""
    member_of: Callable[[object, str], bool | None] | None = None
    """A code, Coding or CodeableConcept as JSON, and the URL of a value set; None where it cannot be said."""
    subsumes: Callable[[object, object], bool | None] | None = None
    """Whether the first Coding is the same as, or more general than, the second."""
    conforms: Callable[[object, str], bool | None] | None = None
    """A resource or element as JSON, and the URL of a profile that is not one of the base types."""


NO_SERVICES = Services()


@dataclass(slots=True)
class Context:
    """The state of one evaluation."""

    this: Collection
    start: Collection
    resource: Node | None
    root: Node | None
    variables: Mapping[str, object]
    now: datetime | None
    services: Services
    index: int | None
    total: Collection
    defined: Mapping[str, Collection]
    """What `defineVariable` named so far."""


Step: TypeAlias = Callable[[Context, Collection], Collection]


def each(context: Context, focus: Collection, step: Step) -> Iterator[tuple[Item, Collection]]:
    """Evaluate a step on each item, which is `$this` meanwhile."""
    this, index, defined = context.this, context.index, context.defined
    try:
        for position, item in enumerate(focus):
            single = [item]
            context.this, context.index = single, position
            yield item, step(context, single)
            context.defined = defined
    finally:
        context.this, context.index, context.defined = this, index, defined


def bounded(items: Collection) -> Collection:
    """The items, if they are not too many.

    Raises:
        EvaluationFault: an expression multiplies its items beyond all use, by mistake or to exhaust the memory.
    """
    if len(items) > MOST_ITEMS:
        raise EvaluationFault(f"a step gave more than {MOST_ITEMS:,} items")
    return items


def bounded_text(text: str) -> str:
    """The text, if it is not too long."""
    if len(text) > LONGEST_TEXT:
        raise EvaluationFault(f"a string grew longer than {LONGEST_TEXT:,} characters")
    return text


def truth(items: Collection) -> bool | None:
    """A collection where a Boolean is expected: a single item that is no Boolean counts as true.

    Raises:
        EvaluationFault: there are several items.
    """
    if not items:
        return None
    value = items[0]
    if len(items) == 1:
        if value.__class__ is Node:
            value = system_value(value)
        return value if isinstance(value, bool) else True
    raise EvaluationFault("several items stand where one Boolean is expected")


def single(items: Collection, what: str) -> Item | None:
    """The System value of the only item, or None of an empty collection."""
    if not items:
        return None
    if len(items) > 1:
        raise EvaluationFault(f"{what} expects one item, not several")
    return system_value(items[0])


def single_text(items: Collection, what: str) -> str | None:
    """The only item, which must be a string."""
    value = single(items, what)
    if value is None or isinstance(value, str):
        return value
    raise EvaluationFault(f"{what} expects a string")


def single_integer(items: Collection, what: str) -> int | None:
    """The only item, which must be an integer."""
    value = single(items, what)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise EvaluationFault(f"{what} expects an integer")


def wrap(value: object) -> Collection:
    """A Python value passed in from outside as a collection: dicts are resources, lists are collections."""
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [item for part in value for item in wrap(part)]
    if isinstance(value, dict):
        return [resource_node(value)]
    if isinstance(value, float):
        return [Decimal(str(value))]
    if isinstance(value, Node | bool | int | Decimal | str | Moment | Quantity | TypeInfo):
        return [value]
    raise EvaluationFault("a variable must be a resource, a System value or a list of these")
