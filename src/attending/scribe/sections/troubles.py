"""What a statement tells of that troubles somebody: each trouble as a complaint is called, with its place and side.

Read by `complaint`. What only brings another trouble on, is over, feared or denied is none.
"""

import re
from collections.abc import Iterator

from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.followed_up import PAINFUL
from attending.scribe.sections.present import IS_GONE
from attending.scribe.sections.review_of_systems import LOOSE_WORDS
from attending.scribe.vocabulary import joined
from attending.terms.anatomy import Side, find_parts, find_sides
from attending.terms.negation import Status, assertion_of
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import SymptomMention, find_symptoms

_ADJECTIVES = {"abdomen": "abdominal"}
VAGUE = frozenset({"pain", "anxiety", "weakness", "malaise", "swelling", "depression", "stress"})
"""Symptoms too general to be why a patient comes, unless nothing else is said."""
_OF_THE_MIND = frozenset({"anxiety", "depression", "stress"})
PULLS = re.compile(r"\b(?:pulling|tugging|pulls|tugs|pulled|tugged) (?:on|at)\b")
"""What a child does that cannot say where it hurts."""
_STUNG = re.compile(r"\b(?:stung|bitten|bit|scratched) by an? (?!bit\b|few\b)[a-z]+\b")

_BIT = re.compile(r"\b(?P<what>dog|cat|spider|snake|tick|horse|rat|monkey) bit (?:me|him|her|my|his)\b")


def troubles(statement: Statement, *, moods: bool = False) -> Iterator[tuple[Statement, str]]:
    """Everything that one statement tells of: its first trouble as it is called, the others by their names."""
    if (statement.speaker and _OF_COMPANION.search(joined(statement.words))) or over(statement):
        return
    yield from _pains([statement], moods=moods)
    text = joined(plain_register(statement.words, clinician=False))
    for mention in symptoms_first(text)[1:]:
        present = assertion_of(text, mention.start, mention.end).status is Status.PRESENT
        if present and not _COMPARED.search(text[: mention.start]) and mention.symptom.name not in VAGUE:
            yield statement, sentence([_told(mention)])


def over(statement: Statement) -> bool:
    """Whether what is told is over: "I had a bit of a cold, but that's gone"."""
    return bool(_OVER.search(joined(statement.words)))


_OVER = re.compile(rf"\b{IS_GONE}|\bago,? but not since\b")
_OF_COMPANION = re.compile(
    r"^(?:(?:and|but|so) )*(?:my (?!son|daughter|child|baby|little|boy|girl)\w+\b|(?:i|we) (?:(?:just|also|really|have|"
    r"can|could) )*(?!think|thought|notic|saw|see|seen|found|find|know|knew|gave|give|took|take|brought|chang|guess|"
    r"believe|hear|heard|felt (?:a|his|her)|feel (?:a|his|her|like he|like she)|call|rang)\w+)"
)
"""What somebody who speaks for the patient tells of their own state."""


