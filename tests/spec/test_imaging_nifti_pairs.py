"""NIfTI in two files and in colour: read as what they are, or refused with what to do."""

import gzip
import struct
import zipfile

import numpy as np
import pytest
from tests.spec.test_imaging_nifti import nifti, place_of_mark, stored

from attending.errors import BadInput
from attending.imaging import take_in
from attending.imaging.decode import decode_frames
from attending.imaging.research import read_volume


def pair(folder, *, version=1, packed=False, skipped=0):
    """Header and voxels in files of their own."""
    whole = bytearray(nifti(*stored("LAS"), version=version))
    begin, size = (352, 348) if version == 1 else (544, 540)
    whole[345 if version == 1 else 5] = ord("i")
    struct.pack_into("<f" if version == 1 else "<q", whole, 108 if version == 1 else 168, skipped)
    folder.mkdir()
    pack = gzip.compress if packed else bytes
    end = ".gz" if packed else ""
    (folder / f"head.hdr{end}").write_bytes(pack(bytes(whole[:size])))
    (folder / f"head.img{end}").write_bytes(pack(bytes(skipped) + bytes(whole[begin:])))
    return folder


@pytest.mark.parametrize(
    "how", [{}, {"version": 2}, {"packed": True}, {"skipped": 16}, {"version": 2, "packed": True, "skipped": 8}]
)
def test_a_pair_is_read_like_the_single_file(tmp_path, how):
    (tmp_path / "one.nii").write_bytes(nifti(*stored("LAS")))
    assert place_of_mark(pair(tmp_path / "pair", **how)) == place_of_mark(tmp_path / "one.nii")
    assert take_in([tmp_path / "pair"]).broken == ()


def test_a_pair_in_a_zip_archive_is_read_too(tmp_path):
    folder = pair(tmp_path / "pair")
    with zipfile.ZipFile(tmp_path / "pair.zip", "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    assert place_of_mark(tmp_path / "pair.zip") == place_of_mark(folder)


def test_a_header_without_its_voxels_says_what_to_send(tmp_path):
    folder = pair(tmp_path / "pair")
    (folder / "head.img").unlink()
    with pytest.raises(BadInput, match="Send both files together"):
        take_in([folder])


def test_voxels_that_are_cut_off_are_told(tmp_path):
    folder = pair(tmp_path / "pair")
    (folder / "head.img").write_bytes((folder / "head.img").read_bytes()[:-10])
    with pytest.raises(BadInput, match="cut off"):
        take_in([folder])


def test_an_analyze_volume_is_refused_for_left_may_be_right(tmp_path):
    folder = pair(tmp_path / "pair")
    header = bytearray((folder / "head.hdr").read_bytes())
    header[344:348] = bytes(4)
    (folder / "head.hdr").write_bytes(header)
    with pytest.raises(BadInput, match="left may be right"):
        take_in([folder])


def coloured(channels: int) -> bytes:
    """A volume whose reds grow to the right, its greens to the front, its blues to the head of the world."""
    values, affine = stored("LAS")
    columns, rows, slices = values.shape
    colours = np.zeros((*values.shape, channels), np.uint8)
    colours[..., 0] = np.arange(columns)[::-1, None, None] * 10  # stored from right to left
    colours[..., 1] = np.arange(rows)[None, :, None] * 10
    colours[..., 2] = np.arange(slices)[None, None] * 10
    data = bytearray(nifti(values, affine)[:352])
    struct.pack_into("<2h", data, 70, *{3: (128, 24), 4: (2304, 32)}[channels])
    return bytes(data) + colours.transpose(2, 1, 0, 3).tobytes()


@pytest.mark.parametrize("channels", [3, 4])
def test_a_volume_in_colour_becomes_colour_images_in_its_place(tmp_path, channels):
    (tmp_path / "v.nii").write_bytes(coloured(channels))
    taken = take_in([tmp_path / "v.nii"])
    (series,) = taken.studies[0].series
    assert (len(series.instances), series.instances[0].geometry.edges) == (6, ("R", "L", "A", "P"))
    (frame,) = decode_frames(taken.read(series.instances[2]))
    assert frame.is_colour and frame.pixels.shape == (10, 8, 3)
    assert frame.pixels[0, 0].tolist() == [70, 90, 20]  # right, front, third slice
    assert frame.pixels[9, 7].tolist() == [0, 0, 20]


def test_colours_are_no_measured_values():
    with pytest.raises(BadInput, match="in colour"):
        read_volume(coloured(3))
