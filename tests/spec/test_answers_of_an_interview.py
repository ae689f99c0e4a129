"""What is asked and answered in an interview stands in the note: denials, tags, names alone, anybody, anything."""

import pytest
from tests import visits
from tests.visits import draft_of

from attending.scribe.content.substance import says_something

BEGINS = """
D: Good morning, what brings you in today?
P: I have had this cough for two weeks now and it keeps me awake at night.
"""
ENDS = """
D: Okay, I understand.
P: Yes, I see.
D: Thank you for telling me.
P: Yes, I see.
D: Okay, I understand.
P: Yes, I see.
D: Okay, I understand.
P: Yes, I see.
D: Thank you for telling me.
P: Yes, I see.
D: Okay, I understand.
P: Yes, I see.
D: Thank you for telling me.
P: Yes, I see.
"""


def note_of(said: str) -> dict[str, str]:
    """The text of each section of an interview that opens with a cough."""
    return visits.note_of(BEGINS + said + ENDS)


def proposals_of(said: str) -> list[str]:
    """What is proposed for the record."""
    return [p.claim.text for p in draft_of(BEGINS + said + ENDS).proposals]


def test_an_answer_that_names_what_there_is_none_of_is_a_denial() -> None:
    said = """
D: Any allergies?
P: No allergies.
D: Any surgeries?
P: No surgeries.
"""
    note = note_of(said)
    assert note["ALLERGIES"] == "The patient denies allergies."
    assert note["MEDICAL HISTORY"] == "Surgical history: no surgeries."
    assert "No known allergy." in proposals_of(said)


def test_a_statement_that_asks_to_be_confirmed_stands_where_the_answer_agrees() -> None:
    note = note_of("""
D: So you haven't brought up any blood?
P: No.
D: You're not on any other medication at all?
P: No.
D: So you have some difficulties swallowing, is that right?
P: Um, yeah.
D: It's there all the time?
P: Yeah.
""")
    assert "The patient has not brought up any blood." in note["HISTORY OF PRESENT ILLNESS"]
    assert "has difficulties swallowing." in note["HISTORY OF PRESENT ILLNESS"]
    assert "It is there constantly." in note["HISTORY OF PRESENT ILLNESS"]
    assert note["MEDICATIONS"] == "The patient is not on any other medication."


def test_a_yes_to_a_denial_and_a_no_to_a_statement_are_heard_both_ways_and_tell_nothing() -> None:
    note = note_of("""
D: You're not bringing up any blood?
P: Yes.
D: You're working in a mine?
P: No.
""")
    assert "blood" not in note["HISTORY OF PRESENT ILLNESS"]
    assert "mine" not in " ".join(note.values())


def test_no_just_here_says_that_it_is_nowhere_else() -> None:
    note = note_of("""
D: Does the pain move anywhere else, for example towards your back?
P: No, just my chest.
""")
    assert "The pain does not move anywhere else" in note["HISTORY OF PRESENT ILLNESS"]


def test_what_is_asked_of_anybody_or_anything_is_denied_as_it_was_asked() -> None:
    said = """
D: Has anybody at home been sick recently?
P: No.
D: Does anybody in the house smoke?
P: Nope.
D: Is there anything that makes the cough better or worse?
P: No, I don't think so.
D: Has anything like this ever happened to you before?
P: No.
"""
    note = note_of(said)
    history = note["HISTORY OF PRESENT ILLNESS"]
    assert "denies that anybody at home has been sick recently." in history
    assert "denies anything that makes the cough better or worse." in history
    assert "denies that anything like this has ever happened to them" in history
    assert note["SOCIAL HISTORY"] == "The patient denies that anybody in the house smokes."
    assert not [text for text in proposals_of(said) if text.startswith("Smoking")]  # it was not asked of the patient


def test_blood_is_denied_with_what_it_would_be_in() -> None:
    note = note_of("""
D: Are you bringing up any phlegm?
P: Yes, a little bit.
D: What colour is it?
P: It's green.
D: Any blood?
P: No.
""")
    assert "denies blood in the phlegm." in note["HISTORY OF PRESENT ILLNESS"]


def test_conditions_asked_for_by_name_stand_in_the_family_and_the_medical_history() -> None:
    note = note_of("""
D: Is there any family history of lung conditions or heart conditions?
P: Nope.
D: And do you have any lung or heart conditions?
P: No.
""")
    assert note["FAMILY HISTORY"] == "The patient denies family history of lung conditions or heart conditions."
    assert note["MEDICAL HISTORY"] == "The patient denies lung or heart conditions."


def test_illnesses_told_of_the_family_are_not_proposed_as_the_patients() -> None:
    proposed = proposals_of("""
D: Any family history of any medical conditions like any lung or heart conditions?
P: Um no lung or heart conditions. There are some autoimmune conditions in my family though.
D: OK, and what what kind of autoimmune conditions are there?
P: Uh, there is rheumatoid arthritis um. There is um uh lupus.
""")
    assert not [text for text in proposed if "arthritis" in text.lower() or "lupus" in text.lower()]


def test_a_denial_of_what_it_feels_like_keeps_its_denial() -> None:
    note = note_of("""
D: Have you been feeling like you have night sweats or chills?
P: Um, not really. No, I haven't noticed that.
""")
    assert "has not been feeling like they have night sweats or chills." in note["HISTORY OF PRESENT ILLNESS"]
    assert "Denies night sweats or chills." in note["REVIEW OF SYSTEMS"]


@pytest.mark.parametrize(
    "empty",
    [
        "He thinks.",
        "The patient would say.",
        "It is possible.",
        "Walk or run.",
        "The patient thinks they are.",
        "That is right, thank him very much.",
        "It is does it sound harsh.",
        "She did not even go to the.",
        "The patient is Peter.",
    ],
)
def test_a_sentence_that_holds_no_fact_is_not_written(empty: str) -> None:
    assert not says_something(empty)


@pytest.mark.parametrize(
    "telling",
    [
        "It comes and goes.",
        "It has been getting worse.",
        "Nothing seems to help.",
        "She denies that anything like this has happened to her.",
        "He is British.",
        "The patient does not take anything.",
        "It is green.",
    ],
)
def test_a_short_sentence_of_course_effect_or_kind_stays(telling: str) -> None:
    assert says_something(telling)


def test_a_clause_that_begins_without_a_word_between_is_joined() -> None:
    note = note_of("""
D: How is it now?
P: The cough has been bothering me I need to sit up at night.
""")
    assert "The cough has been bothering them, and " in note["HISTORY OF PRESENT ILLNESS"]


def test_an_it_is_named_where_the_question_names_one_complaint_alone() -> None:
    history = note_of("""
D: And is the pain there all the time?
P: It comes and goes.
D: What colour is the phlegm that comes with the cough?
P: It's green.
""")["HISTORY OF PRESENT ILLNESS"]
    assert "The pain comes and goes." in history
    assert "The cough is green" not in history


def test_who_does_not_drink_too_much_is_no_teetotaller() -> None:
    said = """
D: And do you drink much alcohol?
P: Moderate alcohol intake. Yeah, I don't drink too much.
"""
    assert [text for text in proposals_of(said) if text.startswith("Alcohol")] == [
        "Alcohol: current drinker of alcohol."
    ]
