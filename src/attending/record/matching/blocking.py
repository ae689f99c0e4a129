"""Which pairs are compared at all: those that share one of several keys, so that one error cannot hide a pair."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from attending.record.matching.person import Person

LARGEST_BLOCK = 120
"""A key that more persons share is too common to say anything."""


def candidate_pairs(persons: Sequence[Person]) -> list[tuple[int, int]]:
    """Pairs of places in the list, each once, the smaller first."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, person in enumerate(persons):
        for key in set(_keys(person)):
            blocks[key].append(place)
    pairs: set[tuple[int, int]] = set()
    for members in blocks.values():
        if 1 < len(members) <= LARGEST_BLOCK:
            pairs.update(combinations(members, 2))
    return sorted(pairs)


def _keys(person: Person) -> Iterator[tuple[str, ...]]:
    given, family, birth = person["given"], person["family"], person["birth_date"]
    if person["identifier"]:
        yield ("identifier", person["identifier"])
        yield ("identifier begins", person["identifier"][:5], birth[:4])
    if birth:
        yield ("birth date", birth)
    if person["phone"]:
        yield ("phone", person["phone"])
    if person["email"]:
        yield ("email", person["email"])
    if given and family:
        yield ("names", *sorted((given, family)))
        yield ("sounds", *sorted((_skeleton(given), _skeleton(family))))
        yield ("name and year", family[:4], given[:1], birth[:4])
        yield ("name and month", given[:4], family[:1], birth[4:])
    for name in filter(None, (given, family)):
        yield ("name and postcode", name, person["postcode"])
        yield ("name and street", name, person["street"])
        yield ("name and city", name, person["city"])
    if person["street"]:
        yield ("house", person["street_number"], person["street"], person["postcode"])
        yield ("street and year", person["street"], birth[:4])


def _skeleton(word: str) -> str:
    """The first letter and the consonants that follow, none twice in a row: what survives most misspellings."""
    found = word[:1]
    for letter in word[1:]:
        if letter.isalnum() and letter not in "aeiouyhw" and letter != found[-1]:
            found += letter
    return found[:5]
