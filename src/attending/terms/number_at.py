"""One number at a place of a text: the longest that its words make, stutters and spoken points understood.

Read by `spoken`, which joins numbers to ratios, ranges and units.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from attending.terms.numerals import (
    INNER,
    LONGEST,
    SCALES,
    UNITS,
    ZEROS,
    Token,
    digits_of,
    is_number_word,
    is_year,
    joined,
    value_of,
)
from attending.terms.quantity import QuantityKind, show, unit_at


@dataclass(frozen=True, slots=True)
class Number:
    """One number and where it stands: tokens [first, last)."""

    value: Decimal
    first: int
    last: int
    shown: str
    kind: QuantityKind = QuantityKind.NUMBER


_SPOKEN_POINT = re.compile(r"\s\.\s")
_COUNTED = frozenset({"time", "count", "frequency"})  # "forty . four weeks ago" begins a new sentence
_BODY_TEMPERATURES = (94, 107)  # °F, the likeliest number with a fraction and no unit


def number_at(text: str, tokens: list[Token], index: int) -> Number | None:
    """The longest number that begins at this token."""
    words: list[str] = []
    for token in tokens[index : index + LONGEST]:
        if not (token.word in INNER or token.word[0].isdigit()) or (
            words and not joined(text, tokens[index + len(words) - 1], token)
        ):
            break
        words.append(token.word)
    dose = _is_dose_and_times(text, tokens, index, words)
    if dose:
        words.pop()
    for count in range(len(words), 0, -1):
        digits = digits_of(words[:count]) if count >= 3 else None
        if digits:
            return Number(Decimal(digits), index, index + count, digits, QuantityKind.DIGITS)
        value = value_of(words[:count])
        if value is not None and (count == len(words) or words[count] not in SCALES):
            year = count > 1 and is_year(words[:count])
            raw = text[tokens[index].start : tokens[index].end]
            shown = raw if count == 1 and raw[0].isdigit() else show(value, year=year or 1900 <= value < 2100)
            kind = QuantityKind.YEAR if year else QuantityKind.NUMBER
            return Number(value, index, index + count, f"{shown}," if dose and count == len(words) else shown, kind)
    return None


_TIMES_A_DAY = re.compile(r"\s+times\s+(?:a|per|each|every)\s+day\b|\s+times\s+daily\b", re.IGNORECASE)
OFTENEST = 40
"""Nothing is taken or done so many times a day: what stands before the last word is a dose."""


def _is_dose_and_times(text: str, tokens: list[Token], index: int, words: list[str]) -> bool:
    """Whether words hold a dose and how often: "three hundred three times a day" is "300, 3 times a day"."""
    if len(words) < 2 or words[-1] not in UNITS:
        return False
    dose = value_of(words[:-1])
    return dose is not None and dose >= OFTENEST and bool(_TIMES_A_DAY.match(text, tokens[index + len(words) - 1].end))


def without_stutter(text: str, tokens: list[Token], number: Number) -> Number:
    """ "four four days" and "five hundred five hundred milligrams" say the number once."""
    while number.last < len(tokens) and joined(text, tokens[number.last - 1], tokens[number.last]):
        again = number_at(text, tokens, number.last) if is_number_word(tokens[number.last].word) else None
        if again is None or again.value != number.value or text[tokens[again.last - 1].end :][:1] == "/":
            break
        number = Number(number.value, number.first, again.last, number.shown, number.kind)
    return number


def with_written_fraction(text: str, tokens: list[Token], number: Number) -> Number:
    """ "1 1/2 tablets": a half or a quarter that stands behind a whole number belongs to it."""
    if number.last != number.first + 1 or number.last + 1 >= len(tokens):
        return number
    start, end = tokens[number.last].start, tokens[number.last + 1].end
    part = _WRITTEN_FRACTIONS.get(text[tokens[number.first].end : end])
    if part is None or not tokens[number.first].word.isdigit():
        return number
    return Number(number.value + part, number.first, number.last + 2, f"{number.shown} {text[start:end]}")


_WRITTEN_FRACTIONS = {" 1/2": Decimal("0.5"), " 1/4": Decimal("0.25"), " 3/4": Decimal("0.75")}


def with_dotted_fraction(text: str, tokens: list[Token], number: Number) -> Number:
    """Recognisers write "twelve . five milligrams", "zero . zero five percent", "ninety seven . one" for a point."""
    digits: list[str] = []
    last = number.last
    while last < len(tokens) and len(digits) < 2 and (tokens[last].word in UNITS or tokens[last].word in ZEROS):
        gap = text[tokens[last - 1].end : tokens[last].start]
        if not (_SPOKEN_POINT.fullmatch(gap) if not digits else not gap.strip()):
            break
        digits.append(str(UNITS.get(tokens[last].word, 0)))
        last += 1
    if not digits or number.value != int(number.value) or tokens[number.first].word[0].isdigit():
        return number
    unit = unit_at(text, tokens[last - 1].end)[0]
    measured = unit is not None and unit.dimension not in _COUNTED
    low, high = _BODY_TEMPERATURES
    if not (measured or number.value == 0 or low <= number.value <= high):
        return number
    shown = f"{int(number.value)}.{''.join(digits)}"
    return Number(Decimal(shown), number.first, last, shown)
