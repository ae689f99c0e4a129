"""What a note says twice once its sections stand under one heading: labels, and symptoms told in history and review.

Read by `styles`.
"""

import re
from collections.abc import Mapping, Sequence

from attending.drafts import Claim, Words
from attending.record.narrative import Sentence

_NAMED = {
    "MEDICAL HISTORY": re.compile(r"^(?:past )?(?:medical|surgical) (?:history|problems|conditions): ", re.IGNORECASE),
    "MEDICATIONS": re.compile(r"^(?:current |regular )?(?:medicines|medications|drugs): ", re.IGNORECASE),
    "ALLERGIES": re.compile(r"^(?:drug |known )?allergies: ", re.IGNORECASE),
    "FAMILY HISTORY": re.compile(r"^family history: ", re.IGNORECASE),
    "SOCIAL HISTORY": re.compile(r"^social history: ", re.IGNORECASE),
}
"""How a sentence names the section in which it stands."""
_REVIEWED = re.compile(r"(Denies|Reports) (.+?)\.?")
_ITEMS = re.compile(r",? (?:or|and) |, ")
_DENIED = re.compile(r"\b(?:den(?:y|ies|ied)|no|not|never|without)\b", re.IGNORECASE)
_CLAUSES = re.compile(r"; | but |, (?:but|and|she|he|it|they) ")


def without_label(section: str, text: str) -> str:
    """A sentence without the name of its section before it, where a label or the heading says that already."""
    named = _NAMED[section].match(text) if section in _NAMED else None
    rest = text[named.end() :] if named else ""
    return rest[:1].upper() + rest[1:] if rest else text


def said_already(review: Sentence, told: Sequence[Sentence], claims: Mapping[str, Claim]) -> bool:
    """Whether all that a line of the review of systems reports or denies is told by sentences of the same turns."""
    read = _REVIEWED.fullmatch(review.text)
    if read is None:
        return False
    denied, items = read[1] == "Denies", _ITEMS.split(read[2])
    beside = [one for one in told if _turns(one, claims) & _turns(review, claims)]
    return all(any(_tells(one.text, item, denied=denied) for one in beside) for item in items)


_SAYS_LITTLE = frozenset(
    {"a", "an", "and", "are", "at", "has", "have", "hear", "i", "is", "of", "on", "the", "there", "was", "were", "with"}
)


def measured_twice(taken: Sequence[tuple[str, Sentence]], claims: Mapping[str, Claim]) -> list[Sentence]:
    """Of two sentences from different sections that rest on the same words, the one that says no more than the other.

    "Oxygen is 94 % and I hear wheezing" is a vital sign and a finding; under one heading it stands once.
    """
    twice: list[Sentence] = []
    for at, (part, one) in enumerate(taken):
        others = [s for place, (p, s) in enumerate(taken) if p != part and place != at and s not in twice]
        same = [s for s in others if _quotes(one, claims) and _quotes(s, claims) == _quotes(one, claims)]
        if any(_content(one.text) <= _content(s.text) for s in same):
            twice.append(one)
    return twice


def _content(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+|\d+(?:[./]\d+)?", text.lower())) - _SAYS_LITTLE


def _quotes(sentence: Sentence, claims: Mapping[str, Claim]) -> tuple[tuple[tuple[int, ...], tuple[str, ...]], ...]:
    claim = claims.get(sentence.claim or "")
    return tuple((one.turns, one.quotes) for one in (claim.evidence if claim else ()) if isinstance(one, Words))


def _tells(text: str, item: str, *, denied: bool) -> bool:
    named = re.compile(rf"\b{re.escape(item)}\b", re.IGNORECASE)
    return any(named.search(part) and bool(_DENIED.search(part)) is denied for part in _CLAUSES.split(text))


def _turns(sentence: Sentence, claims: Mapping[str, Claim]) -> frozenset[int]:
    claim = claims.get(sentence.claim or "")
    return frozenset(t for one in (claim.evidence if claim else ()) if isinstance(one, Words) for t in one.turns)
