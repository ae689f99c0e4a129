"""Unit names as spoken and written in clinics, and their UCUM codes.

Read by `quantity` (quantities in a text) and by `checks` (may two quantities be compared?).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its UCUM code, what it measures, and how a note abbreviates it."""

    ucum: str
    dimension: str
    """Only units of one dimension can be compared; `mass concentration` and `substance concentration` cannot."""
    factor: Decimal | None
    """How many of the dimension's first unit one of this unit is; None where the scale is not proportional."""
    short: str | None
    """How a clinical note writes it after a number; None means: in the words that were said."""
    names: tuple[str, ...]


@cache
def all_units() -> tuple[Unit, ...]:
    """The table `units.tsv`; names match in any case, longest first, a plural "s" is understood."""
    rows = (files("attending.terms") / "units.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple(_unit(*row.split("\t")) for row in rows)


def _unit(ucum: str, dimension: str, factor: str, short: str, names: str) -> Unit:
    return Unit(ucum, dimension, Decimal(factor) if factor else None, short or None, tuple(names.split("|")))


@cache
def units_by_name() -> dict[str, Unit]:
    """Every name, singular and plural, in lower case, with its unit."""
    table: dict[str, Unit] = {}
    for unit in all_units():
        for name in unit.names:
            table.setdefault(name, unit)
            if name[-1].isalpha() and len(name) > 2 and not name.endswith("s") and " " not in name and "/" not in name:
                table.setdefault(name + "s", unit)
    return table


@cache
def unit_pattern() -> re.Pattern[str]:
    """Match a unit that stands directly after a number, blanks and a hyphen between them allowed."""
    names = sorted(units_by_name(), key=len, reverse=True)
    names_pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return re.compile(rf"[ \t]*-?[ \t]*({names_pattern})(?![a-z0-9])", re.IGNORECASE)


def find_unit(name: str) -> Unit | None:
    """The unit of that name or UCUM code, or None."""
    found = units_by_name().get(" ".join(name.lower().split()))
    return found or next((unit for unit in all_units() if unit.ucum == name), None)


def comparable(one: str, other: str) -> bool:
    """Whether two UCUM codes measure the same thing: mg and g do, mg/dL and mmol/L do not without the substance."""
    first, second = find_unit(one), find_unit(other)
    if first is None or second is None:
        return one == other
    return first.dimension == second.dimension or {first.dimension, second.dimension} <= _TEMPERATURES


_TEMPERATURES = {"temperature", "angle or temperature"}


def convert(value: Decimal, one: str, other: str) -> Decimal | None:
    """A value in another unit of its dimension, or None where that needs more than a factor or makes no sense."""
    if one == other:
        return value
    if (one, other) == ("[degF]", "Cel"):
        return (value - 32) * 5 / 9
    if (one, other) == ("Cel", "[degF]"):
        return value * 9 / 5 + 32
    first, second = find_unit(one), find_unit(other)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    if first.factor is None or second.factor is None:
        return None
    return value * first.factor / second.factor
