"""PNG, JPEG and NIfTI for research: each becomes DICOM at the door, so that everything behind it knows one format.

The same file gives the same UIDs each time, so sending it twice makes no second study. Such images carry no patient.
"""

import gzip
import hashlib
import io
import struct
import zlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from attending.errors import BadInput
from attending.imaging.header import uid_of

_SECONDARY_CAPTURE = UID("1.2.840.10008.5.1.4.1.1.7")
_NIFTI_TYPES: dict[int, str] = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 256: "i1", 512: "u2", 768: "u4"}
"""NIfTI-1 datatype codes. Source: nifti1.h, NIFTI_TYPE_*."""
MOST_VOXELS = 400_000_000


def is_research_file(data: bytes) -> bool:
    """Whether the bytes are PNG, JPEG or NIfTI (gzipped or not) rather than DICOM."""
    return data[:8] == b"\x89PNG\r\n\x1a\n" or data[:3] == b"\xff\xd8\xff" or data[:2] == b"\x1f\x8b" or _is_nifti(data)


@lru_cache(maxsize=1)  # a volume of 200 slices is asked for slice by slice
def as_dicom(data: bytes, *, name: str = "", modality: str = "") -> list[bytes]:
    """DICOM files of a picture (one) or a volume (one a slice, axial order as stored).

    Raises:
        BadInput: damaged, or a NIfTI of a kind that is not an image volume.
    """
    digest = hashlib.sha256(data).digest()
    if data[:2] == b"\x1f\x8b" or _is_nifti(data):
        return _volume(_unzipped(data), digest, modality or "MR")
    return [_picture(data, digest, modality or "OT")]


def _is_nifti(data: bytes) -> bool:
    return len(data) > 348 and data[344:347] in (b"n+1", b"ni1")


def _unzipped(data: bytes) -> bytes:
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        plain = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput("The gzip file is damaged or cut off.", hint="Send it again.") from error
    if not _is_nifti(plain):
        raise BadInput("The gzip file holds no NIfTI volume.")
    return plain


def _picture(data: bytes, digest: bytes, modality: str) -> bytes:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            colour = picture.mode not in {"1", "L", "I", "I;16", "F", "LA"}
            values = np.asarray(
                picture.convert("RGB" if colour else "L" if picture.mode in {"1", "LA"} else picture.mode)
            )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput("The picture is damaged or cut off.", hint="Send it again.") from error
    if values.ndim == 3 and (values[..., 0] == values[..., 1]).all() and (values[..., 1] == values[..., 2]).all():
        values = values[..., 0]  # an X-ray saved as colour
    return _dicom(values, digest, modality, number=1)


def read_volume(data: bytes) -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """A NIfTI volume, gzipped or not.

    Returns:
        (slice, row, column) as DICOM shows an axial slice, and the spacing between columns, rows and slices in mm
        (0 where the file does not say).

    Raises:
        BadInput: damaged, or not an image volume of a known type.
    """
    data = _unzipped(data)
    if not _is_nifti(data):
        raise BadInput("This file holds no NIfTI volume.")
    order = "<" if struct.unpack("<i", data[:4])[0] == 348 else ">"
    shape = struct.unpack(f"{order}8h", data[40:56])
    kind, spacing = struct.unpack(f"{order}h", data[70:72])[0], struct.unpack(f"{order}8f", data[76:108])
    offset, slope, intercept = struct.unpack(f"{order}3f", data[108:120])
    if shape[0] not in (2, 3, 4) or kind not in _NIFTI_TYPES or min(shape[1:3]) < 1:
        raise BadInput("This NIfTI file is not an image volume of a known type.")
    columns, rows, slices = shape[1], shape[2], max(1, shape[3]) if shape[0] >= 3 else 1
    voxels = columns * rows * slices
    kind_of = np.dtype(f"{order}{_NIFTI_TYPES[kind]}")
    values = np.frombuffer(data, kind_of, offset=max(352, int(offset)))
    if voxels > MOST_VOXELS or values.size < voxels:
        raise BadInput("The NIfTI file is cut off, or too large.", hint="Send it again.")
    volume = values[:voxels].reshape(slices, rows, columns).astype(np.float32)
    if slope not in (0.0, 1.0) or intercept:
        volume = volume * np.float32(slope or 1.0) + np.float32(intercept)
    return _towards_lps(volume, data, order), (spacing[1], spacing[2], spacing[3])


