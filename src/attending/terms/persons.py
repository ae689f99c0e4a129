"""The people around a patient, by every word that names them: relatives, partners, carers, friends, those at work.

Read by the scribe and the checks wherever a sentence may be of somebody other than the patient. One person a line of
`persons.tsv`: the name, its other words, the sex, the kind.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from attending.terms.lexicon import read_table


class Kind(StrEnum):
    """What a person is to the patient."""

    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    CHILD = "child"
    YOUNG = "young"
    """A child without its sex, which may also be what the patient once was: "as a kid"."""
    GRANDCHILD = "grandchild"
    FURTHER = "further"
    """An aunt, an uncle, a cousin."""
    NIECE = "niece"
    """A niece or a nephew, who rather brings a cold than shares a family history."""
    IN_LAW = "in-law"
    PARTNER = "partner"
    CARER = "carer"
    FRIEND = "friend"
    """Neighbours too."""
    HOUSEMATE = "housemate"
    WORK = "work"
    FAMILY = "family"


BLOOD = (Kind.PARENT, Kind.GRANDPARENT, Kind.SIBLING, Kind.GRANDCHILD, Kind.FURTHER)
"""Those whose illnesses make a family history; a child is rather spoken of for itself."""


@dataclass(frozen=True)
class RelatedPerson:
    """Somebody a patient may speak of."""

    name: str
    """As a note says it: mother."""
    words: tuple[str, ...]
    """All that is said for it: mother, mom, mum."""
    sex: str
    """`female`, `male`, or empty where the word does not tell."""
    kind: Kind


def persons(*kinds: Kind) -> tuple[RelatedPerson, ...]:
    """The persons of some kinds; of every kind where none is given."""
    return tuple(person for person in _table() if not kinds or person.kind in kinds)


def words_for(*kinds: Kind, sex: str = "") -> str:
    """A pattern of all words for persons of some kinds (of one sex), in singular and plural, the longest first."""
    found = (word for person in persons(*kinds) if sex in ("", person.sex) for word in person.words)
    return "(?:" + "|".join(f"{word}s?" for word in sorted(found, key=len, reverse=True)) + ")"


def person_called(word: str) -> RelatedPerson | None:
    """Whom a word names: the mother for "mum"."""
    return _by_word().get(word.lower())


@cache
def _table() -> tuple[RelatedPerson, ...]:
    rows = read_table("persons.tsv")
    return tuple(RelatedPerson(name, (name, *others.split()), sex, Kind(kind)) for name, others, sex, kind in rows)


@cache
def _by_word() -> dict[str, RelatedPerson]:
    return {word: person for person in _table() for word in person.words}
