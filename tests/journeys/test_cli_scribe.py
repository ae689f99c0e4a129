"""`attending scribe` on whatever file comes in: a note, or a sentence that says why there is none."""

import json

import pytest
from click.testing import CliRunner, Result

from attending.app.cli import main

VISIT = """\
Doctor: Good morning, what brings you in today?
Patient: I've had a cough for about ten days now, and it keeps me awake at night.
Doctor: Any fever or chills?
Patient: I had a fever the first two days, up to 38.5, but not since then.
Doctor: Do you smoke?
Patient: No, I never smoked.
Doctor: Are you taking anything for it?
Patient: Just ibuprofen 400 milligrams, twice a day.
Doctor: Let me listen to your chest. Your lungs are clear on both sides, no wheezing.
Doctor: I think this is acute bronchitis after a viral cold. Drink plenty and rest, and call us if the fever comes back.
Patient: All right, thank you.
"""


def exchanged(text: str) -> str:
    return text.replace("Doctor:", "?:").replace("Patient:", "Doctor:").replace("?:", "Patient:")


@pytest.fixture
def draft(tmp_path):
    def run(data: bytes, *options: str, name: str = "visit.txt") -> Result:
        path = tmp_path / name
        path.write_bytes(data)
        return CliRunner().invoke(main, ["--home", str(tmp_path / "nowhere"), "scribe", str(path), *options])

    return run


def test_a_visit_becomes_a_note_whose_every_sentence_cites_its_turns(draft, tmp_path):
    drafted = draft(VISIT.encode(), "--json")
    assert drafted.exit_code == 0
    claims = json.loads(drafted.stdout)["draft"]["claims"]
    assert claims
    assert all(evidence["turns"] for claim in claims for evidence in claim["evidence"])
    assert not (tmp_path / "nowhere").exists()


def test_the_printed_note_shows_its_sections_turns_and_checks(draft):
    printed = draft(VISIT.encode()).stdout
    assert "HISTORY OF PRESENT ILLNESS" in printed
    assert "[1]" in printed
    assert "Checks" in printed


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_any_encoding_gives_the_same_note(draft, encoding):
    expected = json.loads(draft(VISIT.encode(), "--json").stdout)["note"]
    assert json.loads(draft(VISIT.encode(encoding), "--json").stdout)["note"] == expected


def test_swapped_speakers_are_noticed_and_put_right(draft):
    answer = json.loads(draft(exchanged(VISIT).encode(), "--json").stdout)
    assert any("exchanged" in remark for remark in answer["remarks"])
    assert answer["note"] == json.loads(draft(VISIT.encode(), "--json").stdout)["note"]


@pytest.mark.parametrize(
    "data",
    [b"", b"   \n\n", bytes(range(256)) * 80, b"Doctor: Hm.\nPatient: Hm.\n", b"\xff\xd8\xff\xe0 JFIF"],
    ids=["an empty file", "white space", "binary noise", "silence", "a picture"],
)
def test_nothing_is_drafted_from(draft, data):
    refused = draft(data)
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("Error: ")
    assert "Traceback" not in refused.stderr


def test_three_hours_of_talk_are_no_harder(draft):
    drafted = draft((VISIT * 150).encode(), "--json")
    assert drafted.exit_code == 0
    assert "CHIEF COMPLAINT" in json.loads(drafted.stdout)["note"]


def test_a_refusal_under_json_is_json(draft):
    refused = draft(b"", "--json")
    assert json.loads(refused.stderr)["error"]["exit_code"] == 2
