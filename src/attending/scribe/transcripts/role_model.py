"""Who speaks so: a small linear model over hashed words and word pairs of a sentence or turn.

Read by `scribe.roles` and `scribe.unlabelled`; trained by `training.roles`.
"""

import io
import itertools
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from attending.models.registry import load

BUCKETS = 1 << 16
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|\?")
_SPLIT_WORDS = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_CONTRACTION = re.compile(r"\b([a-z]+) (n't|'(?:s|m|re|ve|d|ll))\b")
_UM = frozenset({"um", "uh", "uhm", "er", "erm", "mm", "hmm", "mhm", "ah", "oh"})


def read_words(text: str) -> list[str]:
    """Return the words of a turn in lower case; fillers are left out, question marks are kept."""
    joined = _CONTRACTION.sub(r"\1\2", text.lower().translate(_SPLIT_WORDS))
    return [word for word in _TOKEN.findall(joined) if word not in _UM]


def features(text: str) -> NDArray[np.int64]:
    """Hash a text's words, word pairs and opening words into the buckets that are on, each once."""
    return np.array(sorted({zlib.crc32(name.encode()) % BUCKETS for name in _names(read_words(text))}), dtype=np.int64)


def _names(words: Sequence[str]) -> Iterator[str]:
    yield from words
    yield from (f"{first} {second}" for first, second in itertools.pairwise(words))
    if words:
        yield f"^{words[0]}"
        yield f"^{' '.join(words[:2])}"
        yield f"#{min(int(math.log2(len(words))), 6)}"


@dataclass(frozen=True)
class RoleModel:
    """Log-odds that a clinician, not the patient, says a text."""

    weights: NDArray[np.float32]
    """shape (BUCKETS,)"""
    bias: float
    prior_switch: NDArray[np.float64]
    """shape (2, 2): probability that the speaker changes after a statement or question of the patient or clinician.

    Row: who spoke (0 patient, 1 clinician); column: 0 statement, 1 question.
    """

    def score(self, text: str) -> float:
        """Log-odds of clinician against patient; 0 for a text without words."""
        on = features(text)
        if not len(on):
            return 0.0
        return float(self.weights[on].sum() / math.sqrt(len(on))) + self.bias


@cache
def load_role_model() -> RoleModel:
    """Load the weights of the installed package; raises `InvalidCard` when they are not those of the card."""
    model = load(files("attending.scribe"), "speaker-role")
    with np.load(io.BytesIO(model.files["speaker-role.npz"])) as stored:
        return RoleModel(
            stored["weights"].astype(np.float32), float(stored["bias"]), stored["prior_switch"].astype(np.float64)
        )


def tell_clinician(text: str) -> float:
    """Log-odds that a clinician, not the patient, says a text; raises as `load_role_model`."""
    return load_role_model().score(text)
