"""One fact that several sources tell is shown once, with all its sources.

Read by `summary`. Two lines tell the same only if they name the same thing and agree in what matters of it: an active
problem is one problem whoever reports it; a finished one is the same only from the same day; a result only from the
same moment with the same value, whatever its unit.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from attending.terms.coding import Coding
from attending.terms.ucum import find_measure


class Line(Protocol):
    """What a line of a summary has."""

    @property
    def text(self) -> str:
        """Its name in words."""

    @property
    def code(self) -> Coding | None:
        """Its code."""

    @property
    def when(self) -> datetime | date | None:
        """When it was."""

    @property
    def reference(self) -> str:
        """Where it stands."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every resource that tells it."""


L = TypeVar("L", bound=Line)


def told_once(lines: Iterable[L], key: Callable[[L], Hashable | None]) -> list[L]:
    """The first of each kind, with the sources of all; a line without a key stands for itself."""
    places: dict[Hashable, int] = {}
    found: list[L] = []
    for line in lines:
        sources = line.sources or (line.reference,)
        what = key(line)
        place = places.get(what) if what is not None else None
        if place is None:
            if what is not None:
                places[what] = len(found)
            found.append(replace(line, sources=sources))  # type: ignore[type-var]
        else:
            both = tuple(dict.fromkeys((*found[place].sources, *sources)))
            found[place] = replace(found[place], sources=both)  # type: ignore[type-var]
    return found


def name_of(line: Line) -> Hashable | None:
    """What a line is about: its code, or its words; nothing where nobody gave a name."""
    if line.code is not None and line.code.code:
        return (line.code.system, line.code.code)
    return line.text.casefold() if line.text and not line.text.startswith("(") else None


def amount(quantity: Decimal | None, unit: str, value: str) -> Hashable:
    """A value in the base units of its dimension, so that 1 g/L and 100 mg/dL are the same."""
    measure = find_measure(unit) if unit else None
    if quantity is None or measure is None:
        return (value, unit)
    return (Fraction(quantity) * measure.factor, measure.dimension)
