"""The history half of the note, as patients tell it: what an answer denies, whose words are whose, why they come."""

import pytest
from tests.visits import note_of, sentences_of


def history(text: str) -> str:
    """The history of the present illness as one text."""
    return note_of(text)["HISTORY OF PRESENT ILLNESS"]


def test_only_what_an_answer_names_is_denied() -> None:
    """ "No burning. I saw blood once." denies no blood."""
    note = note_of("""
        D: What brings you in?
        P: I have to get up three times a night to urinate.
        D: Any burning, any blood?
        P: No burning. I saw blood once, back in the spring.
        D: Any weight loss, lumps in the groin?
        P: No lumps. I've lost half a stone.
        D: You smoke, drink?
        P: No smoking. I had one beer at lunch.
    """)
    assert "blood" not in note["REVIEW OF SYSTEMS"].partition("Denies")[2]
    assert "denies weight loss" not in history_of(note)
    assert "does not smoke, drink" not in note["SOCIAL HISTORY"]


def history_of(note: dict[str, str]) -> str:
    """The histories of a note, which may lack one of them."""
    return " ".join(note.get(title, "") for title in ("HISTORY OF PRESENT ILLNESS", "REVIEW OF SYSTEMS")).lower()


def test_who_lacks_a_thermometer_denies_no_fever() -> None:
    note = note_of("""
        D: What can I do for you?
        P: It burns when I pee, and I'm going every half hour since Saturday.
        D: Any fever?
        P: I haven't got a thermometer.
    """)
    assert "fever" not in history_of(note)
    assert "does not have a thermometer" in note["HISTORY OF PRESENT ILLNESS"]


def test_a_question_after_medicines_and_allergies_gets_both_apart() -> None:
    note = note_of("""
        D: What brings you in?
        P: My nose has been blocked on the left side for four months.
        D: Any medicines, allergies?
        P: Just the Beconase spray, it's done nothing. Allergic to Elastoplast.
    """)
    assert note["CHIEF COMPLAINT"] == "Nasal congestion."
    assert note["MEDICATIONS"] == "The Beconase spray, it has done nothing."
    assert note["ALLERGIES"] == "The patient is allergic to Elastoplast."


def test_those_at_home_are_no_family_history() -> None:
    note = note_of("""
        D: What brings you in?
        P: My hands have been swollen for six months.
        D: Anyone in the family with arthritis?
        P: My mum's got rheumatoid, she's had both knees replaced.
        D: Who's at home with you?
        P: My husband and the two boys. My mother in law does the cooking now.
    """)
    assert "rheumatoid" in note["FAMILY HISTORY"]
    assert "Lives with: her husband and the two boys." in note["SOCIAL HISTORY"].replace("their", "her")
    assert "cooking" not in note["FAMILY HISTORY"]


def test_a_parents_i_behind_a_label_is_the_parents() -> None:
    note = history("""
        D: Hello, who have we got here?
        M: This is Oscar, he's two. He's had a cough since Sunday.
        D: Has he had a temperature?
        M: 38.6 at teatime, I gave him Calpol at six.
        D: Has he had croup before?
        M: Last winter, they gave him the steroid.
        D: Was he born on time?
        M: He was five weeks early, he was in special care for ten days. Only for feeding.
        D: Any noise when he breathes in?
        M: Yeah, there was, when he was crying.
    """)
    assert "his parent gave him Calpol" in note
    assert "Croup before: last winter, they gave him the steroid." in note
    assert "for 10 days, only for feeding." in note
    assert "noise when he breathes in, when he was crying." in note


def test_an_answer_is_told_with_what_was_asked() -> None:
    note = note_of("""
        D: What brings you in?
        P: My joints have been painful.
        D: Right. So which joints now?
        P: Both hands, the wrists, and the balls of my feet. It's like walking on pebbles.
        D: Numbness or tingling?
        P: In my fingertips, since the spring.
        D: How are you sleeping?
        P: Like a baby.
        D: Any mouth sores?
        P: Yes, on my tongue, I can't eat anything spicy.
        D: You right-handed?
        P: Lefty, of course.
        D: Any past problems?
        P: I had a heart attack in 2009. And my prostate was done.
    """)
    told = (
        note["HISTORY OF PRESENT ILLNESS"]
        .replace("The patient is", "He is")
        .replace("The patient reports", "He reports")
    )
    for sentence in (
        "Location: both hands, the wrists, and the balls of his feet.",
        "It is like walking on pebbles.",
        "He reports numbness or tingling in his fingertips, since the spring.",
        "sleeping like a baby",
        "mouth sores, on his tongue, he cannot eat anything spicy.",
        "Dominant hand: lefty, of course.",
    ):
        assert sentence in told
    assert "prostate was done" in note["MEDICAL HISTORY"]


