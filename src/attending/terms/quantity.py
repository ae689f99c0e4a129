"""What a quantity found in a text is, and the unit that may follow a number.

Read by `spoken` and `digit_forms`, which find quantities.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from attending.terms.units import Unit, unit_pattern, units_by_name


class QuantityKind(StrEnum):
    """What the numbers of a quantity are to each other."""

    NUMBER = "number"
    RATIO = "ratio"  # 120/80: two values
    OUT_OF = "out-of"  # 3/6, 7/10: value and maximum
    RANGE = "range"  # 10 to 15: lowest and highest
    SIZE = "size"  # 3 x 4 cm
    DATE = "date"  # parts as written
    TIME = "time"
    YEAR = "year"
    AGE = "age"
    ORDINAL = "ordinal"
    LABEL = "label"  # L5, A1c, B12: a name, not a magnitude; it has no values
    DIGITS = "digits"  # a telephone or record number; its value is not a magnitude


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text, `text == source[start:end]`."""

    values: tuple[Decimal, ...]
    unit: str | None
    """UCUM code."""
    kind: QuantityKind
    start: int
    end: int
    text: str
    written: str
    """How a clinical note writes it: "120/77", "25 mg", "59-year-old"."""


def show(value: Decimal, *, year: bool = False) -> str:
    """A number as a note writes it: 2.5, 1000, 50,000."""
    if value == value.to_integral_value() and "." not in str(value):
        whole = int(value)
        return f"{whole:,}" if whole >= 10_000 and not year else str(whole)
    return str(value)


@lru_cache(maxsize=4096)
def _unit_named(name: str) -> Unit:
    return units_by_name()[" ".join(name.lower().split())]


_CAPITAL_ONLY = frozenset({"c", "f", "m", "l", "h", "u", "mo"})


def unit_at(text: str, end: int) -> tuple[Unit | None, int]:
    """The unit that stands after position `end` and where it ends; single letters count as written in notes only."""
    match = unit_pattern().match(text, end)
    if match is None:
        return None, end
    name = match.group(1)
    if name.lower() in _CAPITAL_ONLY and (
        (name.islower() and name not in {"h", "l"}) or (match.start(1) == end and name == "m")
    ):
        return None, end
    return _unit_named(name), match.end()


def with_unit(unit: Unit | None, spoken: str) -> str:
    """What a note writes after the number: the unit's short form, or the words that were said."""
    if unit is None:
        return ""
    if unit.short is None:
        return spoken
    return unit.short if unit.short == "%" else f" {unit.short}"
