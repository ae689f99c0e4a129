"""Problems of a visit as Condition: what the clinician assesses, what the patient has, what is over.

Read by `propose`. Relatives', feared, imagined and denied illnesses become nothing; suspected ones are provisional.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attending.record.chart import Chart
from attending.record.summary import Problem, problems
from attending.scribe.proposals.fhir import Fact, Visitor, capitalised, concept, status
from attending.scribe.proposals.passages import Passage, clause_at
from attending.scribe.statements import Source
from attending.terms.anatomy import Side, find_sides
from attending.terms.icd10cm import Suggestion, has_sides, suggest_codes, suggest_past_code
from attending.terms.negation import Status, assertion_of
from attending.terms.problems import DiagnosisMention, find_diagnoses

Voice = Literal["assessed", "suspected", "known", "told"]
_WEIGHT: dict[Voice, int] = {"assessed": 3, "known": 2, "suspected": 1, "told": 0}
_ACUTE = frozenset(
    {
        *(
            "pneumonia",
            "bronchitis",
            "acute bronchitis",
            "covid-19",
            "influenza",
            "strep throat",
            "urinary tract infection",
            "kidney stone",
        ),
        *(
            "stroke",
            "myocardial infarction",
            "deep vein thrombosis",
            "pulmonary embolism",
            "appendicitis",
            "gastroenteritis",
            "shingles",
        ),
        *(
            "pyelonephritis",
            "transient ischemic attack",
            "ankle sprain",
            "upper respiratory infection",
            "acute sinusitis",
            "otitis media",
        ),
        *(
            "pharyngitis",
            "tonsillitis",
            "cellulitis",
            "acute cystitis",
            "acute kidney injury",
            "copd exacerbation",
            "conjunctivitis",
        ),
        *("pancreatitis", "cholecystitis", "diverticulitis", "lumbar strain", "lyme disease"),
    }
)
_GENERAL = {
    "diabetes mellitus": ("type 2 diabetes mellitus", "type 1 diabetes mellitus"),
    "arthritis": ("osteoarthritis", "rheumatoid arthritis", "gout"),
    "peripheral neuropathy": ("diabetic neuropathy",),
    "bronchitis": ("acute bronchitis",),
    "anemia": ("iron deficiency anemia",),
    "depression": ("major depressive disorder",),
    "anxiety": ("generalized anxiety disorder",),
    "chronic obstructive pulmonary disease": ("copd exacerbation",),
    "pharyngitis": ("strep throat", "tonsillitis"),
    "stroke": ("transient ischemic attack",),
    "lumbar strain": (),
    "hyperlipidemia": ("hypercholesterolemia",),
    "skin cancer": ("melanoma",),
    "eczema": ("atopic dermatitis",),
    "tobacco use": ("nicotine dependence",),
}
"""A general name says nothing beside one of these; the last three lines likewise."""
_LEADS = re.compile(
    r"\b(?:your|you have|you've got|you do have|you're having|you are having|he has|she has|has had|"
        r"this is|that's|it's|it is|diagnos\w+|consistent with|"
    r"history of|significant for|known|i think|i believe|looks like|sounds like|likely|suspect\w*|means|"
        r"called|exacerbation of|flare(?:-up)?(?: up)? of|"
    r"for (?:the|your|his|her)|develop\w+|signs? of|evidence of|as far as|in terms of|regarding|"
        r"with regards? to|(?:from|on) (?:a|an|the|your)|concern\w* (?:about|for)|worr\w+ about|"
    r"thinking (?:about|of)|positive for|shows?|indicative of|due to|from|managing|treat(?:ing)?|has|have|"
        r"for|and|an?|with|under)\b[^.?!]{0,60}$",
    re.IGNORECASE,
)  # fmt: skip
_STRONG = re.compile(
    r"\b(?:you (?:do )?have|you've got|this is|that's|it's|it is|diagnosis|diagnosed|consistent with|"
    r"i think|i believe|looks like|sounds like|suspect\w*|likely|"
    r"means|called|flare|exacerbation|signs of|positive for|shows?|concern\w*|thinking|probably|"
    r"developed)\b[^.?!]{0,60}$",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:likely|probably|suspect\w*|might|may|could|possib\w+|thinking (?:about|of)|concern\w*|worr\w+|"
    r"looks like|sounds like|think|or)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:cause[sd]?|risks?|prevent\w*|protect\w*|people with|patients with|if you|could (?:get|become|"
        r"develop|turn)|can (?:get|be|look|lead|cause|also)|lead to|"
    r"similar to|rule (?:it |that |out )?out|ruled out|to rule|make sure|check(?:ing)? for|test(?:ing|"
        r"ed)? (?:you )?for|screen\w*|look(?:ing)? for|unlikely|less likely|"
    r"not (?:think|thinking|see|just|seeing|worried|concerned)|instead of|rather than|side effects?|"
        r"used for|helps? with|good for|vaccin\w*|history of .{0,20}in (?:your|the) family|"
    r"correlation|between|"
    r"etiolog\w*|differential|such as|those who|would have|men who|women who|either|scare|they (?:would|have|had|get)|"
        r"show me|wonder\w*|worried (?:that|about)|scared|afraid|like when|as if)\b",
    re.IGNORECASE,
)  # fmt: skip
_OWN = re.compile(
    r"\b(?:i have|i've got|i've had|i've been|i had|i do have|i was|i got|i am|i'm|diagnos\w+|my|"
    r"history of|he has|she has|suffer\w*|been (?:a|told)|with the|for the|for)\b",
    re.IGNORECASE,
)
_FEARED = re.compile(
    r"\b(?:thought|think|worr\w+|scared|afraid|wonder\w*|maybe|could it|is it|might|if|read|google\w*|like|"
    r"feels like|friend|heard|hope|not|"
    r"wife|husband|mother|father|mom|dad|brother|sister|son|daughter|aunt|uncle|grand\w+|family)\b",
    re.IGNORECASE,
)
_ASKS_HISTORY = re.compile(
    r"\b(?:medical (?:history|problems|conditions)|conditions?|diagnos\w+|health (?:problems|issues)|"
    r"history of|ever had|problems)\b",
    re.IGNORECASE,
)
_SCORE = re.compile(r"[\s-]*(?:7|2|seven|score)\b", re.IGNORECASE)
"""The GAD-7 is a questionnaire."""
_FAMILY = re.compile(
    r"\b(?:family|mother|father|mom|dad|parents?|brothers?|sisters?|siblings?|relatives?|grand\w+|aunts?|"
    r"uncles?|runs in)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:ago|last (?:year|month|winter|summer|spring|fall)|back in|in (?:19|20)\d\d|when (?:i|"
    r"you) (?:was|were)|used to have|previous\w*|in the past|as a (?:kid|child)|history of|had)\b",
    re.IGNORECASE,
)
_GONE = re.compile(r"\b(?:removed|resected|cut out|in remission|cured|resolved|outgrew|grew out)\b", re.IGNORECASE)
MOST_CITED = 3


@dataclass(frozen=True, slots=True)
class _Spoken:
    name: str
    said_as: str
    voice: Voice
    over: bool
    side: str
    context: str
    sources: tuple[Source, ...]


def propose_conditions(passages: Sequence[Passage], visitor: Visitor, chart: Chart | None) -> Iterator[Fact]:
    """Each problem once, by its most specific name; active problems of the chart are left out."""
    spoken: dict[str, list[_Spoken]] = {}
    for passage in passages:
        for mention in find_diagnoses(passage.text):
            one = _spoken(passage, mention)
            if one is not None:
                spoken.setdefault(one.name, []).append(one)
    held = _held(problems(chart)) if chart else frozenset()
    for name, every in spoken.items():
        if name in held or any(better in spoken or better in held for better in _GENERAL.get(name, ())):
            continue
        yield _fact(name, every, visitor)


def _held(charted: Sequence[Problem]) -> frozenset[str]:
    return frozenset(m.diagnosis.name for problem in charted if problem.active for m in find_diagnoses(problem.text))


def _spoken(passage: Passage, mention: DiagnosisMention) -> _Spoken | None:
    text = passage.text
    start, end = clause_at(text, mention.start)
    clause, before = text[start:end], text[start : mention.start]
    assertion = assertion_of(clause, mention.start - start, mention.end - start)
    if assertion.other_person or passage.conditional or _FAMILY.search(passage.question) or _FAMILY.search(clause):
        return None
    if (mention.text.lower() == "gad" and _SCORE.match(text, mention.end)) or (
        mention.diagnosis.name == "urticaria" and not passage.clinician
    ):
        return None
    name = mention.diagnosis.name
    if passage.asks:
        voice = _asked(passage, name) if passage.clinician else None
    elif assertion.status in (Status.NEGATED, Status.HYPOTHETICAL, Status.ASKED) or _TALK.search(clause):
        return None
    elif passage.clinician:
        voice = _assessed(passage, mention, before, assertion.status)
    else:
        voice = _told(passage, before, clause, assertion.status)
    if voice is None:
        return None
    gone = voice != "assessed" and bool(_GONE.search(clause))
    over = gone or (name in _ACUTE and voice in ("told", "known") and (assertion.past or bool(_OVER.search(clause))))
    return _Spoken(name, mention.text, voice, over, _side(text, mention), clause, passage.sources)


def _assessed(passage: Passage, mention: DiagnosisMention, before: str, status: Status) -> Voice | None:
    after = passage.text[mention.end :]
    named = re.match(r"[\s,]*(?:standpoint|is |looks|seems|,|\.|$|has been)", after)
    if not (_LEADS.search(before) or (len(before.split()) <= 3 and named)):
        return None
    if (
        status is Status.UNCERTAIN
        or (_STRONG.search(before) and _MAYBE.search(before))
        or re.match(r"\s+(?:or|is (?:also )?possible)\b", after)
    ):
        return "suspected"
    return "assessed" if _STRONG.search(before) and not re.search(r"\bhistory of|\bknown\b", before) else "known"


def _told(passage: Passage, before: str, clause: str, status: Status) -> Voice | None:
    if status is not Status.PRESENT or _FEARED.search(before):
        return None
    answers = bool(_ASKS_HISTORY.search(passage.question)) and len(clause.split()) <= 12
    return "told" if answers or _OWN.search(before) else None


def _asked(passage: Passage, name: str) -> Voice | None:
    """ "Do you have high blood pressure?" "Yes." """
    if passage.said != "yes" or not re.search(
        r"\b(?:have|had|got|history|diagnosed|you're|you are|with|known|still)\b", passage.text, re.IGNORECASE
    ):
        return None
    others = {m.diagnosis.name for m in find_diagnoses(passage.text)} - {name}
    named = {m.diagnosis.name for m in find_diagnoses(passage.answer)}
    if others and name not in named:
        return None
    return "told" if not (named - {name}) or name in named else None


def _side(text: str, mention: DiagnosisMention) -> str:
    near = [s for s in find_sides(text) if min(abs(s.start - mention.end), abs(mention.start - s.end)) <= 40]
    sides = {s.side for s in near}
    if len(sides) != 1:
        return ""
    side = sides.pop()
    return "bilateral" if side is Side.BOTH else side.value


def _fact(name: str, every: Sequence[_Spoken], visitor: Visitor) -> Fact:
    best = max(every, key=lambda one: _WEIGHT[one.voice])
    over = all(one.over for one in every)
    side = next((one.side for one in every if one.side), "") if has_sides(name) else ""
    suggested = suggest_past_code(name) if over else suggest_codes(name, " ".join(one.context for one in every), side)
    doubtful = best.voice == "suspected"
    first = suggested[0] if suggested else None
    confirmation = {"assessed": "confirmed", "known": "confirmed", "suspected": "provisional", "told": "unconfirmed"}[
        best.voice
    ]
    category = "encounter-diagnosis" if best.voice in ("assessed", "suspected") else "problem-list-item"
    words = f"{side} {name}".strip() if side and side != "bilateral" else f"{name}{', both sides' if side else ''}"
    if first and first.words and first.words not in words:
        words = f"{words}, {first.words}"
    resource: dict[str, Any] = {
        "resourceType": "Condition",
        "clinicalStatus": status("condition-clinical", "resolved" if over else "active"),
        "verificationStatus": status("condition-ver-status", confirmation),
        "category": [status("condition-category", category)],
        "code": concept(capitalised(words), *([first.coding] if first else [])),
        "subject": visitor.subject,
        "recordedDate": visitor.moment,
    }
    if best.voice == "told":
        resource["asserter"] = visitor.subject
    lead = "Suspected: " if doubtful else "History of " if over else ""
    ordered = sorted(every, key=lambda one: -_WEIGHT[one.voice])[:MOST_CITED]
    sources = tuple(dict.fromkeys(source for one in ordered for source in one.sources))
    text = capitalised(f"{lead}{words}") + "."
    return Fact(text, resource, sources, _reasons(best, first), tuple(s.coding for s in suggested[1:]))


def _reasons(best: _Spoken, first: Suggestion | None) -> tuple[str, ...]:
    voice = {
        "assessed": "The clinician names it as the diagnosis.",
        "suspected": "The clinician suspects it.",
        "known": "The clinician speaks of it as known.",
        "told": "The patient tells it.",
    }[best.voice]
    code = f"{first.coding.code} {first.coding.display}: {first.reason}" if first else "No ICD-10-CM code is suggested."
    return voice, code
