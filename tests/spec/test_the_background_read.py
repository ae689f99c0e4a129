"""What a physician reads in medicines, allergies, family and social history: all of it, and of the right person."""

import pytest
from tests import visits

OPENS = "D: Hello, what brings you in today?\nP: I have had a cough for two weeks and it keeps me awake.\n"
ENDS = "\nD: Let me listen. Lungs are clear.\nD: I think this is bronchitis. We'll do a blood test.\nP: Okay.\n"


def note_of(text: str) -> dict[str, str]:
    """The text of each section of a visit with this background."""
    return visits.note_of(OPENS + text.strip() + ENDS)


def test_of_several_medicines_those_not_named_stand_as_the_answer_says() -> None:
    told = note_of(
        """
D: You're on metformin, atorvastatin and aspirin, is that right?
P: I stopped the aspirin, my cardiologist told me to. The other two, yes.
"""
    )["MEDICATIONS"]
    assert "stopped the aspirin" in told
    assert "metformin and atorvastatin" in told
    assert "to the other" not in told


@pytest.mark.parametrize(
    ("asked", "said", "stands"),
    [
        ("Anything over the counter?", "I take ibuprofen for headaches now and then.", "for headaches now and then"),
        ("Do you take anything for it?", "Tums, like five or six a day.", "Tums, 5 or 6 a day"),
        ("Any herbal remedies?", "I started St. John's wort a month ago, my sister swears by it.", "St. John's wort"),
        ("Birth control?", "I was on the pill, Microgynon, but I stopped that last year.", "stopped that last year"),
    ],
)
def test_each_medicine_stands_among_the_medicines(asked: str, said: str, stands: str) -> None:
    assert stands in note_of(f"D: {asked}\nP: {said}")["MEDICATIONS"]


def test_what_is_said_of_one_medicine_is_not_told_of_the_one_before() -> None:
    told = note_of(
        """
D: What else do you take?
P: Warfarin, five milligrams a day. And digoxin. I don't know the dose.
"""
    )["MEDICATIONS"]
    assert "digoxin" in told
    assert "Warfarin, 5 mg a day, but" not in told


@pytest.mark.parametrize(
    ("asked", "said", "stands"),
    [
        ("Allergies?", "Latex. And Bactrim, I broke out in a rash.", "latex"),
        ("Anything that you react to?", "My lips swell up with shellfish.", "lips swell up with shellfish"),
        ("Have you tried to quit smoking?", "Chantix gave me bad dreams.", "Chantix gave"),
    ],
)
def test_each_thing_reacted_to_stands_among_the_allergies(asked: str, said: str, stands: str) -> None:
    assert stands in note_of(f"D: {asked}\nP: {said}")["ALLERGIES"]


def test_the_medicine_and_illness_of_a_mother_who_speaks_stand_in_the_family_history() -> None:
    note = visits.note_of(
        """
D: Hello, Mrs. Patel. How can I help?
M: Aarav has had a fever since yesterday, he's four. He is drinking well.
D: Does he take any regular medicines?
M: Just hydrocortisone cream. I take salbutamol, I've got asthma, but he doesn't.
D: Any rash?
M: No, he has no rash.
"""
    )
    assert "salbutamol" not in note["MEDICATIONS"]
    assert "His mother takes salbutamol" in note["FAMILY HISTORY"]


def test_what_a_soft_no_takes_back_is_not_denied() -> None:
    told = " ".join(note_of("D: Any side effects from it?\nP: Not really. A bit of a dry mouth.").values())
    assert "denies side effects" not in told.lower()


@pytest.mark.parametrize(
    ("asked", "said", "section", "stands"),
    [
        ("Any other medical issues?", "Hypothyroidism.", "MEDICAL HISTORY", "hypothyroidism"),
        ("Any other medical problems?", "No, nothing really, just hay fever.", "MEDICAL HISTORY", "history: hay fever"),
        ("Any drugs?", "I did coke in college, not since.", "SOCIAL HISTORY", "did coke in college, not since"),
        ("Are your parents living?", "My mom is, she's ninety.", "FAMILY HISTORY", "mother is 90"),
    ],
)
def test_background_stands_in_its_section(asked: str, said: str, section: str, stands: str) -> None:
    assert stands in note_of(f"D: {asked}\nP: {said}")[section]


def test_when_something_was_done_goes_with_what_was_done() -> None:
    told = " ".join(note_of("D: Have you ever had a colonoscopy?\nP: Yes, four years ago.").values())
    assert "colonoscopy, 4 years ago" in told


DAUGHTER = """
D: Good morning. I understand you're Mr. Huang's daughter?
M: Yes, I'm Lily. My dad doesn't speak much English so I'll help.
D: What's been going on with him?
M: He's been dizzy for about a week, especially when he stands up.
D: Has he passed out? What medicines does he take?
M: No. Amlodipine ten, losartan one hundred, and metformin five hundred twice a day. He also takes some Chinese herbs.
D: Any allergies?
M: Aspirin. He gets short of breath with it. I'm the one with the penicillin allergy.
D: Is he on clopidogrel?
M: He was on clopidogrel but they stopped it after a year.
"""


def test_a_daughter_who_speaks_is_the_daughter_and_her_dad_the_patient() -> None:
    note = visits.note_of(DAUGHTER)
    assert "His daughter is the one with the penicillin allergy" in note["FAMILY HISTORY"]
    assert "his father" not in " ".join(note.values()).lower()


def test_what_a_daughter_tells_of_his_medicines_and_allergies_stands() -> None:
    note = visits.note_of(DAUGHTER)
    assert "penicillin" not in note["ALLERGIES"]
    assert "aspirin" in note["ALLERGIES"]
    assert "Amlodipine 10, losartan 100, and metformin 500 twice a day" in note["MEDICATIONS"]
    assert "clopidogrel but they stopped it" in note["MEDICATIONS"]
    assert "Chinese herbs" in note["MEDICATIONS"]


def test_a_time_behind_a_denial_affirms_nothing() -> None:
    told = note_of("D: do you smoke\nP: I vape but I've not had a fag since my son was born that's four years ago")
    assert "smokes" not in told["SOCIAL HISTORY"]


def test_none_to_medicines_denies_no_other_allergy() -> None:
    told = note_of("D: Any allergies?\nP: None to medicines. I'm allergic to peanuts, I had anaphylaxis at twelve.")
    assert "denies allergies to medicines" in told["ALLERGIES"]
    assert "peanuts" in told["ALLERGIES"]


def test_i_cannot_take_penicillin_is_no_denial_of_allergies() -> None:
    told = note_of("D: Are you allergic to anything?\nP: I can't take penicillin. I don't know what it does.")
    assert "not allergic" not in told["ALLERGIES"]
    assert "cannot take penicillin" in told["ALLERGIES"]


def test_vaccines_stand_in_the_medical_history() -> None:
    told = note_of(
        "D: Have you had your shingles shot, your pneumonia shot?\nP: I had the pneumonia one. Not the shingles."
    )
    assert "pneumonia" in told["MEDICAL HISTORY"]
    assert "MEDICATIONS" not in told
