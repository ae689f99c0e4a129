"""Tests named by an organ in a list of bloods, tests brought to the next visit, and to whom somebody is sent."""

import pytest
from tests.visits import draft_of

FILLER = """
D: Good morning, what brings you in today?
P: I have had this cough for two weeks now and it keeps me awake at night.
"""


def proposed(said: str, kind: str) -> list[str]:
    """What is proposed of this kind of resource."""
    found = draft_of(FILLER + said).proposals
    return [p.claim.text for p in found if p.resource["resourceType"] == kind]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: We'll do bloods, that's full blood count, thyroid, calcium, kidneys.",
            [
                "Order complete blood count.",
                "Order thyroid stimulating hormone.",
                "Order calcium.",
                "Order kidney function.",
            ],
        ),
        ("D: Bloods were fine, and your thyroid, kidneys, liver are all normal.", []),
        ("D: I'll ask for a CT of the head.", ["Order CT of the head."]),
        ("D: See me in six weeks with an X-ray.", ["Order X-ray."]),
        (
            "D: I'll send off the receptor antibodies today and repeat the thyroid bloods in four weeks.",
            ["Order thyroid stimulating hormone in 4 weeks.", "Order TSH receptor antibodies."],
        ),
        ("D: We'll hold off on that, but I'll send you to allergy for testing.", ["Refer to allergy."]),
        ("D: I want to get you scoped in the next two weeks.", ["Order endoscopy in the next 2 weeks."]),
    ],
)
def test_each_test_and_referral_is_proposed(said: str, wanted: list[str]) -> None:
    assert proposed(said, "ServiceRequest") == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("D: I'll ring you on Friday to see how you are.", ["Follow-up on Friday."]),
     ("D: And I'll phone you Thursday.", ["Follow-up on Thursday."])],
)  # fmt: skip
def test_a_call_on_a_day_is_a_follow_up(said: str, wanted: list[str]) -> None:
    assert proposed(said, "Appointment") == wanted
