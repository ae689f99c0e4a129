"""The suite `note-verifier`: tables known by their columns, agreement with people's scores."""

import json

import pytest

from attending.checks.verified import score_verifier
from attending.errors import BadInput

DIALOGUE = "Doctor: Any fever?\nPatient: No. My left knee hurts."


def write(path, *rows):
    quoted = [",".join('"{}"'.format(str(cell).replace('"', '""')) for cell in row) for row in rows]
    path.write_text("\n".join(quoted), encoding="utf-8")


def test_scores_of_another_table_are_joined_row_by_row(tmp_path):
    summaries = ["Denies fever.", "Right knee pain.", "She went to Peru.", "Left knee pain."]
    write(tmp_path / "a.csv", ("Dialogue", "Automatic Summary"), *((DIALOGUE, one) for one in summaries))
    write(tmp_path / "b.csv", ("FactualPrecision", "HallucinationRate"), (1, 0), (0, 0.5), (0, 1), (1, 0))
    rows = tmp_path / "rows.jsonl"
    measures = score_verifier(tmp_path, predictions=rows)
    assert measures["agreement_with_people"]["hallucination_rate"]["auc_fault"] == 1.0
    assert measures["agreement_with_people"]["factual_precision"]["spearman"] < -0.8
    written = [json.loads(line) for line in rows.read_text().splitlines()]
    assert [list(row["verdicts"]) for row in written] == [["supported"], ["contradicted"], ["not found"], ["supported"]]
    assert written[1]["sentences"][0]["reasons"][0]["aspect"] == "side"


def test_what_summaries_leave_out_is_compared_with_peoples_omission_rates(tmp_path):
    dialogue = (
        "Doctor: Any fever?\nPatient: Yes, I have a fever. And I cough.\nDoctor: Your blood pressure is 150 over 90."
    )
    summaries = ["Fever and cough, BP 150/90.", "Fever and cough.", "Fever.", "Seen today."]
    write(tmp_path / "a.csv", ("Dialogue", "Automatic Summary"), *((dialogue, one) for one in summaries))
    write(tmp_path / "b.csv", ("OmissionRate",), (0,), (0.3,), (0.6,), (0.9,))
    measures = score_verifier(tmp_path)
    assert measures["agreement_with_people"]["omission_rate"]["spearman"] > 0.99
    assert measures["tables"]["a.csv"]["facts_left_out"] == {"measurement": 3, "symptom": 3}


def test_notes_of_others_find_the_dialogue_of_their_visit(tmp_path):
    write(
        tmp_path / "visits.csv",
        ("encounter_id", "dialogue", "note"),
        ("E1", "[doctor] any fever ?\n[patient] no", "Denies fever."),
    )
    write(
        tmp_path / "theirs.csv",
        ("encounter_id", "note"),
        ("E1", "Reports fever. BP 120/80, pulse 72."),
        ("E2", "Well."),
    )
    tables = score_verifier(tmp_path)["tables"]
    assert tables["visits.csv"]["share_supported"] == 1.0
    assert (tables["theirs.csv"]["notes"], tables["theirs.csv"]["share_contradicted"]) == (1, 0.5)
    assert tables["theirs.csv"]["notes_with_unsaid_vital_signs"] == ["E1"]


def test_without_a_known_table_the_suite_says_what_it_expects(tmp_path):
    write(tmp_path / "x.csv", ("a", "b"), (1, 2))
    with pytest.raises(BadInput, match="dialogue"):
        score_verifier(tmp_path)
