"""Square maps over a film: sampled between their cells, smoothed, bells drawn on them. Read by `atlas`, `pointing`."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float64]
"""(row, column), of equal sides."""


def halved(values: Map) -> Map:
    """Means of 2 × 2."""
    half = len(values) // 2
    means: Map = values.reshape(half, 2, half, 2).mean((1, 3))
    return means


def cells(side: int) -> tuple[Map, Map]:
    """Across and down (0..1) of the middle of each cell of a square map."""
    at = (np.arange(side) + 0.5) / side
    return np.broadcast_to(at[None], (side, side)), np.broadcast_to(at[:, None], (side, side))


def sample(values: Map, across: Any, down: Any) -> Map:
    """A square map at places 0..1, between its cells by their neighbours, beyond its edge as at its edge."""
    side = len(values)
    x, y = (np.clip(np.asarray(part) * side - 0.5, 0, side - 1.0) for part in (across, down))
    left, top = np.minimum(x.astype(int), side - 2), np.minimum(y.astype(int), side - 2)
    fx, fy = x - left, y - top
    upper = values[top, left] * (1 - fx) + values[top, left + 1] * fx
    lower = values[top + 1, left] * (1 - fx) + values[top + 1, left + 1] * fx
    found: Map = upper * (1 - fy) + lower * fy
    return found


def blur(values: NDArray[Any], sigma: float) -> Map:
    """A square map (or a stack of them) smoothed by a Gaussian of `sigma` cells; at the edge by what there is."""
    kernel = _kernel(values.shape[-1], sigma).astype(values.dtype)
    smoothed: Map = kernel @ values @ kernel.T
    return smoothed


@lru_cache(maxsize=32)
def _kernel(side: int, sigma: float) -> Map:
    at = np.arange(side)
    weight = np.exp(-0.5 * ((at[:, None] - at[None]) / sigma) ** 2)
    kernel: Map = weight / weight.sum(1, keepdims=True)
    return kernel


def gaussians(across: Any, down: Any, places: Iterable[tuple[float, float, float, float]]) -> Map:
    """The sum of bells at places (across, down, spread across, spread down) of the atlas."""
    total: Map = np.zeros(np.shape(across))
    for x, y, wide, tall in places:
        total = total + np.exp(-0.5 * (((across - x) / wide) ** 2 + ((down - y) / tall) ** 2))
    return total
