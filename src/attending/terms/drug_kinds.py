"""Medicines called by what they are for or look like: "my water tablet", "the statin", "the brown inhaler".

Read by `scribe`. The table `drug_kinds.tsv` is our own: how a kind is called (a regular expression), and the classes
and ingredients of `drugs` that it may mean; none where only the talk tells.
"""

import re
from dataclasses import dataclass
from functools import cache

from attending.terms.drugs import classes
from attending.terms.lexicon import read_table

_ANY = r"\b(?:an?|some|another|my|your|his|her|the|that|those|these|our)"
_ITS = re.compile(r"(?:my|your|his|her|the|that|those|these)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KindMention:
    """A medicine called by its kind at `text[start:end]`, with the word before it."""

    start: int
    end: int
    means: frozenset[str]
    """Classes and ingredients that are called so."""
    definite: bool
    """Whether one that is known is meant: "your statin", not "a statin"."""
    noun: str
    """The last word of the kind: "patch"."""

    def fits(self, ingredient: str) -> bool:
        """Whether an ingredient may be called so."""
        return ingredient in self.means or not self.means.isdisjoint(classes(ingredient))


def find_kinds(text: str) -> list[KindMention]:
    """Every medicine that a text calls by its kind, in order."""
    found: list[KindMention] = []
    for one in _kinds().finditer(text):
        row = next(name for name, said in one.groupdict().items() if said)
        definite = bool(_ITS.match(one.group()))
        noun = one.group().lower().split()[-1]
        found.append(KindMention(one.start(), one.end(), _means()[row], definite, noun))
    return found


@cache
def _kinds() -> re.Pattern[str]:
    rows = (f"(?P<k{number}>{row[0]})" for number, row in enumerate(read_table("drug_kinds.tsv")))
    return re.compile(rf"{_ANY} (?:(?:new|old|little|other|usual|regular) )?(?:{'|'.join(rows)})(?:e?s)?\b", re.I)


@cache
def _means() -> dict[str, frozenset[str]]:
    rows = enumerate(read_table("drug_kinds.tsv"))
    return {f"k{number}": frozenset(one for one in row[1].split("|") if one) for number, row in rows}
