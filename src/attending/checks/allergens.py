"""What a note calls allergies against what was called so, their reactions, and "no allergies".

Read by `verify` and `facts`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from attending.checks.problem import Problem, quoted
from attending.checks.topic import relatives_in
from attending.terms.allergy import order_behind
from attending.terms.answers import Answer, Said, answer_of
from attending.terms.content import Keys, keys_of
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
_OTHER_ALLERGENS = re.compile(
    r"\b(?:pea)?nuts?\b|\b(?:shell)?fish\b|\bshrimps?\b|\beggs?\b|\bmilk\b|\bdairy\b|\bsoya?\b|\bwheat\b|\bgluten\b|\bsesame\b|"
    r"\bstrawberr\w+|\bkiwis?\b|\blatex\b|\b(?:sticking\s+)?plasters?\b|\badhesives?\b|\btape\b|\biodine\b|\bcontrast(?:\s+dye)?\b|"
    r"\b(?:bee|wasp)s?(?:\s+stings?)?\b|\bpollen\b|\bgrass\b|\bdust\b|\bcats?\b|\bdogs?\b|\bmou?ld\b|\bnickel\b|\bsul(?:f|ph)a\b",
    re.IGNORECASE,
)
_A_DRUG = re.compile(r"sul(?:f|ph)a|iodine|contrast", re.IGNORECASE)
_KINDS_OF_REACTION = {
    "a rash": r"rash\w*|hives|urticaria|welts|(?:come|came|break|broke|brings?)\s+(?:me\s+|him\s+|her\s+)?out",
    "swelling": r"swell\w*|swoll\w+|angio-?o?edema|puff\w+",
    "anaphylaxis": r"anaphyla\w+|epi-?pen|throat\s+clos\w+|(?:could|can)(?:n['’]t|not| not)\s+breathe|collapsed",
    "sickness": r"sick\w*|nause\w+|vomit\w*|thr[eo]w\w*\s+up|stomach|diarrh\w+|gi\s+upset",
    "itching": r"itch\w*|pruritus",
    "a cough": r"cough\w*",
}
"""Reactions as notes and patients name them."""
_REACTIONS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _KINDS_OF_REACTION.items()}


@dataclass(frozen=True, slots=True)
class Allergen:
    """What the patient is said to be allergic to, where, and with what reactions."""

    name: str
    keys: Keys
    turn: int
    reactions: frozenset[str]


class AllergiesTold:
    """A visit, read once for what sentences of a note are compared with."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = tuple(said)
        self.allergens = tuple(allergens_told(said))

    @cached_property
    def ingredients(self) -> tuple[frozenset[str], ...]:
        """The medicines that each turn names."""
        return tuple(frozenset(name for drug in find_drugs(one.text) for name in drug.ingredients) for one in self.said)

    @cached_property
    def reacting(self) -> tuple[bool, ...]:
        """Whether each turn speaks of a reaction."""
        return tuple(_REACTION.search(one.text) is not None for one in self.said)


def check_allergens(sentence: str, heading: str, visit: AllergiesTold) -> list[Problem]:
    """Allergens that nobody called so, another reaction than was told, and "no allergies" where one was named."""
    if relatives_in(sentence):
        return []
    told = visit.allergens
    if _NO_ALLERGIES.search(sentence):
        return [
            Problem(
                "negation-flipped",
                "allergies denied",
                f"The note denies allergies, but the words name {quoted(one.name)}.",
                (one.turn,),
            )
            for one in _of_that_kind(sentence, told)
        ][:1]
    if not is_called_allergy(sentence, heading):
        return []
    problems = [
        Problem("allergy-not-said", drug.name.lower(), f"Nobody called {quoted(drug.name)} an allergy.")
        for drug in find_drugs(sentence)
        if not _called_so(drug, visit)
    ]
    problems += [
        Problem("allergy-not-said", match.group().lower(), f"Nobody called {quoted(match.group())} an allergy.")
        for match in _OTHER_ALLERGENS.finditer(sentence)
        if assertion_of(sentence, match.start(), match.end()).status is Status.PRESENT
        and not any(keys_of(match.group()) & keys_of(one.text) for one in visit.said)
    ]
    return problems + list(_other_reactions(sentence, told))


def is_called_allergy(sentence: str, heading: str) -> bool:
    """Whether a sentence of a note names what it names as an allergy."""
    return bool(_ALLERGIC.search(sentence)) or heading.lower().startswith("allerg")


