"""Two more objects for the archive: the map behind a finding as a Parametric Map, and annotated copies for viewers that
show neither segmentations nor presentation states (Secondary Capture).

Source: DICOM PS3.3 A.75 (Parametric Map), A.8 (Secondary Capture).
"""

import warnings
from collections.abc import Sequence

import highdicom as hd
import numpy as np
from highdicom.sr.coding import CodedConcept
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from attending.imaging.decode import iterate_frames
from attending.imaging.display import to_grey
from attending.imaging.finding import Mark
from attending.imaging.objects import MANUFACTURER, frames_of, new_series
from attending.imaging.regions import Plane, name_frames, plain_source, plane_position
from attending.imaging.rings import rings_of
from attending.imaging.sop_classes import is_multi_frame

LINE = (255, 140, 0)
LEAST_SIDE = 512
"""Pixels of the shorter side of an annotated copy: text on a smaller one cannot be read."""


def parametric_map(
    planes: Sequence[Plane], maps: Sequence[NDArray[np.uint8]], *, label: str, model: str, version: str,
    is_probability: bool, software: str,
) -> Dataset:  # fmt: skip
    """The map of one finding over the images that have one, each at its image's size.

    Args:
        planes: single-frame images of one series, completed, or frames of one multi-frame image, all with their places.
        maps: of each plane: (row, column), 255 is 1, at any size.
        label: the finding.
        model: name of the network.
        version: of the network.
        is_probability: whether a value is the probability of its pixel; otherwise it is a score without a scale.
        software: version of this software.
    """
    first = planes[0].source
    many = is_multi_frame(first)
    values = np.stack([_sized(one, int(first.Rows), int(first.Columns)) for one in maps])
    quantity = "Probability" if is_probability else "Score"
    mapping = hd.pm.RealWorldValueMapping(
        lut_label=quantity.upper(),
        lut_explanation=f"{quantity} of {label}"[:64],
        unit=codes.UCUM.NoUnits,
        value_range=(0.0, 1.0),
        slope=1.0,
        intercept=0.0,
        quantity_definition=CodedConcept(quantity.upper(), "99ATTENDING", f"{quantity} of {label}"[:64]),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = hd.pm.ParametricMap(
            source_images=[plain_source(planes)] if many else [plane.source for plane in planes],
            pixel_array=values,
            plane_positions=[plane_position(plane) for plane in planes] if many else None,
            **new_series(9004),
            manufacturer_model_name=f"{model} {version}",
            software_versions=software,
            device_serial_number="1",
            contains_recognizable_visual_features=False,
            real_world_value_mappings=[mapping],
            window_center=0.5,
            window_width=1.0,
            content_label="AI_MAP",
            content_description=f"{quantity} of {label} by {model} {version}"[:64],
            content_qualification=hd.ContentQualificationValues.RESEARCH,
            series_description=f"AI map: {label}, not for diagnostic use alone"[:64],
        )
    if many:
        name_frames(made, planes)
    return made


def annotated_copy(
    source: Dataset, marks: Sequence[Mark], *, frame: int, number: int, series_uid: str,
    heat: NDArray[np.uint8] | None = None,
) -> Dataset:  # fmt: skip
    """A picture of one image with outlines and labels in its pixels, and the words that say what it is.

    Args:
        source: the image, completed.
        marks: those on this frame.
        frame: from 1.
        number: instance number in the series.
        series_uid: of the annotated copies.
        heat: a map to lay over it: for films, which have no place in the patient and so no parametric map.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (shown,) = iterate_frames(source, only=frame)
        grey = to_grey(shown)
        pixels = draw_marks(grey if heat is None else lay_over(grey, heat), marks)
        made = hd.sc.SCImage.from_ref_dataset(
            ref_dataset=source,
            pixel_array=pixels,
            photometric_interpretation=hd.PhotometricInterpretationValues.RGB,
            bits_allocated=8,
            coordinate_system=hd.CoordinateSystemNames.PATIENT,
            patient_orientation=("L", "P"),
            series_instance_uid=series_uid,
            series_number=9005,
            sop_instance_uid=generate_uid(),
            instance_number=number,
            manufacturer=MANUFACTURER,
            transfer_syntax_uid=ExplicitVRLittleEndian,
            series_description="AI marks, copies for viewers without overlays",
        )
    _, right, _, lower = shown.geometry.edges
    made.PatientOrientation = [right, lower] if right and lower else []
    made.BurnedInAnnotation = "YES"
    made.ImageType = ["DERIVED", "SECONDARY"]
    origin = Dataset()
    origin.ReferencedSOPClassUID, origin.ReferencedSOPInstanceUID = source.SOPClassUID, source.SOPInstanceUID
    if frames_of(source) > 1:
        origin.ReferencedFrameNumber = frame
    made.SourceImageSequence = [origin]
    made.DerivationDescription = "Marks of a model drawn into a copy; not for diagnostic use alone"
    return made


def lay_over(grey: NDArray[np.uint8], heat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The image as RGB under a map in orange, at most 60 % of it."""
    share = _sized(heat, *grey.shape[:2])[..., None] * np.float32(0.6)
    mixed = grey[..., None] * (1 - share) + np.array(LINE, np.float32) * share
    return mixed.round().astype(np.uint8)


def draw_marks(grey: NDArray[np.uint8], marks: Sequence[Mark]) -> NDArray[np.uint8]:
    """The image (grey or RGB) as RGB with outlines and labels; small ones are enlarged so that text can be read."""
    factor = max(1, -(-LEAST_SIDE // min(grey.shape[:2])))
    picture = Image.fromarray(grey).convert("RGB")
    picture = picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)
    pen = ImageDraw.Draw(picture)
    for mark in marks:
        outline = next(
            (o for uid, f, o in mark.slices if (uid, f) == (mark.sop_instance_uid, mark.frame)), mark.polygon
        )
        points = [(x * factor, y * factor) for x, y in outline]
        for ring in rings_of(outline):
            pen.line([(x * factor, y * factor) for x, y in (*ring, ring[0])], fill=LINE, width=2)
        left, top = min(x for x, _ in points), min(y for _, y in points)
        text = mark.short_label
        place = pen.textbbox((left, max(0.0, top - 14)), text)
        pen.rectangle(place, fill=(0, 0, 0))
        pen.text((left, max(0.0, top - 14)), text, fill=LINE)
    pen.text((4, picture.height - 14), "AI marks, accepted by the radiologist; not for diagnostic use alone", fill=LINE)
    return np.asarray(picture)


def _sized(values: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.float32]:
    picture = Image.fromarray(values.astype(np.float32) / np.float32(255))
    return np.asarray(picture.resize((columns, rows), Image.Resampling.BILINEAR), np.float32)
