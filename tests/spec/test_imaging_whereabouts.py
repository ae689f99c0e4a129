"""Side and region of a mark: told where the header or the geometry says them, and otherwise said to be unknown."""

from dataclasses import replace

import numpy as np
import pytest
from tests.scans import DX, scan

from attending.imaging.header import read_instance
from attending.imaging.study import Geometry
from attending.imaging.whereabouts import in_head, on_chest, on_limb

STRAIGHT, STORED_MIRRORED = Geometry(patient_orientation=("L", "F")), Geometry(patient_orientation=("R", "F"))
LOW_ON_THE_LEFT_OF_THE_IMAGE = (0.27, 0.62)


@pytest.mark.parametrize(
    ("geometry", "mirrored", "words"),
    [
        (STRAIGHT, False, "right lower zone"),  # the patient's right is hung on the left of the image
        (STORED_MIRRORED, False, "left lower zone"),
        (STRAIGHT, True, "right lower zone, side in doubt: the film may be mirrored"),
        (Geometry(), False, "lower zone, side not stated (left half of the image)"),
    ],
)
def test_a_chest_finding_has_the_side_that_the_header_gives_the_image_and_none_without(geometry, mirrored, words):
    assert on_chest(LOW_ON_THE_LEFT_OF_THE_IMAGE, geometry, mirrored=mirrored) == words


@pytest.mark.parametrize(("down", "zone"), [(0.2, "upper"), (0.45, "mid"), (0.6, "lower")])
def test_a_chest_finding_has_the_zone_of_its_lung(down, zone):
    assert on_chest((0.7, down), STRAIGHT, mirrored=False) == f"left {zone} zone"
    assert on_chest((0.52, down), STRAIGHT, mirrored=False) == f"central, {zone} zone"


def film(**elements):
    made = scan(np.zeros((40, 40), np.uint16), drop=("ImageOrientationPatient", "ImagePositionPatient"),
                SOPClassUID=DX, Modality="DX", **{"SeriesDescription": "AP", **elements})  # fmt: skip
    return read_instance(made, "1")


ON_THE_LEFT_OF_THE_IMAGE = ((4.0, 4.0), (10.0, 4.0), (10.0, 9.0))


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ({"BodyPartExamined": "FOREARM", "ImageLaterality": "L"}, "left forearm"),
        ({"BodyPartExamined": "HAND", "Laterality": "R"}, "right hand"),
        ({"BodyPartExamined": "HAND"}, "hand, side not stated"),
        ({"BodyPartExamined": "ANKLE", "SeriesDescription": "RT ANKLE AP"}, "right ankle"),
        ({"BodyPartExamined": "KNEE", "SeriesDescription": "RIGHT AND LEFT KNEE"}, "knee, side not stated"),
        ({"BodyPartExamined": "KNEE", "ImageLaterality": "B", "PatientOrientation": ["L", "F"]}, "knee, right side"),
        ({"BodyPartExamined": "PELVIS", "PatientOrientation": ["L", "F"]}, "pelvis, right side"),
        ({"BodyPartExamined": "PELVIS"}, "pelvis, side not stated"),
        ({"BodyPartExamined": "", "SeriesDescription": "Wrist, left, PA"}, "left wrist"),
        ({"BodyPartExamined": "HAND", "PatientOrientation": ["L", "F"]}, "hand, side not stated"),
    ],
)  # fmt: skip
def test_a_fracture_has_its_part_and_the_side_that_the_header_says(elements, words):
    assert on_limb(film(**elements), ON_THE_LEFT_OF_THE_IMAGE) == words


AXIAL = Geometry(orientation=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), position_lps_mm=(0.0, 0.0, 0.0))


def head():
    """A head off the image's middle: columns 40 to 139, rows 20 to 139."""
    image = np.zeros((160, 160), np.float32)
    image[20:140, 40:140] = 100
    return image


def spot(column, row):
    return tuple((column + x, row + y) for x, y in ((-3, -3), (3, -3), (3, 3), (-3, 3)))


@pytest.mark.parametrize(
    ("column", "row", "words"),
    [
        (60, 40, "right hemisphere, anterior third"), (84, 95, "right hemisphere, middle third"),
        (120, 130, "left hemisphere, posterior third"), (90, 80, "near the midline, middle third"),
    ],
)  # fmt: skip
def test_a_lesion_of_the_brain_has_its_hemisphere_by_the_middle_of_the_head(column, row, words):
    assert in_head(spot(column, row), head(), AXIAL) == words


def test_the_letters_decide_and_not_the_side_of_the_image():
    turned = replace(AXIAL, orientation=(-1.0, 0.0, 0.0, 0.0, -1.0, 0.0))
    assert in_head(spot(60, 40), head(), turned) == "left hemisphere, posterior third"


@pytest.mark.parametrize(
    "geometry", [Geometry(), Geometry(orientation=(0.0, 1.0, 0.0, 0.0, 0.0, -1.0))], ids=["unknown", "sagittal"]
)
def test_without_an_axial_geometry_no_side_is_guessed(geometry):
    assert in_head(spot(60, 40), head(), geometry) == "side not stated"
    assert in_head(spot(60, 40), np.zeros((160, 160), np.float32), AXIAL) == "side not stated"


def test_a_ragged_edge_does_not_pull_a_lesion_to_its_side():
    ragged = tuple((140.0 - 0.01 * n % 1, 30.0 + 0.1 * n) for n in range(100))  # a hundred corners on the left
    outline = ((45.0, 40.0), (45.0, 30.0), *ragged, (140.0, 40.0))
    assert in_head(outline, head(), AXIAL) == "near the midline, anterior third"
