"""Left for right."""

import re
from itertools import pairwise

from attending.checks.problem import Problem
from attending.checks.source import Source
from attending.terms.anatomy import Side, find_parts, sides_of
from attending.terms.answers import Said

_OTHER_ONE = re.compile(r"\b(?:other|opposite)\s+(\w+)", re.IGNORECASE)
_THAT_ONE = re.compile(
    r"\b(?P<one>left|right)\s+one\b|"
    r"^\W*(?:(?:it'?s|uh|um|just|on|yeah|yes)\W+)*the\s+(?P<bare>left|right)(?:\s+side)?(?=\s*(?:[.,;!?]|$))",
    re.IGNORECASE,
)
"""A side without its part, which the words before it name: "the left one", "which foot?" "the left."."""
_WHICH_SIDE = re.compile(
    r"\bwhich\s+side\b[^?]*\?|\b(?:left|right)\s+or\s+(?:the\s+)?(?:left|right)\s*\?", re.IGNORECASE
)
_LEFT_OR_RIGHT = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)
_ONE_ONLY = re.compile(r"\bonly\b|\bunilateral\w*|\bisolated\b", re.IGNORECASE)
OPPOSITE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_NEARBY = (
    frozenset({"hand", "wrist", "arm", "elbow", "shoulder"}),
    frozenset({"foot", "ankle", "leg", "calf", "knee", "thigh", "toe", "hip", "buttock", "groin"}),
    frozenset({"abdomen", "flank", "kidney", "chest", "lung", "breast", "back"}),
    frozenset({"eye", "ear", "face", "head", "neck", "throat", "nose", "sinus"}),
)
"""A limb keeps its side: "right leg" of a note may rest on "right knee" of the visit."""


def check_sides(sentence: str, source: Source) -> list[Problem]:
    """Sides of body parts that the source gives otherwise, or not at all."""
    problems = []
    for part, sides in sides_of(sentence).items():
        for side in sides & {Side.LEFT, Side.RIGHT}:
            said = _sides_said(part, source)
            where = part or "side"
            if not said:
                message = f"“{side} {where}” stands here, but no side was said."
                problems.append(Problem("side-not-said", f"{side} {where}", message))
            elif Side.BOTH in said and side not in said and _ONE_ONLY.search(sentence):
                message = f"“{side} {where}” only stands here, but the words say both sides."
                problems.append(Problem("side-flipped", f"{side} {where}", message, _turns(part, Side.BOTH, source)))
            elif side not in said and Side.BOTH not in said:
                message = f"“{side} {where}” stands here, but the words say {OPPOSITE[side]}."
                problems.append(
                    Problem("side-flipped", f"{side} {where}", message, _turns(part, OPPOSITE[side], source))
                )
    return problems


def _turns(part: str | None, side: Side, source: Source) -> tuple[int, ...]:
    """The first turn that gives this part the other side."""
    named = ((turn, sides_of(one.text)) for turn, one in enumerate(source.said))
    found = [
        turn for turn, table in named if any(side in sides and same_region(name, part) for name, sides in table.items())
    ]
    return tuple(found[:1])


def _sides_said(part: str | None, source: Source) -> frozenset[Side]:
    """The sides of that part and its neighbours; where only other regions have one, nothing is called a flip."""
    table = source.sides
    exact = table.get(part, frozenset())
    if part is None:
        return frozenset(side for sides in table.values() for side in sides) | _of_which_side(source)
    near = frozenset(side for name, sides in table.items() if same_region(name, part) for side in sides)
    loose = table.get(None, frozenset())
    that_one = _of_that_one(part, source)
    if exact or that_one:
        return exact | that_one
    if _other_one(part, source.text):
        return near | {Side.BOTH}
    if near:  # "lungs are clear bilaterally" speaks of no foot
        return near | (loose - {Side.BOTH})
    return loose | ({Side.BOTH} if table else frozenset())


def _of_that_one(part: str, source: Source) -> frozenset[Side]:
    """The side of "the left one", where the turn or the one before names the part."""
    return frozenset(
        Side((match["one"] or match["bare"]).lower())
        for before, one in pairwise([Said(None, ""), *source.said])
        for match in _THAT_ONE.finditer(one.text)
        if any(named.value == part for text in (before.text, one.text) for named in find_parts(text))
    )


def _of_which_side(source: Source) -> frozenset[Side]:
    """The sides that answer "which side?"."""
    answers = [one.text for before, one in pairwise(source.said) if _WHICH_SIDE.search(before.text)]
    return frozenset(Side(match.group().lower()) for text in answers for match in _LEFT_OR_RIGHT.finditer(text))


def _other_one(part: str | None, words: str) -> bool:
    """Whether the visit speaks of "my other ankle": the side that it does not name."""
    return any(same_region(one.value, part) for match in _OTHER_ONE.finditer(words) for one in find_parts(match[1]))


def same_region(one: str | None, other: str | None) -> bool:
    """Whether two body parts lie so near each other that a side of one is a side of the other."""
    return one == other or any(one in group and other in group for group in _NEARBY)
