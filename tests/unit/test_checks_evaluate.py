"""The checks' own suite: seeded errors and false alarms."""

import json
import random

import pytest

from attending.checks.evaluate import dialogue_turns, score_checks
from attending.checks.note import sentences_of
from attending.checks.seeded import NOTE_SEEDS, wrong_denial, wrong_medicine, wrong_number, wrong_side
from attending.errors import BadInput

NOTE = """CHIEF COMPLAINT

Left knee pain.

- Denies fever. Takes lisinopril 20 mg, as Dr. Smith ordered.
"""
DIALOGUE = """[doctor] so it's the left knee , any fever ?
[patient] no , and i take the lisinopril twenty milligrams doctor smith ordered"""


@pytest.fixture
def visits(tmp_path):
    file = tmp_path / "visits.csv"
    dialogue, note = (text.replace('"', '""') for text in (DIALOGUE, NOTE))
    file.write_text(f'dataset,encounter_id,dialogue,note\nx,E1,"{dialogue}","{note}"\n', encoding="utf-8")
    return file


def test_a_note_falls_into_its_sentences():
    assert list(sentences_of(NOTE)) == [
        "Left knee pain.",
        "Denies fever.",
        "Takes lisinopril 20 mg, as Dr. Smith ordered.",
    ]


def test_a_dialogue_falls_into_its_turns():
    assert [(said.clinician, said.text[:5]) for said in dialogue_turns(DIALOGUE)] == [(True, "so it"), (False, "no , ")]


@pytest.mark.parametrize("spoil", [wrong_number, wrong_medicine, wrong_denial, wrong_side])
def test_a_seeded_error_changes_the_sentence_or_is_none(spoil):
    rng = random.Random(1)  # noqa: S311
    assert spoil("The weather is fine.", rng) is None
    assert (
        spoil("Denies left knee pain, takes lisinopril 20 mg.", rng) != "Denies left knee pain, takes lisinopril 20 mg."
    )


def test_the_suite_counts_alarms_and_found_errors(visits):
    steps = []
    result = score_checks(visits, progress=lambda done, total: steps.append((done, total)))
    assert (result["visits"], result["sentences"], result["flagged"], steps) == (1, 3, 0, [(1, 1)])
    assert result["seeded_errors_found"]["medicine"]["share"] == 1.0


def test_the_suite_examines_somebody_elses_notes_and_writes_each_sentence(visits, tmp_path):
    notes = tmp_path / "notes" / "other.csv"
    notes.parent.mkdir()
    notes.write_text("encounter_id,note\nE1,Takes lisinopril 40 mg.\n", encoding="utf-8")
    result = score_checks(visits, notes=notes, predictions=tmp_path / "out.jsonl")
    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert result["flagged"] == 1
    assert [finding["code"] for finding in json.loads(line)["findings"]] == ["number-not-said", "dose-differs"]


def test_a_folder_without_such_files_is_refused(tmp_path):
    with pytest.raises(BadInput, match="encounter_id"):
        score_checks(tmp_path)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("person", "Her daughter had pneumonia last week.", "The patient has pneumonia."),
        ("done", "We will order an x-ray.", "The x-ray came back normal."),
        ("done", "The x-ray shows a fracture.", "Order x-ray."),
        ("daytime", "The pain is worse at night.", "The pain is worse in the morning."),
        ("habit", "The patient vapes.", "The patient has never vaped."),
        ("habit", "Denies smoking.", "The patient smokes daily."),
    ],
)
def test_a_wrong_event_is_planted(kind, right, wrong):
    assert NOTE_SEEDS[kind](right, random.Random(1)) == wrong  # noqa: S311


@pytest.mark.parametrize("kind", ["person", "done", "daytime", "habit", "operation"])
def test_no_wrong_event_is_planted_where_none_is_told(kind):
    assert NOTE_SEEDS[kind]("The weather is fine.", random.Random(1)) is None  # noqa: S311


def test_an_operation_that_nobody_had_is_planted():
    wrong = NOTE_SEEDS["operation"]("History of appendectomy.", random.Random(1))  # noqa: S311
    assert wrong.startswith("The patient underwent ") and "appendectomy" not in wrong
