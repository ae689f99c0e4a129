"""A change that its own numbers deny: "up from 5.8" of 5.2, "decrease from 20 to 60 mg". Read by `verify`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from attending.checks.problem import Problem, quoted
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities

_UP = r"up|increas\w+|ris(?:en|ing|es)|rose|higher|rais\w+|gained"
_DOWN = r"down|decreas\w+|fall(?:en|ing)?|fell|lower(?:ed)?|reduc\w+|dropp?\w*|declin\w+"
_WORD = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
_FROM = re.compile(
    r"\bfrom\s+(?:an?\s+|about\s+|approximately\s+|his\s+|her\s+|the\s+)*(?:\w+\s+){0,2}$", re.IGNORECASE
)
_TO = re.compile(r"^[^.;]{0,12}?\b(?:to|down\s+to|up\s+to)\s+(?:about\s+|the\s+)?$", re.IGNORECASE)
_REACH = 40


def check_direction(sentence: str) -> list[Problem]:
    """Words of rising or falling whose two numbers go the other way."""
    problems = []
    for first, second, middle in _steps(sentence):
        words = list(_WORD.finditer(sentence, max(0, middle - _REACH), middle))
        if not words or first.values[0] == second.values[0]:
            continue
        rises = second.values[0] > first.values[0]
        if (words[-1].lastgroup == "up") is not rises:
            message = f"{quoted(words[-1].group())} stands here, but the numbers go the other way."
            problems.append(Problem("change-differs", words[-1].group().lower(), message))
    return problems


def _steps(sentence: str) -> Iterator[tuple[Quantity, Quantity, int]]:
    """The number before, the number after, and where "from" ends: "from 20 to 40", "6.1, up from 5.8"."""
    for one, other in pairwise(find_quantities(sentence)):
        if (
            len(one.values) != 1
            or len(other.values) != 1
            or {one.unit, other.unit} - {None} not in ({one.unit}, {other.unit}, set())
        ):
            continue
        if _FROM.search(sentence, 0, one.start) and _TO.match(sentence[one.end : other.start]):
            yield one, other, one.start
        elif _FROM.search(sentence, one.end, other.start) and _WORD.search(sentence, one.end, other.start):
            yield other, one, other.start
