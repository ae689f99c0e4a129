"""Symptoms and findings by clinical and lay names, with the body system under which a note lists them.

Read by `scribe` (question and answer, review of systems) and `checks` (denied or reported?).
"""

import re
from dataclasses import dataclass
from functools import cache

from attending.terms.lexicon import Lexicon, read_table

SYSTEMS = (
    *("constitutional", "eyes", "ears, nose, mouth and throat", "cardiovascular", "respiratory", "gastrointestinal"),
    *("genitourinary", "musculoskeletal", "skin", "neurological", "psychiatric", "endocrine", "haematological"),
    *("allergic", "general"),
)
"""In the order of a review of systems."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom by its clinical name, and the body system it is listed under."""

    name: str
    system: str


@dataclass(frozen=True, slots=True)
class SymptomMention:
    """A symptom named at `text[start:end]`, by whichever of its names."""

    symptom: Symptom
    text: str
    start: int
    end: int


def find_symptoms(text: str) -> list[SymptomMention]:
    """Every symptom named in the text, in order. Whether it is denied is the business of `negation`."""
    return [
        SymptomMention(m.value, text[m.start : m.end], m.start, m.end)
        for m in _lexicon().find(text)
        if not _means_other(text, m.start, m.end)
    ]


_BEFORE_OTHER = {
    "sick": re.compile(
        r"\b(?:(?:any|some|every|no ?)(?:one|body)|people|persons?|who(?:['’]s)?|contacts?|others|"
        r"famil(?:y|ies)|kids?|children|members?|friends?|roommates?|colleagues|coworkers?)\b[^.?!]{0,40}$",
        re.IGNORECASE,
    ),
    "cough": re.compile(r"\bwhooping\s+$", re.IGNORECASE),
    "temperature": re.compile(
        r"\b(?:tak(?:e|es|en|ing)|took|check\w*|measur\w+|record\w*|get|got|do|did)\s+$", re.IGNORECASE
    ),
}
"""What stands before a last word that then names no symptom: "anyone who's been sick", "nobody took a temperature"."""


def _means_other(text: str, start: int, end: int) -> bool:
    other = _BEFORE_OTHER.get(text[start:end].lower().rpartition(" ")[2])
    return other is not None and other.search(text, max(0, start - 80), start) is not None


@cache
def _lexicon() -> Lexicon[Symptom]:
    entries: list[tuple[str, Symptom]] = []
    for name, system, other_names in read_table("symptoms.tsv"):
        symptom = Symptom(name, system)
        names = [name, *filter(None, other_names.split("|"))]
        entries += [(one, symptom) for one in [*names, *(n.replace("can't", "can not") for n in names if "can't" in n)]]
    return Lexicon(entries)
