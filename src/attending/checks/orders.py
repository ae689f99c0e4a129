"""Tests that a note names and nobody did, or that were spoken of only to leave them. Read by `verify`."""

import re
from functools import cache

from attending.checks.problem import Problem, quoted
from attending.terms.lexicon import read_table
from attending.terms.negation import Status, assertion_of

_LOOSELY = {
    "X-ray": r"radiograph\w*|films?|imaging|pictures?",
    "MRI": r"m\.?\s?r\.?\s?i|scans?|imaging|pictures?",
    "CT": r"scans?|imaging|cat",
    "ultrasound": r"scans?|imaging|doppler|echo\w*",
    "echocardiogram": r"ultrasound|echo\w*",
    "electrocardiogram": r"e\s?k\s?g|e\s?c\s?g|tracing|heart tracing",
    "endoscopy": r"scope\w*|camera|gastroscop\w+",
    "colonoscopy": r"scope\w*|camera",
    "biopsy": r"biops\w+|sample\w*|patholog\w+",
    "pulmonary function test": r"lung function|breathing|pulmonary|peak flow",
    "cardiac catheterization": r"cath\w*|stent\w*|angio\w+",
}
"""How a conversation may name a test that a note names properly."""


_REACH = 60
_NOT_NEEDED = re.compile(
    r"(?:n['’]t|not)\s+(?:think|believe|feel)\s+(?:that\s+)?(?:you|we|he|she)(?:['’]?ll)?\s+(?:really\s+)?(?:need|want|requir)\w*\s+"
    r"(?:an?\s+|any\s+|the\s+)?$",
    re.IGNORECASE,
)
_MANY_THINGS = frozenset({"stress test", "excision"})  # a knee is stressed too


class TestsTold:
    """What a visit says of imaging and procedures, each looked for once."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._found: dict[str, frozenset[Status]] = {}

    def of(self, name: str, spoken: re.Pattern[str]) -> frozenset[Status]:
        """What is said of a test wherever it is spoken of; empty where nobody did."""
        if name not in self._found:
            self._found[name] = frozenset(_status(self._words, one) for one in spoken.finditer(self._words))
        return self._found[name]


def check_orders(sentence: str, told: TestsTold) -> list[Problem]:
    """Imaging and procedures of a sentence against those of a whole visit."""
    problems = []
    for name, written, spoken in _tests():
        match = written.search(sentence)
        if match is None or assertion_of(sentence, match.start(), match.end()).status is not Status.PRESENT:
            continue
        said = told.of(name, spoken)
        shown = quoted(match.group())
        if not said:
            problems.append(Problem("test-not-said", name, f"The note names {shown}, but nobody did."))
        elif said == {Status.NEGATED}:
            problems.append(Problem("test-differs", name, f"The note names {shown}, but the words speak against it."))
    return problems


def tests_said(text: str) -> list[tuple[str, tuple[int, int]]]:
    """The imaging and procedures that a text speaks of, each with its first place, but those it speaks against."""
    found = []
    for name, written, _ in _tests():
        here = (one for one in written.finditer(text) if _status(text, one) in {Status.PRESENT, Status.UNCERTAIN})
        first = next(here, None)
        if first is not None:
            found.append((name, first.span()))
    return found


def tests_in(note: str) -> list[str]:
    """The imaging and procedures that a note names in any wording."""
    return [name for name, _, spoken in _tests() if spoken.search(note)]


_READ_OUT = re.compile(r"\s+(?:shows?|showed|reveals?|revealed|looks?|came\s+back|was|is)\b", re.IGNORECASE)


def _status(words: str, match: re.Match[str]) -> Status:
    if _READ_OUT.match(words, match.end()):
        return Status.PRESENT  # "no leg swelling the ekg shows …"
    if _NOT_NEEDED.search(words, max(0, match.start() - _REACH), match.start()):
        return Status.NEGATED
    return assertion_of(words, match.start(), match.end()).status


@cache
def _tests() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    rows = [
        row for row in read_table("orderables.tsv") if row[1] in {"imaging", "procedure"} and row[0] not in _MANY_THINGS
    ]
    return tuple(
        (name, _pattern(names), _pattern(f"{names}|{_LOOSELY[name]}" if name in _LOOSELY else names))
        for name, _, _, names in rows
    )


def _pattern(names: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{names})s?\b", re.IGNORECASE)
