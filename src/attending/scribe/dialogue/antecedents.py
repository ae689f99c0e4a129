"""What a question's "that" stands for: "how about marijuana? do you use that?" asks whether marijuana is used.

Read by `answers`, and by `statements` for blood, which is asked for after what it may be in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted

_NAMES = re.compile(
    r"^(?:(?:and|so|okay|then|now|alright) ?,? )*(?:how about|what about|and|any) (?:any |your |the )?"
    r"(?P<what>(?:[a-z-]+ ){0,3}[a-z-]+)$"
)
_POINTS = re.compile(
    r"^(?P<before>(?:(?:and|so) )?(?:do|did|have|has|are|were) (?:you|he|she|they) (?:\w+ ){0,2}?(?:consume|consumed|"
    r"use|used|using|take|taken|taking|have|had|do|done|doing|tried|try|smoke|smoked|eat|noticed|notice|experience|"
    r"experienced)) (?:that|it|them|those|this)(?= |$)"
)


_AT_ALL = re.compile(r" (?:in any (?:form|way)|at all)$")


def with_antecedents(questions: list[Utterance]) -> list[Utterance]:
    """The questions of one turn, each "that" replaced by what the question before it names."""
    named = [_NAMES.match(joined(question.words)) for question in questions]
    return [
        _with(question, before["what"]) if before else question
        for before, question in zip([None, *named], questions, strict=False)
    ]


def _with(question: Utterance, what: str) -> Utterance:
    text = joined(question.words)
    points = _POINTS.match(text)
    if not points:
        return question
    return replace(question, words=tuple(parted(_AT_ALL.sub("", f"{points['before']} {what}{text[points.end() :]}"))))


_ONLY_BLOOD = re.compile(r"^(?:any )?blood(?: (?:in (?:it|that|them|there)|with (?:it|that)|there|at all))?$")
_HOLDS_BLOOD = re.compile(
    r"\b(?P<what>sputum|phlegm|mucus|stools?|poo|urine|vomit|cough|discharge)\b(?!.*\b(?:sputum|phlegm|mucus|stools?|"
    r"poo|urine|vomit|cough|discharge)\b)"
)
_LOOKS_BACK = 6


def where_blood_is(words: tuple[str, ...], before: Sequence[Utterance]) -> tuple[str, int] | None:
    """What "any blood?" asks of: the last thing named before that may hold blood, and how many utterances ago."""
    if not _ONLY_BLOOD.match(joined(words)):
        return None
    for ago, utterance in enumerate(reversed(before[-_LOOKS_BACK:]), start=1):
        found = _HOLDS_BLOOD.search(joined(utterance.words))
        if found:
            return found["what"], ago
    return None
