"""Smoking, alcohol and drugs as answered: "three beers, most nights" stands as "Alcohol: 3 beers, most nights.".

Read by `note`. The label is what the question asked for, or what the answer names; the question is cited too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, is_sentence, tell
from attending.scribe.content.examination import exam_starts
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Said, Visit
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined
from attending.terms.drugs import find_drugs
from attending.terms.numerals import ONE_TO_TEN

_KINDS = (
    (
        "Alcohol",
        re.compile(
            r"\b(?:(?<!eating and )(?:drink|drinks|drinking)(?! (?:plenty|enough|water|fluids|okay|well|anything|a "
            r"lot of))|alcohol|beers?|wine|pints?|whisky|vodka|spirits|units a "
            r"week)\b"
        ),
    ),
    ("Smoking", re.compile(r"\b(?:smok\w+|cigarettes?|tobacco|vap\w+|packs? (?:a|per) day)\b")),
    (
        "Drugs",
        re.compile(
            r"\b(?:cannabis|marijuana|weed|(?:have|roll|share|smoke)\w* (?:an? |the odd )?joints?|cocaine|"
            r"(?:recreational|street|other|any) drugs|drugs)\b"
        ),
    ),
)
_AMOUNT = re.compile(
    rf"\b(?:\d+|an?|{ONE_TO_TEN}|half|some|few|couple)\b.*\b(?:beers?|wine|"
    r"glass\w*|pints?|"
    r"drinks?|units|cigarettes?|packs?|joints?|day|week|weekends?|nights?|month|years?)\b"
)
LONGEST = 14


def habits_told(visit: Visit) -> list[Line]:
    """Amounts without a verb that answer how much somebody drinks, smokes or takes."""
    lines, said = [], Said()
    for statement in visit.statements:
        own = statement.role is Role.PATIENT and statement.kind == "said" and not statement.asks
        if not own or statement.at >= exam_starts(visit) or len(statement.words) > LONGEST or is_empty_talk(statement):
            continue
        text = joined(statement.words)
        if is_sentence(statement.words) or not _AMOUNT.search(text) or not _asked(visit, statement.at):
            continue
        told = tell(statement, visit.person)
        if said.adds(told):
            lines.append(Line(told, statement.sources))
    return lines


def labelled_habits(visit: Visit, lines: Sequence[Line]) -> list[Line]:
    """The lines, those that name no habit under the one that they answer: "Smoking: since he is sick, 3 a day."."""
    at = {(u.turn, u.start): i for i, u in enumerate(visit.utterances)}
    labelled = []
    for given in lines:
        line = given
        place = at.get((line.sources[-1].turn, line.sources[-1].start))
        question = _asked(visit, place) if place is not None else None
        kinds = [kind for kind, pattern in _KINDS if pattern.search(line.text.lower())]
        whole = kinds and (_VERB.search(line.text) or line.text.startswith(_OF_PATIENT))
        label, _, amount = line.text.partition(": ")
        asked_much = amount and _HOW_MUCH.match(label)
        other = not kinds and line.text.startswith(_OF_PATIENT) and bool(find_drugs(line.text))
        other = other or (not kinds and bool(_OTHER_DRINK.search(line.text.lower())))
        if question is None or other or (whole and not asked_much) or (":" in line.text and not asked_much):
            labelled.append(line)
            continue
        if asked_much:
            line = replace(line, text=amount)
        where = " at home" if _OF_OTHERS.search(joined(question.words)) else ""
        asked = [k for k, pattern in _KINDS if pattern.search(joined(question.words))]
        kind = kinds[0] if kinds else " and ".join([asked[0], *(k.lower() for k in asked[1:])])
        text = f"{kind}{where}: {line.text[0].lower()}{line.text[1:]}"
        source = visit.source_of(visit.utterances.index(question))
        labelled.append(replace(line, text=text, sources=(source, *line.sources)))
    return [line for line in labelled if not any(_holds(other, line) for other in labelled)]


def _holds(other: Line, line: Line) -> bool:
    """Whether another line tells in fewer words the same of the same answer: "stopped" of "not any more, stopped"."""
    same = other is not line and other.sources[-1] == line.sources[-1]
    same = same and other.text.partition(":")[0] == line.text.partition(":")[0] and ":" in line.text
    return same and len(other.text) < len(line.text) and set(content(other.text)) <= set(content(line.text))


_OTHER_DRINK = re.compile(r"\b(?:coffees?|teas?|cola|cokes?|sodas?|energy drinks?|red bulls?|water|juice|milk)\b")
_OF_PATIENT = ("The patient ", "She ", "He ", "They ")
_OF_OTHERS = re.compile(r"\bdoes (?:any(?:one|body)|somebody|someone)\b")
"""A question after those who live with a patient."""
_HOW_MUCH = re.compile(r"^How (?:much|many|often)\b")
"""A label that is the question itself: "How much he is drinking: 3 beers"."""
_VERB = re.compile(r"\b(?:smok\w+|drinks?|drinking|drank|denies|vap\w+|uses?)\b")


def _asked(visit: Visit, at: int) -> Utterance | None:
    """The clinician's last words before an answer, where they ask for a habit."""
    turn = visit.utterances[at].turn
    for utterance in reversed(visit.utterances[max(0, at - 8) : at]):
        if utterance.turn == turn:
            continue
        if utterance.role is not Role.CLINICIAN or turn - utterance.turn > 1:
            return None
        if any(pattern.search(joined(utterance.words)) for _, pattern in _KINDS):
            return None if _asks_for_triggers(visit, utterance) else utterance
    return None


def _asks_for_triggers(visit: Visit, question: Utterance) -> bool:
    """Whether a habit is named only as what may bring a complaint on: "anything bring it on? coffee, alcohol?"."""
    asked = " ".join(joined(u.words) for u in visit.turns[question.turn])
    return bool(_BRINGS_ON.search(asked))


_BRINGS_ON = re.compile(r"\b(?:brings? (?:it|them|that|this) on|triggers?|sets? (?:it|them) off)\b")
