"""Plans as clinicians speak them: orders, what stands among them, choices of the patient, and what is not ordered."""

import pytest
from tests.visits import draft_of, note_of, sentences_of

from attending.scribe.content.choices import is_unwilling
from attending.scribe.content.conditions import is_safety_net
from attending.terms.spoken import written

OPENS = """
D: Good morning, what brings you in today?
P: I've had a cough and a sore throat for five days, and I feel tired all the time.
D: Any trouble breathing?
P: No, not really.
D: Let me examine you. Your throat is red, the lungs are clear.
"""


def plan_of(text: str) -> str:
    return note_of(OPENS + text)["ASSESSMENT AND PLAN"]


def proposed(text: str) -> list[str]:
    texts = [p.claim.text for p in draft_of(OPENS + text).proposals]
    return [text for text in texts if not text.startswith(("Reports", "Denies"))]


def test_what_is_said_among_the_orders_stands_in_the_plan():
    plan = plan_of(
        "D: So this is bronchitis. I'm going to start codeine linctus, ten mils at night for a week. It can make you "
        "sleepy, so no driving till you know how it affects you. I'll get a chest x-ray. My nurse will arrange that.\n"
        "P: Okay."
    )
    assert "no driving till" in plan and "know how it affects" in plan
    assert "My nurse will arrange that" in plan


def test_the_other_diagnosis_that_is_weighed_stands_in_the_plan():
    plan = plan_of(
        "D: I think this is most likely a fracture of the ankle. It could also be just a bad sprain. I'd like an x-ray "
        "of the ankle today.\nP: Okay."
    )
    assert "bad sprain" in plan


def test_the_patients_choice_stands_beside_the_offer():
    plan = plan_of(
        "D: We could start an inhaler, or we could wait another week. Which would you prefer?\n"
        "P: I'd rather not take anything just yet.\n"
        "D: That's fine. If you get short of breath, ring us the same day. I'll see you in a week.\nP: Okay."
    )
    assert "would rather not take anything" in plan


def test_what_to_look_out_for_is_follow_up_whomever_it_names():
    assert is_safety_net("if it bleeds or you have not heard within a week, ring the surgery")
    assert is_safety_net("if he has no wet nappies for 8 hours, take him to a and e")
    assert not is_safety_net("when i was having you look at my fingers, you could not see them")
    assert not is_safety_net("if not treated, sometimes we need to give antibiotics through the iv")


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("I don't want to put you on warfarin.", "warfarin"),
        ("I'd rather not put you on tramadol. It can be habit forming.", "tramadol"),
        ("You're doing well on the sertraline. Don't stop it suddenly.", "Stop sertraline"),
        ("Don't stop the prednisone suddenly, please.", "prednisone"),
        ("Take it for five days. If you get a cough from the lisinopril, stop it and call me.", "Stop lisinopril"),
        ("The mole has to come off, we have to exclude melanoma.", "elanoma"),
    ],
)
def test_what_is_decided_against_is_not_proposed(said, never):
    assert not [
        text for text in proposed(f"D: So this is a cold. {said} I'll see you in two weeks.\nP: Okay.") if never in text
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I think the bisoprolol's too much. Let's halve it, so two and a half milligrams once a day.",
         "Change the dose of bisoprolol to 2.5 mg once a day."),
        ("The amlodipine makes your ankles swell. I'd like to stop it and start losartan fifty milligrams once a day.",
         "Stop amlodipine."),
        ("The furosemide, I'm going to double that to eighty milligrams for three days.",
         "Change the dose of furosemide to 80 mg for 3 days."),
        ("I'd like you to go back on iron, ferrous fumarate three hundred milligrams once a day.",
         "Start ferrous fumarate 300 mg once a day."),
        ("Give him Dioralyte, one sachet four times a day.", "Start Dioralyte 1 sachet 4 times a day."),
        ("If it comes back, we may need a scan. Come back and see me in two weeks.", "Follow-up in 2 weeks."),
    ],
)  # fmt: skip
def test_it_is_the_medicine_named_just_before(said, expected):
    assert expected in proposed(f"D: So this is what we do. {said}\nP: Okay.")


