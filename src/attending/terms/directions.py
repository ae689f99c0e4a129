"""How a medicine is to be taken, read from words: dose, route, how often, when, for how long, as needed.

Read by `scribe` (MedicationRequest, MedicationStatement). Nothing is guessed: a dose without its unit stays words, a
route that nobody said stays open. Timing follows FHIR R4 `Timing.repeat`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attending.terms.coding import SNOMED, UCUM, Coding
from attending.terms.dates import DAY_NAME
from attending.terms.quantity import show
from attending.terms.spoken import written
from attending.terms.units import find_unit


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


@dataclass(frozen=True, slots=True)
class Directions:
    """What was said of how to take a medicine; empty fields were not said."""

    dose: Decimal | None = None
    dose_most: Decimal | None = None
    unit: str = ""
    """UCUM; empty where no unit was said."""
    dose_words: str = ""
    route: Coding | None = None
    repeat: Repeat | None = None
    repeat_words: tuple[str, ...] = ()
    most_a_day: bool = False
    """Whether the dose is the most of a day ("up to three grams a day"), not one intake."""
    as_needed: bool = False
    once: str = ""
    """When it is taken a single time: "now", "tomorrow", "the first day"."""
    days: tuple[Decimal, str] | None = None
    """For how long: number and UCUM unit of time."""
    days_words: str = ""
    until: str = ""
    """How long a dose goes on being moved: "until your morning sugar is under 130"."""
    then: bool = False
    """Whether it comes after the dose before it, as a step of a taper does."""

    @property
    def words(self) -> str:
        """The directions as a clinician writes them: "10 mg orally once a day in the morning for 5 days"."""
        route = self.route.display.split(" route")[0].lower() if self.route else ""
        parts = [self.dose_words, _ADVERB.get(route, ""), *self.repeat_words, self.once, self.days_words, self.until]
        text = " ".join(part for part in [*parts, "as needed" if self.as_needed else ""] if part)
        return re.sub(r"(?<![\d./])(\d) (?=\d+ times\b)", r"\1, ", text)

    @property
    def today(self) -> bool:
        """Whether it is the dose of the first day alone."""
        return self.dose_words.endswith(" today")

    @property
    def moves(self) -> bool:
        """Whether it says by how much a dose is moved, which is no dose to take: "up by 2 units every 3 days"."""
        return bool(re.match(r"(?:up |down )?by \d", self.dose_words))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.dose_words or self.route or self.repeat or self.as_needed or self.days)


def _route(code: str, display: str) -> Coding:
    return Coding(system=SNOMED, code=code, display=display)


_ROUTES: tuple[tuple[str, Coding], ...] = tuple(
    (pattern, _route(code, display))
    for pattern, code, display in (
        (r"by mouth|orally|oral|\bp\.?o\b|swallow\w*", "26643006", "Oral route"),
        (r"under (?:the|your) tongue|sublingual\w*", "37839007", "Sublingual route"),
        (r"inhal\w+|puffs?|nebuli[sz]\w+|nebs?\b|breathe it in", "447694001", "Respiratory tract route"),
        (r"under the skin|subcutaneous\w*|sub-?q\b", "34206005", "Subcutaneous route"),
        (r"intramuscular\w*|in(?:to)? the muscle", "78421000", "Intramuscular route"),
        (r"intravenous\w*|\biv\b|infusions?|through a drip", "47625008", "Intravenous route"),
        (r"nasal\w*|nose spray|(?:in|up|into) (?:each|your|the) (?:nose|nostrils?)", "46713006", "Nasal route"),
        (r"eye ?drops?|(?:in|into) (?:each|your|the)(?: \w+)? eyes?\b", "54485002", "Ophthalmic route"),
        (r"ear ?drops?|(?:in|into) (?:each|your|the)(?: \w+)? ears?\b", "10547007", "Otic route"),
        (r"patch(?:es)?\b", "45890007", "Transdermal route"),
        (r"creams?|ointments?|lotions?|topical\w*|\bgel\b|rub it on|shampoo", "6064005", "Topical route"),
        (r"suppositor\w+|rectal\w*", "37161004", "Rectal route"),
        (r"vaginal\w*", "16857009", "Vaginal route"),
        (r"tablets?|pills?|capsules?|chew\w*|syrup", "26643006", "Oral route"),
    )
)
"""Words → route. Source: SNOMED CT International, children of 284009009 |Route of administration value|."""
_ADVERB = {
    "oral": "orally",
    "sublingual": "under the tongue",
    "respiratory tract": "by inhalation",
    "subcutaneous": "subcutaneously",
    "intramuscular": "intramuscularly",
    "intravenous": "intravenously",
    "nasal": "nasally",
    "ophthalmic": "into the eye",
    "otic": "into the ear",
    "transdermal": "as a patch",
    "topical": "topically",
    "rectal": "rectally",
    "vaginal": "vaginally",
}

_N = r"(?:\d[\d,]*(?:\.\d+)?|half an?|an?|one|two|three|four)"
_FORMS = (
    r"mg|milligrams?|mcg|µg|micrograms?|grams?|g|ml|mls|mils|millilit(?:er|re)s?|units?|iu|meq|%|puffs?|tablets?|"
    r"pills?|capsules?|"
    r"drops?|sprays?|patch(?:es)?|sachets?|packets?|scoops?|capfuls?|squirts?|pumps?|teaspoons?|tablespoons?|"
    r"spoonfuls?|"
    r"lozenges?|vials?|suppositor(?:y|ies)|pessar(?:y|ies)|doses?|nebs?"
)
_DOSE = re.compile(
    rf"\b(?P<low>{_N})(?:\s*(?:to|or|-|"
    rf"–)\s*(?P<high>\d[\d,]*(?:\.\d+)?))?[\s-]?(?P<unit>{_FORMS})(?![\w/])(?!\s*(?:a|per)\s+d[el]|/)",
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
_FROM_TO = re.compile(
    r"\bfrom (?P<old>\d[\d,.]*)(?: ?(?:mg|mcg|units?|g|ml))? (?:up |down )?to "
    r"(?P<new>\d[\d,.]*) ?(?P<unit>mg|mcg|units?|g|ml)\b"
)
_PERIODS = {"day": "d", "night": "d", "week": "wk", "month": "mo", "hour": "h", "minute": "min", "year": "a"}
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
_STRENGTH = re.compile(r"\b\d[\d.]* ?(?:mg|mcg|units?) (?:in|per|to) (?:every )?\d[\d.]* ?(?:mls?)\b", re.IGNORECASE)
_APART = re.compile(r"\b(\d+ (?:minutes|hours|days|weeks)) apart\b", re.IGNORECASE)
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
    (r"(?:with|at) (?:dinner|supper)", "CV", "with dinner"),
    (r"before breakfast", "ACM", "before breakfast"),
    (r"before (?:dinner|supper)", "ACV", "before dinner"),
    (r"before (?:meals|eating|each meal|every meal)", "AC", "before meals"),
    (r"after (?:meals|eating|each meal)", "PC", "after meals"),
)
_AS_NEEDED = re.compile(
    r"\bas[- ]needed\b|\bprn\b|\bif (?:you |i |he |she )?need(?:s|ed)?\b|\bwhen(?:ever)? (?:you |i |he |"
    r"she )?need(?:s|ed)?\b|"
    r"\bwhen(?:ever)? (?:you|he|she|they) (?:have|has|feel|feels|get|gets)\b(?! (?:better|well|home|ready|"
    r"used|back))|\bwhen it(?:'s| is)(?: \w+)? bad\b|\bfor breakthrough\b|"
    r"(?:(?<=mg)|(?<=ml)|(?<=gram)|(?<=tablet)|(?<=tablets)|(?<=puffs)|(?<=tongue)|(?<=hours)|(?<=day)|(?<=night)|"
    r"(?<=bedtime)),? if (?:you|he|she|they)(?: gets?| feels?| ha(?:ve|s)|(?:['’]re| are| is|['’]s) (?:in pain|sore|"
    r"wheez\w+|itch\w+|"
    r"anxious|panick\w+|sick|nauseous|breathless|hot|miserable|uncomfortable|hurting|constipated))\b"
    r"(?! (?:an? |any )?(?:\w+ )?(?:rash|reaction|side effects?|problems?|fine|okay|ok|happy|well|better))",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"\b(?:up to|at most|no more than|maximum(?: of)?|max(?: of)?) {_N} ?(?:mg|g|grams?|mcg|ml|"
    rf"units?)\b ?(?:a|per|in a|each|every) (?:day|24 hours)",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    rf"(?<!\bgo )(?<!\bgoing )(?<!\bbump )(?<!\bback )(?<!\bright )(?<!\bit )(?<!\byou )(?<!\bthat )\b(?:up to|at most|"
    rf"no more than) {_N} ?(?:puffs?|tablets?|pills?|capsules?|sprays?|drops?|sachets?)\b",
    re.IGNORECASE,
)
"""The most of one intake: "up to ten puffs every four hours"."""
_DURATION = re.compile(
    r"\b(?:for|(?<!up )(?<!down )over) (?:the )?(?:first |next |another |about )?(?P<n>\d+|an?)(?:[ -](?:to|"
    r"or)[ -]\d+)? (?P<unit>days?|weeks?|months?)\b(?! (?:ago|now|old))|"
    r"\b(?P<n2>\d+)[- ](?P<unit2>day|week|month)(?: course| supply)\b",
    re.IGNORECASE,
)


_UNTIL = re.compile(r"\b(?:until|till)\b[^.;]*$", re.IGNORECASE)
"""Before "for two days" by which no course is that long: "until it's been gone for two days"."""
_ONCE = re.compile(
    rf"\d ?(?:{_FORMS})?,?(?: \w+)? (?P<when>now|tomorrow|the first day|on the first day|on day 1|"
    r"as a single dose|straight away|right away)\b(?! (?:if|and then))",
    re.IGNORECASE,
)
"""Behind a dose that is taken a single time."""
_WEEKENDS = re.compile(r"\b(?:on|at) (?:the )?weekends?\b", re.IGNORECASE)
_WEEKDAYS = re.compile(rf"\b(?:(?:every|on|each) )?({DAY_NAME}s?(?:(?:,| and|,? and)? {DAY_NAME}s?)*)\b", re.IGNORECASE)


_FROM_ONE_TO_ANOTHER = re.compile(
    r"\bfrom (?P<old>\d[^;.?!]{0,40}?) (?:up |down |back )?to (?P<new>\d)(?! (?:days?|weeks?|months?|hours?)\b)",
    re.IGNORECASE,
)
_BARE_DOSE = re.compile(
    r"(?<![\d./-])(?P<dose>(?:\d[\d.]* (?:or|to) |\d\d (?=\d\d\b))?\d+(?:\.\d+)?)(?:(?P<today> today)\b|(?=,? (?:once|"
    r"twice|\d times|every|daily|a day|each|per day|nightly|in the (?:morning|evening|afternoon)|at (?:night|bedtime|"
    r"noon|midday|lunch ?time|tea ?time)|with (?:breakfast|lunch|dinner)|for (?:the |your |his |her )?(?:nausea|"
    r"sickness|vomiting|pain|fever|itch\w*|spasms?|reflux|cough)|in(?:to)? the muscle|intramuscular\w*|"
    r"under the (?:skin|tongue))\b))|"
    r"(?P<strengths>(?<![\d/])\d+/\d+(?![\d/]))|(?:(?<=night, )|(?<=one, )|(?<=bad, )|(?<=day, )|(?<=morning, )|"
    r"(?<=needed, ))(?P<last>\d+)(?=\W*$)",
    re.IGNORECASE,
)
"""A dose whose unit nobody says: "two fifty a day"."""
_A_PIECE = re.compile(r"an? (?:tablet|pill|capsule|cream|patch)\b(?=, \d)", re.IGNORECASE)
_MOVED_BY = re.compile(rf"\bby (?P<dose>{_N} ?(?:{_FORMS}))(?![\w/])", re.IGNORECASE)
"""By how much a dose is moved, which is no dose: "up by two units every three days"."""


def read_directions(text: str) -> Directions:
    """Read what a text says of how to take the one medicine it speaks of; numbers may be spoken."""
    plain = _APART.sub(r"every \g<1>", re.sub(r"\s+", " ", written(text)))
    moved = _FROM_ONE_TO_ANOTHER.search(plain)
    if moved and not _FROM_TO.search(plain):
        plain = f"{plain[: moved.start()]}{plain[moved.start('new') :]}"
    strength = _STRENGTH.search(plain)
    plain = _STRENGTH.sub(" ", plain)  # how strong a syrup is, is no dose: "125 mg in 5 ml"
    low, high, unit, words = _dose(plain)
    route = next((coding for pattern, coding in _ROUTES if re.search(rf"\b(?:{pattern})", plain, re.IGNORECASE)), None)
    repeat, repeat_words = _repeat(plain)
    most_a_day = bool(words and _MOST.search(plain))
    if words and not most_a_day and _AT_MOST.search(plain):
        low, high, unit, words = None, None, "", f"up to {words}"
    if most_a_day:
        repeat, repeat_words, words = None, (), f"up to {words} a day"
    once = _ONCE.search(plain) if words and repeat is None and not words.endswith(" today") else None
    found = _DURATION.search(plain)
    if found and _UNTIL.search(plain[: found.start()]):
        found = None
    days, days_words = None, ""
    if found:
        number, name = found["n"] or found["n2"], (found["unit"] or found["unit2"]).rstrip("s").lower()
        count = Decimal(1) if number in ("a", "an") else Decimal(number)
        days, days_words = (count, _PERIODS[name]), f"for {count} {name}{'s' if count != 1 else ''}"
    return Directions(
        dose=low,
        dose_most=high,
        unit=unit,
        dose_words=f"{words} ({strength.group()})" if strength and words else words,
        route=route,
        repeat=repeat,
        repeat_words=repeat_words,
        once=once["when"].lower() if once else "",
        most_a_day=most_a_day,
        as_needed=bool(_AS_NEEDED.search(plain)),
        days=days,
        days_words=days_words,
    )


def _dose(text: str) -> tuple[Decimal | None, Decimal | None, str, str]:
    """The dose that counts: of "from 10 to 20 mg" the new one; a strength before a number of pieces."""
    moved = _FROM_TO.search(text)
    if moved:
        value = _decimal(moved["new"])
        return value, None, _ucum(moved["unit"]), f"{moved['new'].rstrip('.')} {moved['unit']}"
    by = _MOVED_BY.search(text)
    if by:
        return None, None, "", by.group().lower()
    doses = list(_DOSE.finditer(text))
    found = next((dose for dose in doses if dose["unit"] != "%" and not _A_PIECE.match(text, dose.start())), None)
    found = found or next((dose for dose in doses if dose["unit"] != "%"), doses[0] if doses else None)
    if found is None:
        named, bare = _BARE.match(text), max(_BARE_DOSE.finditer(text), key=lambda m: bool(m["dose"]), default=None)
        strength = named["number"].rstrip(".,") if named else ""
        counted = (bare["dose"] or bare["strengths"] or bare["last"]) + (bare["today"] or "") if bare else ""
        both = strength and counted and strength != counted  # "500, 2 in the morning and 2 at night"
        return None, None, "", f"{strength}, {counted}" if both else counted or strength
    low, high = _decimal(found["low"]), _decimal(found["high"]) if found["high"] else None
    spaced = f"{show(low)}{f' to {show(high)}' if high else ''}"
    unit = found["unit"].lower()
    return low, high, _ucum(unit), f"{spaced}%" if unit == "%" else f"{spaced} {unit}"


def _decimal(text: str) -> Decimal:
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


def _repeat(text: str) -> tuple[Repeat | None, tuple[str, ...]]:
    when = [(code, words) for pattern, code, words in _WHEN if re.search(pattern, text, re.IGNORECASE)]
    codes = tuple(dict.fromkeys(code for code, _ in when))
    if "HS" in codes and "NIGHT" in codes:
        codes = tuple(code for code in codes if code != "NIGHT")
    labels = [words for code, words in when if code in codes]
    count, phrase = _count(text)
    if count is None and not codes:
        return None, ()
    if count is None:
        count = Repeat(len(codes), None, Decimal(1), None, "d") if set(codes) <= _TIMES_OF_DAY else Repeat()
    base = Repeat(count.frequency, count.most, count.period, count.period_most, count.unit, codes)
    return base, tuple(part for part in (phrase, " and ".join(labels)) if part)


_TIMES_OF_DAY = {"NOON", "ACM", "ACV", "MORN", "AFT", "EVE", "NIGHT", "HS", "CM", "CV"}


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
            return Repeat(1, low, Decimal(1), None, _PERIODS[unit]), f"up to {times} a {unit}"
        return Repeat(low, high, Decimal(1), None, _PERIODS[unit]), f"{times} a {unit}"
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
    if found and found["unit"].lower() == "day" and (found["low"] or _DOSE.search(text) or _BARE_DOSE.search(text)):
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
    return Repeat(1, None, period, most, _PERIODS[unit]), words


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
