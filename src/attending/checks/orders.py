"""Tests that a note names and nobody did, or that were spoken of only to leave them. Read by `verify`."""

import re
from functools import cache

from attending.checks.clauses import Clauses
from attending.checks.done import HAPPENED, PLANNED, with_what_goes_on
from attending.checks.problem import Problem, quoted
from attending.terms.content import Keys, keys_of
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


_OPERATION = re.compile(
    r"\b(?:(?P<part>\w{4})\w*(?:ectomy|plasty|otomy|ostomy|rrhaphy|desis)|"
    r"(?:\w+\s+)?(?:replacement|fusion|bypass|transplant|release|repair|(?:cataract|bariatric)\s+surgery))\b",
    re.IGNORECASE,
)
_OPERATED = r"\b{part}\w*\b[^.?!]{{0,40}}?\b(?:remov\w*|taken|took|out|resect\w*|surg\w+|operat\w+|procedure)\b"
_UNDERWENT = re.compile(r"\b(?:underwent|had|has\s+had|status\s+post|history\s+of|prior|previous|s/p)\b", re.IGNORECASE)


def check_operations(sentence: str, words: str, spoken: Keys) -> list[Problem]:
    """Operations that a sentence says the patient had, and nobody named in any wording."""
    problems = []
    for match in _OPERATION.finditer(sentence):
        told = assertion_of(sentence, match.start(), match.end())
        if told.status is not Status.PRESENT or not _UNDERWENT.search(sentence, 0, match.start()):
            continue
        last = match.group().split()[-1]
        removed = match["part"] and re.search(_OPERATED.format(part=match["part"]), words, re.IGNORECASE)
        if not (keys_of(last) & spoken or removed):
            message = f"{quoted(match.group())} stands here, but nobody spoke of it."
            problems.append(Problem("test-not-said", last.lower(), message))
    return problems


_READ = re.compile(
    r"[^,;.]{0,30}?\b(?:shows?|showed|reveal(?:s|ed)|demonstrate[sd]|(?:was|were|is|are)\s+(?:normal|negative|positive|abnormal|"
    r"unremarkable|clear)|came\s+back)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"^(?:we\s+will\s+)?(?:order|obtain|schedule|request)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)
_ANEW = re.compile(r"\b(?:once|when|until|after|before|if)\b.*|\b(?:still|try|just|results?\s+back)\b", re.IGNORECASE)
"""What no more says that a thing has taken place."""
_LOOKED_AT = re.compile(
    r"\b(?:(?:let['’]?s|let\s+me|i['’]?(?:ll|m)|gon\s?na|going\s+to)\s+)*(?:just\s+)?(?:take\s+a\s+)?look(?:ing)?\s+(?:here\s+)?at\b|"
    r"\bshow\s+me\b",
    re.IGNORECASE,
)


def check_read_or_ordered(sentence: str, clauses: Clauses) -> list[Problem]:
    """A test told as read that is only planned, one told as still to be ordered of which only results were spoken."""
    problems = []
    for name, written, spoken in _tests():
        match = written.search(sentence)
        if match is None:
            continue
        read, ordered = _READ.match(sentence, match.end()), _TO_COME.match(sentence[: match.start()])
        if not (read or ordered) or assertion_of(sentence, match.start(), match.end()).status is not Status.PRESENT:
            continue
        places = [at for at, text in enumerate(clauses.texts) if spoken.search(text) and not _only_others(name, text)]
        exact = [at for at in places if written.search(clauses.texts[at])]
        told = [_ANEW.sub(" ", with_what_goes_on(at, clauses)) for at in places]
        happened = any(_LOOKED_AT.search(text) or HAPPENED.search(text) for text in told)
        planned = any(PLANNED.search(_LOOKED_AT.sub(" ", text)) for text in told)
        if exact and planned is not happened and planned is bool(read):
            message = f"{quoted(match.group())} stands here as {'read' if read else 'ordered'}, but the words "
            message += "only plan it." if read else "tell its results and plan none."
            problems.append(Problem("status-differs", name, message, (clauses.turns[exact[0]],)))
    return problems


def _only_others(name: str, text: str) -> bool:
    """Whether a clause names other tests properly and not this: "the x-ray" is a picture, and no MRI."""
    named = {one for one, written, _ in _tests() if written.search(text)}
    return bool(named) and name not in named


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
