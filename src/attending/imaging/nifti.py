"""NIfTI-1 and NIfTI-2 volumes: their values, and where each voxel lies in the patient.

Read by `research`, which makes DICOM of them, and by the evaluation of lesion data.
Source: nifti1.h, nifti2.h (NIfTI Data Format Working Group); methods 1 to 3 of "3D image orientation".
"""

import gzip
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput

COLOURS: dict[int, int] = {128: 3, 2304: 4}
"""Datatype codes NIFTI_TYPE_RGB24 and RGBA32, and their bytes a voxel."""
TYPES: dict[int, str] = {
    2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 256: "i1", 512: "u2", 768: "u4", 1024: "i8", 1280: "u8",
}  # fmt: skip
"""Datatype codes, NIFTI_TYPE_*."""
MOST_VOXELS = 400_000_000
MOST_VOLUMES = 64
"""Of one file: times, echoes, diffusion weights or sequences. More is for research software, not for a reader."""
_METRES, _MILLIMETRES, _MICRONS = 1, 2, 3
_TO_MM = {_METRES: 1000.0, _MILLIMETRES: 1.0, _MICRONS: 0.001}
Affine = NDArray[np.float64]
_LPS = np.diag([-1.0, -1.0, 1.0])


@dataclass(frozen=True)
class Nifti:
    """The volumes of one file as they are stored."""

    volumes: NDArray[Any]
    """(volume, slice, row, column) float32, or with three channels uint8 RGB."""
    spacing_mm: tuple[float, float, float]
    """Between columns, rows and slices; 0 where the file does not say."""
    affine: Affine | None
    """(3, 4): voxel (column, row, slice) → LPS in mm; none where the file does not say how it lies in the patient."""


@dataclass(frozen=True)
class _Header:
    order: str
    shape: tuple[int, ...]
    kind: int
    spacing: tuple[float, ...]
    offset: int
    scale: tuple[float, float]
    codes: tuple[int, int]
    quaternion: tuple[float, ...]
    rows: tuple[float, ...]
    units: int


def is_nifti(head: bytes) -> bool:
    """Whether the bytes begin a NIfTI-1 or NIfTI-2 file, single or the header of a pair."""
    one = len(head) >= 348 and head[344:347] in (b"n+1", b"ni1")
    return one or head[4:12] in (b"n+2\0\r\n\x1a\n", b"ni2\0\r\n\x1a\n")


def unzipped(data: bytes, *, any_content: bool = False) -> bytes:
    """The plain bytes of a NIfTI file; raises `BadInput` where gzip holds something else, or is cut off.

    `any_content`: of the voxels of a pair, which begin with no mark.
    """
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        plain = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput("The gzip file is damaged or cut off.", hint="Send it again.") from error
    if not any_content and not is_nifti(plain):
        raise BadInput("The gzip file holds no NIfTI volume.")
    return plain


def read_nifti(data: bytes) -> Nifti:
    """Every volume of a file, gzipped or not, rescaled.

    Raises:
        BadInput: damaged, cut off, one half of a pair of files, or not image volumes of a known type.
    """
    data = unzipped(data)
    if not is_nifti(data):
        raise BadInput("This file holds no NIfTI volume.")
    if b"ni" in (data[4:6], data[344:346]):
        raise BadInput(
            "This NIfTI volume lies in two files, and here is one.",
            hint="Send NAME.hdr and NAME.img together, or save it as one .nii file.",
        )
    header = _header(data)
    if not 2 <= header.shape[0] <= 5 or header.kind not in {*TYPES, *COLOURS} or min(header.shape[1:3]) < 1:
        raise BadInput("This NIfTI file is not an image volume of a known type.")
    columns, rows, slices, *more = (max(1, header.shape[1 + n]) if n < header.shape[0] else 1 for n in range(7))
    count = int(np.prod(more))
    if count > MOST_VOLUMES:
        raise BadInput(f"This NIfTI file holds {count} volumes, more than {MOST_VOLUMES}.", hint="Split it first.")
    values = _values(data, header, (count, slices, rows, columns))
    affine = _affine(header)
    sizes = np.linalg.norm(affine[:, :3], axis=0) if affine is not None else _sizes(header)
    return Nifti(values, (float(sizes[0]), float(sizes[1]), float(sizes[2])), affine)


def _values(data: bytes, header: _Header, shape: tuple[int, int, int, int]) -> NDArray[Any]:
    """The rescaled voxels; those in colour as three bytes each, for opacity has no place in an image."""
    channels = COLOURS.get(header.kind, 1)
    kind = np.dtype("u1") if header.kind in COLOURS else np.dtype(f"{header.order}{TYPES[header.kind]}")
    voxels = int(np.prod(shape)) * channels
    if voxels > MOST_VOXELS or len(data) - header.offset < voxels * kind.itemsize:
        raise BadInput("The NIfTI file is cut off, or too large.", hint="Send it again.")
    stored = np.frombuffer(data, kind, voxels, header.offset)
    if header.kind in COLOURS:
        return stored.reshape(*shape, channels)[..., :3]
    values = stored.reshape(shape).astype(np.float32)
    slope, intercept = header.scale
    if np.isfinite(slope) and np.isfinite(intercept) and slope and (slope, intercept) != (1.0, 0.0):
        values = values * np.float32(slope) + np.float32(intercept)
    return values


