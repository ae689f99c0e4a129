"""Body parts, and which side of the body a text speaks of.

Read by `scribe` and `checks`: left for right is one of the errors a signature must not cover.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from attending.terms.lexicon import Lexicon, Mention, read_table


class Side(StrEnum):
    """A side of the body."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Laterality:
    """A side named at `text[start:end]`, and the body part it belongs to, if one stands near."""

    side: Side
    part: str | None
    """The general name of the part: "leg" for "lower extremity"."""
    start: int
    end: int


_SIDE = re.compile(
    r"\b(?:(?P<left>left|lt\b\.?|left-sided)|(?P<right>right|rt\b\.?|right-sided)|"
    r"(?P<both>bilateral(?:ly)?|both(?:\s+sides)?))\b",
    re.IGNORECASE,
)
# Without a body part, "right" and "left" are sides only here: "on the right", "right-sided", "left hand side".
_ON_THE = re.compile(r"\b(?:on|to|in|of|from)\s+(?:the|my|your|his|her|both)\s+$", re.IGNORECASE)
_SIDED = re.compile(r"[\s-]+(?:hand\s+)?sided?\b", re.IGNORECASE)
_NO_SIDE_AFTER = re.compile(
    r"[\s-]+(?:word|thing|track|direction|place|time|dose|medications?|way|path|one|answer|amount|track|ones|people|"
    r"diagnosis|decision|kind|treatment|person|fit|size|spot|number)\b",
    re.IGNORECASE,
)
_SIDE_WORD = re.compile(r"\s+side\b", re.IGNORECASE)  # "right hand side" speaks of no hand
_PART_NEAR = 40  # characters between a side and its part: "left, uh, big toe"


def find_parts(text: str) -> list[Mention[str]]:
    """Every body part named in the text, by its general name."""
    return _lexicon().find(text)


def find_sides(text: str) -> list[Laterality]:
    """Every side of the body named in the text with the part it belongs to."""
    matches = list(_SIDE.finditer(text))
    if not matches:
        return []
    parts = find_parts(text)
    found: list[Laterality] = []
    for match in matches:
        part = _part_of(text, match, parts)
        side = Side(match.lastgroup or "both")
        if part is None and side is not Side.BOTH and _other_meaning(text, match):
            continue
        found.append(Laterality(side, part, match.start(), match.end()))
    return found


def sides_of(text: str) -> dict[str | None, frozenset[Side]]:
    """For each body part that has a side in the text, the sides; None stands for sides without a part."""
    table: dict[str | None, frozenset[Side]] = {}
    for one in find_sides(text):
        table[one.part] = table.get(one.part, frozenset()) | {one.side}
    return table


def _other_meaning(text: str, match: re.Match[str]) -> bool:
    """Whether "right" or "left" without a body part is no side: "all right", "he left", "the right word"."""
    if match.group().lower().endswith("sided") or _SIDED.match(text, match.end()):
        return False
    before = text[max(0, match.start() - 16) : match.start()]
    return not _ON_THE.search(before) or bool(_NO_SIDE_AFTER.match(text, match.end()))


def _part_of(text: str, match: re.Match[str], parts: list[Mention[str]]) -> str | None:
    """The part after the side ("left knee", "right-sided chest pain"), or just before it ("knee, left")."""
    for part in parts:
        if match.end() <= part.start <= match.end() + _PART_NEAR and _CLOSE.fullmatch(text[match.end() : part.start]):
            return None if _SIDE_WORD.match(text, part.end) else part.value
    bilateral = match.lastgroup == "both"
    for part in reversed(parts):
        gap = text[part.end : match.start()] if part.end <= match.start() else None
        if gap is not None and len(gap) <= 25 and (_BEHIND.fullmatch(gap) or (bilateral and gap.strip() in {"", ","})):
            return part.value
    return None


_CLOSE = re.compile(
    r"[\s,-]+(?:(?:hand\s+side|sided?|uh|um|upper|lower|my|your|his|her|the|of|whole|entire|index|big|medial|lateral|inner|"
    r"outer|distal|proximal|anterior|posterior|front|in|first|second|third|great)[\s,-]+){0,3}",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?:,?\s+(?:on|of|pain|is|in|the|side|to)\s*(?:(?:the|my|your)\s+)?|\s*[,(]\s*)", re.IGNORECASE)


@cache
def _lexicon() -> Lexicon[str]:
    entries: list[tuple[str, str]] = []
    for part, other_names in read_table("anatomy.tsv"):
        entries += [(name, part) for name in [part, *other_names.split("|")] if name]
    return Lexicon(entries)
