"""What every section builder works on: the statements of a visit, their scores, and the patient.

Read by every module of `sections`, by `completeness` and `note`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.patient import Patient
from attending.scribe.rewrite import Person
from attending.scribe.salience.model import Scores
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content

THRESHOLDS = {
    "hpi": 0.2,
    "history": 0.3,
    "social": 0.3,
    "family": 0.3,
    "medicines": 0.3,
    "vitals": 0.3,
    "exam": 0.25,
    "results": 0.15,
    "plan": 0.22,
}
"""The score from which a statement stands in a part of the note; chosen by cross-validation on ACI-BENCH train."""
RIVALS = {
    "hpi": ("exam", "results", "plan", "vitals"),
    "exam": ("results", "vitals", "plan", "hpi"),
    "results": ("exam", "vitals", "plan"),
    "vitals": ("exam", "results"),
    "medicines": ("plan",),
}
"""Parts of the note that a statement of the first rarely stands in too."""
RIVALRY = 0.6
"""A statement is left to a rival part where its score is below this share of the rival's; chosen on ACI-BENCH train."""
REMEMBERED = 2
"""Visits of which readings are kept; a note is written of one."""
REPEATED = 0.7
"""A statement with this share of its content words in an earlier sentence of the section says nothing new."""


@dataclass(frozen=True, eq=False)
class Visit:
    """The statements of a visit in order, what the model thinks of them, and who the patient is.

    Two visits are the same only where they are one object, so that what is read of a visit can be remembered.
    """

    statements: list[Statement]
    utterances: list[Utterance]
    scores: Scores
    patient: Patient
    spoken_for: bool
    """Whether somebody else speaks for the patient, as a parent does for a child."""

    @property
    def person(self) -> Person:
        """The patient's pronouns."""
        return Person.of(self.patient.sex)

    @cached_property
    def unmarked(self) -> frozenset[int]:
        """The turns that came without punctuation."""
        return frozenset(utterance.turn for utterance in self.utterances if utterance.heard)

    def is_unmarked(self, sources: Sequence[Source]) -> bool:
        """Whether any of these words came without punctuation, so that sentences of them may be torn."""
        return any(source.turn in self.unmarked for source in sources)

    def spoken(self, sources: Sequence[Source]) -> list[Utterance]:
        """The utterances that begin within stretches of the visit, in the order of the stretches."""
        return [u for s in sources for u in self.utterances if u.turn == s.turn and s.start <= u.start < s.end]

    @cached_property
    def turns(self) -> dict[int, list[Utterance]]:
        """The utterances of each turn, in order."""
        turns: dict[int, list[Utterance]] = {}
        for utterance in self.utterances:
            turns.setdefault(utterance.turn, []).append(utterance)
        return turns

    def said_before(self, at: int) -> Utterance | None:
        """What was said last before the turn of utterance `at`: of an answer, the question."""
        own = self.utterances[at].turn
        return next((u for u in reversed(self.utterances[:at]) if u.turn != own), None)

    def chosen(self, key: str) -> Iterator[int]:
        """Indices of the statements that reach the threshold of a part of the note, and belong there, in order."""
        for index, statement in enumerate(self.statements):
            score = self.scores.of(index, key)
            if statement.asks or score < THRESHOLDS[key]:
                continue
            if all(score >= RIVALRY * self.scores.of(index, rival) for rival in RIVALS.get(key, ())):
                yield index

    def source_of(self, index: int) -> Source:
        """Where utterance `index` stands."""
        utterance = self.utterances[index]
        return Source(utterance.turn, utterance.start, utterance.end)

    def sources_of(self, index: int) -> list[Source]:
        """Every stretch of utterance `index`: two where the other speaker's "okay" cuts it."""
        return [Source(*place) for place in self.utterances[index].places]


DENIES = re.compile(r"\b(?:no|not|never|none|denies|without)\b|n't\b")
"""A denial never only repeats what was told, nor the other way round."""


@dataclass
class Said:
    """What a section holds already, to keep it from saying things twice."""

    sentences: list[tuple[frozenset[str], bool]] = field(default_factory=list)

    def adds(self, text: str) -> bool:
        """Whether a sentence says something new; if so, remember it."""
        words = frozenset(content(text))
        denies = bool(DENIES.search(text.lower()))
        same = (earlier for earlier, denied in self.sentences if denied is denies)
        if not words or any(len(words & earlier) >= REPEATED * len(words) for earlier in same):
            return False
        self.sentences.append((words, denies))
        return True
