"""Points in time of a sentence against the visit: "yesterday", "last week", "on Friday". Read by `verify`."""

import re

from attending.checks.problem import Problem, quoted

_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_SAME = (
    (r"yesterday", r"yesterday|last\s+night"),
    (r"(?:this|in\s+the)\s+morning", r"morning|today|woke"),
    (r"last\s+night|overnight", r"last\s+night|night|yesterday"),
    (r"last\s+week", r"last\s+week|(?:a|one|1)\s+week\s+ago|past\s+week|week"),
    (r"last\s+month", r"last\s+month|(?:a|one|1)\s+month\s+ago|past\s+month|month"),
    (r"last\s+year", r"last\s+year|(?:a|one|1)\s+year\s+ago|past\s+year|year"),
    (r"next\s+week", r"next\s+week|(?:a|one|1|seven|7)\s+(?:week|days)"),
    *((rf"{day}s?", rf"{day}") for day in _DAYS.split("|")),
    *((month, rf"{month}|\b\d{{1,2}}\s*/\s*\d{{1,2}}") for month in _MONTHS.split("|")),
)
_POINTS = tuple(
    (re.compile(rf"\b(?:{a})\b", re.IGNORECASE), re.compile(rf"\b(?:{b})", re.IGNORECASE)) for a, b in _SAME
)


def check_points_in_time(sentence: str, words: str) -> list[Problem]:
    """Days, months and "yesterday" of a sentence that nobody said."""
    problems = []
    for written, spoken in _POINTS:
        match = written.search(sentence)
        if match and not spoken.search(words):
            message = f"{quoted(match.group())} stands here, but nobody said so."
            problems.append(Problem("time-not-said", match.group().lower(), message))
    return problems
