"""The verifier on allergens, doses, sides, tests and orders, in whatever words and shorthand they are written."""

import pytest
from tests.judged import aspects, judge

from attending.checks.verify import Aspect, Verdict
from attending.scribe import read_conversation

ALLERGIES = b"""
Doctor: Are you allergic to anything?
Patient: Penicillin, I get hives. My husband is allergic to aspirin.
Doctor: How old are you now?
Patient: Sixty one.
Doctor: You take ramipril and aspirin, don't you?
Patient: Yes, ramipril five, and the aspirin is eighty one. My blood pressure was high at home.
Doctor: I don't think you need an MRI of the back. I'd like an ultrasound of the belly.
Doctor: The left ear is fine. The right one is red.
"""


@pytest.fixture(scope="module")
def allergies():
    return read_conversation(ALLERGIES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Allergic to penicillin (hives).",
        "Takes ramipril 5 mg and aspirin 81 mg.",
        "A 61-year-old patient.",
        "No MRI of the back is needed.",
        "Ultrasound of the abdomen.",
        "Right ear is red.",
    ],
)
def test_allergens_tests_and_illnesses_in_other_words_are_supported(allergies, sentence):
    one = judge(allergies, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect", "verdict"),
    [
        ("Allergic to ramipril.", Aspect.MEDICINE, Verdict.NOT_FOUND),
        ("No known drug allergies.", Aspect.NEGATION, Verdict.CONTRADICTED),
        ("Takes ramipril 81 mg and aspirin 5 mg.", Aspect.DOSE, Verdict.CONTRADICTED),
        ("A 75-year-old patient.", Aspect.NUMBER, Verdict.CONTRADICTED),
        ("MRI of the back was ordered.", Aspect.CONTENT, Verdict.CONTRADICTED),
        ("Mammogram and ultrasound of the abdomen.", Aspect.CONTENT, Verdict.NOT_FOUND),
    ],
)
def test_other_allergens_tests_and_swapped_doses_are_found(allergies, sentence, aspect, verdict):
    one = judge(allergies, sentence)
    assert (one.verdict, aspect in aspects(one)) == (verdict, True), one.reasons


def test_two_medicines_with_doses_are_judged_though_the_visit_names_none():
    said = read_conversation(
        b"Doctor: How is the knee?\nPatient: It still hurts when I walk, and it is swollen in the evening.\n"
        b"Doctor: I will order an x-ray of the knee.\n",
        name="knee.txt",
    )
    one = judge(said, "Start metformin 500 mg twice a day and lisinopril 10 mg once a day.")
    assert one.verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(("side", "verdict"), [("left", Verdict.SUPPORTED), ("right", Verdict.CONTRADICTED)])
def test_a_bare_side_answers_which_part_was_meant(side, verdict):
    said = read_conversation(
        b"Doctor: So what is going on with the foot?\nPatient: I stepped on something about ten days ago.\n"
        b"Doctor: Which foot?\nPatient: The left. Under the big toe.\nDoctor: Okay, let me have a look at it.\n",
        name="foot.txt",
    )
    assert judge(said, f"Wound of the {side} foot, under the big toe.").verdict is verdict


ORDERS = b"""
Doctor: Hello, how is the ankle?
Patient: I rolled the right one nine days ago. I was smoking then, I quit in May. Melatonin did nothing.
Doctor: What do you take?
Patient: Atorvastatin forty and losartan a hundred. I gave up the metformin because of the runs.
Doctor: Do you snore?
Patient: My wife says no.
Doctor: You can stop the crutches.
Doctor: Try gabapentin 300 milligrams at bedtime. I would like your pressure checked twice a week.
Doctor: No leg swelling the EKG shows flat T waves.
Doctor: Come back in three months.
"""


@pytest.fixture(scope="module")
def orders():
    return read_conversation(ORDERS)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Continue crutches.", Verdict.CONTRADICTED),
        ("Stop crutches.", Verdict.SUPPORTED),
        ("Losartan 50 mg.", Verdict.CONTRADICTED),
        ("Losartan 100 mg, atorvastatin 40 mg.", Verdict.SUPPORTED),
        ("Current smoker.", Verdict.CONTRADICTED),
        ("Melatonin was helpful.", Verdict.CONTRADICTED),
        ("Metformin stopped due to diarrhoea.", Verdict.SUPPORTED),
        ("Snores.", Verdict.CONTRADICTED),
        ("Gabapentin 300 mg at bedtime.", Verdict.SUPPORTED),
        ("EKG with T wave flattening.", Verdict.SUPPORTED),
        ("Right ankle injury 9 days ago.", Verdict.SUPPORTED),
        ("Review 3/12.", Verdict.SUPPORTED),
        ("R/V 6/12.", Verdict.CONTRADICTED),
    ],
)
def test_orders_bare_doses_and_british_shorthand_are_read(orders, sentence, verdict):
    one = judge(orders, sentence)
    assert one.verdict is verdict, one.reasons
