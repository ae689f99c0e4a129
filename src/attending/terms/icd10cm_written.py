"""ICD-10-CM suggestions for a whole diagnosis as a clinician writes it: "h/o TIA", "R knee OA", "HFrEF".

Read by the suite `icd-suggestions` and by `attending code`. Not coded, on purpose: what is denied, and what is only
suspected, asked or to be ruled out (guideline IV.H). A relative's illness and one that is over get a code of the
history or none; never the code of the illness itself.
"""

import re
from collections.abc import Sequence

from attending.terms.anatomy import Side, find_sides
from attending.terms.coding import ICD10CM, Coding
from attending.terms.icd10cm import Suggestion, suggest_codes, suggest_past_code
from attending.terms.icd10cm_finer import bare, sides_of
from attending.terms.icd10cm_named import find_conditions
from attending.terms.icd10cm_table import Entry, episode_of, title_of, with_episode
from attending.terms.icd10cm_wording import Fit, codes_worded
from attending.terms.icd10cm_words import read_wording
from attending.terms.problems import DiagnosisMention

MOST = 5
_SUSPECTED = re.compile(
    r"\b(?:r/o|rule[sd]?[- ]out|possibl[ey]|probabl[ey]|suspected|suspicion|likely|presumed|questionable|concern for|"
    r"vs\.?|versus|differential|evaluate for|eval for|to exclude|exclude)\b|\?",
    re.IGNORECASE,
)
_DENIED = re.compile(r"^\W*(?:no|denies|negative for|not|without)\b|\b(?:ruled out|excluded|unlikely)\b", re.IGNORECASE)
_FAMILY = re.compile(
    r"\b(?:family (?:history|hx)|fhx?|mother|father|brother|sister|parents?|sibling|maternal|paternal|relatives?)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:(?:personal |past )?(?:history|hx|h/o)(?: of)?|h/o|hx|s/p|status post|previous|prior|old|resolved|past)\b",
    re.IGNORECASE,
)
_WRITTEN_OUT = {
    "oa": "osteoarthritis",
    "ca": "cancer",
    "mi": "myocardial infarction",
    "dm": "diabetes mellitus",
    "dm2": "type 2 diabetes mellitus",
    "dm1": "type 1 diabetes mellitus",
    "lbp": "low back pain",
    "ra": "rheumatoid arthritis",
    "fx": "fracture",
    "ms": "multiple sclerosis",
    "sle": "systemic lupus erythematosus",
    "hld": "hyperlipidemia",
    "pna": "pneumonia",
    "psvt": "supraventricular tachycardia",
    "urti": "upper respiratory infection",
    "uri": "upper respiratory infection",
    "hyperk": "hyperkalemia",
    "hypok": "hypokalemia",
    "hypona": "hyponatremia",
    "mets": "metastases",
}
"""Abbreviations that are read only in a written diagnosis: in speech or prose they may mean other things."""
_SHORT = re.compile(rf"\b(?:{'|'.join(_WRITTEN_OUT)})\b", re.IGNORECASE)
_SIDES = frozenset({"right", "left", "bilateral"})
_SIDE_WORD = re.compile(r"\b(?:left|right|bilateral|both)\b\s*", re.IGNORECASE)
_SIDED = re.compile(r"\b(left|right)[- ]sided\b", re.IGNORECASE)
_WITHOUT_COURSE = {"acute": ("S", "M54"), "chronic": ("M54",)}
"""Injuries and back pain have no codes for acute and chronic: "acute lumbar strain" says no more than a strain."""
_SHORT_SIDE = re.compile(r"(?<![\w.])(?:(?P<l>l|lt)|(?P<r>r|rt)|(?P<b>b/l|bilat))(?![\w'])\.?", re.IGNORECASE)


def suggest_for_diagnosis(diagnosis: str) -> tuple[Suggestion, ...]:
    """Codes for a diagnosis in a clinician's own words, the best first; empty where nothing may or can be coded."""
    text = _SHORT_SIDE.sub(lambda m: "left" if m["l"] else "right" if m["r"] else "bilateral", diagnosis).strip()
    text = _SIDED.sub(r"\1", _SHORT.sub(lambda m: _WRITTEN_OUT[m.group().lower()], text))
    if not text or _DENIED.search(text) or (_SUSPECTED.search(text) and "suspected exposure" not in text.lower()):
        return ()
    unsided = _SIDE_WORD.sub("", text)
    mentions = find_conditions(unsided)
    told_past, family = _PAST.search(text) is not None, _FAMILY.search(text) is not None
    if told_past or family:
        return _of_history(text, mentions, family=family)
    if len(mentions) > 1 and (combined := _worded(text)):
        return combined  # guideline I.B.9: one code for both, where there is one
    named = [found for one in mentions if (found := suggest_codes(one.diagnosis.name, text, _side(text)))]
    side = _side(text)
    named = [tuple(one for one in found if not _contradicts(one, side)) for found in named]
    first = [found[0] for found in named if found]
    if first and len(first) == len(mentions) and _all_is_said(unsided, mentions, first):
        return named[0][:MOST] if len(named) == 1 else tuple({one.coding.code: one for one in first}.values())
    return _worded(text)


def _contradicts(one: Suggestion, side: str) -> bool:
    """Whether a suggestion is for another side than the one that was written."""
    words = read_wording(one.coding.display).needed & _SIDES
    return bool(side) and bool(words) and side not in words


def _of_history(text: str, mentions: list[DiagnosisMention], *, family: bool) -> tuple[Suggestion, ...]:
    found = tuple(one for one in _worded(text) if one.coding.code.startswith(("Z8", "Z9", "I25.2")))
    if found or family or len(mentions) != 1:
        return found
    return suggest_past_code(mentions[0].diagnosis.name)


def _all_is_said(text: str, mentions: Sequence[DiagnosisMention], first: Sequence[Suggestion]) -> bool:
    """Whether what stands beside the names is said by the codes' titles too, and nothing is denied."""
    ends = [0, *(one.end for one in mentions)]
    starts = [*(one.start for one in mentions), len(text)]
    beside = read_wording(" ".join(text[end:start] for end, start in zip(ends, starts, strict=True)))
    titles = [read_wording(one.coding.display) for one in first]
    said = _SIDES.union(*(one.needed | one.optional for one in titles))
    for course, chapters in _WITHOUT_COURSE.items():
        if all(one.coding.code.startswith(chapters) for one in first):
            said |= {course}
    return not beside.absent and not beside.needed - said


def _worded(text: str) -> tuple[Suggestion, ...]:
    found: dict[str, Suggestion] = {}
    for fit in codes_worded(text, most=MOST):
        one = _suggested(fit, text)
        found.setdefault(one.coding.code, one)
    return tuple(found.values())


def _suggested(fit: Fit, text: str) -> Suggestion:
    entry = _with_side(bare(fit.entry), _side(text))
    letter = "A" if "A" in entry.episodes else ""
    code = with_episode(entry, letter)
    reason = f"Says the same as “{fit.wording}”."
    if entry.code != fit.entry.code:
        reason += " The unspecified code below it: nothing finer was written."
    if code != entry.code:
        reason += f" Episode of care: {episode_of(entry, letter)}."
    return Suggestion(Coding(system=ICD10CM, code=code, display=title_of(code)), reason)


def _with_side(entry: Entry, side: str) -> Entry:
    return sides_of(entry).get(side, entry) if side else entry


def _side(text: str) -> str:
    sides = {one.side for one in find_sides(text)}
    if len(sides) != 1:
        return ""
    side = sides.pop()
    return "bilateral" if side is Side.BOTH else side.value
