"""Spoken turns of phrase and what a note writes for them.

Read by `compose`. A replacement is made of words of the phrase itself or of `CLINICAL_WORDS`, the closed list that a
verifier may allow in any sentence. Patterns see cleaned lower-case words joined by blanks, before the change of person.
"""

import re
from importlib.resources import files

from attending.scribe.vocabulary import joined, parted, vocabulary

CLINICAL_WORDS = vocabulary(
    "himself herself themselves hypertension the a an of and or to in for with at by on from as is are was has "
    "have will be been patient presents today suspected "
    "evaluation reports denies states endorses notes approximately currently recommended recommend advised "
    "encouraged discussed explained order ordered continue follow up return we i she he they her his him their "
    "them should this time prescribe refer schedule understands agrees plan medical treatment reasoning "
    "additional testing education counseling agreements history exam examination review systems constitutional "
    "eyes ears nose mouth throat neck cardiovascular respiratory gastrointestinal genitourinary musculoskeletal "
    "skin neurological psychiatric endocrine hematologic allergic general breast not no any which who that visit "
    "follow-up shows demonstrates chief complaint present illness past social family medications allergies vitals "
    "reviewed results assessment laboratory believe treatment management proceed plan would like concern "
    "immunizations frequency duration alcohol smoking drugs surgical occupation severity quality worse better "
    "me concerned does do did clinic taking takes started asked answered said person no answer recorded possible "
    "support dominant hand location color gestation pregnancy "
    "far know knows ago possibly something someone somebody somewhere prefers"
)


def _read(voice: str) -> list[tuple[re.Pattern[str], str]]:
    """The rows of `phrases.tsv` for one voice: a pattern over cleaned words, and what is written for it."""
    rows = (files("attending.scribe.rewrite") / "phrases.tsv").read_text("utf-8").splitlines()[1:]
    parts = [row.split("\t") for row in rows if row]
    return [(re.compile(spoken), written) for said_by, spoken, written in parts if said_by == voice]


_EVERYWHERE, _BY_CLINICIAN, _BY_PATIENT = _read("any"), _read("clinician"), _read("patient")


def closed_words() -> frozenset[str]:
    """Every word a sentence may hold beyond those it cites: `CLINICAL_WORDS` and what `phrases.tsv` writes.

    Names of symptoms (`terms.symptoms`), units and digits (`terms.spoken`) and other forms of cited verbs come on top.
    """
    return CLINICAL_WORDS | {w for _, written in _EVERYWHERE + _BY_CLINICIAN + _BY_PATIENT for w in written.split()}


def plain_register(words: tuple[str, ...], *, clinician: bool) -> list[str]:
    """Replace spoken phrases by written ones."""
    text = joined(words)
    for _ in range(2):
        for pattern, replacement in _EVERYWHERE + (_BY_CLINICIAN if clinician else _BY_PATIENT):
            text = " ".join(pattern.sub(replacement, text).split())
    return parted(text.strip(" ,"))
