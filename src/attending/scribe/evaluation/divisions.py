"""Cut a note into the four divisions of the published ACI-BENCH evaluation, by its headings.

Read by `aci_bench`. Source: the heading patterns of the tagger published with Yim et al., Sci Data 2023
(github.com/wyim/aci-bench): a division begins at its first known heading and ends where the next one begins; no known
heading means an empty division.
"""

import re

DIVISIONS = ("subjective", "objective_exam", "objective_results", "assessment_and_plan")

_OPEN = {
    "subjective": (
        "chief complaint|history of present illness|hpi|social history|past history|cc :|reason for visit :|"
        "history :|"
        "hpi notes :|interval history :|interval hx :|subjective :|ros :|review of systems? :"
    ),
    "objective_exam": (
        "physical examination|physical exam|vitals reviewed|pe :|physical findings :|examination :|exam :"
    ),
    "objective_results": "results|findings :",
    "assessment_and_plan": (
        "assessment and plan|assessment :|a:|plan :|plan of care :|p:|medical decision-making plan :|summary "
        "plan|ap :|a / p :|"
        "assessment & plan :|disposition / plan :"
    ),
}


def _pattern(headings: str) -> re.Pattern[str]:
    """A heading opens a line; one written with a colon may also stand alone on its line without it."""
    options = headings.split("|")
    opening = [re.escape(h).replace(r"\ ", r"\s*") for h in options]
    alone = [re.escape(h[:-1]).replace(r"\ ", r"\s*") for h in options if h.endswith(":")]
    return re.compile(rf"\s*(?:{'|'.join(opening)})|\s*(?:{'|'.join(alone)})\s*$", re.IGNORECASE)


_PATTERNS = {division: _pattern(headings) for division, headings in _OPEN.items()}


def divide(note: str) -> dict[str, str]:
    """The text of each division; the empty string for one without a heading."""
    starts: dict[str, int] = {}
    offset = 0
    for number, line in enumerate(note.split("\n")):
        found = _division_of(line) or ("subjective" if number == 0 else None)
        if found and found not in starts:
            starts[found] = offset
        offset += len(line) + 1
    ordered = sorted((start, division) for division, start in starts.items())
    ends = [start for start, _ in ordered[1:]] + [len(note)]
    texts = {division: note[start:end] for (start, division), end in zip(ordered, ends, strict=True)}
    return {division: texts.get(division, "") for division in DIVISIONS}


def _division_of(line: str) -> str | None:
    if re.match(r"\s*IMPRESSION", line):
        return "assessment_and_plan"
    return next((division for division, pattern in _PATTERNS.items() if pattern.match(line)), None)
