"""Equal, equivalent, ordered: the comparisons of FHIRPath N1, three-valued where the data leave the answer open."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from attending.record.fhirpath.decimals import round_to, significant_places
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.nodes import Collection, Item, Node, system_value
from attending.record.fhirpath.quantity import Quantity, compare_quantities, equivalent_quantities
from attending.record.fhirpath.temporal import Moment, comparable_kinds, compare_moments

_BLANK = re.compile(r"\s")


def is_number(value: object) -> bool:
    """Whether a value is an Integer or Decimal; a Boolean is none."""
    return value.__class__ is int or value.__class__ is Decimal


def equal_items(one: Item, other: Item) -> bool | None:
    """`=` of two items; None where precision, timezone or unit leave it open."""
    left, right = system_value(one), system_value(other)
    if left.__class__ is right.__class__:
        if isinstance(left, Moment) and isinstance(right, Moment):
            if not comparable_kinds(left, right):
                return False
            order = compare_moments(left, right)
            return None if order is None else order == 0
        if isinstance(left, Quantity) and isinstance(right, Quantity):
            order = compare_quantities(left, right)
            return None if order is None else order == 0
        if isinstance(left, Node) and isinstance(right, Node):
            return _equal_nodes(left, right)
        return left == right
    if is_number(left) and is_number(right):
        return left == right
    return _number_and_quantity(left, right)


def _number_and_quantity(left: Item, right: Item) -> bool | None:
    if isinstance(left, Quantity) and is_number(right):
        left, right = right, left
    if isinstance(right, Quantity) and isinstance(left, int | Decimal) and is_number(left):
        order = compare_quantities(Quantity(Decimal(left), "1"), right)
        return None if order is None else order == 0
    return False


def _equal_nodes(left: Node, right: Node) -> bool:
    if left.kind is not right.kind and not (left.kind.ancestry & right.kind.ancestry):
        return False
    same = left.value is right.value or same_json(left.value, right.value)
    return same and (left.beside == right.beside or left.value is not None)


def same_json(left: Any, right: Any) -> bool:
    """Deep equality of JSON, in which true is not 1."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_json(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_json, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, float) or isinstance(right, float):
        return str(left) == str(right) or bool(left == right)
    return bool(left == right)


def equal(left: Collection, right: Collection) -> bool | None:
    """`=` of two collections: order matters."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    open_question = False
    for one, other in zip(left, right, strict=True):
        answer = equal_items(one, other)
        if answer is False:
            return False
        open_question = open_question or answer is None
    return None if open_question else True


def equivalent_items(one: Item, other: Item) -> bool:
    """`~` of two items: case and the kind of blanks in strings, and precision of numbers, do not matter."""
    left, right = system_value(one), system_value(other)
    if isinstance(left, str) and isinstance(right, str):
        return _same_words(left, right)
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal) and is_number(left) and is_number(right):
        return _equivalent_numbers(Decimal(left), Decimal(right))
    if isinstance(left, Moment) and isinstance(right, Moment):
        return left.kind == right.kind and len(left.parts) == len(right.parts) and compare_moments(left, right) == 0
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return equivalent_quantities(left, right)
    if isinstance(left, Node) and isinstance(right, Node):
        return left.value is right.value or equivalent_json(left.value, right.value)
    return equal_items(left, right) is True


def _same_words(left: str, right: str) -> bool:
    return left == right or _BLANK.sub(" ", left).casefold() == _BLANK.sub(" ", right).casefold()


def _equivalent_numbers(left: Decimal, right: Decimal) -> bool:
    digits = min(significant_places(left), significant_places(right))
    return round_to(left, digits, ROUND_HALF_UP) == round_to(right, digits, ROUND_HALF_UP)


def equivalent_json(left: Any, right: Any) -> bool:
    """Deep equivalence: without ids, the order of lists does not matter."""
    if isinstance(left, dict) and isinstance(right, dict):
        keys = (left.keys() | right.keys()) - {"id"}
        return all(key in left and key in right and equivalent_json(left[key], right[key]) for key in keys)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and _pair_off(left, right, equivalent_json)
    if isinstance(left, str) and isinstance(right, str):
        return _same_words(left, right)
    if isinstance(left, int | float | Decimal) and isinstance(right, int | float | Decimal):
        if isinstance(left, bool) or isinstance(right, bool):
            return left is right
        return _equivalent_numbers(Decimal(str(left)), Decimal(str(right)))
    return same_json(left, right)


def _pair_off(left: Iterable[Any], right: Iterable[Any], same: Any) -> bool:
    rest = list(right)
    for one in left:
        place = next((index for index, other in enumerate(rest) if same(one, other)), None)
        if place is None:
            return False
        del rest[place]
    return True


def equivalent(left: Collection, right: Collection) -> bool:
    """`~` of two collections: order does not matter, two empty ones are equivalent."""
    return len(left) == len(right) and _pair_off(left, right, equivalent_items)


def compare(one: Item, other: Item) -> int | None:
    """-1, 0 or 1 for `<`, `=` and `>`; None where precision, timezone or unit leave it open.

    Raises:
        EvaluationFault: the two are of types that have no common order.
    """
    left, right = system_value(one), system_value(other)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, Moment) and isinstance(right, Moment) and comparable_kinds(left, right):
        return compare_moments(left, right)
    if is_number(left) and isinstance(right, Quantity):
        left = Quantity(Decimal(str(left)), "1")
    if is_number(right) and isinstance(left, Quantity):
        right = Quantity(Decimal(str(right)), "1")
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return compare_quantities(left, right)
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal) and is_number(left) and is_number(right):
        return (left > right) - (left < right)
    raise EvaluationFault("<, <=, > and >= compare two strings, numbers, quantities, dates or times of one kind")


class Distinct:
    """Collects items that are equal to none collected before; hashing decides wherever equality is plain."""

    def __init__(self) -> None:
        self.items: Collection = []
        self._plain: set[object] = set()
        self._others: Collection = []

    def add(self, item: Item) -> bool:
        """Take the item in unless an equal one is there; whether it was taken."""
        value = system_value(item)
        if isinstance(value, str | int | Decimal):
            key: object = (value.__class__ is bool, isinstance(value, str), value)
            if key in self._plain:
                return False
            self._plain.add(key)
        else:
            if any(equal_items(value, other) for other in self._others):
                return False
            self._others.append(value)
        self.items.append(item)
        return True

    def __contains__(self, item: Item) -> bool:
        value = system_value(item)
        if isinstance(value, str | int | Decimal):
            return (value.__class__ is bool, isinstance(value, str), value) in self._plain
        return any(equal_items(value, other) for other in self._others)


def distinct(items: Iterable[Item]) -> Collection:
    """The items without repetition, in their first order."""
    found = Distinct()
    for item in items:
        found.add(item)
    return found.items
