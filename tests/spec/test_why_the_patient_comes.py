"""Chapter: why the patient comes, in visits of many kinds: who names it, where, and what is no reason at all."""

from pathlib import Path

import pytest
from tests.visits import note_of

ENDS = "D: Okay. Let me have a look at you.\nP: Thank you.\nD: We will see you in two weeks."


def complaint(opening: str) -> str:
    """The chief complaint of a visit that begins so."""
    return note_of(f"{opening.strip()}\n{ENDS}").get("CHIEF COMPLAINT", "")


BY_THE_CLINICIAN = {
    "D: Hi Marcus. So, belly pain. When did that start?\nP: Last night.\n"
    "D: How bad?\nP: I'm an eight when I cough.": "Belly",
    "D: How are the grandkids?\nP: Growing fast!\n"
    "D: So you're here about your blood pressure, right?\nP: Yeah.": "Blood",
    "D: It's three months since I saw you for the diabetes.\nP: Yes.\n"
    "D: Any tingling?\nP: A little.": "Follow up of diab",
    "D: I'm calling because your INR came back at 5.8.\nP: Oh.\n"
    "D: Any bleeding?\nP: Some bruises, maybe.": "INR of 5.8.",
    "D: So you were in the hospital last week with pneumonia.\nP: I'm still tired.": "Follow up of pneumonia.",
    "D: You're two weeks out from your gallbladder surgery. How is it?\n"
    "P: A bit red.": "Follow up of gallbladder surgery.",
    "D: Last time we started sertraline for the low mood.\n"
    "P: My stomach was off the first week.": "Follow up of low mood.",
    "D: They tell me you've got some chest discomfort?\nP: Yeah, it came on shoveling snow.": "Chest discomfort.",
}


@pytest.mark.parametrize(("opening", "expected"), BY_THE_CLINICIAN.items())
def test_a_clinician_who_knows_the_reason_names_it_before_asking(opening: str, expected: str) -> None:
    assert complaint(opening).startswith(expected)


BY_THE_PATIENT = {
    "D: What can I do for you?\nP: I'd like to go back on the pill.\n"
    "D: Any bleeding?\nP: I had a bit, ages ago.": "the pill",
    "D: How can I help?\nP: I need another sick note really.\nD: Any numbness?\nP: No.": "Sick note.",
    "D: How can I help?\nM: It's about his speech. He has ten words.\nD: How is his hearing?\nM: Fine.": "Speech",
    "D: What can I do?\nP: I've decided I want to pack in the fags.\nD: How many?\nP: Twenty.": "stop smoking",
    "D: What are we doing today?\nP: I've got a list. The main one is my right knee, it's swelling.": "Right knee",
    "D: Which spot are we looking at?\nP: This one on my nose. It bleeds.\nD: Has it grown?\nP: Yes.": "Spot on nose.",
    "D: What's the problem?\nP: I'm not sleeping, doctor.\nD: How's your mood?\nP: I'm sad.": "Insomnia.",
    "D: What can I do for you?\nP: I had a bit of a cold but that's gone. It's things in the bedroom.\n"
    "D: Okay. Trouble getting erections or keeping them?\nP: Both really.": "Erectile dysfunction.",
}


@pytest.mark.parametrize(("opening", "expected"), BY_THE_PATIENT.items())
def test_what_a_patient_wishes_or_tells_unasked_is_the_reason(opening: str, expected: str) -> None:
    assert expected in complaint(opening)


def test_what_is_only_admitted_to_a_question_is_no_reason():
    told = complaint(
        "D: Hi Mr. Cole.\nP: Hello. I can't hear a thing out of this left ear.\nD: Any ringing?\nP: A bit of ringing."
    )
    assert told == "Hearing loss."


def test_what_a_patient_puts_right_is_not_the_reason():
    told = complaint("D: So you're here about your blood pressure?\nP: No, actually I came about my knee. It hurts.")
    assert told == "Knee pain."


def test_what_is_shown_is_told_by_what_did_it_and_a_part_by_its_name():
    bitten = complaint(
        "D: Let's see that hand.\nP: My neighbor's dog bit me.\nD: When was your last tetanus?\nP: No idea."
    )
    assert bitten == "Dog bite."
    assert (
        complaint("D: Tell me about this foot.\nP: It opened up.\nD: There is a foot ulcer.\nP: Oh.") == "Foot ulcer."
    )


