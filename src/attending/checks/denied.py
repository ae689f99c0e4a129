"""Denied in so many words and nowhere affirmed: "did you hit your head?" "no", "there is no discharge".

Read by `verify`. Symptoms are compared by name (`negation`); here whatever else a short question or a bare "no" names,
where nobody speaks of the same elsewhere in the visit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from attending.checks.problem import Problem, quoted
from attending.terms.answers import Answer, Said, answer_of
from attending.terms.content import Keys, Unit, keys_of, units_of

_LONGEST_ITEM, _LONGEST_ANSWER = 5, 12
"""Units of a question that asks for one thing; words of an answer that is no more than yes or no."""
_ITEMS = re.compile(r",\s+|\s+or\s+|\s+and\s+", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:what|how|when|where|which|why|who|whose|else|other|new|more|changed?|anything|either|questions?|concerns?)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:but|except|sometimes|occasional\w*|although|though|until|unless|used\s+to|once|little|bit|only|now|yet|"
    r"usually|mostly|not\s+really|well|any\s?more|maybe|guess|think|probably|since|last|when|before)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:no|not|n['’]t|den(?:y|ies|ied)|without|never|none|neither|nor|negative|nil|unable|cannot|avoid\w*|stopp?\w*|"
    r"absen\w+|free|non\w*|rule\w*|declin\w+|refus\w+|removed|previous(?:ly)?|prior|history|if|or|should|unless|will|"
    r"may|can|could|would|possibl[ey]|potential|risks?|educat\w+|discuss\w+|advise\w*|watch|monitor|call|return|"
    r"when|once|recommend\w*|evaluat\w+|assess\w*|check\w*|order\w*|obtain\w*|screen\w*|family|mother|father)\b",
    re.IGNORECASE,
)
"""A clause of the note with one of these denies, plans or supposes, or is of another time or person."""
_PERCEIVED = re.compile(r"see|seen|seeing|feel|felt|notic\w+|experienc\w+|get|getting|got|had|chance", re.IGNORECASE)
"""What a question says of a thing beside naming it."""
_NEGATIVE = re.compile(r"\b(?:not|n['’]t|no)\b", re.IGNORECASE)
_PART = re.compile(r"[;.]\s+|\s+but\s+", re.IGNORECASE)
_BARE = re.compile(
    r"\b(?:no|without\s+any|not\s+any)\s+(?P<what>[a-z]{4,}(?:\s+[a-z]{4,})?)\b"
    r"(?=\s*(?:$|[.,?!;]|or\b|and\b|at\b|there\b|from\b))",
    re.IGNORECASE,
)
_NO_THING = frozenset(
    {"problem", "problems", "issue", "issues", "worries", "longer", "more", "other", "idea", "need", "wonder",
     "difference", "doubt", "matter", "change", "changes", "thank", "thanks", "sorry", "evidence", "sign", "signs",
     "history", "significant", "luck", "better", "worse"}
)  # fmt: skip
"""What follows a "no" in talk without being denied."""


@dataclass(frozen=True, slots=True)
class Denied:
    """One thing that was denied, in which words and turn."""

    units: tuple[Unit, ...]
    words: str
    turn: int


def denied_in(said: Sequence[Said]) -> tuple[Denied, ...]:
    """What was denied and is spoken of nowhere else."""
    keys = [keys_of(one.text) for one in said]
    return tuple(one for one in (*_asked(said), *_bare(said), *_not_so(said)) if not _elsewhere(one, said, keys))


def _elsewhere(denied: Denied, said: Sequence[Said], keys: Sequence[Keys]) -> bool:
    rest = keys_of(said[denied.turn].text.replace(denied.words, " ", 1))
    others = (held for turn, held in enumerate(keys) if turn not in (denied.turn, denied.turn - 1))
    return any(all(unit.is_in(held) for unit in denied.units) for held in (rest, *others))


def _asked(said: Sequence[Said]) -> Iterator[Denied]:
    for turn, (question, answer) in enumerate(pairwise(said), start=1):
        plain = len(answer.text.split()) <= _LONGEST_ANSWER and not _HEDGED.search(answer.text)
        if question.clinician is False or answer.clinician is True or not plain:
            continue
        if answer_of(answer.text) is not Answer.NO or "?" not in question.text[-4:]:
            continue
        last = re.split(r"[.?!]\s+", question.text.rstrip(" ?.!"))[-1]
        if _OPEN.search(last) or _NEGATIVE.search(last):
            continue
        for item in _ITEMS.split(last):
            units = tuple(unit for unit in units_of(item) if not _PERCEIVED.fullmatch(unit.text))
            if 0 < len(units) <= _LONGEST_ITEM and not all(_by_name(unit) for unit in units):
                yield Denied(units, item.strip(), turn)


def _bare(said: Sequence[Said]) -> Iterator[Denied]:
    for turn, one in enumerate(said):
        for match in _BARE.finditer(one.text):
            units = tuple(units_of(match["what"]))
            first = match["what"].split()[0].lower()
            if units and first not in _NO_THING and not any(_by_name(unit) for unit in units):
                yield Denied(units, match["what"], turn)


_NOT_SO = re.compile(
    r"\b(?:(?:did|does|do|was|were|is|are|has|have|had)(?:n['’]t|\s+n['’]t|\s+not)|(?:i['’]m|he['’]s|she['’]s|it['’]s|they['’]re|am)\s+not|never)\s+"
    r"(?:(?:really|actually|ever|been|even|quite|yet)\s+){0,2}(?P<what>[a-z]{4,})\b",
    re.IGNORECASE,
)
_OF_MIND = frozenset(
    {"think", "know", "want", "like", "need", "have", "feel", "felt", "sure", "remember", "mean", "worry", "believe",
     "take", "taking", "mind", "care", "help", "really", "notice", "noticed", "been", "very", "that", "much", "many",
     "seem", "look", "looks", "appear", "show", "hear", "going", "getting", "doing", "having", "make", "work", "worked",
     "working", "tried", "only", "just", "anything", "able", "there", "this", "with", "recall", "wanted", "good",
     "great", "fine", "happy", "used", "always", "completely", "changed", "change", "better", "improved",
     "necessarily", "well", "thought", "talk", "come", "came", "gone", "said", "told"}
)  # fmt: skip
"""What is not done in talk without being denied, or is told of everything."""


def _not_so(said: Sequence[Said]) -> Iterator[Denied]:
    """What somebody is or did not: "I didn't fall", "I'm not ready right now"."""
    for turn, one in enumerate(said):
        for match in _NOT_SO.finditer(one.text):
            units = tuple(units_of(match["what"]))
            asks = "?" in one.text[match.end() :].split(".")[0]
            asks = asks or _SUPPOSED.search(one.text[: match.start()]) is not None
            if units and not asks and match["what"].lower() not in _OF_MIND:
                yield Denied(units, match["what"], turn)


_SUPPOSED = re.compile(r"\b(?:if|unless|in\s+case|until|whether)\b[^.?!;]{0,40}\Z", re.IGNORECASE)
"""Before what is only supposed: "if the physio hasn't helped"."""


def _by_name(unit: Unit) -> bool:
    return any(key.startswith(("sx:", "dx:", "drug:")) for key in unit.keys)


def check_denied(sentence: str, denied: Sequence[Denied]) -> list[Problem]:
    """What a sentence reports and the visit denied."""
    problems = []
    for part in _PART.split(sentence):
        if _DENIES.search(part):
            continue
        held = keys_of(part)
        for one in denied:
            if all(unit.is_in(held) for unit in one.units):
                message = f"{quoted(one.words)}: the words deny it."
                problems.append(Problem("negation-flipped", one.words.lower(), message, (one.turn,)))
    return problems
