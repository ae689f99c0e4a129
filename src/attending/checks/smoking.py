"""Smokes, used to, never did: what the patient says of smoking, however many others of the visit smoke.

Read by `verify`. A visit that leaves it open speaks against nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from attending.checks.problem import Problem, quoted
from attending.terms.answers import Answer, Said, answer_of
from attending.terms.persons import Kind, words_for
from attending.terms.spoken import find_quantities


class Smoker(StrEnum):
    """What a patient is."""

    CURRENT = "a current smoker"
    FORMER = "a former smoker"
    NEVER = "a never smoker"


_OTHERS = re.compile(
    rf"\b(?:{words_for(*Kind)}|friends?|he|she|they|"
    r"people|everyone|everybody|pot|weed|marijuana|cannabis|joints?)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:do|are|still|currently|you)\s+(?:you\s+)?(?:still\s+|currently\s+)?(?:smok\w+|a\s+smoker)\b|\btobacco\b|\bcigarettes\b",
    re.I,
)
_EVER = re.compile(r"\bever\b", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:quit(?!\s+drinking)|gave\s+(?:it\s+|that\s+|them\s+)?up|given\s+(?:it\s+|them\s+)?up|stopped\s+smoking|used\s+to\s+smoke|"
    r"(?:have|has|had)(?:n['’]t|\s+not)\s+(?:smoked|had\s+(?:one|a\s+cigarette))|ex-?\s?smoker|former\s+smoker|no\s+longer\s+smok\w+|stopped)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"\bnever\s+(?:have\s+)?(?:smok\w+|touched|used|been|have|did|had)\b|\bnever\b\W*$|\bnon-?\s?smoker\b",
    re.IGNORECASE,
)
_CURRENT = re.compile(
    r"\bi(?:['’]m|\s+am)?\s+(?:still\s+|only\s+|do\s+|just\s+|currently\s+)*smok(?:e|ing)\b|"
    r"\b(?:\d+|one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|forty|half(?:\s+a)?|a|couple(?:\s+of)?|few)(?:\s+(?:a|or|to|cigarettes?|packs?|\w+))?"
    r"\s+(?:cigarettes?\s+|packs?\s+)?(?:a|per)\s+day\b|\bpack\s+a\s+day\b|\bcut(?:ting)?\s+(?:down|back)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.?!;]\s+|\s+(?:but|and|though|although)\s+", re.IGNORECASE)
_PAST = re.compile(r"\b(?:used\s+to|was|were|had|when\s+i|back\s+then|until|years?\s+ago)\b", re.IGNORECASE)
_WRITTEN = (
    (
        Smoker.NEVER,
        re.compile(r"\bnever[\s-]+smok\w+|\bnever\s+(?:a\s+)?smoker\b|\blifelong\s+non-?\s?smoker\b", re.IGNORECASE),
    ),
    (
        Smoker.FORMER,
        re.compile(
            r"\b(?:former|ex|past|previous)[\s-]*(?:smoker|tobacco)|\b(?:quit|stopped)\s+smoking\b|"
            r"\bused\s+to\s+smoke\b(?!\s+more)",
            re.IGNORECASE,
        ),
    ),
    (
        Smoker.CURRENT,
        re.compile(
            r"\b(?:current|active|heavy|continues\s+to|still)\s+(?:cigarette\s+|tobacco\s+)?smok\w+|"
            r"(?<!non)(?<!non-)\bsmokes\b|^smoker\b|\bis\s+a\s+smoker\b",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
_UNSURE = re.compile(
    r"\b(?:if|should|advised|counsel\w*|encourag\w*|no|not|den\w+|husband|wife|father|mother|family|exposure|second)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a patient is by all that was said, the turn that says it, and the amounts of before alone."""

    kind: Smoker
    turn: int
    before: frozenset[Decimal] = frozenset()


def told_smoker(said: Sequence[Said]) -> Told | None:
    """What the patient is by all that was said; None where it is open."""
    found = list(_told(said))
    kinds = {kind for kind, _, _ in found}
    current = [one for one in found if one[0] is Smoker.CURRENT]
    if not found or not (len(kinds) == 1 or (kinds == {Smoker.CURRENT, Smoker.FORMER} and found[0] in current)):
        return None
    kind, turn, _ = found[0] if current else found[-1]  # "ten a day; I used to smoke twenty"
    now, before = (
        frozenset(v for k, _, text in found if (k is kind) is same for q in find_quantities(text) for v in q.values)
        for same in (True, False)
    )
    return Told(kind, turn, before - now)


def _told(said: Sequence[Said]) -> Iterator[tuple[Smoker, int, str]]:
    for turn, (question, answer) in enumerate(pairwise([Said(None, ""), *said])):
        if answer.clinician is True:
            continue
        asked = bool(_ASKS.search(question.text)) and "?" in question.text
        told = [(kind, one) for one in _CLAUSE.split(answer.text) for kind in _of_clause(one, asked=asked)]
        if not told and asked and not _OTHERS.search(answer.text):
            reply = answer_of(answer.text)
            if reply is Answer.NO and _EVER.search(question.text):
                told = [(Smoker.NEVER, answer.text)]
            elif reply is Answer.YES and not _EVER.search(question.text):
                told = [(Smoker.CURRENT, answer.text)]
        yield from ((kind, turn, text) for kind, text in told)


def _of_clause(clause: str, *, asked: bool) -> Iterator[Smoker]:
    names_it = asked or re.search(r"smok|cigar|tobacco", clause, re.IGNORECASE)
    if not names_it or _OTHERS.search(clause):
        return
    if _NEVER.search(clause):
        yield Smoker.NEVER
    elif _FORMER.search(clause):
        yield Smoker.FORMER
    elif _CURRENT.search(clause) and not _PAST.search(clause) and "drink" not in clause.lower():
        yield Smoker.CURRENT


def written_smoker(sentence: str) -> tuple[Smoker, str] | None:
    """What a sentence of a note says that the patient is, with its words."""
    if _UNSURE.search(sentence):
        return None
    found = [(kind, match.group()) for kind, pattern in _WRITTEN if (match := pattern.search(sentence))]
    return found[0] if len(found) == 1 else None


def check_smoking(sentence: str, told: Told | None) -> list[Problem]:
    """A smoker for one who quit, the other way round, and an amount of before told as today's."""
    written = written_smoker(sentence)
    if told is None or written is None:
        return []
    if written[0] is not told.kind:
        message = f"{quoted(written[1])} stands here, but by the words the patient is {told.kind}."
        return [Problem("status-differs", written[1].lower(), message, (told.turn,))]
    amounts = [q for q in find_quantities(sentence) if told.before & set(q.values)]
    if amounts and told.kind is Smoker.CURRENT:
        message = f"{quoted(amounts[0].text)} stands here, but by the words that was before."
        return [Problem("number-differs", amounts[0].text, message, (told.turn,))]
    return []


def is_told_smoker(sentence: str, told: Told | None) -> bool:
    """Whether a sentence says of smoking what the patient says."""
    written = written_smoker(sentence)
    return told is not None and written is not None and written[0] is told.kind
