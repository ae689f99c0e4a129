"""An enhanced image as DICOM: the source's own class, marked as derived, with the mask of where not to trust it.

The mask travels in the image as an overlay plane, so that it cannot be lost on the way. Source: PS3.3 C.7.6.1 (derived
images), C.9.2 (overlay plane), C.7.6.16 (functional groups).
"""

import copy
import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from attending.imaging.decode import groups_of, rescale_of
from attending.imaging.enhance import Enhanced
from attending.imaging.header import uid_of
from attending.imaging.multiframe import CLASSES, say_derived
from attending.imaging.sharpen import places

OVERLAY = 0x6000
_DROPPED = (
    "SmallestImagePixelValue", "LargestImagePixelValue", "PixelPaddingValue", "PixelPaddingRangeLimit",
    "IconImageSequence", "ReferencedImageEvidenceSequence", "LossyImageCompressionMethod", "LossyImageCompressionRatio",
)  # fmt: skip

_MAY_BE_EMPTY = ("Manufacturer", "StudyID", "AccessionNumber", "ReferringPhysicianName", "PositionReferenceIndicator")
_OF_MODALITY = {"CT": ("KVP", "AcquisitionNumber", "PatientPosition"), "MR": ("PatientPosition", "EchoTrainLength")}
"""Type 2: they must be there, if empty. De-identified scans often lack them, and strict archives then refuse the image.
Source: PS3.3, modules of the CT, MR and general images."""


def series_uid(source_series: str, factor: int, model: str) -> str:
    """The same for the same series, factor and model, so that a series that was cut off is completed."""
    return image_uid(source_series, factor, model)


def image_uid(source: str, factor: int, model: str) -> str:
    """The same for the same image, factor and model."""
    return uid_of(hashlib.sha256(source.encode()).digest(), f"enhanced/{factor}/{model}")


def derived_image(source: Dataset, made: Sequence[Enhanced], *, number: int, series: str) -> Dataset:
    """A derived image of the source's own class with `factor` times its rows and columns.

    Args:
        source: the original, completed; one frame or several.
        made: of each frame, in modality units.
        number: instance number in the derived series.
        series: UID of the derived series.
    """
    first = made[0]
    new = Dataset()
    new.update({
        tag: copy.deepcopy(element) for tag, element in source.items()
        if tag != 0x7FE00010 and tag >> 16 != 0x0002 and not 0x6000 <= tag >> 16 <= 0x60FF
    })  # fmt: skip
    stored = _stored(source, made)
    new.Rows, new.Columns = stored.shape[1:]
    new.BitsAllocated = new.BitsStored = 16
    new.HighBit, new.SamplesPerPixel = 15, 1
    new.PixelData = stored.tobytes()
    if len(made) > 1 or "NumberOfFrames" in source:
        new.NumberOfFrames = len(made)
    _shrink_spacing(new, first.factor)
    model = f"{first.model} {first.version}"
    new.SOPInstanceUID = image_uid(str(source.SOPInstanceUID), first.factor, model)
    new.SeriesInstanceUID = series
    new.InstanceNumber, new.SeriesNumber = number, 9100 + first.factor
    new.SeriesDescription = f"{str(source.get('SeriesDescription', ''))[:48]} enhanced x{first.factor}".strip()
    new.ImageType = ["DERIVED", "SECONDARY", *list(source.get("ImageType") or [])[2:]]
    new.DerivationDescription = f"{first.description} alone"
    strict = source.SOPClassUID in CLASSES  # their manufacturer may not be empty
    for keyword in _MAY_BE_EMPTY[strict:] + _OF_MODALITY.get(str(new.get("Modality", "")), ()):
        if keyword not in new:
            setattr(new, keyword, None)
    for keyword in _DROPPED:
        if keyword in new:
            delattr(new, keyword)
    new.SourceImageSequence = Items([_reference(source)])
    derivation = _code("113093" if first.factor > 1 else "113085", "Enhanced")
    new.DerivationCodeSequence = Items([derivation])
    if source.SOPClassUID in CLASSES:
        say_derived(new, source, derivation)
    _mask(new, made)
    return new


