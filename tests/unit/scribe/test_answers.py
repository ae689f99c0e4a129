"""Question and answer become one statement only where they fit together safely."""

import pytest

from attending.drafts import Conversation, Role, Turn
from attending.scribe.content.compose import tell
from attending.scribe.dialogue.statements import gather_statements
from attending.scribe.dialogue.telegraphic import label
from attending.scribe.rewrite import Person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.salience.model import load_engine
from attending.scribe.sentences.utterances import read_utterances

HER = Person.of("female")


def joined(question: str, answer: str) -> list[str]:
    turns = (Turn(number=0, role=Role.CLINICIAN, text=question), Turn(number=1, role=Role.PATIENT, text=answer))
    utterances = read_utterances(Conversation(id="c", turns=turns), load_engine().boundaries)
    return [tell(s, HER) for s in gather_statements(utterances) if s.kind != "said"]


@pytest.mark.parametrize(
    ("question", "answer", "written"),
    [
        ("Any chest pain or shortness of breath?", "No.", "She denies chest pain or shortness of breath."),
        ("Have you had any fever, chills, or cough?", "No, not really.", "She denies fever, chills, or cough."),
        ("No headaches?", "No.", "She denies headaches."),
        ("Do you have any numbness in your hand?", "Yes, I do.", "She reports numbness in her hand."),
        ("Are you taking your medication?", "Yes.", "She is taking her medication."),
        ("Have you tried ice?", "No.", "She has not tried ice."),
        ("Did you feel a pop?", "Yeah.", "She felt a pop."),
        ("Does it radiate down your leg?", "No.", "It does not radiate down her leg."),
        ("When did it start?", "About three weeks ago.", "It started approximately 3 weeks ago."),
        ("How long has this been going on?", "Two months.", "This has been going on for 2 months."),
    ],
)
def test_a_question_and_its_answer_are_one_statement(question: str, answer: str, written: str) -> None:
    assert joined(question, answer) == [written]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Any fever or chills?", "Yes."),  # which of the two?
        ("Any fever or chills?", "No, but I sweat at night."),  # what exactly is denied?
        ("Any fever, cough, or chills?", "Just the cough."),
        ("Do you have any questions?", "No."),
    ],
)
def test_what_stays_open_is_not_joined(question: str, answer: str) -> None:
    assert not [s for s in joined(question, answer) if "denies" in s or "reports fever" in s]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Have you fainted, or felt lightheaded?", "No, I haven't fainted. A bit dizzy if I stand up quick."),
        ("Is it a dry cough, or are you producing phlegm?", "No, it's green."),
        ("Are you having any of those symptoms?", "No. Well, they are still present at night."),
        ("Do you have any of those symptoms?", "No."),
    ],
)
def test_an_answer_that_does_not_surely_fit_denies_nothing(question: str, answer: str) -> None:
    assert not [s for s in joined(question, answer) if "denies" in s or " not " in s]


def test_trouble_with_something_stays_in_what_is_denied() -> None:
    said = joined("Have you had any problems with moving your toes?", "No.")
    assert said == ["She denies problems with moving her toes."]


def test_an_answer_that_names_what_was_asked_gets_no_label():
    assert label(["fever", "or", "night", "sweats"], ["no", "fever"]) is None
    assert label(["what", "color"], ["green"]) == ["color", ":", "green"]


def test_not_just_keeps_its_just():
    assert "just" in plain_register(("that", "is", "not", "just", "irritable", "bowel"), clinician=True)


@pytest.mark.parametrize(
    ("question", "answer", "written"),
    [
        (
            "Do you have any allergies to any medication?",
            "Mm-hmm. No, no allergies.",
            ["She denies allergies to medication."],
        ),
        ("Any scratch marks?", "It's very itchy, but there's no scratch mark.", []),
        ("A few things I want to ask, is, do you smoke?", "No.", ["She does not smoke."]),
        ("Do you drink much alcohol?", "Yeah, seven pints a week.", []),
    ],
)
def test_what_is_no_yes_makes_no_report(question, answer, written):
    assert joined(question, answer) == written
