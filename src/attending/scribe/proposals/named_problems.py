"""Which problems of a visit are said to be there, and in whose voice: the diagnosis, a doubt, an illness told.

Read by `conditions`. A problem that is only talked of says nothing: a test for it, a rule to exclude it, the illness of
a relative or a colleague, a fear, what "can happen", an epidemic that keeps somebody at home.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from attending.scribe.content.conditions import is_safety_net
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.passages import Passage, clause_at
from attending.scribe.proposals.tested import is_tested_for
from attending.scribe.proposals.whose import of_another
from attending.terms.anatomy import Side, find_sides
from attending.terms.found_illnesses import find_found
from attending.terms.icd10cm_named import find_conditions
from attending.terms.negation import Status, assertion_of
from attending.terms.persons import BLOOD, Kind, words_for
from attending.terms.problems import DiagnosisMention

Voice = Literal["assessed", "suspected", "known", "told"]
_ACUTE = frozenset(
    {
        "pneumonia",
        "bronchitis",
        "acute bronchitis",
        "covid-19",
        "influenza",
        "strep throat",
        "urinary tract infection",
        "kidney stone",
        "stroke",
        "myocardial infarction",
        "deep vein thrombosis",
        "pulmonary embolism",
        "appendicitis",
        "gastroenteritis",
        "shingles",
        "pyelonephritis",
        "transient ischemic attack",
        "ankle sprain",
        "upper respiratory infection",
        "acute sinusitis",
        "otitis media",
        "pharyngitis",
        "tonsillitis",
        "cellulitis",
        "acute cystitis",
        "acute kidney injury",
        "copd exacerbation",
        "conjunctivitis",
        "pancreatitis",
        "cholecystitis",
        "diverticulitis",
        "lumbar strain",
        "lyme disease",
    }
)
"""Problems that end: named by a patient in the past, they are over."""
_INJURIES = ("fracture", "sprain", "strain", "dislocation", "contusion", "tear", "concussion", "whiplash")
_LEADS = re.compile(
    r"\b(?:your|you have|you've got|you do have|you're having|you are having|he has|she has|has had|"
        r"this is|that's|it's|it is|diagnos\w+|consistent with|"
    r"history of|significant for|known|i think|i believe|looks? like|sounds? like|likely|suspect\w*|means|"
        r"called|exacerbation of|flare(?:-up)?(?: up)? of|"
    r"for (?:the|your|his|her)|develop\w+|signs? of|evidence of|as far as|in terms of|regarding|"
        r"with regards? to|(?:from|on) (?:a|an|the|your)|concern\w* (?:about|for)|worr\w+ about|"
    r"thinking (?:about|of)|positive for|shows?|indicative of|due to|from|managing|treat(?:ing)?|has|have|"
        r"for|and|an?|with|under)\b[^.?!]{0,60}$",
    re.IGNORECASE,
)  # fmt: skip
_STRONG = re.compile(
    r"\b(?:you (?:do )?have|you've got|this is|that's|it's|it is|diagnosis|diagnosed|consistent with|i think|i believe|"
    r"looks? like|sounds? like|suspect\w*|likely|means|called|flare|exacerbation|signs of|positive for|shows?|"
    r"concern\w*|thinking|probably|developed)\b[^.?!]{0,60}$",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:likely|probably|suspect\w*|might|may|could|possib\w+|thinking (?:about|of)|concern\w*|worr\w+|"
    r"looks? like|sounds? like|think|or|criteria|investigate|can (?:just )?(?:be|have)|anything from)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:cause[sd]?|risk\w*|chances? of|dangerous|prevent\w*|protect\w*|people with|patients with|if you|"
        r"could (?:get|become|develop|turn)|can (?:get|be|look|lead|cause|also)|lead to|"
    r"similar to|rul\w+ (?:it |that |out )?out|exclud\w+|keep an eye (?:on|out)|watch(?:ing)? (?:out )?for|"
    r"to rule|make sure|check(?:ing)? for|test(?:ing|"
        r"ed)? (?:you )?for|screen\w*|look(?:ing)? for|unlikely|less likely|"
    r"not (?:think|thinking|see|just|seeing|worried|concerned)|instead of|rather than|side effects?|"
        r"used for|helps? with|good for|vaccin\w*|history of .{0,20}in (?:your|the) family|"
    r"correlation|between|overlap\w*|align\w*|in line with|swab\w*|pcr|outbreaks?|"
        r"investigat\w+ (?:for|to)|investigations?|regardless|reasons? for|stands for|heard of|when you (?:have|get)|"
        r"in contact with|work\w* (?:you|him|her) up|"
        r"(?:(?:does|did|do) ?n['’]?t|not) (?:really )?(?:sound|look|seem) like|"
    r"symptoms of|those of|that of|etiolog\w*|differential|such as|those who|would have|men who|women who|either|scare|"
        r"they (?:would|have|had|get)|"
        r"show me|wonder\w*|worried (?:that|about)|scared|afraid|like when|as if)\b",
    re.IGNORECASE,
)  # fmt: skip
_OWN = re.compile(
    r"\b(?:i have|i've got|i've had|i've been|i had|i do have|i was|i got|i am|i'm|diagnos\w+|my|"
    r"history of|he has|she has|suffer\w*|been (?:a|told)|with the|for the|for)\b",
    re.IGNORECASE,
)
_FEARED = re.compile(
    r"\b(?:thought|think|worr\w+|scared|afraid|terrif\w+|panick\w*|frightened|petrified|"
    r"wonder\w*|maybe|could it|is it|might|if|read|google\w*|like|feels like|"
    r"friend|heard|hope|not|never|nobody|no one|none|people|somebody|someone|anybody|anyone|who|they)\b|"
    rf"\b{words_for(*BLOOD, Kind.CHILD, Kind.PARTNER, Kind.FAMILY)}\b",
    re.IGNORECASE,
)
_ASKS_HISTORY = re.compile(
    r"\b(?:medical (?:history|problems|conditions)|conditions?|diagnos\w+|health (?:problems|issues)|"
    r"history of|ever had|problems)\b",
    re.IGNORECASE,
)
_REACTIONS = frozenset({"urticaria", "anaphylaxis"})
"""What a patient tells of as a reaction to something: an allergy, no illness of its own."""
_SCORE = re.compile(r"[\s-]*(?:7|2|seven|score)\b", re.IGNORECASE)
"""The GAD-7 is a questionnaire."""
_FAMILY = re.compile(rf"\b(?:{words_for(*BLOOD, Kind.FAMILY)}|runs in)\b", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:ago|last (?:year|month|winter|summer|spring|fall)|back in|in (?:19|20)\d\d|when (?:i|"
    r"you) (?:was|were)|used to have|previous\w*|in the past|as a (?:kid|child)|history of|had)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:removed|resected|cut out|in remission|cured|resolved|outgrew|grew out|"
    r"repaired|repair|surgery|treated for)\b",
    re.IGNORECASE,
)
_ASKS_IF_THERE = re.compile(r"\b(?:have|had|got|history|diagnosed|you're|you are|with|known|still)\b", re.IGNORECASE)
_ASKS_OTHERWISE = re.compile(
    r"\b(?:test(?:ed|s|ing)?|check(?:ed|ing)?|screen\w*|work(?:ed)? up|rule\w* out|worried|worry|afraid|heard of|"
    r"any(?:one|body)|some(?:one|body)|people|who|contact with|outbreaks?|exposed|vaccin\w*|might be|could be)\b",
    re.IGNORECASE,
)
"""Questions whose "yes" does not say that the illness is there: "were you tested for diabetes?"."""
_OF_THE_PATIENT = re.compile(
    rf"\b(?:you|your|he|she|his|her|him)\b(?! (?:{words_for(*BLOOD, Kind.FAMILY)}|side)\b)"
    r"(?! (?:have|had) (?:any |an? )?family)",
    re.IGNORECASE,
)
SHORT = 8
"""Words of a question that only goes on asking about relatives: "and who had diabetes?"."""
_OTHER_KIND = re.compile(r"\b(?:pre|non|septic|allergic|gestational)[\s-]*$", re.IGNORECASE)
_NO_ILLNESS = re.compile(
    r"['’]?s?[\s-]+(?:related |like )?(?:symptoms?|protocols?|restrictions?|precautions?|results?|(?:diets?|intake|"
    r"foods?|meals?|options|soups?|snacks?)\b|pandemic|skin test|cases?|outbreaks?|swabs?|shots?|jabs?|vaccin\w+|"
    r"boosters?|(?:and|or|,) (?:the )?[\w-]+ (?:jabs?|shots?|vaccin\w+|boosters?)\b|one\b|tests?|testing|screen\w*|"
    r"serology|antibod\w+|status|nurses?|teams?|unit|ward|clinic|positive (?:people|person|patients?|case))\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"^\W*(?:(?:and|but|so|then|uh|um|because)\W+)*(?:he|she|they|his|her|their)\b", re.IGNORECASE)
_EPIDEMIC = frozenset({"covid-19", "influenza", "tuberculosis"})
"""Illnesses that are talked of without anybody being ill: "laid off because of COVID"."""
_CAUGHT = re.compile(
    r"\b(?:had|have|has|got|caught|tested positive|positive|diagnosed|treated)\b[^.?!,]{0,25}$", re.IGNORECASE
)
_HAD = re.compile(r"\b(?:had|outgrew)\b", re.IGNORECASE)
_WOULD_BE = re.compile(r"\b(?:could|can|may|might|would|then)\b[^.?!]*$", re.IGNORECASE)
"""What the signs to look out for would mean, which is not there: "ring 999, because that could be sepsis"."""
_SINCE_TREATED = re.compile(
    r"^[^.?!]*\b(?:but|and|until|till|before) (?:that|it|they|this) (?:just |all |since |then |has |have |got |been "
    r"|was |were |is )*(?:treated|cured|gone|cleared|sorted|removed|fixed|resolved|settled|went away|taken out|healed|"
    r"burnt? out)|^[^.?!]*\b(?:nothing|not|none|fine|okay|clear) since\b",
    re.IGNORECASE,
)
"""Behind an illness that was put right: "in my twenties but that was treated"."""
_IN_CHILDHOOD = re.compile(
    r"^\W*(?:\w+ )?(?:in my (?:early |late |mid )?(?:teens|twenties|20s|20's)\b|as a (?:small |little |young )?(?:kid|"
    r"child|baby|teen|teenager)|when i was (?:a |very )?(?:little|small|kid|child|young\w*)|in (?:my )?childhood)\b",
    re.IGNORECASE,
)


_ALL_CLEAR = re.compile(
    r"\b(?:all clear|clear since|in remission|cured|it (?:has )?(?:went|gone) away)\b", re.IGNORECASE
)
_AS_A_CHILD = re.compile(
    r"\b(?:as|when i was) a (?:small |little |young )?(?:kid|child|baby|teen|teenager)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SpokenProblem:
    """One mention that says the problem is there, or was."""

    name: str
    voice: Voice
    over: bool
    side: str
    context: str
    sources: tuple[Source, ...]


def spoken_problems(passages: Sequence[Passage], *, spoken_for: bool) -> Iterator[SpokenProblem]:
    """Every mention that says a problem of the patient's is there, in order.

    Args:
        passages: what was said.
        spoken_for: whether somebody else speaks for the patient, so that "he has asthma" is the patient's.
    """
    of_family = False
    for passage in passages:
        of_family = _still_of_family(passage, of_family=of_family)
        asked = not passage.clinician or _IS_ASKED.search(passage.question)
        answers_of_family = asked and _FAMILY.search(passage.question)
        if of_family or passage.conditional or answers_of_family:
            continue
        named = find_conditions(passage.text)
        for mention in named:
            voice = None if _means_other(passage.text, mention) else _voice(passage, mention, spoken_for=spoken_for)
            if voice is not None:
                yield _spoken(passage, mention, voice)
        for mention in _found(passage, named):
            yield _spoken(passage, mention, "suspected" if _MAYBE.search(passage.text[: mention.start]) else "assessed")


def _found(passage: Passage, named: Sequence[DiagnosisMention]) -> Iterator[DiagnosisMention]:
    """The illnesses that a clinician tells by what was found, where no name of one is said with it."""
    text = passage.text
    for mention in find_found(text) if passage.clinician and not text.rstrip().endswith("?") else ():
        start, end = clause_at(text, mention.start)
        said = assertion_of(text, mention.start, mention.end)
        there = said.status in (Status.PRESENT, Status.UNCERTAIN) and not (said.past or said.other_person)
        talk = _TALK.search(text[start:end]) or _FAMILY.search(text[start:end]) or is_tested_for(text, mention)
        if there and not talk and not any(_is_named_by(mention, one) for one in named):
            yield mention


def _is_named_by(told: DiagnosisMention, named: DiagnosisMention) -> bool:
    """Whether the words that tell an illness are those of a named one: "a distal phalanx fracture of the finger"."""
    inside = told.start <= named.start and named.end <= told.end
    apart = named.end <= told.start or told.end <= named.start
    return told.diagnosis.name == named.diagnosis.name or not (inside or apart)


_IS_ASKED = re.compile(r"\?|\b(?:what|any|who|does|do|is there|are there|which)\b", re.IGNORECASE)
"""A question; a patient's words about a relative, before a clinician goes on, are none."""


