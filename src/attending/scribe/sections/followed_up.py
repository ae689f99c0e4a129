"""Why a patient comes who is followed up or shows something: what the clinician asks after, or the first symptom told.

Read by `complaint`, where neither says plainly why the patient is here.
"""

import re

from attending.drafts import Role
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.polarity import NO
from attending.scribe.dialogue.statements import Source
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.review_of_systems import told_symptoms
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, vocabulary
from attending.terms.anatomy import find_parts
from attending.terms.drugs import find_drugs
from attending.terms.negation import Status, assertion_of
from attending.terms.problems import find_diagnoses

PAINFUL = re.compile(
    r"\b(?:pain|painful|hurt\w*|ach\w+|sore|killing|bother\w*|shooting|stabbing|throbbing|"
    r"agony)\b"
)
LATE = 0.6
"""Share of the visit behind which a clinician speaks of what is known, not of what is told."""


_TREATED = re.compile(
    r"\bhow (?:did|has|have|is|are|was|were) (?:the|your|that) (?P<what>(?:\w+ ){0,2}?(?:cycle|chemo(?:therapy)?|"
    r"radiation|radiotherapy|infusion|surgery|operation|procedure|treatment|injection|birth|delivery))"
    r"(?: (?:treat you|go|going|been|treating you|getting on|doing))*\b|"
    r"\byour (?P<done>(?:\w+ ){0,2}?(?:surgery|operation|procedure|transplant|bypass|replacement|delivery)) was\b"
)


_SINCE = re.compile(
    r"\b(?:since|last (?:time|visit|month)) ?,? (?:we|i|you) (?:started|began|increased|put up|changed|switched|added|"
    r"doubled|went up on|went down on|bumped|raised|lowered|cut|put) "
    r"(?:(?:you|him|her) )?(?:on )?(?:the |your |his |her )?(?P<what>[a-z-]+)"
)


def followed(visit: Visit) -> list[Line]:
    """What is followed up since a treatment began: the illness of the plan, else "Follow up of sertraline."."""
    for utterance in visit.utterances:
        if utterance.turn - visit.utterances[0].turn > ASKED_AT_ONCE:
            break
        found = _SINCE.search(joined(utterance.words)) if utterance.role is Role.CLINICIAN else None
        if found and find_drugs(found["what"]):
            source = Source(utterance.turn, utterance.start, utterance.end)
            return known_illness(visit) or [Line(sentence(["follow", "up", "of", found["what"]]), (source,))]
    return []


def treated(visit: Visit) -> list[Line]:
    """What the clinician asks how it went: "how did the third cycle treat you?" → "Follow up of third cycle."."""
    for utterance in visit.utterances:
        if utterance.turn - visit.utterances[0].turn > ASKED_AT_ONCE:
            break
        found = _TREATED.search(joined(utterance.words)) if utterance.role is Role.CLINICIAN else None
        if found:
            source = Source(utterance.turn, utterance.start, utterance.end)
            return [Line(sentence(["follow", "up", "of", *(found["what"] or found["done"]).split()]), (source,))]
    return []


_HOW_GOES = re.compile(
    r"\bhow (?:is|are|has|have) (?:the|your|his|her) (?P<what>[a-z' -]+?)(?= been| doing| going|$|,)"
)


_OFF_WITH = re.compile(
    r"\b(?:off|signed off|form|note|it is|is) (?:work |sick )?(?:with|for|because of) (?:the |my )?"
    r"(?P<what>[a-z' -]+?)(?=$|,)"
)


def illness_asked_after(visit: Visit) -> tuple[str, Source] | None:
    """The known illness behind a paper: "how's the fibromyalgia?", "I'm still off with the depression"."""
    for utterance in visit.utterances:
        asks = _HOW_GOES if utterance.role is Role.CLINICIAN else _OFF_WITH
        found = asks.search(joined(utterance.words))
        if found and find_diagnoses(found["what"]):
            return found["what"], Source(utterance.turn, utterance.start, utterance.end)
    return None


