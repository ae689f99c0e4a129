"""Survival: who dies earlier, and how many are alive at a day."""

import numpy as np
import pytest

from attending.errors import BadInput, InvalidCard
from attending.risk.learned import Input
from attending.risk.learned.survival import concordance, fit_survival, pack_survival, unpack_survival


def cohort(cases=4000, seed=3):
    """Exponential survival with hazard 0.01·exp(x), follow-up ended at random."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(cases, 2))
    death = rng.exponential(1 / (0.01 * np.exp(x[:, 0])))
    end = rng.uniform(20, 200, cases)
    return x, np.minimum(death, end), (death <= end).astype(float)


@pytest.fixture(scope="module")
def model():
    x, days, died = cohort()
    return fit_survival(x, days, died, name="s", says="death", inputs=[Input("x"), Input("noise")], ridge=1.0)


def test_the_hazard_ratio_is_found(model):
    points = model.log_hazard(np.array([[0.5, 0], [-0.5, 0]]))
    assert points[0] - points[1] == pytest.approx(1, abs=0.15)


def test_as_many_are_alive_as_were_told(model):
    x, _, _ = cohort(seed=4)
    told = model.survival(x, [30.0, 100.0])
    truth = np.exp(-0.01 * np.exp(x[:, 0])[:, None] * np.array([30.0, 100.0]))
    assert np.abs(told.mean(axis=0) - truth.mean(axis=0)).max() < 0.02


def test_survival_never_rises(model):
    alive = model.survival(cohort(50)[0], [0, 1, 10, 50, 100, 1000])
    assert np.all(np.diff(alive, axis=1) <= 0)
    assert np.all(alive[:, 0] == 1)


def test_what_the_entries_contribute_adds_up_to_the_risk(model):
    x = cohort(20)[0]
    np.testing.assert_allclose(model.explain(x).sum(axis=1), model.log_hazard(x))


def test_concordance_by_hand():
    days, died = np.array([1.0, 2, 3, 2]), np.array([1.0, 1, 0, 0])
    # pairs: 1 with each of three others; 2 with the two that lived longer or left on the same day
    assert concordance(days, died, np.array([9.0, 5, 1, 7])) == pytest.approx(4 / 5)
    assert concordance(days, died, np.zeros(4)) == 0.5


def test_a_model_comes_back_from_its_file(model):
    x = cohort(30)[0]
    again = unpack_survival(pack_survival(model))
    np.testing.assert_allclose(again.survival(x, [10, 90]), model.survival(x, [10, 90]), atol=1e-6)
    with pytest.raises(InvalidCard):
        unpack_survival(b"no")


def test_too_few_deaths_are_not_fitted():
    x, days, _ = cohort(30)
    with pytest.raises(BadInput, match="20 deaths"):
        fit_survival(x, days, np.zeros(30), name="s", says="s", inputs=[Input("x"), Input("y")])
