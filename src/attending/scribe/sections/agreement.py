"""The patient's consent to what was planned, where it was clearly spoken.

Read by `plan`.
"""

import re

from attending.drafts import Role
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.sentences.words import read_words
from attending.scribe.vocabulary import joined, vocabulary

AGREES_WITHIN = 2
"""Turns before the patient's consent in which something of the plan was said."""
_AGREES = re.compile(
    r"\b(?:(?:sounds?|looks?) (?:good|great|like a (?:good )?plan|fine|okay|perfect|reasonable)|that (?:works|is fine|"
    r"is good|is great|is perfect)|that would be (?:good|great|fine|nice|perfect)|i (?:agree|am okay with|"
    r"can do that|will do that|am happy with|am fine with|would like that)|let us do (?:that|it)|yes,? please|"
    r"will do|happy to do|(?<!great )(?<!good )(?<!to )deal)\b"
)
_CONSENTS = re.compile(
    r"^(?:(?:yes|okay|sure|all right|perfect|great|good|fine|absolutely|of course|definitely)\b\W*)+"
)
_SEEKS_CONSENT = re.compile(
    r"\bsounds? (?:good|okay|all right|fine|like a plan|reasonable)|\b(?:is|are) (?:that|this|you|we|it) (?:okay|"
    r"all right|fine|good|comfortable|on board|happy|willing)|\bdo you agree|\b(?:does|do) (?:that|this|it) (?:work|"
    r"make sense|seem)|\bokay with (?:that|this)|\bwhat do you think|\bdeal$|\b(?:can|could|will|would) you do that\b"
)
_DISAGREES = vocabulary("not but worried rather unsure maybe if")


def agreement(visit: Visit, planned: list[Line]) -> list[Line]:
    """The patient's consent, where the patient clearly spoke it after something was planned."""
    if not planned or visit.spoken_for:
        return []  # a parent's yes is not the patient's
    turns = {source.turn for line in planned for source in line.sources}
    first = min(turns)
    for index in range(len(visit.utterances) - 1, 0, -1):
        utterance = visit.utterances[index]
        if utterance.turn <= first:
            break
        near = bool(turns & set(range(utterance.turn - AGREES_WITHIN, utterance.turn)))
        if utterance.role is Role.PATIENT and near and _agrees(visit, index):
            text = "The patient understands and agrees with the recommended medical treatment plan."
            return [Line(text, (visit.source_of(index),), lead="Patient Agreements:")]
    return []


def _agrees(visit: Visit, index: int) -> bool:
    """Whether an utterance is a clear yes to the plan: by its words, or as the answer to "does that sound good?"."""
    utterance, before = visit.utterances[index], visit.utterances[index - 1]
    if utterance.asks or _DISAGREES & set(utterance.words):
        return False
    text = _plain_text(utterance)
    if _AGREES.search(text):
        return True
    sought = (
        before.role is Role.CLINICIAN and before.turn < utterance.turn and _SEEKS_CONSENT.search(_plain_text(before))
    )
    return bool(sought) and (utterance.reply == "yes" or bool(_CONSENTS.match(text)))


def _plain_text(utterance: Utterance) -> str:
    return joined([w.text for w in read_words(utterance.text)])
