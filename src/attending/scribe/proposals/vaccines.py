"""Vaccines that a clinician orders or that are due, as ServiceRequest; what the patient does not want is left out.

Read by `propose`. What was had already, is asked about only, or is not to be given becomes nothing.
"""

import re
from collections.abc import Iterator, Sequence

from attending.scribe.content.choices import asks_to_do, is_unwilling
from attending.scribe.proposals.fhir import Fact, Visitor
from attending.scribe.proposals.passages import Passage, clause_at
from attending.scribe.proposals.requests import request
from attending.terms.negation import Status, assertion_of

_NAMES = {
    "influenza vaccine": r"flu|influenza",
    "pneumococcal vaccine": r"pneumonia|pneumococcal|prevnar(?: 20)?|pneumovax",
    "shingles vaccine": r"shingles|shingrix|zoster",
    "COVID-19 vaccine": r"covid(?:-19)?",
    "tetanus vaccine": r"tetanus",
    "pertussis vaccine": r"t ?dap|whooping cough|pertussis",
    "MMR vaccine": r"mmr|measles",
    "HPV vaccine": r"hpv|gardasil",
    "hepatitis A vaccine": r"hepatitis a|hep a",
    "hepatitis B vaccine": r"hepatitis b|hep b",
    "RSV vaccine": r"rsv",
    "meningococcal vaccine": r"meningitis|meningococcal|men ?acwy|men ?b",
    "varicella vaccine": r"chicken ?pox|varicella",
    "typhoid vaccine": r"typhoid",
    "yellow fever vaccine": r"yellow fever",
    "rabies vaccine": r"rabies",
    "childhood vaccines": r"(?:(?:one|two|three|[123])[- ]year|(?:8|12|16)[- ]week|pre-?school|childhood|baby)",
}
_ALONE = re.compile(r"\b(?:pneumococcal|prevnar(?: 20)?|pneumovax|shingrix|t ?dap|gardasil|men ?acwy)\b", re.IGNORECASE)
"""Names that mean the vaccine without saying so."""
_ANY = "|".join(_NAMES.values())
_SHOT = re.compile(
    rf"\b(?P<names>(?:{_ANY})(?:(?:\W+(?:and|or|the|your|his|her|a|nasal))*\W+(?:{_ANY}))*)['’]?s? (?:nasal )?"
    r"(?:jabs?|shots?|vaccin\w+|boosters?|immuni[sz]ations?|spray|injections?)\b|"
    rf"\b(?:vaccin\w+|immuni[sz]ed) (?:for|against) (?:the )?(?P<against>{_ANY})\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:due|needs?|get|have|give|giving|book|recommend\w*|suggest|advise|offer|want|like|arrange|order|schedule|do|"
    r"today|should|please|top up)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:had|got|did|last|ago|already|up to date|was|were|not due|no live|avoid|if|unless|might|maybe|could|"
    r"when (?!you)|wait|postpone|hold off|after|side effects?|causes?|reaction|allerg\w+)\b|n['’]t\b|\bnot\b",
    re.IGNORECASE,
)
_AND = re.compile(r",? (?:and|but) (?=(?:the|your|his|her|i|we|you|no|not) )", re.IGNORECASE)
_OFFERED = re.compile(
    r"\b(?:would you like|do you want|shall (?:we|i)|can (?:we|i) (?:give|do)|okay if)\b", re.IGNORECASE
)
_ONE = re.compile(r"\b(?:one|it|that|them|those|any|jabs?|shots?|vaccin\w+)\b", re.IGNORECASE)
_DECLINES = re.compile(r"\b(?:not|no|never|skip|pass|rather not)\b|n['’]t\b", re.IGNORECASE)


def propose_vaccines(passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    """Each vaccine once, in the order in which they came up."""
    told: dict[str, tuple[Passage, Fact]] = {}
    for passage in passages:
        if passage.patient:
            for name in _declined(passage, told):
                del told[name]
            continue
        if not passage.clinician or passage.conditional:
            continue
        for name, start, end in _named(passage.text):
            if name not in told and _is_ordered(passage, start, end):
                told[name] = passage, request(name, "procedure", None, passage, visitor, f"Order {name}.")
    yield from (fact for _, fact in told.values())


def _named(text: str) -> Iterator[tuple[str, int, int]]:
    """The vaccines that a text names, and where."""
    for found in (*_SHOT.finditer(text), *_ALONE.finditer(text)):
        for name, words in _NAMES.items():
            if re.search(rf"\b(?:{words})\b", found.group(), re.IGNORECASE):
                yield name, *found.span()


def _is_ordered(passage: Passage, start: int, end: int) -> bool:
    if passage.asks and not asks_to_do(passage.text):
        return passage.said == "yes" and bool(_OFFERED.search(passage.text))
    first, last = clause_at(passage.text, start)
    apart = [m.end() for m in _AND.finditer(passage.text, first, start)]
    further = _AND.search(passage.text, end, last)
    clause = passage.text[apart[-1] if apart else first : further.start() if further else last]
    status = assertion_of(passage.text, start, end).status
    return bool(_WANTED.search(clause)) and not _NOT_NOW.search(clause) and status in (Status.PRESENT, Status.ASKED)


def _declined(passage: Passage, told: dict[str, tuple[Passage, Fact]]) -> list[str]:
    """The vaccines of the turn before that a patient does not want: by their name, or by "it" where it was one."""
    near = [name for name, (said, _) in told.items() if said.turn == passage.turn - 1]
    if not (is_unwilling(passage.text) or (_DECLINES.search(passage.text) and _ONE.search(passage.text))):
        return []
    named = [name for name in near if re.search(rf"\b(?:{_NAMES[name]})\b", passage.text, re.IGNORECASE)]
    return named or (near if len(near) == 1 and is_unwilling(passage.text) else [])
