"""Which sentences of a clinician's note rest on which statements: the training signal of the salience model.

Read by `training.salience` only.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass

from attending.drafts import Role
from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite import Person, sentence, third_person
from attending.scribe.vocabulary import content

_HEADINGS: tuple[tuple[str, str], ...] = (
    (r"CHIEF COMPLAINT|CC|REASON FOR VISIT", "hpi"),
    (r"HISTORY OF PRESENT ILLNESS|HPI|SUBJECTIVE", "hpi"),
    (r"SOCIAL HISTORY", "social"),
    (r"FAMILY HISTORY", "family"),
    (r"(CURRENT )?MEDICATIONS|ALLERGIES", "medicines"),
    (r"(PAST )?(MEDICAL |SURGICAL )?HISTORY|PAST SURGICAL HISTORY", "history"),
    (r"REVIEW OF SYSTEMS|ROS", "ros"),
    (r"VITALS( REVIEWED)?", "vitals"),
    (r"PHYSICAL EXAM(INATION)?|EXAM", "exam"),
    (r"RESULTS|FINDINGS|PROCEDURE", "results"),
    (r"ASSESSMENT|PLAN|ASSESSMENT AND PLAN|IMPRESSION|INSTRUCTIONS|ASSESSMENT & PLAN", "plan"),
)
_LABELS = (
    (r"Medical Reasoning", "reasoning"),
    (r"Medical Treatment", "treatment"),
    (r"Additional Testing", "testing"),
    (r"Patient Education and Counseling", "education"),
    (r"Specialist Referrals", "treatment"),
)


@dataclass(frozen=True)
class NoteSentence:
    """A sentence of a reference note, with the part it stands in and its kind inside assessment and plan."""

    key: str
    plan_key: str
    text: str


def split_note(note: str) -> list[NoteSentence]:
    """Split a note into sentences with the part of the note each stands in."""
    sentences: list[NoteSentence] = []
    key, plan_key = "hpi", ""
    for line in note.split("\n"):
        bare = line.strip().strip("•-* ").strip()
        heading = next((k for p, k in _HEADINGS if re.fullmatch(rf"(?:{p})\s*:?", bare)), None)
        if heading:
            key, plan_key = heading, "followup" if bare.startswith("INSTRUCTION") else ""
            continue
        if key == "plan":
            label = next(((m, k) for p, k in _LABELS if (m := re.match(rf"{p}:", bare))), None)
            if label:
                plan_key, bare = label[1], bare[label[0].end() :].strip()
        for text in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", bare):
            if len(text) > 2:
                sentences.append(NoteSentence(key, plan_key, text))
    return sentences


class Weights:
    """Inverse document frequency of content words over notes."""

    def __init__(self, notes: list[str]) -> None:
        counts = Counter(word for note in notes for word in set(content(note)))
        self._total = len(notes)
        self._counts = counts

    def of(self, word: str) -> float:
        """The weight of a word: rare ones weigh more."""
        return math.log((self._total + 1) / (self._counts[word] + 0.5)) + 0.3


def align(statements: list[Statement], note: list[NoteSentence], weights: Weights) -> list[dict[str, float]]:
    """For each statement its fit, 0 to 1, with the best sentence of each part (and `plan/…` kind) of the note."""
    person = Person.of("")
    sentences = [(s, Counter(content(s.text))) for s in note]
    fits: list[dict[str, float]] = []
    for statement in statements:
        said = Counter(content(sentence(third_person(list(statement.words), statement.role, person))))
        total = sum(weights.of(w) * n for w, n in said.items())
        best: dict[str, float] = {}
        for noted, words in sentences:
            common = sum(weights.of(w) * min(n, words[w]) for w, n in said.items() if w in words)
            if common <= 0 or _clash(statement, noted.text):
                continue
            precision = common / max(total, 4.0)
            recall = common / max(sum(weights.of(w) * n for w, n in words.items()), 4.0)
            fit = 0.6 * precision + 0.4 * recall
            for name in (noted.key, f"plan/{noted.plan_key}" if noted.plan_key else noted.key):
                best[name] = max(best.get(name, 0.0), fit)
        fits.append(best)
    return fits


def _clash(statement: Statement, text: str) -> bool:
    denies = bool(re.search(r"\b(denies|denied|no|not|negative|without)\b", text.lower()))
    return (statement.kind == "denied" and not denies) or (
        statement.kind == "affirmed" and denies and statement.role is Role.CLINICIAN
    )
