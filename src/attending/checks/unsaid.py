"""A degree or a change that nobody told, in whatever words, of the thing that a sentence says it of.

Read by `verify`. `opposites` and `adjacent` weigh the opposite word; here the note's own is looked for and not found.
It is contradicted where its opposite was said instead. Else it is not found where somebody must have said it: a degree,
and a change that nobody complains of. A complaint that grows and a faculty that fails are what brings people to a
clinic, and need no words of their own.
"""

import re
from dataclasses import dataclass

from attending.checks.adjacent import words_beside
from attending.checks.clauses import Clauses
from attending.checks.opposites import Near, is_denied, said_near, words_of_scales
from attending.checks.problem import Problem, quoted
from attending.terms.symptoms import find_symptoms

LEAST_SPOKEN = 0.9
"""How much of what the sentence speaks of one clause must hold at least, weighed by rarity."""
_DEGREE = re.compile(
    r"mild(?:ly)?|slight(?:ly)?|minimal(?:ly)?|trace|minor|moderate(?:ly)?|severe(?:ly)?|marked(?:ly)?|extreme(?:ly)?|"
    r"excruciating|intense(?:ly)?|profound(?:ly)?",
    re.IGNORECASE,
)
"""Sizes are told in too many ways, and stand in names ("small bowel")."""
_CHANGE = re.compile(
    r"(?P<better>improv(?:e|es|ed|ing)|better|alleviate[sd]?|relieve[sd]?)|(?P<more>increas\w*)|"
    r"(?P<less>decreas\w*|reduc\w*|diminished)|wors\w*|aggravat\w*|exacerbat\w*",
    re.IGNORECASE,
)
_FACULTY = re.compile(
    r"appetite|sensation|strength|range\s+of\s+motion|mobility|motion|movement|function\w*|energy|sleep|vision|hearing|"
    r"libido|sex\s+drive|ejection|fraction|intake|(?:urine|urinary)\s+output|coordination|balance|memory|concentration|"
    r"reflex\w*|grip|flexion|extension|breath\s+sounds|air\s+(?:entry|movement)|pulses?|tolerance|endurance|stamina",
    re.IGNORECASE,
)
"""What one has less of in illness."""
_ARRANGED = re.compile(
    r"\b(?:will|should|may|might|would|could|can|if|until|once|help\w*|hop\w+|goal|aim|recommend\w*|advis\w+|"
    r"continue|plan|expect\w*|likely|unless|nothing)\b|\bto\s+(?:\w+\s+)?\Z",
    re.IGNORECASE,
)
"""Before a change that is hoped for or arranged: nobody need have told it."""
_COMPARED = re.compile(r"\b(?:less|more|not|as|to)\s+\Z", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:to|-)\s", re.IGNORECASE)
_OF_NOTHING = re.compile(r"\s+for\b", re.IGNORECASE)
"""A degree that is not one of what follows it: "a history slight for asthma"."""
_VAGUE_DEGREES = frozenset({"some", "moderate", "moderately"})
"""Words that bear a degree out only right beside its thing."""
_VAGUE_CHANGES = frozenset(
    {"up", "okay", "ok", "work", "fine", "good", "well", "great", "nice", "stop", "stops", "pain", "when", "if", "more",
     "problem", "hurt", "painful", "harder", "not", "n't", "hard", "difficulty", "trouble", "weak", "numb", "low",
     "lower", "below", "under", "from", "over", "above", "loss", "worse", "better"}
)  # fmt: skip
"""Words that may mean a change, and stand everywhere."""
_VAGUE_GROWTH = frozenset({"bad", "worse"})
_PRAISE = frozenset({"well", "great", "fine"})
"""Of the vague words those that may answer how a complaint is doing."""
_NEAR = 30
"""Characters behind a word of change in which stands what changes."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One word of a note on one of the scales on which it stands."""

    code: str
    near: Near
    borne_out: bool
    needed: bool
    """Whether somebody must have said it."""


def check_unsaid(sentence: str, clauses: Clauses) -> list[Problem]:
    """Degrees and changes of a sentence that no words near its thing bear out."""
    readings: dict[tuple[int, int], list[_Reading]] = {}
    for scale, number, match, affirmed in words_of_scales(sentence):
        degree, change = _DEGREE.fullmatch(match.group()), _CHANGE.fullmatch(match.group())
        if not (affirmed and degree) and not (change and (affirmed or not is_denied(sentence, match))):
            continue
        near = said_near(sentence, match.span(), scale, number, clauses, affirmed=affirmed)
        pole = scale.poles[number]
        beside = (
            frozenset() if _OF_NOTHING.match(sentence, match.end()) else words_beside(sentence, match, pole, clauses)
        )
        vague = _VAGUE_DEGREES if degree else _VAGUE_CHANGES
        vague |= _VAGUE_GROWTH if change and change["more"] else frozenset()
        told = any(pole.plain.fullmatch(word) for word in near.own | beside) or bool(near.own - vague)
        told = told or bool(beside - (frozenset() if degree else vague))
        one = _Reading(scale.code, near, told, affirmed and _needed(sentence, match))
        readings.setdefault(match.span(), []).append(one)
    found = (_problem(sentence[start:end].lower(), all_) for (start, end), all_ in readings.items())
    return [problem for problem in found if problem]


def _problem(word: str, readings: list[_Reading]) -> Problem | None:
    if any(one.borne_out or one.near.most < LEAST_SPOKEN for one in readings):
        return None
    for one in readings:
        if one.near.other:
            said = quoted(min(one.near.other))
            message = f"{quoted(word)} stands here, but where this is spoken of the words say {said}."
            return Problem(one.code, word, message, (one.near.turn,))
    code = readings[0].code.replace("differs", "not-said")
    praised = any(one.near.own & _PRAISE for one in readings)
    return Problem(code, word, f"Nobody said {quoted(word)} of this.") if readings[0].needed and not praised else None


def _needed(sentence: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if _COMPARED.search(sentence[:start]) or _RANGE.match(sentence, end):
        return False
    change = _CHANGE.fullmatch(match.group())
    if change is None:
        return True
    if _ARRANGED.search(sentence[:start]):
        return False
    behind = sentence[end : end + _NEAR]
    match change.lastgroup:
        case "more":
            return _FACULTY.search(behind) is not None
        case "less":
            return not _FACULTY.search(behind) and bool(find_symptoms(behind))
        case kind:
            return kind == "better"
