"""Interviews as they are really held: what a physician would strike out of the note does not stand in it."""

import pytest
from tests.visits import note_of, sentences_of

from attending.scribe.content.substance import says_something
from attending.scribe.proofreading.copy_edits import copy_edited
from attending.scribe.sections.no_plan import is_talk
from attending.scribe.sentences.fluent import fluent
from attending.scribe.vocabulary import joined, parted

INTERVIEW = """
D: What brings you in today?
P: I've had this sore throat for four days now and it hurts when I swallow.
{more}
D: OK. And do you smoke at all?
P: No, I never have.
D: Alright, we'll take a throat swab today and call you with the result.
"""


def interview(*turns: str) -> str:
    return INTERVIEW.format(more="\n".join(turns))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("i have had i have small sores on my heel", "i have small sores on my heel"),
        ("i do have i take tablets for my sugar", "i take tablets for my sugar"),
        ("i had like a i do not know if it was a cramp but just a pull in my calf", "i had a pull in my calf"),
        ("i insulin for my sugar", "insulin for my sugar"),
        ("i four to six cans a day usually", "four to six cans a day usually"),
        ("my smell has been fine and the cough is pretty much just been there", None),
        ("i tried like lozenges", "i tried lozenges"),
        ("it is giving me this like headache", "it is giving me this headache"),
        ("i did not like stay over", "i did not stay over"),
        ("it is the cough is about the same", "the cough is about the same"),
        ("the pain has gotten , it has gotten slightly worse", "the pain has gotten slightly worse"),
        ("she looked like a little flushed", "she looked a little flushed"),
        ("i was just like sitting on the sofa", "i was just sitting on the sofa"),
        ("i got pulled into like this scuffle", "i got pulled into this scuffle"),
    ],
)
def test_a_word_or_clause_that_is_begun_anew_is_read_once(said: str, read: str | None):
    assert joined(fluent(parted(said))) == (read or said.replace("cough is", "cough has"))


@pytest.mark.parametrize(
    "said", ["i like the cream", "it feels like once before", "things i have i keep", "i do not like hospitals"]
)
def test_what_only_looks_like_a_filler_stays(said: str):
    assert joined(fluent(parted(said))) == said


@pytest.mark.parametrize(
    "empty",
    [
        "She has not had any issues with that.",
        "Her mother has not noticed that.",
        "No changes like that.",
        "He has not felt any of those.",
    ],
)
def test_an_answer_that_only_says_its_no_again_is_no_sentence(empty: str):
    assert not says_something(empty)


@pytest.mark.parametrize("told", ["She has not had anything like that before.", "He has not had any diarrhea."])
def test_an_answer_that_names_what_is_not_there_is_one(told: str):
    assert says_something(told)


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("He denies chronic conditions that he lives with.", "He denies chronic conditions."),
        ("She denies other illnesses that she has been diagnosed with.", "She denies other illnesses."),
        ("He reports allergies to.", "He reports allergies."),
        ("Nothing like that no deformity.", "No deformity."),
    ],
)
def test_the_tail_of_a_question_is_left_out(written: str, mended: str):
    assert copy_edited(written, whole=False, examined=False) == mended


@pytest.mark.parametrize(
    "said",
    [
        "i will get you to bend your knee as far as it goes",
        "i am going to have you slowly lift both arms",
        "i want you to flex your thumb",
        "bring your arm out",
        "let us do some movements with your leg",
        "i think i have gathered all the information i need",
    ],
)
def test_what_a_patient_is_asked_to_do_while_examined_is_no_plan(said: str):
    assert is_talk(said)


@pytest.mark.parametrize(
    "said",
    [
        "i will get you to see a physiotherapist for your knee",
        "i will get you to follow up with your own doctor",
        "i want you to walk every day",
        "i will get you to bend your knees when you lift",
        "hold your hand above your heart to bring down the swelling",
        "we will try range of motion exercises",
        "we need to get a better look with an mri",
    ],
)
def test_what_a_patient_is_told_to_do_at_home_is_a_plan_still(said: str):
    assert not is_talk(said)


