"""Phantom studies for the demo hospital: our own drawing of a head and of a forearm, so that it has some to open.

Nobody was scanned. Every image says PHANTOM in its pixels and its header. Read by `fill` and by `bench/imaging.py`.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from attending.app.demo.forearm import BROKEN, PIXEL_MM, Bones, forearm

MR, CT, DX = "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.1.1"
ROOT = "1.2.826.0.1.3680043.8.498.20261126"
"""Below pydicom's root, for phantoms only."""
NOTE = "Synthetic phantom drawn by software; no patient"
Plane = NDArray[np.float32]

SPOTS = ((-0.30, 0.10, 0.10, 0.045), (0.28, -0.05, -0.05, 0.05), (0.20, 0.32, 0.20, 0.04), (-0.22, -0.30, 0.0, 0.04))
"""Across, down and along the head, and radius, as parts of half of its size: bright on FLAIR."""


@dataclass(frozen=True)
class Phantom:
    """One study: its number among the phantoms, when it was `taken`, and how much larger its spots are drawn."""

    number: int
    taken: datetime
    growth: float = 1.0


def head_study(phantom: Phantom, *, slices: int = 24, side: int = 192) -> Iterator[tuple[str, bytes]]:
    """An axial MR study of a head without its skull: FLAIR, T1, and T1 after contrast; name and bytes of each file."""
    step = 120.0 / slices
    for place, weighting in enumerate(("FLAIR", "T1", "T1 post contrast"), start=1):
        for z in range(slices):
            plane = _noisy(head_slice(2 * (z + 0.5) / slices - 1, side, weighting, phantom.growth), z + 100 * place)
            header = _header(phantom, place, z + 1, "MR", f"AX {weighting}", "Phantom: MR brain", "HEAD")
            header.SOPClassUID, header.SliceThickness = MR, f"{step:g}"
            header.PixelSpacing = [f"{180 / side:.6g}"] * 2
            header.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
            header.ImagePositionPatient = [-90, -90, f"{z * step:g}"]
            yield f"mr/{place}/{z + 1}", _file(header, _stamped(plane * 900))


def forearm_film(phantom: Phantom, bones: Bones = BROKEN) -> Iterator[tuple[str, bytes]]:
    """A film of a forearm, both of its bones broken unless told otherwise."""
    header = _header(phantom, 1, 1, "DX", "Forearm AP", "Phantom: X-ray of a forearm", "FOREARM")
    header.SOPClassUID, header.ViewPosition = DX, "AP"
    header.ImagerPixelSpacing = [f"{PIXEL_MM:g}"] * 2
    header.WindowCenter, header.WindowWidth = "1500", "3000"
    yield "dx/1", _file(header, _stamped(forearm(bones) * 3000))


def head_slice(height: float, side: int, weighting: str, growth: float = 1.0) -> Plane:
    """One slice (row, column), 0..1; `height` −1 (neck) to 1 (top)."""
    y, x = np.mgrid[:side, :side].astype(np.float32) / np.float32(side / 2) - np.float32(1 - 1 / side)
    reach = float(np.sqrt(max(0.0, 1 - (0.9 * height) ** 2)))
    brain = (x / (0.72 * reach + 1e-6)) ** 2 + (y / (0.86 * reach + 1e-6)) ** 2 < 1
    white, grey, water = {"FLAIR": (0.46, 0.475, 0.2), "T1": (0.62, 0.46, 0.15)}.get(weighting, (0.62, 0.47, 0.15))
    folds = np.sin(19 * np.arctan2(y, x) + 5 * height) * 0.05
    inner = (x / (0.58 * reach + 1e-6)) ** 2 + (y / (0.70 * reach + 1e-6)) ** 2 < 1 + folds
    made = np.where(inner, white, grey)
    for sign in (-1, 1):  # ventricles
        room = ((x - sign * 0.13) / 0.07) ** 2 + ((y + 0.05) / 0.26) ** 2 + (height / 0.45) ** 2 < 1
        made = np.where(room, water, made)
    for across, down, along, radius in SPOTS:
        size = radius * growth ** (1 / 3)
        spot = ((x - across) / size) ** 2 + ((y - down) / size) ** 2 + ((height - along) / (1.5 * size)) ** 2 < 1
        made = np.where(spot, {"FLAIR": 0.85, "T1": 0.5}.get(weighting, 0.75), made)
    return np.where(brain, _soft(made.astype(np.float32)), 0).astype(np.float32)


