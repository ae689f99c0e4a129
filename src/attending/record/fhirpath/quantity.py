"""Quantities: a number with a UCUM unit or a calendar duration; their equality, order, product and quotient."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from attending.record.fhirpath.decimals import round_to, significant_places, to_decimal
from attending.record.fhirpath.faults import EvaluationFault
from attending.terms.ucum import Measure, find_measure

CALENDAR = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "millisecond"})
_UCUM_OF = {
    "week": "wk",
    "day": "d",
    "hour": "h",
    "minute": "min",
    "second": "s",
    "millisecond": "ms",
    "month": "mo",
    "year": "a",
}
_MONTHS = {"year": 12, "month": 1}
_CALENDAR_DAYS = {"year": 365, "month": 30}  # FHIRPath N1, Quantity: conversion factors of calendar durations
_LONGEST_UNIT = 200


@dataclass(frozen=True, slots=True)
class Quantity:
    """A System.Quantity; `unit` is a UCUM code or, as written, a word for a calendar duration."""

    value: Decimal
    unit: str
    calendar: bool = False

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit}" if self.calendar else f"{self.value:f} '{self.unit}'"

    @property
    def word(self) -> str | None:
        """The calendar duration in the singular, or None for a UCUM unit."""
        return self.unit.removesuffix("s") if self.calendar else None


def _measure(quantity: Quantity) -> Measure | None:
    word = quantity.word
    return find_measure(_UCUM_OF[word] if word else quantity.unit)


def _is_month(quantity: Quantity) -> bool:
    return quantity.word in _MONTHS


def _scaled(one: Quantity, other: Quantity, *, loose: bool) -> tuple[Fraction, Fraction] | None:
    """The two values in one unit, or None where the units cannot be compared.

    A calendar year (365 days) or month (30 days) is compared with other calendar durations; with definite ones such as
    'a' and 'd' only if `loose` (equivalence).
    """
    if one.unit == other.unit and one.calendar == other.calendar:
        return Fraction(one.value), Fraction(other.value)
    if _is_month(one) and _is_month(other):
        return Fraction(one.value) * _MONTHS[one.word or ""], Fraction(other.value) * _MONTHS[other.word or ""]
    if one.calendar and other.calendar:
        return Fraction(one.value) * _calendar_seconds(one), Fraction(other.value) * _calendar_seconds(other)
    if not loose and (_is_month(one) or _is_month(other)):
        return None
    first, second = _measure(one), _measure(other)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return Fraction(one.value) * first.factor, Fraction(other.value) * second.factor


def _calendar_seconds(quantity: Quantity) -> Fraction:
    days = _CALENDAR_DAYS.get(quantity.word or "")
    return Fraction(days * 86_400) if days else quantity_factor(quantity)


def compare_quantities(one: Quantity, other: Quantity) -> int | None:
    """-1, 0 or 1; None where the units are unknown or measure different things."""
    scaled = _scaled(one, other, loose=False)
    return None if scaled is None else (scaled[0] > scaled[1]) - (scaled[0] < scaled[1])


def equivalent_quantities(one: Quantity, other: Quantity) -> bool:
    """Whether the two agree when rounded to the less precise of them: 4 'g' ~ 4040 'mg'."""
    scaled = _scaled(one, other, loose=True)
    if scaled is None:
        return False
    units = [quantity_factor(one), quantity_factor(other)]
    coarsest = max(10 ** Fraction(_exponent(q)) * unit for q, unit in zip((one, other), units, strict=True))
    return round(scaled[0] / coarsest) == round(scaled[1] / coarsest)


def _exponent(quantity: Quantity) -> int:
    return -significant_places(quantity.value)


def quantity_factor(quantity: Quantity) -> Fraction:
    """How many base units one unit of the quantity is; 1 where the unit is not known."""
    found = _measure(quantity)
    return found.factor if found else Fraction(1)


def convert_quantity(quantity: Quantity, unit: str) -> Quantity | None:
    """The quantity in another unit, or None where that makes no sense."""
    if quantity.unit == unit:
        return quantity
    first, second = _measure(quantity), find_measure(unit)
    if first is None or second is None or first.dimension != second.dimension or _is_month(quantity):
        return None
    return Quantity(to_decimal(Fraction(quantity.value) * first.factor / second.factor), unit)


def comparable_units(one: Quantity, other: Quantity) -> bool:
    """Whether one unit can be converted into the other."""
    first, second = _measure(one), _measure(other)
    return first is not None and second is not None and first.dimension == second.dimension


def add_quantities(one: Quantity, other: Quantity, sign: int) -> Quantity | None:
    """Sum or difference in the more precise of the two units, or None where the units cannot be added."""
    if one.unit == other.unit:
        return Quantity(one.value + sign * other.value, one.unit, one.calendar)
    if _scaled(one, other, loose=False) is None:
        return None
    if _is_month(one):
        months = one.value * _MONTHS[one.word or ""] + sign * other.value * _MONTHS[other.word or ""]
        return Quantity(months, "month", calendar=True)
    finer = one if quantity_factor(one) <= quantity_factor(other) else other
    total = Fraction(one.value) * quantity_factor(one) + sign * Fraction(other.value) * quantity_factor(other)
    return Quantity(to_decimal(total / quantity_factor(finer)), finer.unit, finer.calendar)


def multiply_quantities(one: Quantity, other: Quantity) -> Quantity:
    """The product; its unit is the product of the units."""
    return Quantity(one.value * other.value, _join(_code(one), ".", _code(other)))


def divide_quantities(one: Quantity, other: Quantity) -> Quantity | None:
    """The quotient, or None for a division by zero."""
    if not other.value:
        return None
    if _code(one) == _code(other):
        return Quantity(one.value / other.value, "1")
    return Quantity(one.value / other.value, _join(_code(one), "/", _code(other)))


def _code(quantity: Quantity) -> str:
    return _UCUM_OF[quantity.word] if quantity.word else quantity.unit


def _join(one: str, operator: str, other: str) -> str:
    if other == "1":
        return one
    if one == "1" and operator == ".":
        return other
    if len(one) + len(other) > _LONGEST_UNIT:
        raise EvaluationFault("the unit of a product or quotient is too long")
    return f"{one}{operator}({other})" if set("./") & set(other) else f"{one}{operator}{other}"


def round_quantity(quantity: Quantity, digits: int) -> Quantity:
    """The quantity rounded to that many decimal places."""
    return Quantity(round_to(quantity.value, digits), quantity.unit, quantity.calendar)
