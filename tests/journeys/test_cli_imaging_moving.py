"""`attending imaging move`: a study that is filed with the wrong patient, at the command line."""

import json

import pytest
from click.testing import CliRunner
from tests.scans import scan
from tests.spec.test_imaging_corrections import JOHN
from tests.spec.test_imaging_studies import ERIKA

from attending.app.cli import main


@pytest.fixture
def run(tmp_path):
    """A hospital with two patients and a study of one; runs `attending`."""

    def run(*words: str):
        return CliRunner().invoke(main, ["--home", str(tmp_path / "home"), *words])

    (tmp_path / "bundle.json").write_text(json.dumps({
        "resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in (ERIKA, JOHN)],
    }))  # fmt: skip
    (tmp_path / "1.dcm").write_bytes(scan())
    assert run("init").exit_code == 0
    assert run("import", str(tmp_path / "bundle.json")).exit_code == 0
    return run


@pytest.fixture
def study(run, tmp_path):
    (kept,) = json.loads(run("imaging", "add", str(tmp_path / "1.dcm"), "--json").stdout)
    assert kept["patient"] == "erika"
    return kept["study"]


def test_a_study_goes_to_the_right_patient_and_back(run, study):
    moved = run("imaging", "move", study, "john", "--reason", "wrong-at-scanner", "--json")
    assert json.loads(moved.stdout) == {
        "study": study, "from": "erika", "to": "john", "draft_withdrawn": False, "sent_before": 0,
    }  # fmt: skip
    assert json.loads(run("imaging", "list", "--json").stdout)[0]["patient"] == "john"
    assert json.loads(run("imaging", "move", study, "--undo", "--json").stdout)["to"] == "erika"
    assert "erika → nobody" in run("imaging", "move", study, "--nobody", "--reason", "wrong-match").stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Say where the study is to go"),
        (("john", "--undo"), "Say where the study is to go"),
        (("john",), "A move needs a reason"),
        (("nobody-here", "--reason", "wrong-match"), "There is no such Patient"),
        (("--undo",), "never moved"),
    ],
)
def test_what_is_missing_is_said(run, study, words, why):
    refused = run("imaging", "move", study, *words)
    assert refused.exit_code != 0 and why in refused.stderr
