"""What somebody says to be allergic to behind a yes: "any allergies?" / "yeah, to cats" → "allergies: to cats".

Read by `answers`. A yes alone is an allergy without a name; what follows it must stand in the note.
"""

import re

from attending.scribe.dialogue.polarity import NO
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted
from attending.terms.content import units_of

LONGEST = 14
"""Words of what somebody is allergic to, without a verb."""
_THINKS = re.compile(
    r"(?:^|(?<= ))(?:,? ?(?:i (?:think|guess|believe|suppose)|like|just) ?,? ?)+|,? i (?:think|guess|believe)$"
)
_HOW_IT_GOES = re.compile(r"\b(?:it|that|they|things) (?:is|are|has|have|was|were|got|gets?)\b")
"""How they are: "other than the pollen, it's been pretty good" names nothing that is reacted to."""
_NOT_NAMED = {"i", "no", "not", "none", "nothing"}


def allergy_named(question: tuple[str, ...], reply: list[Utterance]) -> tuple[str, ...] | None:
    """What a yes to a question after allergies goes on with, under their name; None where it names nothing.

    Args:
        question: the cleaned words of the question.
        reply: the utterances of the answer, the first of which says yes.
    """
    first = reply[0]
    words = parted(_THINKS.sub("", joined(first.words)))
    if not any(word.startswith("allerg") for word in question) or not words or first.asks:
        return None
    if (
        _HOW_IT_GOES.search(joined(words))
        or _NOT_NAMED & set(words)
        or len(words) > LONGEST
        or not units_of(joined(words))
    ):
        return None
    return ("allergies", ":", *words)


_ASKED_OF = re.compile(
    r"\ballergic to (?:the |any )?(?P<what>[a-z][a-z -]+?)(?=$| ?,| (?:are|is|right|was|still|too)\b)"
)
_REACTS = re.compile(
    r"^(?:(?:it|that|they|those) (?:gives?|gave|makes?|made|brings?|brought|sends?|sent)|"
    r"i (?:just |always |do )*(?:get|got|"
    r"come|came|break|broke|swell|swelled|react|go|went|vomit|throw|threw|have had|had)) (?!no\b)"
)


def reaction_told(question: tuple[str, ...], reply: list[Utterance]) -> tuple[str, ...] | None:
    """The substance asked after with what it does: "you're allergic to penicillin?" / "I get hives"."""
    asked, first = _ASKED_OF.search(joined(question)), reply[0]
    if asked is None or first.reply == NO or first.asks or not _REACTS.match(joined(first.words)):
        return None
    return ("allergies", ":", *parted(asked["what"]), ",", *first.words)


_NONE_TO = re.compile(r"^(?:none|no|not) (?P<to>to (?:any )?(?:medicines?|medications?|meds|drugs|foods?))\b")


def denied_only_to(findings: list[str], reply: list[Utterance]) -> list[str]:
    """What alone a denial holds for: "any allergies?" / "none to medicines"."""
    found = _NONE_TO.match(joined(reply[0].words))
    return found["to"].split() if found and findings[-1:] == ["allergies"] else []
