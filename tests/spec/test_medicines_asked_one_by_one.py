"""A clinician goes through the medicines; each answer counts for the one that was asked for, and for no other."""

import pytest
from tests.visits import draft_of, note_of

ASKED = """
D: And you still take the metformin, 500 twice a day?
P: Yes, and I stopped the lisinopril because of the cough.
D: And the atorvastatin, 40 at night?
P: Yeah, every night.
D: Do you take the aspirin too?
P: No, I quit that last year.
D: Do you still use your albuterol inhaler?
P: Only when I mow the lawn, maybe twice a month.
D: Any vitamins, supplements?
P: Just vitamin D, a thousand units.
"""


@pytest.fixture(scope="module")
def note() -> dict[str, str]:
    return note_of(ASKED)


@pytest.mark.parametrize(
    "sentence",
    [
        "The patient takes metformin 500 twice a day.",
        "Atorvastatin 40 at night: every night.",
        "Aspirin: no, they quit that last year.",
        "Albuterol: only when they mow the lawn, maybe twice a month.",
        "Vitamin D, 1000 units.",
    ],
)
def test_each_medicine_stands_with_its_own_answer(note, sentence):
    assert sentence in note["MEDICATIONS"]


def test_what_was_stopped_beside_a_yes_is_told_of_its_own_medicine(note):
    told = note["MEDICATIONS"]
    assert "stopped the lisinopril because of the cough" in told
    assert "metformin because" not in told


def test_the_record_is_offered_the_same():
    facts = [proposal.claim.text for proposal in draft_of(ASKED).proposals]
    assert "Takes metformin 500 twice a day." in facts
    assert "Stopped taking lisinopril." in facts
    assert "Stopped taking metformin." not in facts
