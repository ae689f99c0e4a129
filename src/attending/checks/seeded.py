"""Seeded errors: a right sentence made wrong on purpose, to measure how many such errors the checks find.

Read by `evaluate`. Each function returns the wrong sentence, or None where the sentence offers nothing to get wrong.
"""

import random
import re
from collections.abc import Callable, Mapping

from attending.terms.anatomy import Side, find_sides
from attending.terms.drugs import all_ingredients, find_drugs
from attending.terms.negation import Status, assertion_of
from attending.terms.quantity import QuantityKind
from attending.terms.spoken import find_quantities
from attending.terms.symptoms import find_symptoms

_DIGITS = re.compile(r"\d+")
_DENIES = re.compile(r"\b(Denies|denies|No|no|Negative for|without)\b")
_AFFIRMED = {
    "Denies": "Reports",
    "denies": "reports",
    "No": "Has",
    "no": "",
    "Negative for": "Positive for",
    "without": "with",
}


def wrong_number(sentence: str, rng: random.Random) -> str | None:
    """Another number of the same length, as a slip of the finger or an invention would give."""
    found = [q for q in find_quantities(sentence) if q.kind is not QuantityKind.LABEL and _DIGITS.search(q.text)]
    found = [q for q in found if q.start > 0]  # the "1." of a list says nothing
    if not found:
        return None
    quantity = rng.choice(found)
    match = rng.choice(list(_DIGITS.finditer(quantity.text)))
    low = 10 ** (len(match.group()) - 1)
    other = rng.choice([n for n in range(low if low > 1 else 2, min(low * 10, low + 900)) if n != int(match.group())])
    start = quantity.start + match.start()
    return f"{sentence[:start]}{other}{sentence[start + len(match.group()) :]}"


def wrong_medicine(sentence: str, rng: random.Random) -> str | None:
    """Another medicine."""
    found = find_drugs(sentence)
    if not found:
        return None
    drug = rng.choice(found)
    other = rng.choice([name for name in all_ingredients() if name not in drug.ingredients])
    return f"{sentence[: drug.start]}{other}{sentence[drug.end :]}"


def wrong_denial(sentence: str, rng: random.Random) -> str | None:
    """A denied symptom reported, or a reported one denied; sentences of one clear status only."""
    mentions = find_symptoms(sentence)
    found = {assertion_of(sentence, mention.start, mention.end).status for mention in mentions}
    if found == {Status.NEGATED}:
        match = _DENIES.search(sentence)
        if match and match.start() < mentions[0].start:
            return f"{sentence[: match.start()]}{_AFFIRMED[match.group()]}{sentence[match.end() :]}"
    if found == {Status.PRESENT}:
        return f"Denies {rng.choice(mentions).symptom.name}."
    return None


def wrong_side(sentence: str, rng: random.Random) -> str | None:
    """Left for right."""
    found = [one for one in find_sides(sentence) if one.side is not Side.BOTH and one.part]
    if not found:
        return None
    one = rng.choice(found)
    word = sentence[one.start : one.end]
    other = word.lower().replace("left", "right") if one.side is Side.LEFT else word.lower().replace("right", "left")
    return None if other == word.lower() else f"{sentence[: one.start]}{other}{sentence[one.end :]}"


SEEDS: Mapping[str, Callable[[str, random.Random], str | None]] = {
    "number": wrong_number,
    "medicine": wrong_medicine,
    "negation": wrong_denial,
    "side": wrong_side,
}
CODES: Mapping[str, frozenset[str]] = {
    "number": frozenset({"number-not-said", "unit-differs", "dose-differs"}),
    "medicine": frozenset({"medicine-not-said", "medicine-unclear"}),
    "negation": frozenset({"negation-flipped", "denial-not-said"}),
    "side": frozenset({"side-flipped", "side-not-said"}),
}
"""The findings that count as having found a seeded error."""
