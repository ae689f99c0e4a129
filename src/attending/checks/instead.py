"""What was said instead: a quantity of the same kind with another value, where a note's own was not said.

Read by `verify`; it tells a contradicted number from an invented one.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from attending.terms.answers import Said
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable, find_unit

_HOW_OLD = re.compile(r"\bhow\s+old\b|\byour\s+age\b", re.IGNORECASE)
_OLDEST = 120
_TIME_KINDS = frozenset({QuantityKind.DATE, QuantityKind.TIME})
_PAIRED = frozenset({QuantityKind.AGE, QuantityKind.RATIO})


def said_instead(quantity: Quantity, quantities: Sequence[Sequence[Quantity]], turns: Iterable[int]) -> Quantity | None:
    """A quantity of the same kind and unit in the turns cited; for an age, anywhere in the visit.

    Args:
        quantity: what the note has.
        quantities: those of each turn of the visit.
        turns: the turns that the note's sentence rests on.
    """
    places = [*turns, *(range(len(quantities)) if quantity.kind is QuantityKind.AGE else ())]
    heard = (other for turn in places for other in quantities[turn] if _same_kind(quantity, other))
    return next(heard, None)


def is_time(quantity: Quantity) -> bool:
    """Whether a quantity is a date, an hour or a duration."""
    unit = find_unit(quantity.unit) if quantity.unit else None
    lasting = unit is not None and unit.dimension == "time" and quantity.kind is not QuantityKind.AGE
    return lasting or quantity.kind in _TIME_KINDS


def ages_told(said: Sequence[Said]) -> list[Quantity]:
    """Ages that answer "how old are you?" without the word "years"."""
    answers = [b.text for a, b in pairwise(said) if _HOW_OLD.search(a.text) and b.clinician is not True]
    return [q for text in answers for q in find_quantities(text) if q.unit is None and 0 < q.values[0] < _OLDEST]


def _same_kind(one: Quantity, other: Quantity) -> bool:
    if one.kind in _PAIRED or other.kind in _PAIRED:
        return one.kind is other.kind and one.values != other.values
    if one.unit is None or other.unit is None:
        return False
    return comparable(one.unit, other.unit) and not set(one.values) & set(other.values)
