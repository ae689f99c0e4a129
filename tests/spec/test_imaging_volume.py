"""A series as one volume: in the order and at the place where it lies in the patient."""

import struct

import numpy as np
import pytest
from tests.scans import scan

from attending.errors import BadInput
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.research import read_volume
from attending.imaging.volume import as_nifti


def volume(*files: bytes) -> bytes:
    taken = sort_files([SentFile(f"{n}", data.__bytes__) for n, data in enumerate(files)])
    return as_nifti(taken.studies[0].series[0], taken.read)


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
