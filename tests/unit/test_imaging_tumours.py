"""Masks of a patient's slices are judged together: what is far smaller than the largest part is left out."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from attending.imaging.evaluate import tumour
from attending.imaging.tumours import TumourReading, without_specks


def test_a_part_over_several_slices_counts_as_one_and_a_speck_is_left_out():
    masks = np.zeros((4, 20, 20), bool)
    masks[0:3, 2:7, 2:7] = True
    masks[1, 15:17, 15:17] = True
    kept = without_specks(masks)
    assert kept.sum() == 75 and not kept[1, 15:17, 15:17].any()


def test_a_second_tumour_of_a_fifth_of_the_first_stays():
    masks = np.zeros((2, 20, 20), bool)
    masks[0, 0:5, 0:5] = True
    masks[1, 12:17, 12] = True
    assert (without_specks(masks) == masks).all()


@settings(max_examples=80, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 4), st.integers(1, 8), st.integers(1, 8))))
def test_nothing_is_added_and_something_is_left_where_something_was(masks):
    kept = without_specks(masks)
    assert not (kept & ~masks).any()
    assert kept.any() == masks.any()
    assert (without_specks(kept) == kept).all()


def test_the_suite_judges_the_slices_of_a_patient_in_the_order_of_their_numbers(tmp_path, monkeypatch):
    images = tmp_path / "images"
    images.mkdir()
    names = ["a_10", "a_9", "b_1"]
    (tmp_path / "slices.csv").write_text("slice,patient\n" + "".join(f"{n},{n[0]}\n" for n in names))
    for shade, name in enumerate(names):
        Image.fromarray(np.full((256, 256, 3), shade, np.uint8)).save(images / f"{name}.png")

    def reading(channels):
        mask = np.zeros((256, 256), bool)
        shade = round(float(channels.max()) * 255)
        mask[:10, :10] = shade < 2  # of patient a: on both slices, one large part
        mask[100:103, 100:103] = shade != 1  # a speck of patient a, all there is of patient b
        return TumourReading(mask.astype(np.float32), mask, 0.5, 0.4, 0.6)

    monkeypatch.setattr(tumour.tumours, "read_slice", reading)
    tumour.score_tumours(tmp_path, predictions=tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert {row["slice"]: row["pixels"] for row in rows} == {"a_10": 100, "a_9": 100, "b_1": 9}
    assert all((np.asarray(Image.open(tmp_path / row["mask"])) > 0).sum() == row["pixels"] for row in rows)
