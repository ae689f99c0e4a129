"""From a slice or a volume to the array a network wants, and from its maps back to the pixels of the image."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from attending.imaging.own.spec import Input, Normalise

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Prepared:
    """`array` (1, channel, …) as the network wants it; where the image lies in it, and how large the image was."""

    array: Floats
    start: tuple[int, ...]
    inner: tuple[int, ...]
    original: tuple[int, ...]
    """Shape of the image, its axes turned as `spec.axes` says."""
    turned: str
    """`dicom`, `ras` or `sar`."""
    steps: tuple[float, ...] = ()
    """Pixels of the image from one point that was looked at to the next; empty where areas were averaged."""

    def back(self, chance: Floats) -> Floats:
        """A map of the network's canvas at the size and in the axes of the image."""
        cut = chance[tuple(slice(s, s + n) for s, n in zip(self.start, self.inner, strict=True))]
        whole = (
            at_points(cut, self.original, [1 / s for s in self.steps]) if self.steps else resampled(cut, self.original)
        )
        return np.ascontiguousarray(turn_back(whole, self.turned))

    def point_back(self, x: float, y: float) -> tuple[float, float]:
        """A point (column, row) of the canvas as a point of the image."""
        scale = [whole / part for whole, part in zip(self.original, self.inner, strict=True)]
        return (x - self.start[1]) * scale[1], (y - self.start[0]) * scale[0]


