"""A written diagnosis gets the code that says the same: never one that contradicts it, and none where none says it."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from attending.app.cli import main
from attending.errors import BadInput
from attending.scribe.evaluation.icd_suggestions import score_icd_suggestions
from attending.terms.icd10cm_named import find_conditions
from attending.terms.icd10cm_table import entries, title_of
from attending.terms.icd10cm_wording import codes_worded
from attending.terms.icd10cm_written import suggest_for_diagnosis

BILLABLE = sorted(code for code, entry in entries().items() if entry.billable)


def codes(diagnosis):
    return [one.coding.code for one in suggest_for_diagnosis(diagnosis)]


@pytest.mark.parametrize(
    ("diagnosis", "code"),
    [
        ("T2DM", "E11.9"),
        ("DM2", "E11.9"),
        ("type 1 DM with DKA", "E10.10"),
        ("essential HTN", "I10"),
        ("HFrEF", "I50.20"),
        ("acute on chronic systolic CHF", "I50.23"),
        ("COPD exacerbation", "J44.1"),
        ("AKI", "N17.9"),
        ("UTI", "N39.0"),
        ("GERD", "K21.9"),
        ("lumbago with left sciatica", "M54.42"),
        ("low back pain with left-sided sciatica", "M54.42"),
        ("acute lumbar strain", "S39.012A"),
        ("acute right ankle sprain", "S93.401A"),
        ("chronic low back pain", "M54.50"),
        ("afib, paroxysmal", "I48.0"),
        ("CKD stage 3a", "N18.31"),
        ("R knee OA", "M17.11"),
        ("L hip OA", "M16.12"),
        ("pain in the left knee", "M25.562"),
        ("DVT left leg", "I82.402"),
        ("Crohn's disease", "K50.90"),
        ("portal hypertension", "K76.6"),
        ("alcohol abuse", "F10.10"),
        ("migraine without aura", "G43.009"),
        ("dementia with behavioral disturbance", "F03.918"),
        ("pneumonia, organism unspecified", "J18.9"),
        ("malignant neoplasm of liver, secondary", "C78.7"),
        ("s/p CABG", "Z95.1"),
        ("Guillain-Barré syndrome", "G61.0"),
        ("Menière's disease", "H81.09"),
    ],
)
def test_a_diagnosis_as_clinicians_write_it_gets_its_code(diagnosis, code):
    assert codes(diagnosis)[0] == code


def test_two_problems_in_one_line_get_a_code_each():
    assert codes("type 2 DM with CKD stage 3") == ["E11.22", "N18.30"]


@pytest.mark.parametrize(
    "diagnosis",
    [
        "rule out PE",
        "r/o pneumonia",
        "?appendicitis",
        "possible NSTEMI",
        "sepsis vs dehydration",
        "no pneumonia",
        "DVT ruled out",
        "denies diabetes",
        "a bit of this and that",
        "",
        "metastatic lung cancer",
    ],
)
def test_what_is_denied_suspected_or_open_gets_none(diagnosis):
    assert codes(diagnosis) == []


@pytest.mark.parametrize(
    ("diagnosis", "code"),
    [
        ("h/o TIA", "Z86.73"),
        ("old MI", "I25.2"),
        ("history of breast cancer", "Z85.3"),
        ("former smoker", "Z87.891"),
        ("family history of breast cancer", "Z80.3"),
    ],
)
def test_what_is_over_or_a_relatives_gets_the_code_of_the_history(diagnosis, code):
    assert codes(diagnosis)[0] == code


@pytest.mark.parametrize("diagnosis", ["mother with diabetes", "family history of sarcoidosis", "history of gout"])
def test_an_illness_that_is_over_or_a_relatives_never_gets_its_own_code(diagnosis):
    assert all(code.startswith("Z") for code in codes(diagnosis))


@pytest.mark.parametrize(
    ("diagnosis", "never"),
    [
        ("left carotid stenosis", "right"),
        ("fracture of the right hip", "left"),
        ("type 1 diabetes", "Type 2"),
        ("DM2", "Type 1"),
        ("chronic pancreatitis", "Acute"),
        ("migraine without aura", "with aura"),
    ],
)
def test_no_suggestion_contradicts_side_type_course_or_absence(diagnosis, never):
    found = suggest_for_diagnosis(diagnosis)
    assert found
    assert all(never not in one.coding.display for one in found)


def test_a_longer_name_of_the_list_is_read_whole():
    assert [one.text for one in find_conditions("He has portal hypertension and gout.")] == [
        "portal hypertension",
        "gout",
    ]


@given(st.sampled_from(BILLABLE))
def test_a_title_is_found_again_by_its_own_words(code):
    title = entries()[code].title
    if "classified elsewhere" in title.lower() or not codes_worded(title):
        return
    assert title in {fit.entry.title for fit in codes_worded(title, most=40)} or code[:3] in {
        fit.entry.code[:3] for fit in codes_worded(title, most=40)
    }


@given(st.text(max_size=80))
def test_any_text_gives_official_codes_with_their_titles_or_none(text):
    for one in suggest_for_diagnosis(text):
        assert one.coding.display == title_of(one.coding.code) != ""
        assert one.reason


def test_the_command_prints_codes_with_reasons():
    found = json.loads(CliRunner().invoke(main, ["code", "R knee OA", "--json"]).stdout)
    assert found["suggestions"][0]["code"] == "M17.11"
    assert found["suggestions"][0]["reason"]


def test_the_suite_counts_right_codes_and_writes_a_row_for_each_diagnosis(tmp_path):
    table, rows = tmp_path / "d.csv", tmp_path / "rows.jsonl"
    table.write_text("diagnosis,icd10cm\nUTI,N39.0\nT2DM,E10.9\nrule out PE,\nsomething odd,R69\n", "utf-8")
    found = score_icd_suggestions(table, predictions=rows)
    assert (found["diagnoses"], found["with_code"], found["suggested"]) == (4, 3, 66.7)
    assert (found["first_right"], found["precision"]) == (33.3, 50.0)
    written = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    assert [row["codes"][:1] for row in written] == [["N39.0"], ["E11.9"], [], []]


def test_old_titles_count_by_their_equivalents_as_often_as_they_were_billed(tmp_path):
    (tmp_path / "titles.csv").write_text("ICD9_CODE,LONG_TITLE\n4019,Unspecified essential hypertension\n", "utf-8")
    (tmp_path / "map.csv").write_text("icd9,icd10\n401.9,I10\n", "utf-8")
    (tmp_path / "billed.csv").write_text("HADM_ID,ICD9_CODE\n1,4019\n2,4019\n", "utf-8")
    found = score_icd_suggestions(tmp_path)
    assert (found["with_code"], found["first_right"]) == (2, 100.0)


def test_a_folder_without_diagnoses_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(BadInput):
        score_icd_suggestions(tmp_path)
