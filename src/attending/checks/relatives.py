"""Whose is it? Relatives of a sentence whom nobody named, or of whom something else was said. Read by `verify`.

Diagnoses known by name are the business of `topic`; here whatever the clauses of a visit give to one relative alone.
"""

import re
from collections.abc import Iterator

from attending.checks.clauses import Clauses
from attending.checks.opposites import NOWHERE_SHARE
from attending.checks.problem import Problem, quoted
from attending.checks.topic import relatives_in
from attending.terms.content import Unit, units_of
from attending.terms.negation import Status, assertion_of
from attending.terms.persons import words_for

_OWN_HISTORY = re.compile(
    r"\b(?:history\s+of|h/o|pmhx?:?|diagnosed\s+with|suffers?\s+from|(?:patient|he|she)\s+has|works?\s+as|employed\s+as|occupation:)\s+(?:an?\s+)?$",
    re.IGNORECASE,
)
_SPEAKS_FOR = re.compile(
    r"\b(?:brought\s+in|brought|accompanied|provided|given|reported)\s+(?:\w+\s+){0,2}?by\b|\baccording\s+to\b|\bper\s+(?:his|her|the|mom|mother|dad|father)\b",
    re.IGNORECASE,
)
_SPOUSE = {"father": "husband", "mother": "wife"}
_ANSWER = 8
"""Words of a clause that may be no more than an answer."""
_POINTS_BACK = re.compile(r"\b(?:it|one|too|the\s+same|as\s+well|that|those)\b", re.IGNORECASE)
_BACK = 4
"""Clauses before one that points back, in which stands what it speaks of: "as a child … my son has it now"."""
_LINE = re.compile(r"maternal|paternal", re.IGNORECASE)
_CLAUSE = re.compile(r"[;,.]\s|\band\s+(?=(?:her|his|the|a)\b)", re.IGNORECASE)


def check_relatives(sentence: str, clauses: Clauses) -> list[Problem]:
    """Relatives whom nobody named or who were named of something else; a relative's history given to the patient."""
    named = relatives_in(sentence)
    problems = [] if named else list(_not_the_patients(sentence, clauses))
    for name in named:
        names = {name, _SPOUSE.get(name, name)}  # a parent who speaks for a child
        places = [index for index, text in enumerate(clauses.texts) if names & relatives_in(text)]
        if not places and _SPEAKS_FOR.search(sentence):
            continue  # who brings a child speaks in the visit, and is not spoken of
        if not places:
            problems.append(Problem("subject-not-said", name, f"The note speaks of the {name}, but nobody did."))
            continue
        units = [unit for unit in units_of(sentence) if not relatives_in(unit.text)]
        held = clauses.weigh(units)
        best, most = max(_held_at(index, held, clauses) for index in places), max(held, default=0.0)
        whose = _another_ones(name, sentence, clauses)
        if whose:
            message = f"{quoted(whose[0])} is given to the {name}, but the words name the {whose[1]}."
            problems.append(Problem("subject-differs", name, message))
        elif best <= NOWHERE_SHARE * most and most - best >= 1:
            problems.append(Problem("subject-misplaced", name, f"The {name} was spoken of in another connection."))
    return problems


def _held_at(index: int, held: list[float], clauses: Clauses) -> float:
    """What a clause holds; a short answer is of what was asked before it: "who gets migraine?" "my aunt does"."""
    if _POINTS_BACK.search(clauses.texts[index]):
        return max(held[max(0, index - _BACK) : index + 1])
    answers = len(clauses.texts[index].split()) <= _ANSWER and index > 0
    return max(held[index], held[index - 1]) if answers else held[index]


def _another_ones(name: str, sentence: str, clauses: Clauses) -> tuple[str, str] | None:
    """What the note's clause gives to one relative, and the visit in every mention to another."""
    for part in _CLAUSE.split(sentence):
        if relatives_in(part) != {name}:
            continue
        for unit in units_of(part):
            owners = _owners(unit, clauses)
            if (
                owners
                and not (relatives_in(unit.text) or _LINE.fullmatch(unit.text))
                and all(own and not own & {name, _SPOUSE.get(name, name)} for own in owners)
            ):
                return unit.text, " or ".join(sorted(frozenset().union(*owners)))
    return None


def _not_the_patients(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    for unit in units_of(sentence):
        if not _OWN_HISTORY.search(sentence, 0, unit.start) or "family" in sentence.lower():
            continue
        if assertion_of(sentence, unit.start, unit.end).status is not Status.PRESENT or not _is_named(unit):
            continue
        told = (clauses.texts[index] for index in clauses.holding(unit))
        owners = [_others_in(text) for text in told if not _OPEN.search(text)]
        if owners and all(owners):
            who = " or ".join(sorted(frozenset().union(*owners)))
            message = f"{quoted(unit.text)} is given to the patient, but the words speak of the {who}."
            yield Problem("subject-differs", unit.text.lower(), message)


_OTHERS = re.compile(rf"\b(?:(?:runs?|ran)\s+in\s+(?:my|the|his|her|our)\s+family|{words_for()})\b", re.IGNORECASE)
_SELF = re.compile(
    r"\b(?:i|i['’](?:ve|m|d)|me|myself)\b(?!\s+(?:think|guess|believe|know|mean|live|care)\b)", re.IGNORECASE
)
_OPEN = re.compile(r"\?\s*$|\b(?:no|not|never|if|any|could|might|may|would|rule|risk)\b|n['’]t\b", re.IGNORECASE)
"""A clause that gives its thing to nobody: it asks, denies or supposes."""


def _is_named(unit: Unit) -> bool:
    """Whether a unit is a thing one has or does, and no adverb or verb: "has likely been"."""
    return any(not key.startswith("=") for key in unit.keys) or not unit.text.lower().endswith(("ly", "ed"))


def _others_in(text: str) -> frozenset[str]:
    """Whom other than the patient a clause speaks of, where it does not speak of the patient too."""
    return (
        frozenset() if _SELF.search(text) else frozenset(match.lower().split()[-1] for match in _OTHERS.findall(text))
    )


def _owners(unit: Unit, clauses: Clauses) -> list[frozenset[str]]:
    """For each clause that holds a unit, the relatives that it names."""
    return [relatives_in(clauses.texts[index]) for index in clauses.holding(unit)]
