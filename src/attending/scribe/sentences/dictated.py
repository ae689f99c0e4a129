"""An examination dictated in one breath, cut where another sign begins: "gait is normal, no tremor, pulse is 64, blood
pressure 126/70, he scored 21 out of 30" is a finding, two vital signs and a score.

Read by `utterances`, for a clinician's sentence that names a vital sign with its value among other clauses. Each piece
is then listed where it belongs.
"""

import re
from collections.abc import Sequence

from attending.scribe.sentences.words import Word
from attending.terms.numerals import is_number_word
from attending.terms.vital_signs import VITAL_SIGN

LEAST_CLAUSES = 3
"""Clauses from which a sentence is taken for a dictation."""
_VITAL = re.compile(
    r"^(?:(?:he|she|you|they) (?:is|are) (?=afebrile))?(?:and |the |your |his |her |with an? )*"
    rf"(?:{VITAL_SIGN}|weight|height|afebrile)\b"
)
_SUBJECT = re.compile(
    r"^(?:and |but )*(?:i can|i do not|i hear|i feel|i see|there is|there are|there was|he|she|you|they) \w+|"
    r"^(?:and |but )*(?:the |your |his |her |both )*(?:lungs?|chest|heart|abdomen|belly|tummy|throat|ears?|neck|"
    r"skin|gait|"
    r"pupils|legs?|ankles|calves|feet|reflexes|tone|power|strength|sensation|nodes|tonsils)\b"
)
"""How a clause begins that is a finding of its own."""


def cut_dictated(piece: list[Word]) -> list[list[Word]]:
    """The piece cut before and behind its vital signs; in one, where it is no dictation."""
    if any(word.text in {"?", "if"} for word in piece):
        return [piece]
    clauses = _clauses(piece)
    vital = [bool(_VITAL.match(_text(clause))) for clause in clauses]
    valued = any(
        known and any(word.text[0].isdigit() or is_number_word(word.text) for word in clause)
        for known, clause in zip(vital, clauses, strict=True)
    )
    if len(clauses) < LEAST_CLAUSES or not valued or all(vital):
        return [piece]
    cut: list[list[Word]] = [list(clauses[0])]
    for place, clause in enumerate(clauses[1:], start=1):
        own = bool(_SUBJECT.match(_text(clause)))
        if own or (vital[place] is not vital[place - 1] and (vital[place] or _is_finding(clause))):
            cut.append([])
        cut[-1].extend(clause)
    return cut


def _clauses(piece: Sequence[Word]) -> list[list[Word]]:
    """The words between commas, each with the comma behind it."""
    clauses: list[list[Word]] = [[]]
    for word in piece:
        clauses[-1].append(word)
        if word.text == ",":
            clauses.append([])
    return [clause for clause in clauses if any(not word.is_mark for word in clause)]


def _text(clause: Sequence[Word]) -> str:
    return " ".join(word.text for word in clause if not word.is_mark)


def _is_finding(clause: Sequence[Word]) -> bool:
    """Whether a clause behind a vital sign is none of it, as "lying and standing" or "up from 80" would be."""
    return _text(clause).startswith(("no ", "not "))
