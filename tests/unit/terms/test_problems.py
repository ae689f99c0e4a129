"""Diagnoses by their names."""

import re

import pytest

from attending.terms.lexicon import read_table
from attending.terms.problems import diagnosis_named, find_diagnoses


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("high blood pressure", "I10"),
        ("type two diabetes", "E11.9"),
        ("a-fib", "I48.91"),
        ("strep throat", "J02.0"),
        ("water infection", "N39.0"),
    ],
)
def test_lay_names_lead_to_a_code(name, code):
    found = diagnosis_named(name)
    assert found is not None
    assert found.code is not None
    assert found.code.code == code


def test_a_name_that_does_not_decide_the_code_has_none():
    found = diagnosis_named("torn meniscus")
    assert found is not None
    assert found.code is None


def test_the_longest_name_wins():
    text = "history of copd, iron deficiency anemia and type 2 diabetes"
    assert [mention.text for mention in find_diagnoses(text)] == ["copd", "iron deficiency anemia", "type 2 diabetes"]


def test_a_vaccine_or_a_test_is_no_disease():
    assert find_diagnoses("she had her flu shot and a covid test") == []


def test_every_code_has_the_form_of_icd_10_cm():
    codes = [row[1] for row in read_table("problems.tsv") if row[1]]
    assert len(codes) >= 130
    assert all(re.fullmatch(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?", code) for code in codes)