def is_acute(name: str) -> bool:
    """Whether a problem ends by itself or by treatment: long ago, it is over."""
    return name in _ACUTE or name.endswith(_INJURIES)


def _still_of_family(passage: Passage, *, of_family: bool) -> bool:
    """Whether a passage belongs to the questions about relatives, which end where the patient is asked of himself."""
    if not passage.clinician:
        return of_family or bool(_IN_THE_FAMILY.search(passage.text))
    if passage.asks and _FAMILY.search(passage.text):
        return not _OF_THE_PATIENT.search(passage.text)
    goes_on = len(passage.text.split()) <= SHORT or _WHAT_KIND.search(passage.text)
    return of_family and bool(goes_on) and not _OF_THE_PATIENT.search(passage.text)


_IN_THE_FAMILY = re.compile(
    r"\b(?:in|on) (?:my|our|the|both sides of (?:my|the)) family\b|\bruns? in (?:my|our|the) family\b", re.IGNORECASE
)
_WHAT_KIND = re.compile(r"\b(?:what (?:kinds?|sorts?|types?)|which) (?:of )?", re.IGNORECASE)


def _means_other(text: str, mention: DiagnosisMention) -> bool:
    """Whether the words name another thing: the GAD-7, a patient's "hives", "pre-diabetic", the CVA of the flank."""
    score = mention.text.lower() == "gad" and _SCORE.match(text, mention.end)
    other = _OTHER_KIND.search(text, 0, mention.start) and "pre" not in mention.text.lower()
    flank = mention.text.lower() == "cva" and not _HAD.search(text[: mention.start])
    return bool(score or other or flank or _NO_ILLNESS.match(text, mention.end))