def body_slice(place: int, side: int) -> NDArray[np.int16]:
    """One CT slice of an abdomen (row, column), HU: an ellipse with a spine and round organs."""
    y, x = np.mgrid[:side, :side] / (side / 2) - 1
    made = np.full((side, side), -1000.0)
    made[(x / 0.85) ** 2 + (y / 0.62) ** 2 < 1] = -90
    made[(x / 0.78) ** 2 + (y / 0.54) ** 2 < 1] = 45
    for number in range(9):
        angle = number * 2.4 + place * 0.05
        at = 0.45 * np.cos(angle), 0.3 * np.sin(angle)
        made[(x - at[0]) ** 2 + (y - at[1]) ** 2 < (0.06 + 0.012 * (number % 4)) ** 2] = 20 + 25 * (number % 5)
    made[(x / 0.1) ** 2 + ((y - 0.36) / 0.1) ** 2 < 1] = 420
    grain = np.random.default_rng(place).normal(0, 14, made.shape)
    return np.rint(made + grain * (made > -900)).astype(np.int16)


def body_study(phantom: Phantom, *, slices: int, side: int = 512) -> Iterator[tuple[str, bytes]]:
    """An abdomen CT."""
    for z in range(slices):
        header = _header(phantom, 1, z + 1, "CT", "Abdomen 1 mm", "Phantom: CT abdomen", "ABDOMEN")
        header.SOPClassUID, header.SliceThickness = CT, "1"
        header.PixelSpacing = [f"{400 / side:.6g}"] * 2
        header.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        header.ImagePositionPatient = [-200, -200, f"{z}"]
        header.RescaleSlope, header.RescaleIntercept = "1", "-1024"
        yield f"ct/{z + 1}", _file(header, (body_slice(z, side) + 1024).clip(0, 4095).astype(np.uint16))


def _soft(values: Plane) -> Plane:
    padded = np.pad(values, 1, mode="edge")
    rows, columns = values.shape
    parts = [padded[r : r + rows, c : c + columns] for r in range(3) for c in range(3)]
    soft: Plane = np.mean(parts, axis=0).astype(np.float32)
    return soft


def _noisy(plane: Plane, seed: int) -> Plane:
    grain = np.random.default_rng(seed).normal(0, 0.02, plane.shape)
    return (plane + grain * (plane > 0)).clip(0, None).astype(np.float32)


def _stamped(values: Plane) -> NDArray[np.uint16]:
    """The word PHANTOM in the pixels, away from what is drawn."""
    canvas = Image.new("L", (values.shape[1], values.shape[0]))
    ImageDraw.Draw(canvas).text((4, 24), "PHANTOM", fill=255)
    word = np.asarray(canvas) > 128
    return np.where(word, values.max() * 0.6, values).clip(0, 4095).astype(np.uint16)


def _header(phantom: Phantom, series: int, number: int, modality: str, title: str, study: str, part: str) -> Dataset:
    made = Dataset()
    base = f"{ROOT}.{phantom.number}"
    made.StudyInstanceUID, made.SeriesInstanceUID = base, f"{base}.{series}"
    made.SOPInstanceUID, made.FrameOfReferenceUID = f"{base}.{series}.{number}", f"{base}.99"
    made.Modality, made.SeriesDescription, made.StudyDescription, made.BodyPartExamined = modality, title, study, part
    made.PatientName, made.PatientID, made.PatientBirthDate, made.PatientSex = "Phantom^Drawn", "PHANTOM", "", ""
    made.StudyDate, made.StudyTime = f"{phantom.taken:%Y%m%d}", f"{phantom.taken:%H%M%S}"
    made.TimezoneOffsetFromUTC = f"{phantom.taken:%z}" or "+0000"
    made.SeriesNumber, made.InstanceNumber = series, number
    made.ImageType = ["DERIVED", "PRIMARY"]
    made.QualityControlSubject = "YES"
    made.ImageComments, made.Manufacturer, made.BurnedInAnnotation = NOTE, "Attending phantom", "NO"
    made.AccessionNumber = made.ReferringPhysicianName = made.StudyID = ""
    return made


def _file(made: Dataset, pixels: NDArray[np.uint16]) -> bytes:
    made.Rows, made.Columns = pixels.shape
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 0
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 12, 11
    made.PixelData = np.ascontiguousarray(pixels).tobytes()
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(made.SOPClassUID), UID(made.SOPInstanceUID)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = io.BytesIO()
    FileDataset("", made, file_meta=meta, preamble=b"\0" * 128).save_as(file, enforce_file_format=True)
    return file.getvalue()