def test_of_two_medicines_asked_after_each_keeps_its_answer():
    said = proposed(
        "D: Are you taking your prenatal vitamin and the iron?\n"
        "P: The vitamin yes, the iron makes me constipated so I stopped it."
    )
    assert said == ["Takes prenatal vitamin.", "Stopped taking iron."]


def test_what_the_patient_declines_is_not_ordered():
    said = proposed(
        "D: Your cholesterol is high. I'd like to start atorvastatin twenty milligrams at night.\n"
        "P: I'd rather not, doctor. My brother had terrible cramps on it.\nD: That's fine.\nP: Thank you."
    )
    assert not [text for text in said if "atorvastatin" in text]
    assert not is_unwilling("I don't have any pain.")


def test_who_will_not_stop_smoking_declines_no_medicine():
    said = proposed(
        "D: So this is a flare-up. I'll give you prednisolone, thirty milligrams every morning for five days. I'd love "
        "you to stop smoking, have you thought about patches?\nP: I'm not ready to stop.\nD: Fair enough.\nP: Thanks."
    )
    assert "Start prednisolone 30 mg in the morning for 5 days." in said


def test_an_allergy_that_decides_between_medicines_forbids_only_the_other():
    said = proposed(
        "D: It's an ear infection. Because of the hives I'm going to use cefdinir, one teaspoon once a day for ten "
        "days.\nP: Okay."
    )
    assert "Start cefdinir 1 teaspoon once a day for 10 days." in said


def test_a_warning_spoken_without_marks_stays_whole():
    note = sentences_of(
        "D: hey what's going on today\n"
        "P: my big toe is killing me since saturday it's red and i can't even put a sheet on it\n"
        "D: okay let me look at it so the right big toe is red and swollen there's no break in the skin\n"
        "P: yeah that hurts\n"
        "D: so i think this is gout we'll check a uric acid today if you get a fever or the redness spreads up "
        "the foot you need to come back right away and ice it twenty minutes at a time\nP: okay"
    )["ASSESSMENT AND PLAN"]
    assert any(line.startswith("Follow-up: If they get a fever") and "come back right away" in line for line in note)
    assert not any("uric acid" in line and "fever" in line for line in note)


def test_what_is_decided_against_or_promised_stands_in_the_plan():
    plan = plan_of(
        "D: So this is bronchitis. I don't want to give you opioids. I considered a course of steroids but you "
        "don't need it. We don't need an MRI right now. I'll phone you with the results on Thursday. I'd like a chest "
        "x-ray.\nP: Okay."
    )
    for said in ("opioids", "steroids", "MRI", "with the results on Thursday"):
        assert said in plan, said


def test_skip_it_means_no_medicine_where_none_was_spoken_of():
    said = proposed(
        "D: So this is gout. I'm going to give you colchicine, half a milligram twice a day.\n"
        "P: Do I have to stop drinking altogether?\nD: Not altogether, but I'd skip it till this settles.\nP: Okay."
    )
    assert any("colchicine" in text for text in said)


def test_as_needed_is_no_condition_of_the_next_order():
    said = proposed(
        "D: So this is gout. You can take naproxen five hundred twice a day with food if you need it. I'd like to stop "
        "the hydrochlorothiazide and switch you to losartan, fifty milligrams once a day.\nP: Okay."
    )
    assert {"Stop hydrochlorothiazide.", "Start losartan 50 mg once a day."} <= set(said)
    assert any(text.startswith("Start naproxen 500 twice a day") for text in said)


def test_a_sugar_of_the_morning_is_no_time_of_day():
    assert written("the sugars are one forty in the mornings") == "the sugars are 140 in the mornings"
    assert written("i woke up at one thirty in the morning") == "i woke up at 1:30 in the morning"
