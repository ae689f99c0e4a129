"""From an element of a resource to what the index holds of it: one function for each kind of search parameter.

Elements of the wrong shape give nothing: what hospitals really send must be storable, and found by what is right in it.
Source: HL7 FHIR R4, Search, sections 3.1.1.4.8 to 3.1.1.4.16 (which parts of a type each kind of parameter searches).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from attending.record.index.moments import EARLIEST, LATEST, read_span
from attending.terms.ucum import find_measure

LOWEST, HIGHEST = -1.7e308, 1.7e308
"""Stand for the open end of a range: finite, so that every database can store and compare them."""
UCUM = "http://unitsofmeasure.org"
_ONE = Fraction(1)
_PLAIN = 300
"""Powers of ten that a double surely holds."""
_OWN = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?")
_NAME_PARTS = ("text", "family", "given", "prefix", "suffix")
_ADDRESS_PARTS = ("text", "line", "city", "district", "state", "postalCode", "country")

Token = tuple[str, str, str]
"""Code, system, folded text."""
Range = tuple[str, float, float]
"""Unit (see `unit_key`), lowest and highest value."""


@lru_cache(maxsize=65_536)
def number_of(name: str) -> int:
    """A name of any length as 63 bits, so that index rows stay short; 0 for none."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") >> 1 if name else 0


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """As `fold`, remembered: most texts come again."""
    return fold(text)


def fold(text: str) -> str:
    """Lower case without accents and with single blanks, so that "Muller" finds Müller."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def tokens(value: Any, kind: str) -> Iterator[Token]:
    """Codes with their systems and what people read beside them."""
    match value:
        case bool():
            yield ("true" if value else "false"), "", ""
        case str():
            yield value, "", ""
        case dict() if kind == "CodeableConcept":
            yield from _concept(value)
        case dict() if kind == "Coding":
            yield _coding(value)
        case dict() if kind == "Identifier":
            text = value.get("type")
            shown = text.get("text") if isinstance(text, dict) else None
            yield _text(value.get("value")), _text(value.get("system")), folded(_text(shown))
        case dict() if kind == "ContactPoint" and isinstance(value.get("value"), str):
            yield value["value"], "", ""


def typed(identifier: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """An identifier with each code of its type, `code|value`, and the type's system, for `:of-type`."""
    kind, number = identifier.get("type"), _text(identifier.get("value"))
    codings = kind.get("coding") if isinstance(kind, dict) else None
    for coding in codings if isinstance(codings, list) and number else ():
        if isinstance(coding, dict) and isinstance(coding.get("code"), str):
            yield f"{coding['code']}|{number}", _text(coding.get("system"))


def _concept(value: dict[str, Any]) -> Iterator[Token]:
    text, shown = folded(_text(value.get("text"))), set()
    codings = value.get("coding")
    for coding in codings if isinstance(codings, list) else ():
        if isinstance(coding, dict):
            found = _coding(coding)
            shown.add(found[2])
            yield found
    if text and text not in shown:
        yield "", "", text


