"""Quantities in a text, spoken or written: "one twenty over seventy seven", "98.6 °F", "two and a half weeks".

Read by `scribe` (writes them as clinicians do) and by `checks` (compares a note's numbers with what was said).
`numerals` reads the words of one number; this module finds them, joins them to ratios, ranges and units.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from attending.terms.digit_forms import find_fixed_forms
from attending.terms.number_at import (
    Number,
    number_at,
    with_dotted_fraction,
    with_written_fraction,
    without_stutter,
)
from attending.terms.numerals import (
    ORDINALS,
    SCALES,
    TEENS,
    TENS,
    UNITS,
    Token,
    is_number_word,
    joined,
    tokens_of,
)
from attending.terms.quantity import Quantity, QuantityKind, show, unit_at, with_unit

__all__ = ["Quantity", "QuantityKind", "find_quantities", "written"]


_DASH = re.compile(r"\s?[-–]\s?(?=\d)")
_OLD = re.compile(r"[\s-]*(?:years?|yrs?|y)(?:[\s-]+(?:old|of\s+age)|/o\b|o\b)", re.IGNORECASE)
_GLUED_OLD = re.compile(r"\s*(?:y/?o\b|yr/?o\b|y\.\s?o\.)", re.IGNORECASE)
_AFTER_ONE = re.compile(
    r"\s+(?:ago|a|an|per|daily|each|before|prior|after|later|earlier|every|post|once|twice|weekly|and\s+a\s+half)\b",
    re.IGNORECASE,
)
_BEFORE_ONE = frozenset(
    [
        "for",
        "every",
        "about",
        "over",
        "in",
        "within",
        "past",
        "last",
        "only",
        "than",
        "took",
        "take",
        "takes",
        "taking",
        "approximately",
        "around",
        "type",
        "stage",
        "grade",
        "level",
        "class",
        "phase",
        "number",
        "gravida",
        "para",
        "at",
        "of",
        "by",
        "is",
        "was",
    ]
)
_LOOSE_UNITS = frozenset({"d", "s", "min", "h", "{time}", "wk", "mo", "a", "[ft_i]", "{patch}", "{drink}"})
_FRACTIONS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourths": 4, "fifth": 5, "fifths": 5, "halves": 2}


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of the text in order. "one" is one only where a unit, a ratio or a range says so."""
    return list(_quantities(text))


@lru_cache(maxsize=512)
def _quantities(text: str) -> tuple[Quantity, ...]:
    """Kept for a while, since many checks look at the same sentence one after another."""
    return tuple(_find(text))


def written(text: str) -> str:
    """The text with spoken quantities in digits and their units abbreviated; everything else stays as it is."""
    pieces: list[str] = []
    done = 0
    before: Quantity | None = None
    for quantity in _quantities(text):
        taken = before and before.unit is None and before.values and before.values[-1] < MOST_AT_ONCE
        apart = taken and text[done : quantity.start] == " " and (quantity.unit or "").startswith("/")
        pieces += (", " if apart else text[done : quantity.start], quantity.written)
        done, before = quantity.end, quantity
    return "".join(pieces) + text[done:]


def _find(text: str) -> Iterator[Quantity]:
    fixed = find_fixed_forms(text)
    tokens = tokens_of(text)
    at = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        while at < len(fixed) and fixed[at].end <= token.start:
            at += 1
        if at < len(fixed) and fixed[at].start <= token.start:
            yield fixed[at]
            while index < len(tokens) and tokens[index].start < fixed[at].end:
                index += 1
            at += 1
            continue
        quantity, index = _quantity_at(text, tokens, index) if _may_start(tokens, index) else (None, index + 1)
        if quantity:
            yield quantity


def _may_start(tokens: list[Token], index: int) -> bool:
    word = tokens[index].word
    if word in {"a", "half", "point", "oh", "double"}:
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
        if word == "half":
            return following in {"a", "an"}
        if following in ({"oh", "o"} if word == "point" else {"point"}):
            after = tokens[index + 2].word if index + 2 < len(tokens) else ""
            return is_number_word(after) or (word == "oh" and after in {"oh", "o"})
        return is_number_word(following) and (word != "a" or following in SCALES)
    return is_number_word(word) or (word in ORDINALS and word in {"twentieth", "thirtieth"})


def _quantity_at(text: str, tokens: list[Token], index: int) -> tuple[Quantity | None, int]:
    if tokens[index].word == "half":
        return _half(text, tokens, index)
    number = number_at(text, tokens, index)
    if number is None:
        return None, index + 1
    number = without_stutter(text, tokens, with_written_fraction(text, tokens, number))
    number = with_dotted_fraction(text, tokens, number)
    second, kind, sign = _second(text, tokens, number)
    last = second or number
    if (
        second is None
        and tokens[index].word == "one"
        and number.last == index + 1
        and not _one_counts(text, tokens, index)
    ):
        return None, index + 1
    start, end = tokens[number.first].start, tokens[last.last - 1].end
    shown = number.shown + (sign + second.shown if second else "")
    values = (number.value, second.value) if second else (number.value,)
    if second is None:
        special = _special(text, tokens, number)
        if special:
            return special, _index_after(tokens, special.end, number.last)
    unit, unit_end = unit_at(text, end)
    if unit is None and second is None and _is_pronoun_like(text, tokens, number):
        shown = text[start:end]
    shown += with_unit(unit, text[end:unit_end])
    quantity = Quantity(values, unit.ucum if unit else None, kind, start, unit_end, text[start:unit_end], shown)
    return quantity, _index_after(tokens, unit_end, last.last)


