"""Said, but of something else: a number or a side that the visit holds in other words than the sentence rests on.

Read by `verify`, where a sentence is compared with a whole visit: there nearly every small number stands somewhere, and
both knees are named. The words around each place (`passages`) tell which number is the sentence's own.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from attending.checks.clauses import Clauses
from attending.checks.instead import ages_told
from attending.checks.number import carries, says_nothing, supports
from attending.checks.passages import Passages
from attending.checks.problem import Problem, quoted
from attending.checks.side import OPPOSITE, same_region
from attending.checks.source import Source
from attending.checks.topic import relatives_in
from attending.terms.anatomy import Laterality, Side, find_sides
from attending.terms.content import Unit, units_of
from attending.terms.dates import MONTHS
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable

RIVAL_SHARE, NOWHERE_SHARE = 0.5, 0.15
"""A number is another's where the words around it hold at most so much of the sentence as those around its rival do, or
as the words that hold most of it. These and the next three were chosen on the training and
validation sets of ACI-BENCH."""
LEAST_LEAD = 0.9
"""By so much content the other words must lead: about one rare word."""
LOOSE_SHARE = 0.6
"""What a number without its unit counts, beside one that was said with it."""
SIDE_SHARE = 0.6
"""A side is the other's where all words around it hold at most so much of the sentence as those around the other."""
_AT_THE_AGE = re.compile(
    r"\b(?:until|till|since|when|at|before|by|after|from|age|aged)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_OF_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\s+$", re.IGNORECASE)
_UNWEIGHED = frozenset({QuantityKind.LABEL, QuantityKind.DATE, QuantityKind.YEAR})
_KINDS_ALONE = frozenset({QuantityKind.AGE, QuantityKind.RATIO, QuantityKind.OUT_OF})


def check_numbers_of(sentence: str, source: Source, passages: Passages) -> list[Problem]:
    """Numbers of a sentence that were said of something else."""
    problems = []
    quantities = find_quantities(sentence)
    for quantity in quantities:
        if quantity.kind in _UNWEIGHED or says_nothing(sentence, quantity):
            continue
        if not supports(source, quantity) or _OF_MONTH.search(sentence, 0, quantity.start):
            continue  # nobody said it at all, or "june tenth"
        told = ages_told(passages.said) if _is_patients_age(sentence, quantity) else []
        if told:
            if quantity.values != told[-1].values:
                message = f"{quoted(quantity.text)} stands here, but the age told is {quoted(told[-1].text)}."
                problems.append(Problem("number-differs", quantity.text, message))
            continue
        units = [unit for unit in units_of(sentence) if unit.end <= quantity.start or quantity.end <= unit.start]
        problem = _misplaced(quantity, passages.weigh(units), quantities, passages)
        if problem is not None:
            problems.append(problem)
    return problems


def _is_patients_age(sentence: str, quantity: Quantity) -> bool:
    """Whether a sentence tells how old its patient is, and not when something was."""
    told = quantity.kind is QuantityKind.AGE and not relatives_in(sentence)
    return told and not _AT_THE_AGE.search(sentence, 0, quantity.start)


def _misplaced(
    quantity: Quantity, held: Sequence[float], own: Sequence[Quantity], passages: Passages
) -> Problem | None:
    most = max(held, default=0.0)
    rivals = [
        (held[piece], other, passages.pieces[piece].turn)
        for piece, other in passages.quantities
        if other.kind not in _UNWEIGHED and _same_kind(quantity, other) and not any(_says(other, one) for one in own)
    ]
    rival, said, turn = max(rivals, key=lambda one: one[0], default=(0.0, None, -1))
    for value in quantity.values:
        here = _best(quantity, value, held, passages)
        if here is None:
            continue
        if said is not None and here <= RIVAL_SHARE * rival and rival - here >= LEAST_LEAD:
            shown = quoted(quantity.text)
            message = f"{shown} stands here, but where this is spoken of the words say {quoted(said.text)}."
            return Problem("number-differs", quantity.text, message, (turn,))
        if quantity.kind is QuantityKind.RATIO and any(
            other.values == quantity.values for _, other in passages.quantities
        ):
            continue  # a whole blood pressure stands nowhere by chance
        if here <= NOWHERE_SHARE * most and most - here >= LEAST_LEAD:
            return Problem("number-misplaced", quantity.text, f"{quoted(quantity.text)} was said of something else.")
    return None


