"""A mark leaves as a region of the very image, frame and pixels on which it was drawn, whatever file holds it."""

import io
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from tests.scans import CT, as_file, scan

from attending.imaging.finding import Mark
from attending.imaging.header import read_dataset
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.outgoing import Decided, report_objects
from attending.imaging.outline import outline_of
from attending.record.study import KeptHeat
from attending.terms.coding import SNOMED, Coding

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOX = ((4.0, 6.0), (20.0, 6.0), (20.0, 12.0), (4.0, 12.0))


def item(**elements) -> Sequence:
    made = Dataset()
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return Sequence([made])


def enhanced(places=(0, 2, 4, 6), *, shared_orientation=True, positioned=True) -> bytes:
    """An enhanced MR of one frame a place (mm along the patient), as scanners of two makers write it."""
    values = np.zeros((len(places), 32, 32), np.uint16)
    made = read_dataset(scan(
        values, SOPClassUID="1.2.840.10008.5.1.4.1.1.4.1", Modality="MR", NumberOfFrames=len(places),
        drop=("RescaleSlope", "RescaleIntercept", "PixelSpacing", "SliceThickness", "ImageOrientationPatient",
              "ImagePositionPatient", *(() if positioned else ("FrameOfReferenceUID",))),
    ))  # fmt: skip
    shared, frames = Dataset(), []
    orientation = item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
    measures = item(PixelSpacing=["1", "1"], SliceThickness="2")
    for place in places:
        frame = Dataset()
        frame.FrameContentSequence = item(DimensionIndexValues=[1])
        if positioned:
            frame.PlanePositionSequence = item(ImagePositionPatient=[0, 0, place])
        frames.append(frame)
    for group in [shared] if shared_orientation else frames:
        group.PlaneOrientationSequence, group.PixelMeasuresSequence = orientation, measures
    made.SharedFunctionalGroupsSequence, made.PerFrameFunctionalGroupsSequence = Sequence([shared]), Sequence(frames)
    return as_file(made)


def mark(*places: tuple[str, int]) -> Mark:
    return Mark(
        Coding(system=SNOMED, code="125605004", display="Fracture of bone"), 0.8, 0.7, 0.9, "90% specificity", True,
        *places[0], BOX, (), "spot", "1.0.0", slices=tuple((uid, frame, BOX) for uid, frame in places),
    )  # fmt: skip


def leaves(files: list[bytes], one: Mark, heats=()) -> dict[str, Dataset]:
    taken = sort_files([SentFile(f"{n}", data.__bytes__) for n, data in enumerate(files)])
    made = report_objects(taken, Decided({"m1": one}, {"m1": True}, "Ida Rays", NOW), version="0.1", heats=heats)
    return {name: pydicom.dcmread(io.BytesIO(data)) for name, data in made.items()}


def regions(objects: dict[str, Dataset]) -> list[tuple[str, int | None, float, list[int]]]:
    """Of each frame of each segmentation: the image, its frame, its place, and the corners of the region."""
    found = []
    for seg in (one for one in objects.values() if one.Modality == "SEG"):
        masks = seg.pixel_array if seg.pixel_array.ndim == 3 else seg.pixel_array[None]
        for mask, group in zip(masks, seg.PerFrameFunctionalGroupsSequence, strict=True):
            source = group.DerivationImageSequence[0].SourceImageSequence[0]
            position = group.get("PlanePositionSequence")
            place = float(position[0].ImagePositionPatient[2]) if position else 0.0
            rows, columns = np.nonzero(mask)
            corners = [int(v) for v in (rows.min(), rows.max(), columns.min(), columns.max())]
            number = source.get("ReferencedFrameNumber")
            found.append(
                (str(source.ReferencedSOPInstanceUID), None if number is None else int(number), place, corners)
            )
    return sorted(found, key=lambda one: one[2])


@pytest.mark.parametrize("shared_orientation", [True, False])
def test_a_region_lies_on_its_frames_of_an_enhanced_multi_frame_image(shared_orientation):
    data = enhanced(shared_orientation=shared_orientation)
    uid = str(read_dataset(data).SOPInstanceUID)
    objects = leaves([data], mark((uid, 3), (uid, 2)))
    assert [one[:3] for one in regions(objects)] == [(uid, 2, 2.0), (uid, 3, 4.0)]
    assert {tuple(one[3]) for one in regions(objects)} == {(6, 11, 4, 19)}


