"""The history: supposed denials, broken clauses, interpreters, a mother's own state, counts, the story told."""

import pytest
from tests.visits import note_of


def history_of(note: dict[str, str]) -> str:
    """The histories of a note, which may lack one of them."""
    return " ".join(note.get(title, "") for title in ("HISTORY OF PRESENT ILLNESS", "REVIEW OF SYSTEMS"))


def test_a_supposed_no_is_no_sure_one() -> None:
    note = note_of("""
        D: So the medics said you came off your bike?
        P: Yeah, this car pulled out and I went over the hood.
        D: Did you lose consciousness?
        P: I don't think so. I mean, I don't remember hitting the ground.
        D: Is there any chance you could be pregnant?
        P: I don't think so, I've got the coil. Well, my period's about a week late actually.
        D: Let me take a look. Lungs are clear. Abdomen is soft.
    """)
    told = note["HISTORY OF PRESENT ILLNESS"]
    assert "did not lose consciousness" not in told
    assert "not think they lost consciousness" in told or "not think she lost consciousness" in told
    assert "not remember hitting the ground" in told
    assert "as far as" in told
    assert "a week late" in told
    assert "This car pulled out" in told
    assert "bike" in note["CHIEF COMPLAINT"]


def test_a_clause_given_up_at_a_dash_is_joined_with_nothing() -> None:
    note = note_of("""
        D: What brings you in?
        P: My arm has been going numb since Monday.
        D: Does it feel like pins and needles?
        P: It doesn't feel like -- yeah, it just makes me feel weak.
    """)
    assert "not feel like it makes" not in history_of(note)
    assert "makes them feel weak" in history_of(note)


def test_a_sentence_that_ends_in_actually_is_not_taken_back() -> None:
    note = note_of("""
        D: What brings you in?
        P: A few red bumps on my chest since Saturday.
        D: Fever, mouth sores?
        P: My mouth's kind of sore, actually. No fever.
        D: Is it itchy?
        P: No.
    """)
    assert "fever" not in note["REVIEW OF SYSTEMS"].lower().partition("denies")[0]
    assert "mouth" in history_of(note)


def test_an_interpreter_says_what_the_patient_says() -> None:
    note = note_of("""
        D: Good morning. And you're the interpreter today?
        M: Yes, I'm Amira, I'm interpreting for Mrs. Hassan.
        D: Thank you. Can you ask her what's brought her in?
        M: She says she has had pain in her stomach for three weeks, up here under the ribs on the right.
        D: Has she noticed any yellowing of her eyes or skin?
        M: No, she hasn't.
        D: Any chance that she could be pregnant?
        M: She says no, her periods stopped two years ago.
        D: Any allergies to medications?
        M: Penicillin, she says her face swelled up.
        D: I'm going to examine her tummy. She's tender in the right upper quadrant. No jaundice.
    """)
    whole = " ".join(note.values())
    assert "interpreter" not in whole
    assert "she says" not in whole.lower()
    assert "companion" not in whole
    assert "for 3 weeks under the ribs" in note["HISTORY OF PRESENT ILLNESS"]
    assert "any chance that she could be pregnant" in note["HISTORY OF PRESENT ILLNESS"].partition("denies")[2]
    assert "penicillin, her face swelled up" in note["ALLERGIES"]


def test_a_mothers_own_state_is_not_her_babys() -> None:
    note = note_of("""
        D: Hi there, is this Lily? How old is she now?
        M: She's six weeks.
        D: What's been going on?
        M: She has a cough and a runny nose since Tuesday. I can't sleep even when she's sleeping, I'm exhausted.
        D: How are you feeding her?
        M: Breast. My nipples are so sore.
        D: Was it a normal delivery?
        M: No, I had an emergency C-section.
        D: Does she have any rashes?
        M: No.
    """)
    review = note["REVIEW OF SYSTEMS"]
    assert "insomnia" not in review
    assert "fatigue" not in review.lower()
    assert "feeding her breast" not in history_of(note)
    assert "Her mother had an emergency C-section" in " ".join(note.values())
    assert note["CHIEF COMPLAINT"] == "Cough and runny nose."


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ("Any falls?", "Two. One in the bathroom on Sunday.", "Falls: 2, one in the bathroom on Sunday."),
        ("And wet nappies?", "Only two since this morning, normally it'd be five or six.", "Wet nappies: only 2 since"),
        ("Any drug use?", "Not anymore.", "Drug use: not anymore."),
        ("Anyone in the family get migraines?", "Yeah my mum and my sister.", "Family history of migraines: their mum"),
        ("How far along are you now?", "Thirty-three weeks tomorrow.", "Gestation: 33 weeks tomorrow."),
        ("Does the pain go to your arm or your jaw?", "No. Just right here in the middle.", "does not go to their arm"),
        ("Are you smoking or drinking at all?", "No. I quit smoking in May.", "not smoking or drinking"),
        ("When was your last eye exam?", "Oh, two years.", "last eye exam was 2 years ago"),
        ("Do you have any carers coming in?", "No, nobody.", "denies carers coming in"),
        ("And the blood pressure, are you checking that?", "It's been in the 140s.", "Blood pressure: it has been in"),
    ],
)
def test_what_was_asked_for_stands_with_its_answer(asked: str, answered: str, told: str) -> None:
    note = note_of(f"""
        D: What brings you in?
        P: My chest feels tight when I climb the hill, for two months now.
        D: {asked}
        P: {answered}
        D: Let me take a listen. Heart is regular, no murmurs. Lungs are clear.
    """)
    assert told in " ".join(note.values())


def test_nobody_knows_when_the_tetanus_shot_was() -> None:
    note = note_of("""
        D: What happened to the hand?
        P: I cut it on a tin, about an hour ago.
        D: When was your last tetanus shot?
        P: No clue.
    """)
    assert "was no clue" not in " ".join(note.values())


def test_what_sets_a_headache_off_and_what_a_medicine_does_are_no_symptoms_now() -> None:
    note = note_of("""
        D: What brings you in?
        P: I keep getting headaches behind my right eye, for four months.
        D: Does coughing or bending over make it worse?
        P: No.
        D: Are you on the ramipril?
        P: I stopped that one in the spring, it gave me a cough.
        D: Any allergies?
        P: Egg. I came out in hives at eight months.
        D: And your bowels?
        P: The stool is pale since one week.
    """)
    review = note["REVIEW OF SYSTEMS"]
    assert "cough" not in review
    assert "hives" not in review
    assert "pallor" not in review
    assert "pale stools" in review


def test_the_complaint_is_what_the_visit_goes_on_to_speak_of() -> None:
    note = note_of("""
        D: How are you feeling today?
        P: Okay, tired. I've had this headache since yesterday that won't go away.
        D: Did you take anything for the headache?
        P: Two Tylenol, it took the edge off.
        D: Is the headache worse when you lie down?
        P: No.
    """)
    assert note["CHIEF COMPLAINT"] == "Headache."


def test_a_fathers_rifle_is_no_illness_of_the_family() -> None:
    note = note_of("""
        D: What's been going on?
        P: I've been feeling down since the summer.
        D: Do you have guns at home?
        P: My dad's got a hunting rifle, it's locked up at his place.
    """)
    assert "rifle" not in note.get("FAMILY HISTORY", "")
    assert "rifle" in note["HISTORY OF PRESENT ILLNESS"]
