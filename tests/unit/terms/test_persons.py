"""The people around a patient are known by all their words, whoever reads them."""

import re

import pytest

from attending.terms.persons import BLOOD, Kind, person_called, persons, words_for


@pytest.mark.parametrize(
    ("word", "name"), [("Mum", "mother"), ("dad", "father"), ("nan", "grandmother"), ("roommate", "flatmate")]
)
def test_every_word_leads_to_the_name_that_a_note_says(word, name):
    assert person_called(word).name == name


def test_who_is_no_relative_is_nobody():
    assert person_called("doctor") is None


def test_a_pattern_finds_singular_and_plural_whole():
    family = re.compile(rf"\b{words_for(*BLOOD, Kind.IN_LAW)}\b")
    assert family.findall("my sisters, two grandparents and my mother-in-law") == [
        "sisters",
        "grandparents",
        "mother-in-law",
    ]


def test_a_pattern_of_one_sex_leaves_the_other_out():
    assert not re.search(words_for(Kind.PARENT, sex="female"), "father, dad, stepdad and parents")


def test_a_child_whose_sex_is_not_told_may_be_the_patient_once():
    assert {person.name for person in persons(Kind.CHILD)} == {"daughter", "son"}
    assert person_called("kid").kind is Kind.YOUNG


def test_no_word_names_two_persons():
    words = [word for person in persons() for word in person.words]
    assert len(words) == len(set(words))
