"""Medicines of a visit: taken, stopped, ordered, each with the words that say so.

Read by `courses`; `prescriptions` makes FHIR of them.

Taken and stopped become MedicationStatements, ordered ones MedicationRequests. What is only talked about, offered,
feared or taken by somebody else becomes nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.proposals.dose_words import said_when_named, words_about
from attending.scribe.proposals.ended import was_taken
from attending.scribe.proposals.ordered import REFILLS, ordered
from attending.scribe.proposals.passages import Passage, clause_at, read_passages
from attending.scribe.proposals.pointed import NAMED_FIRST, named_at, with_its_medicine
from attending.scribe.proposals.taken import OUT, STOPPED, Taken, answered, combined, told
from attending.scribe.proposals.uses import ENDS, PLANS, Kind, Use, release_after
from attending.scribe.proposals.whose import of_another
from attending.scribe.proposals.withdrawn import withdraw
from attending.terms.directions import read_directions
from attending.terms.dose_steps import read_all_directions
from attending.terms.drugs import DrugMention, classes, find_drugs
from attending.terms.negation import assertion_of

_MISSPOKE = re.compile(r"^\W*(?:or\W+)?(?:i'm sorry|i mean|sorry|no wait|scratch that)\b", re.IGNORECASE)


@lru_cache(maxsize=REMEMBERED)
def medicine_uses(visit: Visit) -> tuple[Use, ...]:
    """Every sentence that says a medicine is taken, was taken, or is ordered; in order."""
    passages = read_passages(visit)
    uses: list[Use] = []
    spoken_of: dict[int, Taken] = {}
    heard: list[Passage] = []
    for place in range(len(passages)):
        passage = _as_needed_said(with_its_medicine([*heard, *passages[place:]], place))
        heard.append(passage)
        withdraw(uses, heard, place)
        drugs = combined(passage.text)
        for number, drug in enumerate(drugs):
            kind = _kind(passage, drug, spoken_of.get(passage.turn))
            words, more = words_about([*heard, *passages[place + 1 :]], place, drugs, number)
            if kind is None and (more or _GOES_ON_TO_ORDER.match(words)) and _is_named_first(passage, drug):
                kind = "starts" if _is_whole(words) else None
            if kind == "avoids":
                kind = "stops" if _is_taken(drug, uses) else None
            if kind is None or (kind == "continues" and _is_left(passage, drug, uses)):
                continue
            if kind == "stops" and any(u.kind == "left" and u.sources == passage.sources for u in uses[-1:]):
                continue  # "let's hold off on the Wellbutrin": what nobody takes is left already
            if kind == "stopped" and passage.after and not STOPPED.search(passage.text):
                more = (*more, *passages[place + 1].sources)
            if kind == "starts" and read_directions(words).is_empty:
                words = said_when_named(passages, heard, drug) or words
            if kind == "takes" or kind == "took":
                spoken_of[passage.turn if passage.patient else passage.sources[-1].turn] = kind
            words = _ON_THE_DAY.sub("", words) if kind == "took" or not read_directions(words).dose_words else words
            uses.append(
                Use(
                    _called(drug, passage.text),
                    drug.ingredients,
                    kind,
                    read_all_directions(words),
                    (*named_at(passages, place, drug), *passage.sources, *more),
                    passage.clinician or kind in PLANS,
                    presupposed=kind in ENDS and (passage.asks or _was_taken(passage, drug)),
                    here=kind == "starts" and bool(_HERE.search(words)),
                )
            )
    return tuple(uses)


_ON_THE_DAY = re.compile(r"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
"""When a medicine was given once: "they gave him trimethoprim on Monday"."""
_WHEN_IT_COMES = re.compile(
    r"(?P<dose>\b(?:\d[\d.]*|mg|g|micrograms|hours|day|night|bedtime|tablets?),?) (?:if|when(?:ever)?) "
    r"(?:(?:the|your|an?) (?:\w+ )?(?:headache|migraine|attack|pain|itch|cramp|spasm)s? (?:starts?|comes?(?: on)?|"
    r"begins?|hits?)|(?:the |your )?\w+ (?:isn['’]t|is not|doesn['’]t|does not)(?: quite| really)? "
    r"(?:enough|(?:hold|cut|touch) it|touch the pain))\b",
    re.IGNORECASE,
)
"""When a medicine is needed, in other words: "one every six hours if the Tylenol isn't enough"."""


def _as_needed_said(passage: Passage) -> Passage:
    """A clinician's sentence with "if needed" for the words that mean it."""
    if not passage.clinician or passage.asks:
        return passage
    return replace(passage, text=_WHEN_IT_COMES.sub(r"\g<dose> if needed", passage.text))


