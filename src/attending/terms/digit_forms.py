"""Quantities with a fixed shape: dates, times of day, "120/80", "twice a day", "a week and a half", "L5", "A one c".

Read by `spoken`, which finds all others.
"""

import re
from decimal import Decimal

from attending.terms.numerals import TEENS, TENS, UNITS
from attending.terms.quantity import Quantity, QuantityKind, unit_at, with_unit
from attending.terms.units import units_by_name

_DATE = re.compile(
    r"(?<![\w/.])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])|(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?!\d)|"
    r"(?<![\w/.])(\d{1,2})/((?:19|20)\d\d)(?![\w/])|(?<![\w/.])(0\d)/(\d\d)(?![\w/])"
)
_CLOCK = re.compile(r"(?<![\w:])(\d{1,2}):(\d{2})(?![\w:])(?:\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
_SLASH = re.compile(r"(?<![\w/.])(\d{1,3}(?:\.\d+)?)\s?/\s?(\d{1,3})(?![\w/]|\.\d)")
_UK_TIME = {"7": "d", "52": "wk", "12": "mo", "24": "h"}
_WORDS = "|".join(word for word in [*UNITS, *TEENS] if word != "zero")
_LABEL = re.compile(
    rf"\b(?:(?P<a1c>a[ -]?(?:one|1)[ -]?c)|vitamin[ ](?P<vitamin>[bdk])[ -]?(?P<which>{_WORDS})|"
    rf"(?<!['’])(?P<letter>[cltsb])[ -](?P<number>{_WORDS}))\b(?!\s+(?:point|over|hundred)\b)|"
    r"\b[a-z]+-\d+(?:[a-z]\b)?|\b[clts]\d{1,2}-[clts]?\d{1,2}\b",
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
_WHOLE = {"thirty five": 35, "thirty six": 36, "thirty seven": 37, "thirty eight": 38, "thirty nine": 39, "forty": 40,
          "forty one": 41, "ninety six": 96, "ninety seven": 97, "ninety eight": 98, "ninety nine": 99}  # fmt: skip
_ONES = "|".join(word for word, value in UNITS.items() if 0 < value < 10)
_TEMPERATURE = re.compile(
    r"\b(?:temp(?:erature)?|fever)(?:'s|’s)?\b(?:[\s,]+(?!\d)[a-z'’]+){0,5}?[\s,]+"
    rf"(?P<value>(?P<whole>{'|'.join(w.replace(' ', '[ -]') for w in sorted(_WHOLE, key=len, reverse=True))}|3[5-9]|"
    rf"4[01]|9[6-9])[ -](?P<tenth>{_ONES}|[1-9]))\b(?!\s+(?:hundred|point|over|times|days?|hours?|weeks?)|\.\d)",
    re.IGNORECASE,
)
"""A temperature whose point is not spoken: "temp thirty seven nine"."""
_TWENTY = {"fifteen": 15, "twenty": 20, "twenty five": 25, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
           "seventy": 70, "eighty": 80, "one hundred": 100, "a hundred": 100, "two hundred": 200}  # fmt: skip
_SIX = {"five": 5, "six": 6, "nine": 9, "twelve": 12, "eighteen": 18, "twenty four": 24, "thirty six": 36, "sixty": 60}
_ACUITY = re.compile(
    rf"\b(?:twenty (?P<twenty>{'|'.join(w.replace(' ', '[ -]') for w in sorted(_TWENTY, key=len, reverse=True))})|"
    rf"six (?P<six>{'|'.join(w.replace(' ', '[ -]') for w in sorted(_SIX, key=len, reverse=True))}))\b"
    r"(?!\s+(?:hundred|point|over|minutes?|times|days?|hours?|weeks?|months?|years?|mil\w+|one|two|three|four|five|"
    r"six))",
    re.IGNORECASE,
)
"""What an eye reads, without the stroke: "twenty forty on the right"."""
_OF_EYES = re.compile(
    r"\b(?:vision|visual|acuity|eyes?|pinhole|unaided|glasses|corrected|uncorrected)\b", re.IGNORECASE
)
_ON_A_SIDE = re.compile(r"\s*(?:on|in|with|for) (?:the|your|his|her|that|both)\b|\s+both\b", re.IGNORECASE)
_A_YEAR = re.compile(
    r"\b(?:in|since|until|by|from|of|summer|spring|winter|autumn|fall|early|late|year)\s*$", re.IGNORECASE
)
_EMERGENCY = re.compile(
    r"(?:\b(?:call|ring|dial|phone|contact|or|to|via|on)\s+|(?:\b(?:is|then|just|straight)|['’]s|,)"
    r"\s+(?=nine[ -]nine[ -]nine|triple|nine[ -]one[ -]one)|\ban?\s+(?=nine[ -]nine|triple|nine[ -]one))"
    r"(?P<number>nine[ -]nine[ -]nine|triple[ -]nine|"
    r"one[ -]one[ -](?:one|two)|nine[ -]one[ -]one|nine[ -]eight[ -]eight)(?!\s+(?:over|point|hundred)\b)",
    re.IGNORECASE,
)
"""Whom to call: the same digit three times is no stutter there."""


_TWO_STRENGTHS = re.compile(
    r"\bco[- ]?(?:codamol|dydramol)(?: of)? (?P<said>(?P<first>eight|ten|fifteen|twenty|thirty|8|10|15|20|30)"
    r"(?: over| slash| stroke| and|/)? (?:five hundred|500))\b",
    re.IGNORECASE,
)
"""The strengths of two ingredients, as the pair is called: "co-codamol thirty five hundred" is 30/500."""


_EVEN = re.compile(r"\bfifty[ -]fifty\b(?!\s*(?:mil\w+|micro\w+|grams?|units?|percent)\b)", re.IGNORECASE)
"""Half and half, which is no stutter: "a thick ointment, like fifty fifty"."""


def find_fixed_forms(text: str) -> list[Quantity]:
    """All of them, in order, none inside another."""
    found = [_date(match) for match in _DATE.finditer(text)]
    found += [_plain(m, (Decimal(m[1]), Decimal(m[2])), QuantityKind.TIME) for m in _CLOCK.finditer(text)]
    found += [_slash(match, text) for match in _SLASH.finditer(text)]
    found += [_plain(m, (), QuantityKind.LABEL, written=_label(m)) for m in _LABEL.finditer(text)]
    found += [_emergency(m) for m in _EMERGENCY.finditer(text)]
    found += [
        _plain(m, (Decimal(_TIMES[m[1].lower()]),), unit=_PER[(m[2] or m[3])[0].lower()]) for m in _OFTEN.finditer(text)
    ]
    found += [
        _plain(m, (Decimal("1.5"),), unit=units_by_name()[m[1].lower()].ucum, written=f"1.5 {m[1]}s")
        for m in _A_AND_HALF.finditer(text)
    ]
    found += [_degrees(match, text) for match in _TEMPERATURE.finditer(text)]
    found += [_acuity(match) for match in _ACUITY.finditer(text) if _is_acuity(match, text)]
    found += [_plain(m, (Decimal(50), Decimal(50)), QuantityKind.RATIO, written="50/50") for m in _EVEN.finditer(text)]
    found += [_strengths(match) for match in _TWO_STRENGTHS.finditer(text)]
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


def _degrees(match: re.Match[str], text: str) -> Quantity:
    whole, tenth = (match[name].lower().replace("-", " ") for name in ("whole", "tenth"))
    shown = f"{_WHOLE.get(whole, whole)}.{UNITS.get(tenth, tenth)}"
    unit, end = unit_at(text, match.end())
    start, ucum = match.start("value"), unit.ucum if unit else None
    words = shown + with_unit(unit, text[match.end() : end])
    return Quantity((Decimal(shown),), ucum, QuantityKind.NUMBER, start, end, text[start:end], words)


def _is_acuity(match: re.Match[str], text: str) -> bool:
    """Whether "twenty twenty" is what an eye reads, and no year."""
    if _A_YEAR.search(text[: match.start()]):
        return False
    beside = _ON_A_SIDE.match(text, match.end()) and match["twenty"] and match["twenty"].lower() != "twenty"
    return bool(_OF_EYES.search(text) or beside)


def _acuity(match: re.Match[str]) -> Quantity:
    distance, table, word = (20, _TWENTY, match["twenty"]) if match["twenty"] else (6, _SIX, match["six"])
    read = table[word.lower().replace("-", " ")]
    values = (Decimal(distance), Decimal(read))
    return _plain(match, values, QuantityKind.RATIO, written=f"{distance}/{read}")


def _strengths(match: re.Match[str]) -> Quantity:
    first = match["first"].lower()
    shown = str({**UNITS, **TEENS, **TENS}.get(first, first))
    values = (Decimal(shown), Decimal(500))
    return Quantity(values, None, QuantityKind.RATIO, *match.span("said"), match["said"], f"{shown}/500")


def _emergency(match: re.Match[str]) -> Quantity:
    said = match["number"]
    words = [] if said.lower().startswith("triple") else re.split(r"[ -]", said.lower())
    digits = "".join(str(UNITS[word]) for word in words) if len(words) == 3 else "999"
    return Quantity((Decimal(digits),), None, QuantityKind.DIGITS, *match.span("number"), said, digits)


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
