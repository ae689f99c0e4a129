"""How a fact that a note leaves out is written in it: one plain sentence, and the section where it belongs.

Read by `worth_adding`. The sentence says no more than the fact does; the clinician edits it like any other.
"""

import re
from collections.abc import Sequence
from typing import assert_never

from attending.checks.facts import Fact, FactKind
from attending.terms.anatomy import find_sides
from attending.terms.spoken import find_quantities

HISTORY, PAST, MEDICINES = "HISTORY OF PRESENT ILLNESS", "MEDICAL HISTORY", "MEDICATIONS"
EXAMINATION, SIGNS, RESULTS, PLAN = "PHYSICAL EXAMINATION", "VITALS REVIEWED", "RESULTS", "ASSESSMENT AND PLAN"
_SECTIONS = {
    FactKind.ALLERGY: "ALLERGIES",
    FactKind.MEDICINE: MEDICINES,
    FactKind.TEST: PLAN,
    FactKind.FOLLOW_UP: PLAN,
    FactKind.DENIED: "REVIEW OF SYSTEMS",
    FactKind.FAMILY: "FAMILY HISTORY",
    FactKind.HABIT: "SOCIAL HISTORY",
    FactKind.STATEMENT: HISTORY,
}
_HABITS = {"cigarette": "smoking", "alcohol": "alcohol use"}
EXAMINED = re.compile(
    r"\bexam\w*|\bi\s+(?:do\s+|can\s+|also\s+)?(?:see|hear|notice|appreciate(?!\s+(?:it|that|you))|feel(?!\s+like))\b|"
    r"\blooks?\b|\bappears?\b",
    re.IGNORECASE,
)
"""What the clinician finds, and nobody told."""
TOLD_OF_YOU = re.compile(
    r"\byou(?:['’]re|['’]ve|['’]d|\s+are|\s+were|\s+have|\s+had)?\s+(?:\w+\s+){0,3}?(?:endors\w+|report\w*|mention\w*|said|"
    r"told|complain\w*|describ\w+|having|had|notic\w+|experienc\w+|come\s+in|came\s+in|here\s+for)\b|"
    r"\b(?:presents?|presenting|comes?\s+in|here)\s+(?:today\s+)?(?:with|for)\b",
    re.IGNORECASE,
)
"""What the clinician says after the patient."""
PAST_ILLNESS = re.compile(
    r"\b(?:history|past|known|you\s+have|your|previous\w*|diagnosed\s+(?:in|with))\b", re.IGNORECASE
)
JUDGED = re.compile(
    r"\bi\s+think\b|\bimpression\b|\bdiagnos\w+|\bconsistent\s+with\b|\blooks\s+like\b|\bthis\s+is\b|\bsuspect\w*",
    re.IGNORECASE,
)
_HERE = re.compile(r"\b(?:today|right\s+now|in\s+the\s+office)\b", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:was|were|had\s+been|before|home|used\s+to)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:emergency|hospital|last|ago|previous\w*)\b", re.IGNORECASE)
_TAKEN_BEFORE = re.compile(
    r"\b(?:tried|took|used\s+to|was\s+on|were\s+on|had\s+been\s+on|in\s+the\s+past|gave)\b", re.IGNORECASE
)
_SIGN = re.compile(r"blood\s+pressure|pulse|heart\s+rate|temp\w*|oxygen|sats?\b|saturation|weight", re.IGNORECASE)


def place_of(fact: Fact, clinician: bool | None, words: str) -> str:
    """The section of the outpatient note where a fact belongs, by its kind and by who told it in which words."""
    theirs = clinician is False or fact.answered is not None
    match fact.kind:
        case FactKind.SYMPTOM | FactKind.WARNING_SIGN:
            found = not theirs and EXAMINED.search(words) and not TOLD_OF_YOU.search(words)
            return EXAMINATION if found else HISTORY
        case FactKind.NEW_MEDICINE:
            return HISTORY if theirs else PLAN
        case FactKind.DIAGNOSIS:
            return PAST if theirs or PAST_ILLNESS.search(words) else PLAN
        case FactKind.MEASUREMENT:
            if not _SIGN.search(fact.words):
                return RESULTS
            before = _EARLIER.search(words) and not _HERE.search(words)
            return HISTORY if theirs or before or _ELSEWHERE.search(words) else SIGNS
        case _:
            return _SECTIONS[fact.kind]


def sentence_of(group: Sequence[Fact], place: str, clinician: bool | None, words: str) -> str:
    """The facts of one turn and kind as one sentence."""
    first = group[0]
    names = _listed([fact.words.removeprefix("no ") if fact.kind is FactKind.DENIED else fact.words for fact in group])
    match first.kind:
        case FactKind.ALLERGY:
            name, bracket, reactions = first.words.partition(" (")
            return f"Allergic to {name}{bracket}{reactions}."
        case FactKind.SYMPTOM | FactKind.WARNING_SIGN:
            return f"{_capital(names)}{_where(words)} noted." if place == EXAMINATION else f"Reports {names}."
        case FactKind.STATEMENT:
            return first.words
        case FactKind.DENIED:
            return f"Denies {names.replace(' and ', ' or ')}."
        case FactKind.NEW_MEDICINE:
            return _of_changed(first.words, place)
        case FactKind.MEDICINE:
            return f"{'Has taken' if _TAKEN_BEFORE.search(words) else 'Takes'} {names}."
        case FactKind.DIAGNOSIS:
            return f"History of {names}." if place == PAST else f"{_capital(names)} was discussed."
        case FactKind.MEASUREMENT:
            return f"{_capital(_in_digits(first.words))}{' was reported' if place == HISTORY else ''}."
        case FactKind.TEST:
            return f"Order {first.words}."
        case FactKind.FOLLOW_UP:
            return f"Follow up in {first.words.removeprefix('back in ')}."
        case FactKind.FAMILY:
            name, _, relative = first.words.rpartition(" of the ")
            return f"{_capital(relative)} with {name}."
        case FactKind.HABIT:
            return f"Reports {_HABITS.get(first.words, first.words)}."
        case _ as never:
            assert_never(never)


def _of_changed(words: str, place: str) -> str:
    name, _, act = words.rpartition(" ")
    if place == HISTORY:
        return f"{_capital(name)} was {act}."
    return f"{'Stop' if act == 'stopped' else 'Start'} {name}."


def _in_digits(words: str) -> str:
    """A value as it is written: "oxygen level 92" for "ninety two"."""
    quantity = next(iter(reversed(list(find_quantities(words)))), None)
    if quantity is None or any(sign.isdigit() for sign in quantity.text):
        return words
    unit = f" {quantity.unit}" if quantity.unit else ""
    return (
        f"{words[: quantity.start]}{'/'.join(f'{value:f}' for value in quantity.values)}{unit}{words[quantity.end :]}"
    )


def _where(words: str) -> str:
    """The one side and part that the words name, where they name one."""
    named = {(one.side.value, one.part) for one in find_sides(words) if one.part}
    if len(named) != 1:
        return ""
    ((side, part),) = named
    return f" of the {side} {part}"


def _listed(names: Sequence[str]) -> str:
    once = list(dict.fromkeys(names))
    return f"{', '.join(once[:-1])} and {once[-1]}" if len(once) > 1 else once[0]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
