"""The sentences of a note as text, of ours or of anybody else."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from attending.checks.shorthand import is_shorthand
from attending.terms.problems import find_diagnoses

_BULLET = " \t•·◦▪●*#>_–—-"
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9•(\"“])")
_PARTS = (
    r"(?:Chief Complaint|CC|Subjective|Objective|PMHx?|PSHx?|FHx?|SHx?|Meds|All|A/P|A&P|Labs|Imaging|"
    r"Diagnosis|History of Present Illness|HPI|Review of Systems|ROS|Past (?:Medical|Surgical) History|"
    r"Medical History|Surgical History|Family History|Social History|Current Medications|Medications|"
    r"Allergies|Vital Signs?|Vitals|Physical Exam(?:ination)?|Exam|Results?|Assessment(?: and Plan)?|"
    r"Plan|Impression|Medical Reasoning|Medical Treatment|Medical|Patient Education and Counseling|"
    r"Patient Agreements?|Additional Testing|Specialist Referrals?|Instructions)"
)
_SYSTEMS = (
    r"(?:General|Constitutional|Appearance|HEENT|HENT|Head|Eyes?|ENT|Ears|Nose|Mouth|Throat|Neck|Cardiovascular|Cardiac|CV|Heart|"
    r"Respiratory|Resp|Pulmonary|Lungs?|Chest|Gastrointestinal|GI|Abdom(?:en|inal)|Genitourinary|GU|Musculoskeletal|MSK|"
    r"Extremit(?:y|ies)|Ext|Skin|Integumentary|Neurologic(?:al)?|Neuro|Psychiatric|Psychological|Psych|Endocrine|"
    r"Hematologic(?:al)?|Allergic|Lymphatic|Back|Breasts?)"
)
_NAME = rf"(?:{_PARTS}|{_SYSTEMS}(?:\s*/\s*{_SYSTEMS})*)"
_HEADING = re.compile(_NAME, re.IGNORECASE)
_LABELLED = re.compile(rf"(?<=\S)\s+(?={_NAME}:\s)")
"""A new part or system begins inside a line: "… on room air HEENT: PERRLA …"."""
LABEL = re.compile(rf"(?:Possible clinical note:\s*)?(?:\d+\s*[.)]\s+)?(?:{_NAME}:\s*)?", re.IGNORECASE)
"""The label before a sentence, which says where it stands and not what was found."""
PART = re.compile(rf"(?:Possible clinical note:\s*)?(?:\d+\s*[.)]\s+)?(?:{_PARTS}:\s*)?", re.IGNORECASE)
"""The label of a part of the note; that of a system ("Lungs:") says of what a finding is."""
_ABBREVIATION = re.compile(r"(?:^\(?\d{1,2}|\b(?:Dr|Mr|Mrs|Ms|St|vs|approx|No|Fig|e\.g|i\.e)|\b[A-Z])\.$")


def label_of(sentence: str) -> int:
    """Where the label before a sentence ends; 0 without one, and where nothing follows it."""
    match = LABEL.match(sentence)
    return match.end() if match and match.end() < len(sentence) else 0


def sentences_of(note: str) -> Iterator[str]:
    """Every sentence or list item of a note in order; headings in capitals are left out."""
    return (sentence for _, sentence in headed_sentences(note))


def headed_sentences(note: str) -> Iterator[tuple[str, str]]:
    """Every sentence or list item of a note in order, with the heading it stands under."""
    heading = ""
    lines = note.splitlines()
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        text = _plain(line, following)
        if not text:
            continue
        if _is_heading(text) or _MARKED_HEADING.match(line):
            heading = text.rstrip(":").strip()
        else:
            yield from ((heading, sentence) for sentence in _split(text))


_ABBREVIATED = 5  # letters; a longer name in capitals is the heading of a problem
_SHORT_ANSWERS = frozenset({"NKDA", "NKA", "NAD", "WNL", "N/A", "NIL", "NONE", "NEGATIVE", "UNREMARKABLE"})


_MARKED_HEADING = re.compile(r"\s*#{1,6}\s+(?:\S+\s*){1,6}$")
_RULE = re.compile(r"[\s|:+=_*-]*")
_TABLE = re.compile(r"\|(.+)\|")


def _plain(line: str, following: str) -> str:
    """A line without bullet and mark-up; of a table the row in words, of its head and its rules nothing."""
    row = _TABLE.fullmatch(line.strip())
    if _RULE.fullmatch(line) or (row and _RULE.fullmatch(following) and "-" in following):
        return ""
    if row:
        first, *others = (cell.strip() for cell in row[1].split("|") if cell.strip())
        line = f"{first}: {', '.join(others)}" if others else first
    return line.replace("**", "").replace("__", "").replace("`", "").strip(_BULLET)


def _is_heading(text: str) -> bool:
    bare = text.rstrip(":").strip()
    if text.endswith(":") and len(text.split()) <= 5:
        return True
    if bare.isupper() and bare not in _SHORT_ANSWERS and _HEADING.fullmatch(bare) is None:
        _, colon, words = bare.partition(":")
        if (colon and words.strip()) or is_shorthand(bare) or (find_diagnoses(bare) and len(bare) <= _ABBREVIATED):
            return False  # "PMH: HTN", "CXR", "COPD" say something
    if bare.isupper() and bare not in _SHORT_ANSWERS:
        return not any(sign.isdigit() or sign == "." for sign in bare)
    return _HEADING.fullmatch(bare) is not None


def _split(line: str) -> Iterator[str]:
    for text in _LABELLED.split(line):
        yield from _sentences(text)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[start : match.start()]):
            continue
        yield text[start : match.start()].strip()
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip()
