"""The operators of FHIRPath on two evaluated collections; `and`, `or`, `xor`, `implies` are in `compiler`, which may
skip one."""

from collections.abc import Callable
from decimal import Decimal

from attending.record.fhirpath.decimals import divide
from attending.record.fhirpath.durations import add_duration
from attending.record.fhirpath.engine import Context, Step, bounded, bounded_text, single, single_text
from attending.record.fhirpath.equality import compare, distinct, equal, equal_items, equivalent, is_number
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.nodes import MOMENTS, Collection, Item, Node, system_value
from attending.record.fhirpath.quantity import Quantity, add_quantities, divide_quantities, multiply_quantities
from attending.record.fhirpath.temporal import Moment

Operator = Callable[[Collection, Collection], Collection]
_FHIR_DURATIONS = {"a": "year", "mo": "month"}
"""In a FHIR Quantity these UCUM codes stand for calendar durations (FHIR R4, "FHIRPath", Use of FHIR Quantity)."""


def _comparison(answer: Callable[[int], bool]) -> Operator:
    def operate(left: Collection, right: Collection) -> Collection:
        if not left or not right:
            return []
        if len(left) > 1 or len(right) > 1:
            raise EvaluationFault("<, <=, > and >= compare one item with one item")
        order = compare(left[0], right[0])
        return [] if order is None else [answer(order)]

    return operate


def _equal(left: Collection, right: Collection) -> Collection:
    answer = equal(left, right)
    return [] if answer is None else [answer]


def _not_equal(left: Collection, right: Collection) -> Collection:
    answer = equal(left, right)
    return [] if answer is None else [not answer]


def _contains(items: Collection, wanted: Collection) -> Collection:
    if not wanted:
        return []
    if len(wanted) > 1:
        raise EvaluationFault("'in' and 'contains' look for one item, not several")
    return [any(equal_items(item, wanted[0]) for item in items)]


def _in(wanted: Collection, items: Collection) -> Collection:
    return _contains(items, wanted)


def union_step(branches: list[Step]) -> Step:
    """The items of all branches, each once."""

    def unite(context: Context, focus: Collection) -> Collection:
        found: Collection = []
        for branch in branches:
            found += branch(context, focus)
        return distinct(bounded(found)) if len(found) > 1 else found

    return unite


def _concatenate(left: Collection, right: Collection) -> Collection:
    return [bounded_text((single_text(left, "&") or "") + (single_text(right, "&") or ""))]


def _add(left: Collection, right: Collection, sign: int = 1) -> Collection:
    word = "+" if sign > 0 else "-"
    one, other = single(left, word), single(right, word)
    if one is None or other is None:
        return []
    if isinstance(one, str) and isinstance(other, str) and sign > 0:
        return [bounded_text(one + other)]
    if isinstance(one, Moment) and isinstance(other, Quantity):
        return [add_duration(one, _duration(right[0], other), sign)]
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        found = add_quantities(one, other, sign)
        return [] if found is None else [found]
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal) and is_number(one) and is_number(other):
        return _within(one + other if sign > 0 else one - other)
    raise EvaluationFault(f"{word} cannot join values of these types")


def _duration(item: Item, quantity: Quantity) -> Quantity:
    if isinstance(item, Node) and quantity.unit in _FHIR_DURATIONS:
        return Quantity(quantity.value, _FHIR_DURATIONS[quantity.unit], calendar=True)
    return quantity


def _within(value: int | Decimal) -> Collection:
    """An Integer beyond 32 bits overflows to empty."""
    return [] if isinstance(value, int) and not -(2**31) <= value < 2**31 else [value]


def _subtract(left: Collection, right: Collection) -> Collection:
    return _add(left, right, -1)


def _as_quantity(value: Item) -> Quantity | None:
    if isinstance(value, Quantity):
        return value
    return Quantity(Decimal(value), "1") if isinstance(value, int | Decimal) and is_number(value) else None


def _multiply(left: Collection, right: Collection) -> Collection:
    one, other = single(left, "*"), single(right, "*")
    if one is None or other is None:
        return []
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal) and is_number(one) and is_number(other):
        return _within(one * other)
    first, second = _as_quantity(one), _as_quantity(other)
    if first is None or second is None:
        raise EvaluationFault("* multiplies numbers and quantities")
    return [multiply_quantities(first, second)]


def _divide(left: Collection, right: Collection) -> Collection:
    one, other = single(left, "/"), single(right, "/")
    if one is None or other is None:
        return []
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal) and is_number(one) and is_number(other):
        return [divide(Decimal(one), Decimal(other))] if other else []
    first, second = _as_quantity(one), _as_quantity(other)
    if first is None or second is None:
        raise EvaluationFault("/ divides numbers and quantities")
    quotient = divide_quantities(first, second)
    return [] if quotient is None else [quotient]


def _numbers(left: Collection, right: Collection, word: str) -> tuple[Decimal, Decimal, bool] | None:
    one, other = single(left, word), single(right, word)
    if one is None or other is None:
        return None
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal) and is_number(one) and is_number(other):
        whole = isinstance(one, int) and isinstance(other, int)
        return (Decimal(one), Decimal(other), whole) if other else None
    raise EvaluationFault(f"{word} divides numbers")


def _div(left: Collection, right: Collection) -> Collection:
    found = _numbers(left, right, "div")
    return [] if found is None else _within(int(found[0] / found[1]))


def _mod(left: Collection, right: Collection) -> Collection:
    found = _numbers(left, right, "mod")
    if found is None:
        return []
    rest = found[0] % found[1]
    return [int(rest) if found[2] else rest]


OPERATORS: dict[str, Operator] = {
    "=": _equal,
    "!=": _not_equal,
    "~": lambda left, right: [equivalent(left, right)],
    "!~": lambda left, right: [not equivalent(left, right)],
    "<": _comparison(lambda order: order < 0),
    "<=": _comparison(lambda order: order <= 0),
    ">": _comparison(lambda order: order > 0),
    ">=": _comparison(lambda order: order >= 0),
    "in": _in,
    "contains": _contains,
    "&": _concatenate,
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "div": _div,
    "mod": _mod,
}


def equals_text(left: Step, text: str) -> Step:
    """`… = 'text'`, by far the commonest comparison, without the detours that other types need."""

    def operate(context: Context, focus: Collection) -> Collection:
        found = left(context, focus)
        if len(found) == 1:
            item = found[0]
            if isinstance(item, Node):
                item = (
                    item.value if item.value.__class__ is str and item.kind.name not in MOMENTS else system_value(item)
                )
            return [item.__class__ is str and item == text]
        return [False] if found else []

    return operate


def negate(items: Collection) -> Collection:
    """Unary minus."""
    value = single(items, "-")
    if value is None:
        return []
    if isinstance(value, Quantity):
        return [Quantity(-value.value, value.unit, value.calendar)]
    if isinstance(value, Decimal):
        return [value.copy_negate()]
    if isinstance(value, int) and not isinstance(value, bool):
        return [-value]
    raise EvaluationFault("a sign can stand before numbers and quantities only")