def test_a_region_keeps_its_frame_where_several_frames_lie_at_one_place():
    """As in a series of echoes or of times: the place alone does not tell the frame."""
    data = enhanced(places=(0, 2, 0, 2))
    uid = str(read_dataset(data).SOPInstanceUID)
    assert [one[:3] for one in regions(leaves([data], mark((uid, 4))))] == [(uid, 4, 2.0)]
    both = regions(leaves([data], mark((uid, 2), (uid, 4))))
    assert sorted(one[:3] for one in both) == [(uid, 2, 2.0), (uid, 4, 2.0)]


def test_a_multi_frame_image_without_a_place_in_the_patient_still_leaves_its_report():
    data = enhanced(positioned=False)
    uid = str(read_dataset(data).SOPInstanceUID)
    objects = leaves([data], mark((uid, 2)))
    assert set(objects) == {"report-sr.dcm", "marks-pr-1.dcm", "marks-sc-1.dcm"}


def test_the_presentation_state_of_a_multi_frame_image_draws_on_its_frame_alone():
    data = enhanced()
    uid = str(read_dataset(data).SOPInstanceUID)
    (annotation,) = leaves([data], mark((uid, 3)))["marks-pr-1.dcm"].GraphicAnnotationSequence
    assert annotation.ReferencedImageSequence[0].ReferencedFrameNumber == 3


def test_the_maps_behind_a_mark_on_frames_leave_as_one_parametric_map_in_their_places():
    data = enhanced()
    uid = str(read_dataset(data).SOPInstanceUID)
    heats = [
        (KeptHeat(f"heat/{n}/0", "Fracture of bone", "spot", "1.0.0", uid, n, 32, 32, True),
         zlib.compress(bytes([50 * n]) * 1024))
        for n in (2, 3)
    ]  # fmt: skip
    objects = leaves([data], mark((uid, 3)), heats=heats)
    assert not any("map-sc" in name for name in objects)
    made = objects["map-pm-1.dcm"]
    groups = made.PerFrameFunctionalGroupsSequence
    values = {float(g.PlanePositionSequence[0].ImagePositionPatient[2]): v[5, 5] for g, v in
              zip(groups, made.pixel_array, strict=True)}  # fmt: skip
    assert values == pytest.approx({2.0: 100 / 255, 4.0: 150 / 255}, abs=1e-5)
    assert float(made.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing[0]) == 1.0


def test_the_map_behind_a_mark_on_a_frame_without_a_place_leaves_as_an_annotated_copy_of_that_frame():
    data = enhanced(positioned=False)
    uid = str(read_dataset(data).SOPInstanceUID)
    heat = KeptHeat("heat/1/0", "Fracture of bone", "spot", "1.0.0", uid, 3, 32, 32, True)
    objects = leaves([data], mark((uid, 3)), heats=[(heat, zlib.compress(bytes([200]) * 1024))])
    assert objects["map-sc-1-1.dcm"].SourceImageSequence[0].ReferencedFrameNumber == 3


def test_images_of_one_series_that_lie_in_several_directions_or_at_one_place_leave_their_regions():
    """A scout has three directions, a diffusion series many images at one place."""
    turned = scan(np.zeros((32, 32), np.uint16), InstanceNumber=2, ImageOrientationPatient=[1, 0, 0, 0, 0, -1])
    axial = [scan(np.zeros((32, 32), np.uint16), InstanceNumber=n, ImagePositionPatient=[0, 0, 1]) for n in (1, 3)]
    uids = [str(read_dataset(data).SOPInstanceUID) for data in (axial[0], turned, axial[1])]
    objects = leaves([axial[0], turned, axial[1]], mark(*((uid, 1) for uid in uids)))
    assert sorted(one[0] for one in regions(objects)) == sorted(uids)


