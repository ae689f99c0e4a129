"""A faster-whisper folder, tried with a model of random weights: the door works, and what it guesses is left out."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.tiny_whisper import make_model

from attending.errors import NotConfigured
from attending.models import Heard, open_speech_model, speech_folder
from attending.models.speech_port import within
from attending.settings import Settings
from attending.speech.activity import Region
from attending.speech.filters import keep_spoken
from attending.speech.sound import RATE

pytest.importorskip("faster_whisper", reason="pip install 'attending[speech]'")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "thin")


def settings(folder: Path) -> Settings:
    return Settings(home=folder.parent, master_key_file=folder.parent / "key", speech_model=str(folder))


@pytest.fixture(scope="module")
def heard(folder) -> tuple[Heard, ...]:
    """What such a model makes of three seconds of noise, asked in the quickest way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(speech_folder, "BEAM", 1)
        patched.setattr(speech_folder, "TEMPERATURES", (0.0,))
        samples = np.random.default_rng(0).normal(0, 0.1, 3 * RATE).astype(np.float32)
        model = open_speech_model(settings(folder))
        return model.transcribe(samples, vocabulary=("apixaban", "metoprolol"), language="en")


def test_the_folder_is_loaded_and_answers_within_the_sound(folder, heard):
    status = open_speech_model(settings(folder)).status()
    assert (status.configured, status.detail) == (True, "thin, a folder of this machine")
    assert heard
    assert all(0 <= one.start <= one.end <= 3.0 and one.text for one in heard)
    assert all(one.no_speech is not None and one.log_probability is not None for one in heard)
    assert heard == within(heard, 3.0)


def test_what_a_model_guesses_is_left_out(heard):
    kept = keep_spoken(heard, [Region(0.0, 3.0)])
    assert kept.heard == ()
    assert {one.why for one in kept.skipped} <= {"repeated", "unsure", "silence"}


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "tokenizer.json"])
def test_a_folder_that_lacks_something_is_no_door_and_nothing_is_fetched(folder, tmp_path, missing):
    shutil.copytree(folder, tmp_path / "thin")
    (tmp_path / "thin" / missing).unlink()
    with pytest.raises(NotConfigured, match="not the folder"):
        open_speech_model(settings(tmp_path / "thin"))


def test_a_damaged_model_is_said_to_be_one(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "thin")
    (tmp_path / "thin" / "model.bin").write_bytes(b"not a model")
    model = open_speech_model(replace(settings(tmp_path / "thin")))
    with pytest.raises(NotConfigured, match="cannot be loaded"):
        model.transcribe(np.zeros(RATE, dtype=np.float32))
