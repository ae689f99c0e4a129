"""Values that a clinician reads out: `vitals` for "your pressure is 128 over 79", `results` for "your A1c is 7.2".

Read by the builders of `sections`. A value that is an aim, a condition or an order was not measured.
"""

import re

from attending.drafts import Role
from attending.scribe.content.order_kinds import as_written, order_kind
from attending.scribe.dialogue.statements import Statement
from attending.scribe.vocabulary import joined
from attending.terms.dates import LAST_TIME
from attending.terms.vital_signs import VITAL_SIGN

_MEASURES = (
    ("vitals", rf"\b(?:{VITAL_SIGN}|weigh(?:t(?! (?:loss|gain))|s|ed|ing)?|(?<!fundal )height|fever|"
               r"head circumference|(?:^|(?<=his )|(?<=her )|(?<=body ))length|centiles?|percentiles?)\b"),
    ("results", r"\b(?:a1c|glucose|blood sugar|finger ?stick|hemoglobin|haemoglobin|creatinine|potassium|sodium|"
                r"cholesterol|ldl|hdl|tsh|ferritin|crp|bnp|troponin|white (?:blood cell )?count|platelets?|inr|egfr|"
                r"vitamin d|psa|ejection fraction|phq(?: ?-?(?:9|2)\b)?|gad(?: ?-?(?:7|2)\b)?)\b"),
)  # fmt: skip
VITAL_VALUE = (
    r"(?! checks?\b| tests?\b)[^.;]{0,40}?(?<!in )(?:\d{2}|\d\.\d|\d ?(?:kg|kilo\w*|pounds?|lbs?|stone)\b|"
    r"\b\d(?:st|nd|rd|th)\b)"
)
"""A value as a vital sign has it: no "2+" of a pulse, no "score is 5" behind a pressure, no "in 10 days"."""
_NO_MEASURE = re.compile(
    r"\b(?:if|until|below|under|target|goal|lose|want|would like|should|aim|when you get|medicines?|protects?|may|"
    r"might)\b"
)


def measured(statement: Statement) -> str:
    """`vitals` or `results` where a clinician reads out a measured value with its number; empty otherwise."""
    if statement.role is not Role.CLINICIAN or statement.kind != "said" or statement.asks:
        return ""
    text = as_written(joined(statement.words))
    if not re.search(r"\d", text) or order_kind(text):
        return ""
    if is_reading(text):
        return "vitals"
    for key, pattern in _MEASURES:
        found = re.search(rf"{pattern}{VITAL_VALUE if key == 'vitals' else r'[^.]{0,40}?[0-9]'}", text)
        before = text[max(0, found.start() - NEAR) : found.start()].rpartition(", ")[2] if found else ""
        if found and not _NO_MEASURE.search(before + text[found.start() : found.end() + NEAR]):
            return key
    return ""


_READING = re.compile(
    r"\b(?:[7-9]\d|1\d\d|2[0-5]\d)/(?:[3-9]\d|1[0-4]\d)\b|\b(?:you are|he is|she is|you weigh\w*) (?:now |at |"
    r"about )?\d[\d.]* "
    r"?(?:pounds?|lbs?|kg|kilos?|stone)\b(?! (?:up|down|over|lighter|heavier|too))|\bhead(?:'s|"
    r" is)? (?:at )?\d[\d.]* ?(?:cm|"
    r"centimet\w+)\b|\b(?:he is|she is|you are) (?:now |back up to |up to )?(?:[89]\d|100) ?%"
)
"""A blood pressure, a weight or the round of a head, by the look of its value."""


def is_reading(text: str) -> bool:
    """Whether words with their numbers in figures hold such a value that was measured, and is no aim."""
    return bool(_READING.search(text)) and not _NO_MEASURE.search(text) and not _NOT_NOW.search(text)


_NOT_NOW = re.compile(rf"\b(?:ago|{LAST_TIME}|used to|previous\w*|at home)\b")
NEAR = 40
"""Characters about a value in which words show that it was not measured: "I want your A1c below 7"."""


_VITAL = re.compile(rf"\b(?:{VITAL_SIGN}|head circumference|(?:^|his |her |your )(?:weight|height|length))\b")
_WITH_VALUE = re.compile(rf"{_VITAL.pattern}{VITAL_VALUE}")
_PRESSURE = re.compile(r"\b\d{2,3}/\d{2,3}\b")


def is_vital_sign(statement: Statement) -> bool:
    """Whether a statement reads out a vital sign with its number."""
    text = as_written(joined(statement.words))
    return bool(_VITAL.search(text) and (_WITH_VALUE.search(text) or _PRESSURE.search(text)))
