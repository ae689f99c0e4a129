"""Vital signs and laboratory values that the clinician reads out, as Observation with LOINC and UCUM.

Read by `propose`. Values of earlier visits, targets and what the patient measured at home become nothing; a value
beyond what a living person can have is an error of hearing and is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from attending.scribe.proposals.fhir import SYSTEMS, Fact, Visitor, capitalised, concept, quantity
from attending.scribe.proposals.passages import Passage
from attending.terms.coding import LOINC, Coding
from attending.terms.dates import LAST_TIME
from attending.terms.lexicon import read_table
from attending.terms.quantity import show
from attending.terms.units import find_unit

BLOOD_PRESSURE = Coding(system=LOINC, code="85354-9", display="Blood pressure panel with all children optional")
SYSTOLIC = Coding(system=LOINC, code="8480-6", display="Systolic blood pressure")
DIASTOLIC = Coding(system=LOINC, code="8462-4", display="Diastolic blood pressure")
_PRESSURE = re.compile(
    r"\b(?:blood pressure|bp|pressure)\b[^.?!]{0,45}?\b(?P<high>\d{2,3})\s?(?:/|over)\s?(?P<low>\d{2,3})\b",
    re.IGNORECASE,
)
_UNNAMED_PRESSURE = re.compile(
    r"^\W*(?:(?:so|okay|and|well|right|today|now)\W+)*(?:it|that|you)(?:['’]s|['’]re| is| are)"
    r"(?: (?:now|today|at|reading|still|up|down|running))* (?P<high>\d{2,3})\s?(?:/|over)\s?(?P<low>\d{2,3})\b",
    re.IGNORECASE,
)
"""A pressure read off the cuff without its name: "it's 156 over 94 today"."""
_VALUE = (
    r"[^.?!\d]{0,45}?(?<![\w.])(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d/]|\s?(?:over|weeks?|days?|"
    r"months?|years?|times|hours?|minutes?|to \d))"
)
_UNIT = re.compile(
    r"\s?(?P<unit>%|percent|degrees fahrenheit|degrees celsius|°?F\b|°?C\b|pounds?|lbs?|kg|kilos?|"
    r"kilograms?|mg/dL|mmol/L|g/dL|ng/mL|mEq/L|cm|inches)",
    re.IGNORECASE,
)
_UNITS = {
    "%": "%",
    "percent": "%",
    "f": "[degF]",
    "°f": "[degF]",
    "c": "Cel",
    "°c": "Cel",
    "degrees fahrenheit": "[degF]",
    "degrees celsius": "Cel",
}
_SHORT = {"[lb_av]": "lb", "kg/m2": "kg/m²"}
_EARLIER = re.compile(
    rf"\b(?:ago|{LAST_TIME}|before|previous\w*|used to|back then|(?:it|you|he|she) (?:was|were)|had been|"
    r"at home|your goal|goal|target|below|above|under|should|want (?:it|your|the)|like (?:it|your|the)|"
    r"if|until|unless|less than|more than|greater than|once|when|every|repeat|recheck|check|would)\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:ago|last (?:time|visit|year|month)|previous\w*|before)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measurement by its names, with its code, the unit where none was said, and what is possible."""

    names: str
    coding: Coding
    category: str
    unit: str
    low: Decimal
    high: Decimal
    short: str


@cache
def measures() -> tuple[Measure, ...]:
    """The table `measures.tsv`: names as a pattern, LOINC code, category, implied unit, possible range."""
    return tuple(_measure(*row) for row in read_table("measures.tsv"))


def _measure(
    short: str, loinc: str, display: str, category: str, unit: str, low: str, high: str, names: str
) -> Measure:
    coding = Coding(system=LOINC, code=loinc, display=display)
    return Measure(names, coding, category, unit, Decimal(low), Decimal(high), short)


