"""A recording at the command line: kept with its consent, drafted again after a failure, deleted when it is signed."""

import json

import pytest
from tests.journeys.test_cli_review import Terminal, answer_blockers, hospital  # noqa: F401 (a fixture)
from tests.voices import SpeechServer, answer, hears, needs_espeak, visit

pytestmark = needs_espeak


@pytest.fixture
def terminal(hospital, tmp_path, monkeypatch):  # noqa: F811
    import shutil

    shutil.copytree(hospital, tmp_path, dirs_exist_ok=True)
    (tmp_path / "visit.rec").write_bytes(visit().wav)
    return Terminal(tmp_path)


@pytest.fixture
def server(monkeypatch):
    running = SpeechServer(hears(visit()))
    monkeypatch.setenv("ATTENDING_SPEECH_MODEL", running.url)
    monkeypatch.setenv("ATTENDING_SPEECH_HOSTS", "127.0.0.1")
    yield running
    running.close()


def scribe(terminal: Terminal, *more: str):
    return terminal.run(
        "scribe", "--audio", str(terminal.folder / "visit.rec"), "--patient", "p1", "--practitioner", "adams", *more
    )


def test_a_recording_is_kept_only_with_the_patients_consent(terminal, server):
    refused = scribe(terminal)
    assert refused.exit_code == 2
    assert "agreed" in refused.stderr
    assert terminal.answer("recordings", "list") == []


def test_the_note_is_drafted_and_the_sound_goes_once_it_is_signed(terminal, server):
    done = scribe(terminal, "--consent", "--json")
    assert done.exit_code == 0, done.stderr
    review = json.loads(done.stdout)
    (kept,) = terminal.answer("recordings", "list")
    assert (kept["state"], kept["review"]) == ("transcribed", review["id"])
    assert terminal.answer("recordings", "sweep") == {"deleted": 0}
    answer_blockers(terminal, review["id"])
    signed = terminal.act("sign", review["id"])
    assert signed.exit_code == 0, signed.stderr
    assert terminal.answer("recordings", "list") == []
    assert terminal.answer("audit", "verify")["ok"]


def test_keeping_can_be_chosen(terminal, server, monkeypatch):
    monkeypatch.setenv("ATTENDING_AUDIO_RETENTION", "30")
    review = json.loads(scribe(terminal, "--consent", "--json").stdout)
    answer_blockers(terminal, review["id"])
    assert terminal.act("sign", review["id"]).exit_code == 0
    assert len(terminal.answer("recordings", "list")) == 1
    monkeypatch.setenv("ATTENDING_AUDIO_RETENTION", "soon")
    assert terminal.run("recordings", "sweep").exit_code == 2


def test_after_a_failure_the_recording_is_kept_and_drafted_again(terminal, server):
    well, server.behave = server.behave, lambda handler, _: answer(handler, {"error": {}}, status=500)
    failed = scribe(terminal, "--consent")
    assert failed.exit_code == 6
    assert "recordings draft" in failed.stderr
    (kept,) = terminal.answer("recordings", "list")
    assert kept["state"] == "complete"
    assert "status 500" in kept["failure"]
    server.behave = well
    drafted = terminal.run("recordings", "draft", kept["id"], "--practitioner", "adams", "--json")
    assert drafted.exit_code == 0, drafted.stderr
    again = terminal.run("recordings", "draft", kept["id"], "--practitioner", "adams", "--json")
    assert json.loads(again.stdout)["id"] == json.loads(drafted.stdout)["id"]


def test_a_backup_brings_the_recordings_along(terminal, server, tmp_path, monkeypatch):
    assert scribe(terminal, "--consent").exit_code == 0
    kept = terminal.answer("recordings", "list")
    terminal.answer("backup", str(tmp_path / "copy"))
    restored = terminal.run("restore", str(tmp_path / "copy"), "--replace")
    assert restored.exit_code == 0, restored.stderr
    assert terminal.answer("recordings", "list") == kept
