"""Names of medicines: ingredients, brands, combinations, and the classes that matter for allergies.

Read by `scribe` (medicines of a note) and `checks` (is this medicine one that was spoken of?). The tables `drugs.tsv`
and `drug_combinations.tsv` are our own, from general pharmacological knowledge, US and UK names; see README.md.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from attending.terms.lexicon import Lexicon, read_table


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A medicine named at `text[start:end]`; a combination has more than one ingredient."""

    name: str
    """As it stands in the text."""
    ingredients: tuple[str, ...]
    start: int
    end: int


# Words that are laboratory values, foods or body substances as often as medicines: they count as a medicine only
# beside a word of taking or a dose.
_AMBIGUOUS = frozenset(
    {
        *("potassium", "calcium", "magnesium", "zinc", "iron", "folate", "b12", "b 12", "b twelve"),
        *("testosterone", "progesterone", "estradiol", "estrogen", "oestrogen", "acth", "calcitonin", "vitamin d"),
        *(
            "vitamin b12",
            "vitamin b 12",
            "vitamin b twelve",
            "vitamin a",
            "vitamin k",
            "selenium",
            "fluoride",
            "bismuth",
        ),
        *("dopamine", "glucagon", "retinol", "biotin", "nitro", "niacin", "opium", "bcg", "mmr", "soma"),
        *("vitamin c", "vitamin e", "armour", "bayer", "depo", "contrast dye", "iv contrast"),
    }
)
_NEVER_ALONE = frozenset({"caffeine"})  # an ingredient of tablets; by itself it is coffee
_TAKEN_AFTER = re.compile(
    r",?\s+(?:\d[\d,.]* (?=at night|once|twice|daily|in the (?:morning|evening)|a day)|(?:an?\s+)?(?:\d[\d,.]*|"
    r"hundred|thousand)\s+(?:an?|per|every)\s+day|supplement|tablet|pill|capsule|"
    r"gummies|gummy|patch|gel|cream|injection|shot|infusion|drops|replacement|therapy|(?:i|he|she|you) (?:stopped|"
    r"quit|"
    r"skip|skipped|take|took|still take)\b|twice|once|daily|every|at night|at bedtime|in the (?:morning|evening)|"
    r"(?:an?\s+)?(?:\d[\d,.]*|(?:\w+ )?hundred|(?:\w+ )?thousand)\s*(?:mg|mcg|units?|iu|meq|milligrams?|"
    r"micrograms?))",
    re.IGNORECASE,
)
_TAKEN_BEFORE = re.compile(
    r"\b(?:tak(?:e|es|ing)|took|taken|start(?:ed|ing)?|stop(?:ped)?|hold|on|prescrib\w+|continu\w+|add(?:ed|ing)?|"
    r"refill\w*|some|"
    r"milligrams? of|mg of|units of|meds? (?:are|is)|increas\w+|oral|iv|give\w*|gave|using|use)\s+(?:(?:my|your|his|"
    r"her|the|a|some|an|oral|daily|and|any)\s+)?$|"
    r"\b(?:vitamins?|tablets?|pills?|supplements?)\s+and\s+(?:(?:the|my|your|an?)\s+)?$",
    re.IGNORECASE,
)
_LAB_AFTER = re.compile(
    r"\s+(?:level|count|was|were|of \d|is (?:low|high|normal|elevated)|deficien\w+|studies|test)", re.I
)


_ITS_LEVEL = re.compile(r"\s+(?:(?:trough|blood|serum|plasma) )?(?:levels?|ion|batter(?:y|ies))\b", re.IGNORECASE)
"""Behind what is measured and not taken: "a lithium level"."""


def find_drugs(text: str) -> list[DrugMention]:
    """Every medicine named in the text, in order."""
    return list(_drugs(text))


@lru_cache(maxsize=512)
def _drugs(text: str) -> tuple[DrugMention, ...]:
    """Kept for a while, since many checks look at the same sentence one after another."""
    return tuple(
        DrugMention(text[m.start : m.end], m.value, m.start, m.end)
        for m in _lexicon().find(text)
        if _meant_as_medicine(text, m.start, m.end)
    )


def ingredients_of(name: str) -> tuple[str, ...]:
    """The ingredients of a medicine by any of its names; empty when it is unknown."""
    return _lexicon().get(name) or ()


def classes(ingredient: str) -> tuple[str, ...]:
    """The classes of an ingredient (by any of its names), most specific first; empty when it is unknown."""
    found: dict[str, None] = {}
    for one in ingredients_of(ingredient):
        found.update(dict.fromkeys(_classes().get(one, ())))
    return tuple(found)


def all_ingredients() -> tuple[str, ...]:
    """Every ingredient of the table."""
    return tuple(_classes())


def all_classes() -> frozenset[str]:
    """Every class of the table."""
    return frozenset(name for group in _classes().values() for name in group)


def _meant_as_medicine(text: str, start: int, end: int) -> bool:
    if _ITS_LEVEL.match(text, end):
        return False
    if re.sub(r"['’]s$", "", text[start:end].lower()).replace("-", " ") not in _AMBIGUOUS:
        return True
    if _LAB_AFTER.match(text, end):
        return False
    return bool(_TAKEN_AFTER.match(text, end) or _TAKEN_BEFORE.search(text[max(0, start - 40) : start]))


def is_brand(name: str) -> bool:
    """Whether a name is a maker's, to be written with a capital: "Tylenol", but "penicillin"."""
    return name.lower() in _brands()


_NO_BRANDS = frozenset({"folfiri", "folfox", "amoxiclav", "cotrimoxazole", "cocodamol"})
"""Combinations of one word that no maker named."""


@cache
def _brands() -> frozenset[str]:
    own = {brand for row in read_table("drugs.tsv") for brand in row[3].split("|") if brand}
    combined = {name for row in read_table("drug_combinations.tsv") for name in row[0].split("|") if name.isalpha()}
    return frozenset(own | (combined - _NO_BRANDS))


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1].split("|")) for row in read_table("drugs.tsv")}


@cache
def _names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    names: list[tuple[str, tuple[str, ...]]] = []
    for ingredient, _, other_names, brands in read_table("drugs.tsv"):
        all_of_it = [ingredient, *other_names.split("|"), *brands.split("|")]
        names += [(name, (ingredient,)) for name in all_of_it if name and name not in _NEVER_ALONE]
    for combined, ingredients in read_table("drug_combinations.tsv"):
        names += [(name, tuple(ingredients.split("|"))) for name in combined.split("|")]
    return tuple(names)


@cache
def _lexicon() -> Lexicon[tuple[str, ...]]:
    return Lexicon(_names())