def _header(data: bytes) -> _Header:
    if data[4:7] in (b"n+2", b"ni2"):
        order = "<" if struct.unpack("<i", data[:4])[0] == 540 else ">"

        def take(what: str, at: int) -> tuple[float, ...]:
            return struct.unpack_from(f"{order}{what}", data, at)

        if len(data) < 540:
            raise BadInput("The NIfTI file is cut off, or too large.", hint="Send it again.")
        return _Header(
            order, tuple(int(n) for n in take("8q", 16)), int(take("h", 12)[0]), take("8d", 104),
            max(540, int(take("q", 168)[0])), (take("d", 176)[0], take("d", 184)[0]),
            (int(take("i", 344)[0]), int(take("i", 348)[0])), take("6d", 352), take("12d", 400),
            int(take("i", 500)[0]) & 7,
        )  # fmt: skip
    order = "<" if struct.unpack("<i", data[:4])[0] == 348 else ">"

    def get(what: str, at: int) -> tuple[float, ...]:
        return struct.unpack_from(f"{order}{what}", data, at)

    offset, slope, intercept = get("3f", 108)
    return _Header(
        order, tuple(int(n) for n in get("8h", 40)), int(get("h", 70)[0]), get("8f", 76),
        max(352, int(offset) if np.isfinite(offset) else 0), (slope, intercept),
        (int(get("h", 252)[0]), int(get("h", 254)[0])), get("6f", 256), get("12f", 280), data[123] & 7,
    )  # fmt: skip


def _sizes(header: _Header) -> NDArray[np.float64]:
    sizes = np.abs(np.array(header.spacing[1:4])) * _TO_MM.get(header.units, 1.0)
    return np.where(np.isfinite(sizes), sizes, 0.0)


def _affine(header: _Header) -> Affine | None:
    """By the sform where there is one, else by the qform; NIfTI's world is RAS."""
    qform, sform = header.codes
    if sform > 0:
        affine = np.array(header.rows, float).reshape(3, 4) * _TO_MM.get(header.units, 1.0)
    elif qform > 0:
        affine = _by_quaternion(header)
    else:
        return None
    usable = np.isfinite(affine).all() and abs(float(np.linalg.det(affine[:, :3]))) > 1e-9
    return _LPS @ affine if usable else None


def _by_quaternion(header: _Header) -> Affine:
    b, c, d, *origin = header.quaternion
    a = float(np.sqrt(max(0.0, 1.0 - (b * b + c * c + d * d))))
    turn = np.array([
        [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
        [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
        [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
    ])  # fmt: skip
    sizes = _sizes(header)
    sizes = np.where(sizes > 0, sizes, 1.0)
    sizes[2] *= -1.0 if header.spacing[0] < 0 else 1.0  # pixdim[0], qfac
    return np.column_stack([turn * sizes, np.array(origin) * _TO_MM.get(header.units, 1.0)])


@dataclass(frozen=True)
class Facing:
    """Volumes as a reader expects them on the screen, with the place of each voxel."""

    volumes: NDArray[Any]
    """(volume, slice, row, column) float32, or with three channels uint8 RGB."""
    spacing_mm: tuple[float, float, float]
    """Between columns, rows and slices; 0 where the file does not say."""
    affine: Affine | None
    """(3, 4): voxel (column, row, slice) → LPS in mm; none where the file does not say how it lies in the patient."""


_ACROSS, _DOWN = {0: 1, 1: 0, 2: 0}, {0: (2, -1), 1: (2, -1), 2: (1, 1)}
"""Axis of the slices (0 left, 1 back, 2 head) → the axis that columns follow, and that of the rows with its sense: of
sagittal slices back and feet, of coronal ones left and feet, of axial ones left and back."""


def facing(volume: Nifti) -> Facing:
    """The stored slices turned so that left, back or feet lie where a reader looks for them, in order along the normal.

    Only whole turns and mirrorings of voxels: nothing is interpolated. Without a place in the patient the axes count
    as right, front and head, as the format has them, and nothing is said of where they lie.
    """
    known = volume.affine is not None
    affine = volume.affine.copy() if volume.affine is not None else np.column_stack([_LPS, np.zeros(3)])
    values, spacing = volume.volumes, list(volume.spacing_mm)
    through = int(np.abs(affine[:, 2]).argmax())
    across, (down, sense) = _ACROSS[through], _DOWN[through]
    if abs(affine[across, 1]) > abs(affine[across, 0]):
        values, affine = values.swapaxes(2, 3), affine[:, [1, 0, 2, 3]]
        spacing[:2] = spacing[1], spacing[0]
    if affine[across, 0] < 0:
        values, affine = values[:, :, :, ::-1], _flipped(affine, 0, values.shape[3])
    if affine[down, 1] * sense < 0:
        values, affine = values[:, :, ::-1], _flipped(affine, 1, values.shape[2])
    if float(np.cross(affine[:, 0], affine[:, 1]) @ affine[:, 2]) < 0:
        values, affine = values[:, ::-1], _flipped(affine, 2, values.shape[1])
    return Facing(values, (spacing[0], spacing[1], spacing[2]), affine if known else None)


def _flipped(affine: Affine, axis: int, count: int) -> Affine:
    turned = affine.copy()
    turned[:, 3] += turned[:, axis] * (count - 1)
    turned[:, axis] *= -1
    return turned
