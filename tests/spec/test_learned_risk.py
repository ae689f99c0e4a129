"""Learned risk: a calibrated probability with an interval and its reasons, from a file that runs nothing."""

import gzip
import json
import math

import numpy as np
import pytest

from attending.errors import BadInput, InvalidCard
from attending.risk.learned import Input, Recipe, RiskModel, fit, pack, report, unpack
from attending.risk.learned import measures as m
from attending.risk.learned.bootstrap import sort_cases
from attending.risk.learned.calibration import fit_calibration, logit, sigmoid
from attending.risk.learned.conformal import fit_conformal
from attending.risk.learned.gaps import gaps_between
from attending.risk.learned.linear import fit_linear
from attending.risk.learned.model import Risks
from attending.risk.learned.operating import by_capacity, equalise

INPUTS = [Input("age", "a", "Age"), Input("lactate", "mmol/L", "Lactate"), Input("noise")]
RECIPE = Recipe(rounds=40, bags=1, folds=4, capacity=0.2)


def ward(cases=3000, seed=7):
    """Patients whose risk rises with age and lactate; lactate is often missing."""
    rng = np.random.default_rng(seed)
    table = np.column_stack([rng.uniform(20, 90, cases), rng.gamma(2, 1, cases), rng.normal(size=cases)])
    risk = sigmoid(-5 + 0.04 * table[:, 0] + 0.5 * table[:, 1])
    outcome = (rng.random(cases) < risk).astype(float)
    table[rng.random(cases) < 0.3, 1] = np.nan
    sex = rng.choice(["female", "male"], cases).tolist()
    return table, outcome, np.arange(cases) // 2, {"sex": sex}, risk


@pytest.fixture(scope="module")
def fitted():
    table, outcome, patients, groups, _ = ward()
    return fit(table, outcome, patients, name="ward", says="death", inputs=INPUTS, groups=groups, recipe=RECIPE)


@pytest.fixture(scope="module")
def model(fitted) -> RiskModel:
    return fitted.model


def test_risk_is_calibrated_on_patients_the_model_has_not_seen(model):
    table, outcome, _, groups, risk = ward(6000, seed=8)
    told = model.predict(table, groups)
    assert m.auroc(outcome, told.probability) > m.auroc(outcome, risk) - 0.04
    assert m.calibration_error(outcome, told.probability) < 0.02


def test_the_interval_holds_the_outcome_of_nine_in_ten_new_patients_in_each_group(model):
    table, outcome, _, groups, _ = ward(20_000, seed=9)
    told = model.predict(table, groups)
    assert np.all(told.lower <= told.probability)
    assert np.all(told.probability <= told.upper)
    assert m.coverage(outcome, told.lower, told.upper) == pytest.approx(0.9, abs=0.015)
    for level in ("female", "male"):
        here = np.array(groups["sex"]) == level
        assert m.coverage(outcome[here], told.lower[here], told.upper[here]) == pytest.approx(0.9, abs=0.03)


def test_contributions_add_up_to_the_score_exactly(model):
    table = ward(200, seed=10)[0]
    parts = model.explain(table)
    assert parts.shape == (200, len(INPUTS) + 1)
    np.testing.assert_allclose(parts.sum(axis=1), model.score(table), atol=1e-6)


def test_the_flag_rests_on_a_stated_capacity(model):
    table, _, _, groups, _ = ward(10_000, seed=11)
    assert np.mean(model.predict(table, groups).flagged) == pytest.approx(0.2, abs=0.02)
    assert "20%" in model.operating.basis


def test_outside_the_training_domain_the_model_abstains_and_names_the_inputs(model):
    strange = np.array([[1000.0, 1.0, 0.0], [50.0, 1.0, 0.0], [math.nan] * 3])
    told = model.predict(strange)
    assert "Age" in told.abstained[0]
    assert "1000" not in told.abstained[0]
    assert told.abstained[1] == ""
    assert "missing" in told.abstained[2]


