"""Stopped, started or continued: what a note does with a medicine, against what was said of it. Read by `verify`."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from attending.checks.clauses import Clauses
from attending.checks.problem import Problem, quoted
from attending.terms.content import Keys, units_of
from attending.terms.drugs import find_drugs


class Act(StrEnum):
    """What is done with a medicine."""

    STOP = "stopped"
    START = "started"
    CONTINUE = "continued"


_TAKING = r"(?:takes?|taking|us(?:es?|ing)|on|been\s+on)"
_BEFORE = re.compile(
    r"\b(?:(?P<stopped>(?:self[\s-]?)?(?:stop(?:s|ped|ping)?|discontinu\w+)|quit|g[ai]ven?\s+up|(?:come|came|coming|get|got|take|taken|took)\s+(?:you\s+)?off|"
    rf"hold(?:ing)?|held|ceas\w+|wean\w*|(?:not|\w*n['’]t|no\s+longer|never)\s+(?:been\s+)?{_TAKING}|"
    r"(?:switch|swap|chang)\w*\s+(?:(?:you\s+)?from\s+)?(?=(?:the|your|her|his|my)?\s*$)|no(?:\s+more)?(?=\s*$)|avoid\w*|(?:\w*n['’]t|not)\s+want\s+(?:you|him|her)\s+(?:(?:on|taking|using|to\s+(?:take|use|be\s+on))\b)?|instead\s+of|rather\s+than|off\s+of)|"
    r"(?P<started>(?:re)?start(?:s|ed|ing)?(?:\s+(?:you|him|her)\s+(?:back\s+)?on)?|beg[iau]n(?:s|ning)?|initiat\w+|add(?:s|ed|ing)?|prescrib\w+|put\s+(?:you|him|her)\s+(?:back\s+)?on|"
    r"giv(?:e|ing)\s+(?:you|him|her)|send(?:ing)?\s+in|(?:switch|swap|chang)\w*\s+(?:\w+\s+){1,3}?(?:to|for)|try)|"
    r"(?P<continued>continu\w+|ke[ep][pt]\w*\s+(?:you\s+)?(?:taking|using|on)?|stay(?:ing)?\s+on|remain\w*(?:\s+on)?|still|carry\s+on|maintain\w*|refill\w*|"
    rf"increas\w+|decreas\w+|reduc\w+|{_TAKING}))\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"^(?:\s*[:–-]?\s*(?P<held>held|stopped|discontinued|on\s+hold|d/c['’]?d)\b)|^[^.;,]{0,30}?\b(?:(?P<stopped>(?:was|were|been|is|be|has\s+been)\s+(?:self-)?(?:stopped|discontinued|held|withheld))|"
    r"(?P<started>(?:was|were|been|is|be)\s+(?:(?:re)?started|initiated|added|prescribed))|"
    r"(?P<continued>(?:was|were|been|is|be)\s+(?:continued|refilled|increased|decreased)))\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[.;](?=\s|$)")
_NEVER_MIND = re.compile(r"\b(?:n['’]t|not|never)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_WILL_NOT = re.compile(r"\b(?:wo|ca|should|can)n['’]t\s+(?:\w+\s+){0,1}$|\b(?:will|can)\s*not\s+$", re.IGNORECASE)
_STOPS_IT = re.compile(
    r"\b(?:stop(?:ped)?|quit|discontinued?|(?:come|came)\s+off|hold(?:ing)?(?:\s+off\s+on)?)\s+(?:taking\s+)?(?:it|that|them|those)\b|"
    r"\b(?:took|taken|taking|got|get)\s+(?:me|him|her|you)\s+off\s+(?:of\s+)?(?:it|that|them|those|this)\b|\b(?:i|he|she|we)\s+quit\b|"
    r"\bran\s+out\b|\bso\s+(?:i|he|she)\s+stopped\b",
    re.IGNORECASE,
)
_NEAR_START = re.compile(
    r"\b(?:(?:re)?start\w*|beg[aiu]n\w*|add\w*|giv\w+|gave|put|order\w*|prescri\w+|sen[dt]\w*|call\w*|writ\w+|try\w*|tried|"
    r"go(?:ing|n)\s+(?:to|na)|gonna|want|like|need|can|could|should|would|will|back\s+on|let's|change\w*|switch\w*)\b",
    re.IGNORECASE,
)
"""Anything near a medicine that may mean its beginning."""
_NEAR_STOP = re.compile(
    r"\b(?:stop\w*|quit|g[ai]ven?\s+up|off|discontinu\w+|instead|switch\w*|swap\w*|chang\w*|not|n['’]t|hold|held|wean\w*|finish\w*|no\s+longer|"
    r"any\s?more|ran\s+out|used\s+to|rid|avoid\w*|taper\w*|replac\w+|away|until|before)\b",
    re.IGNORECASE,
)
"""Anything near a medicine that may mean its end: a note that stops it is then not spoken against."""


def check_regimen(sentence: str, clauses: Clauses) -> list[Problem]:
    """Medicines that a note stops, starts or continues otherwise than was said."""
    problems: list[Problem] = []
    for ingredient, act, explicit in acts_in(sentence):
        places = [index for index, named in enumerate(clauses.read_each(_ingredients)) if ingredient in named]
        if act is Act.CONTINUE and not explicit and places and not _FORMER.search(sentence):
            problems += _no_longer_taken(ingredient, places, clauses)
        if not explicit or not places:
            continue
        told = [one for index in places for one in _told(ingredient, index, clauses)]
        near = " ".join(_with_next(index, clauses) for index in places)
        if act is Act.STOP and Act.STOP not in told and not _NEAR_STOP.search(near):
            said = "nobody said so"
        elif act is Act.STOP and Act.STOP not in told and told and _goes_on(ingredient, places[-1], clauses):
            said = "the words last say that it goes on"
        elif act is Act.START and told and set(told) == {Act.CONTINUE} and not _NEAR_START.search(near):
            said = "the words say that it is taken already"
        elif act is not Act.STOP and told and told[-1] is Act.STOP:
            said = "the words last say that it is stopped or not given"
        else:
            continue
        message = f"{ingredient[:1].upper()}{ingredient[1:]} is {act} here, but {said}."
        problems.append(Problem("status-differs", f"{ingredient} {act}", message, (clauses.turns[places[-1]],)))
    return problems


def _goes_on(ingredient: str, index: int, clauses: Clauses) -> bool:
    """Whether a clause tells in so many words to go on with a medicine."""
    return (ingredient, Act.CONTINUE, True) in acts_in(clauses.texts[index])


_FORMER = re.compile(
    r"\b(?:was|were|had|previously|formerly|used|prior|until|before|past|stop\w*|discontinu\w*|not|no|den\w+|if|switch\w*|chang\w*)\b",
    re.IGNORECASE,
)
"""A note that speaks of what was is not spoken against by what has ended."""
_HAS_STOPPED = re.compile(
    r"\b(?:stopped(?!\s+working)|quit|came\s+off|(?:had|have|having)\s+(?:(?:me|him|her)\s+)?(?:to\s+)?stop|discontinued|ran\s+out|"
    r"(?:took|taken|got)\s+(?:me|him|her|you)\s+(?:\w+\s+)?off|gave\s+up|given\s+up|used\s+to\s+(?:take|be\s+on)|(?:was|were)\s+on\b[^.]{0,30}\b(?:before|previously|at\s+one\s+point|for\s+a\s+while)|"
    r"(?:they|we|you|he|she|i|doctor|gp)\s+(?:changed|switched|swapped)\s+(?:it|that|them|me)|"
    r"no\s+longer|(?:not|n['’]t)\s+(?:been\s+)?(?:taking|on|take|taken|started?)|never\s+(?:took|filled|started))\b",
    re.IGNORECASE,
)
"""What has ended before the visit; "stop the ibuprofen" is an order of the visit."""
_TAKEN_UP = re.compile(
    r"\b(?:back\s+on|restart\w*|resum\w*|again|start\w*\s+(?:it|that)\s+back|refill\w*)\b", re.IGNORECASE
)


def _no_longer_taken(ingredient: str, places: Sequence[int], clauses: Clauses) -> Iterator[Problem]:
    """ "Takes", "on": of a medicine that was stopped before the visit, and of which nothing else was said."""
    ended = [index for index in places if _HAS_STOPPED.search(_with_next(index, clauses))]
    going_on = [index for index in places if not _HAS_STOPPED.search(clauses.texts[index])]
    acts = [act for index in going_on for act in _told(ingredient, index, clauses)]
    near = " ".join(_with_next(index, clauses) for index in places)
    if not ended or Act.START in acts or _TAKEN_UP.search(near) or acts[-1:] == [Act.CONTINUE]:
        return
    message = f"{ingredient[:1].upper()}{ingredient[1:]} is taken here, but the words say that it was stopped."
    yield Problem("status-differs", f"{ingredient} taken", message, (clauses.turns[ended[0]],))


_TOLD_TO = re.compile(r"\W*(?:take|use)$", re.IGNORECASE)
"""An order at the beginning of a note's sentence."""
_ORDER = re.compile(
    r"\b(?P<verb>continue|keep\s+(?:using|taking|on\s+with)|carry\s+on\s+with|stop|discontinue|no\s+more)\s+"
    r"(?:(?:using|taking|with|the|your|his|her)\s+){0,2}(?P<what>[a-z][\w -]{2,30})",
    re.IGNORECASE,
)
_ENDS = re.compile(r"stop|discontinue|no\s+more", re.IGNORECASE)


