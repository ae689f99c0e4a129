"""A research volume lies in the patient where its file says, and left is never shown for right."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from attending.errors import BadInput
from attending.imaging import take_in
from attending.imaging.decode import decode_frames

SPACING = (1.0, 1.5, 2.0)
SHAPE = (8, 10, 6)
"""Voxels towards the right, the front and the head of the world that NIfTI speaks of."""
MARK = (6, 7, 4)
"""A bright voxel on the right, in front, high up."""
WORLD = {"R": (0, 1), "L": (0, -1), "A": (1, 1), "P": (1, -1), "S": (2, 1), "I": (2, -1)}


def stored(axes: str) -> tuple[np.ndarray, np.ndarray]:
    """The phantom with its voxels in the order of `axes`, and the way from a voxel to the world (RAS, mm)."""
    phantom = np.full(SHAPE, 100, np.int16)
    phantom[MARK] = 900
    affine = np.zeros((3, 4))
    affine[:, 3] = (-3.0, -4.0, 5.0)
    values = phantom.transpose([WORLD[one][0] for one in axes])
    for axis, letter in enumerate(axes):
        world, sense = WORLD[letter]
        affine[world, axis] = SPACING[world] * sense
        if sense < 0:
            values = np.flip(values, axis)
            affine[world, 3] += SPACING[world] * (SHAPE[world] - 1)
    return values, affine


def quaternion(affine: np.ndarray) -> tuple[float, list[float]]:
    """The side of the third axis (pixdim 0) and b, c, d of the turn, for turns of whole right angles."""
    turn = affine[:, :3] / np.linalg.norm(affine[:, :3], axis=0)
    side = float(np.sign(np.linalg.det(turn)))
    turn = turn * [1, 1, side]
    a = np.sqrt(max(0.0, 1 + np.trace(turn))) / 2
    if a > 0.1:
        return side, [(turn[2, 1] - turn[1, 2]) / 4 / a, (turn[0, 2] - turn[2, 0]) / 4 / a,
                      (turn[1, 0] - turn[0, 1]) / 4 / a]  # fmt: skip
    squares = np.sqrt(np.maximum(0, (np.diag(turn) + 1) / 2))
    first = int(squares.argmax())
    signs = [1.0 if n == first else float(np.sign(turn[first, n]) or 1) for n in range(3)]
    return side, list(squares * signs)


def nifti(values: np.ndarray, affine: np.ndarray | None, *, by: str = "sform", version: int = 1) -> bytes:
    """A NIfTI file; `values` by column, row, slice and volume."""
    sizes = SPACING if affine is None else tuple(np.linalg.norm(affine[:, :3], axis=0))
    side, turn = (1.0, [0.0, 0.0, 0.0]) if affine is None or by == "sform" else quaternion(affine)
    origin = [0.0, 0.0, 0.0] if affine is None else list(affine[:, 3])
    codes = (0, 0) if affine is None else (0, 1) if by == "sform" else (1, 0)
    rows = np.zeros(12) if affine is None or by != "sform" else affine.ravel()
    shape = [values.ndim, *values.shape, *[1] * (7 - values.ndim)]
    kind = {"int16": (4, 16), "float32": (16, 32)}[values.dtype.name]
    header = bytearray(352 if version == 1 else 544)
    if version == 1:
        struct.pack_into("<i", header, 0, 348)
        struct.pack_into("<8h", header, 40, *shape)
        struct.pack_into("<2h", header, 70, *kind)
        struct.pack_into("<8f", header, 76, side, *sizes, 0, 0, 0, 0)
        struct.pack_into("<f", header, 108, 352)
        struct.pack_into("<2h", header, 252, *codes)
        struct.pack_into("<6f", header, 256, *turn, *origin)
        struct.pack_into("<12f", header, 280, *rows)
        header[123], header[344:348] = 2, b"n+1\0"
    else:
        struct.pack_into("<i", header, 0, 540)
        header[4:12] = b"n+2\0\r\n\x1a\n"
        struct.pack_into("<2h", header, 12, *kind)
        struct.pack_into("<8q", header, 16, *shape)
        struct.pack_into("<8d", header, 104, side, *sizes, 0, 0, 0, 0)
        struct.pack_into("<q", header, 168, 544)
        struct.pack_into("<2i", header, 344, *codes)
        struct.pack_into("<6d", header, 352, *turn, *origin)
        struct.pack_into("<12d", header, 400, *rows)
        struct.pack_into("<i", header, 500, 2)
    return bytes(header) + np.asfortranarray(values).tobytes(order="F")


def place_of_mark(path: Path) -> tuple[list[float], tuple[str, ...]]:
    """Where the bright voxel lies (LPS, mm) by the DICOM that the file became, and the letters of its image's edges."""
    taken = take_in([path])
    (series,) = taken.studies[0].series
    for instance in series.instances:
        (frame,) = decode_frames(taken.read(instance))
        if frame.pixels.max() == 900:
            row, column = (int(v[0]) for v in np.nonzero(frame.pixels == 900))
            where, turn = frame.geometry, np.array(frame.geometry.orientation)
            down_mm, across_mm = where.spacing_mm
            place = np.array(where.position_lps_mm) + turn[:3] * column * across_mm + turn[3:] * row * down_mm
            return [round(float(part), 1) for part in place], where.edges
    raise AssertionError("no bright voxel")


