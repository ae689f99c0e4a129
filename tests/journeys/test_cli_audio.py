"""`attending transcribe` and `attending scribe` on recordings, with an endpoint of the test suite, and with none."""

import json

import pytest
from click.testing import CliRunner, Result
from tests.voices import LINES, needs_espeak, visit

from attending.app.cli import main
from attending.models.wave import wave_file

pytestmark = needs_espeak


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.delenv("ATTENDING_SPEECH_MODEL", raising=False)
    (tmp_path / "visit.dat").write_bytes(visit().wav)

    def run(*arguments: str, **environ: str) -> Result:
        return CliRunner(env=environ).invoke(main, ["--home", str(tmp_path / "home"), *arguments])

    return run


def test_transcribing_prints_who_says_what_and_when(call, server, tmp_path):
    done = call("transcribe", str(tmp_path / "visit.dat"), "--endpoint", server.url, "--speakers", "2", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["speakers"], told["how"]) == (2, "voices")
    assert {turn["role"] for turn in told["turns"]} == {"clinician", "patient"}
    assert " ".join(turn["text"] for turn in told["turns"]) == " ".join(text for _, text in LINES)
    assert all(turn["start"] < turn["end"] for turn in told["turns"])


def test_the_json_is_a_transcript_that_scribe_reads(call, server, tmp_path):
    done = call("transcribe", str(tmp_path / "visit.dat"), "--endpoint", server.url, "--json")
    (tmp_path / "said.json").write_text(done.stdout)
    note = call("scribe", str(tmp_path / "said.json"), "--json")
    assert note.exit_code == 0, note.stderr
    assert "ibuprofen" in json.loads(note.stdout)["note"].lower()


@pytest.mark.parametrize("flag", [(), ("--audio",)])
def test_scribe_takes_a_recording_as_it_takes_a_transcript(call, server, tmp_path, flag):
    environ = {"ATTENDING_SPEECH_MODEL": server.url, "ATTENDING_SPEECH_HOSTS": "127.0.0.1"}
    note = call("scribe", *flag, str(tmp_path / "visit.dat"), "--json", **environ)
    assert note.exit_code == 0, note.stderr
    told = json.loads(note.stdout)
    assert "lungs are clear" in told["note"].lower()
    evidence = [one for claim in told["draft"]["claims"] for one in claim["evidence"]]
    assert all(one["seconds"] for one in evidence if one["kind"] == "words")


def test_without_a_model_it_says_so(call, tmp_path):
    done = call("transcribe", str(tmp_path / "visit.dat"), "--json")
    assert done.exit_code == 6
    assert "No speech model is configured" in done.stderr


def test_a_host_that_is_not_allowed_gets_no_sound(call, server, tmp_path):
    done = call("scribe", str(tmp_path / "visit.dat"), ATTENDING_SPEECH_MODEL=server.url)
    assert (done.exit_code, server.asked) == (6, [])
    assert "allow-list" in done.stderr


def test_silence_is_no_visit(call, server, tmp_path):
    import numpy as np

    (tmp_path / "still.wav").write_bytes(wave_file(np.zeros(160_000, dtype=np.float32)))
    done = call("transcribe", str(tmp_path / "still.wav"), "--endpoint", server.url)
    assert (done.exit_code, server.asked) == (2, [])
    assert "Nobody speaks" in done.stderr