def check_orders_to_go_on(sentence: str, clauses: Clauses) -> list[Problem]:
    """What is no medicine and is to go on, where it is to be stopped, or the other way round: crutches, olive oil."""
    problems = []
    for what, ends, _ in _orders(sentence):
        told = [
            (other, turn, text)
            for orders, turn in zip(clauses.read_each(_orders), clauses.turns, strict=True)
            for keys, other, text in orders
            if keys & what
        ]
        if told and not any(other is ends for other, _, _ in told):
            here = "stopped" if ends else "continued"
            message = f"This is {here} here, but the words say {quoted(told[0][2])}."
            problems.append(Problem("status-differs", told[0][2].lower(), message, (told[0][1],)))
    return problems


def _orders(text: str) -> tuple[tuple[Keys, bool, str], ...]:
    """What is to go on or to end: the keys of its first word of content, whether it ends, and the words."""
    found = []
    for match in _ORDER.finditer(text):
        units = units_of(match["what"])
        if units and not find_drugs(match["what"]) and not _NEVER_MIND.search(text, 0, match.start()):
            found.append((units[0].keys, bool(_ENDS.match(match["verb"])), match.group()))
    return tuple(found)


def _told(ingredient: str, index: int, clauses: Clauses) -> Iterator[Act]:
    """What a clause does with a medicine, or the next one with "it"."""
    text = clauses.texts[index]
    asks = text.endswith("?")
    yield from (act for name, act, _ in acts_in(text) if name == ingredient and not (asks and act is Act.STOP))
    if _STOPS_IT.search(_with_next(index, clauses)):
        yield Act.STOP


