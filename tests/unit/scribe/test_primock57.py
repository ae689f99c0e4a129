"""The suite over TextGrid pairs: files are known by content and paired by name."""

import json

import pytest

from attending.drafts import Role
from attending.errors import BadInput
from attending.scribe.evaluation.primock57 import read_consultations, score_primock57

SAID = [
    ("doctor", "Good morning, what brings you in today?"),
    ("patient", "I've had a bad cough for three weeks, and I feel tired."),
    ("doctor", "Have you had any fever or chest pain?"),
    ("patient", "No fever, no chest pain."),
    ("doctor", "I think this is a viral infection. Please rest and come back in two weeks if it has not gone."),
    ("patient", "Okay, thank you, doctor."),
]


def grid(speaker: str) -> str:
    rows = [(2.0 * n, 2.0 * n + 1, text) for n, (who, text) in enumerate(SAID) if who == speaker]
    body = "\n".join(f'{start}\n{end}\n"{text}"' for start, end, text in rows)
    return (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n20\n<exists>\n1\n'
        f'"IntervalTier"\n"{speaker.title()}"\n0\n20\n{len(rows)}\n{body}\n'
    )


@pytest.fixture
def folder(tmp_path):
    for name in ("visit-7", "visit-8"):
        for speaker in ("doctor", "patient"):
            (tmp_path / f"{name}_{speaker}.txt").write_text(grid(speaker))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "visit-7.json").write_text(json.dumps({"note": "3/52 cough, tired. No fever. Imp: viral."}))
    (tmp_path / "README.json").write_text("{broken")
    return tmp_path


def test_pairs_and_notes_are_found_whatever_the_files_are_called(folder):
    first, second = read_consultations(folder)
    assert (first.id, second.id) == ("visit-7", "visit-8")
    assert [turn.role for turn in first.conversation.turns] == [Role.CLINICIAN, Role.PATIENT] * 3
    assert first.note
    assert second.note is None


def test_a_note_is_found_by_its_day_and_number_too(folder):
    (folder / "notes" / "visit-7.json").rename(folder / "notes" / "other.json")
    (folder / "notes" / "other.json").write_text(json.dumps({"note": "Cough.", "day": 1, "consultation": 3}))
    for speaker in ("doctor", "patient"):
        (folder / f"visit-7_{speaker}.txt").rename(folder / f"day1_consultation03_{speaker}.TextGrid")
    assert read_consultations(folder)[0].note == "Cough."


def test_the_suite_scores_every_consultation_and_writes_its_predictions(folder, tmp_path):
    pytest.importorskip("rouge_score")
    steps = []
    scores = score_primock57(
        folder, predictions=tmp_path / "out.jsonl", progress=lambda done, of: steps.append((done, of))
    )
    assert (scores["consultations"], scores["with_note"]) == (2, 1)
    assert scores["citation_coverage"] == 100
    assert steps == [(1, 2), (2, 2)]
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["visit-7", "visit-8"]
    assert all(sentence["turns"] and sentence["evidence"] for sentence in rows[0]["sentences"])


def test_a_folder_without_textgrids_is_refused(tmp_path):
    with pytest.raises(BadInput, match="TextGrid"):
        read_consultations(tmp_path)


def test_three_files_of_one_name_are_refused(folder):
    (folder / "visit-7_dr.TextGrid").write_text(grid("doctor"))
    with pytest.raises(BadInput, match="More than two"):
        read_consultations(folder)
