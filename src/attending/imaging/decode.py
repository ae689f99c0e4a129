"""Pixels of a DICOM file in modality units: rescaled, oriented as stored, MONOCHROME1 marked, colour as RGB.

Compressed transfer syntaxes need their decoders: JPEG 2000 and HTJ2K, JPEG-LS, RLE and JPEG are in the base install.
"""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut, convert_color_space
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID

from attending.errors import BadInput
from attending.imaging.header import read_dataset, read_geometry
from attending.imaging.study import Frame, Geometry, VoiLut, Window

MOST_PIXELS = 600_000_000
"""Of one file, all frames: beyond it a header lies or the machine runs out of memory."""


def decode_frames(data: bytes, *, only: int | None = None) -> tuple[Frame, ...]:
    """Decode a file's frames, or only frame `only` (from 1).

    Raises:
        BadInput: no pixels, more than `MOST_PIXELS`, damaged, or compressed in a way nobody here can read.
    """
    return tuple(iterate_frames(read_dataset(data), only=only))


def iterate_frames(dataset: Dataset, *, only: int | None = None) -> Iterator[Frame]:
    """Frames of a data set, one at a time; raises like `decode_frames`."""
    count = max(1, int(dataset.get("NumberOfFrames") or 1))
    _check_size(dataset, count)
    if only is not None and not 1 <= only <= count:
        raise BadInput(f"This image has {count} frame{'s' * (count > 1)}.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stored = _stored(dataset, only)
        shared, per_frame = groups_of(dataset)
        for place, number in enumerate([only] if only is not None else range(1, count + 1)):
            own = per_frame[number - 1] if number <= len(per_frame) else None
            yield _frame(stored[place], dataset, number, own, shared)


def _check_size(dataset: Dataset, count: int) -> None:
    pixels = int(dataset.get("Rows") or 0) * int(dataset.get("Columns") or 0)
    if not pixels or not any(name in dataset for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
        raise BadInput("This DICOM file holds no image.")
    if pixels * count > MOST_PIXELS:
        raise BadInput(f"This image says it has more than {MOST_PIXELS // 10**6} million pixels.")


def _stored(dataset: Dataset, only: int | None, *, raw: bool = False) -> NDArray[np.generic]:
    """Stored values: (frame, row, column) or (frame, row, column, 3)."""
    try:
        if "PixelData" not in dataset:  # a parametric map: floats, never compressed
            values = dataset.pixel_array
            values = values if values.ndim == 3 else values[None]
            return values if only is None else values[only - 1 : only]
        index = None if only is None else only - 1
        values = pixel_array(dataset, index=index, raw=raw)
    except NotImplementedError as error:
        raise BadInput(_undecodable(dataset), hint="Have the archive send it uncompressed.") from error
    except Exception as error:  # decoders raise what they like on damaged bytes
        name = (
            _undecodable(dataset)
            if "missing dependencies" in str(error)
            else "The pixels of this file are damaged or cut off."
        )
        raise BadInput(name, hint="Send it again from its source.") from error
    colour = int(dataset.get("SamplesPerPixel") or 1) == 3
    wanted = 4 if colour else 3
    return values if values.ndim == wanted else values[None]


def stored_frames(data: bytes, numbers: Sequence[int] = ()) -> list[bytes]:
    """Frames (from 1; without numbers all) of a file as they are stored, but without compression.

    Little endian, colour by pixel or plane as the header says; raises like `decode_frames`.
    """
    dataset = read_dataset(data)
    count = max(1, int(dataset.get("NumberOfFrames") or 1))
    _check_size(dataset, count)
    if not all(1 <= number <= count for number in numbers):
        raise BadInput(f"This image has {count} frame{'s' * (count > 1)}.")
    planes = int(dataset.get("PlanarConfiguration") or 0) == 1
    made = []
    for number in numbers or range(1, count + 1):
        values = _stored(dataset, number, raw=True)[0]
        values = np.moveaxis(values, -1, 0) if values.ndim == 3 and planes else values
        packed = np.packbits(values, bitorder="little") if dataset.get("BitsAllocated") == 1 else values
        made.append(packed.astype(packed.dtype.newbyteorder("<"), copy=False).tobytes())
    return made


def _undecodable(dataset: Dataset) -> str:
    syntax = UID(dataset.file_meta.get("TransferSyntaxUID", "")).name
    return f"No decoder is installed for {syntax}."


def frame_places(data: bytes) -> tuple[Geometry, ...]:
    """Where every frame of a file lies, without decoding any."""
    dataset = read_dataset(data, pixels=False)
    shared, own = groups_of(dataset)
    count = max(1, int(dataset.get("NumberOfFrames") or 1))
    return tuple(read_geometry(dataset, own[n] if n < len(own) else None, shared) for n in range(count))


def frame_geometry(data: bytes, number: int) -> tuple[Geometry, int, int]:
    """Where a frame (from 1) lies, its rows and its columns, without decoding it."""
    dataset = read_dataset(data, pixels=False)
    shared, own = groups_of(dataset)
    geometry = read_geometry(dataset, own[number - 1] if number <= len(own) else None, shared)
    return geometry, int(dataset.Rows), int(dataset.Columns)


def groups_of(dataset: Dataset) -> tuple[Dataset | None, list[Dataset]]:
    """The functional groups of an enhanced image: shared, and of each frame."""
    shared = dataset.get("SharedFunctionalGroupsSequence")
    return (shared[0] if shared else None), list(dataset.get("PerFrameFunctionalGroupsSequence") or [])


def _frame(
    stored: NDArray[np.generic], dataset: Dataset, number: int, own: Dataset | None, shared: Dataset | None
) -> Frame:
    geometry = read_geometry(dataset, own, shared)
    photometric = str(dataset.get("PhotometricInterpretation", ""))
    if photometric == "PALETTE COLOR":
        return Frame(_eight_bits(apply_color_lut(stored, dataset)), number, geometry)
    if stored.ndim == 3:
        rgb = stored if photometric != "YBR_FULL" else convert_color_space(stored, "YBR_FULL", "RGB")
        return Frame(_eight_bits(rgb), number, geometry)
    values = stored.astype(np.float32)
    slope, intercept = rescale_of(dataset, own, shared)
    if slope != 1.0 or intercept != 0.0:
        values = values * np.float32(slope) + np.float32(intercept)
    return Frame(
        values,
        number,
        geometry,
        windows=_windows(dataset, own, shared),
        inverted=photometric == "MONOCHROME1",
        voi_lut=_voi_lut(dataset),
        full_range=_full_range(dataset, slope, intercept),
    )


def _full_range(dataset: Dataset, slope: float, intercept: float) -> tuple[float, float] | None:
    """What the bits of a pixel can say. Source: DICOM PS3.3 C.7.6.3.1.1, C.11.1.1.2."""
    bits, signed = int(dataset.get("BitsStored") or 0), int(dataset.get("PixelRepresentation") or 0)
    if not 1 <= bits <= 32 or "PixelData" not in dataset:
        return None
    ends = [
        end * slope + intercept for end in ((-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1))
    ]
    return min(ends), max(ends)


def _eight_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Colour as 8 bits a channel; it is stored in 8 or in 16 (PS3.3 C.7.6.3.1.2)."""
    if values.dtype == np.uint8:
        return values
    scaled: NDArray[np.uint8] = (values.astype(np.float32) * (255.0 / 65535)).round().astype(np.uint8)
    return scaled


def _functional(keyword: str, sequence: str, *layers: Dataset | None) -> object:
    for layer in layers:
        items = layer.get(sequence) if layer is not None else None
        if items and items[0].get(keyword) is not None:
            return items[0].get(keyword)
    return None


def rescale_of(dataset: Dataset, own: Dataset | None, shared: Dataset | None) -> tuple[float, float]:
    """Slope and intercept of a frame; of a classic image its own."""
    sequence = "PixelValueTransformationSequence"
    slope = _functional("RescaleSlope", sequence, own, shared)
    intercept = _functional("RescaleIntercept", sequence, own, shared)
    slope = dataset.get("RescaleSlope") if slope is None else slope
    intercept = dataset.get("RescaleIntercept") if intercept is None else intercept
    try:
        by, plus = float(str(slope)) if slope is not None else 1.0, float(str(intercept or 0))
    except ValueError:
        return 1.0, 0.0
    return (by, plus) if by else (1.0, plus)


def _windows(dataset: Dataset, own: Dataset | None, shared: Dataset | None) -> tuple[Window, ...]:
    found = [
        _functional(keyword, "FrameVOILUTSequence", own, shared) or dataset.get(keyword)
        for keyword in ("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation")
    ]
    centers, widths, names = (_listed(value) for value in found)
    windows = []
    for place, (center, width) in enumerate(zip(centers, widths, strict=False)):
        try:
            window = Window(float(str(center)), float(str(width)), str(names[place]) if place < len(names) else "")
        except ValueError:
            continue
        if window.width >= 1:
            windows.append(window)
    return tuple(windows)


def _listed(value: object) -> list[object]:
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str | int | float) or not hasattr(value, "__iter__") else list(value)


def _voi_lut(dataset: Dataset) -> VoiLut | None:
    sequence = dataset.get("VOILUTSequence")
    if not sequence:
        return None
    try:
        _, first, bits = (int(value) for value in sequence[0].LUTDescriptor)
        data = sequence[0].LUTData
        values = np.frombuffer(data, np.uint16) if isinstance(data, bytes) else np.asarray(data, np.uint16)
    except (AttributeError, TypeError, ValueError):
        return None
    return VoiLut(float(first), values, bits) if values.size else None
