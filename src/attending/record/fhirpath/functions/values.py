"""Conversion, boundaries, types and the present moment."""

from collections.abc import Callable
from datetime import datetime

from attending.record.fhirpath.boundaries import boundary, precision
from attending.record.fhirpath.conversions import CONVERSIONS, to_quantity
from attending.record.fhirpath.engine import Context, single, single_integer, single_text
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.functions.registry import FUNCTIONS, Function, plain
from attending.record.fhirpath.nodes import Collection, Item
from attending.record.fhirpath.quantity import Quantity, comparable_units, convert_quantity
from attending.record.fhirpath.temporal import Moment, as_date, from_datetime_text
from attending.record.fhirpath.type_tests import type_of


def _conversion(type_name: str, convert: Callable[[Item], Item | None]) -> None:
    def to(_: Context, focus: Collection) -> Collection:
        value = single(focus, f"to{type_name}")
        found = None if value is None else convert(value)
        return [] if found is None else [found]

    def converts_to(_: Context, focus: Collection) -> Collection:
        value = single(focus, f"convertsTo{type_name}")
        return [] if value is None else [convert(value) is not None]

    FUNCTIONS[f"to{type_name}"] = Function(0, 0, lazy=False, run=to)
    FUNCTIONS[f"convertsTo{type_name}"] = Function(0, 0, lazy=False, run=converts_to)


for _type_name, _convert in CONVERSIONS.items():
    _conversion(_type_name, _convert)


def _quantity(focus: Collection, unit: Collection | None) -> Quantity | None:
    value = single(focus, "toQuantity")
    found = None if value is None else to_quantity(value)
    wanted = None if unit is None else single_text(unit, "toQuantity")
    return found if found is None or wanted is None else convert_quantity(found, wanted)


@plain("toQuantity", 0, 1)
def quantity(_: Context, focus: Collection, unit: Collection | None = None) -> Collection:
    """A quantity, in the unit asked for where it can be converted."""
    found = _quantity(focus, unit)
    return [] if found is None else [found]


@plain("convertsToQuantity", 0, 1)
def converts_to_quantity(_: Context, focus: Collection, unit: Collection | None = None) -> Collection:
    """Whether `toQuantity` gives a quantity."""
    return [_quantity(focus, unit) is not None] if focus else []


def _boundary(name: str, *, high: bool) -> None:
    def run(_: Context, focus: Collection, digits: Collection | None = None) -> Collection:
        value = single(focus, name)
        wanted = None if digits is None else single_integer(digits, name)
        found = None if value is None else boundary(value, wanted, high=high)
        return [] if found is None else [found]

    FUNCTIONS[name] = Function(0, 1, lazy=False, run=run)


_boundary("lowBoundary", high=False)
_boundary("highBoundary", high=True)


@plain("precision")
def digits_given(_: Context, focus: Collection) -> Collection:
    """How precisely a number, date or time was given."""
    value = single(focus, "precision")
    found = None if value is None else precision(value)
    return [] if found is None else [found]


@plain("comparable", 1)
def comparable(_: Context, focus: Collection, other: Collection) -> Collection:
    """Whether two quantities measure the same thing."""
    one, another = single(focus, "comparable"), single(other, "comparable")
    if one is None or another is None:
        return []
    if not isinstance(one, Quantity) or not isinstance(another, Quantity):
        raise EvaluationFault("comparable expects two quantities")
    return [comparable_units(one, another)]


@plain("type")
def type_info(_: Context, focus: Collection) -> Collection:
    """Namespace and name of the type of each item."""
    return [type_of(item) for item in focus]


def _present(context: Context) -> datetime:
    if context.now is None:
        raise EvaluationFault("now(), today() and timeOfDay() need the present moment", hint="Pass now= to evaluate.")
    return context.now


@plain("now")
def now(context: Context, _: Collection) -> Collection:
    """The moment of the evaluation."""
    return [from_datetime_text(_present(context).isoformat(timespec="milliseconds"))]


@plain("today")
def today(context: Context, _: Collection) -> Collection:
    """The day of the evaluation."""
    return [as_date(from_datetime_text(_present(context).isoformat(timespec="milliseconds")))]


@plain("timeOfDay")
def time_of_day(context: Context, _: Collection) -> Collection:
    """The time of the evaluation."""
    found = from_datetime_text(_present(context).isoformat(timespec="milliseconds"))
    return [Moment("Time", found.parts[3:], found.fraction)]
