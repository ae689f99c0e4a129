"""What must stand in a plan: warnings, doses under a condition, refusals, last wishes, bare tests, vaccines."""

import pytest
from tests.visits import draft_of, note_of

EXAMINED = """
D: Hello, what brings you in today?
P: I have been tired and my ankles swell, and I get short of breath on the stairs.
D: Any chest pain at all?
P: No.
D: Let me examine you. Blood pressure is 132 over 78. Lungs are clear. There is some swelling at both ankles.
"""
PLAN = "ASSESSMENT AND PLAN"


def plan_of(*lines: str, before: str = "") -> str:
    """The assessment and plan, with lines before the examination where given."""
    start, examination = EXAMINED.rsplit("D: Let me", 1)
    return note_of("\n".join((start + before, "D: Let me" + examination, *lines)))[PLAN]


def ordered(*lines: str) -> list[str]:
    """The tests, referrals and vaccines that are proposed."""
    found = draft_of("\n".join((EXAMINED, *lines))).proposals
    return [p.claim.text for p in found if p.resource["resourceType"] == "ServiceRequest"]


def test_a_warning_that_opens_with_what_to_do_stands_wherever_in_the_visit_it_is_said():
    told = plan_of(
        "D: I'd like you to take furosemide 40 milligrams in the morning.",
        before="D: Call 911 if you get chest pain or trouble breathing.\nP: Okay.\n",
    )
    assert "911 if" in told
    assert "chest pain or trouble breathing" in told


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("If your sugar's under 4, have some glucose and check again in fifteen minutes.", "under 4"),
        ("Start mirtazapine 15 milligrams at night. If you're not better after two weeks, we'll go up to 30.",
         "we will go up to 30"),
        ("No antibiotics for now. Take paracetamol four times a day.", "No antibiotics for now"),
        ("Use the emollient as much as you like, at least twice a day.", "as much as they like"),
        ("Because you're on the Eliquis I don't want you taking any ibuprofen.",
         "Because they are on the Eliquis, I do not"),
        ("For the scalp, use the betamethasone lotion at night.", "For the scalp"),
    ],
)  # fmt: skip
def test_what_a_sentence_hangs_on_is_not_cut_from_it(said, kept):
    assert kept in plan_of(f"D: {said}")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("It makes you constipated so I'll give you senna, two tablets at night.", "It makes him constipated"),
        ("I'd like you on metformin 500 milligrams once a day.", "like him on metformin"),
    ],
)
def test_who_is_treated_is_no_subject_of_what_is_done_to_him(said, kept):
    assert kept in plan_of("D: And you're a man of 60.", "P: I am.", f"D: Thank you, sir. {said}")


def test_a_condition_heard_without_marks_keeps_what_it_leads_to():
    said = """
    D: your inr today came back at 4.8 so thats above your range
    P: okay
    D: any bleeding nose bleeds black stools bruises
    P: no nothing maybe my gums a little when i brush
    D: so skip tonights warfarin then restart tomorrow at 3 milligrams
    P: okay
    D: if you hit your head or you get black stools or bleeding that wont stop after ten minutes go straight to the \
emergency department dont wait for us
    P: all right
    """
    told = note_of(said)[PLAN]
    assert "black stools" in told
    assert told.index("black stools") < told.index("emergency department")


def test_what_somebody_near_death_wants_and_what_is_written_down_of_it_stand_in_the_plan():
    told = note_of(
        """
        D: So we wanted to talk about how things are going with the breathing and what we do next.
        P: It's a struggle, doctor. I'm tired of hospitals.
        D: What matters most to you now?
        P: Being at home. I don't want to go on a machine again. And don't bring me back if my heart stops.
        D: I'll fill in a DNACPR form today, and antibiotics and going into hospital for treatable things would be fine.
        P: Yes.
        D: I'd suggest morphine, 2.5 milligrams every four hours as needed.
        P: Okay.
        D: I'll ring your daughter on Monday and the nurse will visit next week.
        P: Thank you, doctor.
        """
    )[PLAN]
    assert "DNACPR" in told
    assert "machine again" in told
    assert "don't bring me back if my heart stops" in told


def test_a_vaccine_that_the_patient_does_not_want_is_not_ordered_and_the_refusal_is_told():
    said = (
        "D: You're due your pneumonia jab, and I'd recommend the shingles vaccine as well, you can have it today.",
        "P: I'll have the pneumonia one. I don't fancy the shingles one.",
    )
    assert ordered(*said) == ["Order pneumococcal vaccine."]
    assert "fancy the shingles one" in plan_of(*said)


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ("D: You should have your flu and COVID jabs this month.",
         ["Order influenza vaccine.", "Order COVID-19 vaccine."]),
        ("D: Have you had your flu shot?", []),
        ("D: You had your tetanus shot two years ago.", []),
        ("D: No live vaccines, so not the yellow fever vaccine.", []),
        ("D: I'll refer you to rheumatology. X-ray of both hands.",
         ["Refer to rheumatology.", "Order X-ray of both hands."]),
        ("D: Urine ACR today please.", ["Order urine albumin-creatinine ratio."]),
        ("D: I'm going to refer you on the two week wait to urology.", ["Refer to urology, urgently."]),
        ("D: We'll screen you for celiac and diabetes.", ["Order celiac antibodies.", "Order hemoglobin A1c."]),
        ("D: Your X-ray of both hands is fine.", []),
    ],
)  # fmt: skip
def test_vaccines_that_are_due_and_tests_named_without_a_verb_are_proposed(said, proposed):
    assert ordered(said) == proposed


def test_a_dose_that_goes_up_belongs_to_the_medicine_asked_after_in_the_same_turn():
    found = draft_of(
        "\n".join(
            (
                EXAMINED,
                "P: And my blood pressure tablet?",
                "D: The amlodipine? It's 152 over 88 today. Let's go up to 10 milligrams, you're on five, once a day.",
            )
        )
    ).proposals
    assert "Change the dose of amlodipine to 10 mg once a day." in [p.claim.text for p in found]


def test_an_illness_that_only_is_a_risk_is_no_problem_of_the_plan():
    told = plan_of("D: I want you off the Yaz, because estrogen raises your stroke risk.")
    assert "1. Stroke" not in told


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I want to hold off on cycle five today, and we'll repeat the CBC on Monday.", "hold off on cycle 5"),
        ("If the neutrophils are above 1.5 we go ahead on Tuesday.", "above 1.5 we go ahead on Tuesday"),
        ("This is croup. She doesn't need antibiotics, it's a virus.", "does not need antibiotics"),
        ("For the diarrhea take loperamide, 4 milligrams to start.", "loperamide, 4 mg to start"),
    ],
)
def test_what_is_put_off_not_needed_or_decided_for_later_stands_in_the_plan(said, kept):
    assert kept in plan_of(f"D: {said}")


def test_an_illness_that_is_feared_and_what_is_done_for_it_stand_in_the_plan_however_early():
    told = note_of(
        """
        D: Hi, what can I do for you?
        P: It's this mole on my back, my partner noticed it's got bigger. And it bled.
        D: I'm concerned this could be a melanoma, so I'm referring you urgently to dermatology.
        P: Oh God. OK.
        D: If you've not heard by Friday week, ring us.
        P: Right. And I've got this thing on my ear, it's crusty. It has been there for months and months now.
        D: That's an actinic keratosis. I'll give you Efudix cream, once a day for three weeks.
        P: Do I need to cover it?
        D: No. Keep it away from your eyes.
        """
    )[PLAN]
    assert "I am concerned this could be a melanoma" in told
    assert "dermatology" in told
