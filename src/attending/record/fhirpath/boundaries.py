"""`lowBoundary`, `highBoundary` and `precision`: what a value given with limited precision may really be.

Source: FHIRPath 2.1 (STU), "Boundary functions". Decimals: half a unit of the last place, the far end rounded half up
and the near end cut, as the official tests have it (docs/readings.md).
"""

from calendar import monthrange
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from attending.record.fhirpath.decimals import places, round_to
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.nodes import Item
from attending.record.fhirpath.quantity import Quantity
from attending.record.fhirpath.temporal import Moment

_MOST_DECIMALS = 31
_MOST = {"Date": 8, "DateTime": 17, "Time": 9}
_LOWEST = (1, 1, 1, 0, 0, 0)
_HIGHEST = (9999, 12, 31, 23, 59, 59)
_EARLIEST, _LATEST = "+14:00", "-12:00"


def boundary(value: Item, digits: int | None, *, high: bool) -> Item | None:
    """The lowest or highest value that `value` may stand for, with that many digits; None where it cannot have them."""
    if isinstance(value, bool):
        raise EvaluationFault("a Boolean has no boundaries")
    if isinstance(value, int | Decimal):
        return _decimal_boundary(Decimal(value), digits, high=high)
    if isinstance(value, Quantity):
        number = _decimal_boundary(value.value, digits, high=high)
        return None if number is None else Quantity(number, value.unit, value.calendar)
    if isinstance(value, Moment):
        return _moment_boundary(value, digits, high=high)
    raise EvaluationFault("boundaries are known of numbers, quantities, dates and times")


def _decimal_boundary(value: Decimal, digits: int | None, *, high: bool) -> Decimal | None:
    digits = 8 if digits is None else digits
    if not 0 <= digits <= _MOST_DECIMALS:
        return None
    half = Decimal(5).scaleb(-places(value) - 1)
    outward = high != value.is_signed()
    found = abs(value) + half if outward else abs(value) - half
    rounded = round_to(found, digits, ROUND_HALF_UP if outward else ROUND_DOWN)
    return -rounded if value.is_signed() else rounded


def _moment_boundary(value: Moment, digits: int | None, *, high: bool) -> Moment | None:
    most = _MOST[value.kind]
    digits = most if digits is None else digits
    allowed = {4, 6, 8, 10, 12, 14, 17} if value.kind != "Time" else {2, 4, 6, 9}
    if digits > most or digits not in allowed:
        return None
    given = value.parts
    if value.kind == "DateTime" and len(given) == 4:
        given = (*given, 0)  # FHIR has no hour without its minutes: T08 is read as T08:00
    fill = (_HIGHEST if high else _LOWEST)[3 if value.kind == "Time" else 0 :]
    parts = given + fill[len(given) :]
    if high and value.kind != "Time" and len(given) < 3:
        parts = (*parts[:2], monthrange(parts[0], parts[1])[1], *parts[3:])
    if value.kind == "Date":
        return Moment("Date", parts[: (digits - 2) // 2])
    fraction = value.fraction.ljust(3, "0") if value.fraction else "999" if high else "000"
    return _cut(value, parts, fraction, digits, high=high)


def _cut(value: Moment, parts: tuple[int, ...], fraction: str, digits: int, *, high: bool) -> Moment:
    count = (digits if value.kind == "Time" else digits - 2) // 2
    parts = parts[:count]
    exact = digits == _MOST[value.kind]
    zone_text = ""
    if value.kind == "DateTime" and len(parts) > 3:
        zone_text = value.zone_text or (_LATEST if high else _EARLIEST)
    zone = value.zone if value.zone is not None or not zone_text else (-12 * 60 if high else 14 * 60)
    return Moment(value.kind, parts, fraction[:3] if exact else "", zone if zone_text else None, zone_text)


def precision(value: Item) -> int | None:
    """Decimal places of a number or quantity, digits of a date or time; None of anything else."""
    if isinstance(value, Moment):
        return value.precision
    if isinstance(value, Quantity):
        return places(value.value)
    if isinstance(value, Decimal):
        return places(value)
    return 0 if isinstance(value, int) and not isinstance(value, bool) else None
