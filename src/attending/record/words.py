"""FHIR elements in words a clinician reads; missing or oddly shaped elements give empty words, never an error.

Read by `summary` and `timeline`.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attending.terms.coding import Coding

_SEMANTIC_TAG = re.compile(
    r" \((?:disorder|finding|procedure|situation|event|substance|product|medicinal product|regime/therapy|morphologic "
    r"abnormality|observable entity|person|physical object|qualifier value|environment|organism)\)$"
)
"""SNOMED CT ends its full names with the kind of concept; on a page that is noise."""
_ANNOTATION = re.compile(r"\{[^}]*\}")
"""UCUM sets words that are no unit in braces: `{score}`."""
_BEDSIDE = (
    ("{1.73_m2}", "1.73 m²"), ("m2", "m²"), ("10*3/", "10³/"), ("10*6/", "10⁶/"), ("10*9/", "10⁹/"),
    ("10*12/", "10¹²/"), ("Cel", "°C"), ("[degF]", "°F"), ("[lb_av]", "lb"),
    ("[oz_av]", "oz"), ("[in_i]", "in"), ("[ft_i]", "ft"), ("[pH]", ""), ("[", ""), ("]", ""),
)  # fmt: skip
"""Spelling in UCUM, and as it is written at the bedside."""
_MOST_DECIMALS = 3
"""Simulators and unit conversions leave a dozen; beyond three they say nothing at the bedside."""

_PERIOD_UNITS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def objects(value: object, *path: str) -> Iterator[Mapping[str, Any]]:
    """Every object at a path, through lists."""
    if isinstance(value, list):
        for part in value:
            yield from objects(part, *path)
    elif isinstance(value, dict | Mapping):  # dict first: it is the one that comes, and the quick one to tell
        if path:
            yield from objects(value.get(path[0]), *path[1:])
        else:
            yield value


def text_at(value: object, *path: str) -> str:
    """The first text at a path, or nothing."""
    *above, last = path
    for found in objects(value, *above) if above or not isinstance(value, dict) else (value,):
        part = found.get(last)
        part = part[0] if isinstance(part, list) and part else part
        if isinstance(part, str):
            return part
    return ""


def concept(value: object) -> tuple[str, Coding | None]:
    """A CodeableConcept (or the first of several): its words and its first code."""
    for found in objects(value):
        coding = next(objects(found, "coding"), {})
        code = Coding(
            system=text_at(coding, "system"), code=text_at(coding, "code"), display=text_at(coding, "display")
        )
        words = text_at(found, "text") or code.display or code.code
        if words:
            return plain(words), code if code.code else None
    return "", None


def plain(words: str) -> str:
    """Words without SNOMED CT's tags and the white space around them."""
    return _SEMANTIC_TAG.sub("", words.strip())


def concept_text(value: object) -> str:
    """The words of a CodeableConcept alone."""
    return concept(value)[0]


def number(value: object) -> Decimal | None:
    """A FHIR decimal; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
        return None
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def number_text(value: Decimal) -> str:
    """Digits as written, to three decimals at most."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        rounded = round(value, _MOST_DECIMALS)
        value = rounded.normalize() if rounded else value
    return f"{value:f}" if abs(value.adjusted()) < 15 else str(value)


def unit_of(quantity: Mapping[str, Any]) -> str:
    """The unit as it was written, else its UCUM code."""
    return text_at(quantity, "unit") or text_at(quantity, "code")


def quantity_text(quantity: Mapping[str, Any]) -> str:
    """`5.4 mmol/L`, with its comparator; nothing when there is no number."""
    value = number(quantity.get("value"))
    if value is None:
        return ""
    return spaced(f"{text_at(quantity, 'comparator')}{number_text(value)}", readable_unit(unit_of(quantity)))


def readable_unit(unit: str) -> str:
    """A unit as it is said at the bedside: mmHg for mm[Hg], 10⁹/L for 10*9/L, and without UCUM's annotations."""
    for code, words in _BEDSIDE:
        unit = unit.replace(code, words)
    return _ANNOTATION.sub("", unit).strip()


def dose_text(dosage: Mapping[str, Any]) -> str:
    """One Dosage in words: as it was written, else composed from its parts."""
    written = plain(text_at(dosage, "text"))
    if written:
        return written
    doses = [*objects(dosage, "doseAndRate", "doseQuantity"), *objects(dosage, "doseQuantity")]
    dose = quantity_text(doses[0]) if doses else ""
    as_needed = "as needed" if dosage.get("asNeededBoolean") is True or dosage.get("asNeededCodeableConcept") else ""
    return spaced(dose, concept_text(dosage.get("route")).lower(), _timing(dosage), as_needed)


def spaced(*parts: str) -> str:
    """Join what is there with single spaces."""
    return " ".join(part for part in parts if part)


def listed(*parts: str) -> str:
    """Join what is there with commas."""
    return ", ".join(part for part in parts if part)


def _timing(dosage: Mapping[str, Any]) -> str:
    timing = next(objects(dosage, "timing"), {})
    if code := concept_text(timing.get("code")):
        return code
    repeat = next(objects(timing, "repeat"), {})
    frequency, period = number(repeat.get("frequency")), number(repeat.get("period"))
    unit = _PERIOD_UNITS.get(text_at(repeat, "periodUnit"))
    if frequency is None or period is None or unit is None:
        return ""
    every = unit if period == 1 else f"{number_text(period)} {unit}s"
    return f"{number_text(frequency)} times every {every}" if frequency != 1 else f"once every {every}"