def _voice(passage: Passage, mention: DiagnosisMention, *, spoken_for: bool) -> Voice | None:
    """Who says that the problem is there, and how surely; None where nobody does."""
    text, name = passage.text, mention.diagnosis.name
    start, end = clause_at(text, mention.start)
    clause, before = text[start:end], text[start : mention.start]
    assertion = assertion_of(clause, mention.start - start, mention.end - start)
    if assertion.other_person or _FAMILY.search(clause) or (name in _REACTIONS and not passage.clinician):
        return None
    if of_another(passage, mention.start, mention.end) or (passage.clinician and is_tested_for(text, mention)):
        return None
    if passage.asks:
        return _asked(passage, name) if passage.clinician else None
    if assertion.status in (Status.NEGATED, Status.HYPOTHETICAL, Status.ASKED) or _TALK.search(clause):
        return None
    if passage.clinician and _WOULD_BE.search(before) and is_safety_net(text.lower()):
        return None
    if not passage.clinician and not spoken_for and _OF_ANOTHER.search(before):
        return None
    voice = (
        _assessed(passage, mention, before, assertion.status)
        if passage.clinician
        else _told(passage, before, clause, assertion.status)
    )
    return None if voice in ("known", "told") and name in _EPIDEMIC and not _CAUGHT.search(before) else voice


