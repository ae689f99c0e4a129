"""Left for right."""

from attending.checks.problem import Problem
from attending.checks.source import Source
from attending.terms.anatomy import Side, sides_of

_OPPOSITE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
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
            elif side not in said and Side.BOTH not in said:
                message = f"“{side} {where}” stands here, but the words say {_OPPOSITE[side]}."
                problems.append(Problem("side-flipped", f"{side} {where}", message))
    return problems


def _sides_said(part: str | None, source: Source) -> frozenset[Side]:
    """The sides of that part and its neighbours; where only other regions have one, nothing is called a flip."""
    table = source.sides
    exact = table.get(part, frozenset())
    if part is None:
        return frozenset(side for sides in table.values() for side in sides)
    region = next((group for group in _NEARBY if part in group), frozenset({part}))
    near = frozenset(side for name, sides in table.items() if name in region for side in sides)
    loose = table.get(None, frozenset())
    if exact:
        return exact
    if near:
        return near | loose
    return loose | ({Side.BOTH} if table else frozenset())
