"""Conditions by the names of ICD-10-CM's tabular list, beside those of our own list of problems.

Read by `icd10cm` and by `scribe.proposals`. Titles and inclusion terms of diseases (A to N) that are short enough to be
said, without "unspecified" and "NOS"; names that are everyday words, symptoms or parts of the body are left out.
"""

import re
from collections.abc import Iterable
from functools import cache

from attending.terms.anatomy import find_parts
from attending.terms.icd10cm_table import Entry, entries
from attending.terms.lexicon import Lexicon, read_table
from attending.terms.problems import Diagnosis, DiagnosisMention, diagnosis_named, find_diagnoses, is_vaccine
from attending.terms.symptoms import find_symptoms

LONGEST_NAME, SHORTEST_WORD = 4, 6
_ENDING = re.compile(r",? (?:nos|unspecified)$|^unspecified |\s*\([^)]*\)|\s*\[[^\]]*\]", re.IGNORECASE)
_NO_NAME = re.compile(
    r"[,;:/]|\b(?:other|elsewhere|specified|unspecified|and|or|with|without|due|in|following|by|type|stage|of|to|right|left|"
    r"not|site|status|acquired|diseases?|disorders?|problems?|conditions?|syndromes|symptoms|effects?|use|abuse)\b",
    re.IGNORECASE,
)
_EVERYDAY = frozenset(
    "addiction infection inflammation injury bleeding bruise bruising blister blisters swelling tumor tumour growth "  # noqa: SIM905
    "poisoning weakness instability stiffness deformity obstruction perforation rupture stricture adhesions "
    "adhesion abscess ulcer ulcers fistula cyst cysts polyp polyps hemorrhage atrophy hypertrophy necrosis fibrosis "
    "calcification effusion contracture stenosis prolapse pregnancy delivery plague paralysis".split()
)
_GENERAL = frozenset(
    {"cancer", "cancers", "viral infection", "bacterial infection", "fungal infection", "parasitic infection",
     "fat pad", "mental illness", "thrombosis", "zoster", "tetanus", "embolism", "arthropathy", "mono"}
)  # fmt: skip
"""Too general or too common to name a condition by themselves."""


def find_conditions(text: str) -> list[DiagnosisMention]:
    """Every condition named in the text, of our own list and of ICD-10-CM's, in order."""
    own = find_diagnoses(text)
    others = [
        DiagnosisMention(Diagnosis(m.value[0], None), text[m.start : m.end], m.start, m.end)
        for m in _lexicon().find(text)
        if not (is_vaccine(text, m.end) or _is_act(text, m.start, m.end))
        and all(_may_stand(m.start, m.end, one) for one in own)
    ]
    own = [one for one in own if not any(o.start <= one.start and one.end <= o.end for o in others)]
    return sorted([*own, *others], key=lambda one: one.start)


_DOER = re.compile(r"\b(?:it|that|which|they|he|she|really|still|just) $", re.IGNORECASE)


def _is_act(text: str, start: int, end: int) -> bool:
    """Whether what looks like an injury is a verb: "the ointment soaks into clothes and it burns"."""
    return text[start:end].lower() in {"burns", "cuts", "bites", "burn", "cut"} and bool(_DOER.search(text[:start]))


def _may_stand(start: int, end: int, own: DiagnosisMention) -> bool:
    """Whether a name of the list stands beside one of ours, or says more around it: "portal hypertension"."""
    apart = end <= own.start or own.end <= start
    return apart or (start <= own.start and own.end <= end and end - start > own.end - own.start)


def entry_named(name: str) -> Entry | None:
    """The entry of the list under this name, or None."""
    found = _lexicon().get(name)
    return found[1] if found else None


def spoken_names(code: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of a code's names that people say and that name a condition by themselves."""
    plain = (_ENDING.sub("", name.lower()).strip() for name in names)
    return tuple(dict.fromkeys(name for name in plain if name and code[0] <= "N" and _is_name(name)))


@cache
def _lexicon() -> Lexicon[tuple[str, Entry]]:
    """Each name with the name it stands for (the first one of our own row) and its entry."""
    own = [
        (name, (names.split("|")[0], entries()[code]))
        for code, names in read_table("icd10cm_names.tsv")
        for name in names.split("|")
    ]
    return Lexicon([*own, *((name, (name, entry)) for entry in entries().values() for name in entry.spoken)])


def _is_name(name: str) -> bool:
    words = name.split()
    if len(words) > LONGEST_NAME or _NO_NAME.search(name) or not name.isascii() or "-" in name[:1]:
        return False
    if len(words) == 1 and (len(name) < SHORTEST_WORD or name in _EVERYDAY or name.rstrip("s") in _EVERYDAY):
        return False
    if name in _GENERAL or diagnosis_named(name) is not None:
        return False
    return not any(m.start == 0 and m.end == len(name) for find in (find_symptoms, find_parts) for m in find(name))
