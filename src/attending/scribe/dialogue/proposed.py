"""A value that the clinician proposes and the patient agrees to, behind the question it answers: "how much have you
lost?" / "oh gosh" / "about a stone, yeah?" / "yeah, something like that" → "how much you have lost: about a stone".

Read by `statements`. All three are cited.
"""

import re
from collections.abc import Sequence

from attending.drafts import Role
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.indirect import asks_what, put_behind
from attending.scribe.dialogue.stated_questions import without_tag
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted
from attending.terms.drugs import find_drugs
from attending.terms.numerals import is_number_word

MOST_REPEATED = 4
"""Words of an answer that a clinician says again while writing it down."""
REACH = 6
"""Utterances before the proposal in which the question stands."""
LONGEST = 9
"""Words of a proposed value."""
_LEADS = re.compile(r"^(?:(?:so|okay|and|well|right|let us (?:see|say)|it is|that is|what|,) ?,? ?)+")
_TAIL = re.compile(r",? (?:yes|would you say|i guess|or so|right|roughly|is that right|something like that)$")
_AMOUNT = re.compile(r"\b(?:an?|half|couple|few|once|twice|every|daily|yesterday|today|since|last)\b|\d")
_AGREES = re.compile(r"^(?:yes|something like that|about that|around that|exactly|correct|that is right|roughly)\b")


def proposed(
    utterances: Sequence[Utterance], index: int, reply: Sequence[Utterance]
) -> tuple[list[str], Utterance] | None:
    """The value behind its question, and that question; None where nothing was proposed and agreed to.

    Args:
        utterances: the visit.
        index: the clinician's utterance that ends a turn.
        reply: what the patient answers.
    """
    value = parted(_TAIL.sub("", _LEADS.sub("", joined(without_tag(utterances[index].words)))))
    agrees = bool(reply) and (reply[0].reply == "yes" or bool(_AGREES.match(joined(reply[0].words))))
    if not agrees or not 0 < len(value) <= LONGEST or not is_fragment(value):
        return None
    if not (_AMOUNT.search(joined(value)) or any(map(is_number_word, value))):
        return None
    for earlier in reversed(utterances[max(0, index - REACH) : index]):
        if earlier.role is not Role.CLINICIAN or not earlier.asks:
            continue
        told = put_behind(earlier.words, value) if asks_what(earlier.words) else None
        return (told, earlier) if told else None
    return None


def answer_repeated(question: Utterance, following: Utterance) -> list[str] | None:
    """The answer that only the clinician's echo holds: "which medications do you take? Metformin, okay." → "medicines:
    metformin"; None where the echo names no medicine or is no phrase.
    """
    said = parted(_ECHOED.sub("", joined(following.words)))
    if following.asks or not 0 < len(said) <= MOST_REPEATED or not is_fragment(said) or not find_drugs(joined(said)):
        return None
    if find_drugs(joined(question.words)) or not asks_what(question.words):
        return None
    return put_behind(question.words, said)


_ECHOED = re.compile(r",? (?:okay|yes|right|fine|good|great)$")
