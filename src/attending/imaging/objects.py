"""What goes back to the archive: presentation states, and what every object of ours has in common.

Every object is derived material beside the original, which stays as it is; each says which model made it and, once a
radiologist has decided, what was accepted. Source: DICOM PS3.3, PS3.16 TID 1500; IHE AI Results.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

import highdicom as hd
import numpy as np
from numpy.typing import NDArray
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid
from pydicom.valuerep import format_number_as_ds

from attending.imaging.decode import groups_of, iterate_frames, rescale_of
from attending.imaging.display import default_window
from attending.imaging.finding import Mark, Point
from attending.imaging.rings import rings_of
from attending.imaging.sop_classes import is_multi_frame
from attending.imaging.study import Instance

MANUFACTURER = "Attending"


def new_series(number: int) -> dict[str, Any]:
    """What the first object of a new series of ours begins with, for any constructor of highdicom."""
    return {
        "series_instance_uid": generate_uid(),
        "series_number": number,
        "sop_instance_uid": generate_uid(),
        "instance_number": 1,
        "manufacturer": MANUFACTURER,
    }


def complete(dataset: Dataset, instance: Instance) -> Dataset:
    """The data set with what a derived object copies: UIDs that were taken from it, and empty type 2 elements."""
    dataset.SOPInstanceUID, dataset.SOPClassUID = instance.sop_instance_uid, instance.sop_class_uid
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = instance.study_uid, instance.series_uid
    for keyword in (
        "PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "StudyID",
        "AccessionNumber", "ReferringPhysicianName",
    ):  # fmt: skip
        if keyword not in dataset:
            setattr(dataset, keyword, "")
    return dataset


Drawn = tuple[Dataset, int, Mark, tuple[Point, ...]]
"""An image, a frame of it (from 1), and a mark with its outline there."""


def presentation_states(by_uid: Mapping[str, Dataset], marks: Sequence[Mark], *, version: str) -> tuple[Dataset, ...]:
    """Outlines and labels on every image that the marks reach, for viewers that show neither SR nor SEG.

    A state says one way to the screen for all of its images, so those that differ in it get states of their own.
    """
    groups: dict[tuple[object, ...], list[Drawn]] = {}
    for mark in marks:
        for uid, frame, outline in mark.slices or ((mark.sop_instance_uid, mark.frame, mark.polygon),):
            if uid in by_uid:
                way = _way_to_the_screen(by_uid[uid], frame)
                groups.setdefault(way, []).append((by_uid[uid], frame, mark, outline))
    return tuple(_presentation_state(drawn, version) for drawn in groups.values())


def _way_to_the_screen(source: Dataset, frame: int) -> tuple[object, ...]:
    """What images of one state have in common; frames of one image, where their rescale and windows differ, do not."""
    facts = [str(source.get(keyword, "")) for keyword in _SCREEN]
    if not is_multi_frame(source) or not facts[-1].startswith("MONOCHROME"):
        return tuple(facts)
    return (*facts, str(source.SOPInstanceUID), *(str(part) for part in _levels(source, frame)))


_SCREEN = (
    "SeriesInstanceUID", "Rows", "Columns", "RescaleSlope", "RescaleIntercept", "RescaleType",
    "PhotometricInterpretation",
)  # fmt: skip


def _presentation_state(drawn: Sequence[Drawn], version: str) -> Dataset:
    """One state; it takes the place of its images' own way to the screen, so it says that too.

    What MONOCHROME1 shows white stays white (PS3.3 C.11.6.1.2), and a frame keeps its own window.
    """
    layer = hd.pr.GraphicLayer(layer_name="AI", order=1, description="AI marks")
    source, frame = drawn[0][:2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        state: Callable[..., Dataset] = hd.pr.GrayscaleSoftcopyPresentationState
        how: dict[str, Any] = {}
        coloured_as = str(source.get("PhotometricInterpretation", ""))
        if not coloured_as.startswith("MONOCHROME"):
            state, how["icc_profile"] = hd.pr.ColorSoftcopyPresentationState, _screen_profile()
        else:
            shapes = hd.PresentationLUTShapeValues
            how["presentation_lut_transformation"] = hd.PresentationLUTTransformation(
                presentation_lut_shape=shapes.INVERSE if coloured_as == "MONOCHROME1" else shapes.IDENTITY
            )
            how |= _frame_luts(source, frame) if is_multi_frame(source) else {}
        return state(
            referenced_images=list({str(one.SOPInstanceUID): one for one, *_ in drawn}.values()),
            **new_series(9003),
            manufacturer_model_name="Attending imaging",
            software_versions=version,
            device_serial_number="1",
            content_label="AI_MARKS",
            content_creator_name=person_name(MANUFACTURER),
            graphic_layers=[layer],
            graphic_annotations=[_annotation(one, layer) for one in drawn],
            **how,
        )


def _screen_profile() -> bytes:
    """The colours of an ordinary screen, which is what images mean that bring no profile of their own."""
    profile = files("highdicom") / "_icc_profiles" / "sRGB_v4_ICC_preference.icc"
    return profile.read_bytes()


def _annotation(drawn: Drawn, layer: hd.pr.GraphicLayer) -> hd.pr.GraphicAnnotation:
    source, frame, mark, outline = drawn
    units = hd.pr.AnnotationUnitsValues.PIXEL
    borders = [
        hd.pr.GraphicObject(graphic_type=hd.pr.GraphicTypeValues.POLYLINE, graphic_data=closed(ring), units=units)
        for ring in rings_of(outline)
    ]
    text = hd.pr.TextObject(text_value=mark.short_label, units=units, anchor_point=tuple(np.array(outline).min(axis=0)))
    return hd.pr.GraphicAnnotation(
        referenced_images=[source],
        graphic_layer=layer,
        referenced_frame_number=frame if is_multi_frame(source) else None,
        graphic_objects=borders,
        text_objects=[text],
    )


def _frame_luts(source: Dataset, frame: int) -> dict[str, Any]:
    """Rescale and window of one frame, which may differ from frame to frame."""
    slope, intercept, center, width = _levels(source, frame)
    kind = "HU" if source.get("Modality") == "CT" else "US"
    return {
        "modality_lut_transformation": hd.ModalityLUTTransformation(
            rescale_intercept=intercept, rescale_slope=slope, rescale_type=kind
        ),
        "voi_lut_transformations": [hd.pr.SoftcopyVOILUTTransformation(window_center=center, window_width=width)],
    }


def _levels(source: Dataset, frame: int) -> tuple[float, float, float, float]:
    """Slope, intercept, centre and width of a frame."""
    (shown,) = iterate_frames(source, only=frame)
    shared, own = groups_of(source)
    slope, intercept = rescale_of(source, own[frame - 1] if frame <= len(own) else None, shared)
    window = default_window(shown, str(source.get("Modality", "")))
    return slope, intercept, window.center, window.width


def frames_of(source: Dataset) -> int:
    """How many frames an image has."""
    return max(1, int(source.get("NumberOfFrames") or 1))


def as_file(dataset: Dataset) -> bytes:
    """The bytes of a data set as a DICOM file, explicit VR little endian."""
    if not getattr(dataset, "file_meta", None) or "TransferSyntaxUID" not in dataset.file_meta:
        dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = UID(str(dataset.SOPClassUID))
    dataset.file_meta.MediaStorageSOPInstanceUID = UID(str(dataset.SOPInstanceUID))
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset.walk(_mend)
        dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def closed(polygon: Sequence[Point]) -> NDArray[np.float64]:
    """An outline that ends where it begins."""
    points = np.array(polygon, np.float64)
    return points if np.array_equal(points[0], points[-1]) else np.vstack([points, points[:1]])


def scheme_of(system: str) -> str:
    """The DICOM coding scheme of a FHIR code system. Source: PS3.16 table 8-1."""
    return {"http://snomed.info/sct": "SCT", "http://loinc.org": "LN", "http://radlex.org": "RADLEX"}.get(
        system, "99ATTENDING"
    )


LONGEST_DECIMAL = 16
"""Characters of a decimal string. Source: DICOM PS3.5 table 6.2-1."""


def _mend(holder: Dataset, element: DataElement) -> None:
    """Shorten decimals that scanners write too long, and drop an age without its unit: strict archives refuse both."""
    if element.VR == "DS" and not element.is_empty:
        values = element.value if element.VM > 1 else [element.value]
        if any(len(str(value)) > LONGEST_DECIMAL for value in values):
            short = [format_number_as_ds(float(value)) for value in values]
            element.value = short if len(short) > 1 else short[0]
    elif element.VR == "AS" and element.value and not re.fullmatch(r"\d{3}[DWMY]", str(element.value)):
        element.value = None


_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame"}


def person_name(name: str) -> str:
    """A name as DICOM writes it, family first; a single one is a family name (PS3.5, 6.2.1).

    Titles before it are its prefix; what stands in brackets or after a comma behind it, its suffix.
    """
    words = name.split()
    if "^" in name or not words:
        return name
    start = next((n for n, word in enumerate(words) if word.rstrip(".").casefold() not in _TITLES), 0)
    end = next((n for n, word in enumerate(words) if n > start and word.startswith("(")), len(words))
    end = next((n + 1 for n, word in enumerate(words[:end]) if n >= start and word.endswith(",")), end)
    *given, family = words[start:end]
    parts = (family.rstrip(","), " ".join(given), "", " ".join(words[:start]), " ".join(words[end:]))
    return "^".join(parts).rstrip("^")
