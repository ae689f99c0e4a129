"""Small bright lesions of the white matter on FLAIR, as in multiple sclerosis: a rule, no learned claim.

A voxel counts when it is brighter than the brain by `BRIGHT` robust deviations, lies inside the brain and away from
its rim, and its group is neither a speck nor larger than such lesions are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.imaging.outline import parts_of
from attending.imaging.sharpen import blur

NAME, VERSION = "white-matter-lesions", "1"
BRIGHT, SMALLEST_ML, LARGEST_ML, RIM_MM = 2.3, 0.01, 30.0, 4.0
"""Chosen on the one public volume with a consensus of three raters, where they are also measured."""


@dataclass(frozen=True)
class Lesions:
    """`numbers` (slice, row, column): 0 outside, else the number of the lesion; `volumes_ml` from number 1."""

    numbers: NDArray[np.int32]
    volumes_ml: tuple[float, ...]
    height: NDArray[np.float32]
    """Robust z-score of each voxel."""


def find_lesions(volume: NDArray[np.float32], spacing_mm: tuple[float, float, float]) -> Lesions:
    """Mark lesions.

    Args:
        volume: FLAIR (slice, row, column).
        spacing_mm: between slices, rows, columns.
    """
    values = np.nan_to_num(volume.astype(np.float32))
    brain = brain_of(values)
    if not brain.any():
        return Lesions(np.zeros(volume.shape, np.int32), (), np.zeros(volume.shape, np.float32))
    inside = values[brain]
    middle = float(np.median(inside))
    spread = 1.4826 * float(np.median(np.abs(inside - middle))) + 1e-6
    height = ((values - middle) / spread).astype(np.float32)
    calm = np.stack([blur(plane, 1) for plane in height]) * 0.5 + height * 0.5
    deep = _away_from_rim(brain, spacing_mm)
    numbers = parts_of((calm > BRIGHT) & deep)
    voxel_ml = float(np.prod(spacing_mm)) / 1000
    sizes = np.bincount(numbers.ravel()) * voxel_ml
    fits = (sizes >= SMALLEST_ML) & (sizes <= LARGEST_ML)
    fits[0] = False
    renumber = np.cumsum(fits).astype(np.int32) * fits
    return Lesions(renumber[numbers], tuple(float(s) for s in sizes[fits]), height)


def brain_of(values: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The brain of a skull-stripped volume: what is clearly above its background."""
    found: NDArray[np.bool_] = values > 0.08 * float(np.percentile(values[::2, ::2, ::2], 99.5))
    return found


def is_stripped(values: NDArray[np.float32]) -> bool:
    """Whether the skull was taken off: the background is exactly one value over most of the rim of the volume."""
    rim = np.concatenate(
        [values[:, 0].ravel(), values[:, -1].ravel(), values[:, :, 0].ravel(), values[:, :, -1].ravel()]
    )
    return bool((rim == rim[0]).mean() > 0.98 and (values == rim[0]).mean() > 0.2)


def _away_from_rim(brain: NDArray[np.bool_], spacing_mm: tuple[float, float, float]) -> NDArray[np.bool_]:
    """Voxels whose whole square of `RIM_MM` around them, in their plane, lies in the filled brain."""
    radius = max(1, round(RIM_MM / max(spacing_mm[1:])))
    return np.stack([blur(_filled(plane).astype(np.float32), radius) > 0.999 for plane in brain])


def _filled(plane: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A plane with its holes (ventricles) filled: what neither rows nor columns see from outside."""
    rows = np.maximum.accumulate(plane, 1) & np.maximum.accumulate(plane[:, ::-1], 1)[:, ::-1]
    columns = np.maximum.accumulate(plane, 0) & np.maximum.accumulate(plane[::-1], 0)[::-1]
    found: NDArray[np.bool_] = plane | (rows & columns)
    return found
