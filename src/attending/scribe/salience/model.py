"""The salience model: how likely each statement belongs in each part of the note.

Two logistic stages: the first reads words, the second smooths over the visit. Plain numpy; weights come from `train`.
Read by `draft`.
"""

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from attending.models.registry import load
from attending.scribe.dialogue.statements import Statement
from attending.scribe.salience.features import KEYS, PLAN_KEYS, context_rows, word_rows
from attending.scribe.sentences.boundaries import Boundaries
from attending.scribe.sentences.boundary_network import load_boundary_network
from attending.scribe.sentences.utterances import Utterance

NAME, VERSION = "scribe-note", "1"


@dataclass(frozen=True)
class Salience:
    """Learned weights: `words` (WIDTH, len(KEYS)), `context` (features, len(KEYS)), `plan` (WIDTH, len(PLAN_KEYS))."""

    words: NDArray[np.float32]
    context: NDArray[np.float32]
    plan: NDArray[np.float32]

    def score(self, statements: list[Statement], utterances: list[Utterance]) -> "Scores":
        """Probability of each statement for each part of the note."""
        rows = [word_rows(s, utterances) for s in statements]
        first = np.array([self.words[r].sum(axis=0) for r in rows], np.float32)
        second = context_rows(statements, sigmoid(first)) @ self.context
        plan = np.array([self.plan[r].sum(axis=0) for r in rows], np.float32)
        return Scores(sigmoid(second), _softmax(plan))


@dataclass(frozen=True)
class Scores:
    """`parts` (statement, KEYS) and, inside assessment and plan, `plan` (statement, PLAN_KEYS); probabilities."""

    parts: NDArray[np.float32]
    plan: NDArray[np.float32]

    def of(self, index: int, key: str) -> float:
        """The probability that statement `index` belongs in part `key`."""
        return float(self.parts[index, KEYS.index(key)])

    def plan_key(self, index: int) -> str:
        """The likeliest kind of statement inside assessment and plan."""
        return PLAN_KEYS[int(np.argmax(self.plan[index]))]


def sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logistic function, safe for large values."""
    return (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)


def _softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True)
class Engine:
    """Everything learned that the note engine needs."""

    boundaries: Boundaries
    salience: Salience


@cache
def load_engine() -> Engine:
    """Load the weights that ship with the package; raises InvalidCard where they are not those of the card."""
    held = load(files("attending.scribe"), NAME).files
    with np.load(io.BytesIO(held["salience.npz"])) as table:
        salience = Salience(*(table[name].astype(np.float32) for name in ("words", "context", "plan")))
    return Engine(Boundaries(load_boundary_network()), salience)
