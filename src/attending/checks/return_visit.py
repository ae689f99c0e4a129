"""When the patient is to come back: "follow up in 3 months" of a note against what was said of it. Read by `verify`.

The words of such a sentence carry no content of their own by which its place in the visit could be found.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attending.checks.instead import is_time
from attending.checks.number import carries
from attending.checks.problem import Problem, quoted
from attending.terms.answers import Said
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities
from attending.terms.units import convert

_WRITTEN = re.compile(
    r"\b(?:follow(?:s|ed)?[\s-]*up|return(?:s|\s+to|\s+in)?|see\s+(?:him|her|them|the\s+patient|me)|recheck|review)\b[^.;]{0,40}?"
    r"(?:\b(?:in|after|within)\s+(?:about\s+|approximately\s+)?|(?<=up\s)|(?<=review\s)|:\s*)$",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:see\s+(?:you|him|her|them|me|us)|seeing\s+you|(?:come|coming|came|be|you)\s+back|back\s+(?:in|to)|follow(?:ing)?[\s-]*up|"
    r"return|recheck|check\s+(?:in|back)|appointment|next\s+visit)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<!\d)\s*[.?!](?=\s|$)|[.?!](?=\s+[A-Z])")
_IF = re.compile(r"\b(?:if|unless|in\s+case)\b", re.IGNORECASE)
"""Before a time: "if it is not gone in three weeks, come back" makes no appointment."""
_A_WEEK = re.compile(r"\bin\s+(?:about\s+)?a\s+(?=(?:week|month|year|day)\b(?!\s+or\b))", re.IGNORECASE)
_ROUGHLY = Decimal("0.12")
_BEFORE, _BEHIND = 70, 40
"""Characters before and behind a time within which the words of coming back stand."""


def check_return(sentence: str, heard: Sequence[tuple[int, Quantity]]) -> list[Problem]:
    """A time of the next visit other than those that were said of coming back (`returns_said`)."""
    sentence = _A_WEEK.sub("in one ", sentence)
    written = [q for q in find_quantities(sentence) if is_time(q) and q.unit and _WRITTEN.search(sentence, 0, q.start)]
    if not written:
        return []
    problems = []
    for quantity in written:
        if heard and not any(_about(one, value, quantity.unit or "") for _, one in heard for value in quantity.values):
            turn, other = heard[0]
            message = f"{quoted(quantity.text)} stands here, but of coming back the words say {quoted(other.text)}."
            problems.append(Problem("number-differs", quantity.text, message, (turn,)))
    return problems


def _about(said: Quantity, value: Decimal, unit: str) -> bool:
    """Whether a time that was said is about that long: four weeks are a month."""
    if carries(said, value, unit):
        return True
    amounts = (convert(other, said.unit or "", unit) for other in said.values)
    return any(amount is not None and abs(amount - value) <= value * _ROUGHLY for amount in amounts)


def returns_said(said: Sequence[Said]) -> Iterator[tuple[int, Quantity]]:
    """Every time that is said of coming back, with the turn that says it; those under a condition where no other is."""
    found = list(_returns(said))
    yield from [(turn, quantity) for turn, quantity, sure in found if sure or not any(one[2] for one in found)]


def _returns(said: Sequence[Said]) -> Iterator[tuple[int, Quantity, bool]]:
    for turn, one in enumerate(said):
        text = _A_WEEK.sub("in one ", one.text)
        for quantity in find_quantities(text):
            first = max((match.end() for match in _SENTENCE_END.finditer(text, 0, quantity.start)), default=0)
            last = _SENTENCE_END.search(text, quantity.end)
            end = last.start() if last else len(text)
            around = text[max(first, quantity.start - _BEFORE) : min(end, quantity.end + _BEHIND)]
            if quantity.unit and is_time(quantity) and _SAID.search(around):
                yield turn, quantity, not _IF.search(text, first, quantity.start)
