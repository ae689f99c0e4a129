"""Math functions. What has no real result (the root of -1, the logarithm of 0) is empty."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from attending.record.fhirpath.decimals import exponential, logarithm, power, round_to, square_root
from attending.record.fhirpath.engine import Context, single, single_integer
from attending.record.fhirpath.equality import compare, is_number
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.functions.registry import FUNCTIONS, Function, plain
from attending.record.fhirpath.nodes import Collection, system_value
from attending.record.fhirpath.operators import OPERATORS
from attending.record.fhirpath.quantity import Quantity, round_quantity


def _number(items: Collection, what: str) -> int | Decimal | None:
    value = single(items, what)
    if value is None or (isinstance(value, int | Decimal) and is_number(value)):
        return value
    raise EvaluationFault(f"{what} expects a number")


@plain("abs")
def absolute(_: Context, focus: Collection) -> Collection:
    """The number or quantity without its sign."""
    value = single(focus, "abs")
    if isinstance(value, Quantity):
        return [Quantity(abs(value.value), value.unit, value.calendar)]
    number = _number(focus, "abs")
    return [] if number is None else [abs(Decimal(number)) if isinstance(number, Decimal) else abs(int(number))]


def _whole(name: str, turn: Callable[[Decimal], int]) -> None:
    def run(_: Context, focus: Collection) -> Collection:
        value = single(focus, name)
        if isinstance(value, Quantity):
            return [Quantity(Decimal(turn(value.value)), value.unit, value.calendar)]
        number = _number(focus, name)
        return [] if number is None else [turn(Decimal(number))]

    FUNCTIONS[name] = Function(0, 0, lazy=False, run=run)


_whole("ceiling", lambda value: int(value.to_integral_value(ROUND_CEILING)))
_whole("floor", lambda value: int(value.to_integral_value(ROUND_FLOOR)))
_whole("truncate", int)


def _real(name: str, compute: Callable[[Decimal], Decimal | None]) -> None:
    def run(_: Context, focus: Collection) -> Collection:
        number = _number(focus, name)
        found = None if number is None else compute(Decimal(number))
        return [] if found is None else [found]

    FUNCTIONS[name] = Function(0, 0, lazy=False, run=run)


_real("exp", exponential)
_real("ln", logarithm)
_real("sqrt", square_root)


@plain("log", 1)
def log(_: Context, focus: Collection, base: Collection) -> Collection:
    """The logarithm to a base."""
    number, of = _number(focus, "log"), _number(base, "log")
    found = None if number is None or of is None else logarithm(Decimal(number), Decimal(of))
    return [] if found is None else [found]


@plain("power", 1)
def to_the_power(_: Context, focus: Collection, exponent: Collection) -> Collection:
    """The number to a power; of two Integers an Integer, where it is one."""
    base, to = _number(focus, "power"), _number(exponent, "power")
    if base is None or to is None:
        return []
    found = power(Decimal(base), Decimal(to))
    if found is None:
        return []
    if isinstance(base, int) and isinstance(to, int) and to >= 0:
        return [int(found)] if abs(found) < 2**31 else []
    return [found]


@plain("round", 0, 1)
def rounded(_: Context, focus: Collection, digits: Collection | None = None) -> Collection:
    """The number or quantity with that many decimal places, half away from zero."""
    places = 0 if digits is None else single_integer(digits, "round")
    value = single(focus, "round")
    if places is None or value is None:
        return []
    if not 0 <= places <= 100:
        raise EvaluationFault("round expects from 0 to 100 decimal places")
    if isinstance(value, Quantity):
        return [round_quantity(value, places)]
    number = _number(focus, "round")
    return [] if number is None else [round_to(Decimal(number), places)]


@plain("sum")
def total(_: Context, focus: Collection) -> Collection:
    """The sum of numbers or quantities."""
    found = focus[:1]
    for item in focus[1:]:
        found = OPERATORS["+"](found, [item])
    return [system_value(item) for item in found]


def _extreme(name: str, sign: int) -> None:
    def run(_: Context, focus: Collection) -> Collection:
        found = focus[:1]
        for item in focus[1:]:
            order = compare(item, found[0])
            if order is None:
                return []
            found = [item] if order == sign else found
        return [system_value(item) for item in found]

    FUNCTIONS[name] = Function(0, 0, lazy=False, run=run)


_extreme("min", -1)
_extreme("max", 1)


@plain("avg")
def average(_: Context, focus: Collection) -> Collection:
    """The mean of the numbers."""
    numbers = [Decimal(_number([item], "avg") or 0) for item in focus]
    return [sum(numbers, Decimal(0)) / len(numbers)] if numbers else []
