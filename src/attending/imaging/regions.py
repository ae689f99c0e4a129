"""The regions of marks as binary segmentations (SEG), each on the very image or frame on which it was drawn.

Read by `outgoing`. Images of a series may lie in several directions, or several at one place (echoes, times, diffusion
weights); a SEG holds one plane a place and one direction, so they are sorted into as many SEGs as that takes.
Source: DICOM PS3.3 A.51, C.8.20; PS3.3 C.7.6.16.2.3 to C.7.6.16.2.4 (place and direction of a frame).
"""

import copy
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import highdicom as hd
import numpy as np
from highdicom.sr.coding import CodedConcept
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items
from pydicom.sr.codedict import codes

from attending.imaging.decode import groups_of
from attending.imaging.finding import Mark, Point
from attending.imaging.header import read_geometry
from attending.imaging.objects import frames_of, new_series, scheme_of
from attending.imaging.outline import inside_of
from attending.imaging.sop_classes import PLACED, is_multi_frame
from attending.imaging.study import Geometry
from attending.terms.organs import STRUCTURE, organ_named

_ABNORMAL = codes.SCT.MorphologicallyAbnormalStructure
_STRUCTURE = codes.SCT.AnatomicalStructure
_AI = CodedConcept("123110", "DCM", "Artificial Intelligence")
_PATIENT = hd.CoordinateSystemNames.PATIENT


@dataclass(frozen=True)
class Plane:
    """One image or frame that carries a region, or a map."""

    source: Dataset
    frame: int
    geometry: Geometry

    @property
    def is_placed(self) -> bool:
        """Whether it says where it lies in the patient, and in which frame of reference."""
        return None not in (self.geometry.position_lps_mm, self.geometry.orientation) and bool(
            self.geometry.frame_of_reference_uid
        )


def plane_of(source: Dataset, frame: int) -> Plane:
    """A frame (from 1) of an image with its place."""
    shared, own = groups_of(source)
    return Plane(source, frame, read_geometry(source, own[frame - 1] if frame <= len(own) else None, shared))


def segmentations(
    sources: Sequence[Dataset], marks: Sequence[Mark], *, version: str, changed: Sequence[Mark] = ()
) -> tuple[Dataset, ...]:
    """The regions as binary SEGs, one segment a mark; frames that do not say where they lie get none.

    Those of `changed` marks are semi-automatic: a model made them, a radiologist changed them (PS3.3 C.8.20.4).
    """
    wanted = {(uid, frame) for mark in marks for uid, frame, _ in _outlines(mark)}
    return tuple(_segmentation(stack, marks, version, changed) for stack in _stacks(sources, wanted))


def _stacks(sources: Sequence[Dataset], wanted: set[tuple[str, int]]) -> list[list[Plane]]:
    """Planes that one SEG can hold: alike in all but their places, and no two at one place."""
    stacks: dict[tuple[object, ...], list[Plane]] = {}
    here: Counter[tuple[object, ...]] = Counter()
    for source in sources:
        uid, many = str(source.SOPInstanceUID), is_multi_frame(source)
        for frame in range(1, frames_of(source) + 1):
            if (uid, frame) not in wanted:
                continue
            plane = plane_of(source, frame)
            facts = (plane.geometry.frame_of_reference_uid, str(source.SeriesInstanceUID), source.Rows, source.Columns)
            if not plane.is_placed:
                if not many and source.SOPClassUID not in PLACED:
                    stacks[*facts, uid] = [plane]
                continue
            turn = tuple(round(part, 4) for part in plane.geometry.orientation or ())
            alike = (*facts, turn, plane.geometry.spacing_mm, uid if many else "")
            place = (*alike, tuple(round(part, 3) for part in plane.geometry.position_lps_mm or ()))
            stacks.setdefault((*alike, here[place]), []).append(plane)
            here[place] += 1
    return list(stacks.values())


def _segmentation(
    planes: Sequence[Plane], marks: Sequence[Mark], version: str, changed: Sequence[Mark]
) -> Dataset:  # fmt: skip
    order = {(str(plane.source.SOPInstanceUID), plane.frame): place for place, plane in enumerate(planes)}
    here = [mark for mark in marks if any((uid, frame) in order for uid, frame, _ in _outlines(mark))]
    rows, columns = int(planes[0].source.Rows), int(planes[0].source.Columns)
    masks = np.zeros((len(planes), rows, columns, len(here)), np.uint8)
    for number, mark in enumerate(here):
        for uid, frame, polygon in _outlines(mark):
            if (uid, frame) in order:
                masks[order[uid, frame], :, :, number] |= _filled(polygon, rows, columns)
    many = is_multi_frame(planes[0].source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = hd.seg.Segmentation(
            source_images=[plain_source(planes)] if many else [plane.source for plane in planes],
            pixel_array=masks,
            segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
            segment_descriptions=[_segment(number, mark, moved=mark in changed) for number, mark in enumerate(here, 1)],
            plane_positions=[plane_position(plane) for plane in planes] if many else None,
            **new_series(9002),
            manufacturer_model_name="Attending imaging",
            software_versions=version,
            device_serial_number="1",
            series_description="AI regions, not for diagnostic use alone",
        )  # fmt: skip
    if many:
        name_frames(made, planes)
    return made


def plane_position(plane: Plane) -> hd.PlanePositionSequence:
    """Where a plane lies, as constructors of highdicom want it told."""
    return hd.PlanePositionSequence(_PATIENT, plane.geometry.position_lps_mm or (0.0, 0.0, 0.0))


def plain_source(planes: Sequence[Plane]) -> Dataset:
    """A multi-frame image without pixels, whose direction and spacing stand with all frames: some write one a frame."""
    source = planes[0].source
    plain = Dataset()
    plain.update({tag: element for tag, element in source.items() if tag != 0x7FE00010})
    plain.file_meta = source.file_meta
    shared, own = groups_of(source)
    group = copy.copy(shared) if shared is not None else Dataset()
    first = own[planes[0].frame - 1]
    for keyword in ("PlaneOrientationSequence", "PixelMeasuresSequence"):
        if keyword not in group and keyword in first:
            setattr(group, keyword, first[keyword].value)
    plain.SharedFunctionalGroupsSequence = Items([group])
    return plain


def name_frames(made: Dataset, planes: Sequence[Plane]) -> None:
    """Say of each plane from which frame it is: another frame may lie at the same place."""
    places = np.array([plane.geometry.position_lps_mm for plane in planes], float)
    for group in made.PerFrameFunctionalGroupsSequence:
        here = np.array([float(part) for part in group.PlanePositionSequence[0].ImagePositionPatient])
        plane = planes[int(np.abs(places - here).sum(1).argmin())]
        for derivation in group.get("DerivationImageSequence") or []:
            for source in derivation.SourceImageSequence:
                source.ReferencedFrameNumber = plane.frame


def _filled(polygon: Sequence[Point], rows: int, columns: int) -> NDArray[np.uint8]:
    """The pixels whose centre the outline holds; of one too thin to hold any, those that it runs through."""
    inside = inside_of(polygon, rows, columns)
    if not inside.any():
        x, y = (np.array(part, float) for part in zip(*polygon, strict=True))
        inside[y.astype(int).clip(0, rows - 1), x.astype(int).clip(0, columns - 1)] = True
    return inside.astype(np.uint8)


def _outlines(mark: Mark) -> tuple[tuple[str, int, tuple[Point, ...]], ...]:
    return mark.slices or ((mark.sop_instance_uid, mark.frame, mark.polygon),)


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
