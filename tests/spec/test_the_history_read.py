"""What a physician reads in the history: who, what and when as it was said, once, and no chatter."""

import pytest
from tests import visits

ENDS = """
D: Alright, let me examine you. Lungs are clear. Heart sounds are normal.
D: I think this is bronchitis. We'll do a blood test.
P: Okay.
"""


def note_of(text: str) -> dict[str, str]:
    """The text of each section of a visit that ends with a plan."""
    return visits.note_of(text.strip() + ENDS)


@pytest.fixture(scope="module")
def cough() -> dict[str, str]:
    return note_of(
        """
D: Hello, Mr. Nowak. How was the trip?
P: We saw a dinosaur in the museum, it was great.
D: What brings you in today?
P: I have had a bad cough for two weeks, and I can barely sleep.
D: Are you more short of breath than usual?
P: Much more. I walk to the bathroom and I must sit down.
D: Any chest pain?
P: No. It's not like the heart attack.
D: And your feet, any tingling?
P: Sometimes at night my toes tingle. On both sides. Not every night.
D: Do you have panic attacks? And the anxiety from last year?
P: It's there. But no panic attacks, not like before.
D: Are you allergic to anything?
P: I get a rash from latex.
D: And the amlodipine, five milligrams?
P: Yes, every morning.
D: Lisinopril twenty, spironolactone twenty-five, the apixaban five milligrams twice a day?
P: All of those, yes.
D: And the cigarettes, tell me honestly.
P: Since I'm sick, three a day.
D: How much are you drinking?
P: Three beers, most nights.
D: Does anyone smoke at home?
P: My brother-in-law does, but only on the balcony.
D: Did anyone in your family have a melanoma?
P: My aunt, my father's sister. She had one on her leg.
"""
    )


def test_what_is_said_before_the_visit_is_opened_is_no_history(cough: dict[str, str]) -> None:
    assert "dinosaur" not in " ".join(cough.values()).lower()


def test_much_more_is_a_yes(cough: dict[str, str]) -> None:
    assert "is more short of breath than usual" in cough["HISTORY OF PRESENT ILLNESS"]
    assert "shortness of breath" in cough["REVIEW OF SYSTEMS"]


def test_not_like_before_denies_no_likeness_away(cough: dict[str, str]) -> None:
    assert "It is not the heart attack" not in " ".join(cough.values())


def test_no_panic_attacks_denies_no_anxiety(cough: dict[str, str]) -> None:
    assert "anxiety" not in cough["REVIEW OF SYSTEMS"]


def test_where_and_how_often_stay_with_what_they_tell_of(cough: dict[str, str]) -> None:
    assert "his toes tingle, on both sides, not every night" in cough["HISTORY OF PRESENT ILLNESS"]


def test_what_stands_in_the_background_is_not_told_twice(cough: dict[str, str]) -> None:
    assert "latex" in cough["ALLERGIES"] and "latex" not in cough["HISTORY OF PRESENT ILLNESS"]


def test_a_medicine_keeps_the_dose_it_was_asked_with(cough: dict[str, str]) -> None:
    assert "Amlodipine 5 mg: every morning" in cough["MEDICATIONS"]
    assert "Lisinopril 20, spironolactone 25, the apixaban 5 mg twice a day." in cough["MEDICATIONS"]


def test_an_amount_stands_under_its_habit(cough: dict[str, str]) -> None:
    assert "Smoking: since he is sick, 3 a day." in cough["SOCIAL HISTORY"]
    assert "Alcohol: 3 beers, most nights." in cough["SOCIAL HISTORY"]


def test_an_answer_takes_the_verb_of_its_question(cough: dict[str, str]) -> None:
    assert "His brother-in-law smokes at home, but only on the balcony." in cough["SOCIAL HISTORY"]


def test_the_family_s_illness_is_named_and_stays_with_whom_it_was_told_of(cough: dict[str, str]) -> None:
    assert "Family history of melanoma: his aunt, his father's sister." in cough["FAMILY HISTORY"]
    assert "His aunt had a melanoma on her leg." in cough["FAMILY HISTORY"]


def test_a_medicine_is_not_paired_with_what_was_asked_of_another() -> None:
    note = note_of(
        """
D: What brings you in?
P: I have had diarrhea for six weeks.
D: Are you taking any painkillers, like ibuprofen?
P: For the migraines I take sumatriptan, fifty milligrams.
"""
    )
    assert "Ibuprofen:" not in note.get("MEDICATIONS", "")
    assert "sumatriptan" in " ".join(note.values())


def test_why_a_medicine_was_stopped_stays_whole() -> None:
    note = note_of(
        """
D: What brings you in?
P: My knee hurts since nine days ago.
D: What have you taken for it?
P: I took ibuprofen for five days. It helped, but then my heartburn came back, so I stopped.
"""
    )
    assert "so they stopped" in " ".join(note.values())


def test_the_complaint_is_what_is_felt_now_not_the_old_illness() -> None:
    note = note_of(
        """
D: What can I do for you today?
P: With the IBS I had some days diarrhea and some days nothing. But for six weeks it's only diarrhea.
D: Any fever?
P: No.
"""
    )
    assert note["CHIEF COMPLAINT"] == "Diarrhea."


def test_a_finding_is_described_to_its_end() -> None:
    note = note_of(
        """
D: Is it about the skin?
P: Yes, I have a mole on my back, it got bigger and darker.
D: Let me have a look. So over the left shoulder blade there's a pigmented lesion, nine by seven millimeters. It's
 asymmetric, with an irregular border. There are two colors, brown and black.
""".replace("\n asym", " asym")
    )
    exam = note["PHYSICAL EXAMINATION"]
    assert "Over the left shoulder blade: pigmented lesion, 9 x 7 mm." in exam
    assert "asymmetric" in exam and "2 colors, brown and black" in exam
