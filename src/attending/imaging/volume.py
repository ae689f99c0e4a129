"""A series as a NIfTI volume, for the viewer that shows three planes and a rendering at once.

Source: NIfTI-1.1, nifti1.h; its world is RAS, DICOM's is LPS.
"""

import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.decode import decode_frames
from attending.imaging.study import Frame, Instance, Series

MOST_VOXELS = 200_000_000
FEWEST_SLICES = 4
HEADER = 352
INT16, FLOAT32 = 4, 16


def as_nifti(series: Series, read: Callable[[Instance], bytes]) -> bytes:
    """The series as one NIfTI file, its slices in the order of their places.

    Raises:
        BadInput: too few or too many images, images that differ, colour, or a geometry that is not known.
    """
    if series.frames < FEWEST_SLICES:
        raise BadInput("This series has too few images to be a volume.")
    first = series.instances[0]
    if first.rows * first.columns * series.frames > MOST_VOXELS:
        raise BadInput("This series is too large to be shown as a volume.")
    frames = [frame for instance in series.instances for frame in decode_frames(read(instance))]
    _check_alike(frames)
    frames.sort(key=lambda frame: frame.geometry.along_normal_mm or 0.0)
    volume = np.stack([np.nan_to_num(np.asarray(frame.pixels, np.float32)) for frame in frames])
    whole = bool(np.abs(volume).max() <= 32767) and bool(np.array_equal(volume, np.rint(volume)))
    data = volume.astype("<i2" if whole else "<f4").tobytes()
    return _header(volume.shape, _affine(frames), INT16 if whole else FLOAT32, _shown(frames[0])) + data


def _check_alike(frames: list[Frame]) -> None:
    one = frames[0]
    if one.is_colour or len({frame.pixels.shape for frame in frames}) != 1:
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


def _affine(frames: list[Frame]) -> NDArray[np.float64]:
    """(3, 4): voxel (column, row, slice) → RAS in mm."""
    geometry = frames[0].geometry
    orientation = np.array(geometry.orientation, float)
    across, down = orientation[:3], orientation[3:]
    rows_mm, columns_mm = geometry.spacing_mm or (1.0, 1.0)
    ends = [np.array(frames[k].geometry.position_lps_mm, float) for k in (0, -1)]
    step = (ends[1] - ends[0]) / (len(frames) - 1)
    lps = np.column_stack([across * columns_mm, down * rows_mm, step, ends[0]])
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
