"""The patient asks what is allowed, the clinician answers in a fragment: the plan holds the whole, and who to call."""

import pytest
from tests.visits import note_of

STITCHES = """
D: The stitches look clean, no redness.
D: So the wound is healing well. We'll take the stitches out on Monday.
P: Can I have a bath with my dressing on?
D: No, keep it dry until Monday.
P: When can I go back to work?
D: In two weeks.
P: Can I drive?
D: Not until you can do an emergency stop safely.
P: Do I need to finish the antibiotics?
D: Yes.
P: Should I still take my blood thinner?
D: Yes, but only after tomorrow.
P: Can I ask one more thing?
D: Of course.
P: Is it okay to take ibuprofen?
D: I'd rather you didn't take ibuprofen because of your kidneys. Here's the nurse line, 555 0100, call any time.
"""


@pytest.fixture(scope="module")
def plan() -> str:
    return note_of(STITCHES)["ASSESSMENT AND PLAN"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The patient cannot have a bath with their dressing on.",
        "The patient can go back to work in 2 weeks.",
        "The patient cannot drive until they can do an emergency stop safely.",
        "The patient should finish the antibiotics.",
        "The patient should take their blood thinner only after tomorrow.",
    ],
)
def test_question_and_answer_stand_as_one_sentence(plan, sentence):
    assert sentence in plan


def test_a_request_to_the_clinician_is_nothing_that_is_allowed(plan):
    assert "ask one more thing" not in plan


def test_a_medicine_that_the_clinician_would_rather_not_have_taken_stands_in_the_plan(plan):
    assert "did not take ibuprofen because of their kidneys" in plan


def test_whom_to_call_in_need_stands_in_the_plan(plan):
    assert "nurse line, 555 0100" in plan


def test_a_question_is_no_reason_for_the_visit():
    assert "go back to work" not in note_of(STITCHES).get("CHIEF COMPLAINT", "")


def test_advice_before_the_examination_takes_no_finding_away():
    note = note_of("""
D: What have you tried for the knee?
P: Ibuprofen, 400, three times a day. It gives way going down stairs, and it's swollen.
D: Any problems with your stomach, ulcers?
P: I had an ulcer about ten years ago actually.
D: Right, then I'd rather you didn't take ibuprofen. Use paracetamol instead, one gram up to four times a day.
D: Let's have a look. There's a moderate effusion. Lachman is positive, and McMurray is equivocal.
D: I think you've torn your ACL. I'd like to get an MRI of the right knee.
""")
    assert "Lachman is positive, and McMurray is equivocal." in note["PHYSICAL EXAMINATION"]