def _is_pronoun_like(text: str, tokens: list[Token], number: Number) -> bool:
    """ "those two", "you two", "two of them": a small count that stays in words."""
    if number.value >= 10 or tokens[number.first].word[0].isdigit() or number.last - number.first > 1:
        return False
    before = tokens[number.first - 1].word if number.first else ""
    after = tokens[number.last].word if number.last < len(tokens) else ""
    return before in {"those", "these", "the", "you", "us", "them", "we", "all"} or after == "of"


def _index_after(tokens: list[Token], end: int, index: int) -> int:
    while index < len(tokens) and tokens[index].start < end:
        index += 1
    return index


_CONNECTORS = {"over": (QuantityKind.RATIO, "/"), "to": (QuantityKind.RANGE, " to "), "by": (QuantityKind.SIZE, " x "),
               "x": (QuantityKind.SIZE, " x ")}  # fmt: skip


def _second(text: str, tokens: list[Token], number: Number) -> tuple[Number | None, QuantityKind, str]:
    """The number joined to this one by "over", "out of", "to", "by", a dash, or nothing ("three four days")."""
    nothing = (None, number.kind, "")
    if number.last >= len(tokens):
        return nothing
    here, before = tokens[number.last], tokens[number.last - 1]
    gap = text[before.end : here.start]
    if _DASH.fullmatch(gap + "0", 0, len(gap)) or (gap.strip() in {"-", "–"} and here.word[0].isdigit()):
        other = number_at(text, tokens, number.last)
        return (other, QuantityKind.RANGE, gap) if other and other.value > number.value else nothing
    if gap.strip() == ",":
        return _bare_range(text, tokens, number) or nothing
    if gap.strip():
        return nothing
    kind, sign, skip = _connector(tokens, number.last)
    if kind is not None and number.last + skip < len(tokens) and is_number_word(tokens[number.last + skip].word):
        other = number_at(text, tokens, number.last + skip)
        if other is not None and kind is QuantityKind.RATIO and number.value == 1 and other.value >= MOST_AT_ONCE:
            return nothing  # "if you get one over 180"
        if other is not None and not (
            kind is QuantityKind.SIZE and unit_at(text, tokens[other.last - 1].end)[0] is None
        ):
            return without_stutter(text, tokens, other), kind, sign
        return nothing
    return _bare_range(text, tokens, number) or nothing


def _connector(tokens: list[Token], index: int) -> tuple[QuantityKind | None, str, int]:
    word = tokens[index].word
    if word == "out" and index + 1 < len(tokens) and tokens[index + 1].word == "of":
        return QuantityKind.OUT_OF, "/", 2
    kind, sign = _CONNECTORS.get(word, (None, ""))
    return kind, sign, 1


def _bare_range(text: str, tokens: list[Token], number: Number) -> tuple[Number, QuantityKind, str] | None:
    """ "six eight weeks", "three or four times": a small step up, and a unit after it."""
    skip = 1 if tokens[number.last].word == "or" else 0
    at = number.last + skip
    if at >= len(tokens) or not is_number_word(tokens[at].word):
        return None
    other = number_at(text, tokens, at)
    if other is None:
        return None
    how_often = bool(skip) and bool(_THEN_HOW_OFTEN.match(text, tokens[other.last - 1].end))
    if unit_at(text, tokens[other.last - 1].end)[0] is None and not how_often:
        return None
    if not skip and _HOW_OFTEN.match(text, tokens[other.last - 1].end) and (
        other.value - number.value != 1 or "," in text[tokens[number.last - 1].end : tokens[at].start]
        or (number.first and tokens[number.first - 1].word in {"or", "to"})
    ):  # fmt: skip
        return None
    small = other.value < 10 and 0 < other.value - number.value <= 2
    tens = other.value >= 10 and number.value >= 10 and 0 < other.value - number.value <= 10
    return (other, QuantityKind.RANGE, " or " if skip else " to ") if small or tens else None


MOST_AT_ONCE = 10
"""Below this a number without a unit before "times a day" is how many are taken: "1 or 2, 4 times a day"."""
_HOW_OFTEN = re.compile(r"\s+times\s+(?:a|per|each|every|in)\b|\s+times\s+daily\b", re.IGNORECASE)
"""Behind how often, which is no more of what stands before it: "two, four times a day"."""
_THEN_HOW_OFTEN = re.compile(rf",?\s+(?:\d|{'|'.join(UNITS)})\s+times\s+(?:a|per|each|every)\b", re.IGNORECASE)
"""Behind how many at a time: "one or two four times a day"."""


