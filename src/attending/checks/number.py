"""Numbers and units of a sentence against what was said: "one twenty over seventy seven" carries 120/77."""

import re
from decimal import Decimal

from attending.checks.problem import Problem, quoted
from attending.checks.source import Source
from attending.terms.possible import possible_numbers
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable, convert, find_unit

_PAIN_SCALE = 10
_QUADRANTS = Decimal(4)
_NEAR = 4  # quantities: the two numbers of a pair are not further apart than this
_NAMES_A_KIND = re.compile(r"\btype\s+$", re.IGNORECASE)
_KINDS = ((Decimal(1),), (Decimal(2),))  # of diabetes
_UNCHECKED = frozenset({QuantityKind.LABEL})
_MEASURED = frozenset(
    {"mass", "volume", "length", "temperature", "pressure", "substance concentration", "mass concentration",
     "international units", "proportion", "equivalents"}
)  # fmt: skip


def check_numbers(sentence: str, source: Source, everything: Source | None = None) -> list[Problem]:
    """Numbers that the source does not hold; `everything` is the whole visit, where it might stand after all."""
    problems = []
    for quantity in find_quantities(sentence):
        if quantity.kind in _UNCHECKED or says_nothing(sentence, quantity):
            continue
        if supports(source, quantity):
            continue
        elsewhere = everything is not None and supports(everything, quantity)
        code = "number-elsewhere" if elsewhere else "number-not-said"
        problems.append(Problem(code, quantity.text, _message(quantity.text, everything, elsewhere=elsewhere)))
    return problems


def _message(text: str, everything: Source | None, *, elsewhere: bool) -> str:
    if elsewhere:
        return f"{quoted(text)} is not in the words this sentence cites; it was said elsewhere in the visit."
    if everything is None or not everything.said:
        return f"{quoted(text)} is in nothing that this sentence cites."
    return f"{quoted(text)} is not in the words this sentence cites, nor anywhere else in the visit."


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


def supports(source: Source, quantity: Quantity) -> bool:
    """Whether the source holds every value of a quantity, with its unit and beside each other."""
    values = quantity.values
    if quantity.kind is QuantityKind.OUT_OF and values[1] == _PAIN_SCALE:
        values = values[:1]  # "it's a seven" of a scale that both know
        if values[0] == _PAIN_SCALE and not any(_may_rate(values[0], said, source.text) for said in source.quantities):
            return False
    if not all(_holds(source, value, quantity) for value in values):
        return False
    paired = quantity.kind in {QuantityKind.RATIO, QuantityKind.OUT_OF} and len(values) == 2
    return not paired or _stand_together(source, *values)


def _may_rate(value: Decimal, said: Quantity, text: str) -> bool:
    """Whether a quantity may be a rating by that value: "seven or eight", not the ten of "eight out of ten"."""
    values = said.values[:1] if said.kind is QuantityKind.OUT_OF else said.values
    of_scale = text[: said.start].rstrip().endswith("out of")
    return (
        said.unit is None
        and not of_scale
        and (value in values or value in possible_numbers(said.text) - set(said.values))
    )


def _holds(source: Source, value: Decimal, quantity: Quantity) -> bool:
    if quantity.kind is QuantityKind.DATE and (value + 2000 in source.numbers or value + 1900 in source.numbers):
        return True
    if quantity.unit is None or not _is_bound(quantity.unit):
        return value in source.numbers
    if value in source.loose_numbers or (value != int(value) and value in source.numbers):
        return True  # "twelve . five milligrams" is 12.5 mg
    return any(carries(said, value, quantity.unit) for said in source.quantities)


def carries(said: Quantity, value: Decimal, unit: str) -> bool:
    """Whether a spoken measure is that value in that unit, or the same amount in another one."""
    if said.unit is None:
        return False
    if said.unit == unit or _same(said.unit, unit):
        return value in said.values or value in possible_numbers(said.text)
    if not comparable(said.unit, unit):
        return not _is_bound(said.unit) and value in said.values
    converted = [convert(other, said.unit, unit) for other in said.values]
    known = [other for other in converted if other is not None]
    within = len(known) > 1 and min(known) <= value <= max(known)  # "three to three and a half pounds" as 1.5 kg
    return within or any(_equals(value, other) for other in converted)


def _stand_together(source: Source, first: Decimal, second: Decimal) -> bool:
    """Both values in one spoken quantity, or in two near each other: "120 … over 80"."""
    for index, said in enumerate(source.quantities):
        if said.values == (first, second):
            return True
        following = source.quantities[index + 1 : index + _NEAR]
        if first in said.values and any(second in other.values for other in following):
            return True
    return False


def _equals(value: Decimal, other: Decimal | None) -> bool:
    return other is not None and abs(value - other) <= max(abs(value) * Decimal("0.02"), Decimal("0.05"))


def says_nothing(sentence: str, quantity: Quantity) -> bool:
    """Whether a number tells nothing: the "1." before an item of a list, and the abdomen's four quadrants."""
    if sentence[quantity.end :].lower().startswith(" quadrants") and quantity.values == (_QUADRANTS,):
        return True
    if quantity.values in _KINDS and _NAMES_A_KIND.search(sentence, 0, quantity.start):
        return True
    before, after = sentence[: quantity.start].strip(), sentence[quantity.end : quantity.end + 2]
    return not before and after[:1] in {".", ")"} and len(quantity.text) <= 2


def _is_bound(unit: str) -> bool:
    """Whether a number of this unit must have been said with it; "twice daily" may be said in many ways."""
    known = find_unit(unit)
    return known is not None and (known.dimension in _MEASURED or known.dimension == "time")


def _is_measure(unit: str) -> bool:
    known = find_unit(unit)
    return known is not None and known.dimension in _MEASURED


def _same(one: str, other: str) -> bool:
    return one == other or ({one, other} <= {"[degF]", "Cel", "deg"} and "deg" in {one, other})
