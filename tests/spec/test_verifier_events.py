"""What was done, when and by whom: a note that tells it otherwise than the visit."""

import pytest
from tests.judged import judge, tells_apart

from attending.checks.verify import Verdict
from attending.scribe import read_conversation

VISIT = b"""
Doctor: Good morning, how have you been?
Patient: My knee is sore and I cough. My daughter has bronchitis, and psoriasis runs in my family.
Doctor: Any blood when you cough?
Patient: No.
Doctor: Do you smoke or vape?
Patient: I vape every day. I never smoked.
Doctor: Any alcohol?
Patient: No.
Doctor: Any surgeries in the past?
Patient: I drink plenty of water and took a break from work. My gallbladder was taken out.
Doctor: Let's look at your x-ray. The x-ray of the knee shows no fracture.
Doctor: I'm going to order an MRI of the knee.
Patient: Okay.
"""


@pytest.fixture(scope="module")
def visit():
    return read_conversation(VISIT)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("The patient vapes daily.", "The patient has never vaped."),
        ("Her daughter has bronchitis.", "The patient has bronchitis."),
        ("Family history of psoriasis.", "The patient has psoriasis."),
        ("MRI of the knee was ordered.", "The MRI came back normal."),
        ("The x-ray shows no fracture.", "Order x-ray."),
    ],
)
def test_the_right_event_is_supported_and_the_wrong_one_contradicted(visit, right, wrong):
    tells_apart(visit, right, wrong)


def test_an_operation_that_nobody_named_is_not_found(visit):
    assert judge(visit, "The patient underwent appendectomy.").verdict is Verdict.NOT_FOUND
    assert judge(visit, "She had a hip replacement.").verdict is Verdict.NOT_FOUND
    assert judge(visit, "The patient underwent cholecystectomy.").verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "sentence",
    [
        "Denies hemoptysis.",
        "Denies alcohol use.",
        "Smoking: never smoked.",
        "No fracture.",
        "She has not been diagnosed with psoriasis.",
    ],
)
def test_what_was_denied_in_other_words_is_not_contradicted(visit, sentence):
    assert judge(visit, sentence).verdict is not Verdict.CONTRADICTED