def test_a_model_comes_back_from_its_file_and_says_the_same(model):
    table, _, _, groups, _ = ward(500, seed=12)
    data = pack(model)
    again = unpack(data)
    assert pack(again) == data
    for one, other in zip(
        vars(model.predict(table, groups)).values(), vars(again.predict(table, groups)).values(), strict=True
    ):
        np.testing.assert_array_equal(np.asarray(one), np.asarray(other)) if isinstance(
            one, tuple
        ) else np.testing.assert_allclose(one, other, atol=1e-6)
    assert again.inputs == model.inputs


@pytest.mark.parametrize(
    "data",
    [b"", b"pickle", gzip.compress(b"{}", mtime=0), gzip.compress(json.dumps({"format": "x"}).encode(), mtime=0)],
)
def test_a_file_that_is_no_model_is_refused(data):
    with pytest.raises(InvalidCard):
        unpack(data)


def test_a_table_with_other_columns_is_refused(model):
    with pytest.raises(BadInput, match="3 columns"):
        model.predict(np.zeros((2, 5)))


def test_a_named_column_that_is_not_there_is_missing(model):
    table = model.table({"age": np.array([70.0])}, 1)
    assert table[0, 0] == 70
    assert np.isnan(table[0, 1:]).all()


def test_all_cases_of_a_patient_are_held_out_together(fitted):
    patients = ward()[2]
    assert all(len(set(fitted.fold[patients == who])) == 1 for who in range(0, 1500, 50))


def test_too_few_events_are_not_fitted():
    table, outcome, patients, _, _ = ward(100)
    with pytest.raises(BadInput, match="at least 10"):
        fit(table, outcome * 0, patients, name="x", says="x", inputs=INPUTS)


def test_the_report_counts_every_group_and_brackets_each_measure(fitted):
    _, outcome, patients, groups, _ = ward()
    told = report(outcome, fitted.held_out, patients, groups=groups, repeats=40)
    assert told["patients"] == 1500
    assert told["auroc_95"][0] < told["auroc"] < told["auroc_95"][1]
    assert sum(row["cases"] for row in told["groups"]["sex"].values()) == 3000
    assert told["alerts_per_100"] == pytest.approx(20, abs=2)


def test_repeating_a_patients_rows_makes_no_interval_narrower():
    _, outcome, patients, _, risk = ward(400)
    told = lambda times: report(  # noqa: E731
        np.repeat(outcome, times), _said(np.repeat(risk, times)), np.repeat(patients, times), repeats=60
    )["auroc_95"]
    assert told(1) == told(5)


def _said(risk):
    from attending.risk.learned import Risks

    flags = risk > 0.3
    return Risks(risk, risk * 0, risk * 0 + 1, flags, flags, ("",) * len(risk))


# The measures, by hand


def test_auroc_counts_ties_half():
    assert m.auroc(np.array([0.0, 1, 0, 1]), np.array([0.1, 0.9, 0.5, 0.5])) == pytest.approx(3.5 / 4)


def test_average_precision_by_hand():
    assert m.auprc(np.array([1.0, 0, 1]), np.array([0.9, 0.8, 0.7])) == pytest.approx((1 + 2 / 3) / 2)


def test_event_one_is_the_smaller_of_sensitivity_and_predictivity():
    outcome, flagged = np.array([1.0, 1, 0, 0]), np.array([True, False, True, True])
    assert m.event_one(outcome, flagged) == pytest.approx(1 / 3)


def test_event_two_divides_h_by_the_range_of_risk():
    probability = np.repeat(np.linspace(0.05, 0.95, 10), 20)
    outcome = np.concatenate(
        [np.r_[np.ones(round(20 * p)), np.zeros(20 - round(20 * p))] for p in np.linspace(0.05, 0.95, 10)]
    )
    assert m.event_two(outcome, probability) == pytest.approx(0, abs=1e-9)
    outcome[0] = 0  # one death fewer in the first decile: 20·(0.05)² / (0.05·0.95) / 0.9
    assert m.event_two(outcome, probability) == pytest.approx(20 * 0.05**2 / (0.05 * 0.95 + 0.001 / 20) / 0.9, rel=1e-6)


