"""A series as one volume: in the order and at the place where it lies in the patient."""

import struct
import tracemalloc

import numpy as np
import pytest
from tests.scans import scan

from attending.errors import BadInput
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.research import read_volume
from attending.imaging.volume import as_nifti, marks_as_nifti


def volume(*files: bytes, **options) -> bytes:
    taken = sort_files([SentFile(f"{n}", data.__bytes__) for n, data in enumerate(files)])
    return as_nifti(taken.studies[0].series[0], taken.read, **options).data


def slices(count: int = 5, **elements) -> list[bytes]:
    values = np.arange(6 * 8, dtype=np.uint16).reshape(6, 8)
    return [scan(values + 100 * n, InstanceNumber=n + 1, **elements) for n in range(count)]


def test_it_reads_back_as_the_same_volume_in_hounsfield_units():
    back, spacing = read_volume(volume(*slices()))
    assert back.shape == (5, 6, 8)
    assert back[3, 2, 1] == 2 * 8 + 1 + 300 - 1024
    assert spacing == pytest.approx((0.7, 0.8, 1.0))


def test_slices_are_put_in_the_order_of_their_places_whatever_their_numbers():
    turned = [
        scan(np.full((8, 8), n, np.uint16), InstanceNumber=5 - n, ImagePositionPatient=[0, 0, float(n)])
        for n in range(5)
    ]
    back, _ = read_volume(volume(*turned))
    assert back[:, 0, 0].tolist() == [n - 1024 for n in range(5)]


def test_its_world_is_ras_where_dicom_says_lps():
    data = volume(*slices())
    affine = np.array(struct.unpack_from("<12f", data, 280)).reshape(3, 4)
    assert affine == pytest.approx(np.array([[-0.7, 0, 0, 0], [0, -0.8, 0, 0], [0, 0, 1, 1]]))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (slices(2), "too few"),
        (slices(4, PixelSpacing=None), "do not say where"),
        ([*slices(4), scan(np.zeros((9, 9), np.uint16), InstanceNumber=9)], "differ in size"),
        ([*slices(4), scan(np.zeros((6, 8), np.uint16), InstanceNumber=40)], "uneven"),
    ],
)
def test_what_is_no_volume_is_refused_in_words(files, words):
    with pytest.raises(BadInput, match=words):
        volume(*files)


def test_a_large_volume_is_shown_coarser_where_its_voxels_lie_closest_and_stays_in_its_place():
    rng = np.random.default_rng(4)
    values = rng.integers(0, 2000, (12, 16, 16)).astype(np.uint16)
    files = [
        scan(plane, InstanceNumber=n + 1, PixelSpacing=["0.5", "0.5"], ImagePositionPatient=[0, 0, 2.0 * n])
        for n, plane in enumerate(values)
    ]
    fine, coarse = volume(*files), volume(*files, most_shown=800)
    back, spacing = read_volume(coarse)
    assert back.shape == (12, 8, 8)  # rows and columns, for slices lie farther apart
    assert spacing == pytest.approx((1.0, 1.0, 2.0))
    whole, _ = read_volume(fine)
    assert np.abs(back - whole.reshape(12, 8, 2, 8, 2).mean((2, 4))).max() <= 0.5
    affines = [np.array(struct.unpack("<12f", one[280:328])).reshape(3, 4) for one in (fine, coarse)]
    middles = [a @ [(n - 1) / 2, (n - 1) / 2, 5.5, 1] for a, n in zip(affines, (16, 8), strict=True)]
    assert middles[0] == pytest.approx(middles[1], abs=1e-4)


def test_a_large_volume_never_stands_in_memory_at_full_size():
    planes = [scan(np.full((128, 128), n, np.uint16), InstanceNumber=n + 1) for n in range(128)]
    taken = sort_files([SentFile(f"{n}", data.__bytes__) for n, data in enumerate(planes)])
    tracemalloc.start()
    made = as_nifti(taken.studies[0].series[0], taken.read, most_shown=40_000)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.joined == (4, 4, 4)
    assert most < 128**3 * 4 / 2  # of the values at full size


SQUARE = ((2.0, 1.0), (6.0, 1.0), (6.0, 5.0), (2.0, 5.0))


def marked(*outlines, count: int = 5, **options):
    """The marks of a stack; each outline with the number of its slice, from 1."""
    taken = sort_files([SentFile(f"{n}", data.__bytes__) for n, data in enumerate(slices(count))])
    series = taken.studies[0].series[0]
    uids = [one.sop_instance_uid for one in series.instances]
    return marks_as_nifti(
        series, taken.read, [(name, (uids[number - 1], 1), shape) for name, number, shape in outlines], **options
    )


def test_marks_lie_in_the_voxels_that_their_outlines_hold():
    made = marked(("p1", 2, SQUARE), ("p1", 3, SQUARE[:3]), ("p2", 5, ((0, 0), (1, 0), (1, 1), (0, 1))))
    mask, spacing = read_volume(made.data)
    assert (mask.shape, spacing) == ((5, 6, 8), pytest.approx((0.7, 0.8, 1.0)))
    assert mask.sum(axis=(1, 2)).tolist() == [0, 16, 10, 0, 1]
    assert mask[1, 1:5, 2:6].all() and mask[4, 0, 0] == 1


def test_the_middle_of_a_mark_is_told_in_the_patient_where_its_outline_is_largest():
    made = marked(("p1", 2, SQUARE[:3]), ("p1", 3, SQUARE))
    assert made.middles_ras_mm["p1"] == pytest.approx((-0.7 * 3.5, -0.8 * 2.5, 3.0))


def test_marks_of_a_joined_volume_are_joined_as_it_is_and_none_is_lost():
    tiny = ("p1", 3, ((3, 3), (4, 3), (4, 4), (3, 4)))
    mask, _ = read_volume(marked(tiny, count=8, most_shown=100).data)
    assert mask.shape == read_volume(volume(*slices(8), most_shown=100))[0].shape
    assert mask.sum() == 1
