"""Told as done in the note, and only planned, offered or advised against in the visit: "the x-ray was normal" of one
that is still to be taken, "an injection was given" of one that can wait. Read by `verify`.
"""

import re
from collections.abc import Iterator

from attending.checks.clauses import Clauses
from attending.checks.problem import Problem, quoted
from attending.terms.content import Unit, units_of
from attending.terms.negation import Status, assertion_of

_BE = r"(?:was|were|has\s+been|have\s+been|is)"
_WRITTEN = re.compile(
    rf"\b(?:{_BE}\s+(?:already\s+)?(?:done|performed|completed|administered|carried\s+out|given|injected|implanted|inserted)|"
    r"(?:show(?:s|ed)|demonstrate[sd]|reveal(?:s|ed))|"
    rf"{_BE}\s+(?:normal|negative|positive|abnormal|unremarkable|clear|reassuring)|(?:came|come)\s+back)\b",
    re.IGNORECASE,
)
"""What a note says of a thing before it that has taken place."""
_ORDERED = re.compile(
    rf"(?:\b{_BE}\s+)?(?:prescribed|started|initiated|commenced|dispensed)\b|\b{_BE}\s+given\b", re.IGNORECASE
)
_UNDERWENT = re.compile(
    r"\b(?:underwent|completed|status\s+post)\s+(?:(?:an?|the|his|her)\s+)?(?P<what>[^,;.]{3,50})",
    re.IGNORECASE,
)
_STARTS = re.compile(r"^(?:start|begin|prescribe|initiate)\s+(?P<what>[A-Za-z][\w-]{3,40})", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:will|would|shall|should|can|could|may|might|if|plan\w*|pending|await\w*|to\s+be|until|not|no|never|den\w+|declin\w+|"
    r"refus\w+|defer\w*|previous\w*|prior|past|history|last|ago|when|once|after|before|recommend\w*|advis\w+|consider\w*)\b",
    re.IGNORECASE,
)
"""A clause of the note with one of these does not claim that it has just been done."""
PLANNED = re.compile(
    r"\b(?:(?:i|we|you|they)(?:['’]ll|['’]d|\s+(?:will|would|can|could|should|might|may|want|need))|going\s+to|gonna|let['’]?s|"
    r"order\w*|schedul\w+|refer\w*|book\w*|arrang\w+|send\s+you|recommend\w*|suggest\w*|consider\w*|think\s+about|"
    r"ask\s+for|like\s+(?:you\s+)?to|wait|in\s+the\s+meantime|next\s+(?:step|week|visit|time)|"
    r"(?:need|want)s?\s+(?:you\s+)?to|get\s+(?:you\s+)?(?:an?|some|in|that|set)|(?:wan|gon)\s?na|"
    r"(?:can|could|may|should|shall)\s+(?:i|we|you|he|she)|do\s+i\s+need|when\s+you|once\s+you|if)\b",
    re.IGNORECASE,
)
"""Any sign that a thing spoken of is still to come."""
HAPPENED = re.compile(
    r"\b(?:was|were|did|had|has|showed?|shows|showing|shown|came\s+back|come\s+back|results?|looked|looks|saw|see\s+(?:here|that|on)|"
    r"reviewed|review\s+of|last|ago|yesterday|already|normal|negative|positive|found|reveal\w*|gave|given|got|went|"
    r"finish\w+|complet\w+|been|here['’]?s|here\s+(?:is|are)|these\s+are|this\s+is(?=\s+(?:your|his|her|the|an?|what)\b)|today['’]?s|before|previous\w*|took|taken|"
    r"performed|demonstrat\w*|consistent|evidence|say|says|said|your\s+(?:e\s?k\s?g|x-?\s?ray)\s+is|still|just|in\s+the\s+past|start\w*|try|tried)\b",
    re.IGNORECASE,
)
"""Any sign that a thing spoken of has taken place: then a note that says so is not spoken against."""
_AGAINST = re.compile(
    r"\b(?:\w*n['’]t|not)\s+(?:really\s+)?(?:think|believe|feel|want|need|recommend|going|gonna|suggest|help)\b|\bhold(?:ing)?\s+off\b|"
    r"\bno\s+need\b|\brather\s+(?:not|wait)\b|\bnot\s+(?:necessary|needed|indicated)\b|\bno\s+(?:more|reason)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"\b(?:could|might|may)\s+(?:\w+\s+){0,2}?(?:give|try|use|add|start|prescribe|consider|do|offer|put)\b|\bcan\s+(?:always\s+)?(?:give|try|"
    r"use|add|start|prescribe|consider|offer)\b[^.]*\b(?:when|if|once\s+(?:you|it|we))\b|\bif\s+(?:you|it|that|this|things)\b|\bthink\s+about\b|\bconsider\b",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:prescri\w+|start\w*|give\s+you\s+(?:an?|some)|put\s+you|send\w*|order\w*|call\w*\s+in|try|take|taking|takes|took|on|use|"
    r"using|write|add|continu\w+|refill\w*|been|had|gave|given|finish\w*|got)\b",
    re.IGNORECASE,
)
_BEDSIDE = re.compile(r"\bexam(?:ination)?\b", re.IGNORECASE)
"""An examination is announced in words of planning and done while nobody speaks."""
_CLAUSE = re.compile(r"[,;.]\s|\b(?:and|but|which|with|while)\s+", re.IGNORECASE)
_GOES_ON = re.compile(r"\W*(?:and\s+)?(?:it|that|this|they|those|which|there)\b", re.IGNORECASE)
_LEAST_WORD = 3


def check_done(sentence: str, clauses: Clauses) -> list[Problem]:
    """Things that a sentence tells as done, shown or given, and the visit only plans, offers or speaks against."""
    problems = []
    for things, words, ordered in _claims(sentence):
        places = _places(things, clauses)
        if not places:
            continue
        texts = [with_what_goes_on(index, clauses) for index in places]
        turn = clauses.turns[places[0]]
        against = [bool(_AGAINST.search(clauses.texts[index])) for index in places]
        if ordered and all(against) and not any(_AGREED.search(_AGAINST.sub(" ", clauses.texts[i])) for i in places):
            message = f"{quoted(words)} stands here, but the words speak against it."
            problems.append(Problem("status-differs", words.lower(), message, (turn,)))
        elif (
            ordered
            and all(map(_OFFERED.search, texts))
            and not any(_AGREED.search(_OFFERED.sub(" ", t)) for t in texts)
        ):
            message = f"{quoted(words)} stands here, but the words only offer it."
            problems.append(Problem("status-differs", words.lower(), message, (turn,)))
        elif not ordered and all(PLANNED.search(text) for text in texts) and not any(map(HAPPENED.search, texts)):
            message = f"{quoted(words)} stands here as something that has taken place, but the words only plan it."
            problems.append(Problem("status-differs", words.lower(), message, (turn,)))
    return problems


def _claims(sentence: str) -> Iterator[tuple[tuple[Unit, ...], str, bool]]:
    """Each thing that a sentence says has been done or ordered: its units, the words, and whether only ordered."""
    for pattern, ordered in ((_WRITTEN, False), (_ORDERED, True)):
        for match in pattern.finditer(sentence):
            first = max((one.end() for one in _CLAUSE.finditer(sentence, 0, match.start())), default=0)
            if _is_claim(sentence, first, match.end()):
                yield from _thing(sentence[first : match.start()], sentence[first : match.end()], ordered=ordered)
    for pattern, ordered in ((_UNDERWENT, False), (_STARTS, True)):
        for match in pattern.finditer(sentence):
            if _is_claim(sentence, 0, match.end()):
                yield from _thing(match["what"], match.group(), ordered=ordered)


def _is_claim(sentence: str, start: int, end: int) -> bool:
    told = assertion_of(sentence, start, end)
    bedside = _BEDSIDE.search(sentence, start, end)
    return not bedside and not _NOT_YET.search(sentence, start, end) and told.status is Status.PRESENT and not told.past


def _thing(what: str, words: str, *, ordered: bool) -> Iterator[tuple[tuple[Unit, ...], str, bool]]:
    units = tuple(unit for unit in units_of(what) if len(unit.text) >= _LEAST_WORD)
    if units:
        yield units, words.strip(), ordered


def _places(things: tuple[Unit, ...], clauses: Clauses) -> list[int]:
    """The clauses that speak of a thing: of the whole of it, else of its last word."""
    holding = [set(clauses.holding(unit)) for unit in things]
    return sorted(set.intersection(*holding) or holding[-1]) if all(holding) else []


def with_what_goes_on(index: int, clauses: Clauses) -> str:
    """A clause, and the next where that goes on with it: "the x-ray from Monday ." "it showed …"."""
    following = "".join(clauses.texts[index + 1 : index + 2])
    return f"{clauses.texts[index]} {following}" if _GOES_ON.match(following) else clauses.texts[index]
