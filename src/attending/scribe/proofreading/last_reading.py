"""The last reading of a section before it is written: what a physician would strike out, or mend with a stroke.

Read by `note`. Mended is what `copy_edits` can mend, and an "it" that one thing alone can be (`pointers`). Left out is
what cannot stand in its section (`unfit`) and what one of the next sentences says whole.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.proofreading.anaphora import with_topic_asked
from attending.scribe.proofreading.copy_edits import copy_edited
from attending.scribe.proofreading.pointers import with_thing_named
from attending.scribe.proofreading.unfit import EXAM, HISTORY, is_unfit
from attending.scribe.vocabulary import content
from attending.terms.content import keys_of, units_of

COMPLAINT, AS_BUILT = "CHIEF COMPLAINT", frozenset({"ALLERGIES", "VITALS REVIEWED"})
"""Sections of names and values."""
_ONLY_SEEN_FOR, _ALLERGY = re.compile(r"(?i)\ballergists?\b"), re.compile(r"(?i)\b(?:allerg(?:y|ies|ic)|react\w*)\b")
"""Having seen an allergist is no allergy."""
_SUBJECT = re.compile(r"^(?:The patient|He|She|They) ")


def read_over(visit: Visit, title: str, lines: Sequence[Line]) -> list[Line]:
    """The lines of a section as they may stand; the label of one that is left out goes to the next."""
    if title in AS_BUILT:
        own = [line for line in lines if not _ONLY_SEEN_FOR.search(line.text) or _ALLERGY.search(line.text)]
        return [replace(line, text=copy_edited(line.text, whole=False, examined=False)) for line in own]
    if title == COMPLAINT:
        return [replace(line, text=copy_edited(line.text, whole=False, examined=False)) for line in lines]
    kept: list[Line] = []
    label = ""
    for place, line in enumerate(lines):
        if line.names_problem:
            kept.append(line)
            label = ""
            continue
        label = line.lead or label
        text = copy_edited(line.text, whole=title in HISTORY, examined=title == EXAM)
        named = _named(visit, title, replace(line, text=text), kept[-1] if kept else None) if text else None
        if named is None or is_unfit(title, named.text):
            continue
        if title in HISTORY | {EXAM} and _is_said_whole(named.text, lines[place + 1 :]):
            continue
        if title in HISTORY and any(_SUBJECT.sub("", k.text) == _SUBJECT.sub("", named.text) for k in kept):
            continue
        kept.append(replace(named, lead=label))
        label = ""
    return [
        line
        for place, line in enumerate(kept)
        if not line.names_problem or (place + 1 < len(kept) and not kept[place + 1].names_problem)
    ]


def _named(visit: Visit, title: str, line: Line, before: Line | None) -> Line | None:
    """The line with what it points to; None where it tells nothing without it."""
    named = with_thing_named(visit, line, before)
    if title not in HISTORY - {"MEDICATIONS"} or (named is not None and named is not line):
        return named
    asked = with_topic_asked(visit, line, before)
    return asked if named is not None or asked is not line else None


BRIEF = 5
"""Words of a sentence that says nothing but what it names."""
NEXT = 3
"""Lines behind a sentence among which one may say it whole."""
_ALONE = re.compile(r"\b(?:alone|(?:him|her|them)sel(?:f|ves))\b")
_HABIT = re.compile(r"(?i)\b(?:smok\w+|drinks?|drinking|vap\w+|cigarettes?|alcohol|liv(?:e|es|ing))\b")
"""What is brief and yet a fact of its own: that she smokes is not said by what else she smokes."""
_NEGATION = re.compile(r"\b(?:no|not|never|none|denies|without)\b", re.IGNORECASE)


def _is_said_whole(text: str, after: Sequence[Line]) -> bool:
    """Whether one of the next sentences says all of it and more: "He smokes." before "He smokes 2 packs a day."."""
    units, words = units_of(text), {*content(text), *_ALONE.findall(text)}
    if not units or re.search(r"\d", text) or text.startswith("It "):
        return False
    for line in after[:NEXT]:
        if line.names_problem:
            return False
        same = bool(_NEGATION.search(text)) is bool(_NEGATION.search(line.text))
        held = {*content(line.text), *_ALONE.findall(line.text)}
        brief = len(text.split()) <= BRIEF and all(unit.is_in(keys_of(line.text)) for unit in units)
        brief = brief and not (_HABIT.search(text) or _ALONE.search(text))
        if same and len(line.text) > len(text) and (brief or words <= held):
            return True
    return False
