"""How often something is done, by any wording: "daily", "every other week", "3 times a day". Read by `opposites`.

A rate is a range of times a day; "a day" and "per week" alone tell a period and not how often in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
_DAY = r"day|night|morning|evening|bedtime|afternoon"
_COUNTS = {
    "once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "ten": 10, "twelve": 12, "other": 2, "second": 2, "third": 3, "couple": 2,
}  # fmt: skip
_N = rf"\d+|{'|'.join(_COUNTS)}"
_PATTERNS = (
    re.compile(
        rf"\b(?:(?P<count>once|twice|thrice)|(?P<low>{_N})(?:\s*(?:to|or|-|–)\s*(?P<high>{_N}))?\s+times?)\s+"
        rf"(?:(?:a|an|per|every|each|in\s+a|in\s+the)\s+)?(?P<unit>{_DAY}|week|month|year|daily|nightly|weekly|monthly|yearly)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:every|each|q)\s*(?:single\s+)?(?:(?P<low>{_N})(?:\s+of)?(?:\s*(?:to|or|-|–)\s*(?P<high>{_N}))?\s+)?"
        rf"(?P<unit>hour|hr|h|{_DAY}|week|month|year)s?\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:(?P<other>every-?other-?day)|(?P<unit>daily|nightly|weekly|monthly|yearly|annually))\b", re.I),
    re.compile(r"\b(?P<latin>b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|q\.?h\.?s|q\.?a\.?m|q\.?p\.?m)\b", re.IGNORECASE),
    re.compile(r"\b(?P<when>in\s+the\s+(?:morning|evening)s?|at\s+(?:night|bedtime)|before\s+bed)\b", re.IGNORECASE),
    re.compile(r"\b(?:on|at|over|every|most)\s+(?:the\s+)?(?P<weekend>week-?ends?)\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:a|per)\s+(?P<period>{_DAY}|week|month|year)\b(?!\s+(?:ago|or\s+(?:two|so)|later|before|after|from))",
        re.IGNORECASE,
    ),
)  # fmt: skip
_EVERY = _PATTERNS[1]
_LATIN = {"bid": 2.0, "tid": 3.0, "qid": 4.0, "qd": 1.0, "qhs": 1.0, "qam": 1.0, "qpm": 1.0}
_NEARLY = 0.98


@dataclass(frozen=True, slots=True)
class Rate:
    """From so many to so many times a day, at `text[start:end]`; without them, only in which period it is counted."""

    days: float
    """The length of the period that it is counted in."""
    low: float | None
    high: float | None
    start: int
    end: int
    text: str

    def meets(self, other: "Rate") -> bool:
        """Whether both may be the same."""
        if self.low is None or other.low is None or self.high is None or other.high is None:
            return self.days == other.days
        return self.low * _NEARLY <= other.high and other.low * _NEARLY <= self.high


def find_rates(text: str) -> list[Rate]:
    """Every rate of a text in order; of two that overlap the first kind that matches is kept."""
    found: list[Rate] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found += _rate(match)
    return sorted(found, key=lambda one: one.start)


def _rate(match: re.Match[str]) -> Iterator[Rate]:
    named = match.groupdict()
    place = (match.start(), match.end(), match.group())
    if named.get("latin"):
        times = _LATIN[named["latin"].replace(".", "").lower()]
        yield Rate(1.0, times, times, *place)
    elif named.get("weekend"):
        yield Rate(7.0, 1 / 7, 3 / 7, *place)
    elif named.get("when"):
        yield Rate(1.0, None, None, *place)
    elif named.get("period"):
        yield Rate(_DAYS[_period(named["period"])], None, None, *place)
    elif named.get("other"):
        yield Rate(2.0, 0.5, 0.5, *place)
    else:
        days = _DAYS[_period(named["unit"])]
        first = _count(named.get("count") or named.get("low"))
        last = _count(named.get("high")) if named.get("high") else first
        if match.re is _EVERY:
            yield Rate(days, 1 / max(last, 1) / days, 1 / max(first, 1) / days, *place)
        else:
            yield Rate(days, first / days, last / days, *place)


def _period(word: str) -> str:
    word = word.lower()
    if word in _DAYS:
        return word
    if word.startswith(("week", "month", "year")):
        return word[: -len("ly")]
    if word in {"hr", "h"}:
        return "hour"
    return "year" if word.startswith("annual") else "day"


def _count(word: str | None) -> int:
    return 1 if not word else int(word) if word.isdigit() else _COUNTS[word.lower()]
