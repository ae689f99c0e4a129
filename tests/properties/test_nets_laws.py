"""Laws of the net member: exact contributions, gaps told apart from averages, the same seed the same net."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attending.risk.learned.measures import auroc
from attending.risk.learned.nets import Course, Nets, fit_nets

COURSE = Course(units=12, epochs=25, inputs_dropped=0.1, units_dropped=0.1, pace=5e-3)


def table(seed, cases=2000):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(cases, 5))
    x[rng.random(x.shape) < 0.2] = np.nan
    known = np.nan_to_num(x)
    risk = known[:, 0] * known[:, 1] + known[:, 2] + np.isnan(x[:, 3])
    y = (rng.random(cases) < 1 / (1 + np.exp(-2 * risk))).astype(float)
    return x, y


@pytest.fixture(scope="module")
def nets() -> Nets:
    return fit_nets(*table(1), seeds=[1, 2], course=COURSE)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0.1, 50))
def test_contributions_add_up_to_the_score_whatever_is_missing_or_extreme(nets, seed, missing, stretch):
    x, _ = table(seed, 100)
    x *= stretch
    x[np.random.default_rng(seed).random(x.shape) < missing] = np.nan
    np.testing.assert_allclose(nets.contributions(x).sum(axis=1), nets.score(x), atol=1e-4)


def test_the_average_patient_with_everything_measured_owes_nothing_to_any_input(nets):
    centre = nets.scale.centre[None, :]
    np.testing.assert_allclose(nets.contributions(centre)[:, :-1], 0, atol=1e-5)


def test_a_net_learns_what_two_inputs_do_together_and_what_a_gap_means(nets):
    x, y = table(2, 4000)
    assert auroc(y, nets.score(x)) > 0.8
    assert nets.score(np.array([[0, 0, 0, np.nan, 0]]))[0] > nets.score(np.zeros((1, 5)))[0] + 0.5


def test_the_same_seeds_give_the_same_nets_and_others_do_not():
    x, y = table(3, 600)
    again = [fit_nets(x, y, seeds=[seed], course=COURSE).score(x) for seed in (4, 4, 5)]
    np.testing.assert_array_equal(again[0], again[1])
    assert np.abs(again[0] - again[2]).max() > 1e-3