def prepare(values: Floats, spacing_mm: tuple[float, ...] | None, given: Input) -> Prepared:
    """Turn, resample, normalise and fit an image.

    Args:
        values: (row, column) or (slice, row, column).
        spacing_mm: of these axes; needed where the network wants a spacing.
        given: what the network wants.
    """
    turned = turn_to(values, given.axes)
    if given.fit == "crop":
        turned = middle_of(turned, given.size)
    spacing = tuple(reversed(spacing_mm)) if given.axes == "ras" and spacing_mm else spacing_mm
    original = turned.shape
    shape = list(original)
    steps: tuple[float, ...] = ()
    if given.spacing_mm and spacing and given.resampling == "points":
        steps = tuple(want / have for have, want in zip(spacing, given.spacing_mm, strict=True))
        turned = at_points(turned, [max(1, round((n - 1) / s + 1)) for n, s in zip(shape, steps, strict=True)], steps)
        shape = list(turned.shape)
    elif given.spacing_mm and spacing:
        shape = [max(1, round(n * have / want)) for n, have, want in zip(shape, spacing, given.spacing_mm, strict=True)]
    if given.size and given.fit == "stretch":
        shape = list(given.size)
    elif given.size and given.fit in ("letterbox", "crop"):
        scale = min(want / n for n, want in zip(shape, given.size, strict=True))
        shape = [max(1, min(want, round(n * scale))) for n, want in zip(shape, given.size, strict=True)]
    made = normalised(resampled(turned, tuple(shape)), given.normalise)
    if given.size:
        canvas = [max(n, want) for n, want in zip(shape, given.size, strict=True)]
    else:
        canvas = [-(-n // given.multiple_of) * given.multiple_of for n in shape]
    start = [(whole - n) // 2 for n, whole in zip(shape, canvas, strict=True)]
    around = [(s, whole - n - s) for s, n, whole in zip(start, shape, canvas, strict=True)]
    made = np.pad(made, around, constant_values=0.0 if given.pad == "zero" else float(made.min()))
    return Prepared(in_channels(made, given), tuple(start), tuple(shape), tuple(original), given.axes, steps)


def middle_of(values: Floats, shape: tuple[int, ...]) -> Floats:
    """The largest middle part whose sides stand as those of `shape`."""
    scale = min(have / want for have, want in zip(values.shape, shape, strict=True))
    sides = [min(have, max(1, int(want * scale + 1e-6))) for have, want in zip(values.shape, shape, strict=True)]
    return values[tuple(slice(n // 2 - s // 2, n // 2 - s // 2 + s) for n, s in zip(values.shape, sides, strict=True))]


def prepare_together(channels: Sequence[Floats], spacing_mm: tuple[float, ...] | None, given: Input) -> Prepared:
    """The same for several images on one grid, one a channel."""
    each = [prepare(values, spacing_mm, given) for values in channels]
    return replace(each[0], array=np.concatenate([one.array for one in each], 1))


def in_channels(made: Floats, given: Input) -> Floats:
    """(1, channel, …): the same grey in every channel, by channel standardised where asked for."""
    planes = np.stack([made] * given.channels)
    if given.normalise.kind == "standard":
        shape = (given.channels,) + (1,) * made.ndim
        mean = np.array(given.normalise.mean, np.float32).reshape(shape)
        planes = (planes - mean) / np.array(given.normalise.deviation, np.float32).reshape(shape)
    found: Floats = np.ascontiguousarray(planes[None], np.float32)
    return found


def normalised(values: Floats, how: Normalise) -> Floats:
    """Values as the network saw them in training."""
    if how.kind == "none":
        return values
    if how.kind == "zscore":
        chosen = values[values != 0] if how.nonzero else values
        chosen = chosen if chosen.size else values
        made: Floats = ((values - chosen.mean()) / (chosen.std() + 1e-6)).astype(np.float32)
        return np.where(values != 0, made, np.float32(0)) if how.nonzero else made
    low, high = how.low, how.high
    if how.kind == "percentile":
        low, high = (float(v) for v in np.percentile(values, (how.low, how.high)))
    share = (values - np.float32(low)) / np.float32(max(high - low, 1e-6))
    scaled: Floats = (share * (how.to_high - how.to_low) + how.to_low).astype(np.float32)
    if how.clip:
        scaled = np.clip(scaled, min(how.to_low, how.to_high), max(how.to_low, how.to_high))
    return scaled


def resampled(values: Floats, shape: tuple[int, ...]) -> Floats:
    """Linear interpolation along each axis; where an axis shrinks, over as many pixels as fall into one."""
    made = values.astype(np.float32, copy=False)
    for axis, side in enumerate(shape):
        if made.shape[axis] != side:
            weights = _weights(made.shape[axis], side)
            made = np.moveaxis(np.tensordot(weights, made, axes=(1, axis)), 0, axis).astype(np.float32)
    return made


def at_points(values: Floats, shape: Sequence[int], steps: Sequence[float]) -> Floats:
    """Linear interpolation at points a step apart, from the first pixel's centre on; beyond the last one its value."""
    made = values.astype(np.float32, copy=False)
    for axis, (side, step) in enumerate(zip(shape, steps, strict=True)):
        places = np.clip(np.arange(side) * step, 0, made.shape[axis] - 1)
        low = np.minimum(places.astype(np.int64), made.shape[axis] - 1)
        high = np.minimum(low + 1, made.shape[axis] - 1)
        share = (places - low).astype(np.float32).reshape([-1 if one == axis else 1 for one in range(made.ndim)])
        made = made.take(low, axis) * (1 - share) + made.take(high, axis) * share
    return made


def _weights(old: int, new: int) -> Floats:
    """(new, old): triangles around the centre of each new pixel."""
    step = old / new
    centres = (np.arange(new) + 0.5) * step - 0.5
    reach = max(1.0, step)
    weights = np.clip(1 - np.abs(np.arange(old)[None] - centres.clip(0, old - 1)[:, None]) / reach, 0, None)
    found: Floats = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return found


def turn_to(volume: Floats, axes: str) -> Floats:
    """(slice, row, column) of axial slices from feet to head → (right, anterior, superior), or its reverse order."""
    if axes == "dicom":
        return volume
    turned = volume[:, ::-1, ::-1]  # a DICOM row runs to the left, a column to the back
    return np.ascontiguousarray(turned.transpose(2, 1, 0) if axes == "ras" else turned)


def turn_back(volume: Floats, axes: str) -> Floats:
    """(right, anterior, superior) or its reverse order → (slice, row, column)."""
    if axes == "dicom":
        return volume
    turned = volume.transpose(2, 1, 0) if axes == "ras" else volume
    return turned[:, ::-1, ::-1]
