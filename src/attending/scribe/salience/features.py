"""What the salience model sees of a statement: its words, its neighbours, its place in the visit.

Read by `model` and `training`; both must see the same features, so they live here alone.
"""

from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from attending.scribe.dialogue.statements import Statement
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined
from attending.terms.anatomy import find_parts
from attending.terms.drugs import find_drugs
from attending.terms.spoken import written
from attending.terms.symptoms import find_symptoms

WIDTH = 1 << 16
"""Rows of the hashed weight table."""
KEYS = ("hpi", "history", "social", "family", "medicines", "ros", "vitals", "exam", "results", "plan")
"""The parts of a note that a statement may stand in; `plan` is assessment and plan."""
PLAN_KEYS = ("reasoning", "treatment", "testing", "education", "followup")
"""The kinds of statement inside assessment and plan."""
_BEFORE, _AFTER = 3, 2
_WINDOWS = (1, 3, 8)


def word_rows(statement: Statement, utterances: list[Utterance]) -> list[int]:
    """Rows of the weight table for one statement, ascending: floats that are summed in another order differ."""
    words = [_shape(w) for w in statement.words if w[0].isalnum() or w[0] == "."][:60]
    voice = statement.role[0]
    names = ["bias", f"role {voice}", f"kind {statement.kind}", f"asks {statement.asks}"]
    names += [f"role {voice} kind {statement.kind} asks {statement.asks}", f"long {min(len(words), 40) // 4}"]
    names += [
        f"place {_decile(statement.at, len(utterances))}",
        f"place {voice} {_decile(statement.at, len(utterances))}",
    ]
    names += {f"w {w}" for w in words} | {f"w{voice} {w}" for w in words}
    names += {f"b {a} {b}" for a, b in pairwise(words)}
    names += {f"t {a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)}
    names += [f"start {voice} " + " ".join(words[:n]) for n in (1, 2, 3)]
    names += _terms(joined(statement.words), voice)
    for offset in range(1, _BEFORE + 1):
        names += _neighbour(utterances, statement.at - offset, f"p{min(offset, 2)}")
    for offset in range(1, _AFTER + 1):
        names += _neighbour(utterances, statement.at + offset, f"n{offset}")
    return sorted(crc32(name.encode()) % WIDTH for name in names)


def context_rows(statements: list[Statement], scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Second-stage features, (statement, feature): own scores and how the neighbourhood scores.

    Args:
        statements: in order of the visit.
        scores: (statement, key), probabilities of the first stage.
    """
    count, keys = scores.shape
    sums = np.vstack([np.zeros((1, keys), np.float32), np.cumsum(scores, axis=0)])
    places = np.arange(count)
    clipped = np.clip(scores, 1e-4, 1 - 1e-4)
    blocks = [np.log(clipped / (1 - clipped)), scores]
    for window in _WINDOWS:
        low, high = np.maximum(places - window, 0), np.minimum(places + window + 1, count)
        blocks.append((sums[high] - sums[low]) / (high - low)[:, None])
    blocks.append(sums[:-1] / np.maximum(sums[-1], 1e-3))
    share = (places / max(count - 1, 1)).astype(np.float32)[:, None]
    kinds = np.array([[s.kind == k for k in ("said", "denied", "affirmed", "told")] for s in statements], np.float32)
    voice = np.array(
        [[s.role[0] == "c", s.role[0] == "p", s.asks, min(len(s.words), 40) / 20] for s in statements], np.float32
    )
    return np.hstack([*blocks, share, share**2, kinds, voice, np.ones((count, 1), np.float32)]).astype(np.float32)


def _terms(text: str, voice: str) -> list[str]:
    """Whether symptoms, medicines, parts of the body and numbers are spoken of, whatever their names."""
    systems = {m.symptom.system for m in find_symptoms(text)}
    kinds = ["symptom"] * bool(systems) + ["drug"] * bool(find_drugs(text)) + ["part"] * bool(find_parts(text))
    kinds += ["number"] * any(c.isdigit() for c in written(text))
    return [f"has {voice} {kind}" for kind in kinds] + [f"system {s}" for s in systems] + [f"has {' '.join(kinds)}"]


def _neighbour(utterances: list[Utterance], index: int, label: str) -> list[str]:
    if not 0 <= index < len(utterances):
        return [f"{label} none"]
    near = utterances[index]
    return [f"{label} role {near.role[0]} {near.asks} {near.reply}", *{f"{label} {_shape(w)}" for w in near.plain[:25]}]


def _shape(word: str) -> str:
    return "#" if word[0].isdigit() else word


def _decile(index: int, count: int) -> int:
    return 10 * index // max(count, 1)
