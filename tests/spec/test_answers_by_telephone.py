"""Short answers of a call: a choice, a thing in the place of "anything", several "any", and what nobody knows."""

import pytest
from tests.spec.test_answers_of_an_interview import note_of

from attending.drafts import Conversation, Role, Turn
from attending.scribe.dialogue.statements import gather_statements
from attending.scribe.salience.model import load_engine
from attending.scribe.sentences.utterances import read_utterances
from attending.scribe.vocabulary import joined


def joined_with(question: str, answer: str) -> list[str]:
    """What is made of a question and its answer together, with its kind where it is denied."""
    turns = (
        Turn(number=0, role=Role.CLINICIAN, text=question),
        Turn(number=1, role=Role.PATIENT, text=answer),
    )
    found = gather_statements(read_utterances(Conversation(id="call", turns=turns), load_engine().boundaries))
    return [("no " if s.kind == "denied" else "") + joined(s.words) for s in found if s.kind != "said"]


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Did the itching begin suddenly or gradually?", "Gradually, I'd say.", "the itching began gradually"),
        ("Is it a wet cough or is it a tickly cough?", "It's been tickly.", "it is a tickly cough"),
        ("Is it worse in the evening or at night?", "At night.", "it is worse at night"),
        ("Do you live in a flat or a house?", "A house.", "you live in a house"),
        ("Have you taken anything for it?", "Just ibuprofen.", "you have taken just ibuprofen for it"),
        ("And how's your appetite been?", "Terrible.", "your appetite has been terrible"),
        ("How high was the temperature?", "Thirty nine.", "the temperature was thirty nine"),
        ("Are your bowels okay?", "Yes, fine.", "your bowels are okay"),
        ("The ache, one to ten, ten being the worst, how bad is it?", "Probably like a six.", "severity: six"),
        ("Any family history of asthma, any cancers?", "Um, bowel cancer.", "family history: bowel cancer"),
        ("Any allergies?", "Yes, penicillin.", "allergies: penicillin"),
        (
            "Any allergies?",
            "Yeah, to dogs and, I think, tree pollen. No medicines.",
            "allergies: to dogs and tree pollen",
        ),
        ("How about alcohol?", "A can of cider.", "alcohol: a can of cider"),
        ("And who's at home with you?", "Just my sister.", "lives with: just my sister"),
    ],
)
def test_a_short_answer_is_told_with_its_question(question: str, answer: str, told: str) -> None:
    assert joined_with(question, answer) == [told]


@pytest.mark.parametrize(
    ("question", "answer", "denied"),
    [
        ("Any nausea, any vomiting, any diarrhoea?", "No.", "no nausea, vomiting, or diarrhoea"),
        ("Alcohol?", "Nope.", "no alcohol"),
        ("Did she have, does she have any nausea or vomiting?", "No.", "no nausea or vomiting"),
        ("Any allergies?", "None that I can think of, no.", "no allergies"),
        ("Are you allergic to any medicines?", "Not medicines.", "you are not allergic to medicines"),
        (
            "In your family, are there any heart problems that run in the family?",
            "No.",
            "no family history of heart problems",
        ),
        ("Have you been admitted or have you ever needed care?", "No.", "you have not been admitted or needed care"),
        ("And how's any recent changes in your weight?", "No.", "no recent changes in your weight"),
        (
            "Any contact with anybody who's been sick?",
            "No.",
            "you have not had contact with anybody who has been sick",
        ),
    ],
)  # fmt: skip
def test_a_no_denies_all_that_was_asked(question: str, answer: str, denied: str) -> None:
    assert joined_with(question, answer) == [denied]


@pytest.mark.parametrize(
    "answer",
    ["I don't know if it's that, it might be.", "I'm not sure.", "I don't remember.", "I have not checked, maybe."],
)
def test_who_does_not_know_denies_nothing(answer: str) -> None:
    assert joined_with("Have you had a fever?", answer) == []
    assert joined_with("Do you feel like your chest is tight?", answer) == []


def test_that_somebody_smokes_or_lives_alone_is_not_left_to_the_next_sentence() -> None:
    said = """
D: Do you smoke cigarettes?
P: I do, yes.
D: For how long?
P: I have been smoking for about twenty years.
D: Do you live by yourself?
P: I live by myself.
D: In a flat or a house?
P: I live in a flat.
"""
    told = note_of(said)["SOCIAL HISTORY"]
    assert "smokes cigarettes" in told
    assert "lives by themselves" in told


def test_an_examination_announced_at_the_end_leaves_the_visit_a_call() -> None:
    said = """
D: Do you need any help with walking, a cane or a walker?
P: No, I'm fairly independent with all of that.
"""
    ends = "D: So we'll do a physical exam and take your vitals and go from there.\nP: Okay, sounds good.\n"
    assert "independent" in str(note_of(said + "D: Okay.\nP: Yes.\n" * 12 + ends))


def test_medicines_named_one_by_one_stand_in_the_note() -> None:
    said = """
D: Are you on any regular medication?
P: Yes.
D: Which ones?
P: Lexapro.
D: And do you have any allergies?
P: Penicillin.
"""
    note = note_of(said)
    assert "Lexapro" in note["MEDICATIONS"]
    assert "enicillin" not in note["MEDICATIONS"]
    assert "enicillin" in note["ALLERGIES"]


def test_advice_of_a_call_stands_in_the_plan() -> None:
    ends = """
D: I suspect this is a chest infection.
P: Okay.
D: This will just settle down in the next few days.
P: Right.
D: I'd advise you taking a day or two off work if you can.
P: Sure.
D: I'm quite happy to increase your dose of furosemide.
P: Thank you.
D: If it becomes worse and you are having trouble breathing just seek help from the ER.
P: I was worried it might be something with my heart.
"""
    note = note_of("D: Okay, I understand.\nP: Yes, I see.\n" * 16 + ends)
    plan = note["ASSESSMENT AND PLAN"]
    for told in ("settle down", "day or 2 off work", "increase their dose of Furosemide", "seek help from the ER"):
        assert told.lower() in plan.lower(), told
    assert "worried it might be something with their heart" in note["HISTORY OF PRESENT ILLNESS"]


def test_how_bad_something_is_stands_with_one_number() -> None:
    said = """
D: The shortness of breath, one to ten, how bad is it?
P: Probably like a five.
"""
    assert "Severity of shortness of breath: 5." in note_of(said)["HISTORY OF PRESENT ILLNESS"]
