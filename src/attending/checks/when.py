"""Points in time of a sentence against the visit: "yesterday", "on Friday", "in the evening". Read by `verify`."""

import re
from dataclasses import dataclass

from attending.checks.clauses import Clauses
from attending.checks.opposites import is_the_others, units_beside
from attending.checks.problem import Problem, quoted
from attending.terms.dates import SURE_MONTHS, WEEKDAYS

_DAYS = "|".join(WEEKDAYS)
_MONTHS = "|".join(SURE_MONTHS)


@dataclass(frozen=True)
class _Point:
    written: re.Pattern[str]
    plain: re.Pattern[str]
    """How a conversation names it, and nothing else."""
    loose: re.Pattern[str]
    """What may mean it."""


def _point(written: str, plain: str = "", loose: str = "") -> _Point:
    said = f"{written}|{plain}" if plain else written
    return _Point(
        *(re.compile(rf"\b(?:{one})\b", re.IGNORECASE) for one in (written, said, f"{said}|{loose}" if loose else said))
    )


def _ago(unit: str, days: str) -> str:
    return rf"(?:a|one|1)\s+{unit}\s+ago|past\s+{unit}|{days}"


_GREETED = r"(?<!good )(?<!good, )"
_FAMILIES = (
    tuple(_point(rf"{day}s?") for day in _DAYS.split("|")),
    tuple(_point(month, loose=r"\d{1,2}\s*/\s*\d{1,2}") for month in _MONTHS.split("|")),
    (
        _point(r"(?:the|last|this|in|since)\s+spring|springtime", loose="march|april|may|easter"),
        _point(r"summer(?:time)?", loose="june|july|august"),
        _point(r"(?:the|last|this|in|since)\s+fall|autumn", loose="september|october|november"),
        _point(r"winter(?:time)?", loose="december|january|february|christmas|holidays"),
    ),
    (
        _point(
            rf"{_GREETED}mornings?|q\.?a\.?m\.?",
            r"breakfast|wak(?:e|es|ing)\s+up|woke\s+up|first\s+thing",
            r"a\.?m\.?|get(?:ting)?\s+up|day|daily",
        ),
        _point(rf"{_GREETED}afternoons?", r"lunch(?:time)?", r"p\.?m\.?|day"),
        _point(
            rf"{_GREETED}(?:evenings?|nights?|nighttime)|bedtime|nightly|overnight|nocturnal(?:ly)?|nocte|q\.?h\.?s\.?",
            r"tonight|(?:before|to|in|go\s+to)\s+bed|asleep|dinner|supper|sleep(?:ing)?",
            r"p\.?m\.?|day|wak(?:e|es|ing)(?:\s+(?:me|her|him))?(?:\s+up)?|end\s+of\s+the\s+day|bed|late",
        ),
    ),
    (
        _point(r"yesterday", r"last\s+night"),
        _point(r"this\s+morning", "woke", "today|morning"),
        _point(r"last\s+night", "", "yesterday|night|overnight"),
        _point(r"last\s+week", _ago("week", r"seven\s+days\s+ago"), r"week|weekend|days\s+ago|" + _DAYS),
        _point(r"last\s+month", _ago("month", r"four\s+weeks\s+ago"), r"month|weeks\s+ago|" + _MONTHS),
        _point(r"last\s+year", _ago("year", r"twelve\s+months\s+ago"), r"year|months\s+ago|" + _MONTHS),
    ),
    (
        _point(r"next\s+week", r"(?:a|one|1|seven|7)\s+(?:week|days)", "week"),
        _point(r"next\s+month", r"(?:a|one|1|four|4)\s+(?:month|weeks)", "month|weeks"),
        _point(r"next\s+year", r"(?:a|one|1|twelve|12)\s+(?:year|months)", "year"),
    ),
)  # fmt: skip
"""Points of which one excludes the others of its row."""
_A_DAY = re.compile(r"\b(?:a|per|every|each)\s+day\b", re.IGNORECASE)
"""A number of times a day is of no part of it."""


def check_points_in_time(sentence: str, clauses: Clauses) -> list[Problem]:
    """Days, months, seasons and times of the day that nobody said, or that were said of something else."""
    problems = []
    for family in _FAMILIES:
        named = [(point, match) for point in family if (match := point.written.search(sentence))]
        if len(named) != 1:
            continue  # "worse in the morning than at night" tells of both
        point, match = named[0]
        held = clauses.weigh(units_beside(sentence, match.start(), match.end()))
        mine, others, said = [], [(0.0, "")], False
        for weight, text in zip(held, clauses.texts, strict=True):
            if point.loose.search(text):
                said = True
                mine += [weight] if point.loose.search(_A_DAY.sub(" ", text)) else []
            else:
                others += [(weight, other.group()) for one in family if (other := one.plain.search(text))]
        rival = max(others)
        if is_the_others(mine, rival[0], held):
            message = (
                f"{quoted(match.group())} stands here, but where this is spoken of the words say {quoted(rival[1])}."
            )
            problems.append(Problem("time-differs", match.group().lower(), message))
        elif not said:
            problems.append(
                Problem(
                    "time-not-said", match.group().lower(), f"{quoted(match.group())} stands here, but nobody said so."
                )
            )
    return problems
