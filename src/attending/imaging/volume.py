"""A series as a NIfTI volume, for the viewer that shows three planes and a rendering at once.

Source: NIfTI-1.1, nifti1.h; its world is RAS, DICOM's is LPS.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.decode import decode_frames, frame_places
from attending.imaging.finding import Point
from attending.imaging.outline import inside_of
from attending.imaging.study import Frame, Instance, Series

MOST_VOXELS = 200_000_000
MOST_SHOWN = 20_000_000
"""Voxels that a browser without a graphics card shows within seconds: 256 × 256 × 256 and a little more."""
FEWEST_SLICES = 4
HEADER = 352
INT16, FLOAT32 = 4, 16


@dataclass(frozen=True)
class Volume:
    """A NIfTI file, and how many voxels (slice, row, column) of the series became one of it."""

    data: bytes
    joined: tuple[int, int, int]


def as_nifti(series: Series, read: Callable[[Instance], bytes], *, most_shown: int = MOST_SHOWN) -> Volume:
    """The series as one NIfTI file, its slices in the order of their places.

    Args:
        series: the series.
        read: the DICOM bytes of an instance.
        most_shown: voxels beyond which neighbours are joined to their mean: no browser shows 512 × 512 × 512 soon.

    Raises:
        BadInput: too few or too many images, images that differ, colour, or a geometry that is not known.
    """
    if series.frames < FEWEST_SLICES:
        raise BadInput("This series has too few images to be a volume.")
    first = series.instances[0]
    shape = (series.frames, first.rows, first.columns)
    if int(np.prod(shape)) > MOST_VOXELS:
        raise BadInput("This series is too large to be shown as a volume.")
    joined = _joined(shape, _steps_mm(series), most_shown)
    slices = sorted(_slices(series, read, joined), key=lambda one: one.frame.geometry.along_normal_mm or 0.0)
    frames = [one.frame for one in slices]
    _check_alike(frames)
    volume = _along(np.stack([np.asarray(frame.pixels, np.float32) for frame in frames]), joined[0])
    low, high = float(volume.min()), float(volume.max())
    kind = INT16 if all(one.whole for one in slices) and low >= -32768 and high <= 32767 else FLOAT32
    data = (np.rint(volume).astype("<i2") if kind == INT16 else volume.astype("<f4")).tobytes()
    return Volume(_header(volume.shape, _affine(frames, joined), kind, _shown(frames[0])) + data, joined)


@dataclass(frozen=True)
class MarkedVolume:
    """Marks as a NIfTI file of their own, 1 where one lies, and the middle of each in the patient."""

    data: bytes
    middles_ras_mm: dict[str, tuple[float, float, float]]
    """By the name of the mark: in the slice with its largest outline."""


def marks_as_nifti(
    series: Series, read: Callable[[Instance], bytes], outlines: Sequence[tuple[str, tuple[str, int], Sequence[Point]]],
    *, most_shown: int = MOST_SHOWN,
) -> MarkedVolume:  # fmt: skip
    """The marks of a series in the voxels of `as_nifti`; no pixel of an image is decoded.

    Args:
        series: the series.
        read: the DICOM bytes of an instance.
        outlines: name of the mark, SOPInstanceUID and frame, and the outline there.
        most_shown: as `as_nifti` was told.

    Raises:
        BadInput: as `as_nifti` does.
    """
    if series.frames < FEWEST_SLICES:
        raise BadInput("This series has too few images to be a volume.")
    first = series.instances[0]
    joined = _joined((series.frames, first.rows, first.columns), _steps_mm(series), most_shown)
    slices = []
    for instance in series.instances:
        for number, geometry in enumerate(frame_places(read(instance)), 1):
            here = [one for _, place, one in outlines if place == (instance.sop_instance_uid, number)]
            mask = np.zeros((instance.rows, instance.columns), bool)
            for polygon in here:
                mask |= inside_of(polygon, instance.rows, instance.columns)
            pixels = (_within(mask.astype(np.float32), joined[1], joined[2]) > 0).astype(np.float32)
            slices.append(((instance.sop_instance_uid, number), Frame(pixels, number, geometry)))
    slices.sort(key=lambda one: one[1].geometry.along_normal_mm or 0.0)
    frames = [frame for _, frame in slices]
    _check_alike(frames)
    volume = _along(np.stack([np.asarray(frame.pixels, np.float32) for frame in frames]), joined[0]) > 0
    whole = _affine(frames, (1, 1, 1))
    order = {place: number for number, (place, _) in enumerate(slices)}
    middles: dict[str, tuple[float, float, float]] = {}
    for name, place, polygon in sorted(outlines, key=lambda one: -_area(one[2])):
        if name not in middles and place in order:
            column, row = np.mean(polygon, axis=0)
            x, y, z = whole @ np.array([column - 0.5, row - 0.5, order[place], 1.0])
            middles[name] = (float(x), float(y), float(z))
    data = volume.astype("<i2").tobytes()
    return MarkedVolume(_header(volume.shape, _affine(frames, joined), INT16, (0.0, 1.0)) + data, middles)


def _area(polygon: Sequence[Point]) -> float:
    x, y = np.array(polygon, float).T
    return abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2


@dataclass(frozen=True)
class _Slice:
    """One image, its pixels joined already, so that no volume at full size is ever in memory."""

    frame: Frame
    whole: bool
    """Whether its values were whole numbers."""


def _slices(series: Series, read: Callable[[Instance], bytes], joined: tuple[int, int, int]) -> Iterator[_Slice]:
    for instance in series.instances:
        for frame in decode_frames(read(instance)):
            if frame.is_colour or frame.pixels.ndim != 2:
                raise BadInput("The images of this series differ in size, or are in colour.")
            pixels = np.nan_to_num(np.asarray(frame.pixels, np.float32))
            whole = bool(np.array_equal(pixels, np.rint(pixels)))
            yield _Slice(replace(frame, pixels=_within(pixels, joined[1], joined[2])), whole)


def _steps_mm(series: Series) -> tuple[float, float, float]:
    """Between slices, rows and columns, as the headers say before any image is read; 1 where they do not."""
    geometry = series.instances[0].geometry
    places = sorted(i.geometry.along_normal_mm or 0.0 for i in series.instances)
    between = float(np.median(np.diff(places))) if len(places) > 1 else geometry.thickness_mm or 1.0
    return (between or 1.0, *(geometry.spacing_mm or (1.0, 1.0)))


def _joined(shape: tuple[int, ...], steps_mm: tuple[float, ...], most: int) -> tuple[int, int, int]:
    """How many voxels become one along each axis: where they lie closest first, until they are few enough."""
    counts, factors, steps = list(shape), [1, 1, 1], list(steps_mm)
    while int(np.prod(counts)) > most:
        axis = min(range(3), key=lambda one: (counts[one] < 2 * FEWEST_SLICES, steps[one]))
        counts[axis], factors[axis], steps[axis] = counts[axis] // 2, factors[axis] * 2, steps[axis] * 2
    return (factors[0], factors[1], factors[2])


def _within(pixels: NDArray[np.float32], down: int, across: int) -> NDArray[np.float32]:
    bottom, right = pixels.shape[0] // down * down, pixels.shape[1] // across * across
    total = np.zeros((bottom // down, right // across), np.float32)
    for row in range(down):
        for column in range(across):
            total += pixels[row:bottom:down, column:right:across]
    made: NDArray[np.float32] = (total / (down * across)).astype(np.float32)
    return made


def _along(volume: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    count = len(volume) // factor
    made: NDArray[np.float32] = volume[: count * factor].reshape(count, factor, *volume.shape[1:]).mean(1)
    return made


def _check_alike(frames: list[Frame]) -> None:
    one = frames[0]
    if len({frame.pixels.shape for frame in frames}) != 1:
        raise BadInput("The images of this series differ in size, or are in colour.")
    if any(
        frame.geometry.spacing_mm is None or frame.geometry.along_normal_mm is None
        or not np.allclose(frame.geometry.orientation or (), one.geometry.orientation or (), atol=1e-3)
        for frame in frames
    ):  # fmt: skip
        raise BadInput("The images of this series do not say where they lie, or lie in different directions.")
    steps = np.diff(sorted(frame.geometry.along_normal_mm or 0.0 for frame in frames))
    if steps.min() <= 0 or steps.max() > 1.5 * np.median(steps):
        raise BadInput("The images of this series lie at uneven distances.")


def _affine(frames: list[Frame], joined: tuple[int, int, int]) -> NDArray[np.float64]:
    """(3, 4): voxel (column, row, slice) → RAS in mm; a joined voxel lies in the middle of those that it is made of."""
    geometry = frames[0].geometry
    orientation = np.array(geometry.orientation, float)
    across, down = orientation[:3], orientation[3:]
    rows_mm, columns_mm = geometry.spacing_mm or (1.0, 1.0)
    ends = [np.array(frames[k].geometry.position_lps_mm, float) for k in (0, -1)]
    step = (ends[1] - ends[0]) / (len(frames) - 1)
    ways = np.column_stack([across * columns_mm, down * rows_mm, step])
    factors = np.array(joined[::-1], float)
    lps = np.column_stack([ways * factors, ends[0] + ways @ ((factors - 1) / 2)])
    ras: NDArray[np.float64] = np.diag([-1.0, -1.0, 1.0]) @ lps
    return ras


def _shown(frame: Frame) -> tuple[float, float]:
    """The file's own window as the lowest and highest value that is shown; zeros where it has none."""
    if not frame.windows:
        return 0.0, 0.0
    window = frame.windows[0]
    return window.center - window.width / 2, window.center + window.width / 2


def _header(shape: tuple[int, ...], affine: NDArray[np.float64], kind: int, shown: tuple[float, float]) -> bytes:
    slices, rows, columns = shape
    made = bytearray(HEADER)
    struct.pack_into("<i", made, 0, 348)
    struct.pack_into("<8h", made, 40, 3, columns, rows, slices, 1, 1, 1, 1)
    struct.pack_into("<2h", made, 70, kind, 16 if kind == INT16 else 32)
    sizes = np.linalg.norm(affine[:, :3], axis=0)
    struct.pack_into("<8f", made, 76, 1.0, *sizes, 0, 0, 0, 0)
    struct.pack_into("<3f", made, 108, float(HEADER), 1.0, 0.0)
    struct.pack_into("<2f", made, 124, shown[1], shown[0])
    made[123] = 2  # millimetres
    struct.pack_into("<2h", made, 252, 0, 1)
    struct.pack_into("<12f", made, 280, *affine.ravel())
    made[344:348] = b"n+1\0"
    return bytes(made)