@pytest.mark.parametrize("by", ["sform", "qform"])
@pytest.mark.parametrize(
    ("axes", "edges"),
    [
        ("RAS", ("R", "L", "A", "P")), ("LAS", ("R", "L", "A", "P")), ("LPS", ("R", "L", "A", "P")),
        ("RPI", ("R", "L", "A", "P")), ("ARS", ("R", "L", "A", "P")),
        ("ASR", ("A", "P", "H", "F")), ("PIR", ("A", "P", "H", "F")), ("SAL", ("A", "P", "H", "F")),
        ("RSA", ("R", "L", "H", "F")), ("LIP", ("R", "L", "H", "F")),
    ],
)  # fmt: skip
def test_every_way_to_store_a_volume_ends_at_the_same_place_in_the_patient(tmp_path, by, axes, edges):
    (tmp_path / "v.nii").write_bytes(nifti(*stored(axes), by=by))
    world = [-3.0 + 6 * 1.0, -4.0 + 7 * 1.5, 5.0 + 4 * 2.0]
    assert place_of_mark(tmp_path / "v.nii") == ([-world[0], -world[1], world[2]], edges)


def test_a_volume_of_the_second_version_packed_or_not_is_read_like_the_first(tmp_path):
    values, affine = stored("LAS")
    (tmp_path / "one.nii").write_bytes(nifti(values, affine))
    (tmp_path / "two.nii").write_bytes(nifti(values, affine, version=2))
    (tmp_path / "two.nii.gz").write_bytes(gzip.compress(nifti(values, affine, version=2)))
    assert len({str(place_of_mark(tmp_path / name)) for name in ("one.nii", "two.nii", "two.nii.gz")}) == 1


def test_where_the_file_does_not_say_how_it_lies_no_edge_has_a_letter(tmp_path):
    values, _ = stored("RAS")
    (tmp_path / "v.nii").write_bytes(nifti(values, None))
    instance = take_in([tmp_path / "v.nii"]).studies[0].first
    assert instance.geometry.edges == ("", "", "", "")
    assert instance.geometry.spacing_mm == (1.5, 1.0)


def test_a_volume_at_a_slant_keeps_its_slant(tmp_path):
    values, affine = stored("RAS")
    angle = np.deg2rad(20)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    (tmp_path / "v.nii").write_bytes(nifti(values, np.column_stack([turn @ affine[:, :3], affine[:, 3]])))
    x, y = turn[:2, :2] @ (6.0, 10.5) + (-3.0, -4.0)
    where, edges = place_of_mark(tmp_path / "v.nii")
    assert where == pytest.approx([-x, -y, 13.0], abs=0.06) and edges == ("RA", "LP", "AL", "PR")


def test_each_volume_of_a_file_of_several_is_a_series(tmp_path):
    """Sequences, echoes, times: the first alone would be a quarter of what was sent."""
    values, affine = stored("RAS")
    (tmp_path / "v.nii").write_bytes(nifti(np.stack([values, values * 2, values * 3], -1), affine))
    taken = take_in([tmp_path / "v.nii"])
    (study,) = taken.studies
    assert [(one.description, one.frames) for one in study.series] == [
        ("Volume 1 of 3", 6), ("Volume 2 of 3", 6), ("Volume 3 of 3", 6)
    ]  # fmt: skip
    brightest = [max(decode_frames(taken.read(i))[0].pixels.max() for i in one.instances) for one in study.series]
    assert brightest == [900, 1800, 2700]
    assert len({i.sop_instance_uid for i in study.instances}) == 18


def test_values_are_kept_and_what_is_no_number_is_shown_as_an_end_of_the_others(tmp_path):
    values, affine = stored("RAS")
    hounsfield = nifti(values - 1024, affine)
    (tmp_path / "ct.nii").write_bytes(hounsfield)
    taken = take_in([tmp_path / "ct.nii"], modality="CT")
    found = np.stack([decode_frames(taken.read(i))[0].pixels for i in taken.studies[0].instances])
    assert (found.min(), found.max()) == (-924, -124)
    broken = (values / 1000).astype(np.float32)
    broken[0, 0, 0], broken[1, 1, 1] = np.nan, np.inf
    (tmp_path / "map.nii").write_bytes(nifti(broken, affine))
    taken = take_in([tmp_path / "map.nii"])
    found = np.stack([decode_frames(taken.read(i))[0].pixels for i in taken.studies[0].instances])
    assert np.isfinite(found).all()
    assert (found.min(), found.max()) == (pytest.approx(0.1, abs=1e-4), pytest.approx(0.9, abs=1e-4))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data[:344] + b"ni1\0" + data[348:], "two files"),
        (lambda data: data[:-40], "cut off"),
        (lambda data: data[:70] + struct.pack("<h", 32) + data[72:], "known type"),
        (lambda data: data[:40] + struct.pack("<8h", 4, 8, 10, 6, 900, 1, 1, 1) + data[56:], "900 volumes"),
    ],
)
def test_what_is_no_whole_volume_is_refused_with_its_reason(tmp_path, change, reason):
    (tmp_path / "v.nii").write_bytes(change(nifti(*stored("RAS"))))
    with pytest.raises(BadInput, match=reason):
        take_in([tmp_path / "v.nii"])
