"""Under which of the 20 headings of MTS-Dialog a short dialogue belongs, in plain numpy: linear in words and counts,
and by nearness in meaning to the dialogues and texts of training.

Read by `mts_dialog`; trained by `training.sections`.
"""

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from attending.models.registry import load
from attending.scribe.headers.features import Excerpt, weigh

NAME = "section-header"
AXES = 96
_STEPS = 127
REACH, NEARNESS = 0.25, 1.5
"""How fast nearness fades with the squared distance, and how much it counts beside the words; by cross-validation."""


@dataclass(frozen=True)
class SectionModel:
    """Learned weights of every block and of the dense features."""

    headers: tuple[str, ...]
    rarity: NDArray[np.float32]
    """shape (blocks, BUCKETS): inverse document frequency, 0 for what training saw once."""
    weights: NDArray[np.float32]
    """shape (blocks, BUCKETS, headers)"""
    dense: NDArray[np.float32]
    """shape (DENSE, headers), for dense features that are standardised with `centre` and `spread`."""
    centre: NDArray[np.float32]
    spread: NDArray[np.float32]
    middle: NDArray[np.float32]
    """shape (VIEWS, SIZE): where the dialogues of training lie on average."""
    axes: NDArray[np.float32]
    """shape (SIZE, AXES): along which directions from `middle` differ most."""
    dialogues: NDArray[np.float32]
    """shape (dialogues, VIEWS, AXES): where the dialogues of training lie."""
    texts: NDArray[np.float32]
    """shape (texts, VIEWS, AXES): where their section texts lie."""
    shares: NDArray[np.float32]
    """shape (dialogues + texts, headers): what nearness to each adds."""
    bias: NDArray[np.float32]

    def score(self, excerpt: Excerpt) -> NDArray[np.float32]:
        """How well each header fits, shape (headers,)."""
        total = self.bias + ((excerpt.dense - self.centre) / self.spread) @ self.dense
        for block, counts in enumerate(excerpt.blocks):
            buckets, values = weigh(counts, self.rarity[block])
            total = total + values @ self.weights[block][buckets]
        place = directions(excerpt.meaning, self.middle) @ self.axes
        near = np.concatenate([nearness(place[None], self.dialogues)[0], nearness(place[None], self.texts)[0]])
        total = total + near @ self.shares
        result: NDArray[np.float32] = total.astype(np.float32)
        return result

    def header(self, excerpt: Excerpt) -> str:
        """The header that fits best."""
        return self.headers[int(np.argmax(self.score(excerpt)))]


def directions(meaning: NDArray[np.float32], middle: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each view as a direction of length one from the middle of training's."""
    found = meaning - middle
    lengths = np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-9)
    result: NDArray[np.float32] = (found / lengths).astype(np.float32)
    return result


def nearness(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """How near in meaning, by every view: shape (some, others) of (some, VIEWS, AXES) and (others, VIEWS, AXES)."""
    total = np.zeros((len(some), len(others)), np.float32)
    for view in range(some.shape[1]):
        one, other = some[:, view], others[:, view]
        apart = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
        total += NEARNESS * np.exp(-REACH * np.maximum(apart, 0))
    return total


def pack(model: SectionModel) -> dict[str, NDArray[np.generic]]:
    """The model as arrays for a file; weights in 8 bits, each header with its own step."""
    step = np.abs(model.weights).max(axis=(0, 1)) / 127
    return {
        "headers": np.array(model.headers),
        "rarity": model.rarity.astype(np.float16),
        "weights": np.round(model.weights / step).astype(np.int8),
        "step": step.astype(np.float32),
        "dense": model.dense.astype(np.float32),
        "centre": model.centre.astype(np.float32),
        "spread": model.spread.astype(np.float32),
        "middle": model.middle.astype(np.float16),
        "axes": model.axes.astype(np.float16),
        "dialogues": np.round(model.dialogues * _STEPS).astype(np.int8),
        "texts": np.round(model.texts * _STEPS).astype(np.int8),
        "shares": model.shares.astype(np.float16),
        "bias": model.bias.astype(np.float32),
    }


def unpack(data: bytes) -> SectionModel:
    """Read what `pack` wrote."""
    with np.load(io.BytesIO(data)) as table:
        plain = {name: table[name].astype(np.float32) for name in table.files if name != "headers"}
        plain |= {name: plain[name] / _STEPS for name in ("dialogues", "texts")}
        plain["weights"] = plain["weights"] * plain.pop("step")
        return SectionModel(tuple(str(name) for name in table["headers"]), **plain)


@cache
def load_section_model() -> SectionModel:
    """Load the weights that ship with the package; raises `InvalidCard` where they are not those of the card."""
    return unpack(load(files("attending.scribe"), NAME).files["section-header.npz"])
