"""One section of a note from a short dialogue: what was said, in the register of that section.

Read by `mts_dialog`. Which sentences may be written and from what words is the business of the same builders that make
a whole note; here everything that was said belongs to one heading.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from attending.drafts import Conversation, Role
from attending.scribe.content.compose import examine, is_empty_talk, is_sentence, state_result, tell
from attending.scribe.content.visit import Said, Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.draft import read_visit
from attending.scribe.headers.operations import operations
from attending.scribe.salience.model import Engine
from attending.scribe.sections.systems import review_systems
from attending.terms.answers import Answer, answer_of, assertion_in
from attending.terms.answers import Said as Spoken
from attending.terms.content import units_of
from attending.terms.drugs import find_drugs
from attending.terms.icd10cm_named import find_conditions
from attending.terms.negation import Status, assertion_of
from attending.terms.persons import BLOOD, Kind, words_for
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written
from attending.terms.symptoms import find_symptoms

_CLINICIANS = frozenset(
    {"EXAM", "ASSESSMENT", "PLAN", "DIAGNOSIS", "IMAGING", "LABS", "EDCOURSE", "DISPOSITION", "PROCEDURES"}
)
"""Headings under which the clinician's own words stand."""
_RESULTS = frozenset({"IMAGING", "LABS"})
_NOTHING = {"ALLERGY": "No known drug allergies.", "FAM/SOCHX": "Noncontributory."}
"""What stands under a heading where everything asked was denied; "None." elsewhere."""
_NAMED_SHORTLY = frozenset({"CC", "DIAGNOSIS", "PASTMEDICALHX"})
_SHORT = 8
"""Words of an answer that only denies."""
_HANGING = re.compile(r"(?:No never|Not that|No idea|Never mind|Much:|Not really)\b.{0,40}$")
_DOSE_AFTER = re.compile(
    r",?\s+(?:of\s+)?\d[\d.,]*\s?(?:mg|mcg|g|mL|units?)\b(?:\s+(?:once|twice|daily|a day|every \w+|at night))*"
)
_HABITS = re.compile(r"\b(?:smok\w*|tobacco|cigarettes?|alcohol|drink\w*|drugs?)\b", re.IGNORECASE)
_RELATIVES = re.compile(rf"\b(?:{words_for(*BLOOD, Kind.FAMILY)}|run in)\b", re.IGNORECASE)
_SHORTLY = frozenset({"FAM/SOCHX", "PASTSURGICAL", "PASTMEDICALHX", "ROS", "GYNHX"})
"""Headings of short notes, which name the patient once."""
_SUBJECT = re.compile(r"^The patient (?=[a-z])")
_MAY_BE_NONE = frozenset({"ALLERGY", "FAM/SOCHX", "MEDICATIONS", "PASTMEDICALHX", "PASTSURGICAL", "GYNHX"})


def write_section(conversation: Conversation, header: str, *, now: datetime, engine: Engine) -> str:
    """The text of one section; empty where nothing was said that could stand in it."""
    visit = read_visit(conversation, None, now=now, engine=engine)
    if visit is None:
        return ""
    return " ".join(_lines(visit, header))


def _lines(visit: Visit, header: str) -> Iterator[str]:
    if header in _MAY_BE_NONE and _all_denied(visit) and not (header == "FAM/SOCHX" and _of_habits(visit)):
        yield _NOTHING.get(header, "None.")
        return
    if header == "PASTSURGICAL":
        done = operations(visit)
        if done:
            yield done
            return
    if header in _NAMED_SHORTLY:
        named = _conditions(visit, header)
        if named:
            yield named
            return
    if header in {"MEDICATIONS", "ALLERGY"}:
        named = _listed(visit, allergy=header == "ALLERGY")
        if named:
            yield named
            return
    if header == "ROS":
        yield from (f"{line.text}" for line in review_systems(visit))
    told = list(_told_once(list(_sentences(visit, header))))
    yield from _shortly(told) if header in _SHORTLY else told