def _with_next(index: int, clauses: Clauses) -> str:
    """A clause with the next two of its turn, as far as they do nothing with a medicine of their own."""
    last = next(
        (i for i in range(index + 1, min(index + 3, len(clauses.turns))) if clauses.turns[i] != clauses.turns[index]),
        index + 3,
    )
    following = " ".join(clauses.texts[index + 1 : max(last, index + 2)])
    others = find_drugs(following)
    if others:
        before = list(_BEFORE.finditer(following[: others[0].start]))
        following = following[: before[-1].start() if before else others[0].start]
    return f"{clauses.texts[index]} {following}"


def _ingredients(text: str) -> frozenset[str]:
    return frozenset(name for drug in find_drugs(text) for name in drug.ingredients)


def acts_in(text: str) -> Iterator[tuple[str, Act, bool]]:
    """Each medicine with what is done with it, and whether in so many words ("takes" only tells that it is there)."""
    for drug in find_drugs(text):
        first = max((match.end() for match in _SPLIT.finditer(text, 0, drug.start)), default=0)
        before = list(_BEFORE.finditer(text[: drug.start], first))
        match = before[-1] if before else _BEHIND.search(text[drug.end :])
        if match is None or match.lastgroup is None:
            continue
        act = Act.STOP if match.lastgroup == "held" else Act(match.lastgroup)
        if before and act is Act.START and _WILL_NOT.search(text, first, match.start()):
            act = Act.STOP
        if before and act is Act.STOP and _NEVER_MIND.search(text, first, match.start()):
            act = Act.CONTINUE
        explicit = _TOLD_TO.match(text, 0, match.end()) is not None if before else False
        explicit = explicit or (
            re.match(
                rf"{_TAKING}$|try|still|refill|avoid|instead|rather|off|increas|decreas|reduc|(?:was|were|been|is|be)\s+(?:in|de)creas",
                match[match.lastgroup],
                re.IGNORECASE,
            )
            is None
        )
        for ingredient in drug.ingredients:
            yield ingredient, act, explicit
