"""The commands that look after a record: doctor, patients, audit."""

import json
import shutil
from contextlib import closing

import pytest
from click.testing import CliRunner, Result
from tests.conftest import House

from attending.app.cli import main
from attending.record.write import put


def attending(house, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(house.folder), *arguments])


@pytest.fixture
def record(house, physician):
    """A record with two patients, closed again."""
    store = house.open()
    with store.transaction(grant=physician) as tx:
        for number, family in enumerate(("Santos", "Whitfield")):
            name = [{"family": family, "given": ["Maria"]}]
            put(tx, {"resourceType": "Patient", "id": f"p{number}", "name": name, "birthDate": "1961-05-04"})
    store.close()
    return house


def test_patients_are_listed(record):
    listed = attending(record, "patients")
    assert listed.exit_code == 0
    assert "Maria Santos" in listed.stdout
    assert "Maria Whitfield" in listed.stdout


def test_patients_are_narrowed_by_name_and_as_json(record):
    listed = attending(record, "patients", "whit", "--json")
    assert json.loads(listed.stdout) == [{"id": "p1", "name": "Maria Whitfield", "born": "1961-05-04", "sex": ""}]


def test_a_whole_trail_is_green(record):
    verdict = attending(record, "audit", "verify")
    assert verdict.exit_code == 0
    assert "chain unbroken" in verdict.stdout


def test_looking_at_the_trail_is_in_the_trail(record):
    attending(record, "patients")
    first = json.loads(attending(record, "audit", "list", "--json").stdout)
    again = json.loads(attending(record, "audit", "list", "--json", "--limit", "2").stdout)
    assert first[0]["agent"][0]["who"]["reference"] == "Device/command-line"
    assert int(again[0]["id"]) == int(first[0]["id"]) + 1
    assert len(again) == 2
    assert "Device/command-line" in attending(record, "audit", "list").stdout


def test_one_changed_byte_is_red(record):
    with closing(record.connect()) as connection:
        body = connection.execute("SELECT body FROM audit_event WHERE seq = 1").fetchone()[0]
        changed = body.replace('"C"', '"D"', 1)
        assert changed != body
        connection.execute("UPDATE audit_event SET body = ? WHERE seq = 1", (changed,))
    verdict = attending(record, "audit", "verify", "--json")
    assert verdict.exit_code == 8
    assert verdict.stdout == ""
    assert json.loads(verdict.stderr)["error"]["exit_code"] == 8
    assert attending(record, "doctor").exit_code == 1


def test_a_mistyped_folder_does_not_become_a_new_hospital(house):
    missing = attending(house, "patients")
    assert missing.exit_code == 4
    assert "There is no record" in missing.stderr
    assert "Traceback" not in missing.output
    assert not house.database.exists()


def test_doctor_says_that_the_index_on_postgresql_stands_in_clear(postgres_house, monkeypatch):
    postgres_house.open().close()
    monkeypatch.setenv("ATTENDING_DATABASE_URL", postgres_house.url)
    monkeypatch.setenv("ATTENDING_MASTER_KEY_FILE", str(postgres_house.folder / "master.key"))

    def line():
        report = json.loads(attending(postgres_house, "doctor", "--json").stdout)
        return next(one for one in report["checks"] if one["check"] == "record")

    assert line()["state"] == "attention"
    assert "in clear" in line()["detail"]
    monkeypatch.setenv("ATTENDING_DATABASE_DISK_ENCRYPTED", "yes")
    assert line()["state"] == "ok"


def test_doctor_names_what_is_open_to_others(record):
    (record.folder / "master.key").chmod(0o640)
    report = json.loads(attending(record, "doctor", "--json").stdout)
    lines = {line["check"]: line for line in report["checks"]}
    assert lines["master key"]["state"] == "broken"
    assert lines["record"]["state"] == "ok"
    assert lines["language model"]["state"] == "not configured"


