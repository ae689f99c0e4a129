"""`attending verify`: a note of anybody against its conversation, for people and for programs."""

import json

import pytest
from click.testing import CliRunner, Result

from attending.app.cli import main

VISIT = """\
Doctor: Any fever?
Patient: No.
Doctor: Are you allergic to anything?
Patient: Penicillin, it gives me hives.
"""


@pytest.fixture
def verify(tmp_path):
    def run(note: str, *options: str) -> Result:
        (tmp_path / "note.txt").write_text(note, encoding="utf-8")
        (tmp_path / "visit.txt").write_text(VISIT, encoding="utf-8")
        files = [str(tmp_path / "note.txt"), "--conversation", str(tmp_path / "visit.txt")]
        return CliRunner().invoke(main, ["--home", str(tmp_path / "nowhere"), "verify", *files, *options])

    return run


def test_a_contradiction_is_printed_with_its_turn_and_what_is_left_out_below(verify):
    printed = verify("Reports fever.").stdout
    assert "CONTRADICTED  Reports fever." in printed
    assert "deny it. (turn 1, 2)" in printed
    assert "SPOKEN OF, NOT IN THE NOTE" in printed and "allergy: Penicillin (a rash)" in printed


def test_json_holds_counts_sentences_and_omissions(verify):
    answer = json.loads(verify("Denies fever.", "--json").stdout)
    assert answer["counts"] == {"contradicted": 0, "not found": 0, "supported": 1, "not assessed": 0}
    assert answer["omissions"] == [
        {
            "kind": "allergy",
            "fact": "Penicillin (a rash)",
            "turn": 4,
            "role": "patient",
            "quote": "Penicillin, it gives me hives.",
        }
    ]


@pytest.mark.parametrize(
    ("note", "options", "code"),
    [
        ("Reports fever.", (), 0),
        ("Reports fever.", ("--strict",), 8),
        ("Denies fever.", ("--strict",), 0),
        ("...", (), 2),
    ],
)
def test_the_exit_code_tells_a_program_what_happened(verify, note, options, code):
    assert verify(note, *options).exit_code == code
