"""A degree that nobody gave, in whatever words, where the visit speaks of the thing; a change for the better likewise.

Read by `verify`. `opposites` and `adjacent` need the opposite word; here the note's own is looked for and not found. A
complaint that grows and a faculty that fails are what brings people to a clinic: such words need no support of their
own, their opposites do.
"""

import re

from attending.checks.adjacent import words_beside
from attending.checks.clauses import Clauses
from attending.checks.opposites import occurrences, words_near
from attending.checks.problem import Problem, quoted
from attending.checks.scales import Scale
from attending.terms.symptoms import find_symptoms

LEAST_SPOKEN = 0.9
"""How much of what the sentence speaks of one clause must hold at least, weighed by rarity."""
_DEGREE = re.compile(
    r"mild(?:ly)?|slight(?:ly)?|minimal(?:ly)?|trace|minor|moderate(?:ly)?|severe(?:ly)?|marked(?:ly)?|extreme(?:ly)?|"
    r"excruciating|intense(?:ly)?|profound(?:ly)?",
    re.IGNORECASE,
)
"""Sizes are told in too many ways, and stand in names ("small bowel")."""
_BETTER = re.compile(r"improv(?:e|es|ed|ing)|better|alleviate[sd]?|relieve[sd]?", re.IGNORECASE)
_MORE = re.compile(r"increas\w*", re.IGNORECASE)
_LESS = re.compile(r"decreas\w*|reduc\w*|diminished", re.IGNORECASE)
_FACULTY = re.compile(
    r"appetite|sensation|strength|range\s+of\s+motion|mobility|motion|movement|function\w*|energy|sleep|vision|hearing|"
    r"libido|sex\s+drive|ejection|fraction|intake|(?:urine|urinary)\s+output|coordination|balance|memory|concentration|"
    r"reflex\w*|grip|flexion|extension|breath\s+sounds|air\s+(?:entry|movement)|pulses?|tolerance|endurance|stamina",
    re.IGNORECASE,
)
_ARRANGED = re.compile(
    r"\b(?:will|to|should|may|might|would|could|can|if|until|once|help\w*|hop\w+|goal|aim|recommend\w*|advis\w+|"
    r"continue|start|plan|expect\w*|likely|unless|nothing)\b",
    re.IGNORECASE,
)
"""What is hoped for or arranged is no course that somebody must have told."""
_TO = re.compile(r"\bto\s+$|\s*(?:to|-)\s", re.IGNORECASE)
"""A range of degrees, "mild to moderate"."""
_COMPARED = re.compile(r"\b(?:less|more|not|as)\s+$", re.IGNORECASE)
_OF_NOTHING = re.compile(r"\s+for\b", re.IGNORECASE)
"""A degree that is not one of what follows it: "a history slight for asthma"."""
_VAGUE = frozenset({"some", "moderate", "moderately"})
"""Words that bear a degree out only right beside its thing."""
_NEAR = 30
"""Characters behind a word of change in which stands what changes."""


def check_unsaid(sentence: str, clauses: Clauses) -> list[Problem]:
    """Degrees and turns for the better of a sentence that no words near its thing bear out."""
    problems: dict[tuple[int, int], Problem] = {}
    borne_out: set[tuple[int, int]] = set()
    for scale, number, match in occurrences(sentence):
        if not _needs_words(sentence, match, scale):
            continue
        near, spoken = words_near(sentence, match.span(), scale, number, clauses)
        beside = frozenset() if _OF_NOTHING.match(sentence, match.end()) else words_beside(sentence, match, scale.poles[number], clauses)
        if spoken < LEAST_SPOKEN or near - _VAGUE or beside or match.group().lower() in near:
            borne_out.add(match.span())
        word = match.group().lower()
        problems[match.span()] = Problem(
            scale.code.replace("differs", "not-said"), word, f"Nobody said {quoted(word)} of this."
        )
    return [problem for place, problem in problems.items() if place not in borne_out]


def _needs_words(sentence: str, match: re.Match[str], scale: Scale) -> bool:
    """Whether somebody must have said such a word: a degree, or a change that nobody would complain of."""
    start, end = match.span()
    if _COMPARED.search(sentence, 0, start) or _TO.search(sentence, 0, start) or _TO.match(sentence, end):
        return False
    if scale.code == "severity-differs":
        return _DEGREE.fullmatch(match.group()) is not None
    if scale.code not in ("change-differs", "course-differs", "result-differs") or _ARRANGED.search(sentence):
        return False
    word, behind = match.group(), sentence[end : end + _NEAR]
    if _MORE.fullmatch(word):
        return _FACULTY.search(behind) is not None
    if _LESS.fullmatch(word):
        return not _FACULTY.search(behind) and bool(find_symptoms(behind))
    return _BETTER.fullmatch(word) is not None
