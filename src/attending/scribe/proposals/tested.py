"""Illnesses that are named because a test looks for them: "hepatitis B and C, HIV and a TB blood test".

Read by `named_problems`, to which such an illness is no problem, and by `orders`, which names its test.
"""

import re

from attending.scribe.proposals.passages import clause_at
from attending.terms.problems import DiagnosisMention

_LOOKS = re.compile(
    r"\b(?:(?:re-?)?(?:check|test|screen|assess|evaluat|examin|investigat)\w*(?: (?:you|him|her|them|your|his|blood|"
    r"bloods|urine|stool|skin|out|over|things)){0,3} for|screen\w*|tests?(?: \w+){0,3} for|swab\w*(?: \w+){0,2} for|"
    r"bloods?(?: \w+)? for|rul(?:e|es|ing)(?: \w+){0,2} out|exclud\w*|(?:look|search)\w*(?: \w+){0,2} for)\b[^.?!;]*$",
    re.IGNORECASE,
)
"""Before an illness that is looked for."""
_ORDERS = re.compile(
    r"\b(?:need|check\w*|get|do|order\w*|send\w*|run\w*|draw|add|repeat|arrange|request|want|like|book|take)\b",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"\b(?:x-?rays?|scans?|mri|ct|ultrasound|ecg|ekg|echo\w*|bloods|(?:\w+ )?tests?|testing|panel|screen\w*|serology|"
    r"swabs?|cultures?|(?:full |complete )?(?:blood )?count|(?:liver|kidney|renal|thyroid|lung) function|lfts?|tfts?|"
    r"cbc|fbc|bmp|cmp|u&es?|tsh|a1c|hba1c|crp|esr|ferritin|vitamin [bd](?:12)?|b12|folate|psa|inr|labs|levels?|"
    r"antibod\w+|urine|stool|sample|biops\w+|d-dimer|lipids|cholesterol|glucose)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r",\s*(?:and|or|then|plus|also)?\b|\b(?:and|or|plus)\b", re.IGNORECASE)
_HAS = re.compile(
    r"\b(?:have|has|had|got|with|for|because|since|your|his|her|history|known|due|given|is|are|was|that)\b|['’]s\b",
    re.IGNORECASE,
)
"""Words of an illness that is there, between the order and it: "a scan for your"."""
_TESTS = {
    "hiv infection": "HIV test",
    "tuberculosis": "tuberculosis test",
    "hepatitis a": "hepatitis A test",
    "hepatitis b": "hepatitis B test",
    "hepatitis c": "hepatitis C test",
    "syphilis": "syphilis test",
    "chlamydia": "chlamydia test",
    "gonorrhea": "gonorrhea test",
    "celiac disease": "celiac disease test",
    "diabetes mellitus": "hemoglobin A1c",
    "type 2 diabetes mellitus": "hemoglobin A1c",
    "lyme disease": "Lyme disease test",
}
_BOTH = re.compile(r",? (?:and|&) c\b", re.IGNORECASE)


def is_tested_for(text: str, mention: DiagnosisMention) -> bool:
    """Whether an illness of a sentence is what a test looks for, or stands in a list of tests that are wanted."""
    start, end = clause_at(text, mention.start)
    lead = text[start : mention.start]
    looks = _LOOKS.search(lead)
    if looks:
        return not _HAS.search(re.sub(r"^.*?\bfor\b", "", looks.group(), count=1))
    return _is_listed(text, mention, start, end)


def _is_listed(text: str, mention: DiagnosisMention, start: int, end: int) -> bool:
    """Whether an illness is one item of an ordered list with a test among its items."""
    order = next(iter(_ORDERS.finditer(text, start, mention.start)), None)
    if order is None or _HAS.search(text, order.end(), mention.start):
        return False
    items, own, at = [], "", order.end()
    for cut in [*_PARTS.finditer(text, order.end(), end), None]:
        stop = cut.start() if cut else end
        if at <= mention.start < stop:
            own = f"{text[at : mention.start]} {text[mention.end : stop]}"
        else:
            items.append(text[at:stop])
        at = cut.end() if cut else end
    alone = re.fullmatch(
        r"\W*(?:(?:some|a|an|the|also|too|as well|again|first|today|please)\b\W*)*", own, re.IGNORECASE
    )
    return bool(alone) and any(_TEST.search(item) and not _HAS.search(item) for item in items)


def test_of(text: str, mention: DiagnosisMention) -> str:
    """The test for an illness by its name, or nothing where it has none of its own."""
    name = mention.diagnosis.name
    if name == "hepatitis b" and _BOTH.match(text, mention.end):
        return "hepatitis B and C tests"
    return _TESTS.get(name, "")
