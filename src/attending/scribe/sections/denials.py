"""What a patient denies, in one sentence where it was asked in one breath: "The patient denies …, …, or …."

Read by `history`. A denial of nothing but symptoms that the review of systems denies stands there alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.content.lines import Line
from attending.terms.content import CONCEPT_WEIGHT, keys_of, units_of

MIN_TOGETHER, MOST_TOGETHER = 2, 6
"""Denials that one sentence holds."""
LONGEST = 12
"""Words of a denial that can be one of a list."""
_ONLY_CONFIRMS = re.compile(
    r"^(?:That|It|This|They|Those|These|Everything|(?:The patient's|His|Her|Their) \w+)(?: it)? (?:has been|have been|"
    r"is|was|are) "
    r"(?:all |been |pretty |fairly |about |still )*(?:normal|okay|fine|good|well|alright|the same|stable|unchanged)\.$"
)
"""What an answer adds to its "no" without saying more: "no, my weight's been the same"."""
_DENIES = re.compile(r"^(?P<who>The patient|He|She|They) (?P<verb>denies|deny) (?P<what>[^.]+)\.$")


def gathered(lines: Sequence[Line], reviewed: Sequence[Line]) -> list[Line]:
    """The lines with neighbouring denials joined.

    Args:
        lines: the history in order.
        reviewed: the review of systems of the same note.
    """
    denied = keys_of(" ".join(line.text for line in reviewed if line.text.startswith("Denies ")))
    runs: list[list[Line]] = []
    for line in lines:
        found = _DENIES.match(line.text)
        if found and _is_held(found["what"], denied):
            continue
        if runs and _ONLY_CONFIRMS.match(line.text) and _answers_with(runs[-1][-1], line):
            continue
        joins = found and runs and len(runs[-1]) < MOST_TOGETHER and _is_short(runs[-1][-1]) and _is_short(line)
        if joins:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_joined(run) for run in runs]


def _is_held(what: str, denied: frozenset[str]) -> bool:
    """Whether the review of systems says all of it: symptoms, and nothing else."""
    units = units_of(what)
    return bool(units) and all(unit.weight == CONCEPT_WEIGHT and unit.keys & denied for unit in units)


def _answers_with(denial: Line, line: Line) -> bool:
    """Whether a line is of the very answer that a denial was made of."""
    return bool(_DENIES.match(denial.text)) and {s.turn for s in line.sources} <= {s.turn for s in denial.sources}


def _is_short(line: Line) -> bool:
    found = _DENIES.match(line.text)
    return (
        found is not None
        and not line.lead
        and not found["what"].startswith("that ")
        and len(found["what"].split()) <= LONGEST
    )


def _joined(run: Sequence[Line]) -> Line:
    denials = [found for line in run if (found := _DENIES.match(line.text))]
    if len(denials) < MIN_TOGETHER:
        return run[0]
    parts = [found["what"] for found in denials]
    comma = "," if len(parts) > MIN_TOGETHER or any(" or " in part for part in parts) else ""
    text = f"{denials[0]['who']} {denials[0]['verb']} {', '.join(parts[:-1])}{comma} or {parts[-1]}."
    likely = [line.confidence for line in run if line.confidence is not None]
    return replace(
        run[0],
        text=text,
        sources=tuple(dict.fromkeys(source for line in run for source in line.sources)),
        confidence=min(likely) if likely else None,
    )
