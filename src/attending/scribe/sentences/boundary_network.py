"""A small recurrent network that hears, behind each word of a turn, whether a sentence ends there; plain numpy.

Read by `boundaries`, trained by `training.boundaries`. A word goes in as the sentence encoder's vector of it
(`vectors`) and as a short vector of its own; one layer reads the turn forwards, one backwards, and a last one looks at
three neighbouring places.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from attending.models.registry import load
from attending.scribe.sentences.sentence_encoder import SIZE, load_sentence_encoder
from attending.scribe.sentences.wordpiece import pieces

NAME = "sentence-ends"
OWN_ROWS, OWN = 4096, 24
"""Rows of the table of short vectors, which words share by checksum, and their length."""
WINDOW, AROUND = 60, 20
"""Words that are judged at once, and those on either side that are looked at: as in training."""
SCALE = 10.0
"""The encoder's vectors of words are this much too small for a network that starts at random."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class BoundaryNetwork:
    """The learned arrays; H is the width of a layer; gates stand side by side: reset, update, new."""

    own: Floats
    """shape (OWN_ROWS, OWN)"""
    enter: Floats
    """shape (SIZE + OWN, H)"""
    enter_bias: Floats
    look: Floats
    """shape (2, H, 3 H): what comes in, forwards and backwards."""
    look_bias: Floats
    """shape (2, 3 H)"""
    keep: Floats
    """shape (2, H, 3 H): what is remembered."""
    keep_bias: Floats
    near: Floats
    """shape (3, 2 H, H): the place before, the place itself, the place behind."""
    near_bias: Floats
    out: Floats
    """shape (H, classes)"""
    out_bias: Floats

    def score(self, turns: Sequence[Sequence[str]]) -> list[Floats]:
        """How likely each mark is behind each word of each turn: logarithms (words, classes), up to a constant.

        All turns are read at once, in windows of `WINDOW` words with `AROUND` words on either side.
        """
        places = [(turn, begin) for turn, words in enumerate(turns) for begin in range(0, len(words), WINDOW)]
        if not places:
            return [np.zeros((0, len(self.out_bias)), np.float32) for _ in turns]
        windows = [turns[turn][max(0, begin - AROUND) : begin + WINDOW + AROUND] for turn, begin in places]
        scores = self._score_windows(windows)
        found: list[list[Floats]] = [[] for _ in turns]
        for (turn, begin), score in zip(places, scores, strict=True):
            before = min(begin, AROUND)
            found[turn].append(score[before : before + min(WINDOW, len(turns[turn]) - begin)])
        empty = np.zeros((0, len(self.out_bias)), np.float32)
        return [np.vstack(parts) if parts else empty for parts in found]

    def _score_windows(self, windows: Sequence[Sequence[str]]) -> Floats:
        """Scores of windows read side by side, shape (windows, longest, classes); void beyond the end of each."""
        lengths = np.array([len(window) for window in windows])
        words = [word for window in windows for word in window]
        known = np.arange(lengths.max()) < lengths[:, None]
        entered = np.zeros((*known.shape, self.enter.shape[1]), np.float32)
        entered[known] = np.tanh(np.hstack([vectors(words), self.own[own_rows(words)]]) @ self.enter + self.enter_bias)
        turned = np.where(known, lengths[:, None] - 1 - np.arange(known.shape[1]), np.arange(known.shape[1]))
        back = np.take_along_axis(entered, turned[..., None], axis=1)
        forwards, backwards = _recur(self, np.stack([entered, back]))
        backwards = np.take_along_axis(backwards, turned[..., None], axis=1)
        both = np.concatenate([forwards, backwards], axis=2) * known[..., None]
        both = np.pad(both, ((0, 0), (1, 1), (0, 0)))
        near = sum((both[:, at : at + known.shape[1]] @ self.near[at] for at in range(3)), self.near_bias)
        result: Floats = (np.maximum(near, 0) @ self.out + self.out_bias).astype(np.float32)
        return result


def _recur(network: BoundaryNetwork, entered: Floats) -> Floats:
    """The gated recurrent layers over (2, windows, words, H), forwards and backwards.

    Source: Cho et al., EMNLP 2014, with the gates as PyTorch has them.
    """
    wide = entered.shape[3]
    looked = entered @ network.look[:, None] + network.look_bias[:, None, None]
    state = np.zeros((2, entered.shape[1], wide), np.float32)
    states = np.empty_like(entered)
    for place in range(entered.shape[2]):
        kept = state @ network.keep + network.keep_bias[:, None]
        gates = 1 / (1 + np.exp(-np.clip(looked[:, :, place, : 2 * wide] + kept[..., : 2 * wide], -30, 30)))
        new = np.tanh(looked[:, :, place, 2 * wide :] + gates[..., :wide] * kept[..., 2 * wide :])
        state = (1 - gates[..., wide:]) * new + gates[..., wide:] * state
        states[:, :, place] = state
    return states


def vectors(texts: Sequence[str]) -> Floats:
    """The mean of the sentence encoder's vectors of each word's pieces, scaled; shape (words, SIZE)."""
    if not texts:
        return np.zeros((0, SIZE), np.float32)
    return np.stack([_vector(text) for text in texts])


@lru_cache(maxsize=4096)
def _vector(text: str) -> Floats:
    encoder = load_sentence_encoder()
    found = list(pieces(text, encoder.vocabulary))
    if not found:
        return np.zeros(SIZE, np.float32)
    mean: Floats = (encoder.words[found] * encoder.steps[found, None]).mean(axis=0, dtype=np.float32)
    return mean * np.float32(SCALE)


def own_rows(texts: Sequence[str]) -> NDArray[np.int64]:
    """The row of each word in the table of short vectors."""
    return np.array([crc32(text.encode()) % OWN_ROWS for text in texts], np.int64)


def pack(network: BoundaryNetwork) -> bytes:
    """The network as the bytes of a file, in half precision."""
    held = io.BytesIO()
    np.savez_compressed(held, **{f.name: getattr(network, f.name).astype(np.float16) for f in fields(network)})  # type: ignore[arg-type,unused-ignore]
    return held.getvalue()


def unpack(data: bytes) -> BoundaryNetwork:
    """Read what `pack` wrote."""
    with np.load(io.BytesIO(data)) as table:
        return BoundaryNetwork(**{name: table[name].astype(np.float32) for name in table.files})


@cache
def load_boundary_network() -> BoundaryNetwork:
    """Load the weights that ship with the package; raises `InvalidCard` where they are not those of the card."""
    return unpack(load(files("attending.scribe"), NAME).files["sentence-ends.npz"])