def test_being_sick_for_days_is_no_vomiting_where_vomiting_is_denied():
    note = note_of(interview("D: Any vomiting?", "P: No.", "D: How is he?", "P: He's been sick for a few days."))
    assert "Reports vomiting" not in note["REVIEW OF SYSTEMS"]


def test_a_symptom_said_again_with_its_no_is_denied():
    note = note_of(interview("D: Have you had any fevers?", "P: Fevers, no fevers.", "D: Chills?", "P: No."))
    assert "Denies fever" in note["REVIEW OF SYSTEMS"]
    assert "Reports fever" not in note["REVIEW OF SYSTEMS"]


def test_a_headache_that_wine_gives_is_none_where_headaches_are_denied():
    note = note_of(
        interview(
            "D: Any headaches?",
            "P: Uh, no.",
            "D: And do you drink alcohol?",
            "P: Very rarely, because I always get a headache.",
        )
    )
    assert "Reports headache" not in note["REVIEW OF SYSTEMS"]


def test_an_answer_about_the_family_that_is_quoted_stands_in_the_family_history():
    sections = sentences_of(
        interview(
            "D: And within your family, has anyone passed away from a heart attack or any cancers that run in it?",
            "P: No.",
        )
    )
    quoted = [title for title, lines in sections.items() if any(line.startswith("Asked ") for line in lines)]
    assert quoted in ([], ["FAMILY HISTORY"])


def test_what_is_asked_behind_the_familys_illnesses_is_of_the_family():
    note = note_of(
        interview(
            "D: Any family history of muscle problems?",
            "P: Nope.",
            "D: And any lung or heart conditions?",
            "P: No.",
            "D: OK, how about autoimmune conditions?",
            "P: No.",
        )
    )
    assert "lung or heart conditions in the family" in note["FAMILY HISTORY"]
    assert "autoimmune conditions in the family" in note["FAMILY HISTORY"]
    assert "conditions" not in note.get("MEDICAL HISTORY", "")


def test_a_pain_that_does_not_travel_is_no_social_history():
    note = note_of(interview("D: And is the pain traveling to any other part of your neck?", "P: It is right here."))
    assert "right here" not in note["SOCIAL HISTORY"]


def test_you_guys_are_the_patient():
    assert "guys" not in str(sentences_of(interview("D: Have you guys traveled anywhere recently?", "P: No.")))


def test_a_rebound_in_a_game_is_no_sign():
    note = note_of(interview("D: How did it start?", "P: I jumped up for a rebound and landed on my left foot."))
    assert "rebound" not in note.get("REVIEW OF SYSTEMS", "")


def test_a_rash_that_was_never_there_before_is_not_denied():
    note = note_of(
        interview("D: Where is it?", "P: On his face.", "D: Have you had these rashes before at all?", "P: No, never.")
    )
    assert "Denies rash" not in note["REVIEW OF SYSTEMS"]


def test_what_brings_nausea_on_is_no_denial_of_it():
    note = note_of(
        interview("D: Is there anything that makes your nausea come on?", "P: Not really, I don't think so.")
    )
    assert "nausea" not in note["REVIEW OF SYSTEMS"]


def test_what_is_denied_is_not_what_is_told_of():
    note = note_of(interview("D: I see you vomited. Any blood in the vomit?", "P: No, it's just watery."))
    assert "lood is watery" not in note["HISTORY OF PRESENT ILLNESS"]
    assert "vomit: it is watery" not in note["HISTORY OF PRESENT ILLNESS"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Have you ever had this kind of pain before?", "has not had this pain before"),
        ("Have you had similar symptoms before?", "denies similar symptoms before"),
        ("Has this happened to you before?", "has not happened to them before"),
        ("Have you had a throat like this before?", "denies a throat like this before"),
    ],
)
def test_what_was_not_so_before_is_not_denied_now(asked: str, told: str):
    assert told in note_of(interview(f"D: {asked}", "P: No."))["HISTORY OF PRESENT ILLNESS"]
