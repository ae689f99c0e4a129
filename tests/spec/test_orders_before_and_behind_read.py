"""What a clinician reads of orders with their day, told off again, or spoken in few words beside another."""

import pytest
from tests.spec.test_proposed_changes import FILLER, facts
from tests.visits import draft_of, note_of

from attending.scribe.content.choices import held_off


def plan_of(*lines: str) -> str:
    return note_of("\n".join((FILLER, *lines)))["ASSESSMENT AND PLAN"]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["D: We'll recheck the potassium and creatinine in one week."],
         ["Order potassium in 1 week.", "Order creatinine in 1 week."]),
        (["D: We will recheck the INR on Friday.", "P: Okay.", "D: I will call you with it and see you in two weeks."],
         ["Order INR on Friday.", "Follow-up in 2 weeks."]),
        (["D: Let's do a video visit in four weeks."], ["Follow-up in 4 weeks."]),
        (["D: Book in with the nurse in three months for a blood pressure check."], ["Follow-up in 3 months."]),
        (["D: The stitches come out in twelve days."], ["Follow-up in 12 days."]),
        (["D: I'd like to fit you with a twenty four hour tape."], ["Order Holter monitor."]),
        (["D: I'll refer him to ENT because of that."], ["Refer to ENT."]),
        (["D: I'd like podiatry to deal with that callus."], ["Refer to podiatry."]),
        (["D: I'll refer you to the drug and alcohol team today."], ["Refer to drug and alcohol team."]),
    ],
)  # fmt: skip
def test_tests_referrals_and_visits_are_proposed_with_their_day(lines, wanted):
    assert facts(*lines) == wanted


def test_a_test_that_is_asked_for_on_a_day_holds_that_day():
    found = draft_of(FILLER + "D: We'll recheck the TSH in six weeks.").proposals
    (order,) = [one for one in found if one.resource["resourceType"] == "ServiceRequest"]
    assert order.resource["occurrencePeriod"] == {"start": "2026-04-10", "end": "2026-04-16"}


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["D: The bendroflumethiazide makes gout worse so I want that stopped."], ["Stop bendroflumethiazide."]),
        (["D: I want you to keep the latanoprost, one drop in both eyes at night, and add timolol, one drop in the "
          "right eye twice a day.", "P: I do have asthma actually.", "D: Then scratch that, no timolol for you."],
         ["Takes latanoprost 1 drop at night."]),
        (["D: In four weeks I'd like to start allopurinol, a hundred milligrams a day.", "D: Don't start it now."], []),
        (["D: For the prednisone, I'd like you on ten a day for two weeks, then back to five."],
         ["Start prednisone 10 a day for 2 weeks, then 5."]),
        (["D: Ibuprofen, six hundred every eight hours with food for the pain."],
         ["Start ibuprofen 600 every 8 hours with meals."]),
        (["D: I want to double the furosemide to eighty in the morning and add forty in the afternoon for five days, "
          "then back to eighty once a day."],
         ["Change the dose of furosemide to 80 in the morning for 5 days and 40 in the afternoon for 5 days, "
          "then 80 once a day."]),
        (["D: I'll start you on allopurinol, a hundred milligrams a day, and go up by a hundred every month until the "
          "uric acid is below 300."],
         ["Start allopurinol 100 mg a day, then up by 100 every month until the uric acid is below 300."]),
    ],
)  # fmt: skip
def test_a_medicine_stopped_by_pointing_not_begun_or_named_first_is_heard(lines, wanted):
    assert facts(*lines) == wanted


def test_an_order_that_answers_a_condition_left_open_waits_for_it():
    said = (
        "D: So let's cut the amlodipine down to five milligrams and add losartan fifty milligrams once a day.",
        "D: Bring me your home readings in a month and if it's still high. We'll go up to a hundred on the losartan.",
    )
    assert facts(*said)[:2] == ["Change the dose of amlodipine to 5 mg.", "Start losartan 50 mg once a day."]
    assert "if it is still high, we will go up to 100 on the losartan" in plan_of(*said)


@pytest.mark.parametrize(
    ("said", "held"),
    [("Don't start it now.", "it now"), ("Don't use that on your face.", ""), ("Don't start it until Monday.", "")],
)
def test_what_is_not_begun_now_is_held_off_and_not_what_is_used_elsewhere(said, held):
    assert held_off(said) == held


@pytest.mark.parametrize(
    "words",
    ["If it gives you diarrhoea stop it.", "If he is not better in three days bring him back.", "No cough syrup.",
     "Stitches out in twelve days.", "I'll have the nurse call you tomorrow.", "I'll see you in four weeks.",
     "Don't start it now."],
)  # fmt: skip
def test_short_words_beside_an_order_stand_in_the_plan(words):
    plan = plan_of(
        "D: Let me have a look. The throat is red and the chest is clear.",
        "D: I'll give you colchicine, five hundred micrograms twice a day, for five days.",
        f"D: {words} Drink plenty of water.",
    )
    key = words.rstrip(".").split()[-1].replace("it", "colchicine")
    assert key in plan


def test_a_number_spoken_with_oh_is_not_cut():
    said = draft_of(FILLER + "D: let me examine you pulse is ninety two weight is two oh four you've got crackles")
    assert "Weight 204." in [p.claim.text for p in said.proposals]
