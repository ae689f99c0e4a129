"""The suites of the shipped risk models: a row for every case, measures where outcomes are told, silence where not."""

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner
from tests.spec.test_risk_cohorts import COLUMNS, ENCOUNTERS, STAY, write

from attending.app.cli import main
from attending.risk.evaluate import SUITES
from attending.risk.learned import load_model
from attending.risk.learned.survival import load_survival
from attending.risk.shift import describe_shift, recalibrate_locally

MODELS = ("icu-mortality", "readmission", "hospital-death", "hospital-death-plain", "icu-series", "deterioration-icu")


def evaluate(suite, data, predictions):
    told = CliRunner().invoke(
        main, ["evaluate", suite, "--data", str(data), "--predictions", str(predictions), "--json"]
    )
    assert told.exit_code == 0, told.stderr
    return json.loads(told.stdout), [json.loads(line) for line in predictions.read_text().splitlines()]


def in_order(rows):
    for row in rows:
        assert {"id", "probability", "lower", "upper", "flag"} <= row.keys()
        assert isinstance(row["id"], str)
        assert isinstance(row["flag"], bool)
        assert 0 <= row["lower"] <= row["probability"] <= row["upper"] <= 1
    return [row["id"] for row in rows]


@pytest.fixture
def rows(tmp_path):
    return tmp_path / "rows.jsonl"


def test_stays_without_outcome_are_scored_and_not_measured(tmp_path, rows):
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / "z.csv", ["RecordID", "minute", "parameter", "value"], STAY)
    told, said = evaluate("icu-mortality", folder, rows)
    assert in_order(said) == ["1", "2"]
    assert "not assessed" in told["measures"]
    assert "missing" in said[1]["abstained"]  # a stay with an age and nothing else
    assert said[1]["flag"] is False


def test_stays_with_outcomes_are_measured(tmp_path, rows):
    folder = tmp_path / "data"
    folder.mkdir()
    stays = [(stay, minute, name, value) for stay in range(1, 31) for _, minute, name, value in STAY[:-2]]
    write(folder / "z.csv", ["RecordID", "minute", "parameter", "value"], stays)
    write(folder / "y.txt", ["RecordID", "In-hospital_death"], [[stay, stay % 2] for stay in range(1, 31)])
    told, said = evaluate("icu-mortality", folder, rows)
    assert len(said) == 30
    assert (told["training_rows"]["rows"], told["training_rows"]["seen"]) == (30, 0)
    assert (told["events"], told["auroc"]) == (15, 0.5)  # thirty times the same stay
    assert told["groups"]["sex"]["male"]["cases"] == 30


def test_every_encounter_has_a_row_and_the_dead_are_never_flagged(tmp_path, rows):
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / "any.csv", COLUMNS, ENCOUNTERS)
    _, said = evaluate("readmission", folder, rows)
    assert in_order(said) == ["10", "20", "30"]
    assert said[1]["abstained"] == "died or went to a hospice"
    assert not said[1]["flag"]
    assert {"flag_plain"} <= said[0].keys()


def test_the_outcome_column_changes_no_prediction(tmp_path, rows):
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / "any.csv", COLUMNS, ENCOUNTERS)
    _, told = evaluate("readmission", folder, rows)
    write(folder / "any.csv", COLUMNS[:-1], [row[:-1] for row in ENCOUNTERS])
    _, blind = evaluate("readmission", folder, rows)
    assert told == blind


def test_a_patient_without_day_scores_is_told_by_the_model_that_needs_none(tmp_path, rows):
    folder = tmp_path / "data"
    folder.mkdir()
    columns = ["sno", "age", "sex", "dzgroup", "crea", "meanbp", "hrt", "resp", "temp", "scoma", "sps", "aps"]
    patient = [60, "female", "CHF", 1.5, 80, 90, 22, 37, 0]
    write(folder / "p.csv", columns, [[1, *patient, 20, 30], [2, *patient, "", ""]])
    told, said = evaluate("hospital-death", folder, rows)
    assert in_order(said) == ["1", "2"]
    assert told["scored_with_day_scores"] == 1
    assert "not assessed" in told["survival"]["measures"]
    assert said[0]["probability"] != said[1]["probability"]


@pytest.mark.parametrize("suite", sorted(SUITES))
def test_a_folder_without_its_tables_is_refused_with_the_columns_it_lacks(suite, tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    refused = CliRunner().invoke(main, ["evaluate", suite, "--data", str(tmp_path)])
    assert refused.exit_code == 2
    assert "columns" in refused.stderr


@pytest.mark.parametrize("name", MODELS)
def test_a_shipped_model_says_why_and_has_a_stated_operating_point(name):
    model = load_model(name)
    table = np.tile(np.array(model.domain.centre), (3, 1))
    table[1, ::2] = np.nan
    np.testing.assert_allclose(model.explain(table).sum(axis=1), model.score(table), atol=1e-6)
    assert model.operating.basis
    assert model.operating.threshold != 0.5
    assert len({one.name for one in model.inputs}) == len(model.inputs)


def test_the_survival_model_gives_falling_curves():
    model = load_survival("survival-serious-illness")
    alive = model.survival(np.full((2, len(model.inputs)), np.nan), [0, 30, 365])
    assert np.all(np.diff(alive, axis=1) < 0)


def test_a_site_like_the_training_set_raises_no_alarm_and_another_does():
    model = load_model("icu-series")
    rng = np.random.default_rng(1)
    like = np.array(model.domain.centre) + np.array(model.domain.spread) * rng.normal(size=(200, len(model.inputs))) / 3
    like[rng.random(like.shape) < np.array(model.domain.gaps)] = np.nan
    same = describe_shift(model, like, np.full(200, 0.05))
    assert not same["alarm"]
    other = describe_shift(model, like + 2 * np.array(model.domain.spread), np.full(200, 0.05))
    assert other["alarm"]
    assert other["inputs_shifted"] > same["inputs_shifted"]


def test_local_outcomes_put_probabilities_right():
    rng = np.random.default_rng(2)
    truth = rng.beta(2, 6, 400)
    outcome = (rng.random(400) < truth).astype(float)
    local = recalibrate_locally(truth / 5, outcome, moved=False)
    assert local.measures["ece"] < 0.06 < local.measures["ece_before"]


def test_predictions_are_not_read_as_a_table_of_cases(tmp_path, rows):
    with (tmp_path / "p.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["id", "probability"], [1, 0.5]])
    assert CliRunner().invoke(main, ["evaluate", "readmission", "--data", str(tmp_path)]).exit_code == 2