def _one_counts(text: str, tokens: list[Token], index: int) -> bool:
    end = tokens[index].end
    unit, unit_end = unit_at(text, end)
    before = tokens[index - 1].word if index else ""
    if unit is None:
        return before in {"type", "stage", "grade", "level", "class", "phase", "number"} or bool(_PLUS.match(text, end))
    return unit.ucum not in _LOOSE_UNITS or before in _BEFORE_ONE or bool(_AFTER_ONE.match(text, unit_end))


_PLUS = re.compile(r"\s+plus(?!\s+(?:\d|" + "|".join([*UNITS, *TEENS, *TENS]) + r"))\b", re.IGNORECASE)


def _special(text: str, tokens: list[Token], number: Number) -> Quantity | None:
    """Ages, "two plus", fractions ("two thirds"), ordinals ("twenty eighth"), "a week and a half"."""
    start, end = tokens[number.first].start, tokens[number.last - 1].end
    old = _OLD.match(text, end) or _GLUED_OLD.match(text, end)
    if old:
        shown = text[start : old.end()] if "of" in old.group() else f"{number.shown}{_age_tail(old.group())}"
        return Quantity((number.value,), "a", QuantityKind.AGE, start, old.end(), text[start : old.end()], shown)
    plus = _PLUS.match(text, end)
    if plus:
        shown = number.shown + "+"
        return Quantity((number.value,), None, QuantityKind.NUMBER, start, plus.end(), text[start : plus.end()], shown)
    clock = _clock_time(text, tokens, number, start)
    if clock:
        return clock
    following = tokens[number.last] if number.last < len(tokens) else None
    if following is None or not joined(text, tokens[number.last - 1], following):
        return None
    span = text[start : following.end]
    if following.word in _FRACTIONS and number.value < 10:
        value = number.value / _FRACTIONS[following.word]
        return Quantity((value,), None, QuantityKind.NUMBER, start, following.end, span, span)
    if ORDINALS.get(following.word, 10) < 10 and number.value in {20, 30} and not number.shown[-1:].isalpha():
        value = number.value + ORDINALS[following.word]
        return Quantity(
            (value,), None, QuantityKind.ORDINAL, start, following.end, span, f"{value}{_suffix(int(value))}"
        )
    return _and_a_half_after_unit(text, number, start, end)


_HALF_OF_DAY = re.compile(r"[\s-]*(?:ish\b|[ap]\.?\s?m\b\.?|in\s+the\s+(?:morning|afternoon|evening)\b)", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?:sugars?|glucose|pressures?|readings?|numbers?|pulse|heart rate|peak flows?|weigh\w*)\b[^.?!]*$",
    re.IGNORECASE,
)
"""Behind these "one forty in the morning" is a value, no time."""


_OF_TIME = re.compile(
    r"(?:^|[.?!]|\b(?:at|around|about|by|till?|until|from|since|before|after|was|is|['’]s|like|almost|nearly|between|"
    r"past|woke|wake|up|this|or|to))\W*$",
    re.IGNORECASE,
)
"""Before the time of a day; a bare "one fifty in the morning" behind a medicine is its dose."""


def _clock_time(text: str, tokens: list[Token], number: Number, start: int) -> Quantity | None:
    """ "five thirty pm": an hour and its minutes, not five hundred and thirty."""
    end = tokens[number.last - 1].end
    hour, minute = divmod(int(number.value), 100)
    spoken = number.last - number.first >= 2 and "hundred" not in [t.word for t in tokens[number.first : number.last]]
    if not (spoken and 1 <= hour <= 12 and 10 <= minute < 60 and _HALF_OF_DAY.match(text, end)):
        return None
    part_of_day = text[end:].lstrip(" -").lower().startswith("in")
    if _MEASURED.search(text[:start]) or (part_of_day and not _OF_TIME.search(text[:start])):
        return None
    values = (Decimal(hour), Decimal(minute))
    return Quantity(values, None, QuantityKind.TIME, start, end, text[start:end], f"{hour}:{minute}")


_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)


def _and_a_half_after_unit(text: str, number: Number, start: int, end: int) -> Quantity | None:
    unit, unit_end = unit_at(text, end)
    half = _AND_A_HALF.match(text, unit_end) if unit else None
    if unit is None or half is None:
        return None
    value = number.value + Decimal("0.5")
    shown = show(value) + with_unit(unit, text[end:unit_end])
    return Quantity((value,), unit.ucum, QuantityKind.NUMBER, start, half.end(), text[start : half.end()], shown)


def _age_tail(tail: str) -> str:
    return (
        "-year-old"
        if tail.lower().endswith("old") and "years" not in tail.lower()
        else (" years old" if tail.lower().endswith("old") else tail)
    )


def _suffix(number: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in {11, 12, 13} else "th"


def _half(text: str, tokens: list[Token], index: int) -> tuple[Quantity | None, int]:
    """ "half a tablet", "half an hour"."""
    unit, end = unit_at(text, tokens[index + 1].end)
    if unit is None:
        return None, index + 1
    start = tokens[index].start
    span = text[start:end]
    return Quantity((Decimal("0.5"),), unit.ucum, QuantityKind.NUMBER, start, end, span, span), index + 2
