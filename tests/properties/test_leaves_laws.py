"""Scoring trees a column at a time gives what LightGBM gives, to the last leaf."""

import subprocess
import sys

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attending.risk.learned.leaves import read_trees, score_trees
from attending.risk.learned.trees import FEW, Trees, fit_trees


def table(seed, cases=400):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(cases, 6)).round(2)  # ties with thresholds
    x[:, 5] = rng.integers(0, 3, cases)
    x[rng.random(x.shape) < 0.2] = np.nan
    x[:, 4] = np.nan_to_num(x[:, 4])
    y = (np.nan_to_num(x[:, 0]) + rng.normal(size=cases) > 0.5).astype(float)
    return x, y


@pytest.fixture(scope="module")
def trees() -> Trees:
    return fit_trees(*table(1, 2000), rounds=30, seeds=[1], settings={"num_leaves": 31, "min_data_in_leaf": 5})


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1))
def test_both_ways_of_scoring_agree_whatever_is_missing(trees, seed, missing):
    x, _ = table(seed)
    x[np.random.default_rng(seed).random(x.shape) < missing] = np.nan  # also where training knew no gap
    single = x.astype(np.float32)
    read = read_trees(trees.texts[0])
    assert read is not None
    told = trees.boosters()[0].predict(single, raw_score=True)
    np.testing.assert_allclose(score_trees(read, single), told, atol=1e-12)


def test_few_leaves_take_half_the_bits_and_say_the_same():
    x, y = table(5, 1500)
    small = fit_trees(x, y, rounds=30, seeds=[1], settings={"num_leaves": 16, "min_data_in_leaf": 5})
    single, read = x.astype(np.float32), read_trees(small.texts[0])
    assert read is not None
    assert read[0].gone.dtype == np.uint16
    told = small.boosters()[0].predict(single, raw_score=True)
    np.testing.assert_allclose(score_trees(read, single), told, atol=1e-12)


def test_a_chunk_is_scored_like_a_row(trees):
    x, _ = table(3, 3000)
    np.testing.assert_allclose(trees.score(x)[:5], trees.score(x[:5]), atol=1e-12)


def test_trees_with_categories_are_left_to_lightgbm():
    x, y = table(4, 1000)
    x[:, 5] = np.nan_to_num(x[:, 5])
    text = fit_trees(x, y, rounds=5, seeds=[1], categorical=[5], settings={"min_data_in_leaf": 5}).texts[0]
    booster = lightgbm.Booster(model_str=text)
    np.testing.assert_allclose(Trees((text,)).score(x), booster.predict(x.astype(np.float32), raw_score=True))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1))
def test_contributions_are_those_of_lightgbm_whatever_is_missing(trees, seed, missing):
    x, _ = table(seed, 20)
    x[np.random.default_rng(seed).random(x.shape) < missing] = np.nan
    told = trees.boosters()[0].predict(x.astype(np.float32), pred_contrib=True)
    parts = trees.contributions(x)
    np.testing.assert_allclose(parts, told, atol=1e-10)
    np.testing.assert_allclose(parts.sum(axis=1), trees.score(x), atol=1e-10)


def test_many_cases_are_explained_like_few(trees):
    x, _ = table(7, FEW)
    np.testing.assert_allclose(trees.contributions(x)[:5], trees.contributions(x[:5]), atol=1e-10)


def test_a_patient_is_scored_and_explained_without_lightgbm():
    """Its import takes seconds of a server's first page."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from attending.journeys.shipped_risks import warm_up; warm_up();"
            "print([one for one in ('lightgbm', 'sklearn', 'scipy') if one in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"
