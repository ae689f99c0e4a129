"""How two persons agree, field by field, in a few levels; 0 is the closest, `MISSING` says nothing.

Names that were exchanged, parts of an address that changed places, dates with day and month exchanged and spaces in
the middle of a word are what clerks really do, so they are levels of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from attending.record.matching.person import Person
from attending.record.matching.strings import edits, jaro_winkler

MISSING = -1
Level = int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is compared."""

    name: str
    fields: tuple[str, ...]
    levels: tuple[str, ...]
    """What each level means, closest first; the last one is disagreement."""
    compare: Callable[[Person, Person], Level]


_NAME_LEVELS = ("the same", "exchanged with the other name", "a spelling apart", "alike", "different")
_WORD_LEVELS = ("the same", "in the other field", "a spelling apart", "alike", "different")
_NUMBER_LEVELS = ("the same", "a digit apart", "two digits apart", "different")
_DATE_LEVELS = ("the same", "a digit apart", "day and month exchanged", "in one part different", "different")


def _word_level(one: str, other: str, exchanged: str) -> Level:
    """Of two filled words; `exchanged` is what stands in the other field."""
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return 0
    if exchanged and one == exchanged:
        return 1
    if edits(one, other) <= (1 if min(len(one), len(other)) < 6 else 2) or _initial(one, other):
        return 2
    return 3 if jaro_winkler(one, other) >= 0.86 else 4


def _initial(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and long.startswith(short)


def _words(field: str, partner: str) -> Callable[[Person, Person], Level]:
    def compare(one: Person, other: Person) -> Level:
        left, right = one[field], other[field]
        if not left or not right:
            if (left and left == other[partner]) or (right and right == one[partner]):
                return 1
            return MISSING
        level = _word_level(left, right, other[partner])
        return 1 if level > 1 and right == one[partner] else level

    return compare


def _digits(field: str) -> Callable[[Person, Person], Level]:
    def compare(one: Person, other: Person) -> Level:
        left, right = one[field], other[field]
        if not left or not right:
            return MISSING
        return edits(left, right, 3)

    return compare


def _birth_date(one: Person, other: Person) -> Level:
    left, right = one["birth_date"], other["birth_date"]
    if not left or not right:
        return MISSING
    if left == right:
        return 0
    if edits(left, right, 2) == 1:
        return 1
    if len(left) == len(right) == 8:
        parts, others = (left[:4], left[4:6], left[6:]), (right[:4], right[4:6], right[6:])
        if parts[0] == others[0] and parts[1] == others[2] and parts[2] == others[1]:
            return 2
        if sum(a == b for a, b in zip(parts, others, strict=True)) == 2:
            return 3
    return 4


def _same(field: str) -> Callable[[Person, Person], Level]:
    def compare(one: Person, other: Person) -> Level:
        left, right = one[field], other[field]
        return MISSING if not left or not right else int(left != right)

    return compare


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("given name", ("given", "family"), _NAME_LEVELS, _words("given", "family")),
    Comparison("family name", ("family", "given"), _NAME_LEVELS, _words("family", "given")),
    Comparison("birth date", ("birth_date",), _DATE_LEVELS, _birth_date),
    Comparison("identifier", ("identifier",), _NUMBER_LEVELS, _digits("identifier")),
    Comparison("street number", ("street_number",), _NUMBER_LEVELS, _digits("street_number")),
    Comparison("street", ("street", "street_2"), _WORD_LEVELS, _words("street", "street_2")),
    Comparison("second address line", ("street_2", "street"), _WORD_LEVELS, _words("street_2", "street")),
    Comparison("city", ("city",), _WORD_LEVELS, _words("city", "street_2")),
    Comparison("postcode", ("postcode",), _NUMBER_LEVELS, _digits("postcode")),
    Comparison("state", ("state",), ("the same", "different"), _same("state")),
    Comparison("phone", ("phone",), _NUMBER_LEVELS, _digits("phone")),
    Comparison("email", ("email",), _WORD_LEVELS, _words("email", "email")),
    Comparison("sex", ("sex",), ("the same", "different"), _same("sex")),
)
"""Every comparison; one whose field nobody filled is left out by the estimation."""
