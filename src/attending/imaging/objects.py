"""What goes back to the archive: segmentations and presentation states.

Every object is derived material beside the original, which stays as it is; each says which model made it and, once a
radiologist has decided, what was accepted. Source: DICOM PS3.3, PS3.16 TID 1500; IHE AI Results.
"""

import io
import warnings
from collections.abc import Sequence
from typing import Any

import highdicom as hd
import numpy as np
from highdicom.sr.coding import CodedConcept
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.sr.codedict import codes
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from attending.imaging.finding import Mark, Point
from attending.imaging.study import Instance
from attending.terms.organs import STRUCTURE, organ_named

MANUFACTURER = "Attending"
_ABNORMAL = codes.SCT.MorphologicallyAbnormalStructure
_STRUCTURE = codes.SCT.AnatomicalStructure
_AI = CodedConcept("123110", "DCM", "Artificial Intelligence")


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


def segmentations(
    sources: Sequence[Dataset], marks: Sequence[Mark], *, version: str, changed: Sequence[Mark] = ()
) -> tuple[Dataset, ...]:
    """The regions as binary SEGs, one segment a mark; one SEG for each frame of reference and image size.

    Those of `changed` marks are semi-automatic: a model made them, a radiologist changed them (PS3.3 C.8.20.4).
    """
    stacks: dict[tuple[object, ...], list[Dataset]] = {}
    for source in sources:
        place = (source.get("FrameOfReferenceUID", ""), source.SeriesInstanceUID, source.Rows, source.Columns)
        stacks.setdefault(place, []).append(source)
    made = (_segmentation(stack, marks, version, changed) for stack in stacks.values())
    return tuple(one for one in made if one is not None)


def _segmentation(
    sources: Sequence[Dataset], marks: Sequence[Mark], version: str, changed: Sequence[Mark]
) -> Dataset | None:
    order = {str(source.SOPInstanceUID): place for place, source in enumerate(sources)}
    regions = [mark.slices or ((mark.sop_instance_uid, mark.frame, mark.polygon),) for mark in marks]
    here = [(m, r) for m, r in zip(marks, regions, strict=True) if any(uid in order for uid, _, _ in r)]
    if not here:
        return None
    rows, columns = int(sources[0].Rows), int(sources[0].Columns)
    masks = np.zeros((len(sources), rows, columns, len(here)), np.uint8)
    for number, (_, outlines) in enumerate(here):
        for uid, _, polygon in outlines:
            if uid in order:
                masks[order[uid], :, :, number] = fill_polygon(polygon, rows, columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return hd.seg.Segmentation(
            source_images=list(sources),
            pixel_array=masks,
            segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
            segment_descriptions=[
                _segment(number, mark, moved=mark in changed) for number, (mark, _) in enumerate(here, 1)
            ],
            **new_series(9002),
            manufacturer_model_name="Attending imaging",
            software_versions=version,
            device_serial_number="1",
            series_description="AI regions, not for diagnostic use alone",
        )


def presentation_state(source: Dataset, marks: Sequence[Mark], *, version: str) -> Dataset:
    """Outlines and labels over one image, for viewers that show neither SR nor SEG."""
    layer = hd.pr.GraphicLayer(layer_name="AI", order=1, description="AI marks")
    annotations = [
        hd.pr.GraphicAnnotation(
            referenced_images=[source],
            graphic_layer=layer,
            graphic_objects=[
                hd.pr.GraphicObject(
                    graphic_type=hd.pr.GraphicTypeValues.POLYLINE,
                    graphic_data=closed(mark.polygon),
                    units=hd.pr.AnnotationUnitsValues.PIXEL,
                )
            ],
            text_objects=[
                hd.pr.TextObject(
                    text_value=mark.short_label,
                    units=hd.pr.AnnotationUnitsValues.PIXEL,
                    anchor_point=tuple(np.array(mark.polygon).min(axis=0)),
                )
            ],
        )
        for mark in marks
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return hd.pr.GrayscaleSoftcopyPresentationState(
            referenced_images=[source],
            **new_series(9003),
            manufacturer_model_name="Attending imaging",
            software_versions=version,
            device_serial_number="1",
            content_label="AI_MARKS",
            content_creator_name=person_name(MANUFACTURER),
            graphic_layers=[layer],
            graphic_annotations=annotations,
        )


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
        dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def fill_polygon(polygon: Sequence[Point], rows: int, columns: int) -> NDArray[np.uint8]:
    """The pixels inside an outline: (row, column), 1 inside."""
    canvas = Image.new("L", (columns, rows))
    ImageDraw.Draw(canvas).polygon([(x - 0.5, y - 0.5) for x, y in polygon], fill=1, outline=1)
    return np.asarray(canvas, np.uint8)


def _segment(number: int, mark: Mark, *, moved: bool) -> hd.seg.SegmentDescription:
    kinds, organ = hd.seg.SegmentAlgorithmTypeValues, organ_named(mark.finding)
    made = hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=mark.label[:64],
        segmented_property_category=_STRUCTURE if organ is not None and organ.category == STRUCTURE else _ABNORMAL,
        segmented_property_type=CodedConcept(mark.finding.code, scheme_of(mark.finding.system), mark.finding.display),
        algorithm_type=kinds.MANUAL if mark.is_drawn else kinds.SEMIAUTOMATIC if moved else kinds.AUTOMATIC,
        algorithm_identification=None
        if mark.is_drawn
        else hd.AlgorithmIdentificationSequence(name=mark.model, version=mark.version, family=_AI),
    )
    if organ is not None:
        kind = made.SegmentedPropertyTypeCodeSequence[0]
        kind.CodeMeaning = organ.kind
        if organ.side is not None:
            side = CodedConcept(organ.side.code, "SCT", organ.side.display)
            kind.SegmentedPropertyTypeModifierCodeSequence = Items([side])
    return made


def closed(polygon: Sequence[Point]) -> NDArray[np.float64]:
    """An outline that ends where it begins."""
    points = np.array(polygon, np.float64)
    return points if np.array_equal(points[0], points[-1]) else np.vstack([points, points[:1]])


def scheme_of(system: str) -> str:
    """The DICOM coding scheme of a FHIR code system. Source: PS3.16 table 8-1."""
    return {"http://snomed.info/sct": "SCT", "http://loinc.org": "LN", "http://radlex.org": "RADLEX"}.get(
        system, "99ATTENDING"
    )


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
