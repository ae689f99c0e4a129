"""PNG, JPEG and NIfTI for research: each becomes DICOM at the door, so that everything behind it knows one format.

The same file gives the same UIDs each time, so sending it twice makes no second study. Such images carry no patient.
"""

import hashlib
import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from attending.errors import BadInput
from attending.imaging.header import uid_of
from attending.imaging.nifti import Facing, facing, is_nifti, read_nifti

_SECONDARY_CAPTURE = UID("1.2.840.10008.5.1.4.1.1.7")


def is_research_file(data: bytes) -> bool:
    """Whether the bytes are PNG, JPEG or NIfTI (gzipped or not) rather than DICOM."""
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or _holds_volumes(data)


def _holds_volumes(data: bytes) -> bool:
    """Whether the bytes are NIfTI, or gzipped: then nothing else is expected inside."""
    return data.startswith(b"\x1f\x8b") or is_nifti(data)


@lru_cache(maxsize=1)  # a volume of 200 slices is asked for slice by slice
def as_dicom(data: bytes, *, name: str = "", modality: str = "") -> list[bytes]:
    """DICOM files of a picture (one), or of a file of volumes: one a slice, each volume a series of its own.

    Raises:
        BadInput: damaged, or a NIfTI of a kind that is not an image volume.
    """
    digest = hashlib.sha256(data).digest()
    if _holds_volumes(data):
        return _volumes(data, digest, modality or "MR")
    return [_picture(data, digest, modality or "OT")]


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
    return _as_file(_dataset(values, digest, modality, 1))


def read_volume(data: bytes) -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """The first volume of a NIfTI file, gzipped or not.

    Returns:
        (slice, row, column) as DICOM shows such a slice, and the spacing between columns, rows and slices in mm
        (0 where the file does not say).

    Raises:
        BadInput: damaged, or not an image volume of a known type.
    """
    turned = facing(read_nifti(data))
    if turned.volumes.ndim == 5:
        raise BadInput("This NIfTI volume is in colour: it holds no measured values.")
    return turned.volumes[0], turned.spacing_mm


def _volumes(data: bytes, digest: bytes, modality: str) -> list[bytes]:
    turned = facing(read_nifti(data))
    made: list[bytes] = []
    for number, volume in enumerate(turned.volumes, 1):
        stored, rescale = (volume, None) if volume.ndim == 4 else _stored(volume)
        for place, plane in enumerate(stored):
            one = _dataset(plane, digest, modality, len(made) + 1)
            one.BurnedInAnnotation = "NO"
            one.InstanceNumber, one.SeriesNumber = place + 1, number
            if number > 1:
                one.SeriesInstanceUID = uid_of(digest, f"series/{number}")
            if len(turned.volumes) > 1:
                one.SeriesDescription = f"Volume {number} of {len(turned.volumes)}"
            if rescale is not None:
                one.RescaleSlope, one.RescaleIntercept = (f"{part:.10g}" for part in rescale)
            _set_place(one, turned, place, digest)
            made.append(_as_file(one))
    return made


def _stored(volume: NDArray[np.float32]) -> tuple[NDArray[np.uint16], tuple[float, float]]:
    """The volume in 16 bits with its slope and intercept; what is no number becomes the lowest value or the highest."""
    finite = volume[np.isfinite(volume)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    step = (high - low) / 65535 or 1.0
    if high - low <= 65535 and low == round(low) and np.array_equal(finite, np.rint(finite)):
        low, step = min(low, 0.0), 1.0
    values = np.nan_to_num(volume, nan=low, posinf=high, neginf=low)
    return np.rint((values - low) / step).clip(0, 65535).astype(np.uint16), (step, low)


def _set_place(made: Dataset, turned: Facing, place: int, digest: bytes) -> None:
    """Spacing, direction and position of a slice (from 0), as far as the file says them."""
    column_mm, row_mm, slice_mm = turned.spacing_mm
    if min(turned.spacing_mm) > 0:
        made.PixelSpacing = [f"{row_mm:.8g}", f"{column_mm:.8g}"]
        made.SliceThickness = made.SpacingBetweenSlices = f"{slice_mm:.8g}"
    if turned.affine is None:
        return
    across, down = turned.affine[:, 0], turned.affine[:, 1]
    across = across / np.linalg.norm(across)
    down = down - across * (across @ down)  # a sheared volume: DICOM's rows and columns are at right angles
    down = down / np.linalg.norm(down)
    position = turned.affine[:, 3] + turned.affine[:, 2] * place
    made.ImageOrientationPatient = [f"{part:.9g}" for part in np.round((*across, *down), 10) + 0.0]
    made.ImagePositionPatient = [f"{part:.9g}" for part in position]
    made.FrameOfReferenceUID = uid_of(digest, "frame")


def _dataset(values: NDArray[Any], digest: bytes, modality: str, number: int) -> FileDataset:
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
    _set_pixels(made, values)
    return made


def _as_file(made: FileDataset) -> bytes:
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
