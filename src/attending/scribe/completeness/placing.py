"""Where a line that is added to a finished section stands: in the order of the visit, under the label of its kind.

Read by the nets of this package.
"""

from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.content.lines import Line
from attending.scribe.dialogue.statements import Source
from attending.scribe.sections.plan_kinds import LABELS

ALLERGIES, MEDICATIONS, HISTORY = "ALLERGIES", "MEDICATIONS", "HISTORY OF PRESENT ILLNESS"
PLAN = "ASSESSMENT AND PLAN"


def in_order(lines: Sequence[Line], more: Sequence[Line]) -> list[Line]:
    """Lines of a section with more of them, in the order of the visit."""
    return sorted([*lines, *more], key=_last) if more else list(lines)


def place_of(lines: Sequence[Line], source: Source) -> int:
    """Where among lines that have their order something said here stands."""
    return next((i for i, line in enumerate(lines) if line.sources[-1] > source and not line.lead), len(lines))


def meets(one: Sequence[Source], other: Sequence[Source]) -> bool:
    """Whether any two stretches share a character."""
    return any(a.meets(b) for a in one for b in other)


def insert_under(lines: list[Line], line: Line, kind: str) -> None:
    """Put a line under a label, such as the treatment, of the problem that was spoken of when it was said."""
    said = _last(line)
    earlier = [i for i, one in enumerate(lines) if _first(one) <= said]
    near = max(earlier, key=lambda i: _first(lines[i]), default=-1)
    first = next((i for i in range(near, -1, -1) if lines[i].names_problem), -1) + 1
    last = next((i for i in range(first, len(lines)) if lines[i].names_problem), len(lines))
    order = list(LABELS.values())
    label, place = "", last
    for at in range(first, last):
        label = lines[at].lead or label
        if label == kind and _first(lines[at]) <= said:
            place = at + 1
        elif place == last and label in order and order.index(label) > order.index(kind):
            place = at
            break
    within = any(one.lead == kind for one in lines[first:place])
    if place < last and lines[place].lead == kind:
        lines[place] = replace(lines[place], lead="")
    lines.insert(place, replace(line, lead="" if within else kind))


def _first(line: Line) -> tuple[int, int]:
    return line.sources[0].turn, line.sources[0].start


def _last(line: Line) -> tuple[int, int]:
    return line.sources[-1].turn, line.sources[-1].start