def propose_measurements(passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    """Every value read out, in order; the same value twice is one."""
    told: set[str] = set()
    for passage in passages:
        if passage.asks or passage.patient:
            continue
        for fact in (*_pressures(passage, visitor), *_values(passage, visitor)):
            if fact.text not in told:
                told.add(fact.text)
                yield fact


def _pressures(passage: Passage, visitor: Visitor) -> Iterator[Fact]:
    unnamed = _UNNAMED_PRESSURE.match(passage.text)
    for found in (*_PRESSURE.finditer(passage.text), *((unnamed,) if unnamed else ())):
        high, low = Decimal(found["high"]), Decimal(found["low"])
        if not (60 <= high <= 280 and 20 <= low <= 180 and low < high) or _is_earlier(passage.text, found):
            continue
        resource = _observation(BLOOD_PRESSURE, "vital-signs", visitor, "Blood pressure")
        resource["component"] = [
            {"code": concept(code.display, code), "valueQuantity": quantity(value, "mm[Hg]")}
            for code, value in ((SYSTOLIC, high), (DIASTOLIC, low))
        ]
        yield Fact(f"Blood pressure {high}/{low} mmHg.", resource, passage.sources)


def _values(passage: Passage, visitor: Visitor) -> Iterator[Fact]:
    for measure in measures():
        for found in re.finditer(rf"\b(?:{measure.names})\b{_VALUE}", passage.text, re.IGNORECASE):
            value = _number(found["value"])
            unit, implied = _unit(passage.text[found.end() :], measure, value)
            if value is None or _is_earlier(passage.text, found) or _another_between(found, measure):
                continue
            if not _possible(value, unit, measure):
                continue
            resource = _observation(measure.coding, measure.category, visitor, measure.short)
            resource["valueQuantity"] = quantity(value, unit)
            shown = find_unit(unit)
            words = _SHORT.get(unit) or (shown.short if shown and shown.short else unit)
            text = (
                f"{capitalised(measure.short)} {show(value)}{'' if words[:1] in ('%', '/') else ' '}{words}".rstrip()
                + "."
            )
            reasons = () if unit and not implied else (implied or "Not said: the unit.",)
            room_air = re.search(r"room air|(\d) liters", passage.text[found.end() : found.end() + 40], re.IGNORECASE)
            if room_air and measure.coding.code == "59408-5":
                resource["note"] = [{"text": "On room air" if not room_air[1] else f"On {room_air[1]} L/min of oxygen"}]
            yield Fact(text, resource, passage.sources, tuple(r for r in reasons if r))


def _is_earlier(text: str, found: re.Match[str]) -> bool:
    """Whether the words around a value say that it is a former one, a goal, or what to do when it is reached."""
    start = max(text.rfind(mark, 0, found.start()) for mark in ",.;:?!") + 1
    return bool(
        _EARLIER.search(text[start : found.start()] + found.group())
        or _LATER.search(text[found.end() : found.end() + 30].split(",")[0])
    )


def _another_between(found: re.Match[str], measure: Measure) -> bool:
    """Whether another measure's name stands between this one's and the number."""
    between = re.sub(rf"^(?:{measure.names})\b", "", found.group(), count=1, flags=re.IGNORECASE)
    return any(re.search(rf"\b(?:{other.names})\b", between, re.IGNORECASE) for other in measures()) or bool(
        re.search(r"\b(?:blood pressure|pressure|x-?ray|mri|ct|test|over)\b", between, re.IGNORECASE)
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _unit(after: str, measure: Measure, value: Decimal | None) -> tuple[str, str]:
    """The unit that was said, or the one that the measurement always has; and why, where it was not said."""
    found = _UNIT.match(after)
    if found:
        name = found["unit"].lower()
        known = find_unit(name)
        return _UNITS.get(name) or (known.ucum if known else found["unit"]), ""
    if measure.coding.code == "8310-5" and value is not None:
        unit = "[degF]" if value > 60 else "Cel"
        return unit, f"The unit was not said; only {'°F' if value > 60 else '°C'} is possible."
    return measure.unit, ""


def _possible(value: Decimal, unit: str, measure: Measure) -> bool:
    if unit == "Cel":
        return 30 <= value <= 44
    if unit == "kg":
        return Decimal("0.5") <= value <= 350
    return measure.low <= value <= measure.high


def _observation(code: Coding, category: str, visitor: Visitor, text: str) -> dict[str, Any]:
    named = {"coding": [{"system": f"{SYSTEMS}observation-category", "code": category}]}
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [named],
        "code": concept(capitalised(text), code),
        "subject": visitor.subject,
        "effectiveDateTime": visitor.moment,
    }
