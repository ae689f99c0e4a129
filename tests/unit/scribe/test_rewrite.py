"""Spoken words become the clinician's written ones, and no fact changes on the way."""

import pytest

from attending.drafts import Role
from attending.scribe.content.compose import tell
from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite import Person, sentence
from attending.scribe.salience.model import load_engine
from attending.scribe.sentences.normalise import clean_words
from attending.scribe.sentences.words import read_words

VOICES = {"P": Role.PATIENT, "D": Role.CLINICIAN}


def written(voice: str, text: str, person: Person) -> str:
    words = tuple(w.text for w in clean_words(read_words(text)))
    return tell(Statement(words, VOICES[voice], "said", (), 0), person)


@pytest.mark.parametrize(
    ("voice", "spoken", "expected"),
    [
        ("P", "i do n't take sugar with my tea", "She does not take sugar with her tea."),
        ("P", "i've been , um , taking my pills", "She has been taking her pills."),
        ("P", "it kept me up", "It kept her up."),
        ("P", "i forget to check my sugars", "She forgets to check her sugars."),
        ("P", "the one that you prescribed me", "The one that I prescribed her."),
        ("P", "i i took four hundred milligrams of ibuprofen", "She took 400 mg of ibuprofen."),
        ("P", "i think i'm having a stroke", "She thinks she is having a stroke."),
        ("D", "you do have one plus edema in your legs", "She has 1+ edema in her legs."),
        ("D", "i'm gon na go ahead and order an mri", "We will order an MRI."),
        ("D", "i want you to weigh yourself every day", "I recommended that she weigh herself every day."),
        ("D", "your blood pressure is one twenty over seventy seven", "Her blood pressure is 120/77."),
        ("D", "when you bend your knee it hurts you", "When she bends her knee it hurts her."),
    ],
)
def test_a_woman_is_spoken_of_in_the_third_person(voice: str, spoken: str, expected: str) -> None:
    assert written(voice, spoken, Person.of("female")) == expected


def test_a_patient_of_unknown_sex_is_the_patient_and_they() -> None:
    text = written("P", "i am scared because i have chest pain", Person.of(""))
    assert text == "The patient is scared because they have chest pain."


def test_a_hedge_is_never_dropped() -> None:
    assert "thinks" in written("P", "i think i'm having a heart attack", Person.of("male"))
    assert "looks like" in written("D", "it looks like you have a fracture", Person.of("male"))


def test_stutters_go_and_numbers_stay() -> None:
    words = [w.text for w in clean_words(read_words("four four days ago my my knee , um , twenty twenty five"))]
    assert words[:3] == ["four", "days", "ago"]
    assert words[-3:] == ["twenty", "twenty", "five"]


def test_a_cleaned_word_knows_its_place() -> None:
    text = "I did n't, um, take it."
    assert all(text[w.start : w.end] for w in read_words(text))
    assert [text[w.start : w.end] for w in clean_words(read_words(text)) if w.text == "take"] == ["take"]


def test_a_brand_is_a_name() -> None:
    assert sentence(["she", "takes", "lasix", "and", "lisinopril"]) == "She takes Lasix and lisinopril."


def test_no_sentence_ends_inside_a_number() -> None:
    spoken = "you are on two point five of norvasc and on twenty five of metoprolol now"
    texts = [w.text for w in load_engine().boundaries.mark([read_words(spoken)])[0]]
    assert " ".join(texts).count("two point five") == 1
    assert " ".join(texts).count("twenty five") == 1