def _volume(data: bytes, digest: bytes, modality: str) -> list[bytes]:
    volume, spacing = read_volume(data)
    low, high = float(np.nanmin(volume)), float(np.nanmax(volume))
    step = (high - low) / 65535 or 1.0
    if low >= 0 and high <= 65535 and np.array_equal(volume, np.rint(volume)):
        low, step = 0.0, 1.0
    stored = np.rint((np.nan_to_num(volume, nan=low) - low) / step).astype(np.uint16)
    return [
        _dicom(plane, digest, modality, number, spacing=spacing, rescale=(step, low), place=number - 1)
        for number, plane in enumerate(stored, 1)
    ]


def _towards_lps(volume: NDArray[np.float32], data: bytes, order: str) -> NDArray[np.float32]:
    """Columns towards the patient's left, rows towards the back, as DICOM shows an axial slice.

    NIfTI's world is RAS: a positive entry of the sform's diagonal means right, or front. A volume whose axes are
    oblique or exchanged stays as it is stored.
    """
    affine = np.array(struct.unpack(f"{order}12f", data[280:328])).reshape(3, 4)[:, :3]
    if struct.unpack(f"{order}h", data[254:256])[0] <= 0 or not np.abs(affine).max():
        affine = np.eye(3)
    if not all(np.abs(affine[axis]).argmax() == axis for axis in range(3)):
        return volume
    flipped = volume[:, ::-1] if affine[1, 1] > 0 else volume
    return flipped[:, :, ::-1] if affine[0, 0] > 0 else flipped


def _dicom(
    values: NDArray[Any],
    digest: bytes,
    modality: str,
    number: int,
    *,
    spacing: tuple[float, ...] = (),
    rescale: tuple[float, float] | None = None,
    place: int = 0,
) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = _SECONDARY_CAPTURE
    meta.MediaStorageSOPInstanceUID = UID(uid_of(digest, f"instance/{number}"))
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID = uid_of(digest, "study"), uid_of(digest, "series")
    made.PatientID = made.PatientName = made.StudyDate = made.AccessionNumber = ""
    made.Modality, made.ConversionType = modality, "WSD"
    made.InstanceNumber, made.SeriesNumber = number, 1
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.BurnedInAnnotation = "NO" if spacing else None
    _set_pixels(made, values)
    if rescale is not None:
        made.RescaleSlope, made.RescaleIntercept = (f"{part:.10g}"[:16] for part in rescale)
    if len(spacing) == 3 and min(spacing) > 0:
        column_mm, row_mm, slice_mm = (float(part) for part in spacing)
        made.PixelSpacing = [f"{row_mm:.8g}", f"{column_mm:.8g}"]
        made.SliceThickness = f"{slice_mm:.8g}"
        made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        made.ImagePositionPatient = [0, 0, f"{place * slice_mm:.8g}"]
        made.FrameOfReferenceUID = uid_of(digest, "frame")
    file = io.BytesIO()
    made.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _set_pixels(made: Dataset, values: NDArray[Any]) -> None:
    if values.dtype not in (np.uint8, np.uint16):
        values = np.clip(values, 0, 65535).astype(np.uint16)
    made.Rows, made.Columns = values.shape[:2]
    made.SamplesPerPixel = 3 if values.ndim == 3 else 1
    made.PhotometricInterpretation = "RGB" if values.ndim == 3 else "MONOCHROME2"
    if values.ndim == 3:
        made.PlanarConfiguration = 0
    made.BitsAllocated = made.BitsStored = 8 * values.dtype.itemsize
    made.HighBit, made.PixelRepresentation = made.BitsStored - 1, 0
    data = np.ascontiguousarray(values).tobytes()
    made.PixelData = data + b"\0" * (len(data) % 2)
