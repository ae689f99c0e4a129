"""A clinic of one's own on the command line: init, accounts, import."""

import bz2
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attending.app.cli import main

PASSWORD = "correct horse battery"
SANTOS = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Santos", "given": ["Maria"]}]}


@pytest.fixture
def attending(tmp_path):
    def run(*arguments: str, password: str = PASSWORD) -> Result:
        return CliRunner().invoke(main, ["--home", str(tmp_path / "clinic"), *arguments], input=password + "\n")

    return run


@pytest.fixture
def clinic(attending):
    made = attending("init", "--as", "adeyemi", "--display", "Dr Tola Adeyemi", "--password-stdin")
    assert made.exit_code == 0, made.stderr
    return attending


def test_init_makes_a_record_its_key_and_the_first_physician(clinic, tmp_path):
    people = json.loads(clinic("account", "list", "--json").stdout)
    assert [(one["sign_in_name"], one["role"]) for one in people] == [("adeyemi", "physician")]
    assert (tmp_path / "clinic" / "master.key").stat().st_mode & 0o777 == 0o600
    assert clinic("audit", "verify").exit_code == 0


def test_init_never_overwrites_a_record(clinic):
    again = clinic("init")
    assert again.exit_code == 5
    assert "already" in again.stderr


def test_a_short_password_is_refused_before_an_account_is_made(clinic):
    refused = clinic("account", "add", "okafor", "--display", "Ada Okafor", "--password-stdin", password="short")
    assert refused.exit_code == 2
    assert "okafor" not in clinic("account", "list").stdout


def test_an_account_is_a_practitioner_of_the_record(clinic):
    added = clinic(
        "account", "add", "okafor", "--display", "Ada Okafor", "--role", "nurse", "--password-stdin", "--json"
    )
    assert added.exit_code == 0, added.stderr
    assert json.loads(added.stdout)["practitioner"] == "okafor"
    assert clinic("account", "add", "okafor", "--display", "Another", "--password-stdin").exit_code == 5


def test_a_new_password_replaces_the_old_one(clinic):
    assert clinic("account", "password", "adeyemi", "--password-stdin", password="another long one").exit_code == 0
    assert clinic("account", "password", "nobody", "--password-stdin").exit_code == 4
    old = clinic("review", "sign", "none", "--as", "adeyemi", "--password-stdin")
    new = clinic("review", "sign", "none", "--as", "adeyemi", "--password-stdin", password="another long one")
    assert (old.exit_code, new.exit_code) == (3, 4)


def test_a_file_is_imported_whole_or_not_at_all(clinic, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(SANTOS))
    bad.write_text(json.dumps(SANTOS | {"id": "p2"}) + "\n{broken")
    assert clinic("import", str(good)).exit_code == 0
    refused = clinic("import", str(bad))
    assert refused.exit_code == 2
    assert "Santos" not in refused.stderr
    assert [patient["id"] for patient in json.loads(clinic("patients", "--json").stdout)] == ["p1"]


def test_a_folder_is_imported_packed_or_not_practitioners_first(clinic, tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    seen_by = {"reference": "Practitioner?identifier=urn:npi|99"}
    doctor = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": "urn:npi", "value": "99"}]}
    visit = {"resourceType": "Encounter", "id": "v1", "status": "finished", "subject": {"reference": "Patient/p1"}}
    visit |= {"class": {"code": "AMB"}, "participant": [{"individual": seen_by}]}
    (folder / "practitioners.ndjson.bz2").write_bytes(bz2.compress(json.dumps(doctor).encode()))
    (folder / "a.ndjson.gz").write_bytes(gzip.compress(f"{json.dumps(SANTOS)}\n{json.dumps(visit)}".encode()))
    (folder / "readme.txt").write_text("not for the record")
    reports = json.loads(clinic("import", str(folder), "--json").stdout)
    assert [Path(name).name for name in reports] == ["practitioners.ndjson.bz2", "a.ndjson.gz"]
    assert [(report["created"], report["unresolved"]) for report in reports.values()] == [(1, 0), (2, 0)]


@pytest.mark.parametrize("cut", [3, -4])
def test_a_packed_file_that_is_cut_off_is_refused(clinic, tmp_path, cut):
    file = tmp_path / "santos.json.gz"
    file.write_bytes(gzip.compress(json.dumps(SANTOS).encode())[:cut])
    refused = clinic("import", str(file))
    assert (refused.exit_code, "cut off or damaged" in refused.stderr) == (2, True)


def test_a_folder_without_files_is_refused(clinic, tmp_path):
    refused = clinic("import", str(tmp_path))
    assert (refused.exit_code, "no file to import" in refused.stderr) == (2, True)


def test_importing_again_changes_nothing(clinic, tmp_path):
    file = tmp_path / "santos.json"
    file.write_text(json.dumps(SANTOS))
    clinic("import", str(file))
    again = json.loads(clinic("import", str(file), "--json").stdout)
    assert again[str(file)]["unchanged"] == 1
    assert again[str(file)]["created"] == again[str(file)]["updated"] == 0
