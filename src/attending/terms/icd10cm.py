"""ICD-10-CM suggestions for a problem in words: the code of the bare name, and finer ones where more was said.

Read by `scribe` (Condition). Every suggestion carries its reason; where a side, a stage or a kind was not said, the
unspecified code stands, and the finer ones are offered beside it.

Source: ICD-10-CM, US National Center for Health Statistics (CDC), public domain (`icd10cm_table`). The rules below are
our own; where none applies, `icd10cm_finer` compares the words of the titles with what was said.
"""

import re
from dataclasses import dataclass

from attending.terms.coding import ICD10CM, Coding
from attending.terms.icd10cm_finer import Finer, bare, entry_of, finer, sides_of
from attending.terms.icd10cm_named import entry_named
from attending.terms.icd10cm_table import Entry, episode_of, title_of, with_episode
from attending.terms.negation import Status, assertion_of
from attending.terms.problems import diagnosis_named


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code and why it is suggested."""

    coding: Coding
    reason: str
    words: str = ""
    """What the code adds to the bare name."""


_SIDED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("otitis media", "H66.90", {"right": "H66.91", "left": "H66.92", "bilateral": "H66.93"}),
    ("otitis externa", "H60.90", {"right": "H60.91", "left": "H60.92", "bilateral": "H60.93"}),
    ("carpal tunnel syndrome", "G56.00", {"right": "G56.01", "left": "G56.02", "bilateral": "G56.03"}),
    ("sciatica", "M54.30", {"right": "M54.31", "left": "M54.32"}),
    ("frozen shoulder", "M75.00", {"right": "M75.01", "left": "M75.02"}),
    ("rotator cuff tear", "M75.100", {"right": "M75.101", "left": "M75.102"}),
    ("tennis elbow", "M77.10", {"right": "M77.11", "left": "M77.12"}),
    ("golfer's elbow", "M77.00", {"right": "M77.01", "left": "M77.02"}),
    ("meniscal tear", "S83.209A", {"right": "S83.206A", "left": "S83.207A"}),
    ("acl tear", "S83.519A", {"right": "S83.511A", "left": "S83.512A"}),
    ("ankle sprain", "S93.409A", {"right": "S93.401A", "left": "S93.402A"}),
    ("deep vein thrombosis", "I82.409", {"right": "I82.401", "left": "I82.402"}),
    ("breast cancer", "C50.919", {"right": "C50.911", "left": "C50.912"}),
    ("knee pain", "M25.569", {"right": "M25.561", "left": "M25.562"}),
    ("hip pain", "M25.559", {"right": "M25.551", "left": "M25.552"}),
    ("shoulder pain", "M25.519", {"right": "M25.511", "left": "M25.512"}),
    ("elbow pain", "M25.529", {"right": "M25.521", "left": "M25.522"}),
    ("wrist pain", "M25.539", {"right": "M25.531", "left": "M25.532"}),
    ("ankle pain", "M25.579", {"right": "M25.571", "left": "M25.572"}),
    ("ear pain", "H92.09", {"right": "H92.01", "left": "H92.02", "bilateral": "H92.03"}),
)
"""Name, code without a side, codes with one."""
_FINER: tuple[tuple[str, str, str, str], ...] = (
    ("type 2 diabetes mellitus", r"retinopathy", "E11.319", "with retinopathy"),
    ("type 2 diabetes mellitus", r"polyneuropathy", "E11.42", "with polyneuropathy"),
    ("type 2 diabetes mellitus", r"neuropathy", "E11.40", "with neuropathy"),
    ("type 2 diabetes mellitus", r"kidney disease|ckd", "E11.22", "with chronic kidney disease"),
    (
        "type 2 diabetes mellitus",
        r"not (?:well|under) control\w*|uncontrolled|poorly controlled|hyperglyc\w+|too high|gone up",
        "E11.65",
        "not controlled",
    ),
    ("heart failure", r"acute on chronic,? systolic", "I50.23", "acute on chronic systolic"),
    ("heart failure", r"acute on chronic,? diastolic", "I50.33", "acute on chronic diastolic"),
    ("heart failure", r"systolic|reduced ejection", "I50.20", "systolic"),
    ("heart failure", r"diastolic|preserved ejection", "I50.30", "diastolic"),
    ("chronic kidney disease", r"stage (?:3|three|iii) ?a", "N18.31", "stage 3a"),
    ("chronic kidney disease", r"stage (?:3|three|iii) ?b", "N18.32", "stage 3b"),
    ("chronic kidney disease", r"stage (?:1|one)\b", "N18.1", "stage 1"),
    ("chronic kidney disease", r"stage (?:2|two|ii)\b", "N18.2", "stage 2"),
    ("chronic kidney disease", r"stage (?:3|three|iii)\b", "N18.30", "stage 3"),
    ("chronic kidney disease", r"stage (?:4|four|iv)\b", "N18.4", "stage 4"),
    ("chronic kidney disease", r"stage (?:5|five|v)\b", "N18.5", "stage 5"),
    ("asthma", r"exacerbation|flare|attack", "J45.901", "with exacerbation"),
    ("asthma", r"mild intermittent", "J45.20", "mild intermittent"),
    ("asthma", r"mild persistent", "J45.30", "mild persistent"),
    ("asthma", r"moderate persistent", "J45.40", "moderate persistent"),
    ("asthma", r"severe persistent", "J45.50", "severe persistent"),
    ("chronic obstructive pulmonary disease", r"exacerbation|flare", "J44.1", "with exacerbation"),
    ("atrial fibrillation", r"paroxysmal", "I48.0", "paroxysmal"),
    ("atrial fibrillation", r"chronic|permanent", "I48.20", "chronic"),
    ("migraine", r"without (?:an )?aura", "G43.009", "without aura"),
    ("migraine", r"with (?:an )?aura", "G43.109", "with aura"),
    ("irritable bowel syndrome", r"with diarrhea", "K58.0", "with diarrhea"),
    ("irritable bowel syndrome", r"with constipation", "K58.1", "with constipation"),
    ("depression", r"recurrent", "F33.9", "recurrent"),
    ("osteoarthritis", r"both knees|bilateral knee", "M17.0", "of both knees"),
    ("osteoarthritis", r"right knee", "M17.11", "of the right knee"),
    ("osteoarthritis", r"left knee", "M17.12", "of the left knee"),
    ("osteoarthritis", r"knee", "M17.9", "of the knee"),
    ("osteoarthritis", r"right hip", "M16.11", "of the right hip"),
    ("osteoarthritis", r"left hip", "M16.12", "of the left hip"),
    ("osteoarthritis", r"\bhip", "M16.9", "of the hip"),
    ("cellulitis", r"right (?:lower )?(?:leg|foot|ankle|shin|calf)", "L03.115", "of the right leg"),
    ("cellulitis", r"left (?:lower )?(?:leg|foot|ankle|shin|calf)", "L03.116", "of the left leg"),
    ("allergic rhinitis", r"seasonal|pollen", "J30.2", "seasonal"),
    ("herniated disc", r"lumbar|low(?:er)? back|\blegs?\b|\bl[345]\b", "M51.26", "lumbar"),
    ("herniated disc", r"neck|cervical|\barms?\b|\bc[4567]\b", "M50.20", "cervical"),
    ("nicotine dependence", r"cigarettes?", "F17.210", "cigarettes"),
)
"""Name, what else was said, the finer code, and the reason in words."""
_ALIASES = {"major depressive disorder": "depression", "arthritis": "", "diabetic neuropathy": "diabetic neuropathy"}
_SYMPTOMS = {
    "chest pain": "R07.9",
    "cough": "R05.9",
    "shortness of breath": "R06.02",
    "fever": "R50.9",
    "headache": "R51.9",
    "headaches": "R51.9",
    "abdominal pain": "R10.9",
    "back pain": "M54.9",
    "low back pain": "M54.50",
    "lower back pain": "M54.50",
    "dizziness": "R42",
    "fatigue": "R53.83",
    "syncope": "R55",
    "palpitations": "R00.2",
    "diarrhea": "R19.7",
    "dysuria": "R30.0",
    "hematuria": "R31.9",
    "weight loss": "R63.4",
    "rash": "R21",
    "sore throat": "R07.0",
    "nausea": "R11.0",
    "wheezing": "R06.2",
    "urinary frequency": "R35.0",
    "difficulty swallowing": "R13.10",
    "dysphagia": "R13.10",
}


def has_sides(name: str) -> bool:
    """Whether a problem's code tells left from right."""
    base = _base(name)
    return base is not None and (bool(sides_of(base)) or any(row[0] == _clinical(name) for row in _SIDED))


