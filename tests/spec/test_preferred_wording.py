"""Preferred wording: learned from what a practitioner signed, shown, switched off and forgotten; facts stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attending.scribe.wording import Changed, Wording, learn_wordings, reword, same_facts


def changes(*pairs, notes=("n1", "n2")):
    return [Changed(note, before, after) for note in notes for before, after in pairs]


def test_a_change_made_in_two_notes_is_a_wording():
    assert learn_wordings(changes(("complains of", "presents with"))) == (Wording("complains of", "presents with", 2),)


def test_a_change_made_once_or_in_one_note_is_none():
    assert learn_wordings(changes(("complains of", "presents with"), notes=("n1",))) == ()
    twice = [*changes(("complains of", "presents with"), notes=("n1", "n1"))]
    assert learn_wordings(twice) == ()


def test_a_practitioner_who_changes_it_back_prefers_nothing():
    both = changes(("complains of", "presents with"), ("presents with", "complains of"))
    assert learn_wordings(both) == ()


def test_two_ways_as_often_are_no_preference():
    assert learn_wordings(changes(("complains of", "presents with"), ("complains of", "describes"))) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("denies", "reports"),
        ("10 mg", "20 mg"),
        ("once daily", "twice daily"),
        ("left", "right"),
        ("for two weeks", "for two months"),
        ("cough", "wheezing"),
        ("ibuprofen", "naproxen"),
        ("hypertension", "diabetes"),
        ("is", "is not"),
        ("likely", "certainly"),
        ("her mother", "the patient"),
        ("mild", "severe"),
        ("we will start", "we will stop"),
    ],
)
def test_a_change_of_fact_is_never_a_wording(before, after):
    assert learn_wordings(changes((before, after))) == ()


def test_the_wording_is_written_as_the_sentence_has_it():
    learned = [Wording("complains of", "presents with", 2)]
    assert reword("She complains of a cough.", learned) == "She presents with a cough."
    assert reword("Complains of a cough.", learned) == "Presents with a cough."
    assert reword("She complains often.", learned) == "She complains often."


def test_a_sentence_whose_facts_would_change_stays():
    learned = [Wording("a bit of", "no", 9)]
    assert reword("A bit of fever.", learned) == "A bit of fever."


def test_a_denial_may_be_worded_as_another_denial_and_denies_the_same():
    learned = learn_wordings(changes(*[("denies", "no"), ("the patient does not smoke", "non-smoker")] * 2))
    assert {one.after for one in learned} == {"no", "non-smoker"}
    for before, after in {
        "Denies fever or chest pain.": "No fever or chest pain.",
        "Constitutional: Denies fever.": "Constitutional: No fever.",
        "The patient does not smoke.": "Non-smoker.",
        "The patient does not smoke cannabis.": "The patient does not smoke cannabis.",
        "He denies fever.": "He denies fever.",
        "Denies smoking.": "Denies smoking.",
        "Denies any fever.": "Denies any fever.",
    }.items():
        assert reword(before, learned) == after


@pytest.mark.parametrize(
    ("before", "after"), [("denies", "reports no"), ("no", "not"), ("not without", "no"), ("no", "some")]
)
def test_a_denial_that_comes_goes_or_doubles_is_no_wording(before, after):
    assert all(reword(text, learn_wordings(changes((before, after), (before, after)))) == text
               for text in ("Denies fever.", "No fever.", "Not without fever."))  # fmt: skip


SENTENCES = st.sampled_from([
    "Denies chest pain, fever, or cough.", "Takes lisinopril 10 mg every morning.", "Left knee pain for 3 weeks.",
    "The patient has a history of hypertension.", "She complains of a cough.", "No swelling of the right ankle.",
])  # fmt: skip
PHRASES = st.text(alphabet="abcdefghinorst mg10", min_size=1, max_size=12)


@given(SENTENCES, st.lists(st.builds(Wording, PHRASES, PHRASES, st.just(2)), max_size=4))
def test_no_wording_ever_changes_a_fact(sentence, wordings):
    assert same_facts(sentence, reword(sentence, wordings))
