"""Up for down: "weight up 6 lb" of what is down six pounds, "fell from 40 to 30 %" of what came up from 30 to 40.

Read by `verify`. Other than `direction`, which reads the note alone, this compares with what was said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from attending.checks.clauses import Clauses
from attending.checks.dose import doses_by_ingredient
from attending.checks.problem import Problem, quoted
from attending.terms.drugs import find_drugs
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable

_UP = r"up|gain(?:ed|s|ing)?|increas\w+|ris(?:en|ing|es)|rose|heavier|put\s+on|raised|higher|went\s+up"
_DOWN = r"down|los(?:t|e|s|ing|es)|decreas\w+|fall(?:en|ing)?|fell|dropp?\w*|reduc\w+|lighter|lower\w*|less"
_BEFORE = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s+"
    r"(?:(?:by|of|about|around|approximately|another|almost|nearly|like|to)\s+){0,2}$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*(?:of\s+)?(?:weight\s+)?(?:(?P<up>gain|increase|heavier|up)|(?P<down>loss|decrease|lighter|down))\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_TO = re.compile(r"[^.;]{0,15}?\bto\s+(?:\w+\s+){0,2}$", re.IGNORECASE)

_NOW_FROM = re.compile(
    r"[^.;\d]{0,20}?\b(?:up|down|increased|decreased|improved|worsened|risen|fallen|reduced|higher|lower)\s+"
    r"(?:\w+\s+){0,2}?from\s+(?:\w+\s+){0,2}?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Move:
    """By how much something rose or fell, and the words that say it."""

    rises: bool
    value: Decimal
    unit: str
    text: str


def check_moves(sentence: str, clauses: Clauses) -> list[Problem]:
    """Amounts and steps of a sentence that were said to go the other way, and doses changed the other way."""
    moved = (*_amounts(sentence, clauses), *_stepped(sentence, clauses), *_doses(sentence, clauses))
    return [*moved, *_kept(sentence, clauses)]


def _amounts(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    written = _moves(sentence)
    if not written:
        return
    told = [
        (move, turn) for moves, turn in zip(clauses.read_each(_moves), clauses.turns, strict=True) for move in moves
    ]
    for move in written:
        same = [(one, turn) for one, turn in told if one.value == move.value and comparable(one.unit, move.unit)]
        if same and not any(one.rises is move.rises for one, _ in same):
            yield _problem(move.text, same[0][0].text, same[0][1])


def _stepped(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    for first, second, text in _steps(sentence):
        told = [(step, turn) for turn, one in enumerate(clauses.said) for step in _steps(one.text)]
        back = [(one, turn) for one, turn in told if one[:2] == (second, first)]
        if back and not any(one[:2] == (first, second) for one, _ in told):
            yield _problem(text, back[0][0][2], back[0][1])


def _problem(here: str, there: str, turn: int) -> Problem:
    message = f"{quoted(here)} stands here, but the words say {quoted(there)}."
    return Problem("change-differs", here.lower(), message, (turn,))


def _moves(text: str) -> tuple[Move, ...]:
    return tuple(_find_moves(text))


def _find_moves(text: str) -> Iterator[Move]:
    for quantity in find_quantities(text):
        before = _BEFORE.search(text[: quantity.start])
        match = before or _BEHIND.match(text, quantity.end)
        if match is None or quantity.unit is None or len(quantity.values) != 1:
            continue
        to_an_amount = before is not None and before.group().lower().split()[-1] == "to"
        if not to_an_amount and not _FROM.search(text[: quantity.start]):
            start, end = min(match.start(), quantity.start), max(match.end(), quantity.end)
            yield Move(match.lastgroup == "up", quantity.values[0], quantity.unit, text[start:end])


@lru_cache(maxsize=4096)
def _steps(text: str) -> tuple[tuple[Decimal, Decimal, str], ...]:
    """ "from 30 to 40", "40, up from 30": the number before, the number after, and the words."""
    pairs = tuple(pairwise(find_quantities(text)))
    backwards = tuple(
        (other.values[0], one.values[0], text[one.start : other.end])
        for one, other in pairs
        if len(one.values) == len(other.values) == 1
        and one.values != other.values
        and _NOW_FROM.fullmatch(text[one.end : other.start])
    )
    return backwards + tuple(
        (one.values[0], other.values[0], text[one.start : other.end])
        for one, other in pairs
        if len(one.values) == len(other.values) == 1
        and one.values != other.values
        and _FROM.search(text[: one.start])
        and _TO.fullmatch(text[one.end : other.start])
    )


_MORE = (
    r"increas\w+|rais(?:e|ed|ing)|doubl\w+|titrat\w+\s+up|go(?:ing)?\s+up(?:\s+on)?|put(?:ting)?\s+(?:\w+\s+){0,4}?up|"
    r"bump\w*(?:\s+\w+){0,3}?\s+up|higher\s+dose"
)
_LESS = (
    r"decreas\w+|reduc\w+|lower(?:ed|ing)?|halv\w+|cut(?:ting)?|taper\w*|go(?:ing)?\s+down(?:\s+on)?|"
    r"(?:bring|tak|com|cut)\w*\s+(?:\w+\s+){0,4}?down|lower\s+dose"
)
_CHANGE = re.compile(rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\b", re.IGNORECASE)
_REACH = 45
"""Characters around a medicine in which stands what is done with its dose."""


def _doses(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    """A dose raised in the note and lowered in the visit, or the other way round."""
    for ingredient, more in dict(_dose_changes(sentence)).items():
        told = [
            (one, turn)
            for changes, turn in zip(clauses.read_each(_dose_changes), clauses.turns, strict=True)
            for name, one in changes
            if name == ingredient
        ]
        if told and not any(one is more for one, _ in told):
            here, there = ("raised", "lowered") if more else ("lowered", "raised")
            message = f"{ingredient[:1].upper()}{ingredient[1:]} is {here} here, but the words say {there}."
            yield Problem("change-differs", f"{ingredient} {here}", message, (told[0][1],))


def _dose_changes(text: str) -> tuple[tuple[str, bool], ...]:
    """Each medicine whose dose is changed, and whether it is raised."""
    return tuple(_find_dose_changes(text))


def _find_dose_changes(text: str) -> Iterator[tuple[str, bool]]:
    drugs = find_drugs(text)
    for index, drug in enumerate(drugs):
        first = drugs[index - 1].end if index else 0
        last = drugs[index + 1].start if index + 1 < len(drugs) else len(text)
        around = text[max(first, drug.start - _REACH) : min(last, drug.end + _REACH)]
        found = {match.lastgroup for match in _CHANGE.finditer(around)}
        if len(found) == 1 and len(drug.ingredients) == 1:
            yield drug.ingredients[0], found == {"more"}


_KEEPS = re.compile(r"\b(?:continu\w+|keep|stay\s+on|remain\s+on|maintain)\b", re.IGNORECASE)
_ORDERS = re.compile(
    r"\b(?:let['’]?s|going\s+to|gonna|i['’]d\s+like|(?:i|we)['’]ll|(?:i|we)\s+(?:will|want|would)|you\s+to|(?:you\s+can|keep)\b[^.;]*\bit)\b",
    re.IGNORECASE,
)
_CHANGES_IT = re.compile(
    rf"\b(?:{_MORE}|{_LESS})\b[^.;]*\bto\b|\b(?:cut|bring|take|put)\s+(?:it|that)\b", re.IGNORECASE
)
_TO_DOSE = re.compile(r"\b(?:up|down|back)?\s*to\s+(?:a\s+|about\s+)?$", re.IGNORECASE)


def _kept(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    """A medicine continued with a dose that is to be another: "go up to 20" of what goes on with 10."""
    keeps = _KEEPS.search(sentence)
    if keeps is None or _CHANGE.search(sentence):
        return
    for ingredient, doses in doses_by_ingredient(sentence, tuple(find_drugs(sentence))).items():
        mine = {value for value, _ in doses}
        for index, turn in enumerate(clauses.turns):
            following = "".join(clauses.texts[index + 1 : index + 2])
            text = clauses.texts[index]
            text = f"{text} {following}" if _CHANGES_IT.search(following) else text
            changed = any(name == ingredient for name, _ in _dose_changes(text)) and _ORDERS.search(text)
            told = [q for q in find_quantities(text) if _TO_DOSE.search(text, 0, q.start)] if changed else []
            if told and not mine & {value for q in told for value in q.values}:
                name, dose = f"{ingredient[:1].upper()}{ingredient[1:]}", quoted(told[-1].text)
                message = f"{name} goes on unchanged here, but the words change it to {dose}."
                yield Problem("dose-differs", f"{ingredient} kept", message, (turn,))
                break
