"""Every number that somebody could hear in a text: the benefit of the doubt, for checks.

"twenty three hundred milligrams" may be 2300 mg, or 20 and a correction to 300 mg; a number of a note that is no
reading at all was not said.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from attending.terms.dates import MONTHS
from attending.terms.numerals import (
    INNER,
    LONGEST,
    ORDINALS,
    SCALES,
    TENS,
    UNITS,
    Token,
    digits_of,
    joined,
    tokens_of,
    value_of,
)
from attending.terms.spoken import find_quantities

_EXTRA = {
    **{"once": 1, "single": 1, "a": 1, "an": 1, "another": 1, "twice": 2, "couple": 2, "pair": 2, "both": 2},
    **{"double": 2, "triple": 3, "dozen": 12, "none": 0, "no": 0, "bid": 2, "tid": 3, "qid": 4, "daily": 1},
    **{month: number for number, month in enumerate(MONTHS, start=1)},
}
# "three to four hundred" is 300 to 400
_SHARED_SCALE = re.compile(r"\b([a-z]+|\d+)\s+(?:to|or)\s+(?:[a-z]+|\d+)\s+(hundred|thousand)s?\b")
_HESITANT_POINT = re.compile(r"\b(\d+) point(?:[ ,]+(?:uh|um|ah|er|like|point)\b)+[ ,]+(\d+)\b")
"""38 point, uh, point 5."""
_BABY_ASPIRIN_MG = Decimal(81)
_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}
_CARDINAL = {number: word for word, number in UNITS.items()}


@lru_cache(maxsize=256)
def possible_numbers(text: str) -> frozenset[Decimal]:
    """Every number that somebody could hear in the text, all readings of "one twenty five" included.

    This is for the benefit of the doubt: a note's number that is not among them was not said.
    """
    numbers: set[Decimal] = set()
    for quantity in find_quantities(text):
        numbers.update(quantity.values)
    for run in _runs(tokens_of(text), text):
        numbers.update(_readings([token.word for token in run]))
    numbers.update(Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))
    for low, scale in _SHARED_SCALE.findall(text.lower()):
        value = value_of([low])
        numbers.update({value * SCALES[scale]} if value is not None else ())
    numbers.update(Decimal(f"{whole}.{part}") for whole, part in _HESITANT_POINT.findall(text.lower()))
    if "baby aspirin" in text.lower():
        numbers.add(_BABY_ASPIRIN_MG)
    words = re.findall(r"[a-z]+", text.lower())
    numbers.update(_PARTS[word] for word in words if word in _PARTS)
    numbers.update(Decimal(_EXTRA[word]) for word in words if word in _EXTRA)
    numbers.update(Decimal(ORDINALS[word]) for word in words if word in ORDINALS)
    return frozenset(numbers)


def _runs(tokens: list[Token], text: str) -> Iterator[list[Token]]:
    """Stretches of neighbouring tokens that can stand inside numbers, plurals ("one thirties") and "." included."""
    run: list[Token] = []
    for token in tokens:
        word = _singular(token.word)
        if not (word in INNER or word in ORDINALS or token.word[0].isdigit()):
            if run:
                yield run
            run = []
            continue
        if run and not joined(text, run[-1], token) and text[run[-1].end : token.start].strip() != ".":
            yield run
            run = []
        elif run and text[run[-1].end : token.start].strip() == ".":
            run.append(Token("point", token.start, token.start))
        run.append(Token(word, token.start, token.end))
    if run:
        yield run


def _singular(word: str) -> str:
    if word.endswith("ies") and word[:-3] + "y" in TENS:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and word[:-1] in SCALES | UNITS else word


def _readings(words: list[str]) -> set[Decimal]:
    plain = [str(ORDINALS[w]) if w in ORDINALS else w for w in words]
    found: set[Decimal] = set()
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + LONGEST) + 1):
            value = value_of(words[start:end])
            if value is None and words[end - 1] in ORDINALS and ORDINALS[words[end - 1]] < 10:
                value = value_of([*words[start : end - 1], _CARDINAL[ORDINALS[words[end - 1]]]])
            if value is None and end == start + 1 and plain[start].isdigit():
                value = Decimal(plain[start])
            if value is not None:
                found.add(value)
            digits = digits_of(words[start:end])
            if digits:
                found.add(Decimal(digits))
    return found
