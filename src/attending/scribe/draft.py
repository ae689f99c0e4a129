"""From a conversation to a Draft: the one function that the rest of the platform calls.

Every sentence of the Composition is a claim that cites its turns, word for word.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from msgspec import structs

from attending.drafts import Author, Claim, Conversation, Draft, Evidence, Role
from attending.errors import NothingSaid
from attending.record.chart import Chart
from attending.record.narrative import SectionText, Sentence, to_sections
from attending.scribe.content.companions import is_spoken_for, name_speakers, with_historian, with_patient_addressed
from attending.scribe.content.interpreters import told_through
from attending.scribe.content.lines import CODES, Line, Section
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.asked_on import asked_on
from attending.scribe.dialogue.statements import gather_statements
from attending.scribe.english import without_other_languages
from attending.scribe.names import find_names, with_names
from attending.scribe.note import build_note
from attending.scribe.patient import read_patient
from attending.scribe.proposals import propose
from attending.scribe.proposals.fhir import words_of
from attending.scribe.rewrite import Person
from attending.scribe.rewrite.person import Sex
from attending.scribe.salience.model import NAME, VERSION, Engine, load_engine
from attending.scribe.sentences.utterances import read_utterances
from attending.scribe.styling.styles import arrange, find_style
from attending.terms.coding import LOINC

MIN_WORDS = 20
"""Fewer words of speech than this are no visit."""
MIN_TURNS = 2


def write_note(conversation: Conversation, chart: Chart | None, *, now: datetime, style: str = "outpatient") -> Draft:
    """Draft the note of a visit.

    Args:
        conversation: the turns, with roles where they are known.
        chart: the patient's chart, for sex, age and name; None where the patient is not known.
        now: the moment of drafting.
        style: one of `styles.STYLES`; `outpatient` is the four-division note.

    Raises:
        NothingSaid: the conversation holds too little speech to draft from.
        BadInput: there is no such style, or the conversation is not in English.
    """
    check_speech(conversation)
    headings = find_style(style)
    english, other = without_other_languages(conversation)
    visit = read_visit(english, chart, now=now, engine=load_engine())
    sections = build_note(visit) if visit else []
    if visit is None or not sections:
        raise NothingSaid("Nothing in this conversation belongs in a note.", hint="Is this the right recording?")
    draft = _draft(sections, conversation, chart, now)
    whole = structs.replace(
        draft,
        proposals=propose(visit, english, chart, now=now),
        not_assessed=(*draft.not_assessed, *filter(None, (other,))),
    )
    return whole if style == "outpatient" else arrange(whole, headings)


def check_speech(conversation: Conversation) -> None:
    """Raise NothingSaid when there is too little speech."""
    spoken = [t for t in conversation.turns if any(c.isalnum() for c in t.text)]
    if len(spoken) < MIN_TURNS or sum(len(t.text.split()) for t in spoken) < MIN_WORDS:
        raise NothingSaid(
            f"Expected at least {MIN_TURNS} turns and {MIN_WORDS} words of speech.",
            hint="Nothing is drafted from silence; check the microphone or the file.",
        )


def read_visit(
    conversation: Conversation, chart: Chart | None, *, now: datetime, engine: Engine, sex: Sex | None = None
) -> Visit | None:
    """All that a note and its proposals are made from; None where nothing was said that could stand in one.

    `sex` is the patient's where it is known without the chart.
    """
    told = told_through(conversation)
    heard = asked_on(read_utterances(told, engine.boundaries))
    historian = with_historian(heard)
    utterances = with_patient_addressed(historian)
    statements = gather_statements(utterances)
    if not statements:
        return None
    scores = engine.salience.score(statements, utterances)
    patient = read_patient(conversation, chart, now.date())
    patient = replace(patient, sex=sex) if sex else patient
    spoken_for = is_spoken_for(heard)
    if told is not conversation:
        return Visit(statements, utterances, scores, patient, spoken_for)
    own = frozenset(u.turn for u in heard if u.role is Role.PATIENT) if historian is not heard else frozenset[int]()
    named = name_speakers(statements, utterances, Person.of(patient.sex), spoken_for=spoken_for, own=own)
    return Visit(named, utterances, scores, patient, spoken_for)


def _draft(sections: list[Section], conversation: Conversation, chart: Chart | None, now: datetime) -> Draft:
    claims: list[Claim] = []
    texts: list[SectionText] = []
    names = find_names(conversation)
    for place, section in enumerate(sections):
        sentences = []
        for line in (replace(line, text=with_names(line.text, names)) for line in section.lines):
            claim = _claim(line, f"c{len(claims) + 1}", place, conversation)
            claims.append(claim)
            sentences.append(Sentence(text=line.text, claim=claim.id, lead=line.lead, bullet=line.bullet))
        texts.append(SectionText(title=section.title, code=CODES[section.title], sentences=tuple(sentences)))
    patient = str(chart.patient.get("id")) if chart and chart.patient.get("id") else None
    digest = hashlib.sha256("|".join([conversation.id, now.isoformat(), *(c.text for c in claims)]).encode())
    return Draft(
        id=digest.hexdigest()[:32],
        kind="note",
        patient=patient,
        author=Author(name=NAME, version=VERSION),
        created=now,
        resources=(_composition(texts, patient, now),),
        claims=tuple(claims),
        not_assessed=tuple(_missing(sections)),
    )


def _missing(sections: list[Section]) -> list[str]:
    present = {s.title for s in sections}
    wanted = ("REVIEW OF SYSTEMS", "PHYSICAL EXAMINATION", "RESULTS", "ASSESSMENT AND PLAN")
    return [f"{title.capitalize()}: nothing was said for it." for title in wanted if title not in present]


def _claim(line: Line, name: str, place: int, conversation: Conversation) -> Claim:
    evidence: list[Evidence] = [words_of(line.sources, conversation), *line.chart]
    text = f"{line.lead} {line.text}".strip()
    return Claim(
        id=name, text=text, place=f"Composition.section[{place}]", evidence=tuple(evidence), confidence=line.confidence
    )


def _composition(sections: list[SectionText], patient: str | None, now: datetime) -> dict[str, Any]:
    composition: dict[str, Any] = {
        "resourceType": "Composition",
        "status": "preliminary",
        "type": {"coding": [{"system": LOINC, "code": "34131-3", "display": "Outpatient Progress note"}]},
        "date": now.isoformat(),
        "author": [{"display": f"{NAME} {VERSION}"}],
        "title": "Outpatient note",
        "section": to_sections(sections),
    }
    if patient:
        composition["subject"] = {"reference": f"Patient/{patient}"}
    return composition
