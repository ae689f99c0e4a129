"""Numbers in words, as English speakers say them in a clinic: "one twenty", "one oh one point four", "twenty nineteen".

Read by `spoken`, which finds them in a text.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

UNITS = {
    w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
} | {"nought": 0}
TEENS = {
    w: n
    for n, w in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        start=10,
    )
}
ONE_TO_TEN = "|".join([*(word for word, number in UNITS.items() if number), "ten"])
"""The numbers that people say of days, drinks and children, as a pattern."""
TENS = {
    w: n * 10
    for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
} | {
    "fourty": 40,
    "ninty": 90,
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
ZEROS = frozenset({"oh", "o", "zero", "nought"})
ORDINALS = {
    w: n
    for n, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
        ],
        start=1,
    )
} | {"twentieth": 20, "thirtieth": 30}

STARTERS = frozenset(UNITS) | frozenset(TEENS) | frozenset(TENS) | frozenset(SCALES)
"""Words that can begin a number by themselves ("a" and "point" need one of these after them)."""
INNER = STARTERS | ZEROS | {"and", "a", "point", "half", "quarter", "double"}
"""Every word that can stand inside a number."""

LONGEST = 12
"""No spoken number of a clinic needs more words; longer runs are telephone numbers read in pieces."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a written number of a text, in lower case, and where it stands."""

    word: str
    start: int
    end: int


_TOKEN = re.compile(
    r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?=(?P<glued>[a-zµ°%/]*))|[a-z]+(?:['’][a-z]+)*",
    re.IGNORECASE,
)


def tokens_of(text: str) -> list[Token]:
    """The words and written numbers of a text."""
    return [Token(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def is_number_word(word: str) -> bool:
    """Whether a number can begin with this word."""
    return word in STARTERS or word[:1].isdigit() or word[:1] == "."


def joined(text: str, left: Token, right: Token) -> bool:
    """Whether nothing but blanks or a hyphen stands between two tokens."""
    gap = text[left.end : right.start]
    return not gap.strip() or gap == "-"


def value_of(words: list[str]) -> Decimal | None:
    """The number these words (or digits) say, all of them together, or None if they are not one number."""
    if not words or words[-1] in {"and", "a", "point"} or words[0] == "and":
        return None
    if words[-3:] == ["and", "a", "half"] and len(words) > 3:
        return _plus(words[:-3], Decimal("0.5"))
    if words[-3:] == ["and", "a", "quarter"] and len(words) > 3:
        return _plus(words[:-3], Decimal("0.25"))
    if "point" in words:
        return _decimal(words)
    if words[0][0].isdigit() or words[0][0] == ".":
        return _written(words)
    whole = _whole(words)
    return None if whole is None else Decimal(whole)


def digits_of(words: list[str]) -> str | None:
    """The digits of a number read one by one ("five five five oh one two three"), at least three, not mere counting."""
    digits: list[int] = []
    double = False
    for word in words:
        if word == "double" and not double:
            double = True
            continue
        digit = 0 if word in ZEROS else UNITS.get(word)
        if digit is None:
            return None
        digits += [digit] * (2 if double else 1)
        double = False
    counting = all(b - a == 1 for a, b in pairwise(digits))
    if double or len(digits) < 3 or counting or (len(set(digits)) == 1 and len(digits) < 4):
        return None
    return "".join(map(str, digits))


def is_year(words: list[str]) -> bool:
    """Whether the words say a year by its halves: "nineteen eighty two", "twenty oh nine", "twenty nineteen"."""
    return _year(words) is not None


def _plus(words: list[str], part: Decimal) -> Decimal | None:
    value = value_of(words)
    return None if value is None or value != int(value) else value + part


def _decimal(words: list[str]) -> Decimal | None:
    at = words.index("point")
    left, right = words[:at], words[at + 1 :]
    whole = Decimal(0) if not left or left in (["oh"], ["o"]) else value_of(left)
    if whole is None or whole != int(whole) or not right:
        return None
    fraction = "".join(_fraction_digits(right) or ())
    return Decimal(f"{int(whole)}.{fraction}") if fraction else None


def _fraction_digits(words: list[str]) -> list[str] | None:
    if len(words) == 1 and words[0].isdigit():
        return [words[0]]
    if all(w in UNITS or w in ZEROS for w in words) and len(words) <= 4:
        return [str(UNITS.get(w, 0)) for w in words]
    below = _below_hundred(words)
    return [str(below)] if below is not None else None


def _written(words: list[str]) -> Decimal | None:
    number = Decimal(words[0].replace(",", ""))
    for scale in words[1:]:
        if scale not in SCALES:
            return None
        number *= SCALES[scale]
    return number


def _whole(words: list[str]) -> int | None:
    for scale in ("million", "thousand"):
        if scale in words:
            return _scaled(words, scale)
    return _below_thousand(words) if _year(words) is None else _year(words)


def _scaled(words: list[str], scale: str) -> int | None:
    at = words.index(scale)
    left, right = words[:at], words[at + 1 :]
    many = 1 if left in ([], ["a"]) else _whole(left)
    if right[:1] == ["and"]:
        right = right[1:]
    rest = _whole(right) if right else 0
    if many is None or rest is None or rest >= SCALES[scale]:
        return None
    return many * SCALES[scale] + rest


def _below_thousand(words: list[str]) -> int | None:
    if "hundred" in words:
        at = words.index("hundred")
        left, right = words[:at], words[at + 1 :]
        many = 1 if left in ([], ["a"]) else _below_hundred(left)
        if right[:1] == ["and"]:
            right = right[1:]
        if right[:1] and right[0] in ZEROS and len(right) == 2:
            right = right[1:]
        rest = _below_hundred(right) if right else 0
        return None if many is None or rest is None else many * 100 + rest
    below = _below_hundred(words)
    return _short_hundred(words) if below is None else below


def _short_hundred(words: list[str]) -> int | None:
    """Read "one twenty", "one thirty two", "one oh one"."""
    if len(words) < 2 or UNITS.get(words[0], 0) < 1:
        return None
    if words[1] in ZEROS:
        last = UNITS.get(words[2], 0) if len(words) == 3 else 0
        return UNITS[words[0]] * 100 + last if last else None
    rest = _below_hundred(words[1:])
    return UNITS[words[0]] * 100 + rest if rest is not None and rest >= 10 else None


def _year(words: list[str]) -> int | None:
    century = {"nineteen": 1900, "twenty": 2000}.get(words[0])
    if century is None or len(words) < 2:
        return None
    if words[1] in ZEROS and len(words) == 3:
        last = UNITS.get(words[2], 0)
        return century + last if last else None
    rest = _below_hundred(words[1:])
    return century + rest if rest is not None and rest >= 10 else None


def _below_hundred(words: list[str]) -> int | None:
    if len(words) == 1:
        word = words[0]
        return UNITS.get(word, TEENS.get(word, TENS.get(word)))
    if len(words) == 2 and words[0] in TENS and UNITS.get(words[1], 0) > 0:
        return TENS[words[0]] + UNITS[words[1]]
    return None