def _is_left(passage: Passage, drug: DrugMention, uses: Sequence[Use]) -> bool:
    """Whether "leave the statin for now" is said of a medicine that nobody told of taking: it is not begun."""
    return not _is_taken(drug, uses) and bool(_LEAVES.search(passage.text[: drug.start]))


def _is_taken(drug: DrugMention, uses: Sequence[Use]) -> bool:
    """Whether somebody told that a medicine is taken."""
    return any(use.kind == "takes" and set(use.ingredients) & set(drug.ingredients) for use in uses)


_LEAVES = re.compile(r"\bleav(?:e|ing) (?:(?:the|your|his|her) )?$", re.IGNORECASE)


def _called(drug: DrugMention, text: str) -> str:
    """A medicine by its name in the text, with its form of release."""
    name = re.sub(r"['’]s$", "", drug.name)
    return f"{name} {release_after(text[drug.end :])}".rstrip()


_HERE = re.compile(
    r"\bhere (?:now|today|in)\b|\b(?:right )?here(?= |[,.]|$)(?! and there)|\bbefore you (?:go|leave)\b", re.I
)


def _was_taken(passage: Passage, drug: DrugMention) -> bool:
    start, end = clause_at(passage.text, drug.start)
    return was_taken(passage.text[start : drug.start], passage.text[drug.end : end])


def _is_named_first(passage: Passage, drug: DrugMention) -> bool:
    """Whether the clinician opens with a medicine, as "for the medicine, sertraline": its dose may follow."""
    clause = passage.text[slice(*clause_at(passage.text, drug.start))]
    own = passage.clinician and not passage.asks and not passage.conditional
    return own and bool(NAMED_FIRST.match(passage.text[: drug.start])) and not OUT.search(clause)


def _is_whole(words: str) -> bool:
    """Whether the words give a dose and how often, as only an order does."""
    directions = read_directions(words)
    return bool(directions.dose_words) and directions.repeat is not None


_GOES_ON_TO_ORDER = re.compile(
    r"^\W*(?:i(?:['’]d| would) like|i want|let['’]?s|we(?:['’]ll| will)|i(?:['’]ll| will)|take|use|you(?:['’]ll| can|"
    r" should| need))\b",
    re.IGNORECASE,
)
"""What is decided of a medicine named first: "for the prednisone, I'd like you on ten a day"."""


def _kind(passage: Passage, drug: DrugMention, before: Taken | None) -> Kind | Literal["avoids"] | None:
    assertion = assertion_of(passage.text, drug.start, drug.end)
    if (
        assertion.other_person
        or of_another(passage, drug.start, drug.end)
        or "vaccines" in classes(drug.ingredients[0])
        or _MISSPOKE.match(passage.text[drug.end :])
    ):
        return None
    if passage.conditional or (passage.offered and not _is_picked(passage, drug)):
        return None
    if passage.asks and not passage.clinician:
        return _asked(passage, drug)
    if passage.asks:
        return None if _HOW_ABOUT.search(passage.text[: drug.start]) else answered(passage, drug)
    if passage.clinician:
        return ordered(passage, drug)
    return told(passage, drug, assertion.status, before) if passage.patient else None


def _asked(passage: Passage, drug: DrugMention) -> Kind | None:
    """What a patient's question and its answer decide: "do I still take the aspirin?" "No."."""
    before = passage.text[: drug.start]
    if REFILLS.search(before) and passage.said == "yes":
        return "refills"
    if _TAKES_IT.match(passage.text[drug.end :]):
        return "takes"
    goes_on, stops = _GO_ON.search(before), _MUST_STOP.search(before)
    if passage.said not in ("yes", "no") or not (goes_on or stops):
        return None
    return "continues" if bool(goes_on) == (passage.said == "yes") else "stops"


_HOW_ABOUT = re.compile(r"\bhow about (?:\w+ ){0,2}$", re.IGNORECASE)
_TAKES_IT = re.compile(r",? i (?:only |still |just |usually )*(?:take|use|have|need)(?: it)?\b", re.IGNORECASE)
_GO_ON = re.compile(
    r"\b(?:do|does|should|shall|can|must|will) (?:i|he|she|we) (?:just |still |also )*(?:still (?:take|use|need|have)|"
    r"keep|continue|carry on|stay on|go on with)\b(?! (?:off|away))",
    re.IGNORECASE,
)
_MUST_STOP = re.compile(
    r"\b(?:do|does|should|shall|must) (?:i|he|she|we) (?:just |then )*(?:need to )?(?:stop|come off|quit|throw "
    r"(?:out|away))\b",
    re.IGNORECASE,
)
"""How a patient asks whether a medicine that is taken goes on."""


def _is_picked(passage: Passage, drug: DrugMention) -> bool:
    return bool({one for d in find_drugs(passage.picked) for one in d.ingredients} & set(drug.ingredients))
