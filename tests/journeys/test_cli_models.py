"""`attending models`, `evaluate` and `train`: what is installed, measured and made again."""

import json

import pytest
from click.testing import CliRunner, Result

from attending.app.cli import main


def attending(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_every_installed_model_loads_and_shows_its_card():
    listed = json.loads(attending("models", "list", "--json").stdout)
    assert all(model["state"] == "loads" for model in listed)
    for model in listed:
        shown = attending("models", "show", model["name"])
        assert shown.exit_code == 0
        assert "Intended use" in shown.stdout


@pytest.mark.parametrize("arguments", [("models", "show", "oracle"), ("evaluate", "oracle"), ("train", "oracle")])
def test_an_unknown_name_is_not_found(arguments):
    refused = attending(*arguments)
    assert refused.exit_code == 4
    assert refused.stderr.startswith("Error: There is no ")


def test_suites_and_trainings_are_listed():
    assert "aci-bench" in attending("evaluate", "--list").stdout
    trained = {row["model"] for row in json.loads(attending("train", "--json").stdout)}
    assert {"scribe", "speaker-role", "icu-mortality", "readmission", "hospital-death", "icu-series"} <= trained


@pytest.mark.parametrize("command", ["evaluate", "train"])
def test_without_data_it_says_which_option_is_missing(command):
    refused = attending(command, {"evaluate": "aci-bench", "train": "scribe"}[command])
    assert refused.exit_code == 2
    assert "--data" in refused.stderr


@pytest.mark.slow
def test_a_suite_scores_a_table_of_visits(tmp_path):
    table = tmp_path / "visits.csv"
    table.write_text(
        "dataset,encounter_id,dialogue,note\n"
        'aci,D2N001,"[doctor] what brings you in today ? [patient] i have had a cough for ten days and some fever , '
        'no chest pain . [doctor] your lungs are clear . i think it is bronchitis , drink plenty of fluids .",'
        '"CHIEF COMPLAINT\n\nCough.\n\nASSESSMENT AND PLAN\n\nBronchitis."\n'
    )
    predictions = tmp_path / "predictions.jsonl"
    scored = attending("evaluate", "aci-bench", "--data", str(table), "--predictions", str(predictions), "--json")
    assert scored.exit_code == 0, scored.stderr
    assert json.loads(scored.stdout)["visits"] == 1
    case = json.loads(predictions.read_text())
    assert case["id"]
    assert all(sentence["turns"] and sentence["evidence"] for sentence in case["sentences"])
