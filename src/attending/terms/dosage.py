"""Directions as a FHIR R4 Dosage: `{"text": "500 mg twice a day", "timing": {"repeat": …}, "doseAndRate": […]}`.

Read by `dose_steps` and by `scribe` (MedicationRequest, MedicationStatement).
"""

from decimal import Decimal
from typing import Any

from attending.terms.coding import UCUM
from attending.terms.directions import Directions


def to_dosage(directions: Directions) -> dict[str, Any]:
    """The directions as a FHIR R4 Dosage; parts that nobody said are left out."""
    dosage: dict[str, Any] = {"text": directions.words}
    timing = _timing(directions)
    if timing:
        dosage["timing"] = {"repeat": timing}
    if directions.as_needed:
        dosage["asNeededBoolean"] = True
    if directions.route:
        route = directions.route
        dosage["route"] = {"coding": [{"system": route.system, "code": route.code, "display": route.display}]}
    if directions.dose is not None and directions.most_a_day:
        day = {"value": 1, "unit": "day", "system": UCUM, "code": "d"}
        dosage["maxDosePerPeriod"] = {"numerator": _quantity(directions.dose, directions), "denominator": day}
    elif directions.dose is not None and directions.unit != "%":  # a strength in per cent is no dose
        low = _quantity(directions.dose, directions)
        if directions.dose_most is None:
            dosage["doseAndRate"] = [{"doseQuantity": low}]
        else:
            dosage["doseAndRate"] = [{"doseRange": {"low": low, "high": _quantity(directions.dose_most, directions)}}]
    return dosage


def _quantity(value: Decimal, directions: Directions) -> dict[str, Any]:
    return {
        "value": plain_number(value),
        "unit": directions.dose_words.removesuffix(" a day").split()[-1],
        "system": UCUM,
        "code": directions.unit,
    }


def plain_number(value: Decimal) -> int | float:
    """A decimal as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _timing(directions: Directions) -> dict[str, Any]:
    repeat = directions.repeat
    timing: dict[str, Any] = {}
    if directions.days:
        value, unit = directions.days
        timing["boundsDuration"] = {"value": plain_number(value), "system": UCUM, "code": unit, "unit": unit}
    if repeat is None or directions.moves:
        return timing
    if repeat.frequency is not None and repeat.period is not None:
        timing |= {"frequency": repeat.frequency, "period": plain_number(repeat.period), "periodUnit": repeat.unit}
        if repeat.most:
            timing["frequencyMax"] = repeat.most
        if repeat.period_most:
            timing["periodMax"] = plain_number(repeat.period_most)
    if repeat.when:
        timing["when"] = list(repeat.when)
    return timing
