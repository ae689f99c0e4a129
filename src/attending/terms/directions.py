"""How a medicine is to be taken, read from words: dose, route, how often, when, for how long, as needed.

Read by `scribe` and `checks`; `dosage` makes FHIR of it. Nothing is guessed: a dose without its unit stays words, a
route that nobody said stays open.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from attending.terms.amounts import FORMS, FROM_TO, NUMBER, read_dose
from attending.terms.coding import SNOMED, Coding
from attending.terms.spoken import written
from attending.terms.timing import PERIODS, Repeat, read_repeat


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
_STRENGTH = re.compile(r"\b\d[\d.]* ?(?:mg|mcg|units?) (?:in|per|to) (?:every )?\d[\d.]* ?(?:mls?)\b", re.IGNORECASE)
_APART = re.compile(r"\b(\d+ (?:minutes|hours|days|weeks)) apart\b", re.IGNORECASE)
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
    rf"\b(?:up to|at most|no more than|maximum(?: of)?|max(?: of)?) {NUMBER} ?(?:mg|g|grams?|mcg|ml|"
    rf"units?)\b ?(?:a|per|in a|each|every) (?:day|24 hours)",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    rf"(?<!\bgo )(?<!\bgoing )(?<!\bbump )(?<!\bback )(?<!\bright )(?<!\bit )(?<!\byou )(?<!\bthat )\b(?:up to|at most|"
    rf"no more than) {NUMBER} ?(?:puffs?|tablets?|pills?|capsules?|sprays?|drops?|sachets?)\b",
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
    rf"\d ?(?:{FORMS})?,?(?: \w+)? (?P<when>now|tomorrow|the first day|on the first day|on day 1|"
    r"as a single dose|straight away|right away)\b(?! (?:if|and then))",
    re.IGNORECASE,
)
"""Behind a dose that is taken a single time."""
_FROM_ONE_TO_ANOTHER = re.compile(
    r"\bfrom (?P<old>\d[^;.?!]{0,40}?) (?:up |down |back )?to (?P<new>\d)(?! (?:days?|weeks?|months?|hours?)\b)",
    re.IGNORECASE,
)


def read_directions(text: str) -> Directions:
    """Read what a text says of how to take the one medicine it speaks of; numbers may be spoken."""
    plain = _APART.sub(r"every \g<1>", re.sub(r"\s+", " ", written(text)))
    moved = _FROM_ONE_TO_ANOTHER.search(plain)
    if moved and not FROM_TO.search(plain):
        plain = f"{plain[: moved.start()]}{plain[moved.start('new') :]}"
    strength = _STRENGTH.search(plain)
    plain = _STRENGTH.sub(" ", plain)  # how strong a syrup is, is no dose: "125 mg in 5 ml"
    low, high, unit, words = read_dose(plain)
    route = next((coding for pattern, coding in _ROUTES if re.search(rf"\b(?:{pattern})", plain, re.IGNORECASE)), None)
    repeat, repeat_words = read_repeat(plain)
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
        days, days_words = (count, PERIODS[name]), f"for {count} {name}{'s' if count != 1 else ''}"
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
