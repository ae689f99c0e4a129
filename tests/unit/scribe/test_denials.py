"""Denials asked in one breath stand in one sentence, those of the review of systems only there; sentences end."""

import pytest

from attending.scribe.content.lines import Line
from attending.scribe.dialogue.statements import Source
from attending.scribe.sections.denials import gathered
from attending.scribe.sentences.fluent import fluent


def line(text: str, turn: int) -> Line:
    return Line(text, (Source(turn, 0, 5),))


def test_neighbouring_denials_are_one_sentence_that_cites_every_answer():
    lines = [
        line("It hurts at night.", 1),
        line("The patient denies changes in appetite.", 3),
        line("He denies urinary problems.", 5),
        line("He denies bowel problems.", 7),
        line("It is worse in the morning.", 9),
    ]
    found = gathered(lines, [])
    assert [one.text for one in found] == [
        "It hurts at night.",
        "The patient denies changes in appetite, urinary problems, or bowel problems.",
        "It is worse in the morning.",
    ]
    assert [source.turn for source in found[1].sources] == [3, 5, 7]


def test_symptoms_that_the_review_of_systems_denies_stand_there_alone():
    reviewed = [line("Denies nausea or vomiting.", 2), line("Reports cough.", 4)]
    lines = [
        line("He denies nausea or vomiting.", 2),
        line("He denies cough at night.", 4),
        line("He denies vomiting after meals.", 6),
    ]
    assert [one.text for one in gathered(lines, reviewed)] == ["He denies cough at night or vomiting after meals."]


def test_a_long_denial_stands_alone():
    long = "He denies any of the many things that were asked of him in one very long question at once."
    assert [one.text for one in gathered([line(long, 1), line("He denies falls.", 3)], [])] == [
        long,
        "He denies falls.",
    ]


@pytest.mark.parametrize(
    ("spoken", "whole"),
    [
        ("i do have diabetes but", "i do have diabetes"),
        ("it came on suddenly and it is , i am sorry", "it came on suddenly"),
        ("i have been drinking a lot of water , so", "i have been drinking a lot of water"),
        ("he got medications from the", "he got medications"),
        ("i think so", "i think so"),
    ],
)
def test_what_goes_on_to_nothing_is_left_out(spoken, whole):
    assert fluent(spoken.split()) == whole.split()