def test_why_the_patient_comes_is_a_problem_and_no_sentence() -> None:
    opened = {
        "So what's going on with the foot?": ("I stepped on something. My wife saw blood.", "Foot problem."),
        "Hi Joan, how did the third cycle treat you?": ("It was rough.", "Follow up of third cycle."),
        "So show me this mole.": ("It's here on my shin.", "Mole on shin."),
        "Your surgery was two weeks ago today. How's it going?": ("My thumb was numb.", "Follow up of surgery."),
        "Your doctor sent you over for the PSA, is that right?": ("Yes, it went up.", "PSA."),
        "What's brought you both?": ("It's my memory.", "Memory problem."),
        "How have things been since we started the donepezil?": ("No better.", "Follow up of donepezil."),
        "So we're doing your diabetes check. How's it been?": ("I am shaky at noon.", "Diabetes check."),
        "So what's up?": ("My back went out on Sunday.", "Back problem."),
    }
    for question, (answer, complaint) in opened.items():
        note = sentences_of(
            f"D: {question}\nP: {answer}\nD: Okay. I will have a look at it.\nP: Thank you. I would like that much."
        )
        assert note["CHIEF COMPLAINT"] == [complaint]


def test_months_and_practices_have_their_capitals() -> None:
    told = history("""
        D: What brings you in?
        P: I have had headaches since Easter, and my GP sent me to A&E in May.
        D: When were they worst?
        P: In May.
    """)
    assert "since Easter, and her GP sent her to A&E in May" in told.replace("their", "her").replace("them", "her")


def test_a_husband_is_no_parent_and_the_patient_speaks_for_herself() -> None:
    told = history("""
        D: Good morning, Rosa, is this your husband?
        M: Yes, Hector, I'm with her all the time. She fell in the bathroom two weeks ago.
        D: Rosa, how are you feeling today?
        P: Good. I want to go home.
        M: She gets worse when it gets dark. She grabs her hip when she stands up.
        D: How are you holding up?
        M: I'm tired. I had a stent. Our son is in Texas.
        D: Has she lost weight? Is she eating?
        M: She holds the food in her mouth.
    """)
    assert "Her husband had a stent" in told
    assert "Their son is in Texas" in told
    assert "wants to go home" in told
    assert "husband wants" not in told
    assert "parent" not in told


def test_what_was_last_done_is_told_in_the_past() -> None:
    told = history("""
        D: What brings you in?
        P: I have a shadow in my right eye since yesterday.
        D: When did you last eat?
        P: Toast at seven.
        D: When did you last take the rivaroxaban?
        P: Last night with my dinner.
    """)
    assert "last ate toast at 7." in told
    assert "lasted" not in told


def test_what_sets_a_complaint_off_is_no_symptom_of_its_own() -> None:
    note = note_of("""
        D: So what's up?
        P: My back went out on Sunday. It shoots down my leg.
        D: What makes it worse?
        P: Sitting. Driving kills me. Coughing too.
        D: Any leaking?
        P: I leak when I cough. And I get cramps low down, like period pain.
        D: Any fever?
        P: No.
    """)
    assert "cough" not in note["REVIEW OF SYSTEMS"].lower()
    assert "period" not in note["REVIEW OF SYSTEMS"].lower()


@pytest.mark.parametrize("answer", ["I think so. I was hot last night.", "Yeah, I think so, I was hot last night."])
def test_a_supposed_yes_is_joined_with_its_question(answer):
    note = note_of(f"""
D: What brings you in?
P: I've had a cough for a week.
D: Have you had a fever?
P: {answer}
D: I'll order a chest x-ray.
""")
    assert "reports a possible fever. The patient was hot last night." in note["HISTORY OF PRESENT ILLNESS"]
    assert "thinks so" not in " ".join(note.values())
