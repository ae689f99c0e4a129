"""Judging cases that no network saw: folds that keep a patient together, and what a report's marks hit and miss."""

import numpy as np
import pytest

from attending.imaging.evaluate.fracture import marked, summary
from attending.imaging.fractures import Box, shown
from attending.imaging.train.folds import block_fold, fold_of

SETTINGS = {"operating_points": {"mild": 0.2, "strict": 0.5}, "box_threshold": 0.15}


def box(at: float, chance: float) -> Box:
    """A box of 10 × 10 pixels."""
    return at, at, 10.0, 10.0, chance


def test_a_patient_is_in_one_fold_only():
    patients = [f"p{n % 20}" for n in range(100)]
    folds = fold_of(patients)
    assert {len({f for f, p in zip(folds, patients, strict=True) if p == name}) for name in patients} == {1}
    assert set(folds) == {0, 1, 2}


def test_neighbouring_films_are_in_one_fold():
    names = [f"IMG{n:04d}" for n in range(500)]
    folds = block_fold(names)
    assert all(len(set(folds[at : at + 25])) == 1 for at in range(0, 500, 25))
    assert set(folds) == {0, 1, 2}


def test_a_further_box_is_marked_by_its_own_chance_and_never_likelier_than_the_film():
    boxes = [box(0, 0.9), box(50, 0.3), box(90, 0.1)]
    assert [chance for _, chance in shown(boxes, 0.8, 0.15)] == [0.8, 0.3]
    assert [chance for _, chance in shown(boxes, 0.25, 0.15)] == [0.25, 0.25]


def test_a_film_above_the_stricter_point_tells_a_second_fracture_that_reaches_the_milder_one():
    assert marked([box(0, 0.9), box(50, 0.3)], 0.8, SETTINGS) == [0, 1]
    assert marked([box(0, 0.9), box(50, 0.18)], 0.8, SETTINGS) == [0]
    assert marked([box(0, 0.1)], 0.1, SETTINGS) == []


def test_marks_that_are_told_are_counted_by_fracture_and_by_film():
    rows = [
        {"probability": 0.8, "boxes": [box(0, 0.9), box(50, 0.3), box(90, 0.3)], "marked": [0, 1, 2]},
        {"probability": 0.6, "boxes": [box(0, 0.6)], "marked": [0]},
        {"probability": 0.1, "boxes": [box(0, 0.1)], "marked": []},
    ]
    truths = [[(0.0, 0.0, 12.0, 12.0), (50.0, 50.0, 12.0, 12.0)], [(0.0, 0.0, 12.0, 12.0)], []]
    told = summary(rows, [1.0, 1.0, 0.0], truths, [set(), set(), set()])["marks_told"]
    assert told["fractures_hit"]["value"] == 1.0
    assert told["further_fractures_hit"]["value"] == 1.0
    assert told["false_marks_per_film"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    rows[0]["marked"] = [0]
    told = summary(rows, [1.0, 1.0, 0.0], truths, [set(), set(), set()])["marks_told"]
    assert told["fractures_hit"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert told["further_fractures_hit"]["value"] == 0.0
    assert np.isclose(told["false_marks_per_film"]["value"], 0)
