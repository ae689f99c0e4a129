"""Which fold a case is in: by patient, or by block of neighbouring films. Needs no torch, so that `remake` and the
benchmarks know it too."""

import numpy as np
from numpy.typing import NDArray

FOLDS, BLOCK = 3, 25


def fold_of(patients: list[str], folds: int = FOLDS, seed: int = 5) -> NDArray[np.int64]:
    """The fold of each case; a patient is in one fold only."""
    order = sorted(set(patients))
    np.random.default_rng(seed).shuffle(order)
    place = {patient: index % folds for index, patient in enumerate(order)}
    return np.array([place[p] for p in patients])


def block_fold(names: list[str], folds: int = FOLDS, seed: int = 3) -> NDArray[np.int64]:
    """The fold of each picture: blocks of neighbouring names stay together (views of one patient may)."""
    blocks = block_of(names, folds)
    places = np.arange(blocks.max() + 1) % folds
    np.random.default_rng(seed).shuffle(places)
    return places[blocks]


def block_of(names: list[str], folds: int = FOLDS) -> NDArray[np.int64]:
    """The block of each picture, of `BLOCK` neighbouring names; a small set has small blocks."""
    order = np.argsort(names)
    blocks = np.empty(len(names), np.int64)
    blocks[order] = np.arange(len(names)) // max(1, min(BLOCK, len(names) // (3 * folds)))
    return blocks