def _spoken(passage: Passage, mention: DiagnosisMention, voice: Voice) -> SpokenProblem:
    text, name = passage.text, mention.diagnosis.name
    start, end = clause_at(text, mention.start)
    clause, before, after = text[start:end], text[start : mention.start], text[mention.end : end]
    past = assertion_of(clause, mention.start - start, mention.end - start).past or bool(_OVER.search(clause))
    cut = text.rstrip().endswith((".", "?", "!"))
    goes_on = text[mention.end :] if cut else f"{text[mention.end :]} but {passage.after}"
    over = (
        (voice != "assessed" and bool(_GONE.search(clause)))
        or (voice == "told" and bool(_HAD.search(before) and _IN_CHILDHOOD.search(after)))
        or (voice in ("told", "known") and bool(_SINCE_TREATED.search(goes_on)))
        or (is_acute(name) and voice in ("told", "known") and past)
        or (passage.asks and bool(_AS_A_CHILD.search(passage.answer) or _ALL_CLEAR.search(passage.answer)))
    )
    return SpokenProblem(name, voice, over, _side(text, mention), clause, passage.sources)


def _assessed(passage: Passage, mention: DiagnosisMention, before: str, status: Status) -> Voice | None:
    after = passage.text[mention.end :]
    named = re.match(r"[\s,]*(?:standpoint|is |looks|seems|,|\.|$|has been)", after)
    if not (_LEADS.search(before) or (len(before.split()) <= 3 and named)):
        return None
    if (
        status is Status.UNCERTAIN
        or (_STRONG.search(before) and _MAYBE.search(before))
        or re.match(r"\s+(?:or|(?:is|seems|looks) (?:\w+ )?(?:possible|likely|probable))\b", after)
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
    if passage.said != "yes" or not _ASKS_IF_THERE.search(passage.text) or _ASKS_OTHERWISE.search(passage.text):
        return None
    others = {m.diagnosis.name for m in find_conditions(passage.text)} - {name}
    named = {m.diagnosis.name for m in find_conditions(passage.answer)}
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
