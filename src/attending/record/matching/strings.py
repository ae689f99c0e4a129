"""How alike two words are: Jaro-Winkler for words, edits with transpositions for words and digits."""

from functools import lru_cache

LEAST_ALIKE = 0.7
"""Below this the similarity is told as 0: words of few common letters need no closer look."""


def common_letters(one: str, other: str) -> int:
    """How many letters two words share, in whatever order: no two words are more alike than that allows."""
    return sum(min(one.count(letter), other.count(letter)) for letter in set(one))


@lru_cache(maxsize=262_144)
def jaro_winkler(one: str, other: str) -> float:
    """0 to 1; 1 is the same word, and a common beginning counts more.

    Source: Winkler 1990, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model".
    """
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    shared = common_letters(one, other)
    if (shared / len(one) + shared / len(other) + 1) / 3 < LEAST_ALIKE:
        return 0.0
    jaro = _jaro(one, other)
    prefix = 0
    for left, right in zip(one[:4], other[:4], strict=False):
        if left != right:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    window = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    matched: list[str] = []
    for place, letter in enumerate(one):
        for at in range(max(0, place - window), min(len(other), place + window + 1)):
            if not taken[at] and other[at] == letter:
                taken[at] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    in_order = [letter for letter, used in zip(other, taken, strict=True) if used]
    moved = sum(left != right for left, right in zip(matched, in_order, strict=True)) / 2
    common = len(matched)
    return (common / len(one) + common / len(other) + (common - moved) / common) / 3


@lru_cache(maxsize=262_144)
def edits(one: str, other: str, most: int = 3) -> int:
    """Insertions, deletions, replacements and exchanges of neighbours, counted up to `most` (optimal alignment)."""
    if one == other:
        return 0
    longest = max(len(one), len(other))
    if longest - min(len(one), len(other)) >= most or longest - common_letters(one, other) >= most:
        return most
    before: list[int] = []
    last = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        row = [place]
        for at, sign in enumerate(other, start=1):
            cost = min(last[at] + 1, row[at - 1] + 1, last[at - 1] + (letter != sign))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == sign:
                cost = min(cost, before[at - 2] + 1)
            row.append(cost)
        if min(row) >= most:
            return most
        before, last = last, row
    return min(last[-1], most)
