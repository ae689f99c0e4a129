"""Seeded errors of events: ordered for done, morning for night, never for ever, an operation nobody had, a relative's
complaint given to the patient.

Read by `seeded`. Each function returns the wrong sentence, or None where nothing can be got wrong.
"""

import random
import re

from attending.checks.orders import tests_said
from attending.terms.persons import words_for
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

_OPERATIONS = (
    "appendectomy", "cholecystectomy", "hysterectomy", "tonsillectomy", "hip replacement", "coronary artery bypass",
    "hernia repair", "thyroidectomy", "lumbar fusion", "carpal tunnel release", "splenectomy", "cataract surgery",
)  # fmt: skip
_HISTORY = re.compile(r"\b(?:history|underwent|surger(?:y|ies)|operations?|\w+ectomy)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:will|order|obtain|obtaining|get|schedule|refer|plan|recommend|proceed|complete|repeat|check)\b",
    re.IGNORECASE,
)
_READ = re.compile(
    r"\b(?:show|reveal|demonstrat|review|obtained|taken|normal|unremarkable|positive|negative|underwent)\w*", re.I
)
_DAYTIME = {
    "in the morning": "at night", "in the mornings": "at night", "every morning": "every night",
    "each morning": "each night", "at night": "in the morning", "at nighttime": "in the morning",
    "at bedtime": "in the morning", "in the evening": "in the morning", "every night": "every morning",
    "before bed": "after breakfast", "nightly": "every morning", "morning": "night", "nocturnal": "morning",
    "this morning": "last night",
}  # fmt: skip
_HABITS = (
    (re.compile(r"\bvap(?:es?|ing|ed)\b|\be-cig\w*", re.IGNORECASE), "has never vaped", "vapes daily"),
    (re.compile(r"\bsmok(?:es?|ing|ed|er)\b|\btobacco\b|\bcigarettes?\b", re.I), "has never smoked", "smokes daily"),
    (re.compile(r"\balcohol\b|\bbeers?\b|\bwine\b", re.I), "has never drunk alcohol", "drinks alcohol daily"),
    (
        re.compile(r"\bdrugs?\s+use\b|\b(?:illicit|recreational|street)\s+drugs?\b|\bmarijuana\b|\bcannabis\b", re.I),
        "has never used drugs",
        "uses recreational drugs daily",
    ),
)
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied)|no|not|never|non-?\s?\w+|without|n['’]t)\b", re.IGNORECASE)
_OTHERS = re.compile(rf"\b{words_for()}\b", re.IGNORECASE)


def wrong_done(sentence: str, rng: random.Random) -> str | None:
    """A test only ordered told as read, one that was read told as to come."""
    found = [sentence[slice(*span)] for _, span in tests_said(sentence)]
    if not found or _DENIES.search(sentence):
        return None
    name = rng.choice(found)
    if _TO_COME.search(sentence):
        return f"The {name} came back normal."
    return f"Order {name}." if _READ.search(sentence) else None


def wrong_daytime(sentence: str, rng: random.Random) -> str | None:
    """Morning for night."""
    found = list(_TIMES.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    return f"{sentence[: match.start()]}{_DAYTIME[match.group().lower()]}{sentence[match.end() :]}"


_TIMES = re.compile(rf"\b(?:{'|'.join(sorted(_DAYTIME, key=len, reverse=True))})\b", re.IGNORECASE)


def wrong_habit(sentence: str, rng: random.Random) -> str | None:
    """Never for a habit, a daily habit for never."""
    found = [(never, daily) for pattern, never, daily in _HABITS if pattern.search(sentence)]
    if not found or _OTHERS.search(sentence):
        return None
    never, daily = rng.choice(found)
    return f"The patient {daily if _DENIES.search(sentence) else never}."


def wrong_operation(sentence: str, rng: random.Random) -> str | None:
    """An operation that nobody had."""
    if not _HISTORY.search(sentence) or _OTHERS.search(sentence):
        return None
    other = rng.choice([one for one in _OPERATIONS if one.split()[-1] not in sentence.lower()])
    return f"The patient underwent {other}."


def wrong_person(sentence: str, rng: random.Random) -> str | None:
    """What ails a relative, a child or a friend told of the patient."""
    found = [one.diagnosis.name for one in find_diagnoses(sentence)]
    found += [one.symptom.name for one in find_symptoms(sentence)]
    if not found or not _OTHERS.search(sentence) or _DENIES.search(sentence):
        return None
    return f"The patient has {rng.choice(found)}."
