"""A list of medicines asked after one by one, heard without marks: "the carvedilol twelve and a half twice a day".

In: the utterances of a conversation. Out: the same, a medicine named alone as the question that it is. Read by `draft`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.dialogue.polarity import YES
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined
from attending.terms.drugs import find_drugs

LONGEST = 12
"""Words of a medicine and its dose."""
_SUMS_UP = re.compile(
    r"(?:(?:and|so|okay|then) )*(?:that is|you are (?:still )?(?:on|taking)|it is) (?:the |your )?\w+"
)
"""Medicines that are summed up for a yes: "so that's the metformin … and the amlodipine" / "yes"."""
_DOES = re.compile(
    r"\b(?:i|we|you|take|start|stop|use|keep|continue|give|go|put|is|are|will|want|need|have|had|for|if|until|then|"
    r"no|not|instead)\b"
)
"""Words that make more of it than a medicine and its dose."""
_TAKING = re.compile(
    r"\b(?:taking|take|takes|still on|using|meds|medicines?|medications?|pills|tablets|list)\b", re.IGNORECASE
)
_TELLS = re.compile(r"\b(?:ran out|run out|stopped|quit|came off|finished|still|every|in the|at|once|twice)\b")


def asked_on(utterances: Sequence[Utterance]) -> list[Utterance]:
    """The utterances, with a medicine named alone as a question where the one before it was asked after."""
    found: list[Utterance] = []
    for place, one in enumerate(utterances):
        found.append(replace(one, asks=True) if _goes_on(one, found, utterances[place + 1 : place + 2]) else one)
    return found


def _goes_on(one: Utterance, before: Sequence[Utterance], after: Sequence[Utterance]) -> bool:
    """Whether a medicine alone goes on with the question before it, and is answered."""
    if not one.heard or one.asks or one.role is not Role.CLINICIAN:
        return False
    text = joined(one.words)
    if _SUMS_UP.match(text) and find_drugs(text):
        return bool(after and after[0].role is not Role.CLINICIAN and after[0].reply == YES)
    if len(one.words) > LONGEST or len(find_drugs(text)) != 1 or _DOES.search(text):
        return False
    last = next((u for u in reversed(before) if u.role is Role.CLINICIAN), None)
    asked = last is not None and last.asks and (_TAKING.search(last.text) or find_drugs(joined(last.words)))
    answered = after and after[0].role is not Role.CLINICIAN
    return bool(asked and answered and (after[0].reply or _TELLS.search(joined(after[0].words))))