def known_illness(visit: Visit) -> list[Line]:
    """The illness that the clinician speaks of as known behind the history: "the depression has partly responded"."""
    for statement in visit.statements[int(len(visit.statements) * LATE) :]:
        text = joined(statement.words)
        if statement.role is not Role.CLINICIAN or statement.kind != "said" or statement.asks:
            continue
        for found in find_diagnoses(text):
            known = re.search(r"\b(?:the|your|his|her) (?:\w+ )?$", text[: found.start])
            score = re.match(r"[- ]?(?:\d|seven|nine|score|risks?\b|clinic\b|team\b|nurse\b|ward\b)", text[found.end :])
            if known and not score and assertion_of(text, found.start, found.end).status is Status.PRESENT:
                return [Line(sentence(found.text.split()), statement.sources)]
    return []


def first_told(visit: Visit) -> list[Line]:
    """The first symptom that the patient tells of, with the part of the body it is in."""
    told = told_symptoms(visit)
    places = ((min(sources), name) for (_, verdict), names in told.items() if verdict == "Reports"
              for name, sources in names.items())  # fmt: skip
    first = min(places, default=None)
    if first is None:
        return []
    source, name = first
    return [Line(sentence(name.split()), (source,))]


_HOW_IS_IT = re.compile(
    r"\bhow (?:is|are|has|have) (?:the|your|his|her|that|those) (?P<part>(?:left |right )?[a-z]+)"
    r"(?: (?:been|doing|feeling|getting on|today|now))*$|"
    r"\bwhat (?:is|has been|happened) (?:(?:going on|happening|wrong|the matter|up) )?(?:with|to) (?:the|your|his|her|"
    r"that|this) (?P<with>(?:left |right )?[a-z]+)$|"
    r"\b(?:show me|(?:have|take) a look at|see|tell me about|which) (?:the |your |his |her |that |this |(?<=which ))"
    r"(?P<seen>(?:left |right )?(?:mole|lump|rash|spots?|wound|ulcer|sore|bite|burn|cut|lesion|wart|cyst|bruise|"
    r"[a-z]+))(?: (?:are|do) (?:we|you) .*)?$"
)


SEEN = vocabulary("mole lump rash spot spots wound ulcer sore bite burn cut lesion wart cyst bruise")
"""What is a complaint by its name alone."""


def asked_after(visit: Visit) -> list[Line]:
    """The part of the body that the clinician asks after first: "how's the shoulder been?" → "Shoulder problem."."""
    for utterance in visit.utterances:
        if utterance.turn - visit.utterances[0].turn > ASKED_AT_ONCE:
            break
        found = _HOW_IS_IT.search(joined(utterance.words)) if utterance.role is Role.CLINICIAN else None
        part = next(filter(None, found.groups()), "") if found else ""
        if part.split()[-1:] and part.split()[-1] in SEEN:
            return [_with_place(visit, utterance, part)]
        if part and find_parts(part):
            hurts = any(PAINFUL.search(joined(u.words)) and u.reply != NO for u in visit.utterances)
            return [
                Line(
                    sentence([*part.split(), "pain" if hurts else "problem"]),
                    (Source(utterance.turn, utterance.start, utterance.end),),
                )
            ]
    return []


_PLACE = re.compile(
    r"\b(?P<on>on|in|under|behind|above|below|near) (?:my|his|her|the) (?P<part>(?:[a-z]+ ){0,2}[a-z]+)"
)


def _with_place(visit: Visit, asked: Utterance, seen: str) -> Line:
    """What is shown, with the place that the patient names in the next turn: "which spot?" "this one on my nose"."""
    source = Source(asked.turn, asked.start, asked.end)
    for reply in visit.turns.get(asked.turn + 1, []):
        text = joined(reply.words)
        place = _PLACE.search(text)
        parts = find_parts(place["part"]) if place else []
        if place and parts and parts[0].start < len("right upper "):
            where = place["part"][: parts[0].end].split()
            return Line(
                sentence([*seen.split(), place["on"], *where]), (source, Source(reply.turn, reply.start, reply.end))
            )
    return Line(sentence(seen.split()), (source,))


ASKED_AT_ONCE = 2
"""Turns in which a clinician who knows the patient asks after what is followed up."""