def test_a_symptom_told_only_when_asked_for_is_not_why_the_patient_comes():
    note = note_of("""
D: Hey, I'm one of the ER doctors. They tell me you're in a lot of pain.
P: Yeah. It's my side, the right side, it comes in waves.
D: When did it start?
P: About six this morning.
D: Any vomiting?
P: Twice. I'm still nauseous.
D: The CT shows a five millimeter stone in the right ureter. I'll send you home with tamsulosin at bedtime.
""")
    assert note["CHIEF COMPLAINT"] == "Right-sided pain."
    assert "1. Nausea" not in note["ASSESSMENT AND PLAN"]


def test_who_brings_a_child_introduces_it_first():
    note = note_of("""
D: Hiya, who's this then?
P: This is Maya, she's three. Say hello, Maya.
D: What's she come with?
P: Her eczema, it's gone mad again.
D: How long's it been this bad?
P: Two weeks. She's scratching all night.
D: And asthma, hay fever?
P: She gets a bit wheezy with colds.
D: I'd give her a stronger steroid for a week.
""")
    assert note["CHIEF COMPLAINT"] == "Eczema."


def test_who_comes_for_several_things_has_them_all_named():
    told = complaint(
        "D: What can we do for you?\nP: Three things today. My knee's been playing up, I've got this rash on my arm, "
        "and I need my inhaler again.\nD: Which knee?\nP: The left."
    )
    assert told == "Knee problem, rash on arm and inhaler."


def test_the_check_that_a_visit_is_comes_before_its_questionnaire():
    told = complaint(
        "D: Congratulations. So this is your six week check, yours and the baby's.\nP: Thanks.\n"
        "D: You put that you've been feeling low.\nP: A bit. I cry quite a lot.\nD: And contraception?\n"
        "P: I'd like to go back on the mini pill."
    )
    assert told == "6 week check."


def test_a_form_is_what_it_is_for():
    told = complaint("D: Have a seat.\nP: I've got this form for the DVLA, because of the fit I had in March.")
    assert told == "Form for the DVLA."


def test_things_that_are_counted_are_named_one_by_one():
    told = complaint(
        "D: What can I do for you?\nP: There's two things. The first is my ears, I can't hear a thing.\n"
        "D: And the other one?\nP: The other thing is I've got this funny toenail, it's gone all yellow."
    )
    assert told == "Hearing loss and toenail problem."


def test_what_a_nurse_noticed_is_why_the_patient_comes():
    told = complaint("D: The nurse noticed your pulse was irregular.\nP: She said to see you. I feel fine.")
    assert told == "Irregular pulse."


PLACED = {
    "D: What brings you in?\nP: I found a lump in my left breast. My mum had breast cancer.": "Lump in left breast.",
    "D: What's up?\nP: My neck's really stiff since the crash.": "Neck stiffness.",
    "D: How can I help?\nP: I need my sick note extending. I'm still off with the depression.": "Sick note.",
    "D: How's that knee since the injection?\nP: It was great for a month.": "Knee problem.",
    "D: Hi. So your scan and bloods are back.\nP: Okay.": "Review of bloods.",
    "D: What brings you in?\nP: I'm tired all day, I fell asleep at a red light.": "Fatigue.",
}


@pytest.mark.parametrize(("opening", "expected"), PLACED.items())
def test_a_complaint_keeps_its_place_and_is_no_chance_word(opening: str, expected: str) -> None:
    assert complaint(opening) == expected


def test_most_of_twenty_visits_that_no_weight_was_learned_from_are_told_by_their_reason():
    """They were looked at while rules were mended: of visits that nobody has seen expect less."""
    visits = (Path(__file__).parents[1] / "data" / "complaints.txt").read_text(encoding="utf-8").strip().split("\n\n")
    right = 0
    for visit in visits:
        expected, _, talk = visit.removeprefix("= ").partition("\n")
        told = note_of(talk).get("CHIEF COMPLAINT", "").lower()
        right += all(any(name.strip() in told for name in names.split("|")) for names in expected.split("&"))
    assert len(visits) == 20
    assert right >= 15