def suggest_codes(name: str, said: str = "", side: str = "") -> tuple[Suggestion, ...]:
    """Codes for a problem, the best first; empty where the list holds none for this name.

    Args:
        name: the problem's name, clinical or lay.
        said: what else was said of it, such as a stage or "not well controlled".
        side: `right`, `left`, `bilateral`, or nothing.
    """
    clinical = _clinical(name)
    sided = next((row for row in _SIDED if row[0] == clinical), None)
    if sided is not None:
        base = entry_of(sided[1])
        more = finer(base, f"{name}, {said}", side) if base else None
        by_side = _by_side(sided, side)
        return (_of_words(clinical, more, _episode(said)), *by_side) if more and set(more.said) - {side} else by_side
    found = _finer(_ALIASES.get(clinical, clinical), f"{name} {said}")
    base = _base(name)
    if base is None:
        return found
    sides, more = sides_of(base), None if found else finer(base, f"{name}, {said}", side)
    letter = _episode(said)
    if more is not None:
        found += (_of_words(clinical, more, letter),)
    elif side in sides:
        found += (_suggested(sides[side], letter, f"{clinical.capitalize()}, {side}."),)
    others = tuple(_suggested(one, letter, f"Were it {where}.") for where, one in sides.items() if where != side)
    plain = f"The code of “{clinical}”" + (" without more." if found else _open(base, sides))
    return (*found, _suggested(base, letter, plain), *others)


