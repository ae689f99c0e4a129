"""Blood tests that a list names by the organ or the substance alone: "bloods: thyroid, B12, calcium, kidneys".

Read by `orders`. The names count only as whole items of a list that orders blood tests: "your thyroid is fine" is none.
"""

import re
from collections.abc import Iterator

_TESTS = {
    "thyroid": "thyroid stimulating hormone",
    "thyroid function": "thyroid stimulating hormone",
    "calcium": "calcium",
    "sodium": "sodium",
    "kidney": "kidney function",
    "kidneys": "kidney function",
    "liver": "liver function tests",
    "iron": "ferritin",
    "iron stores": "ferritin",
    "sugar": "glucose",
    "sugars": "glucose",
    "glucose": "glucose",
    "platelets": "complete blood count",
    "cholesterol": "lipid panel",
    "vitamin d": "vitamin D",
    "clotting": "clotting screen",
    "inflammation": "C-reactive protein",
    "inflammatory markers": "C-reactive protein",
    "electrolytes": "urea and electrolytes",
}
_BLOODS = re.compile(
    r"\b(?:bloods|blood ?work|blood tests?|labs|(?:full |complete )?blood count|fbc|cbc)\b", re.IGNORECASE
)
_ITEMS = re.compile(
    r"(?:(?<=,)|(?<=:)|(?<=\band)|(?<=\bplus)|(?<=\bfor)|(?<=\bincluding)|(?<=['’]s)|(?<=\bis))\s+"
    r"(?:(?:and|your|the|a|his|her|their)\s+)*(?P<name>"
    + "|".join(sorted(map(re.escape, _TESTS), key=len, reverse=True))
    + r")(?:\s+(?:function|levels?|tests?))?"
    r"(?=\s*(?:,|\band\b|\bplus\b|[.;]|$|\btoo\b|\b(?:in|on|next|again|before)\b|\bas well\b|\btoday\b))",
    re.IGNORECASE,
)


def tests_listed(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The tests of a list of blood tests, each by its name and where it is said."""
    bloods = _BLOODS.search(text)
    for found in _ITEMS.finditer(text, bloods.start()) if bloods else ():
        yield _TESTS[found["name"].lower()], found