def read_doubt(source: Dataset, frame: int) -> NDArray[np.bool_] | None:
    """Where the added detail of a frame (from 1) is not to be trusted: (row, column); none where there is no mask."""
    if (OVERLAY, 0x3000) not in source:
        return None
    planes = source.overlay_array(OVERLAY)
    plane = planes if planes.ndim == 2 else planes[frame - 1]
    found: NDArray[np.bool_] = plane > 0
    return found


def _stored(source: Dataset, made: Sequence[Enhanced]) -> NDArray[np.int16] | NDArray[np.uint16]:
    """(frame, row, column) as they are stored: rescaled back by each frame's own slope and intercept."""
    shared, own = groups_of(source)
    signed = bool(source.get("PixelRepresentation", 0))
    low, high = (-32768, 32767) if signed else (0, 65535)
    planes = []
    for index, one in enumerate(made):
        slope, intercept = rescale_of(source, own[index] if index < len(own) else None, shared)
        values = one.pixels - np.float32(intercept)
        if slope != 1:
            values /= np.float32(slope)
        values = storable(values, one.factor, low, high)
        planes.append(np.rint(values, out=values).astype("<i2" if signed else "<u2"))
    return np.stack(planes)


def storable(values: NDArray[np.float32], factor: int, low: float, high: float) -> NDArray[np.float32]:
    """Values between `low` and `high`, where each block of `factor` by `factor` keeps its mean.

    A plain clip would brighten a block whose values overshoot below zero, and the image would no longer average to its
    original. Such blocks are shifted until their clipped mean is right (bisection).
    """
    if float(values.min()) >= low and float(values.max()) <= high:
        return values
    outside = np.zeros((values.shape[0] // factor, values.shape[1] // factor), bool)
    for place in places(factor):
        part = values[place]
        outside |= (part < low) | (part > high)
    mine = np.stack([values[place][outside] for place in places(factor)], 1)
    wanted = np.clip(mine.mean(1), low, high)
    span = float(max(high - mine.min(), mine.max() - low))
    least, most = np.full(len(mine), -span, np.float32), np.full(len(mine), span, np.float32)
    for _ in range(32):
        middle = (least + most) / 2
        too_low = np.clip(mine + middle[:, None], low, high).mean(1) < wanted
        least, most = np.where(too_low, middle, least), np.where(too_low, most, middle)
    shifted = np.clip(mine + ((least + most) / 2)[:, None], low, high)
    found = values.copy()
    for number, place in enumerate(places(factor)):
        found[place][outside] = shifted[:, number]
    return found


def _shrink_spacing(made: Dataset, factor: int) -> None:
    """Every spacing of pixels divided by the factor: of the image, and of each functional group."""
    shared, own = groups_of(made)
    layers = [made, *([shared] if shared is not None else []), *own]
    for layer in layers:
        for holder in (layer, *(layer.get("PixelMeasuresSequence") or [])):
            for keyword in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing"):
                if holder.get(keyword):
                    setattr(holder, keyword, [f"{float(part) / factor:.8g}" for part in holder[keyword].value])


def _mask(made: Dataset, frames: Sequence[Enhanced]) -> None:
    """The overlay plane of what is not trusted; none where all is."""
    doubt = np.stack([~one.trusted for one in frames])
    if not doubt.any():
        return
    packed = np.packbits(doubt.ravel(), bitorder="little").tobytes()
    made.add_new((OVERLAY, 0x0010), "US", doubt.shape[1])
    made.add_new((OVERLAY, 0x0011), "US", doubt.shape[2])
    if len(frames) > 1:
        made.add_new((OVERLAY, 0x0015), "IS", len(frames))
        made.add_new((OVERLAY, 0x0051), "US", 1)
    made.add_new((OVERLAY, 0x0022), "LO", "Detail that failed the hallucination check")
    made.add_new((OVERLAY, 0x0040), "CS", "G")
    made.add_new((OVERLAY, 0x0050), "SS", [1, 1])
    made.add_new((OVERLAY, 0x0100), "US", 1)
    made.add_new((OVERLAY, 0x0102), "US", 0)
    made.add_new((OVERLAY, 0x1500), "LO", "Not to be trusted")
    made.add_new((OVERLAY, 0x3000), "OW", packed + b"\0" * (len(packed) % 2))


def _reference(source: Dataset) -> Dataset:
    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = source.SOPClassUID, source.SOPInstanceUID
    return made


def _code(value: str, meaning: str) -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, "DCM", meaning
    return made
