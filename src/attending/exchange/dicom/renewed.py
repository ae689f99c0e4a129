"""An image that comes again under its UID: a corrected header replaces the old one, other pixels never do.

Read by `receive`. Source: DICOM PS3.3 C.12.1.1.2 (a UID names one image for good), IHE RAD PIR (patient information
reconciliation).
"""

import io
import warnings
from collections.abc import Iterable

import pydicom
from pydicom.dataset import Dataset

from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.manifest import ArchivedSeries

OTHER_PIXELS = "An image with this UID is kept already and this one has other pixels: the first stays."
_WHOSE = ("PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex")
_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


def keep(archive: ImageArchive, key: str, uid: str, data: bytes) -> str:
    """Keep an image; returns why it does not replace the one that is there, empty where it is kept or the same."""
    if archive.has(key, uid):
        before = archive.read(key, uid)
        if before == data:
            return ""
        old, new = _read(before), _read(data)
        if _syntax(old) != _syntax(new):
            return ""  # the same image as another system packs it
        if any(old.get(name) != new.get(name) for name in ("Rows", "Columns", *_PIXELS)):
            return OTHER_PIXELS
    archive.put(key, uid, data, over=True)
    return ""


def rename_derived(archive: ImageArchive, key: str, series: Iterable[ArchivedSeries]) -> None:
    """Write the corrected patient of the originals into the series that were computed from them."""
    originals = {one.uid: one for one in series}
    for made in originals.values():
        source = originals.get(made.derived_from)
        if source is None or not source.images:
            continue
        right = _read(archive.read(key, source.images[0].sop_instance_uid))
        for image in made.images:
            file = _read(archive.read(key, image.sop_instance_uid))
            for name in _WHOSE:
                if name in right:
                    file[name] = right[name]
            written = io.BytesIO()
            file.save_as(written)
            archive.put(key, image.sop_instance_uid, written.getvalue(), over=True)


def _read(data: bytes) -> Dataset:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's warnings quote values
        return pydicom.dcmread(io.BytesIO(data), force=True)


def _syntax(dataset: Dataset) -> str:
    return str(dataset.file_meta.get("TransferSyntaxUID", "")) if hasattr(dataset, "file_meta") else ""