def test_doctor_says_which_note_templates_cannot_be_used(record, tmp_path, monkeypatch):
    (tmp_path / "eye.yaml").write_text("- {title: Eyes, takes: [PHYSICAL EXAMINATION]}")
    (tmp_path / "ear.yaml").write_text("- {title: Ears, takes: [EXAMINATON]}")

    def templates():
        report = json.loads(attending(record, "doctor", "--json").stdout)
        return {one["check"]: one for one in report["checks"] if one["check"].startswith("note template")}

    assert templates()["note templates"]["state"] == "not configured"
    monkeypatch.setenv("ATTENDING_NOTE_TEMPLATES", str(tmp_path))
    assert templates()["note template eye"]["state"] == "ok"
    assert templates()["note template ear"]["state"] == "attention"
    assert "PHYSICAL EXAMINATION" in templates()["note template ear"]["detail"]
    monkeypatch.setenv("ATTENDING_NOTE_TEMPLATES", str(tmp_path / "gone"))
    assert templates()["note templates"]["state"] == "broken"


def test_an_unexpected_error_says_where_but_not_what(record, monkeypatch):
    def fail(*_arguments, **_more):
        raise RuntimeError("Maria Santos, born 1961")

    monkeypatch.setattr("attending.record.store.Store.patients", fail)
    failed = attending(record, "patients")
    assert failed.exit_code == 1
    assert "Unexpected RuntimeError" in failed.stderr
    assert "Santos" not in failed.output


def test_a_backup_restores_into_a_new_folder_and_is_proved(record, tmp_path):
    token = attending(record, "account", "token", "add", "laboratory").stdout
    made = json.loads(attending(record, "backup", str(tmp_path / "backup"), "--json").stdout)
    new = House(tmp_path / "new")
    new.folder.mkdir()
    shutil.copy2(record.folder / "master.key", new.folder)
    restored = attending(new, "restore", str(tmp_path / "backup"), "--json")
    assert json.loads(restored.stdout)["content_sha256"] == made["content_sha256"]
    assert attending(new, "audit", "verify").exit_code == 0
    assert token
    assert "laboratory" in attending(new, "account", "token", "list").stdout
    assert attending(new, "patients", "--json").stdout == attending(record, "patients", "--json").stdout
    assert attending(new, "restore", str(tmp_path / "backup")).exit_code == 5
    assert attending(new, "restore", str(tmp_path / "backup"), "--replace").exit_code == 0
    assert attending(new, "audit", "verify").exit_code == 8
    assert attending(new, "audit", "acknowledge", "--reason", "a drill").exit_code == 0
    assert attending(new, "audit", "verify").exit_code == 0


def test_a_restore_without_the_master_key_asks_for_it_and_makes_none(record, tmp_path):
    attending(record, "backup", str(tmp_path / "backup"))
    refused = attending(House(tmp_path / "new"), "restore", str(tmp_path / "backup"), "--json")
    assert refused.exit_code == 6 and "master key" in refused.stderr
    assert not (tmp_path / "new").exists()


def test_the_master_key_is_rotated(record):
    before = (record.folder / "master.key").read_bytes()
    assert attending(record, "keys", "rotate").exit_code == 0
    assert (record.folder / "master.key").read_bytes() != before
    assert attending(record, "audit", "verify").exit_code == 0
    assert attending(record, "patients").exit_code == 0


def test_a_link_names_the_command_that_shows_its_review(record):
    secret = record.folder / "password"
    secret.write_text("correct horse battery", encoding="utf-8")
    add = ("account", "add", "adeyemi", "--display", "Tola Adeyemi", "--password-file", str(secret))
    assert attending(record, *add).exit_code == 0
    linked = attending(record, "patients", "link", "p0", "p1", "--practitioner", "adeyemi")
    assert linked.exit_code == 0, linked.output
    command = linked.stdout.rsplit("attending ", 1)[1].split()
    shown = attending(record, *command)
    assert shown.exit_code == 0, shown.output
    assert "patient-link" in shown.stdout
