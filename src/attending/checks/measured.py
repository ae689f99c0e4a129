"""Values by the name of what was measured: a pulse of 72 where the visit gives 88, an earlier A1c told as today's.

Read by `verify`. What no visit names so ("one twenty over eighty") is left to `number`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attending.checks.number import carries
from attending.checks.problem import Problem, quoted
from attending.terms.answers import Said
from attending.terms.possible import possible_numbers
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities

_NAMES = {
    "blood pressure": r"blood\s+pressure|pressure|BP",
    "heart rate": r"heart\s+rate|pulse(?!\s+ox)|HR",
    "temperature": r"temperature|temp",
    "respiratory rate": r"respiratory\s+rate|respirations?|breathing\s+rate|RR",
    "oxygen saturation": r"oxygen(?:\s+(?:level|saturation))?s?|o2\s+sats?|sp\s?o2|sats?|saturations?|pulse\s+ox\w*",
    "weight": r"weight|weigh(?:s|ed)?",
    "BMI": r"BMI|body\s+mass\s+index",
    "A1c": r"(?:hb\s*|hemoglobin\s+)?a\s?1\s?c",
    "hemoglobin": r"ha?emoglobin(?!\s*a)|Hb",
    "potassium": r"potassium",
    "sodium": r"sodium",
    "creatinine": r"creatinine",
    "GFR": r"e?GFR",
    "LDL": r"LDL",
    "INR": r"INR",
    "TSH": r"TSH",
    "CRP": r"CRP|c[\s-]reactive\s+protein",
    "glucose": r"(?:fasting\s+)?(?:glucose|blood\s+sugar)",
    "ejection fraction": r"ejection\s+fraction|LVEF|EF",
    "peak flow": r"peak\s+flow",
    "platelets": r"platelets?(?:\s+count)?",
    "white count": r"white\s+(?:blood\s+)?(?:cell\s+)?count|WBC",
    "PHQ-9": r"phq\s*-?\s*(?:9|nine)",
    "GAD-7": r"gad\s*-?\s*(?:7|seven)",
}
_NAMED = {
    name: re.compile(
        rf"\b(?:{words})\b(?P<between>(?:['’]s)?(?:\s*[,:=(]\s*|\s+(?!and\b|or\b)[a-z'’%]+){{0,5}}?)\s*$", re.IGNORECASE
    )
    for name, words in _NAMES.items()
}  # fmt: skip
"""The name of a measure right before its number."""
_OTHER_NAME = re.compile(rf"\b(?:{'|'.join(_NAMES.values())})\b", re.IGNORECASE)
_NOT_IT = re.compile(
    r"\b(?:by|goal|target|below|under|above|over|less|more|than|between|every|for|times|lost|gain\w*|down|up|days?|weeks?|if|limit|normal|"
    r"loss|decreas\w*|increas\w*|from)\b",
    re.IGNORECASE,
)
"""Between a name and a number: then it is no value of it, but a change, a bound or a time."""
_BEFORE = re.compile(
    r"\b(?:from|previous(?:ly)?|prior|last\s+(?:time|visit|month|year)|baseline|before|earlier|used\s+to\s+be|was|initial\w*|"
    r"ago|ranging|between|peak\w*|up\s+to|high\s+of|maximum|max|highest|home)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|previously|used\s+to\s+be|last\s+time(?:,?\s+it\s+was)?|(?:before|then)\s+(?:it|that)\s+was|it\s+was)\s+(?:\w+\s+){0,2}$",
    re.I,
)
_PRESSURE = "blood pressure"
_UNNAMED = frozenset({QuantityKind.DATE, QuantityKind.AGE, QuantityKind.YEAR, QuantityKind.LABEL})
_TIME = frozenset({"d", "wk", "mo", "a", "h", "min"})
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one measure, and whether it is told as one of before: "down from 8.1"."""

    name: str
    quantity: Quantity
    before: bool = False


def values_in(text: str) -> tuple[Value, ...]:
    """Every value of a text behind the name of its measure."""
    return tuple(_find_values(text))


def _find_values(text: str) -> Iterator[Value]:
    last: Value | None = None
    for quantity in find_quantities(text):
        before = text[max(0, quantity.start - _LONGEST) : quantity.start]
        if quantity.kind in _UNNAMED or quantity.unit in _TIME:
            continue
        name = _name_before(before)
        if (name == _PRESSURE) is not (quantity.kind is QuantityKind.RATIO):
            name = None
        if name is not None:
            last = Value(name, quantity)
            yield last
        elif (
            last is not None and _FROM.search(before) and "." not in text[last.quantity.end : quantity.start].strip(".")
        ):
            yield Value(last.name, quantity, before=True)


def _name_before(before: str) -> str | None:
    for name, pattern in _NAMED.items():
        match = pattern.search(before)
        if match and not _NOT_IT.search(match["between"]) and not _OTHER_NAME.search(match["between"]):
            return name
    return None


def check_measured(sentence: str, said: Sequence[Said]) -> list[Problem]:
    """Values of a sentence where the visit gives the same measure another value and never this one."""
    written = values_in(sentence)
    if not written:
        return []
    told = [(one, turn) for turn, words in enumerate(said) for one in values_in(words.text)]
    problems = []
    for here in written:
        there = [(one, turn) for one, turn in told if one.name == here.name]
        same = [one for one, _ in there if _agree(here.quantity, one.quantity)]
        now = [(one, turn) for one, turn in there if not one.before]
        if not now or here.before or (same and not all(one.before for one in same)) or _loosely(here, now, said):
            continue
        if _BEFORE.search(sentence) or (here.name == _PRESSURE and not same and _in_one_turn(here, said)):
            continue
        other, turn = now[-1]
        number, said_so = quoted(here.quantity.text), quoted(other.quantity.text)
        message = f"{number} stands here for the {here.name}, but the words give {said_so}."
        problems.append(Problem("number-differs", here.quantity.text, message, (turn,)))
    return problems


def _in_one_turn(here: Value, said: Sequence[Said]) -> bool:
    """Whether one turn says both numbers of a pressure, however far apart."""
    return any(set(here.quantity.values) <= possible_numbers(one.text) for one in said)


def _agree(here: Quantity, there: Quantity) -> bool:
    heard = possible_numbers(there.text) | set(there.values)
    whole = all if here.kind is QuantityKind.RATIO else any
    return whole(
        value in heard or (here.unit is not None and carries(there, value, here.unit)) for value in here.values
    )


def _loosely(here: Value, now: Sequence[tuple[Value, int]], said: Sequence[Said]) -> bool:
    """Whether the turns that tell this measure hold the number in any reading, of nothing else: "98 . six"."""
    texts = [said[turn].text for _, turn in now]
    heard = frozenset().union(*map(possible_numbers, texts))
    others = {v for text in texts for q in find_quantities(text) if q.kind is QuantityKind.RATIO for v in q.values}
    named = [one for text in texts for one in values_in(text) if one.name != here.name or one.before]
    taken = others | {value for one in named for value in one.quantity.values}
    return any(value in heard and value not in taken for value in here.quantity.values)
