"""What each input adds to a tree's score: exact path-dependent TreeSHAP in numpy, without LightGBM.

A leaf is reached when every input on its path lies within an interval. Its value is shared among these inputs as in a
game: an input that is in holds or breaks its interval, one that is out holds it with the share of training cases that
went the leaf's way. The Shapley value of such a product is an integral of a polynomial, which Gauss and Legendre's rule
gives exactly. Importing LightGBM takes seconds of a server's first page; this takes milliseconds.

Source: Lundberg et al., Nature Machine Intelligence 2020;2:56 (path-dependent expectation, cover); Owen, Management
Science 1972;18:P64 (the value as an integral of the multilinear extension).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array
from attending.risk.learned.leaves import goes_right_when_missing, is_known_split

LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Paths:
    """The leaves of many trees by how many inputs stand on their paths; shapes (leaf, input on the path)."""

    feature: NDArray[np.int_]
    low: Array
    """The value must be greater."""
    high: Array
    """The value must not be greater."""
    missing: NDArray[np.bool_]
    """Whether a missing value takes the leaf's way."""
    cover: Array
    """Share of the training cases that took the leaf's way at the input's splits."""
    value: Array
    """Of the leaf, shape (leaf,)."""


@dataclass(frozen=True)
class Expected:
    """The trees' paths, and the mean score of the training cases."""

    paths: tuple[Paths, ...]
    mean: float


@dataclass
class _Interval:
    low: float = -np.inf
    high: float = np.inf
    missing: bool = True
    cover: float = 1.0


def read_paths(text: str) -> Expected | None:
    """The paths of a LightGBM model text; None where it holds what this module does not know."""
    by_length: dict[int, list[tuple[dict[int, _Interval], float]]] = {}
    mean = 0.0
    for part in text.split("\nTree=")[1:]:
        lines = dict(line.split("=", 1) for line in part.split("\n") if "=" in line)
        values = [float(value) for value in lines["leaf_value"].split()]
        if int(lines["num_leaves"]) == 1:
            mean += values[0]
            continue
        if not all(is_known_split(int(kind)) for kind in lines["decision_type"].split()):
            return None
        counts = [float(count) for count in lines["leaf_count"].split()]
        mean += float(np.average(values, weights=counts))
        for leaf, path in _walk(lines, counts):
            by_length.setdefault(len(path), []).append((path, values[leaf]))
    return Expected(tuple(_side_by_side(found) for _, found in sorted(by_length.items())), mean)


def share_out(expected: Expected, features: Array) -> Array:
    """Contributions, shape (case, feature + 1), the mean last; rows sum to the score of `features` as singles."""
    table = features.astype(np.float32).astype(np.float64)
    parts = np.zeros((len(table), features.shape[1] + 1))
    parts[:, -1] = expected.mean
    for paths in expected.paths:
        knots, weights = _rule(paths.feature.shape[1])
        for row, case in enumerate(table):
            holds = _holds(paths, case)
            factors = holds[None] * knots + paths.cover[None] * (1 - knots)
            others = (factors.prod(axis=2, keepdims=True) / factors * weights).sum(axis=0)
            np.add.at(parts[row], paths.feature, paths.value[:, None] * (holds - paths.cover) * others)
    return parts


def _holds(paths: Paths, case: Array) -> Array:
    value = case[paths.feature]
    within = (value > paths.low) & (value <= paths.high)
    return np.where(np.isnan(value), paths.missing, within).astype(float)


def _rule(length: int) -> tuple[Array, Array]:
    """Knots and weights between 0 and 1, exact for a product of `length` − 1 factors; shape (knot, 1, 1)."""
    knots, weights = np.polynomial.legendre.leggauss(length // 2 + 1)
    return ((knots + 1) / 2)[:, None, None], (weights / 2)[:, None, None]


def _walk(lines: dict[str, str], counts: list[float]) -> Iterator[tuple[int, dict[int, _Interval]]]:
    """Each leaf with the interval of every input on its path."""
    left = [int(child) for child in lines["left_child"].split()]
    right = [int(child) for child in lines["right_child"].split()]
    feature = [int(one) for one in lines["split_feature"].split()]
    cuts = [min(float(cut), LARGEST) for cut in lines["threshold"].split()]
    kinds = [int(kind) for kind in lines["decision_type"].split()]
    inner = [float(count) for count in lines["internal_count"].split()]
    pending: list[tuple[int, dict[int, _Interval]]] = [(0, {})]
    while pending:
        node, path = pending.pop()
        if node < 0:
            yield ~node, path
            continue
        missing_right = goes_right_when_missing(kinds[node], cuts[node])
        for child, to_right in ((left[node], False), (right[node], True)):
            before = path.get(feature[node], _Interval())
            cases = inner[child] if child >= 0 else counts[~child]
            interval = _Interval(
                max(before.low, cuts[node]) if to_right else before.low,
                before.high if to_right else min(before.high, cuts[node]),
                before.missing and missing_right == to_right,
                before.cover * cases / inner[node],
            )
            pending.append((child, {**path, feature[node]: interval}))


def _side_by_side(found: list[tuple[dict[int, _Interval], float]]) -> Paths:
    rows = [list(path.items()) for path, _ in found]
    return Paths(
        np.array([[feature for feature, _ in row] for row in rows]),
        np.array([[one.low for _, one in row] for row in rows]),
        np.array([[one.high for _, one in row] for row in rows]),
        np.array([[one.missing for _, one in row] for row in rows]),
        np.array([[one.cover for _, one in row] for row in rows]),
        np.array([value for _, value in found]),
    )
