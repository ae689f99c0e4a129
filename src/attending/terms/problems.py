"""Common diagnoses by clinical and lay names, with an ICD-10-CM code where the name alone decides it.

Read by `scribe` (problems of the assessment). The table `problems.tsv` is our own. A code here is a suggestion for the
clinician: the name "heart failure" does not say which kind, so its code is the unspecified one.
"""

import re
from dataclasses import dataclass
from functools import cache

from attending.terms.coding import ICD10CM, Coding
from attending.terms.lexicon import Lexicon, read_table


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis by its clinical name, and its code where there is one for the bare name."""

    name: str
    code: Coding | None


@dataclass(frozen=True, slots=True)
class DiagnosisMention:
    """A diagnosis named at `text[start:end]`, by whichever of its names."""

    diagnosis: Diagnosis
    text: str
    start: int
    end: int


_VACCINE = re.compile(r"[\s-]+(?:vaccin\w+|shots?|jabs?|boosters?|tests?|swabs?|tenderness)\b", re.IGNORECASE)


def find_diagnoses(text: str) -> list[DiagnosisMention]:
    """Every diagnosis named in the text, in order; whether it is present is the business of `negation`."""
    return [
        DiagnosisMention(m.value, text[m.start : m.end], m.start, m.end)
        for m in _lexicon().find(text)
        if not is_vaccine(text, m.end) and not (m.value.name == "depression" and _OF_A_TRACE.search(text[: m.start]))
    ]


_OF_A_TRACE = re.compile(r"\b(?:st|s-t|s t|segments?|respiratory|breathing|marrow)[\s-]+$", re.IGNORECASE)
"""Before "depression" of a tracing, the breathing or the marrow, which is no illness of the mind."""


def is_vaccine(text: str, end: int) -> bool:
    """Whether a name that ends there goes on as a vaccine, a test or a sign: "tetanus shot", "CVA tenderness"."""
    return _VACCINE.match(text, end) is not None


def diagnosis_named(name: str) -> Diagnosis | None:
    """The diagnosis of that name, clinical or lay, or None."""
    return _lexicon().get(name)


def diagnosis_names() -> tuple[str, ...]:
    """The clinical name of every diagnosis of the table."""
    return tuple(row[0] for row in read_table("problems.tsv"))


@cache
def _lexicon() -> Lexicon[Diagnosis]:
    entries: list[tuple[str, Diagnosis]] = []
    for name, code, other_names in read_table("problems.tsv"):
        coding = Coding(system=ICD10CM, code=code, display=name) if code else None
        diagnosis = Diagnosis(name, coding)
        entries += [(one, diagnosis) for one in [name, *other_names.split("|")] if one]
    return Lexicon(entries)
