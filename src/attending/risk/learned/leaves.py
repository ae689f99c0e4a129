"""Score boosted trees a column at a time, several times faster than row by row, with the same result to the last leaf.

Each tree keeps, per case, the set of leaves it can still end in, as bits from left to right. A split that sends a case
to the right strikes out the leaves on its left; when all splits have been looked at, the leftmost leaf left is the one.
A chunk of cases goes through all splits of a block of trees together.

Source: Lucchese et al., QuickScorer, SIGIR 2015. Split rules: LightGBM 4 model text (decision_type, missing values).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array

MOST_LEAVES, FEW_LEAVES = 32, 16
CHUNK, BLOCK = 512, 32
"""Cases and trees at once: what they need together stays in the processor's second cache."""
CATEGORICAL, DEFAULT_LEFT, MISSING = 1, 2, 12
MISSING_NONE, MISSING_NAN = 0, 8


@dataclass(frozen=True)
class Block:
    """A few trees side by side; a tree with fewer splits or leaves than the largest is filled up."""

    feature: NDArray[np.int_]
    """Shape (tree, split)."""
    missing_right: NDArray[np.bool_]
    """Whether a missing value goes right, shape (tree, split)."""
    threshold: NDArray[np.float32]
    """A greater value goes right, shape (tree, split, 1); the greatest single that is not above the tree's own."""
    gone: NDArray[np.uint16 | np.uint32]
    """Leaves on the left of the split, as bits: a case that goes right cannot end there. Shape (tree, split, 1)."""
    values: Array
    """Value of each leaf from left to right, shape (tree, leaf)."""


@dataclass(frozen=True)
class _Tree:
    feature: list[int]
    missing_right: list[bool]
    threshold: list[float]
    gone: list[int]
    values: list[float]


def read_trees(text: str) -> tuple[Block, ...] | None:
    """The trees of a LightGBM model text; None where it holds what this module does not know (LightGBM then scores)."""
    trees = []
    for part in text.split("\nTree=")[1:]:
        tree = _read_tree(dict(line.split("=", 1) for line in part.split("\n") if "=" in line))
        if tree is None:
            return None
        trees.append(tree)
    return tuple(_side_by_side(trees[start : start + BLOCK]) for start in range(0, len(trees), BLOCK))


def score_trees(blocks: tuple[Block, ...], features: NDArray[np.float32]) -> Array:
    """Sum of the leaf values of all trees, shape (case,), from features in single precision."""
    total = np.zeros(len(features))
    for start in range(0, len(features), CHUNK):
        columns = np.ascontiguousarray(features[start : start + CHUNK].T)
        # Twice: a missing value is never greater than a threshold in the first copy and always in the second.
        both = np.concatenate([columns, np.where(np.isnan(columns), np.float32(np.inf), columns)])
        for block in blocks:
            right = both[block.feature + len(columns) * block.missing_right] > block.threshold
            gone = np.bitwise_or.reduce(right * block.gone, axis=1)
            leaf = _lowest_bit(~gone)
            total[start : start + CHUNK] += np.take_along_axis(block.values, leaf, axis=1).sum(axis=0)
    return total


def _lowest_bit(bits: NDArray[np.uint16 | np.uint32]) -> NDArray[np.int32]:
    lowest = bits & (~bits + bits.dtype.type(1))
    # A power of two is exact as a float32, whose exponent is the place of the bit.
    place: NDArray[np.int32] = (lowest.astype(np.float32).view(np.int32) >> 23) - 127
    return place


def _side_by_side(trees: list[_Tree]) -> Block:
    splits, leaves = max(len(tree.feature) for tree in trees), max(len(tree.values) for tree in trees)
    shape = (len(trees), splits)
    feature, missing_right = np.zeros(shape, int), np.zeros(shape, bool)
    width = np.uint16 if leaves <= FEW_LEAVES else np.uint32
    threshold, gone = np.zeros(shape), np.zeros(shape, width)  # a split more that strikes out nothing
    values = np.zeros((len(trees), leaves))
    for row, tree in enumerate(trees):
        here = slice(len(tree.feature))
        feature[row, here], missing_right[row, here] = tree.feature, tree.missing_right
        threshold[row, here], gone[row, here] = tree.threshold, tree.gone
        values[row, : len(tree.values)] = tree.values
    return Block(feature, missing_right, _not_above(threshold)[:, :, None], gone[:, :, None], values)


def _not_above(threshold: Array) -> NDArray[np.float32]:
    """In single precision, rounded down: a single is greater than it exactly when it is greater than the threshold."""
    with np.errstate(over="ignore"):
        near = threshold.astype(np.float32)
    return np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near)


def _read_tree(lines: dict[str, str]) -> _Tree | None:
    leaves = int(lines["num_leaves"])
    values = [float(value) for value in lines["leaf_value"].split()]
    if leaves == 1:
        return _Tree([], [], [], [], values[:1])
    kinds = [int(kind) for kind in lines["decision_type"].split()]
    if leaves > MOST_LEAVES or not all(map(is_known_split, kinds)):
        return None
    left = [int(child) for child in lines["left_child"].split()]
    right = [int(child) for child in lines["right_child"].split()]
    order = list(_leaves_below(0, left, right))
    place = {leaf: number for number, leaf in enumerate(order)}
    # A split on nothing but missing values has the threshold inf, which a missing value, here inf, must still exceed.
    threshold = [min(float(cut), float(np.finfo(np.float64).max)) for cut in lines["threshold"].split()]
    return _Tree(
        [int(feature) for feature in lines["split_feature"].split()],
        [goes_right_when_missing(kind, cut) for kind, cut in zip(kinds, threshold, strict=True)],
        threshold,
        [sum(1 << place[leaf] for leaf in _leaves_below(child, left, right)) for child in left],
        [values[leaf] for leaf in order],
    )


def is_known_split(kind: int) -> bool:
    """Whether a split's decision type is numeric, with a rule for missing values that is known here."""
    return not kind & CATEGORICAL and kind & MISSING in (MISSING_NONE, MISSING_NAN)


def goes_right_when_missing(kind: int, threshold: float) -> bool:
    """Where a split sends a missing value; without a rule for it LightGBM takes one for 0."""
    return not kind & DEFAULT_LEFT if kind & MISSING == MISSING_NAN else threshold < 0


def _leaves_below(node: int, left: list[int], right: list[int]) -> Iterator[int]:
    """Numbers of the leaves below a node, from left to right; a negative child is a leaf."""
    pending = [node]
    while pending:
        here = pending.pop()
        if here < 0:
            yield ~here
        else:
            pending += [right[here], left[here]]