def test_net_benefit_of_acting_on_everybody():
    outcome = np.array([1.0, 0, 0, 0])
    assert m.net_benefit(outcome, np.ones(4), 0.2) == pytest.approx(1 / 4 - 3 / 4 * 0.25)


def test_a_measure_without_events_is_not_a_number():
    assert math.isnan(m.auroc(np.zeros(3), np.ones(3)))


def test_the_bootstrap_counts_cases_as_the_measures_do(fitted):
    _, outcome, patients, _, _ = ward()
    risks = fitted.held_out
    cases = sort_cases(outcome, risks, patients, np.arange(len(outcome)))
    told = cases.measure(np.ones(len(outcome)))
    p = risks.probability
    assert told == pytest.approx(
        {
            "auroc": m.auroc(outcome, p),
            "auprc": m.auprc(outcome, p),
            "brier": m.brier(outcome, p),
            "ece": m.calibration_error(outcome, p),
            "event_one": m.event_one(outcome, risks.flagged),
            "sensitivity": m.sensitivity(outcome, risks.flagged),
            "sensitivity_plain": m.sensitivity(outcome, risks.flagged_plain),
            "predictivity": m.predictivity(outcome, risks.flagged),
            "coverage": m.coverage(outcome, risks.lower, risks.upper),
        }
    )


# The parts


def test_calibration_puts_a_stretched_score_right():
    rng = np.random.default_rng(1)
    truth = rng.normal(-1, 1, 20_000)
    outcome = (rng.random(20_000) < sigmoid(truth)).astype(float)
    mapped = fit_calibration(2 * truth + 1, outcome).apply(2 * truth + 1)
    assert np.abs(mapped - truth).max() < 0.25


def test_calibration_never_changes_the_order():
    rng = np.random.default_rng(2)
    score = rng.normal(size=500)
    outcome = (rng.random(500) < 0.3).astype(float)
    mapped = fit_calibration(score, outcome, bends=(0.2, 0.5, 0.8), ridge=0.0).apply(np.sort(score))
    assert np.all(np.diff(mapped) > 0)


def test_overlapping_groups_are_each_covered():
    rng = np.random.default_rng(3)
    old, female = rng.random(20_000) < 0.3, rng.random(20_000) < 0.5
    risk = np.where(old, 0.4, 0.06) + np.where(female, 0.05, 0)
    outcome = (rng.random(20_000) < risk).astype(float)
    groups = {"age": np.where(old, "old", "young").tolist(), "sex": np.where(female, "f", "m").tolist()}
    noisy = np.clip(risk + rng.normal(0, 0.02, 20_000), 0, 1)
    lower, upper = fit_conformal(outcome, noisy, groups).interval(noisy, groups)
    for here in (old, ~old, female, ~female):
        assert m.coverage(outcome[here], lower[here], upper[here]) == pytest.approx(0.9, abs=0.02)


def test_shifted_thresholds_find_the_events_of_each_group_alike_at_the_same_capacity():
    rng = np.random.default_rng(4)
    seen_less = rng.random(40_000) < 0.3
    truth = rng.normal(-2, 1, 40_000)
    outcome = (rng.random(40_000) < sigmoid(truth)).astype(float)
    told = sigmoid(np.where(seen_less, 0.6 * truth - 0.9, truth))
    groups = {"race": np.where(seen_less, "b", "a").tolist()}
    plain = by_capacity(told, 0.2)
    fair = equalise(plain, outcome, told, groups)

    def gap(flags):
        return abs(
            m.sensitivity(outcome[seen_less], flags[seen_less]) - m.sensitivity(outcome[~seen_less], flags[~seen_less])
        )

    assert gap(fair.flags(told, groups)) < 0.02 < gap(plain.flags(told, groups))
    assert np.mean(fair.flags(told, groups)) == pytest.approx(0.2, abs=0.005)
    np.testing.assert_array_equal(fair.plain_flags(told), plain.flags(told))


