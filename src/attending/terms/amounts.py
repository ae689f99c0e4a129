"""How much of a medicine is taken at a time: "one and a half tablets" is 1.5 {tbl}, "10 to 20 mg" is 10, 20, mg.

Read by `directions` and `timing`. A number without a unit is a dose only where nothing else can be counted.
"""

import re
from decimal import Decimal

from attending.terms.quantity import show
from attending.terms.units import find_unit

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|half an?|an?|one|two|three|four)"
FORMS = (
    r"mg|milligrams?|mcg|µg|micrograms?|grams?|g|ml|mls|mils|millilit(?:er|re)s?|units?|iu|meq|%|puffs?|tablets?|"
    r"pills?|capsules?|"
    r"drops?|sprays?|patch(?:es)?|sachets?|packets?|scoops?|capfuls?|squirts?|pumps?|teaspoons?|tablespoons?|"
    r"spoonfuls?|"
    r"lozenges?|vials?|suppositor(?:y|ies)|pessar(?:y|ies)|doses?|nebs?"
)
DOSE = re.compile(
    rf"\b(?P<low>{NUMBER})(?:\s*(?:to|or|-|"
    rf"–)\s*(?P<high>\d[\d,]*(?:\.\d+)?))?[\s-]?(?P<unit>{FORMS})(?![\w/])(?!\s*(?:a|per)\s+d[el]|/)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^[\W]*(?:(?:yes|yeah|yep|at|to|up to|down to|back to|just|about|only|the|my|on)\b\W*)*(?P<number>"
    r"\d+/\d+|\d{2,4}(?:\.\d+)?|\d+\.\d+|(?:(?<=^ )|(?<=^, )|^)\d(?![\d/]| (?:times?|or|to|days?|weeks?|months?)\b)|"
    r"\d(?=,? (?:once|twice|daily|every|in the \w+|at (?:night|bedtime)|with (?:each|every|breakfast|lunch|dinner|my|"
    r"meals)|a day|from (?:today|tomorrow|now)|for (?:\d+|an?) (?:days?|weeks?|months?)|instead)\b))"
    r"(?=(?: (?:modified|extended|slow|sustained|prolonged|immediate)[ -]release| [mxs]r| xl)?"
    r"\W*(?:$|[,.;?]|(?:once|twice|daily|every|\d times|in the \w+|at (?:night|bedtime)|and|with|till|until|a day|"
    r"for (?:\d+|an?)|from|now|instead|\d/|\d or \d)\b))",
    re.IGNORECASE,
)
"""A strength without its unit, right behind the name ("Zoloft, 50", "1000, twice a day"): kept as it was said."""
_COUNTS = {"half a": "0.5", "half an": "0.5", "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4"}
_UNITS = {
    "milligram": "mg",
    "milligrams": "mg",
    "g": "g",
    "gram": "g",
    "grams": "g",
    "iu": "[iU]",
    "meq": "meq",
    "microgram": "ug",
    "micrograms": "ug",
}
FROM_TO = re.compile(
    r"\bfrom (?P<old>\d[\d,.]*)(?: ?(?:mg|mcg|units?|g|ml))? (?:up |down )?to "
    r"(?P<new>\d[\d,.]*) ?(?P<unit>mg|mcg|units?|g|ml)\b"
)
BARE_DOSE = re.compile(
    r"(?<![\d./-])(?P<dose>(?:\d[\d.]* (?:or|to) |\d\d (?=\d\d\b))?\d+(?:\.\d+)?)(?:(?P<today> today)\b|"
    r"(?=,? (?:once|twice|\d times|every|"
    r"daily|a day|each|per day|nightly|in the (?:morning|evening|afternoon)|at (?:night|bedtime|noon|midday|"
    r"lunch ?time|tea ?time)|with (?:breakfast|lunch|dinner)|"
    r"for (?:the |your |his |her )?(?:nausea|sickness|vomiting|pain|fever|itch\w*|spasms?|reflux|cough)|"
    r"in(?:to)? the muscle|intramuscular\w*|under the (?:skin|tongue))\b))|"
    r"(?P<strengths>(?<![\d/])\d+/\d+(?![\d/]))|(?:(?<=night, )|(?<=one, )|(?<=bad, )|(?<=day, )|(?<=morning, )|"
    r"(?<=needed, ))(?P<last>\d+)(?=\W*$)",
    re.IGNORECASE,
)
"""A dose whose unit nobody says: "two fifty a day"."""
_A_PIECE = re.compile(r"an? (?:tablet|pill|capsule|cream|patch)\b(?=, \d)", re.IGNORECASE)
_MOVED_BY = re.compile(rf"\bby (?P<dose>{NUMBER} ?(?:{FORMS}))(?![\w/])", re.IGNORECASE)
"""By how much a dose is moved, which is no dose: "up by two units every three days"."""


def read_dose(text: str) -> tuple[Decimal | None, Decimal | None, str, str]:
    """The dose that counts: of "from 10 to 20 mg" the new one; a strength before a number of pieces."""
    moved = FROM_TO.search(text)
    if moved:
        value = decimal_said(moved["new"])
        return value, None, _ucum(moved["unit"]), f"{moved['new'].rstrip('.')} {moved['unit']}"
    by = _MOVED_BY.search(text)
    if by:
        return None, None, "", by.group().lower()
    doses = list(DOSE.finditer(text))
    found = next((dose for dose in doses if dose["unit"] != "%" and not _A_PIECE.match(text, dose.start())), None)
    found = found or next((dose for dose in doses if dose["unit"] != "%"), doses[0] if doses else None)
    if found is None:
        named, bare = _BARE.match(text), max(BARE_DOSE.finditer(text), key=lambda m: bool(m["dose"]), default=None)
        strength = named["number"].rstrip(".,") if named else ""
        counted = (bare["dose"] or bare["strengths"] or bare["last"]) + (bare["today"] or "") if bare else ""
        both = strength and counted and strength != counted  # "500, 2 in the morning and 2 at night"
        return None, None, "", f"{strength}, {counted}" if both else counted or strength
    low, high = decimal_said(found["low"]), decimal_said(found["high"]) if found["high"] else None
    spaced = f"{show(low)}{f' to {show(high)}' if high else ''}"
    unit = found["unit"].lower()
    return low, high, _ucum(unit), f"{spaced}%" if unit == "%" else f"{spaced} {unit}"


def decimal_said(text: str) -> Decimal:
    """A number as it was said: "half a" is 0.5, "1,000" is 1000."""
    low = text.lower().rstrip(".,")
    return Decimal(_COUNTS.get(low, low).replace(",", ""))


def _ucum(name: str) -> str:
    low = name.lower()
    if low in _UNITS:
        return _UNITS[low]
    unit = find_unit(low)
    if unit is not None:
        return unit.ucum
    singular = re.sub(r"(?<=y)$|(?:ies)$", "y", low) if low.endswith("ies") else re.sub(r"(?<=patch)es$|s$", "", low)
    return f"{{{singular}}}"
