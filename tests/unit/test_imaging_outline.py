"""Connected parts, outlines and measures of masks, against shapes one can count by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from attending.imaging.outline import MOST_POINTS, inside_of, longest_mm, measures_of, outline_of, parts_of
from attending.imaging.rings import rings_of
from attending.imaging.study import Geometry

ndimage = pytest.importorskip("scipy.ndimage")


def drawn(*rows: str) -> np.ndarray:
    return np.array([[sign == "#" for sign in row] for row in rows])


def test_a_square_has_four_corners_on_pixel_edges():
    assert outline_of(drawn("....", ".##.", ".##.")) == ((3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))


def test_diagonal_neighbours_belong_together():
    mask = drawn("#..", ".#.", "..#")
    assert parts_of(mask).max() == 1
    assert len(outline_of(mask)) == 12


def test_every_part_is_outlined_the_largest_first():
    mask = drawn("#....", "...##", "...##")
    assert (inside_of(outline_of(mask), 3, 5) == mask).all()
    large, small = rings_of(outline_of(mask))
    assert set(large) == {(3.0, 1.0), (5.0, 1.0), (5.0, 3.0), (3.0, 3.0)}
    assert set(small) == {(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)}


def test_a_part_in_the_hole_of_another_is_outlined_in_it():
    mask = drawn(".......", ".#####.", ".#...#.", ".#.#.#.", ".#...#.", ".#####.", ".......")
    assert (inside_of(outline_of(mask), 7, 7) == mask).all()
    assert len(rings_of(outline_of(mask))) == 3


def test_where_parts_have_too_many_corners_the_smallest_are_left_out_with_their_holes():
    mask = np.zeros((60, 300), bool)
    mask[0:20, 0:20] = True  # the largest
    for column in range(30, 290, 6):  # a ring of 3 × 3, of which there are too many
        mask[30:33, column : column + 3] = True
        mask[31, column + 1] = False
    outline = outline_of(mask)
    filled = inside_of(outline, *mask.shape)
    assert len(outline) <= MOST_POINTS and filled[0:20, 0:20].all()
    assert filled[30:33].sum() >= 8 * 20
    assert all(filled[31, c + 1] <= filled[30, c] for c in range(30, 290, 6))  # no hole without its part


def test_a_ring_keeps_its_hole():
    ring = drawn(".....", ".###.", ".#.#.", ".###.", ".....")
    outline = outline_of(ring)
    assert (inside_of(outline, 5, 5) == ring).all()
    border, hole = rings_of(outline)
    assert set(border) == {(1.0, 1.0), (4.0, 1.0), (4.0, 4.0), (1.0, 4.0)}
    assert set(hole) == {(2.0, 2.0), (3.0, 2.0), (3.0, 3.0), (2.0, 3.0)}


def test_a_hole_that_touches_the_outside_at_a_corner_is_one():
    mask = drawn("####", "#.##", "##.#", "####", "###.")
    assert (inside_of(outline_of(mask), 5, 4) == mask).all()


@settings(max_examples=150, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14))))
def test_the_outline_holds_the_mask_and_nothing_else(mask):
    """Filled again it is the mask: holes stay free, and what lies in them is held."""
    if not mask.any():
        return
    outline = outline_of(mask)
    if len(outline) < MOST_POINTS - 8:  # nothing had to be left out
        assert (inside_of(outline, *mask.shape) == mask).all()
    assert sum(len(ring) for ring in rings_of(outline)) <= len(outline)


def test_nothing_has_no_outline():
    assert outline_of(np.zeros((4, 4), bool)) == ()
    assert measures_of(np.zeros((4, 4), bool), Geometry()) == ()


@settings(max_examples=60, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(1, 9))))
def test_parts_agree_with_scipy(mask):
    mine, theirs = parts_of(mask), ndimage.label(mask, np.ones((3, 3, 3)))[0]
    assert (mine > 0).tolist() == mask.tolist()
    assert len(set(zip(mine[mask].tolist(), theirs[mask].tolist(), strict=True))) == theirs.max() == mine.max()


@settings(max_examples=60, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_another_programme_that_fills_the_outline_covers_every_part(mask):
    """Filled again, at eight times the size, it covers every pixel of the mask."""
    points = outline_of(mask)
    if not points:
        assert not mask.any()
        return
    canvas = Image.new("1", (mask.shape[1] * 8, mask.shape[0] * 8))
    ImageDraw.Draw(canvas).polygon([(x * 8, y * 8) for x, y in points], fill=1)
    centres = np.asarray(canvas)[4::8, 4::8]
    assert centres[mask].all()


def test_measures_in_the_patient_at_the_detector_and_without_spacing():
    mask = np.zeros((20, 20), bool)
    mask[5:10, 5:15] = True
    in_patient = Geometry(spacing_mm=(0.5, 0.4), spacing_source="PixelSpacing")
    at_detector = Geometry(spacing_mm=(0.5, 0.4), spacing_source="ImagerPixelSpacing")
    assert str(measures_of(mask, in_patient)[0]) == "area 10.0 mm²"
    assert str(measures_of(mask, at_detector)[0]) == "area at the detector 10.0 mm²"
    assert str(measures_of(mask, Geometry())[0]) == "area 50.0 square pixels"


def test_the_longest_diameter_reaches_from_corner_to_corner():
    mask = np.ones((30, 40), bool)
    assert longest_mm(mask, (1.0, 1.0)) == pytest.approx(50, abs=0.1)