def test_a_linear_member_finds_known_odds():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(20_000, 1))
    outcome = (rng.random(20_000) < sigmoid(x[:, 0] - 1)).astype(float)
    line = fit_linear(x, outcome, ridge=0.1, bends=())
    difference = line.score(np.array([[1.0]])) - line.score(np.array([[0.0]]))
    assert difference[0] == pytest.approx(1, abs=0.1)


def test_logit_undoes_sigmoid():
    np.testing.assert_allclose(logit(sigmoid(np.array([-3.0, 0, 2]))), [-3, 0, 2])


def test_the_report_tells_what_calibration_error_chance_alone_would_show():
    rng = np.random.default_rng(3)
    few, many = rng.uniform(0.05, 0.3, 300), rng.uniform(0.05, 0.3, 30_000)
    by_chance = [np.mean(m.calibration_error_by_chance(p, np.random.default_rng(1))) for p in (few, many)]
    assert by_chance[0] > 5 * by_chance[1] > 0
    right = [m.calibration_error((rng.random(300) < few).astype(float), few) for _ in range(300)]
    assert by_chance[0] == pytest.approx(np.mean(right), rel=0.1)


def flagged_risks(probability, flagged):
    cases = len(probability)
    return Risks(probability, np.zeros(cases), np.ones(cases), flagged, probability >= 0.5, ("",) * cases)


def test_the_gap_between_groups_stands_beside_what_chance_would_show():
    rng = np.random.default_rng(9)
    outcome = np.tile([1.0, 0, 0, 0, 0], 1200)
    levels = rng.choice(["a", "b", "c"], 6000, p=[0.6, 0.3, 0.1])
    chance = {"a": 0.4, "b": 0.4, "c": 0.1}
    found = rng.random(6000) < np.vectorize(chance.get)(levels)
    groups = {"race": [*levels[:-3], "", "", "few"], "sex": ["one"] * 6000}
    gaps = gaps_between(outcome, flagged_risks(np.full(6000, 0.9), found), np.arange(6000), groups)
    assert list(gaps) == ["race"]
    race = gaps["race"]
    assert race["groups"] == ["a", "b", "c"]
    assert (race["least_found"], race["tpr_gap_plain"]) == ("c", 0.0)
    assert race["tpr_gap"] == pytest.approx(0.3, abs=0.1)
    assert race["tpr_gap_95"][0] <= race["tpr_gap"] <= race["tpr_gap_95"][1]
    assert 0 < race["tpr_gap_by_chance"] < race["tpr_gap_by_chance_95"][1] < race["tpr_gap_95"][0]


def test_the_report_lists_the_gaps_of_large_groups(fitted):
    _, outcome, patients, groups, _ = ward()
    told = report(outcome, fitted.held_out, patients, groups=groups, repeats=10)
    assert told["gaps"]["sex"]["groups"] == ["female", "male"]
    assert 0 <= told["gaps"]["sex"]["tpr_gap"] <= 1


def test_trees_of_their_own_may_learn_a_quantity_that_rises_with_the_risk():
    table, outcome, patients, groups, risk = ward()
    days = np.log(3 + 20 * risk + 5 * outcome)
    plain, beside = (Recipe(rounds=40, bags=1, folds=4, trees_share=1.0, aside_share=share) for share in (0.0, 2.0))
    alone, fitted = (
        fit(table, outcome, patients, name="ward", says="death", inputs=INPUTS, groups=groups, aside=days, recipe=one)
        for one in (plain, beside)
    )
    model = unpack(pack(fitted.model))
    assert (len(model.members), model.shares) == (2, (1.0, 2.0))
    np.testing.assert_allclose(model.explain(table[:50]).sum(axis=1), model.score(table[:50]), atol=1e-9)
    assert m.auroc(outcome, fitted.held_out.probability) > m.auroc(outcome, alone.held_out.probability)
    assert abs(fitted.held_out.probability.mean() - outcome.mean()) < 0.01