def _pains(statements: list[Statement], *, moods: bool = False) -> Iterator[tuple[Statement, str]]:
    """ "my right knee hurts" → "Right knee pain."; `moods` lets a mood count too."""
    for statement in statements:
        text = joined(plain_register(statement.words, clinician=False))
        present = [
            m
            for m in symptoms_first(text)
            if assertion_of(text, m.start, m.end).status is Status.PRESENT
            and not _COMPARED.search(text[: m.start])
            and not _NOT_THOUGHT.search(text[: m.start])
            and not _EXPECTED.search(text[: m.start])
        ]
        parts = find_parts(text)
        sides = [SIDES.get(s.side, s.side.value) for s in find_sides(text) if parts and s.part == parts[0].value]
        if parts and not sides and _PAIRED.search(text[parts[0].start : parts[0].end]) and _BOTH.search(text):
            sides = ["bilateral"]
        bitten = _BIT.search(text)
        if bitten:
            yield statement, sentence([bitten["what"], "bite"])
            return
        stung = _STUNG.search(text)
        if stung:
            yield statement, sentence(stung.group().split())
            return
        if parts and PULLS.search(text):
            yield statement, sentence(["pulling", "on", *sides[:1], parts[0].value])
            return
        shown = _SHOWN.search(text)
        whole = shown and any(m.start <= shown.start() and shown.end() <= m.end for m in find_symptoms(text))
        denied = shown and re.search(r"\b(?:no|not)\b", text[: shown.start()])
        if shown and find_parts(shown["part"]) and not (whole or denied):
            yield statement, sentence([shown["what"], shown["on"], *shown["part"].split()])
            return
        beneath = _UNDER_RIBS.search(text)
        if beneath and PAINFUL.search(text) and {part.value for part in find_parts(text)} <= {"chest"}:
            where = [s.side.value for s in find_sides(text) if s.side is not Side.BOTH][:1]
            yield statement, sentence(["pain", "under", "the", *where, "ribs"])
            return
        injured = _INJURED.search(text)
        if injured and find_parts(injured["part"]):
            yield statement, sentence([*injured["part"].split(), "injury"])
            return
        if parts and (PAINFUL.search(text) or present) and not re.search(r"\bnot\b", text):
            symptom = _told(present[0]) if present and present[0].symptom.name != "pain" else "pain"
            symptom = present[0].symptom.name if present and present[0].symptom.name in _AT_A_PLACE else symptom
            symptom = symptom.replace("joint stiffness", "stiffness")
            part = [] if parts[0].value in symptom else [_ADJECTIVES.get(parts[0].value, parts[0].value)]
            if part == ["head"] and symptom == "pain":
                part, symptom = [], "headache"
            if symptom == "headache":
                sides = [f"{side}-sided" for side in sides]
            if not part or symptom in {"pain"} | _AT_A_PLACE:
                yield statement, sentence([*sides[:1], *part, symptom])
                return
        if present and present[0].symptom.name not in (VAGUE - _OF_THE_MIND if moods else VAGUE):
            named = _told(present[0]) if statement.kind == "said" else present[0].symptom.name
            yield statement, sentence([named])
            return


_SHOWN = re.compile(
    r"\b(?P<what>lump|bump|rash|mole|ulcer|boil|spot|bruise|wart|cyst) (?P<on>in|on|under|behind|below) "
    r"(?:my|his|her|the) (?P<part>(?:(?:left|right|upper|lower) ){0,2}[a-z]+)"
)
"""What is seen or felt, with its place: "a lump in my left breast"."""
_UNDER_RIBS = re.compile(r"\b(?:under|below|beneath|underneath) (?:my|his|her|the) (?:(?:right|left|lower) )?ribs\b")
_COMPARED = re.compile(r"\blike (?:a |an |my |the )?(?:\w+ )?$")
"""Behind which a symptom is only what another is like."""
_EXPECTED = re.compile(r"\b(?:thought (?:i|he|she) (?:was|might|would)|was going to|nearly|almost)\b[^,]{0,25}$")
_NOT_THOUGHT = re.compile(r"\bdo not (?:think|believe)\b")
SIDES = {Side.BOTH: "bilateral"}
_AT_A_PLACE = frozenset({"swelling", "weakness", "numbness", "stiffness", "tingling"})
"""Symptoms that stand with the part of the body they are in."""
_INJURED = re.compile(
    r"\b(?:hurt|injured|twisted|sprained|broke|banged|landed on|rolled|jammed|burnt|burned|cut) "
    r"(?:my|his|her|their) (?P<part>(?:left |right )?[a-z]+)\b"
)
_PAIRED = re.compile(r"\b(?:knees|hips|ankles|wrists|elbows|shoulders|feet|hands|legs|arms|ears|eyes|calves|heels)$")
_BOTH = re.compile(r"\b(?:both|my|the two)\b")


_ASLEEP = re.compile(r" (?:asleep|behind|pregnant|in love)\b")
"""Behind "fell", which then is no fall."""


def symptoms_first(text: str) -> list[SymptomMention]:
    """The symptoms a text names, known illnesses behind them: "with the IBS I had diarrhea"."""
    named = (m for m in find_symptoms(text) if m.text.lower() not in LOOSE_WORDS and not _ASLEEP.match(text, m.end))
    return sorted(named, key=lambda m: (bool(find_diagnoses(m.text)), m.symptom.name == "malaise"))


def _told(mention: SymptomMention) -> str:
    """The symptom as it was said; by its clinical name where one lay word or the patient's "my" was used."""
    lay = " " not in mention.text or re.search(
        r"\b(?:my|me|i|your|is|are|has|have|a|not|spins|races|keeps?|"
        r"bringing|does|his|her)\b|'s\b",
        mention.text,
    )
    return mention.symptom.name if lay else mention.text
