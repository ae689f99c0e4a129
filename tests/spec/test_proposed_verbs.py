"""Each medicine belongs to its own verb, and what follows an order says when it is taken or what it waits for."""

import pytest
from tests.visits import draft_of

FILLER = """
D: Good morning, what brings you in today?
P: I have had this cough for two weeks now and it keeps me awake at night.
"""


def texts(said: str, *kinds: str) -> list[str]:
    """What is proposed of these kinds of resource."""
    found = draft_of(FILLER + said).proposals
    return [p.claim.text for p in found if p.resource["resourceType"] in kinds]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: I want to stop the indapamide, cut the amlodipine to 5, and no more Benadryl.",
            ["Stop indapamide.", "Change the dose of amlodipine to 5.", "Stop Benadryl."],
        ),
        (
            "D: let's do co-codamol thirty five hundred one or two four times a day when you need it",
            ["Start co-codamol 30/500, 1 or 2, 4 times a day as needed."],
        ),
        ("D: The lisinopril I do want to go up on, to 20.", ["Change the dose of lisinopril to 20."]),
        ("D: The ramipril, let's halve it, to 5, until we've rechecked.", ["Change the dose of ramipril to 5."]),
        (
            "D: The water pill, the indapamide, raises it. I'd like to switch you off that to losartan 50 once a day.",
            ["Stop indapamide.", "Start losartan 50 once a day."],
        ),
        (
            "P: I take ibuprofen for my knee.\nD: I'd like you to stop those today and not have them again.",
            ["Stop ibuprofen."],
        ),
        ("P: I took Excedrin.\nD: Lay off the Excedrin, it gives you more headaches.", ["Stop Excedrin."]),
        (
            "D: so prednisolone thirty milligrams a day for five days and amoxicillin five hundred three times a day",
            ["Start prednisolone 30 mg a day for 5 days.", "Start amoxicillin 500 3 times a day."],
        ),
        (
            "D: For the attacks, sumatriptan 50 milligrams when the headache starts, not during the aura.",
            ["Start sumatriptan 50 mg as needed."],
        ),
        (
            "D: While she's poorly and not eating, leave out the metformin and the ramipril.\nP: She takes metformin.",
            ["Hold metformin."],
        ),
        (
            "D: For the pain, ibuprofen 600 with food every eight hours and salt water gargles.",
            ["Start ibuprofen 600 every 8 hours with meals."],
        ),
        (
            "D: So Tylenol, a thousand milligrams every six hours, and oxycodone 5, one every six hours if that isn't "
            "enough.",
            ["Start Tylenol 1000 mg every 6 hours.", "Start oxycodone 5 every 6 hours as needed."],
        ),
        ("D: After the detox we can restart acamprosate, and you go back to the group.", []),
        ("P: And I was on the, what's it called, acamprosate.", ["Took acamprosate."]),
    ],
)
def test_each_medicine_has_the_verb_that_is_said_of_it(said, wanted):
    assert texts(said, "MedicationRequest", "MedicationStatement") == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("D: I'd get an MRI of the head, non-urgent.", ["Order MRI of the head."]),
        ("D: I'd get an MRI of the head, urgently.", ["Order MRI of the head, urgently."]),
        ("D: I'd see you in four weeks, with an ultrasound of the spleen if you want to go back.", []),
        ("D: If you catch the stone bring it to urology. I'm referring you there.", ["Refer to urology."]),
    ],
)
def test_an_order_says_how_soon_and_waits_for_what_the_patient_wants(said, wanted):
    assert texts(said, "ServiceRequest") == wanted


def test_what_is_likely_is_suspected_and_what_a_patient_weighed_is_no_weight():
    assert texts("D: I do think endometriosis is likely.", "Condition") == ["Suspected: endometriosis."]
    assert not texts("D: And the weight, you were 94 kilos.", "Observation")[1:]


def test_how_often_at_most_and_until_when_are_no_course():
    proposed = texts(
        """
D: Put you on naproxen, 500 twice a day with food until it's been gone for two days.
P: Okay.
D: And paracetamol for the fever, a gram up to four times a day.
P: Yep.
""",
        "MedicationRequest",
    )
    assert "Start paracetamol 1 gram up to 4 times a day." in proposed
    assert not [one for one in proposed if "for 2 days" in one]


def test_a_medicine_with_what_it_is_for_needs_no_verb():
    assert texts("D: Lay off the Excedrin. Ondansetron 4 for the nausea.", "MedicationRequest") == [
        "Start ondansetron 4."
    ]


def test_a_medicine_that_is_asked_after_in_the_same_breath_is_no_order():
    said = "D: i'll give you another two months and the propranolol do you still need that\nP: no i haven't touched it"
    assert texts(said, "MedicationRequest") == []