def _sentences(visit: Visit, header: str) -> Iterator[str]:
    said = Said()
    for statement in visit.statements:
        empty = is_empty_talk(statement) and statement.kind not in ("denied", "affirmed")
        if statement.asks or empty or not _belongs(statement, header):
            continue
        text = _text(statement, visit, header, first=not said.sentences)
        if len(text.split()) > 1 and not _HANGING.match(text) and said.adds(text):
            yield text


def _told_once(sentences: list[str]) -> Iterator[str]:
    """Without what another sentence says and more: "The patient smokes." beside "The patient smokes 2 packs a day." """
    words = [frozenset(re.findall(r"\w+", sentence.lower())) for sentence in sentences]
    for number, sentence in enumerate(sentences):
        if not any(words[number] < other for other in words):
            yield sentence


def _shortly(sentences: list[str]) -> Iterator[str]:
    """The subject once: "The patient is married. Works as a driver." """
    for number, sentence in enumerate(sentences):
        rest = _SUBJECT.sub("", sentence) if number else sentence
        yield rest[:1].upper() + rest[1:]


def _of_habits(visit: Visit) -> bool:
    """Whether smoking, drinking or drugs were asked about, and no relative."""
    asked = " ".join(u.text for u in visit.utterances if u.role is Role.CLINICIAN)
    return bool(_HABITS.search(asked)) and not _RELATIVES.search(asked)


def _all_denied(visit: Visit) -> bool:
    """Whether every answer is a no, and nothing else was told."""
    own = [u for u in visit.utterances if u.role is not Role.CLINICIAN]
    answers = [answer_of(u.text) for u in own]
    told = any(len(u.text.split()) > _SHORT for u in own)
    return Answer.NO in answers and Answer.YES not in answers and not told


def _conditions(visit: Visit, header: str) -> str:
    """Diagnoses and, for a complaint, symptoms that are not denied, by their clinical names."""
    spoken = [
        Spoken(u.role is Role.CLINICIAN, u.text + ("?" if u.asks and "?" not in u.text else ""))
        for u in visit.utterances
    ]
    names: dict[str, None] = {}
    for turn, one in enumerate(spoken):
        find = find_conditions if header == "PASTMEDICALHX" else find_diagnoses
        found = [(m.diagnosis.name, m.start, m.end) for m in find(one.text)]
        if header != "PASTMEDICALHX":
            found += [(m.symptom.name, m.start, m.end) for m in find_symptoms(one.text)]
        for name, start, end in sorted(found, key=lambda item: item[1]):
            keys = frozenset(key for unit in units_of(one.text) if unit.start == start for key in unit.keys)
            assertion, _ = assertion_in(spoken, turn, start, end, keys)
            if assertion.status is Status.PRESENT and not assertion.other_person:
                names.setdefault(name, None)
    listed = ", ".join(names)
    return f"{listed[0].upper()}{listed[1:]}." if listed else ""


def _listed(visit: Visit, *, allergy: bool) -> str:
    """The medicines by name, with the dose that stands beside each: "Lisinopril 20 mg, metformin." """
    names: dict[str, None] = {}
    for utterance in visit.utterances:
        text = written(utterance.text)
        for drug in find_drugs(text):
            status = assertion_of(text, drug.start, drug.end).status
            if utterance.role is Role.CLINICIAN and allergy:
                continue
            if status is Status.NEGATED:
                continue
            dose = None if allergy else _DOSE_AFTER.match(text, drug.end)
            names.setdefault(drug.name.lower() + (f" {dose.group().lstrip(', ')}" if dose else ""), None)
    listed = ", ".join(names)
    return f"{listed[0].upper()}{listed[1:]}." if listed else ""


def _belongs(statement: Statement, header: str) -> bool:
    """The patient's words, and answers, everywhere; the clinician's own only under the clinician's headings."""
    if statement.role is Role.CLINICIAN and statement.kind == "said":
        return header in _CLINICIANS
    return is_sentence(statement.words) or statement.kind != "said"


def _text(statement: Statement, visit: Visit, header: str, *, first: bool) -> str:
    clinicians = statement.role is Role.CLINICIAN and statement.kind == "said"
    if clinicians and header == "EXAM":
        return examine(statement, visit.person)
    if clinicians and header in _RESULTS:
        return state_result(statement, visit.person)
    return tell(statement, visit.person, subject="the patient" if first else "")
