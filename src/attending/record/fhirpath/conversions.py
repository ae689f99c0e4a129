"""`toInteger`, `convertsToDate` and their siblings: System values from other System values.

Source: FHIRPath N1, "Conversion". Each function returns None where the value does not convert.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from attending.record.fhirpath.nodes import Item
from attending.record.fhirpath.quantity import CALENDAR, Quantity
from attending.record.fhirpath.temporal import Moment, as_date, as_date_time, parse_moment

_TRUE = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "0.0"})
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_QUANTITY = re.compile(r"(?P<value>[+-]?[0-9]+(?:\.[0-9]+)?)\s*(?:'(?P<unit>[^']+)'|(?P<word>[a-zA-Z]+))?")
_LONGEST_NUMBER = 100


def to_boolean(value: Item) -> bool | None:
    """True and false as words, letters or numbers."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return {0: False, 1: True}.get(int(value)) if value == int(value) else None
    if isinstance(value, str):
        return True if value.lower() in _TRUE else False if value.lower() in _FALSE else None
    return None


def to_integer(value: Item) -> int | None:
    """A whole number within 32 bits."""
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and _INTEGER.fullmatch(value):
        number = int(value)
        return number if -(2**31) <= number < 2**31 else None
    return None


def to_decimal(value: Item) -> Decimal | None:
    """A decimal with the places that were given."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(int(value))
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return None


def to_quantity(value: Item) -> Quantity | None:
    """A quantity; plain numbers have the unit '1'."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, int | Decimal):
        return Quantity(Decimal(value), "1")
    if not isinstance(value, str):
        return None
    match = _QUANTITY.fullmatch(value.strip())
    if match is None or len(match["value"]) > _LONGEST_NUMBER:
        return None
    word = match["word"]
    if word is None:
        return Quantity(Decimal(match["value"]), match["unit"] or "1")
    if word.removesuffix("s") not in CALENDAR:
        return None
    return Quantity(Decimal(match["value"]), word, calendar=True)


def to_date(value: Item) -> Moment | None:
    """A Date; of a DateTime its date."""
    if isinstance(value, Moment):
        return as_date(value) if value.kind != "Time" else None
    return parse_moment(value, "Date") if isinstance(value, str) else None


def to_date_time(value: Item) -> Moment | None:
    """A DateTime; of a Date the DateTime of the same precision."""
    if isinstance(value, Moment):
        return None if value.kind == "Time" else value if value.kind == "DateTime" else as_date_time(value)
    return parse_moment(value, "DateTime") if isinstance(value, str) else None


def to_time(value: Item) -> Moment | None:
    """A Time."""
    if isinstance(value, Moment):
        return value if value.kind == "Time" else None
    return parse_moment(value, "Time") if isinstance(value, str) else None


def to_text(value: Item) -> str | None:
    """The text of any System value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, str | int | Moment | Quantity) else None


CONVERSIONS: dict[str, Callable[[Item], Item | None]] = {
    "Boolean": to_boolean,
    "Integer": to_integer,
    "Decimal": to_decimal,
    "Quantity": to_quantity,
    "Date": to_date,
    "DateTime": to_date_time,
    "Time": to_time,
    "String": to_text,
}