def _coding(value: dict[str, Any]) -> Token:
    return _text(value.get("code")), _text(value.get("system")), folded(_text(value.get("display")))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def strings(value: Any, kind: str) -> Iterator[str]:
    """The texts of an element as written: of a name or an address each of its parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name in _NAME_PARTS if kind == "HumanName" else _ADDRESS_PARTS:
            part = value.get(name)
            for text in part if isinstance(part, list) else (part,):
                if isinstance(text, str):
                    yield text


def reference_target(value: Any) -> str:
    """Where a reference or canonical leads: `Type/id` without version, an absolute address or `urn:` as written.

    An address that ends in `Type/id` stays whole: whether it is ours, only the server knows.
    """
    target = value.get("reference") if isinstance(value, dict) else value
    return _target(target) if isinstance(target, str) else ""


@lru_cache(maxsize=65_536)
def _target(target: str) -> str:
    if target.startswith("#"):
        return ""
    found = _OWN.fullmatch(target)
    if found is None:
        return target
    return target.partition("/_history/")[0] if "://" in target else found[1]


@lru_cache(maxsize=65_536)
def target_type(target: str) -> str:
    """The type of resource that a target names, or an empty string."""
    found = _OWN.fullmatch(target)
    return found[1].partition("/")[0] if found else ""


def spans(value: Any, kind: str) -> Iterator[tuple[int, int]]:
    """First and last microsecond of a date, a period, or each event of a timing."""
    if isinstance(value, str):
        found = read_span(value)
        if found is not None:
            yield found
    elif isinstance(value, dict) and kind == "Timing":
        events = value.get("event")
        for event in events if isinstance(events, list) else ():
            yield from spans(event, "dateTime")
        repeat = value.get("repeat")
        if isinstance(repeat, dict) and isinstance(repeat.get("boundsPeriod"), dict):
            yield from spans(repeat["boundsPeriod"], "Period")
    elif isinstance(value, dict):
        start, end = value.get("start"), value.get("end")
        first = read_span(start) if isinstance(start, str) else None
        last = read_span(end) if isinstance(end, str) else None
        if first or last:
            yield (first[0] if first else EARLIEST), (last[1] if last else LATEST)


def ranges(value: Any, kind: str) -> Iterator[Range]:
    """The value as written under no unit, and once more in base units under what it measures."""
    if kind == "Range" and isinstance(value, dict):
        yield from _range(value)
    elif isinstance(value, dict):
        number = _decimal(value.get("value"))
        if number is not None:
            yield from _both(number, number, *unit_of(value), _text(value.get("comparator")))
    else:
        number = _decimal(value)
        if number is not None:
            yield "", float(number), float(number)


def unit_of(quantity: dict[str, Any]) -> tuple[str, str]:
    """The unit of a quantity, or the currency of an amount of money, and its system; empty for none."""
    get = quantity.get
    return _text(get("code")) or _text(get("unit")) or _text(get("currency")), _text(get("system"))


def _range(value: dict[str, Any]) -> Iterator[Range]:
    low, high = value.get("low"), value.get("high")
    low, high = (low if isinstance(low, dict) else {}), (high if isinstance(high, dict) else {})
    first, last = _decimal(low.get("value")), _decimal(high.get("value"))
    if first is None and last is None:
        return
    named = low if first is not None else high
    unit = _text(named.get("code")) or _text(named.get("unit"))
    yield from _both(first, last, unit, _text(named.get("system")), "")


def _both(low: Decimal | None, high: Decimal | None, unit: str, system: str, comparator: str) -> Iterator[Range]:
    if comparator in {"<", "<="}:
        low = None
    if comparator in {">", ">="}:
        high = None
    yield "", *_bounds(low, high, _ONE)
    if unit:
        key, factor = unit_key(unit, system)
        yield key, *_bounds(low, high, factor)


def _bounds(low: Decimal | None, high: Decimal | None, factor: Fraction) -> tuple[float, float]:
    first = LOWEST if low is None else scaled(low, factor)
    if high is low and low is not None:
        return first, first
    return first, (HIGHEST if high is None else scaled(high, factor))


def scaled(number: Decimal, factor: Fraction) -> float:
    """A value in base units as the nearest double; the same exact value gives the same double."""
    if factor is _ONE and abs(number.adjusted()) <= _PLAIN:
        return float(number) + 0.0  # no negative zero
    above, below = number.as_integer_ratio()
    try:  # a quotient of whole numbers is rounded once, to the nearest double
        return min(max((above * factor.numerator) / (below * factor.denominator), LOWEST), HIGHEST)
    except OverflowError:
        return HIGHEST if number > 0 else LOWEST


@lru_cache(maxsize=4096)
def unit_key(unit: str, system: str) -> tuple[str, Fraction]:
    """What a unit measures, and how many base units it is; a unit that UCUM does not know measures itself."""
    measure = find_measure(unit) if system in {"", UCUM} else None
    if measure is None:
        return f"unit {unit}", _ONE
    return "ucum " + ".".join(f"{base}{power}" for base, power in measure.dimension), measure.factor


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() and (not number or abs(number.adjusted()) <= _PLAIN) else None


def sounds(text: str) -> Iterator[str]:
    """Each word's American Soundex: a letter and three digits. Source: US National Archives, The Soundex System."""
    for word in re.findall("[a-z]+", folded(text)):
        digits, last = word[0], _SOUNDS.get(word[0], "")
        for letter in word[1:]:
            digit = _SOUNDS.get(letter, "")
            if digit and digit != last:
                digits += digit
            if letter not in "hw":
                last = digit
        yield digits.ljust(4, "0")[:4]


_SOUNDS = {
    letter: str(digit)
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1)
    for letter in letters
}
