"""What was spoken of and a note leaves out, and the turn that says otherwise than it."""

import pytest
from tests.judged import judge

from attending.checks.facts import FactKind
from attending.checks.omissions import find_omissions
from attending.checks.verify import Verdict
from attending.scribe import read_conversation

SPOKEN_OF = b"""
Doctor: Hello, what can I do for you?
Patient: I have had chest pain on the stairs for a week. No, I have not fainted.
Doctor: Any black stools?
Patient: No.
Doctor: What do you take?
Patient: Metformin and omeprazole. I stopped the aspirin in May.
Doctor: Are you allergic to anything?
Patient: Penicillin, my lips swelled up. And I can't have eggs, I'm allergic to eggs.
Doctor: Your blood pressure is one fifty over ninety. I'm going to start bisoprolol 2.5 milligrams.
Doctor: I'd like an x-ray of your chest.
Doctor: Come back in two weeks.
"""


@pytest.fixture(scope="module")
def spoken_of():
    return read_conversation(SPOKEN_OF)


def left_out_of(note, conversation):
    return [(one.kind.value, one.fact) for one in find_omissions(note, conversation)]


def test_what_was_spoken_of_and_is_left_out_is_listed_worst_first(spoken_of):
    kinds = [kind for kind, _ in left_out_of("Seen today.", spoken_of)]
    assert kinds == sorted(kinds, key=[kind.value for kind in FactKind].index)
    assert left_out_of("Seen today.", spoken_of)[:5] == [
        ("allergy", "Penicillin (swelling)"),
        ("allergy", "eggs"),
        ("warning sign", "chest pain"),
        ("changed medicine", "aspirin stopped"),
        ("changed medicine", "bisoprolol started"),
    ]


def test_an_omission_names_the_turn_and_its_words(spoken_of):
    first = find_omissions("Seen today.", spoken_of)[0]
    assert (first.turn, first.role, first.quote.split(",")[0]) == (8, "patient", "Penicillin")


@pytest.mark.parametrize(
    ("note", "held"),
    [
        ("Allergies: PCN - lip swelling; egg.", {"allergy"}),
        ("CP on exertion x 1 week.", {"warning sign"}),
        ("Meds: metformin, omeprazole. ASA stopped, start bisoprolol.", {"medicine", "changed medicine"}),
        ("BP 150/90.", {"measurement"}),
        ("CXR ordered.", {"test"}),
        ("F/u 2 weeks.", {"follow-up"}),
    ],
)
def test_what_a_note_holds_in_any_wording_is_not_listed(spoken_of, note, held):
    assert not held & {kind for kind, _ in left_out_of(note, spoken_of)}


def test_an_allergen_that_stands_among_the_medicines_is_still_left_out(spoken_of):
    assert ("allergy", "Penicillin (swelling)") in left_out_of("Given penicillin last year.", spoken_of)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Allergic to penicillin (lip swelling).", Verdict.SUPPORTED),
        ("Allergic to penicillin (rash).", Verdict.CONTRADICTED),
        ("Allergy: penicillin - anaphylaxis.", Verdict.CONTRADICTED),
        ("Allergic to eggs.", Verdict.SUPPORTED),
        ("Allergic to peanuts.", Verdict.NOT_FOUND),
        ("No known allergies.", Verdict.CONTRADICTED),
    ],
)
def test_allergens_of_all_kinds_are_compared_with_their_reactions(spoken_of, sentence, verdict):
    assert judge(spoken_of, sentence).verdict is verdict


@pytest.mark.parametrize(
    ("sentence", "turn"),
    [
        ("Allergic to penicillin (rash).", 8),
        ("Denies chest pain.", 2),
        ("Reports black stools.", 4),
        ("BP 130/90.", 9),
        ("Start bisoprolol 5 mg.", 9),
        ("Follow up in 2 months.", 11),
    ],
)
def test_a_contradiction_names_the_turn_that_says_otherwise(spoken_of, sentence, turn):
    one = judge(spoken_of, sentence)
    assert one.verdict is Verdict.CONTRADICTED
    assert turn in {number for reason in one.reasons for number in reason.turns}, one.reasons
    assert turn in {cited.turn for cited in one.turns}


def test_what_the_patient_is_allergic_to_is_no_medicine_that_is_left_out():
    visit = read_conversation(
        b"Doctor: Any allergies?\nPatient: Penicillin, it gives me a rash.\n"
        b"Doctor: Since you are allergic to penicillin, I'll start you on doxycycline 100 mg twice a day.\n"
        b"Patient: Okay.\n"
    )
    assert left_out_of("Seen today.", visit) == [
        ("allergy", "Penicillin (a rash)"),
        ("changed medicine", "doxycycline started"),
    ]


STORY = b"""
Doctor: What brings you in today?
Patient: I have had a cough for two weeks and I was worried about pneumonia. I also worry about my asthma.
Doctor: Any operations in the past?
Patient: My gallbladder was removed. I lost my job in May and I live alone with two dogs. That's a nice tie.
"""


@pytest.fixture(scope="module")
def story():
    return read_conversation(STORY)


def statements_of(note, conversation):
    return [fact for kind, fact in left_out_of(note, conversation) if kind == "statement"]


def test_a_story_with_words_that_physicians_keep_is_listed_behind_what_has_a_name(story):
    listed = left_out_of("Seen today.", story)
    assert [kind for kind, _ in listed][-2:] == ["statement", "statement"]
    assert "I lost my job in May and I live alone with two dogs." in statements_of("Seen today.", story)


def test_a_short_answer_is_listed_with_its_question_and_small_talk_is_not(story):
    told = statements_of("Seen today.", story)
    assert "Any operations in the past? My gallbladder was removed." in told
    assert not any("tie" in one for one in told)


def test_a_story_that_the_note_tells_is_not_listed(story):
    assert not statements_of(
        "Cough for 2 weeks, fears pneumonia. Asthma. S/p cholecystectomy. Lives alone, lost job.", story
    )


def test_an_illness_that_was_only_feared_is_not_told(story):
    named = {fact for kind, fact in left_out_of("Seen today.", story) if kind == "diagnosis"}
    assert named == {"asthma"}


def test_of_an_empty_note_everything_is_left_out(story):
    assert left_out_of("", story) == left_out_of("Seen today.", story)
