"""Tests, referrals and the next visit that a conversation orders are proposed for the record; talk of them is not."""

import pytest
from tests.proposed import facts, only


def test_tests_imaging_and_referrals_are_orders():
    found = facts(
        "D: I'm going to order an MRI of the right knee, and I'll refer you to physical therapy.", "P: Okay.",
        "D: We'll repeat the A1c in three months.", "P: Fine.", kind="ServiceRequest",
    )  # fmt: skip
    assert found == ["Order MRI of the right knee.", "Refer to physical therapy.", "Order hemoglobin A1c in 3 months."]


@pytest.mark.parametrize(
    "line",
    [
        "D: The X-ray of your chest was normal.",
        "D: If it does not get better, we might get an MRI.",
        "D: I'm not planning a CT.",
        "D: You saw a cardiologist last year.",
        "D: I don't think you need an X-ray at this stage.",
        "D: We'll go ahead without sedation, so I will hold off on the MRI.",
        "D: Once your knee is done, we should think about getting you a colonoscopy.",
        "D: I'm going to cut out an area a bit wider than your current biopsy site.",
        "D: I'm going to put you in a boot, from what I'm seeing on your x-ray.",
        "D: I don't want to send you to a surgeon.",
    ],
)
def test_done_refused_and_possible_tests_are_no_order(line):
    assert facts(line, "P: Okay.", kind="ServiceRequest") == []


def test_the_next_visit_is_a_proposed_appointment_with_its_days():
    found = only("D: Then I'll see you in three months.", "P: Thank you.", kind="Appointment")
    assert found.resource["status"] == "proposed"
    assert found.resource["requestedPeriod"] == [{"start": "2027-02-17", "end": "2027-03-03"}]


def test_an_order_that_ends_in_okay_is_an_order():
    lines = (
        "D: I want to start you on meloxicam 15 milligrams once a day, okay?",
        "P: Okay.",
        "D: And I want to get a right upper quadrant ultrasound to rule out gallstones, okay?",
        "P: Okay.",
    )
    assert only(*lines, kind="MedicationRequest").claim.text == "Start meloxicam 15 mg once a day."
    assert any("ultrasound" in text for text in facts(*lines, kind="ServiceRequest"))


def test_what_is_asked_with_right_is_no_order():
    assert facts("D: You had the ultrasound last week, right?", "P: Yes.", kind="ServiceRequest") == []


def test_a_referral_that_waits_for_a_need_is_no_order_and_one_specialist_is_named_once():
    assert facts("D: We'll refer you to physical therapy if we need to.", kind="ServiceRequest") == []
    referred = facts(
        "D: I want to refer you to the gastroenterologist.",
        "D: Order referral to gastroenterology.",
        kind="ServiceRequest",
    )
    assert referred == ["Refer to gastroenterology."]


def test_a_diet_low_in_salt_is_no_low_sodium():
    assert facts("D: Your are watching your diet, I know we've talked about a low sodium diet.", kind="Condition") == []


@pytest.mark.parametrize(
    "line",
    [
        "D: I want to see you again in a couple weeks.",
        "D: We're going to check you in two weeks.",
        "D: I'm going to put you in a splint and have you come back in two weeks.",
    ],
)
def test_a_loose_time_to_come_back_is_a_proposed_visit(line):
    assert only(line, kind="Appointment").resource["status"] == "proposed"


def test_pain_that_comes_back_is_no_visit():
    assert facts("D: When the pain comes back in two weeks, take ibuprofen.", kind="Appointment") == []


def test_a_test_that_is_checked_again_is_ordered():
    assert facts("D: I want to get a recheck on your hemoglobin A1c.", kind="ServiceRequest") == [
        "Order hemoglobin A1c."
    ]
