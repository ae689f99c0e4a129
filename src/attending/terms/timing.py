"""How often and when a medicine is taken, read from words: "every six hours", "twice a day", "at bedtime".

Read by `directions`. Timing follows FHIR R4 `Timing.repeat`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from attending.terms.amounts import BARE_DOSE, DOSE
from attending.terms.dates import DAY_NAME


@dataclass(frozen=True, slots=True)
class Repeat:
    """So many times (to so many) in a period, and at what time of the day."""

    frequency: int | None = None
    most: int | None = None
    period: Decimal | None = None
    period_most: Decimal | None = None
    unit: str = ""
    """UCUM: h, d, wk, mo."""
    when: tuple[str, ...] = ()
    """Codes of FHIR EventTiming."""


PERIODS = {"day": "d", "night": "d", "week": "wk", "month": "mo", "hour": "h", "minute": "min", "year": "a"}
_TIMES = {"once": 1, "twice": 2, "one time": 1}
_OFTEN = re.compile(
    r"\b(?P<times>once|twice|one time|(?P<low>\d)(?: (?:to|or) (?P<high>\d))? times) (?:a |per |every |each )?"
    r"(?P<unit>day|daily|night(?:ly)?|week(?:ly)?|month(?:ly)?)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"\b(?:every|q) ?(?P<n>\d+|other|single|couple(?: of)?)?(?: ?(?:to|or|-|,) ?(?P<most>\d+))? ?"
    r"(?P<unit>min(?:ute)?s?|hours?|h|days?|weeks?|months?|morning|evening|night|afternoon|bedtime)\b",
    re.IGNORECASE,
)
_PER = re.compile(
    r"\b(?P<low>\d|an?)? ?(?:\w+ )?(?:a|per|each) (?P<unit>day|week|month)\b(?! (?:ago|or two))", re.IGNORECASE
)
_ONE_A_DAY = re.compile(r"\bone (?:(?:tablet|pill|capsule) )?(?:a|per|each|every) day\b(?! or)", re.IGNORECASE)
_MORNING_AND_NIGHT = re.compile(r"\b(?:in the )?mornings? and (?:at )?(?:nights?|evenings?|bedtime)\b", re.IGNORECASE)
_DAILY = re.compile(
    r"\b(?:(?P<daily>daily|nightly|at bedtime|every night|at night)|(?P<weekly>weekly)|(?P<monthly>monthly))\b",
    re.IGNORECASE,
)
_LATIN = {"bid": 2, "b.i.d.": 2, "tid": 3, "t.i.d.": 3, "qid": 4, "q.i.d.": 4, "qd": 1, "qday": 1}
_SHORT = re.compile(r"\b(?P<latin>bid|b\.i\.d\.|tid|t\.i\.d\.|qid|q\.i\.d\.|qd|qday)(?!\w)", re.IGNORECASE)
_WHEN: tuple[tuple[str, str, str], ...] = (
    (r"in the mornings?|every morning|each morning|(?<!this )\bmornings\b", "MORN", "in the morning"),
    (r"at (?:noon|midday|lunch ?time)", "NOON", "at noon"),
    (r"in the (?:early |late )?afternoons?", "AFT", "in the afternoon"),
    (r"in the evenings?|every evening|(?<!this )\bevenings\b", "EVE", "in the evening"),
    (r"at bedtime|before bed\b|before (?:you )?(?:go to )?(?:sleep|bed)|\bqhs\b", "HS", "at bedtime"),
    (r"at night(?:time)?|every night|each night|nightly", "NIGHT", "at night"),
    (r"(?:with|at) (?:meals|food|each meal|every meal)", "C", "with meals"),
    (r"(?:with|at) breakfast", "CM", "with breakfast"),
    (r"with lunch\b(?! ?time)", "CD", "with lunch"),
    (r"(?:with|at) (?:dinner|supper)", "CV", "with dinner"),
    (r"before breakfast", "ACM", "before breakfast"),
    (r"before (?:dinner|supper)", "ACV", "before dinner"),
    (r"before (?:meals|eating|each meal|every meal)", "AC", "before meals"),
    (r"after (?:meals|eating|each meal)", "PC", "after meals"),
)
_WEEKENDS = re.compile(r"\b(?:on|at) (?:the )?weekends?\b", re.IGNORECASE)
_WEEKDAYS = re.compile(rf"\b(?:(?:every|on|each) )?({DAY_NAME}s?(?:(?:,| and|,? and)? {DAY_NAME}s?)*)\b", re.IGNORECASE)


def read_repeat(text: str) -> tuple[Repeat | None, tuple[str, ...]]:
    """How often and at what times of the day, and the words that say so."""
    when = [(code, words) for pattern, code, words in _WHEN if re.search(pattern, text, re.IGNORECASE)]
    codes = tuple(dict.fromkeys(code for code, _ in when))
    if "HS" in codes and "NIGHT" in codes:
        codes = tuple(code for code in codes if code != "NIGHT")
    labels = [words for code, words in when if code in codes]
    count, phrase = _count(text)
    if count is None and not codes:
        return None, ()
    if count is None:
        count = Repeat(len(codes), None, Decimal(1), None, "d") if set(codes) <= TIMES_OF_DAY else Repeat()
    base = Repeat(count.frequency, count.most, count.period, count.period_most, count.unit, codes)
    return base, tuple(part for part in (phrase, " and ".join(labels)) if part)


TIMES_OF_DAY = {"NOON", "ACM", "ACV", "MORN", "AFT", "EVE", "NIGHT", "HS", "CM", "CD", "CV"}
_MOST_OFTEN = re.compile(r"\b(?:up to|at most|(?:no|not) more than|a maximum of) $", re.IGNORECASE)


def _count(text: str) -> tuple[Repeat | None, str]:
    """So many times in a period, and its words; times of the day alone are left to `when`."""
    found = _OFTEN.search(text)
    if found:
        unit = re.sub(r"ly$", "", found["unit"].lower()).replace("dai", "day")
        low = _TIMES.get(found["times"].lower()) or int(found["low"])
        high = int(found["high"]) if found["high"] else None
        times = {1: "once", 2: "twice"}.get(low, f"{low} times") if high is None else f"{low} to {high} times"
        if high is None and low > 1 and _MOST_OFTEN.search(text[: found.start()]):
            return Repeat(1, low, Decimal(1), None, PERIODS[unit]), f"up to {times} a {unit}"
        return Repeat(low, high, Decimal(1), None, PERIODS[unit]), f"{times} a {unit}"
    short = _SHORT.search(text)
    if short:
        low = _LATIN[short["latin"].lower()]
        return Repeat(low, None, Decimal(1), None, "d"), {1: "once", 2: "twice"}.get(low, f"{low} times") + " a day"
    found = _EVERY.search(text)
    if found:
        return _every(found)
    named = _WEEKDAYS.search(text)
    if named and not re.search(r"\b(?:since|last|next|until|by|this) $", text[: named.start()]) and not _is_date(named):
        days = [day.rstrip("s").capitalize() for day in re.findall(DAY_NAME, named.group(1), re.IGNORECASE)]
        listed = days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"
        return Repeat(len(days), None, Decimal(1), None, "wk"), f"every {listed}"
    if _WEEKENDS.search(text):
        return Repeat(2, None, Decimal(1), None, "wk"), "at weekends"
    found = _DAILY.search(text)
    if found:
        unit, words = (
            ("d", "once a day")
            if found["daily"]
            else ("wk", "once a week")
            if found["weekly"]
            else ("mo", "once a month")
        )
        if found["daily"] and found["daily"].lower() != "daily":
            return None, ""
        return Repeat(1, None, Decimal(1), None, unit), words
    if _MORNING_AND_NIGHT.search(text):
        return Repeat(2, None, Decimal(1), None, "d"), "twice a day"
    if _ONE_A_DAY.search(text):
        return Repeat(1, None, Decimal(1), None, "d"), "once a day"
    found = _PER.search(text)
    if found and found["unit"].lower() == "day" and (found["low"] or DOSE.search(text) or BARE_DOSE.search(text)):
        return Repeat(1, None, Decimal(1), None, "d"), "a day"
    return None, ""


def _is_date(named: re.Match[str]) -> bool:
    """Whether a day is when something happens once: "start it the Sunday after", "restart on Wednesday"."""
    words = named.group().lower()
    return bool(re.fullmatch(rf"(?:on )?(?:{DAY_NAME})", words)) and bool(
        re.search(r"\b(?:(?:re)?start\w*|begin\w*|again|the|resum\w+)\b[^.;]*$", named.string[: named.start()], re.I)
        or re.match(r" (?:after|before|morning|evening|night)\b", named.string[named.end() :])
    )


def _every(found: re.Match[str]) -> tuple[Repeat | None, str]:
    unit = found["unit"].lower().rstrip("s")
    if unit in ("morning", "evening", "night", "afternoon", "bedtime"):
        if found["n"] == "other":
            return Repeat(1, None, Decimal(2), None, "d"), f"every other {unit}"
        return None, ""
    unit = {"h": "hour", "min": "minute"}.get(unit, unit)
    number = found["n"] or "1"
    period = Decimal({"other": "2", "single": "1"}.get(number, "2" if number.startswith("couple") else number))
    most = Decimal(found["most"]) if found["most"] else None
    if number in ("other", "single") or number.startswith("couple"):
        words = f"every {number} {unit}{'s' if number.startswith('couple') else ''}"
    else:
        words = (
            f"every {unit}"
            if period == 1 and most is None
            else f"every {period}{f' to {most}' if most else ''} {unit}s"
        )
    return Repeat(1, None, period, most, PERIODS[unit]), words