def test_two_films_of_one_series_leave_a_region_each():
    films = [
        scan(np.zeros((32, 32), np.uint16), InstanceNumber=n, Modality="DX", SOPClassUID="1.2.840.10008.5.1.4.1.1.1.1",
             drop=("FrameOfReferenceUID", "ImageOrientationPatient", "ImagePositionPatient"))
        for n in (1, 2)
    ]  # fmt: skip
    uids = [str(read_dataset(data).SOPInstanceUID) for data in films]
    objects = leaves(films, mark(*((uid, 1) for uid in uids)))
    assert sorted(one[0] for one in regions(objects)) == sorted(uids)


def test_the_region_of_an_outline_has_the_very_pixels_of_the_mask_that_it_was_made_of():
    mask = np.zeros((32, 32), bool)
    mask[5:14, 7:20], mask[10:18, 15:25] = True, True
    data = scan(np.zeros((32, 32), np.uint16))
    uid = str(read_dataset(data).SOPInstanceUID)
    one = replace(mark((uid, 1)), slices=((uid, 1, outline_of(mask)),))
    seg = leaves([data], one)["regions-seg-1.dcm"]
    assert (np.squeeze(seg.pixel_array) == mask).all()


def test_an_outline_too_thin_to_hold_a_pixel_still_leaves_a_region():
    data = scan(np.zeros((32, 32), np.uint16))
    uid = str(read_dataset(data).SOPInstanceUID)
    thin = ((4.1, 6.1), (9.2, 6.2), (9.2, 6.3))
    one = replace(mark((uid, 1)), slices=((uid, 1, thin),))
    assert leaves([data], one)["regions-seg-1.dcm"].pixel_array.any()


def test_what_monochrome1_shows_white_stays_white_under_the_marks():
    inverted = scan(np.zeros((32, 32), np.uint16), PhotometricInterpretation="MONOCHROME1")
    plain = scan(np.zeros((32, 32), np.uint16), InstanceNumber=2)
    for data, shape in ((inverted, "INVERSE"), (plain, "IDENTITY")):
        one = mark((str(read_dataset(data).SOPInstanceUID), 1))
        assert leaves([data], one)["marks-pr-1.dcm"].PresentationLUTShape == shape


def test_a_frame_keeps_its_own_window_and_rescale_under_the_marks():
    made = read_dataset(enhanced())
    for number, group in enumerate(made.PerFrameFunctionalGroupsSequence, 1):
        group.FrameVOILUTSequence = item(WindowCenter=str(100 * number), WindowWidth="80")
        transform = item(RescaleSlope=str(number), RescaleIntercept="-5", RescaleType="US")
        group.PixelValueTransformationSequence = transform
    state = leaves([as_file(made)], mark((str(made.SOPInstanceUID), 3)))["marks-pr-1.dcm"]
    (window,) = state.SoftcopyVOILUTSequence
    assert (window.WindowCenter, window.WindowWidth) == (300, 80)
    assert (state.RescaleSlope, state.RescaleIntercept) == (3, -5)


def test_a_mark_on_an_image_in_colour_leaves_with_a_state_for_colour():
    data = scan(np.zeros((32, 32, 3), np.uint8), PhotometricInterpretation="RGB")
    objects = leaves([data], mark((str(read_dataset(data).SOPInstanceUID), 1)))
    assert objects["marks-pr-1.dcm"].SOPClassUID.name == "Color Softcopy Presentation State Storage"


@pytest.mark.parametrize("kind", ["1.2.840.10008.5.1.4.1.1.3.1", "1.2.840.10008.5.1.4.1.1.7.2", CT])
@pytest.mark.parametrize("frames", [1, 3])
def test_frames_without_functional_groups_leave_their_marks(kind, frames):
    """As ultrasound, nuclear medicine and secondary captures send them."""
    data = scan(np.zeros((frames, 32, 32), np.uint16), NumberOfFrames=frames, SOPClassUID=kind,
                drop=("FrameOfReferenceUID", "ImageOrientationPatient", "ImagePositionPatient"))  # fmt: skip
    objects = leaves([data], mark((str(read_dataset(data).SOPInstanceUID), frames)))
    assert {"report-sr.dcm", "marks-pr-1.dcm", "marks-sc-1.dcm"} <= set(objects)


def test_an_enhanced_image_of_one_frame_leaves_its_region():
    data = enhanced((4,), shared_orientation=False)
    uid = str(read_dataset(data).SOPInstanceUID)
    assert [one[:3] for one in regions(leaves([data], mark((uid, 1))))] == [(uid, 1, 4.0)]