def _best(quantity: Quantity, value: Decimal, held: Sequence[float], passages: Passages) -> float | None:
    """How much of the sentence the words around that number hold, where they hold most; None if it is read nowhere."""
    if quantity.unit is None:
        numbers, share = passages.numbers, 1.0
    else:
        numbers, share = passages.loose_numbers, LOOSE_SHARE
    found = [weight * share for weight, here in zip(held, numbers, strict=True) if value in here]
    found += [held[piece] for piece, other in passages.quantities if _says_value(other, value, quantity.unit)]
    return max(found, default=None)


def _says(said: Quantity, written: Quantity) -> bool:
    return any(_says_value(said, value, written.unit) for value in written.values)


def _says_value(said: Quantity, value: Decimal, unit: str | None) -> bool:
    return value in said.values if unit is None else carries(said, value, unit)


def _same_kind(one: Quantity, other: Quantity) -> bool:
    if one.kind in _KINDS_ALONE or other.kind in _KINDS_ALONE:
        return one.kind is other.kind
    if one.unit is None or other.unit is None:
        return one.unit is other.unit
    return comparable(one.unit, other.unit)


def check_sides_of(sentence: str, passages: Passages, clauses: Clauses) -> list[Problem]:
    """Sides of a sentence that belong to other words than its own, where the visit names both."""
    problems = []
    for named in find_sides(sentence):
        if named.part is None or named.side is Side.BOTH:
            continue
        units = [unit for unit in units_of(sentence) if not _is_side(unit, named)]
        held = passages.weigh(units)
        if _is_the_others(named, held, passages) and not _said_so(named, units, clauses):
            where = f"{named.side} {named.part}"
            message = f"“{where}” stands here, but where this is spoken of the words say {OPPOSITE[named.side]}."
            problems.append(Problem("side-differs", where, message, (_turn_of_other(named, held, passages),)))
    return problems


def _said_so(named: Laterality, units: Sequence[Unit], clauses: Clauses) -> bool:
    """Whether one clause names that side of that part and all else that the sentence says, and none the other side."""
    holding = [set(clauses.holding(unit)) for unit in units]
    texts = [clauses.texts[index] for index in set.intersection(*holding)] if holding else []
    sides = {one.side for text in texts for one in find_sides(text) if one.part == named.part}
    return named.side in sides and OPPOSITE[named.side] not in sides


def _is_side(unit: Unit, named: Laterality) -> bool:
    return unit.start < named.end and named.start < unit.end


def _is_the_others(named: Laterality, held: Sequence[float], passages: Passages) -> bool:
    for belongs in (lambda part: part == named.part, lambda part: same_region(part, named.part)):
        mine, other = (_heard(side, belongs, held, passages) for side in (named.side, OPPOSITE[named.side]))
        if mine or other:
            break
    return len(other) > len(mine) > 0 and sum(mine) <= SIDE_SHARE * sum(other) and max(mine) <= max(other)


def _turn_of_other(named: Laterality, held: Sequence[float], passages: Passages) -> int:
    """The turn that speaks most of this, and names the other side."""
    other = OPPOSITE[named.side]
    pieces = [piece for piece, one in passages.sides if one.side is other and same_region(one.part, named.part)]
    return passages.pieces[max(pieces, key=lambda piece: held[piece])].turn


def _heard(side: Side, belongs: Callable[[str | None], bool], held: Sequence[float], passages: Passages) -> list[float]:
    return [held[piece] for piece, one in passages.sides if one.side is side and belongs(one.part)]
