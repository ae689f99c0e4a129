"""What a passage is about, as 384 numbers: the sentence encoder all-MiniLM-L6-v2, in plain numpy.

Read by `headers.features` and `boundary_network`. Source: Wang et al., NeurIPS 2020 (MiniLM); sentence-transformers,
Apache-2.0. Weights are kept in 8 bits and the vocabulary is cut down; `training.encoder` makes both from the
published ones.
"""

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from attending.models.registry import load
from attending.scribe.sentences.wordpiece import END, START, pieces

NAME = "sentence-encoder"
SIZE, HEADS, LONGEST = 384, 12, 512
"""Numbers of a passage, attention heads, and the most pieces that are read of it."""
MATRICES = ("look", "mix", "widen", "narrow")
_TINY = 1e-12

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Layer:
    """One layer: attention (queries, keys and values in `look`), then two dense steps, each normed."""

    look: Floats
    look_bias: Floats
    mix: Floats
    mix_bias: Floats
    widen: Floats
    widen_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    norms: Floats
    """shape (4, SIZE): weight and bias after attention, weight and bias after the dense steps."""


@dataclass(frozen=True)
class SentenceEncoder:
    """The network and its vocabulary."""

    vocabulary: dict[str, int]
    words: NDArray[np.int8]
    """shape (pieces, SIZE), each row with its own step."""
    steps: Floats
    places: Floats
    """shape (LONGEST, SIZE): one row for each place in the passage."""
    norm: Floats
    """shape (2, SIZE)"""
    layers: tuple[Layer, ...]

    def encode(self, text: str) -> Floats:
        """The direction of a passage, of length one; zeros where nothing is said."""
        found = list(pieces(text, self.vocabulary))[: LONGEST - 2]
        if not found:
            return np.zeros(SIZE, np.float32)
        numbers = np.array([self.vocabulary[START], *found, self.vocabulary[END]])
        state = self.words[numbers] * self.steps[numbers, None] + self.places[: len(numbers)]
        state = _normed(state, self.norm)
        for layer in self.layers:
            state = _through(layer, state)
        mean = state.mean(axis=0)
        result: Floats = (mean / np.linalg.norm(mean)).astype(np.float32)
        return result


def _through(layer: Layer, state: Floats) -> Floats:
    """One layer. Shape (pieces, SIZE) in and out."""
    count, wide = len(state), SIZE // HEADS
    looked = (state @ layer.look + layer.look_bias).reshape(count, 3, HEADS, wide).transpose(1, 2, 0, 3)
    weights = looked[0] @ looked[1].transpose(0, 2, 1) / np.sqrt(np.float32(wide))
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    heard = (weights @ looked[2]).transpose(1, 0, 2).reshape(count, SIZE)
    state = _normed(state + heard @ layer.mix + layer.mix_bias, layer.norms[:2])
    wider = state @ layer.widen + layer.widen_bias
    wider = 0.5 * wider * (1 + np.tanh(np.float32(0.7978845608) * (wider + np.float32(0.044715) * wider**3)))
    return _normed(state + wider @ layer.narrow + layer.narrow_bias, layer.norms[2:])


def _normed(state: Floats, norm: Floats) -> Floats:
    centred = state - state.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_TINY))
    result: Floats = (centred / spread * norm[0] + norm[1]).astype(np.float32)
    return result


def unpack(data: bytes, vocabulary: str) -> SentenceEncoder:
    """Read what `encoder_remake` wrote."""
    with np.load(io.BytesIO(data)) as table:

        def floats(name: str) -> Floats:
            found: Floats = table[name].astype(np.float32)
            return found * table[f"{name}.step"] if f"{name}.step" in table else found

        names = [f"{name}{part}" for name in MATRICES for part in ("", "_bias")] + ["norms"]
        count = sum(name.endswith(".norms") for name in table.files)
        layers = tuple(Layer(**{name: floats(f"{number}.{name}") for name in names}) for number in range(count))
        numbered = {piece: number for number, piece in enumerate(vocabulary.splitlines())}
        steps = table["words.step"].astype(np.float32)[:, 0]
        return SentenceEncoder(numbered, table["words"], steps, floats("places"), floats("norm"), layers)


@cache
def load_sentence_encoder() -> SentenceEncoder:
    """Load the weights that ship with the package; raises `InvalidCard` where they are not those of the card."""
    found = load(files("attending.scribe"), NAME).files
    return unpack(found["sentence-encoder.npz"], found["sentence-encoder.txt"].decode())
