"""What is proposed of illnesses that are tested for, and of medicines that are chosen with a word that points back."""

import pytest
from tests.visits import draft_of

FILLER = """
D: Good morning, what brings you in today?
P: My hands are stiff for an hour every morning.
"""


def facts(kind: str, *lines: str) -> list[str]:
    """What is proposed of one kind of resource."""
    found = draft_of("\n".join((FILLER, *lines))).proposals
    return [p.claim.text for p in found if p.resource["resourceType"] == kind]


def test_an_illness_in_a_list_of_tests_is_a_test():
    said = "D: First we need a chest X-ray, hepatitis B and C, HIV and a TB blood test."
    assert facts("Condition", said) == []
    assert sorted(facts("ServiceRequest", said)) == [
        "Order HIV test.",
        "Order X-ray of the chest.",
        "Order hepatitis B and C tests.",
        "Order tuberculosis test.",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "D: I'd like to check you for HIV and syphilis.",
        "D: We'll screen for diabetes with your bloods.",
        "D: I'm sending you for a scan today to rule out a DVT.",
        "D: We'll do a full blood count, thyroid function, coeliac disease and vitamin D.",
        "D: I'll send off swabs for chlamydia and gonorrhoea.",
        "D: Let's run some tests for lupus and Lyme disease.",
        "D: I want to have you tested for sleep apnea.",
    ],
)
def test_an_illness_that_is_tested_for_is_no_problem_of_the_patients(said):
    assert facts("Condition", said) == []


def test_an_illness_that_is_there_stays_one_beside_its_tests():
    said = "D: You have type 2 diabetes and hypertension, so we need an A1c, a lipid panel and an ECG."
    assert facts("Condition", said) == ["Type 2 diabetes mellitus.", "Hypertension."]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: For the blood pressure, rather than amlodipine, we'll try indapamide 1.5 modified release "
            "in the morning.",
            ["Start indapamide 1.5 in the morning."],
        ),
        (
            "D: Instead of ibuprofen, I'd start you on naproxen, five hundred milligrams twice a day.",
            ["Start naproxen 500 mg twice a day."],
        ),
        ("D: I'd suggest physiotherapy rather than naproxen.", []),
    ],
)
def test_what_is_begun_rather_than_another_is_proposed(said, wanted):
    assert facts("MedicationRequest", said) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: With pumping, sertraline has the lowest levels in milk, so I'd suggest that. "
            "Fifty milligrams, start with half a tablet for the first six days.",
            "Start sertraline 0.5 tablet orally for 6 days, then 50 mg.",
        ),
        (
            "D: Sertraline is the safest one. Let's go with that. Fifty milligrams once a day.",
            "Start sertraline 50 mg once a day.",
        ),
        (
            "D: There's naproxen, which is milder, so I'd go for that one. Five hundred milligrams twice a day.",
            "Start naproxen 500 mg twice a day.",
        ),
    ],
)
def test_a_medicine_that_is_chosen_by_that_takes_the_dose_behind_it(said, wanted):
    assert facts("MedicationRequest", said) == [wanted]


@pytest.mark.parametrize(
    "said",
    [
        "D: Sertraline would be one, but I wouldn't suggest that.",
        "D: If the pain is worse we could use naproxen. I'd suggest that you rest for two days.",
        "D: You took naproxen. I'd suggest physiotherapy instead.",
    ],
)
def test_what_is_not_chosen_is_not_started(said):
    assert facts("MedicationRequest", said) == []


def test_a_medicine_whose_dose_went_down_and_stays_is_taken():
    said = (
        "P: It started after the methotrexate went down.",
        "D: I don't want to push the methotrexate back up with your liver. I'd rather keep it at fifteen and add "
        "a biologic.",
    )
    assert facts("MedicationStatement", *said) == ["Takes methotrexate 15."]


def test_what_is_given_here_and_what_is_taken_at_home_are_two_orders():
    said = (
        "D: We're gonna give him three albuterol nebs here now twenty minutes apart and a dose of dexamethasone "
        "that's ten milligrams by mouth.",
        "P: Okay.",
        "D: At home albuterol every four hours while he's awake for the next two days then as needed.",
    )
    found = [text for text in facts("MedicationRequest", *said) if "albuterol" in text]
    assert found == [
        "Give albuterol 3 nebs by inhalation every 20 minutes in the visit.",
        "Start albuterol every 4 hours for 2 days, then as needed.",
    ]
