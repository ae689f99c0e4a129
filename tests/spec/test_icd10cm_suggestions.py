"""ICD-10-CM suggestions: the bare name's code, the finest one that was said, what stayed open; each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attending.terms.icd10cm import suggest_codes, suggest_past_code
from attending.terms.icd10cm_finer import bare, entry_of, sides_of
from attending.terms.icd10cm_named import find_conditions
from attending.terms.icd10cm_table import entries, title_of
from attending.terms.lexicon import read_table

CODES = sorted(entries())


def codes(name, said="", side=""):
    return [one.coding.code for one in suggest_codes(name, said, side)]


@pytest.mark.parametrize(
    ("name", "said", "side", "code"),
    [
        ("sarcoidosis", "sarcoidosis of the lung", "", "D86.0"),
        ("asthma", "she has mild persistent asthma", "", "J45.30"),
        ("type 2 diabetes mellitus", "with gastroparesis", "", "E11.43"),
        ("wrist fracture", "", "left", "S62.102A"),
        ("achilles tendinitis", "", "right", "M76.61"),
        ("wrist fracture", "it is healing well", "left", "S62.102D"),
        ("breast cancer", "in the upper outer quadrant", "left", "C50.412"),
        ("plantar fasciitis", "", "", "M72.2"),
        ("celiac disease", "", "", "K90.0"),
        ("multiple sclerosis", "", "", "G35.D"),
        ("copd", "there is no exacerbation", "", "J44.9"),
    ],
)
def test_the_finest_code_that_was_said_comes_first(name, said, side, code):
    assert codes(name, said, side)[0] == code


def test_a_word_that_was_denied_refines_nothing():
    assert codes("sarcoidosis", "sarcoidosis without signs in the lung")[0] == "D86.9"


def test_a_side_that_was_not_said_is_named_as_open_and_both_are_offered():
    first, *others = suggest_codes("achilles tendinitis")
    assert first.coding.code == "M76.60"
    assert "unspecified: the side was not said" in first.reason
    assert {one.coding.code: one.reason for one in others} == {"M76.61": "Were it right.", "M76.62": "Were it left."}


def test_an_injury_carries_its_episode_of_care_in_code_title_and_reason():
    first = suggest_codes("rib fracture", side="right")[0]
    assert first.coding.code == "S22.31XA"
    assert first.coding.display == "Fracture of one rib, right side, initial encounter for closed fracture"
    assert "Episode of care: initial encounter for closed fracture" in first.reason


def test_an_unspecific_code_says_that_it_is_one():
    assert "an unspecified code" in suggest_codes("gout")[0].reason


def test_what_the_list_does_not_name_has_no_code():
    assert suggest_codes("a bit of this and that") == ()
    assert suggest_past_code("a bit of this and that") == ()


@pytest.mark.parametrize("text", ["When was your last tetanus shot?", "It may be a viral infection.", "Any cancer?"])
def test_what_names_no_condition_is_none(text):
    assert find_conditions(text) == []


def test_conditions_of_both_lists_are_found_in_order():
    found = [one.text for one in find_conditions("Myasthenia gravis, high blood pressure and a broken wrist.")]
    assert found == ["Myasthenia gravis", "high blood pressure", "broken wrist"]


def test_every_code_of_our_own_tables_may_be_billed():
    named = [row[1] for row in read_table("problems.tsv") if row[1]]
    named += [row[0] for row in read_table("icd10cm_names.tsv")]
    for code in named:
        entry = entry_of(code)
        assert entry is not None, code
        assert bare(entry).billable, code


@given(st.sampled_from(CODES))
def test_the_code_of_a_bare_name_may_be_billed_and_lies_below_it(code):
    found = bare(entries()[code])
    assert found.billable
    assert found.code.startswith(code)


@given(st.sampled_from(CODES), st.text(max_size=20))
def test_sides_stay_in_the_category_and_titles_are_never_invented(code, noise):
    for entry in sides_of(entries()[code]).values():
        assert entry.code[:3] == code[:3]
    assert title_of(code) == entries()[code].title
    assert title_of(f"{code}{noise}") == "" or f"{code}{noise}".upper()[:3] == code[:3]


@given(st.sampled_from(["asthma", "gout", "wrist fracture", "sarcoidosis"]), st.text(max_size=60), st.sampled_from(
    ["", "left", "right", "bilateral"]))  # fmt: skip
def test_every_suggestion_is_an_official_code_with_its_title_and_a_reason(name, said, side):
    for one in suggest_codes(name, said, side):
        assert one.coding.display == title_of(one.coding.code) != ""
        assert one.reason
