"""The suite that measures who is who."""

import csv

import pytest

from attending.errors import BadInput
from attending.scribe.evaluation.speaker_roles import score_speaker_roles

DIALOGUE = """[doctor] good morning , what brings you in today ?
[patient] i've had this pain in my knee for two weeks and i limp when i come home .
[doctor] okay , have you noticed any swelling , and does the pain go anywhere else ?
[patient] no , it just stays there and my wife says i should rest .
[doctor] i would like to get an x-ray and in the meantime take ibuprofen with food .
[patient] okay , i can do that , thank you ."""


def test_nameless_exchanged_and_missing_labels_are_measured(tmp_path):
    with (tmp_path / "visits.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerows([["dataset", "encounter_id", "dialogue", "note"], ["x", "v1", DIALOGUE, "Knee pain."]])
    scores = score_speaker_roles(tmp_path)
    assert scores["visits"] == 1
    assert scores["nameless_labels_right"] == 1
    assert scores["exchanged_labels_put_right"] == 1
    assert scores["long_turn_accuracy"] == 100
    assert scores["unlabelled_word_accuracy"] == 100


def test_a_folder_without_conversations_is_refused(tmp_path):
    with pytest.raises(BadInput, match="dialogues"):
        score_speaker_roles(tmp_path)
