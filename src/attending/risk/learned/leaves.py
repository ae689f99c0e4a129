"""Score boosted trees a column at a time, several times faster than row by row, with the same result to the last leaf.

Each tree keeps, per case, the set of leaves it can still end in, as bits from left to right. A split that sends a case
to the right strikes out the leaves on its left; when all splits have been looked at, the leftmost leaf left is the one.
All cases of a chunk go through all splits of a tree together.

Source: Lucchese et al., QuickScorer, SIGIR 2015. Split rules: LightGBM 4 model text (decision_type, missing values).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array

MOST_LEAVES = 32
CHUNK = 1024
CATEGORICAL, DEFAULT_LEFT, MISSING = 1, 2, 12
MISSING_NONE, MISSING_NAN = 0, 8


@dataclass(frozen=True)
class Tree:
    """One tree; every array but the last has shape (split,) or (split, 1)."""

    feature: NDArray[np.int_]
    missing_right: NDArray[np.bool_]
    threshold: Array
    """A greater value goes right."""
    gone: NDArray[np.uint32]
    """Leaves on the left of the split, as bits: a case that goes right cannot end there."""
    values: Array
    """Value of each leaf from left to right."""


def read_trees(text: str) -> tuple[Tree, ...] | None:
    """The trees of a LightGBM model text; None where it holds what this module does not know (LightGBM then scores)."""
    trees = []
    for block in text.split("\nTree=")[1:]:
        lines = dict(line.split("=", 1) for line in block.split("\n") if "=" in line)
        tree = _read_tree(lines)
        if tree is None:
            return None
        trees.append(tree)
    return tuple(trees)


def score_trees(trees: tuple[Tree, ...], features: Array) -> Array:
    """Sum of the leaf values of all trees, shape (case,)."""
    total = np.zeros(len(features))
    for start in range(0, len(features), CHUNK):
        columns = np.ascontiguousarray(features[start : start + CHUNK].T)
        # Twice: a missing value is never greater than a threshold in the first copy and always in the second.
        both = np.concatenate([columns, np.where(np.isnan(columns), np.inf, columns)])
        total[start : start + CHUNK] = _score_chunk(trees, both, len(columns))
    return total


def _score_chunk(trees: tuple[Tree, ...], both: Array, width: int) -> Array:
    total = np.zeros(both.shape[1])
    for tree in trees:
        if not len(tree.feature):
            total += tree.values[0]
            continue
        right = both[tree.feature + width * tree.missing_right] > tree.threshold
        gone = np.bitwise_or.reduce(right.astype(np.uint32) * tree.gone, axis=0)
        total += tree.values[_lowest_bit(~gone)]
    return total


def _lowest_bit(bits: NDArray[np.uint32]) -> NDArray[np.int32]:
    lowest = bits & (~bits + np.uint32(1))
    # A power of two is exact as a float32, whose exponent is the place of the bit.
    place: NDArray[np.int32] = (lowest.astype(np.float32).view(np.int32) >> 23) - 127
    return place


def _read_tree(lines: dict[str, str]) -> Tree | None:
    leaves = int(lines["num_leaves"])
    values = np.array(lines["leaf_value"].split(), np.float64)
    if leaves == 1:
        none = np.zeros(0)
        return Tree(none.astype(int), none.astype(bool), none, none.astype(np.uint32), values[:1])
    kinds = [int(kind) for kind in lines["decision_type"].split()]
    if leaves > MOST_LEAVES or any(k & CATEGORICAL or k & MISSING not in (MISSING_NONE, MISSING_NAN) for k in kinds):
        return None
    left = [int(child) for child in lines["left_child"].split()]
    right = [int(child) for child in lines["right_child"].split()]
    order = list(_leaves_below(0, left, right))
    place = {leaf: number for number, leaf in enumerate(order)}
    # A split on nothing but missing values has the threshold inf, which a missing value, here inf, must still exceed.
    threshold = np.minimum(np.array(lines["threshold"].split(), np.float64), np.finfo(np.float64).max)
    kind = np.array(kinds)
    gone = [sum(1 << place[leaf] for leaf in _leaves_below(child, left, right)) for child in left]
    return Tree(
        np.array(lines["split_feature"].split(), int),
        # Without a rule for missing values LightGBM takes one for 0.
        np.where(kind & MISSING == MISSING_NAN, kind & DEFAULT_LEFT == 0, threshold < 0),
        threshold[:, None],
        np.array(gone, np.uint32)[:, None],
        values[order],
    )


def _leaves_below(node: int, left: list[int], right: list[int]) -> Iterator[int]:
    """Numbers of the leaves below a node, from left to right; a negative child is a leaf."""
    pending = [node]
    while pending:
        here = pending.pop()
        if here < 0:
            yield ~here
        else:
            pending += [right[here], left[here]]
