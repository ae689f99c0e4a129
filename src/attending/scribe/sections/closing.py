"""What a clinician says among what is planned: nothing of it that speaks of care is left to the learned score.

Read by `plan`. The score knows notes of one kind; once orders have begun, "no driving till you know how it affects
you", "my nurse will arrange that" and "it could also be a sprain" stand in the plan by what they say.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.choices import asks_wish, offers_choice, tells_wish
from attending.scribe.content.compose import is_empty_talk, is_sentence
from attending.scribe.content.conditions import is_safety_net
from attending.scribe.content.examination import exam_starts
from attending.scribe.content.problems import is_diagnosis
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.sections.instructed import PATIENT_DOES, instructs
from attending.scribe.sections.plan_kinds import assesses
from attending.scribe.vocabulary import joined, parted
from attending.terms.content import CONCEPT_WEIGHT, units_of

LONGEST = 45
"""Words of a statement that stands in the plan for what it says; a longer one is a talk."""
_IF_THEN = re.compile(r"\b(?:if|unless|should you|in case|once|until|till|as soon as|the moment)\b")
_OBLIGES = re.compile(
    r"\b(?:you|he|she|they|your \w+|his \w+|her \w+)(?: (?:also|really|just|then|still|definitely|probably|do))* "
    r"(?:(?:will|would|shall|should|must|can|could|may|might|need|needs|ought|have to|has to)\b|had better)|"
    r"\b(?:i|we) (?:want you|would rather|would like|prefer|thought (?:about|of)|considered|might|may)\b"
)
_SOMEBODY_WILL = re.compile(
    r"\b(?:nurse|midwife|pharmacist|pharmacy|receptionist|reception|front desk|team|assistant|clinic|hospital|"
    r"health visitor|physio\w*|therapist|dietiti?an|surgeon|specialist|office|staff|laboratory|lab|social worker|"
    r"they)\b.{0,30}\b(?:will|is going to|are going to|can|should)\b|"
    r"\b(?:have|get|ask) (?:the|my|our|a|your) (?:\w+ )?(?:nurse|midwife|pharmacist|receptionist|team|assistant|"
    r"secretary|health visitor|office) (?:to )?(?:call|ring|phone|text|see|book|show|check|visit|contact|message)\b"
)

_TALKED = re.compile(
    r"\b(?:talk(?:ed)?|discuss\w*|come (?:this way|with me|on in)|questions?|worried|worry|alarmed|i (?:am|"
    r"was) saying)\b"
)
"""What is said of the conversation itself."""


_DECIDES = re.compile(
    r"\b(?:i|we|you|he|she|they)(?: really)? (?:do not|does not|will not|would not|can not)(?: (?:really|think|"
    r"believe))*(?: (?:he|she|you|"
    r"they|we))? (?:want|need|like|give|start|put|use|prescribe|restart|order|bother)\b(?! to (?:know|see|ask|talk))|"
    r"\b(?:i|we) (?:considered|thought about|have thought about)\b|\b(?:i|we) (?:will|am going to|are going to|would) "
    r"(?:also |just |then )*(?:write (?:to|(?:you|him|her|them) (?:up|a (?:note|letter|prescription)))|"
    r"phone|ring|email|text|message|fax|move|speak|let you know|chase|fill (?:in|out)|arrange|book|ask the)\b"
)
"""What a clinician decides against, or promises to do."""


def said_beside(visit: Visit, ordered: Mapping[int, str], named: set[int]) -> set[int]:
    """Statements of the clinician behind the first order or diagnosis of the late visit that speak of care."""
    start = exam_starts(visit)
    begun = [i for i in (*ordered, *named) if visit.statements[i].at >= start]
    if not begun:
        return set()
    return {
        index
        for index, statement in enumerate(visit.statements)
        if index > min(begun) and _is_own(statement) and speaks_of_care(joined(statement.words))
    }


def patients_choices(visit: Visit, planned: set[int]) -> dict[int, Statement]:
    """What the patient chose or declined of what was planned or offered in the turn before."""
    turns = {visit.statements[i].sources[-1].turn for i in planned}
    asked = [
        s
        for s in visit.statements
        if s.role is Role.CLINICIAN and (offers_choice(text := joined(s.words)) or asks_wish(text))
    ]
    offered = {s.sources[-1].turn for s in asked if s.at >= exam_starts(visit)}
    found: dict[int, Statement] = {}
    for index, statement in enumerate(visit.statements):
        turn = statement.sources[0].turn
        if statement.role is Role.CLINICIAN or statement.asks or statement.kind != "said":
            continue
        text = joined(statement.words)
        if turn - 1 in turns | offered and tells_wish(text):
            found[index] = statement
        elif turn - 1 in offered and (bare := _BARE_CHOICE.match(text)) and not is_sentence(statement.words):
            found[index] = replace(statement, words=("the", "patient", "prefers", *parted(bare["what"])))
    return found


_BARE_CHOICE = re.compile(
    r"^(?:(?:i think|maybe|probably|well|definitely|oh|um|yes|okay|just) ?,? )*(?P<what>(?:the|a|an|"
    r"some) (?:\w+ ?){1,6}?)"
    r"(?:,? (?:please|i think|then))*$"
)
"""A choice without a verb: "the cream, I think"."""


def _is_own(statement: Statement) -> bool:
    own = statement.role is Role.CLINICIAN and statement.kind == "said" and not statement.asks
    talk = is_empty_talk(statement) or _TALKED.search(joined(statement.words))
    return own and len(statement.words) <= LONGEST and not talk


_WARNS = re.compile(
    rf"\b(?:can|may|might|could|will)(?: (?:also|sometimes|well|just|really))* (?:make|cause|give|upset|irritate|leave|"
    rf"bring|lower|raise|turn|sting|burn|hurt)\b.*,? so "
    rf"(?:(?:please|just|do|always|you (?:should|must|need to|want to)) "
    rf")*(?:not |try (?:not )?to |make sure |be careful|get up|{PATIENT_DOES}\b)"
)
"""What a medicine may do to the patient, with what to do about it."""


def somebody_will(text: str) -> bool:
    """Whether words, in lower case, say which of the team does what: "my nurse will show you the pen"."""
    return bool(_SOMEBODY_WILL.search(text))


def speaks_of_care(text: str) -> bool:
    """Whether words tell somebody what to do, say who will do what, or weigh what was thought of."""
    if instructs(text) or _SOMEBODY_WILL.search(text) or _DECIDES.search(text) or is_safety_net(text):
        return True
    if assesses(text) and is_diagnosis(text):
        return True
    if _WARNS.search(text):
        return True
    concept = any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))
    return concept and bool(_OBLIGES.search(text) or _IF_THEN.search(text))
