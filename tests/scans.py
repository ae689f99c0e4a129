"""Small DICOM files of our own making, for the tests of `imaging`."""

import io
from typing import Any

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, RLELossless

CT = "1.2.840.10008.5.1.4.1.1.2"
DX = "1.2.840.10008.5.1.4.1.1.1.1"


def scan(pixels: Any = None, *, drop: tuple[str, ...] = (), **elements: Any) -> bytes:
    """A CT slice as a file; keywords replace or add elements, `drop` takes some away."""
    values = np.arange(64, dtype=np.uint16).reshape(8, 8) if pixels is None else np.asarray(pixels)
    number = int(elements.get("InstanceNumber", 1))
    made = Dataset()
    for keyword, value in {
        "SOPClassUID": CT,
        "SOPInstanceUID": f"1.2.826.0.1.3680043.8.498.1.{number}",
        "StudyInstanceUID": "1.2.826.0.1.3680043.8.498.2",
        "SeriesInstanceUID": "1.2.826.0.1.3680043.8.498.3",
        "Modality": "CT",
        "PatientID": "4711",
        "PatientName": "Brandt^Erika",
        "PatientBirthDate": "19580214",
        "PatientSex": "F",
        "StudyDate": "20260301",
        "StudyTime": "083000",
        "BodyPartExamined": "ABDOMEN",
        "SeriesDescription": "Abdomen 1 mm",
        "InstanceNumber": number,
        "RescaleSlope": "1",
        "RescaleIntercept": "-1024",
        "PixelSpacing": ["0.8", "0.7"],
        "SliceThickness": "1",
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [0, 0, float(number)],
        "FrameOfReferenceUID": "1.2.826.0.1.3680043.8.498.4",
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "PhotometricInterpretation": "MONOCHROME2",
        **elements,
    }.items():
        setattr(made, keyword, value)
    made.Rows, made.Columns = values.shape[-3:-1] if values.ndim >= 3 and values.shape[-1] == 3 else values.shape[-2:]
    made.SamplesPerPixel = 3 if values.ndim >= 3 and values.shape[-1] == 3 else 1
    if made.SamplesPerPixel == 3:
        made.PlanarConfiguration = 0
    made.BitsAllocated = 8 * values.dtype.itemsize
    made.BitsStored = int(elements.get("BitsStored", made.BitsAllocated))
    made.HighBit, made.PixelRepresentation = made.BitsStored - 1, int(values.dtype.kind == "i")
    made.PixelData = np.ascontiguousarray(values).tobytes()
    for keyword in drop:
        delattr(made, keyword)
    return as_file(made)


def as_file(dataset: Dataset) -> bytes:
    """Write a data set with its preamble, explicit VR little endian."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(dataset.get("SOPClassUID", CT))
    meta.MediaStorageSOPInstanceUID = UID(dataset.get("SOPInstanceUID", "1.2.3"))
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = io.BytesIO()
    FileDataset("", dataset, file_meta=meta, preamble=b"\0" * 128).save_as(file, enforce_file_format=True)
    return file.getvalue()


def run_length_encoded(data: bytes) -> bytes:
    """The same file with its pixels compressed by RLE."""
    dataset = dcmread(io.BytesIO(data))
    dataset.compress(RLELossless, generate_instance_uid=False)
    file = io.BytesIO()
    dataset.save_as(file)
    return file.getvalue()


def with_damaged_pixels(data: bytes) -> bytes:
    """The same file compressed, whole in its frame, with nonsense where its pixels were."""
    packed = run_length_encoded(data)
    start = packed.rindex(b"\xfe\xff\x00\xe0") + 72  # after the table of where each run of the frame begins
    return packed[:start] + b"\x7f" * 20 + packed[start + 20 :]
