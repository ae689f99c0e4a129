"""Masks of a patient's slices are judged together: what is far smaller than the largest part is left out."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from attending.errors import BadInput
from attending.imaging.evaluate import tumour
from attending.imaging.networks import apart, together
from attending.imaging.rethink import BAGS, rethink, train_bags
from attending.imaging.tumours import TumourReading, without_specks


def faint_volume(seed: int):
    """A head with a disc over three slices, of which the networks are sure only in the middle; with its truth."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:256, :256]
    row, column = rng.integers(90, 160, 2)
    far = np.hypot(down - row, across - column)
    truth, channels, chances = (np.zeros((5, *shape), np.float32) for shape in ((256, 256), (3, 256, 256), (256, 256)))
    channels += np.where(np.hypot(down - 128, across - 128) < 100, 0.4, 0)
    channels += rng.normal(0, 0.01, channels.shape).astype(np.float32)
    for z in (1, 2, 3):
        truth[z] = far < 30
        channels[z, 1] += 0.2 * truth[z]
        chances[z] = np.where(far < 12, 0.9, np.where(far < 36, 0.2, 0))
    return chances, channels.clip(0, 1), truth > 0.5


@pytest.fixture(scope="module")
def bags():
    """Trees of six such heads."""
    return train_bags([faint_volume(seed) for seed in range(6)], rounds=30)


def test_trees_that_see_the_volume_mark_all_of_what_is_as_bright_as_its_surest_part(bags):
    chances, channels, truth = faint_volume(99)
    made = rethink(chances, channels, apart(together(bags)))
    alone = chances > 0.4
    dice = [2 * (m & truth).sum() / (m.sum() + truth.sum()) for m in (alone, made)]
    assert dice[0] < 0.4 and dice[1] > 0.8


def test_slices_of_a_thin_series_are_judged_with_neighbours_as_far_away_as_those_the_trees_learned_from(bags):
    chances, channels, _ = faint_volume(99)
    coarse = rethink(chances, channels, bags)
    thin = rethink(np.repeat(chances, 2, 0), np.repeat(channels, 2, 0), bags, apart=2)
    assert coarse.any() and (thin[::2] == coarse).all() and (thin[1::2] == coarse).all()


@pytest.mark.parametrize(("spacing_mm", "apart"), [(None, 1), (12.0, 1), (6.0, 2), (5.0, 2), (1.0, 10)])
def test_how_many_slices_a_neighbour_is_away_follows_from_their_spacing(monkeypatch, spacing_mm, apart):
    asked = []

    def judged(chances, channels, bags, *, apart):
        asked.append(apart)
        return chances > 0.5

    monkeypatch.setattr(tumour.tumours, "rethink", judged)
    tumour.tumours.join_slices(
        np.zeros((3, 8, 8), np.float32), np.zeros((3, 3, 8, 8), np.float32), spacing_mm=spacing_mm
    )
    assert asked == [apart]


def test_where_the_networks_see_nothing_the_trees_are_not_asked():
    chances, channels, _ = faint_volume(1)
    assert not rethink(np.zeros_like(chances), channels, ()).any()


def test_trees_cannot_be_made_where_the_networks_see_nothing_and_the_error_says_what_to_try():
    chances, channels, truth = faint_volume(1)
    nothing = np.zeros_like(chances), channels, truth
    with pytest.raises(BadInput, match=r"no pixel of the brain.*Train the networks longer"):
        train_bags([nothing, nothing], rounds=2)


def test_a_patient_of_whom_the_networks_see_nothing_does_not_stop_the_others():
    chances, channels, truth = faint_volume(1)
    nothing = np.zeros_like(chances), channels, truth
    bags = train_bags([nothing, faint_volume(2)], rounds=5)
    assert len(bags) == BAGS


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
    monkeypatch.setattr(tumour.tumours, "rethink", lambda chances, channels, bags, *, apart: chances > 0.5)
    tumour.score_tumours(tmp_path, predictions=tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert {row["slice"]: row["pixels"] for row in rows} == {"a_10": 100, "a_9": 100, "b_1": 9}
    assert all((np.asarray(Image.open(tmp_path / row["mask"])) > 0).sum() == row["pixels"] for row in rows)
