"""What a single value of a query asks for: prefix, range of a date or number, unit.

Source: HL7 FHIR R4, Search, 3.1.1.4.5 Prefixes, 3.1.1.4.8 Number, 3.1.1.4.9 Date, 3.1.1.4.15 Quantity.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from attending.record.index.moments import LATEST, read_span
from attending.record.index.values import HIGHEST, LOWEST, number_of, scaled, unit_key
from attending.record.search.criteria import InvalidSearch, split_value

_PREFIX = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_APPROXIMATELY = 10
"""Per cent: "within 10% of the given value" (number), of the distance from now (date)."""


@dataclass(frozen=True)
class Asked:
    """A range that is asked for: of the value as given, and of the value taken as exact."""

    prefix: str
    low: float
    high: float
    exact: float
    unit: int = 0
    """Key of the unit in the index; 0 for the value as written."""


def read_date(code: str, value: str, now: int) -> Asked:
    """The microseconds that a date with its prefix means."""
    prefix, text = _split_prefix(value)
    span = read_span(text.replace(" ", "+"))  # a plus sign that the client did not encode
    if span is None:
        raise InvalidSearch(f"{code} takes a date such as ge2026-03-01; this is none that exists.")
    low, high = span
    if prefix == "ap":
        margin = abs(now - low) // _APPROXIMATELY
        low, high = low - margin, min(high + margin, LATEST)
    return Asked(prefix, low, high, low)


def read_number(code: str, value: str) -> Asked:
    """The range of a number with its prefix and the precision it is written with."""
    prefix, text = _split_prefix(value)
    return _range(prefix, _decimal(code, text), Fraction(1), 0)


def read_quantity(code: str, value: str) -> Asked:
    """The range of a quantity `5.4|http://unitsofmeasure.org|mg`, in base units where it has a unit."""
    prefix, text = _split_prefix(value)
    number, system, unit, *_ = [*split_value(text, "|"), "", ""]
    if not unit:
        return _range(prefix, _decimal(code, number), Fraction(1), 0)
    key, factor = unit_key(unit, system)
    return _range(prefix, _decimal(code, number), factor, number_of(key))


def _split_prefix(value: str) -> tuple[str, str]:
    match = _PREFIX.fullmatch(value)
    return ((match[1] or "eq"), match[2]) if match else ("eq", value)


def _decimal(code: str, text: str) -> Decimal:
    try:
        if _NUMBER.fullmatch(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise InvalidSearch(f"{code} takes a number such as 5.4 or gt100.")


def _range(prefix: str, number: Decimal, factor: Fraction, unit: int) -> Asked:
    if prefix == "ap":
        margin = abs(Fraction(number)) / _APPROXIMATELY
    else:
        exponent = number.as_tuple().exponent
        margin = Fraction(10) ** (exponent if isinstance(exponent, int) else 0) / 2
    exact = scaled(number, factor)
    low, high = (_scaled(Fraction(number) + side, factor) for side in (-margin, margin))
    return Asked(prefix, low, high, exact, unit)


def _scaled(number: Fraction, factor: Fraction) -> float:
    try:
        return min(max(float(number * factor), LOWEST), HIGHEST)
    except OverflowError:
        return HIGHEST if number > 0 else LOWEST
