"""One section of a note from a short dialogue: what was said, in the register of that section.

Read by `mts_dialog`. Which sentences may be written and from what words is the business of the same builders that make
a whole note; here everything that was said belongs to one heading.
"""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from attending.drafts import Conversation, Role
from attending.scribe.content.compose import examine, is_empty_talk, is_sentence, state_result, tell
from attending.scribe.content.visit import Said, Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.draft import read_visit
from attending.scribe.headers.operations import operations
from attending.scribe.names import find_names, with_names
from attending.scribe.salience.model import Engine
from attending.scribe.sections.review_of_systems import review_systems
from attending.terms.anatomy import Side, find_parts, find_sides
from attending.terms.answers import Answer, answer_of, assertion_in
from attending.terms.answers import Said as Spoken
from attending.terms.content import keys_of, units_of
from attending.terms.drugs import find_drugs
from attending.terms.icd10cm_named import find_conditions
from attending.terms.negation import Status, assertion_of
from attending.terms.persons import BLOOD, Kind, words_for
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written
from attending.terms.symptoms import Symptom, find_symptoms

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
_BESIDES = re.compile(
    r"\b(?:besides|other\s+than|apart\s+from|aside\s+from|except(?:\s+for)?)\s+(?:the\s+)?[^?.,]+", re.IGNORECASE
)
"""What a question takes for known: "any other allergies besides penicillin?"."""
_HABITS = re.compile(r"\b(?:smok\w*|tobacco|cigarettes?|alcohol|drink\w*|drugs?)\b", re.IGNORECASE)
_RELATIVES = re.compile(rf"\b(?:{words_for(*BLOOD, Kind.FAMILY)}|run in)\b", re.IGNORECASE)
_SHORTLY = frozenset({"FAM/SOCHX", "PASTSURGICAL", "PASTMEDICALHX", "ROS", "GYNHX"})
"""Headings of short notes, which name the patient once."""
_SUBJECT = re.compile(r"^The patient (?=[a-z])")
_MAY_BE_NONE = frozenset({"ALLERGY", "FAM/SOCHX", "MEDICATIONS", "PASTMEDICALHX", "PASTSURGICAL", "GYNHX"})


def write_section(conversation: Conversation, header: str, *, now: datetime, engine: Engine) -> str:
    """The text of one section; empty where nothing was said that could stand in it."""
    joined = with_letters_joined(conversation)
    visit = read_visit(joined, None, now=now, engine=engine)
    if visit is None:
        return ""
    return with_names(" ".join(_lines(visit, header)), find_names(joined))


_LETTERS = re.compile(r"\b[A-Z](?:[ .]\s?(?!I (?:am|was|had|have|do|did|took|take|went|got|think)\b)[A-Z])+\b(?!['’])")


def with_letters_joined(conversation: Conversation) -> Conversation:
    """A conversation in which names spelled letter by letter stand as one word: "H I V", "C A B G"."""

    def joined(match: re.Match[str]) -> str:
        word = re.sub(r"[\s.]", "", match.group())
        return match.group() if len(set(word)) == 1 else word

    turns = tuple(msgspec.structs.replace(turn, text=_LETTERS.sub(joined, turn.text)) for turn in conversation.turns)
    return msgspec.structs.replace(conversation, turns=turns)


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
            yield from _beside(visit, named) if header == "PASTMEDICALHX" else ()
            return
    if header in {"MEDICATIONS", "ALLERGY"}:
        named = _listed(visit, allergy=header == "ALLERGY")
        if named:
            yield named
            return
    lines = [line.text for line in review_systems(visit)] if header == "ROS" else []
    yield from lines
    listed = frozenset(mention.symptom for text in lines for mention in find_symptoms(text))
    told = [text for text in _told_once(list(_sentences(visit, header))) if not _only_names(text, listed)]
    yield from _shortly(told) if header in _SHORTLY else told


def _beside(visit: Visit, named: str) -> Iterator[str]:
    """What a past history tells beside the conditions that it lists: operations, and sentences of something else."""
    done = operations(visit)
    yield from [done] if done else []
    known = keys_of(f"{named} {done}")
    for text in _shortly(list(_told_once(list(_sentences(visit, "PASTMEDICALHX"))))):
        units = units_of(text)
        if len(units) > 1 and not any(unit.is_in(known) for unit in units):
            yield text


def _sentences(visit: Visit, header: str) -> Iterator[str]:
    said = Said()
    for statement in visit.statements:
        empty = is_empty_talk(statement) and statement.kind not in ("denied", "affirmed")
        if statement.asks or empty or not _belongs(statement, header):
            continue
        text = _text(statement, visit, header, first=not said.sentences)
        if len(text.split()) > 1 and not _HANGING.match(text) and said.adds(text):
            yield text


def _only_names(sentence: str, listed: frozenset[Symptom]) -> bool:
    """Whether a sentence names nothing but symptoms that are listed already: "The patient denies jaundice." """
    mentions = find_symptoms(sentence)
    inside = all(any(m.start <= unit.start and unit.end <= m.end for m in mentions) for unit in units_of(sentence))
    return bool(mentions) and inside and all(mention.symptom in listed for mention in mentions)


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
    told = any(
        len(u.text.split()) > _SHORT
        or (answer is Answer.OTHER and not u.asks and "?" not in u.text and find_diagnoses(u.text))
        for u, answer in zip(own, answers, strict=True)
    )
    besides = any(_BESIDES.search(u.text) for u in visit.utterances)
    return not besides and Answer.NO in answers and Answer.YES not in answers and not told


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
                placed = _at_its_place(name, one.text, start) if header == "CC" else name
                names.setdefault(placed, None)
    listed = ", ".join(names)
    return f"{listed[0].upper()}{listed[1:]}." if listed else ""


_PLACED = frozenset(
    {"pain", "swelling", "lump", "weakness", "numbness", "sores", "itching", "bruising", "burning sensation",
     "stiffness", "skin lesion", "skin infection", "rash", "bleeding", "trauma", "skin redness"}
)  # fmt: skip
"""Complaints that say little without their place."""
_PLACE_NEAR = 60


def _at_its_place(name: str, text: str, start: int) -> str:
    """A complaint with the part of the body that it is told of: "lump of the left breast"."""
    parts = sorted(find_parts(text), key=lambda part: abs(part.start - start)) if name in _PLACED else []
    if not parts or abs(parts[0].start - start) > _PLACE_NEAR:
        return name
    sides = {one.side for one in find_sides(text) if one.part == parts[0].value and one.side is not Side.BOTH}
    side = f"{next(iter(sides))} " if len(sides) == 1 else ""
    return f"{name} of the {side}{text[parts[0].start : parts[0].end].lower()}"


def _listed(visit: Visit, *, allergy: bool) -> str:
    """The medicines by name, with the dose that stands beside each: "Lisinopril 20 mg, metformin." """
    names: dict[str, None] = {}
    for utterance in visit.utterances:
        text = written(utterance.text)
        for drug in find_drugs(text):
            known = any(one.start() < drug.start < one.end() for one in _BESIDES.finditer(text))
            if utterance.role is Role.CLINICIAN and allergy and not known:
                continue
            if assertion_of(text, drug.start, drug.end).status is Status.NEGATED and not known:
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
