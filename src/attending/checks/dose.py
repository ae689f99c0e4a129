"""Which dose stands with which medicine in a text. Read by `drug`, `source` and `plan`."""

import re
from decimal import Decimal

from attending.terms.drugs import DrugMention
from attending.terms.spoken import find_quantities
from attending.terms.units import find_unit

_LEADS_TO = re.compile(r"\s+(?:of\s+)?(?:the\s+|your\s+|my\s+)?")  # "20 mg of lisinopril"
_DOSE_REACH = 60  # characters between a medicine and its dose
_DAILY_AMOUNT = re.compile(r"\b\d[\d,.]*\s+(?:once|twice|daily|\d\s+times|three\s+times|every)\b", re.IGNORECASE)
_DOSE_FORMS = frozenset({"dose form", "volume", "drops", "proportion"})
_DOSE_DIMENSIONS = frozenset({"mass", "international units", "equivalents"})

Dose = tuple[Decimal, str]
"""A value and its UCUM unit."""


def doses_by_ingredient(text: str, drugs: tuple[DrugMention, ...]) -> dict[str, frozenset[Dose]]:
    """For each ingredient of a single-ingredient medicine, the doses that stand with it, before the next medicine."""
    quantities = [q for q in find_quantities(text) if q.unit and _is_dose(q.unit)]
    table: dict[str, frozenset[Dose]] = {}
    for index, drug in enumerate(drugs):
        if len(drug.ingredients) != 1:
            continue
        after = drugs[index + 1].start if index + 1 < len(drugs) else len(text)
        near = [q for q in quantities if drug.end <= q.start < min(after, drug.end + _DOSE_REACH)]
        near += [q for q in quantities if _LEADS_TO.fullmatch(text, q.end, drug.start)]
        doses = frozenset((value, q.unit) for q in near if q.unit for value in q.values)
        if doses:
            table[drug.ingredients[0]] = table.get(drug.ingredients[0], frozenset()) | doses
    return table


def dose_stands_after(text: str, end: int) -> bool:
    """Whether any kind of dose follows a medicine: by weight, by volume, by tablets or puffs, or as a taper."""
    following = text[end : end + _DOSE_REACH]
    if re.search(r"\b(?:taper|dosepak|dose\s*pack|swish)\b", following, re.IGNORECASE):
        return True
    if _DAILY_AMOUNT.search(following):
        return True
    units = (find_unit(q.unit) for q in find_quantities(following) if q.unit)
    return any(unit is not None and unit.dimension in _DOSE_DIMENSIONS | _DOSE_FORMS for unit in units)


def _is_dose(unit: str) -> bool:
    known = find_unit(unit)
    return (
        known is not None
        and known.dimension in _DOSE_DIMENSIONS
        and unit not in {"kg", "[lb_av]", "[stone_av]", "[oz_av]"}
    )