def _open(base: Entry, sides: dict[str, Entry]) -> str:
    """What the code of the bare name leaves open."""
    if sides:
        return ", unspecified: the side was not said."
    unspecified = ", an unspecified code" if "unspecified" in base.title.lower() else ""
    return f"{unspecified}; no kind or stage that would refine it was heard."


def _suggested(entry: Entry, letter: str, reason: str) -> Suggestion:
    code = with_episode(entry, letter)
    episode = f" Episode of care: {episode_of(entry, letter)}." if code != entry.code else ""
    return Suggestion(Coding(system=ICD10CM, code=code, display=title_of(code)), reason + episode)


def _of_words(clinical: str, more: Finer, letter: str) -> Suggestion:
    words = ", ".join(f"“{word}”" for word in more.said)
    was = "was" if len(more.said) == 1 else "were"
    return _suggested(more.entry, letter, f"{clinical.capitalize()}: {words} {was} said.")


def _episode(said: str) -> str:
    """The seventh character of an injury: later visits and sequels say so."""
    if _LATER.search(said):
        return "D"
    return "S" if _SEQUEL.search(said) else "A"


_LATER = re.compile(
    r"\b(?:follow[ -]?up|healing|healed|recheck|cast (?:off|removal)|recovering|rehab\w*|post[ -]?op\w*|"
    r"(?:weeks?|months?) (?:since|after) (?:you|your|the))\b",
    re.I,
)
_SEQUEL = re.compile(r"\b(?:sequela|old (?:injury|fracture)|years? after|since the (?:injury|accident) years)\b", re.I)


def _clinical(name: str) -> str:
    diagnosis = diagnosis_named(name)
    return diagnosis.name if diagnosis else name.lower()


def _base(name: str) -> Entry | None:
    """The entry of the bare name."""
    diagnosis, clinical = diagnosis_named(name), _clinical(name)
    code = diagnosis.code.code if diagnosis and diagnosis.code else _SYMPTOMS.get(clinical, "")
    entry = entry_of(code) if code else None if diagnosis else entry_named(name)
    return bare(entry) if entry is not None else None


_PAST = {
    "myocardial infarction": "I25.2",
    "stroke": "Z86.73",
    "transient ischemic attack": "Z86.73",
    "deep vein thrombosis": "Z86.718",
    "pulmonary embolism": "Z86.711",
    "pneumonia": "Z87.01",
    "kidney stone": "Z87.442",
    "covid-19": "Z86.16",
}
"""What is over, but has a code of its own for the history."""


def suggest_past_code(name: str) -> tuple[Suggestion, ...]:
    """The code for a problem that is over; empty where the table holds none."""
    diagnosis = diagnosis_named(name)
    coding = _coded(_PAST.get(diagnosis.name if diagnosis else name.lower(), ""))
    return (Suggestion(coding, "It was told as over: the code of the history."),) if coding else ()


def _by_side(row: tuple[str, str, dict[str, str]], side: str) -> tuple[Suggestion, ...]:
    name, bare, sides = row
    first, reason = sides.get(side), f"{name.capitalize()}, {side}."
    plain = Suggestion(
        _known(bare),
        f"{name.capitalize()}; the side was not said." if not side else f"{name.capitalize()}, without a side.",
    )
    others = tuple(Suggestion(_known(code), f"Were it {where}.") for where, code in sides.items() if where != side)
    if first is None:
        return (plain, *others)
    return (Suggestion(_known(first), reason), plain)


def _finer(clinical: str, said: str) -> tuple[Suggestion, ...]:
    found: dict[str, Suggestion] = {}
    for name, pattern, code, words in _FINER:
        if name == clinical and _said(pattern, said):
            found.setdefault(code, Suggestion(_known(code), f"{name.capitalize()}, {words}, as said.", words))
    return tuple(found.values())[:2]


def _said(pattern: str, said: str) -> bool:
    """Whether something was said, and not denied."""
    every = re.finditer(rf"\b(?:{pattern})", said, re.IGNORECASE)
    return any(assertion_of(said, *one.span()).status is not Status.NEGATED for one in every)


def _known(code: str) -> Coding:
    return Coding(system=ICD10CM, code=code, display=title_of(code))


def _coded(code: str) -> Coding | None:
    return _known(code) if code else None
