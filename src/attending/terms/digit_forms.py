"""Quantities with a fixed shape: dates, times of day, "120/80", "twice a day", "a week and a half", "L5", "A one c".

Read by `spoken`, which finds all others.
"""

import re
from decimal import Decimal

from attending.terms.numerals import TEENS, UNITS
from attending.terms.quantity import Quantity, QuantityKind, unit_at, with_unit
from attending.terms.units import units_by_name

_DATE = re.compile(
    r"(?<![\w/.])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])|(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?!\d)"
    r"|(?<![\w/.])(\d{1,2})/((?:19|20)\d\d)(?![\w/])|(?<![\w/.])(0\d)/(\d\d)(?![\w/])"
)
_CLOCK = re.compile(r"(?<![\w:])(\d{1,2}):(\d{2})(?![\w:])(?:\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
_SLASH = re.compile(r"(?<![\w/.])(\d{1,3}(?:\.\d+)?)\s?/\s?(\d{1,3})(?![\w/]|\.\d)")
_UK_TIME = {"7": "d", "52": "wk", "12": "mo", "24": "h"}
_WORDS = "|".join(word for word in [*UNITS, *TEENS] if word != "zero")
_LABEL = re.compile(
    rf"\b(?:(?P<a1c>a[ -]?(?:one|1)[ -]?c)|vitamin[ ](?P<vitamin>[bdk])[ -]?(?P<which>{_WORDS})"
    rf"|(?<!['’])(?P<letter>[cltsb])[ -](?P<number>{_WORDS}))\b(?!\s+(?:point|over|hundred)\b)"
    r"|\b[a-z]+-\d+(?:[a-z]\b)?|\b[clts]\d{1,2}-[clts]?\d{1,2}\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(once|twice|thrice)\s+(?:(?:a|per|each|every)\s+(day|week|month)|(daily|weekly|monthly))\b", re.IGNORECASE
)
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_PER = {"d": "/d", "w": "/wk", "m": "/mo"}
_A_AND_HALF = re.compile(
    r"\b(?:a|an|one)\s+(year|month|week|day|hour|pack|tablet|pill|inch|gram|mile|liter|litre)\s+and\s+a\s+half\b",
    re.IGNORECASE,
)


def find_fixed_forms(text: str) -> list[Quantity]:
    """All of them, in order, none inside another."""
    found = [_date(match) for match in _DATE.finditer(text)]
    found += [_plain(m, (Decimal(m[1]), Decimal(m[2])), QuantityKind.TIME) for m in _CLOCK.finditer(text)]
    found += [_slash(match, text) for match in _SLASH.finditer(text)]
    found += [_plain(m, (), QuantityKind.LABEL, written=_label(m)) for m in _LABEL.finditer(text)]
    found += [
        _plain(m, (Decimal(_TIMES[m[1].lower()]),), unit=_PER[(m[2] or m[3])[0].lower()]) for m in _OFTEN.finditer(text)
    ]
    found += [
        _plain(m, (Decimal("1.5"),), unit=units_by_name()[m[1].lower()].ucum, written=f"1.5 {m[1]}s")
        for m in _A_AND_HALF.finditer(text)
    ]
    found.sort(key=lambda quantity: (quantity.start, -quantity.end))
    return [
        quantity
        for before, quantity in zip([None, *found], found, strict=False)
        if not before or quantity.start >= before.end
    ]


def _plain(
    match: re.Match[str],
    values: tuple[Decimal, ...],
    kind: QuantityKind = QuantityKind.NUMBER,
    *,
    unit: str | None = None,
    written: str | None = None,
) -> Quantity:
    span = match.group()
    return Quantity(values, unit, kind, match.start(), match.end(), span, written or span)


def _label(match: re.Match[str]) -> str:
    if match["a1c"]:
        return "A1c"
    letter, word = (match["vitamin"], match["which"]) if match["vitamin"] else (match["letter"], match["number"])
    if letter is None:
        return match.group()
    number = {**UNITS, **TEENS}[word.lower()]
    return f"{'vitamin ' if match['vitamin'] else ''}{letter.upper()}{number}"


def _date(match: re.Match[str]) -> Quantity:
    return _plain(match, tuple(Decimal(part) for part in match.groups() if part), QuantityKind.DATE)


def _slash(match: re.Match[str], text: str) -> Quantity:
    first, second = match[1], match[2]
    unit, end = unit_at(text, match.end())
    if second in _UK_TIME and Decimal(first) <= 12 and unit is None:
        return _plain(match, (Decimal(first),), unit=_UK_TIME[second])
    kind = QuantityKind.OUT_OF if Decimal(second) <= 10 and Decimal(first) <= Decimal(second) else QuantityKind.RATIO
    shown = f"{first}/{second}" + with_unit(unit, text[match.end() : end])
    ucum = unit.ucum if unit else None
    return Quantity((Decimal(first), Decimal(second)), ucum, kind, match.start(), end, text[match.start() : end], shown)