def test_decimals_that_a_scanner_wrote_too_long_and_ages_without_unit_are_mended_in_what_leaves():
    source = read_dataset(scan(np.zeros((32, 32), np.uint16), PatientAge="042Y"))
    source.ImagePositionPatient = ["-97.57869403926161", "1", "2"]
    source["PatientAge"]._value = "42"
    uid = str(source.SOPInstanceUID)
    seg = leaves([as_file(source)], mark((uid, 1)))["regions-seg-1.dcm"]
    (group,) = seg.PerFrameFunctionalGroupsSequence
    assert str(group.PlanePositionSequence[0].ImagePositionPatient[0]) == "-97.578694039262"
    assert not seg.get("PatientAge")


@pytest.mark.parametrize(
    ("header", "letters"),
    [
        ({}, ["L", "P"]),
        ({"ImageOrientationPatient": [0, 1, 0, 0, 0, -1]}, ["P", "F"]),
        ({"drop": ("ImageOrientationPatient",), "PatientOrientation": ["R", "F"]}, ["R", "F"]),
        ({"drop": ("ImageOrientationPatient",)}, []),
    ],
)
def test_an_annotated_copy_says_how_its_image_lies_and_nothing_where_that_is_unknown(header, letters):
    data = scan(np.zeros((32, 32), np.uint16), **header)
    made = leaves([data], mark((str(read_dataset(data).SOPInstanceUID), 1)))["marks-sc-1.dcm"]
    assert list(made.get("PatientOrientation") or []) == letters


def test_a_ring_leaves_as_a_ring():
    """What lies within a hole is not of the finding: not in the SEG, and the states draw both borders."""
    data = scan(np.zeros((32, 32), np.uint16))
    uid = str(read_dataset(data).SOPInstanceUID)
    mask = np.zeros((32, 32), bool)
    mask[8:20, 8:20], mask[12:15, 12:16] = True, False
    one = replace(mark((uid, 1)), polygon=outline_of(mask), slices=())
    objects = leaves([data], one)
    (seg,) = (made for made in objects.values() if made.Modality == "SEG")
    assert (seg.pixel_array.reshape(32, 32).astype(bool) == mask).all()
    (annotation,) = objects["marks-pr-1.dcm"].GraphicAnnotationSequence
    assert [drawn.NumberOfGraphicPoints for drawn in annotation.GraphicObjectSequence] == [5, 5]


def test_one_presentation_state_draws_on_every_slice_that_a_mark_reaches():
    files = [scan(np.zeros((32, 32), np.uint16), InstanceNumber=number) for number in (1, 2, 3, 4)]
    uids = [str(read_dataset(data).SOPInstanceUID) for data in files]
    objects = leaves(files, mark((uids[1], 1), (uids[2], 1), (uids[3], 1)))
    assert "marks-pr-2.dcm" not in objects
    state = objects["marks-pr-1.dcm"]
    drawn = [one.ReferencedImageSequence[0].ReferencedSOPInstanceUID for one in state.GraphicAnnotationSequence]
    assert drawn == uids[1:]
    (series,) = state.ReferencedSeriesSequence
    assert {one.ReferencedSOPInstanceUID for one in series.ReferencedImageSequence} == set(uids[1:])


def test_slices_with_another_rescale_have_a_presentation_state_of_their_own():
    files = [scan(np.zeros((32, 32), np.uint16), InstanceNumber=n, RescaleSlope=slope) for n, slope in ((1, 1), (2, 2))]
    uids = [str(read_dataset(data).SOPInstanceUID) for data in files]
    objects = leaves(files, mark((uids[0], 1), (uids[1], 1)))
    assert [objects[f"marks-pr-{n}.dcm"].RescaleSlope for n in (1, 2)] == [1, 2]


def test_a_volume_in_a_multi_frame_image_is_drawn_on_each_of_its_frames():
    data = enhanced()
    uid = str(read_dataset(data).SOPInstanceUID)
    state = leaves([data], mark((uid, 3), (uid, 2)))["marks-pr-1.dcm"]
    frames = [one.ReferencedImageSequence[0].ReferencedFrameNumber for one in state.GraphicAnnotationSequence]
    assert frames == [3, 2]
