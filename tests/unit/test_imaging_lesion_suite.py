"""The suite of small lesions: volumes of one name, a damaged one beside them, lesions by size; errors by chance."""

import gzip
import json
import struct

import numpy as np
import pytest

from attending.errors import BadInput
from attending.imaging.evaluate.lesion import score_lesions
from attending.imaging.evaluate.metrics import calibration_stated

SIDE, SLICES = 48, 6
SPOT, SPECK = (slice(2, 4), slice(20, 26), slice(20, 26)), (slice(3, 4), slice(30, 31), slice(30, 31))


def nifti(volume: np.ndarray) -> bytes:
    """A gzipped NIfTI-1 file of 1 mm voxels in 16 bits, without a world of its own."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *volume.shape[::-1], 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 4, 16)
    struct.pack_into("<8f", header, 76, 1, 1.0, 1.0, 1.0, 0, 0, 0, 0)
    struct.pack_into("<f", header, 108, 352)
    header[344:348] = b"n+1\0"
    return gzip.compress(bytes(header) + volume.astype("<i2").tobytes())


def head(*, bright: bool) -> np.ndarray:
    """A brain without a skull, with one spot or none."""
    rng = np.random.default_rng(3)
    at = np.arange(SIDE) - SIDE / 2
    brain = at[:, None] ** 2 + at[None] ** 2 < 20**2
    volume = np.where(brain, rng.integers(950, 1050, (SLICES, SIDE, SIDE)), 0)
    if bright:
        volume[SPOT] = 1600
    return volume


def truth() -> np.ndarray:
    mask = np.zeros((SLICES, SIDE, SIDE), np.int16)
    mask[SPOT], mask[SPECK] = 1, 1
    return mask


def put(folder, name: str, *, bright: bool) -> None:
    (folder / name).mkdir()
    (folder / name / "scan.nii.gz").write_bytes(nifti(head(bright=bright)))
    (folder / name / "gt.nii.gz").write_bytes(nifti(truth()))


def test_volumes_of_one_name_stay_apart_and_a_damaged_one_is_told(tmp_path):
    put(tmp_path, "one", bright=True)
    put(tmp_path, "two", bright=False)
    (tmp_path / "two" / "cut.nii.gz").write_bytes(nifti(head(bright=True))[:500])
    told = score_lesions(tmp_path, predictions=tmp_path / "out.jsonl")
    rows = {row["file"]: row for row in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert set(rows) == {"one/scan.nii.gz", "two/scan.nii.gz"}
    assert [skipped["file"] for skipped in told["skipped"]] == ["cut.nii.gz"]
    assert rows["one/scan.nii.gz"]["found_by_size"] == {
        "under 0.05 mL": [0, 1], "0.05 to 0.5 mL": [1, 1], "0.5 mL and more": [0, 0],
    }  # fmt: skip
    assert (rows["two/scan.nii.gz"]["lesions"], rows["two/scan.nii.gz"]["dice"]) == (0, 0.0)
    assert told["dice"]["n"] == 2 and told["dice"]["lower"] < told["dice"]["value"] < told["dice"]["upper"]
    assert (told["sensitivity"]["value"], told["sensitivity_by_size"]["under 0.05 mL"]["value"]) == (0.25, 0.0)
    assert (told["precision"]["value"], told["false_lesions_a_volume"]) == (1.0, 0.0)
    mask = np.load(tmp_path / rows["one/scan.nii.gz"]["mask"])
    assert mask.shape == (SLICES, SIDE, SIDE) and mask.any()


def test_of_a_single_volume_the_lesions_are_drawn_for_the_interval(tmp_path):
    put(tmp_path, "one", bright=True)
    told = score_lesions(tmp_path)
    assert told["sensitivity"] == {"value": 0.5, "lower": 0.0, "upper": 1.0, "n": 2}
    assert told["dice"]["lower"] is None


def test_nothing_but_damaged_volumes_is_bad_input(tmp_path):
    (tmp_path / "x.nii.gz").write_bytes(b"no volume")
    with pytest.raises(BadInput, match="can be read"):
        score_lesions(tmp_path)


def test_a_calibration_error_says_whether_it_is_beyond_chance_and_in_which_direction():
    rng = np.random.default_rng(1)
    chances = rng.random(400)
    happened = (rng.random(400) < chances).astype(float)
    fair = calibration_stated(happened, chances, range(400))
    sly = calibration_stated(happened, chances**3, range(400))
    assert fair["beyond_chance"] is False and abs(fair["observed_minus_predicted"]["value"]) < 0.05
    assert sly["beyond_chance"] is True and sly["observed_minus_predicted"]["lower"] > 0.1
    assert calibration_stated(happened[:15], chances[:15], range(15)) == "not assessed"
