"""Functions on whole collections: existence, subsetting, combining, tree navigation."""

from attending.record.fhirpath.engine import Context, bounded, single_integer, truth
from attending.record.fhirpath.equality import Distinct, distinct
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.functions.registry import plain
from attending.record.fhirpath.nodes import Collection, children, descendants, system_value


@plain("empty")
def empty(_: Context, focus: Collection) -> Collection:
    """Whether there is no item."""
    return [not focus]


@plain("not")
def negation(_: Context, focus: Collection) -> Collection:
    """The contrary of a single Boolean; any other single item counts as true."""
    value = truth(focus)
    return [] if value is None else [not value]


def _booleans(focus: Collection, what: str) -> list[bool]:
    values = [system_value(item) for item in focus]
    found = [value for value in values if isinstance(value, bool)]
    if len(found) != len(values):
        raise EvaluationFault(f"{what} expects Booleans only")
    return found


@plain("allTrue")
def all_true(_: Context, focus: Collection) -> Collection:
    """Whether all items are true."""
    return [all(_booleans(focus, "allTrue"))]


@plain("anyTrue")
def any_true(_: Context, focus: Collection) -> Collection:
    """Whether an item is true."""
    return [any(_booleans(focus, "anyTrue"))]


@plain("allFalse")
def all_false(_: Context, focus: Collection) -> Collection:
    """Whether all items are false."""
    return [not any(_booleans(focus, "allFalse"))]


@plain("anyFalse")
def any_false(_: Context, focus: Collection) -> Collection:
    """Whether an item is false."""
    return [not all(_booleans(focus, "anyFalse"))]


@plain("subsetOf", 1)
def subset_of(_: Context, focus: Collection, other: Collection) -> Collection:
    """Whether each item is in the other collection."""
    known = _distinct(other)
    return [all(item in known for item in focus)]


@plain("supersetOf", 1)
def superset_of(_: Context, focus: Collection, other: Collection) -> Collection:
    """Whether each item of the other collection is in this one."""
    known = _distinct(focus)
    return [all(item in known for item in other)]


def _distinct(items: Collection) -> Distinct:
    found = Distinct()
    for item in items:
        found.add(item)
    return found


@plain("count")
def count(_: Context, focus: Collection) -> Collection:
    """The number of items."""
    return [len(focus)]


@plain("distinct")
def without_repetition(_: Context, focus: Collection) -> Collection:
    """The items without repetition."""
    return distinct(focus)


@plain("isDistinct")
def is_distinct(_: Context, focus: Collection) -> Collection:
    """Whether no item is there twice."""
    return [len(distinct(focus)) == len(focus)]


@plain("single")
def only(_: Context, focus: Collection) -> Collection:
    """The only item; several are a fault."""
    if len(focus) > 1:
        raise EvaluationFault("single() found several items")
    return focus


@plain("first")
def first(_: Context, focus: Collection) -> Collection:
    """The first item."""
    return focus[:1]


@plain("last")
def last(_: Context, focus: Collection) -> Collection:
    """The last item."""
    return focus[-1:]


@plain("tail")
def tail(_: Context, focus: Collection) -> Collection:
    """All but the first item."""
    return focus[1:]


@plain("skip", 1)
def skip(_: Context, focus: Collection, number: Collection) -> Collection:
    """All but the first items."""
    wanted = single_integer(number, "skip")
    return [] if wanted is None else focus[max(wanted, 0) :]


@plain("take", 1)
def take(_: Context, focus: Collection, number: Collection) -> Collection:
    """The first items."""
    wanted = single_integer(number, "take")
    return [] if wanted is None else focus[: max(wanted, 0)]


@plain("intersect", 1)
def intersect(_: Context, focus: Collection, other: Collection) -> Collection:
    """The items that are in both collections, each once."""
    known = _distinct(other)
    return distinct(item for item in focus if item in known)


@plain("exclude", 1)
def exclude(_: Context, focus: Collection, other: Collection) -> Collection:
    """The items that are not in the other collection; order and repetition stay."""
    known = _distinct(other)
    return [item for item in focus if item not in known]


@plain("union", 1)
def union(_: Context, focus: Collection, other: Collection) -> Collection:
    """The items of both collections, each once."""
    return distinct(bounded([*focus, *other]))


@plain("combine", 1, 2)
def combine(_: Context, focus: Collection, other: Collection, _order: Collection | None = None) -> Collection:
    """The items of both collections; order and repetition stay."""
    return bounded([*focus, *other])


@plain("children")
def all_children(_: Context, focus: Collection) -> Collection:
    """The children of each item."""
    return [child for item in focus for child in children(item)]


@plain("descendants")
def all_descendants(_: Context, focus: Collection) -> Collection:
    """The children of each item, their children, and so on."""
    found: Collection = []
    for item in descendants(focus):
        found.append(item)
        bounded(found)
    return found