_APART_FROM = re.compile(r"\b(?:apart\s+from|except(?:\s+for)?|other\s+than|besides|but)\b", re.IGNORECASE)


def _of_that_kind(sentence: str, told: Sequence[Allergen]) -> list[Allergen]:
    """The allergens that a denial speaks of: "no known drug allergies" may stand beside hay fever."""
    rest = _APART_FROM.search(sentence)
    if rest:
        told = [one for one in told if not one.keys & keys_of(sentence[rest.end() :])]
    drugs_only = re.search(r"drug|medica|medicine", sentence, re.IGNORECASE)
    return [
        one for one in told if not drugs_only or not _OTHER_ALLERGENS.fullmatch(one.name) or _A_DRUG.search(one.name)
    ]


def _other_reactions(sentence: str, told: Sequence[Allergen]) -> Iterator[Problem]:
    written = reactions_in(sentence)
    for one in told:
        if not written or not one.reactions or written & one.reactions or not one.keys & keys_of(sentence):
            continue
        here, there = (" and ".join(sorted(names)) for names in (written, one.reactions))
        message = f"{here[:1].upper()}{here[1:]} to {quoted(one.name)} stands here, but the words say {there}."
        yield Problem("reaction-differs", one.name.lower(), message, (one.turn,))


def reactions_in(text: str) -> frozenset[str]:
    """The kinds of reaction that a text names."""
    return frozenset(name for name, words in _REACTIONS.items() if words.search(text))


def _called_so(drug: DrugMention, visit: AllergiesTold) -> bool:
    places = [turn for turn, named in enumerate(visit.ingredients) if named & set(drug.ingredients)]
    return not places or any(any(visit.reacting[max(0, at - _NEAR) : at + _NEAR + 1]) for at in places)


def allergens_told(said: Sequence[Said]) -> Iterator[Allergen]:
    """What is named as the patient's own allergy: "allergic to …", or in the answer to a question about them."""
    seen: set[str] = set()
    for turn, (one, following) in enumerate(zip(said, [*said[1:], Said(None, "")], strict=True)):
        for match in _ALLERGIC.finditer(one.text):
            status = assertion_of(one.text, match.start(), match.end()).status
            if relatives_in(one.text) or status is Status.NEGATED:
                continue
            for at, words in _where_named(one.text, match.end(), following.text, turn):
                for name in _named_in(words):
                    if name.lower() not in seen:
                        seen.add(name.lower())
                        yield Allergen(name, keys_of(name), at, _reactions_to(name, at, said))


def _reactions_to(name: str, turn: int, said: Sequence[Said]) -> frozenset[str]:
    """The reactions told behind an allergen, up to the next one; else before it in its sentence, else a turn on."""
    text = said[turn].text
    start = text.lower().find(name.lower())
    others = [at for other in _named_in(text) if (at := text.lower().find(other.lower(), start + len(name))) >= 0]
    behind = text[start : min([start + _FAR, *others])]
    sentence = text[max(text.rfind(sign, 0, start) for sign in ".;?!") + 1 : start]
    following = said[turn + 1].text[:_FAR] if turn + 1 < len(said) and not others else ""
    return reactions_in(behind) or reactions_in(sentence) or reactions_in(following)


def _where_named(text: str, end: int, answer: str, turn: int) -> Iterator[tuple[int, str]]:
    """The words in which an allergen may stand: behind "allergic to", else the head of the answer."""
    stop = text.find(".", end)
    stop = min(one for one in (stop, order_behind(text, end) or -1, len(text)) if one >= end)
    rest = text[end:stop]
    if answer_of(answer) is not Answer.NO:
        yield turn, rest[:_REACH]
    head = answer[:_REACH].split(".")[0]
    if "?" in text[end:] and not relatives_in(head):
        if answer_of(answer) is not Answer.NO:
            yield turn + 1, head
        elif match := _BUT_ONE.search(answer):
            yield turn + 1, answer[match.end() : match.end() + _REACH]


_FAR = 160
"""Characters behind an allergen in which the reaction to it is told."""
_BUT_ONE = re.compile(
    r"\b(?:but|except(?:\s+for)?|only|apart\s+from|just)\b|(?<=[.])\s+(?=[A-Z]\w+\s+(?:makes?|gives?|brings?)\s+me\b)"
)


def _named_in(words: str) -> list[str]:
    named = [drug.name for drug in find_drugs(words)]
    return named or [match.group() for match in _OTHER_ALLERGENS.finditer(words)]
