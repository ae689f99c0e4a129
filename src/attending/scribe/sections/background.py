"""What must not be missed in any visit: allergies and reactions to medicines, smoking, alcohol, home and work.

Read by `note`. The learned model picks these up where notes of its training did; here words decide, so that a reaction
told in passing at the end still stands in the note.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, is_sentence, tell
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.lines import Line
from attending.scribe.content.order_kinds import DOSE
from attending.scribe.content.referents import with_household, with_topic
from attending.scribe.content.topics import (
    ALLERGIES,
    FAMILY,
    MEDICINES,
    PAST,
    PROCEDURES,
    RELATIVES,
    SOCIAL,
    VACCINES,
    topics,
)
from attending.scribe.content.visit import Said, Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.vocabulary import joined, parted
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.persons import BLOOD, Kind, words_for
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written
from attending.terms.symptoms import find_symptoms

_ALLERGY = re.compile(r"\ballerg(?:y|ies|ic)\b|\banaphyla")
_REACTION = re.compile(
    r"\b(?:hives|rash|anaphyla\w+|welts|reaction|throat (?:closed|closing|swelled|swelling)|(?:could|can) not breathe|"
    r"(?:lips?|tongue|face) (?:swelled|swelling|swollen|swell)|swelled up|broke out|wheez\w+)\b"
)
_NOT_TOLD = re.compile(
    r"\b(?:if|might|may|could get|can get|can cause|side effects?|check|look at|chart|entry|list|going to|will|would|"
    r"because of the|is out|medications? for|treat|shots?|doctor|specialist|clinic|test(?:ed|ing)?)\b"
)
_HABITS = re.compile(
    r"\b(?:smok\w+|cigarettes?|tobacco|vap(?:e|es|ed|ing)|packs? (?:a|per) day|alcohol|"
    r"(?:glass(?:es)?|bottles?|cans?|pints?|units) of (?:wine|beer)|drinks? (?:a|per) (?:day|week|night)|marijuana|"
    r"cannabis|recreational drugs?|street drugs?|illicit drugs?|cocaine|heroin)\b|"
    r"\b(?:did|do|done|used|use|using|tried|smoke|smoked) (?:some |a little |a bit of )*"
    r"(?:coke|weed|pot|meth|speed|ecstasy|acid|mushrooms|drugs|crack|fentanyl)\b|"
    r"\b(?:sober|teetotal|in recovery)\b|\b(?:units|drinks?|beers?|pints?) (?:a|per) (?:day|week|night)\b|"
    r"\b(?:have|drink|had|do) (?:\w+ ){0,2}?(?:pints?|beers?|cans|shots|glasses of \w+|"
    r"bottles? of (?:wine|vodka|whisky|gin))\b"
)
_HOME = re.compile(
    r"\b(?:i|you) (?:live|lives|work|works) (?:with|alone|by|as|in|at|for|from)\b|"
    r"^(?:he|she|we) lives? (?:with|alone|in|at)\b|"
    r"\b(?:i am|you are) (?:\w+ )?(?:retired|unemployed|between jobs|on disability)\b"
)
_LONGEST = 30
"""Words of a line here; a longer one is a story and stays in the history."""


def allergies(visit: Visit) -> list[Line]:
    """Allergies told or denied, and what a medicine once did."""
    return _lines(visit, _is_allergy)


def habits(visit: Visit) -> list[Line]:
    """Smoking, alcohol, drugs, home and work, as told or denied."""
    return _lines(visit, _is_habit)


def asked_for(visit: Visit, topic: str, said: Said | None = None) -> list[Line]:
    """What the patient answers when asked about one topic of the background, or tells of it unasked."""
    lines: list[Line] = []
    said = said or Said()
    examined = exam_heard(visit)
    for index, about in topics(visit).items():
        statement = _with_vaccine(visit, visit.statements[index]) if topic == PAST else visit.statements[index]
        found = FAMILY if of_companion(statement) and about in {MEDICINES, PAST, ALLERGIES} else about
        labelled = ":" in statement.words or (
            topic == SOCIAL == found and with_household(visit, statement) is not statement
        )
        joined_on = statement.kind == "denied" or (statement.kind == "affirmed" and _names_past(statement))
        dosed = topic == MEDICINES and bool(DOSE.search(written(joined(statement.words)).lower()))
        if found != topic or not (labelled or joined_on or dosed or is_sentence(statement.words)):
            continue
        if topic == MEDICINES and _TAKEN_BY_RELATIVE.search(joined(statement.words)):
            continue
        if (
            topic in {MEDICINES, PAST, ALLERGIES}
            and statement.speaker
            and _OF_THEMSELVES.search(joined(statement.words))
        ):
            continue
        if (
            topic == MEDICINES
            and not (labelled or dosed)
            and not (_OF_MEDICINES.search(joined(statement.words)) or find_drugs(joined(statement.words)))
        ):
            continue
        if topic == ALLERGIES and _WONDERED.search(joined(statement.words)):
            continue
        if topic == PAST and examined is not None and statement.at >= examined:
            continue
        if topic == PAST and statement.kind == "denied" and _only_symptoms(joined(statement.words)):
            continue
        named = with_household(visit, with_topic(visit, statement)) if topic == SOCIAL else statement
        if topic == FAMILY and named.kind == "denied" and not _OF_FAMILY.search(joined(named.words)):
            end = named.words.index(",") if "," in named.words and "know" in named.words else len(named.words)
            named = replace(named, words=(*named.words[:end], "in", "the", "family", *named.words[end:]))
        text = tell(named, visit.person, subject="the patient" if not lines else "")
        sources = named.sources
        relative = _relative_asked(visit, statement) if topic == FAMILY else None
        if relative:
            text, sources = f"{relative[0].capitalize()}: {text[:1].lower()}{text[1:]}", (relative[1], *sources)
        if len(text.split()) > (2 if topic == SOCIAL else 1) and said.adds(text):
            lines.append(Line(text, sources, confidence=round(visit.scores.of(index, "history"), 3)))
    return lines


_OF_FAMILY = re.compile(rf"\b(?:famil\w+|relatives?|runs?|side|any(?:one|body)|{words_for()})\b")


def _only_symptoms(text: str) -> bool:
    """Whether what is denied are symptoms, asked for in one breath with past illness: "are you well? Any fevers?"."""
    return bool(find_symptoms(text)) and not find_diagnoses(text) and not _PROCEDURES.search(text)


_VACCINES = re.compile(
    rf"\b(?:(?:{VACCINES}) )?"
    r"(?:shots|jabs|boosters?|vaccin(?:es?|ations?)|immuni[sz]ations?)\b"
)


def _with_vaccine(visit: Visit, statement: Statement) -> Statement:
    """ "Are her jabs up to date?" / "All except the flu one." as "Jabs: all except the flu one."."""
    asked = visit.utterances[statement.at - 1] if statement.at else None
    if statement.kind != "said" or statement.role is Role.CLINICIAN or asked is None or is_sentence(statement.words):
        return statement
    vaccines = _VACCINES.search(joined(asked.words)) if asked.role is Role.CLINICIAN else None
    if vaccines is None:
        return statement
    sources = (Source(asked.turn, asked.start, asked.end), *statement.sources)
    return replace(statement, words=(*parted(vaccines.group()), ":", *statement.words), kind="told", sources=sources)


def of_companion(statement: Statement) -> bool:
    """Whether a companion tells of an own medicine, illness or allergy: "I take salbutamol, I've got asthma"."""
    return bool(statement.speaker) and bool(_OF_THEMSELVES.search(joined(statement.words)))


_PROCEDURES = re.compile(PROCEDURES)


def _names_past(statement: Statement) -> bool:
    """Whether what was said yes to names an illness, a symptom, a medicine or a procedure."""
    text = joined(statement.words)
    return bool(_PROCEDURES.search(text)) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))


def _relative_asked(visit: Visit, statement: Statement) -> tuple[str, Source] | None:
    """Of whom the clinician asked, where the answer names nobody: "what about your mother?" / "she has diabetes"."""
    if (
        statement.kind != "said"
        or RELATIVES.search(joined(statement.words))
        or not _SOMEBODY.search(joined(statement.words))
    ):
        return None
    turn = visit.utterances[statement.at].turn
    for place in range(statement.at - 1, max(-1, statement.at - 1 - _LOOKS_BACK), -1):
        utterance = visit.utterances[place]
        asked = utterance.role is Role.CLINICIAN or utterance.turn == turn
        found = RELATIVES.search(joined(utterance.words)) if asked else None
        if found:
            return found.group(), visit.source_of(place)
    return None


_SOMEBODY = re.compile(r"\b(?:he|she|they)\b")
_LOOKS_BACK = 4


def _lines(visit: Visit, fits: Callable[[Visit, int], bool]) -> list[Line]:
    lines: list[Line] = []
    said = Said()
    for index, statement in enumerate(visit.statements):
        if statement.asks or is_empty_talk(statement) or len(statement.words) > _LONGEST or not fits(visit, index):
            continue
        other = ("other",) if "other" in statement.words else ()
        denied = replace(statement, words=(*other, "allergies"), kind="denied")
        told = denied if _NO_ALLERGIES.match(joined(statement.words)) else statement
        text = tell(told, visit.person, subject="the patient" if not lines else "")
        if len(text.split()) > 1 and said.adds(text):
            lines.append(Line(text, statement.sources))
    return lines


def _is_allergy(visit: Visit, index: int) -> bool:
    statement = visit.statements[index]
    text = joined(statement.words)
    if of_companion(statement):
        return False
    if statement.role is not Role.CLINICIAN and _NO_ALLERGIES.match(text):
        return True
    whole = is_sentence(statement.words) or text.startswith("allergic to ")
    if statement.kind == "said" and (statement.role is Role.CLINICIAN or not whole):
        return False
    if _NOT_TOLD.search(text):
        return False
    if _WONDERED.search(text):
        return False
    if _ALLERGY.search(text):
        return not (
            re.search(r"\byou\b", text) and statement.kind == "said" and not re.search(r"\b(?:i|my|me)\b", text)
        )
    told = " ".join(joined(s.words) for s in _of_turn(visit, index))
    about = bool(find_drugs(text) or _REACTION.search(text))
    return about and bool(find_drugs(told)) and bool(_REACTION.search(told)) and not _NOT_TOLD.search(told)


_OF_MEDICINES = re.compile(
    r"\b(?:\w*medic\w*|meds|pills?|tablets?|drops|cream|inhalers?|supplements?|herbs?|herbal|remed(?:y|ies)|implant|"
    r"coil|vitamins?|sprays?|injections?|"
    r"(?:tried|bought|applied|applying|been (?:using|putting)) (?!to\b|it\b|that\b|not\b)|"
    r"(?:take|takes|taking|took|taken|use|using|used|on) (?:it|them|that|those|this|any|nothing|anything|the|my|"
    r"one|two)|"
    r"patch(?:es)?|painkillers?|antibiotics?|over the counter|every (?:day|morning|night)|once|twice|dose|refills?)\b|"
    r"\b(?:stopped|ran out|forget|forgot|begins with)\b"
)
"""Words by which an answer about medicines speaks of one, where it names none."""
_TAKEN_BY_RELATIVE = re.compile(
    rf"\b{words_for(*BLOOD, Kind.CHILD, Kind.PARTNER)}\b(?: \w+)? "
    r"(?:is (?:now )?on|was on|takes?|took|uses?|used|had|has|got)\b"
)
_OF_THEMSELVES = re.compile(
    r"^(?:(?:and|but|so|because|well) )*i (?:take|am (?:on|allergic|diabetic|asthmatic|the one)|"
    r"have (?:got |had )?(?!to\b|been\b|noticed\b|tried\b|given\b)|had (?!to\b)|use an?\b|was diagnosed|carry)"
)
_WONDERED = re.compile(
    r"\b(?:the one where|you get an?|certain (?:that )?(?:i|it)|do i have|i do not have|could (?:i|it|this) be|"
    r"terrified|syndrome|worried (?:about|that))\b"
)
"""An illness that is asked about or explained: no allergy of the patient's."""
_NO_ALLERGIES = re.compile(r"^no (?:other |known |drug |food |medication )*allergies(?: (?:that i know of|at all))?$")


def _of_turn(visit: Visit, index: int) -> Iterator[Statement]:
    """What the same speaker said in the same turn, and the question that was answered."""
    turn = visit.statements[index].sources[-1].turn
    return (s for s in visit.statements if s.sources[-1].turn == turn and not s.asks)


def _is_habit(visit: Visit, index: int) -> bool:
    statement = visit.statements[index]
    if statement.role is Role.CLINICIAN and statement.kind == "said":
        return False
    text = joined(statement.words)
    if topics(visit).get(index) == FAMILY:
        return False
    return bool(_HABITS.search(text) or _HOME.search(text))
