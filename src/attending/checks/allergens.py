"""Medicines that a note calls allergies against those that were called so, and "no allergies". Read by `verify`."""

import re
from collections.abc import Iterator, Sequence

from attending.checks.problem import Problem, quoted
from attending.checks.topic import relatives_in
from attending.terms.answers import Answer, Said, answer_of
from attending.terms.drugs import DrugMention, find_drugs
from attending.terms.negation import Status, assertion_of

_ALLERGIC = re.compile(r"\b(?:allerg\w+|intoleran\w+|hives|anaphyla\w+)\b", re.IGNORECASE)
_REACTION = re.compile(
    r"\b(?:allerg\w+|intoleran\w+|hives|rash\w*|react\w*|anaphyla\w+|break\s+out|swell\w*|swoll\w+|itch\w*|"
    r"throw(?:s|ing)?\s+up|sick|upset\w*|can(?:'t|not)\s+(?:take|have)|side\s+effect\w*|nausea\w*|tolera\w+)\b",
    re.IGNORECASE,
)
_NO_ALLERGIES = re.compile(
    r"\bno\s+(?:known\s+)?(?:drug\s+|medication\s+|medicine\s+)?allerg\w+|\bden(?:y|ies|ied)\s+(?:any\s+)?(?:\w+\s+)?allerg\w+",
    re.IGNORECASE,
)
_NEAR = 1  # turns
_REACH = 40
"""Characters behind "allergic to", or at the head of an answer, in which an allergen stands."""


def check_allergens(sentence: str, heading: str, said: Sequence[Said]) -> list[Problem]:
    """Allergens that nobody called so, and "no allergies" where one was named."""
    if relatives_in(sentence):
        return []
    if _NO_ALLERGIES.search(sentence):
        told = next(_allergens(said), None)
        message = "" if told is None else f"The note denies allergies, but the words name {quoted(told.name)}."
        return [Problem("negation-flipped", "allergies denied", message)] if told else []
    if not (_ALLERGIC.search(sentence) or heading.lower().startswith("allerg")):
        return []
    return [
        Problem("allergy-not-said", drug.name.lower(), f"Nobody called {quoted(drug.name)} an allergy.")
        for drug in find_drugs(sentence)
        if not _called_so(drug, said)
    ]


def _called_so(drug: DrugMention, said: Sequence[Said]) -> bool:
    places = [turn for turn, one in enumerate(said) if _names(one.text, drug)]
    near = [said[turn].text for at in places for turn in range(max(0, at - _NEAR), min(len(said), at + _NEAR + 1))]
    return not places or any(_REACTION.search(text) for text in near)


def _names(text: str, drug: DrugMention) -> bool:
    return any(set(one.ingredients) & set(drug.ingredients) for one in find_drugs(text))


def _allergens(said: Sequence[Said]) -> Iterator[DrugMention]:
    """Medicines named as the patient's own allergy: "allergic to …", or in the answer to a question about them."""
    for one, following in zip(said, [*said[1:], Said(None, "")], strict=True):
        for match in _ALLERGIC.finditer(one.text):
            end = one.text.find(".", match.end())
            rest = one.text[match.end() : end if end >= 0 else len(one.text)]
            status = assertion_of(one.text, match.start(), match.end()).status
            if relatives_in(one.text) or status is Status.NEGATED or answer_of(following.text) is Answer.NO:
                continue
            named = [drug for drug in find_drugs(rest) if drug.start <= _REACH]
            answer = following.text[:_REACH].split(".")[0] if "?" in one.text[match.end() :] else ""
            yield from named or (() if relatives_in(answer) else find_drugs(answer))
