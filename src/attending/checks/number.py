"""Numbers and units of a sentence against what was said: "one twenty over seventy seven" carries 120/77."""

from decimal import Decimal

from attending.checks.problem import Problem, quoted
from attending.checks.source import Source
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable, convert, find_unit

_UNCHECKED = frozenset({QuantityKind.LABEL})
_MEASURED = frozenset(
    {"mass", "volume", "length", "temperature", "pressure", "substance concentration", "mass concentration",
     "international units", "proportion", "equivalents"}
)  # fmt: skip


def check_numbers(sentence: str, source: Source, everything: Source | None = None) -> list[Problem]:
    """Numbers that the source does not hold; `everything` is the whole visit, where it might stand after all."""
    problems = []
    for quantity in find_quantities(sentence):
        if quantity.kind in _UNCHECKED or _is_list_number(sentence, quantity):
            continue
        missing = [value for value in quantity.values if not supports(source, value, quantity)]
        if not missing:
            continue
        elsewhere = everything is not None and all(supports(everything, value, quantity) for value in missing)
        code = "number-elsewhere" if elsewhere else "number-not-said"
        tail = "it was said elsewhere in the visit." if elsewhere else "nobody said it."
        problems.append(
            Problem(code, quantity.text, f"{quoted(quantity.text)} is not in the words this sentence cites; {tail}")
        )
    return problems


def check_units(sentence: str, source: Source) -> list[Problem]:
    """Numbers that were said with another unit."""
    problems = []
    for quantity in find_quantities(sentence):
        if quantity.unit is None or not _is_measure(quantity.unit):
            continue
        said = [q for q in source.quantities if set(quantity.values) <= set(q.values)]
        units = {q.unit for q in said}
        if not said or None in units or any(_same(quantity.unit, unit) for unit in units if unit):
            continue
        if not all(unit and _is_measure(unit) for unit in units):
            continue
        message = f"{quoted(quantity.text)} stands here, but the words say {quoted(said[0].text)}."
        problems.append(Problem("unit-differs", f"{quantity.text}|{said[0].text}", message))
    return problems


def supports(source: Source, value: Decimal, quantity: Quantity) -> bool:
    """Whether the source holds a value as a number, or as the same quantity in another unit."""
    if value in source.numbers:
        return True
    if quantity.kind is QuantityKind.DATE and (value + 2000 in source.numbers or value + 1900 in source.numbers):
        return True
    if quantity.unit is None:
        return False
    return any(
        _equals(value, convert(other, said.unit, quantity.unit))
        for said in source.quantities
        if said.unit and said.unit != quantity.unit and comparable(said.unit, quantity.unit)
        for other in said.values
    )


def _equals(value: Decimal, other: Decimal | None) -> bool:
    return other is not None and abs(value - other) <= max(abs(value) * Decimal("0.02"), Decimal("0.05"))


def _is_list_number(sentence: str, quantity: Quantity) -> bool:
    """The "1." before an item of a list."""
    before, after = sentence[: quantity.start].strip(), sentence[quantity.end : quantity.end + 2]
    return not before and after[:1] in {".", ")"} and len(quantity.text) <= 2


def _is_measure(unit: str) -> bool:
    known = find_unit(unit)
    return known is not None and known.dimension in _MEASURED


def _same(one: str, other: str) -> bool:
    return one == other or ({one, other} <= {"[degF]", "Cel", "deg"} and "deg" in {one, other})
