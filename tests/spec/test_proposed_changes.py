"""Orders that change while they are spoken of: swapped, held, moved, offered, picked, taken back, only if."""

import pytest
from tests.visits import draft_of

FILLER = """
D: Good morning, what brings you in today?
P: I have had this cough for two weeks now and it keeps me awake at night.
"""


def facts(*lines: str) -> list[str]:
    """The medicines, orders and visits that are proposed."""
    kinds = {"MedicationRequest", "MedicationStatement", "ServiceRequest", "Appointment"}
    found = draft_of("\n".join((FILLER, *lines))).proposals
    return [p.claim.text for p in found if p.resource["resourceType"] in kinds]


def test_a_medicine_that_another_replaces_is_stopped_though_nobody_said_that_it_is_taken():
    said = "D: I'd like you to stop the lisinopril, and we'll put you on losartan instead, fifty milligrams once a day."
    assert facts(said) == ["Stop lisinopril.", "Start losartan 50 mg once a day."]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: Let's swap the omeprazole for pantoprazole, forty milligrams a day.",
            ["Stop omeprazole.", "Start pantoprazole 40 mg a day."],
        ),
        (
            "D: Start losartan fifty milligrams daily instead of the lisinopril.",
            ["Start losartan 50 mg once a day.", "Stop lisinopril."],
        ),
        ("D: Please take Tylenol instead of ibuprofen if you need something.", []),
        ("D: Let's drop the aspirin, you don't need it.", ["Stop aspirin."]),
        (
            "D: I'm going to drop the carvedilol to three milligrams daily.",
            ["Change the dose of carvedilol to 3 mg once a day."],
        ),
    ],
)
def test_a_medicine_swapped_or_stopped_is_proposed_as_that(said, wanted):
    found = facts(said)
    assert [text for text in found if "Tylenol" not in text] == wanted


def test_a_medicine_that_is_held_is_on_hold_not_stopped():
    (held,) = [
        p
        for p in draft_of(FILLER + "D: We'll hold the metformin until your scan.").proposals
        if p.resource["resourceType"] == "MedicationStatement"
    ]
    assert (held.claim.text, held.resource["status"]) == ("Hold metformin.", "on-hold")


def test_of_two_rhythms_the_new_one_counts_and_a_missing_unit_is_told():
    (found,) = draft_of(
        FILLER + "D: I want to cut the furosemide down from forty twice a day to forty once a day."
    ).proposals[:1]
    assert found.claim.text == "Change the dose of furosemide to 40 once a day."
    assert found.reasons == ("Not said: unit of the dose, route.",)


def test_a_nought_behind_the_point_is_kept():
    said = "D: I'll give you clobetasol ointment, point oh five percent, twice a day for two weeks."
    assert facts(said) == ["Start clobetasol 0.05% topically twice a day for 2 weeks."]


def test_by_how_much_a_dose_is_moved_is_no_dose():
    said = "D: Increase the Lantus by two units every three days until your morning sugar is under one thirty."
    assert facts(said) == ["Change the dose of Lantus by 2 units every 3 days."]


def test_what_is_only_offered_is_no_order_until_it_is_settled():
    found = facts(
        "D: We could bump the sertraline up, or we could switch you to something else like bupropion.",
        "P: I'd rather stay with what I know.",
        "D: Okay, so let's go up on the sertraline to one hundred milligrams a day.",
    )
    assert found == ["Change the dose of sertraline to 100 mg a day."]


def test_the_other_option_is_no_referral():
    assert facts("D: I'll refer you to the cardiologist or the other option is we just watch it.") == []


def test_what_is_taken_back_in_the_next_turn_is_not_ordered():
    found = facts(
        "D: I'm going to start you on prednisone, forty milligrams daily for five days, and doxycycline one hundred "
        "milligrams twice a day for seven days.",
        "P: That one tore up my stomach last time.",
        "D: Okay, scratch that. Let's do azithromycin then, five hundred today and two fifty a day for four days.",
    )
    assert found == [
        "Start prednisone 40 mg once a day for 5 days.",
        "Start azithromycin 500 today, then 250 a day for 4 days.",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "D: If the cough isn't gone by Friday, then start the azithromycin, two hundred fifty milligrams a day.",
        "D: If it's not better in two weeks, I'll order an MRI and refer you to the orthopedic surgeon.",
        "D: I'd get an echo at some point but there's no rush.",
    ],
)
def test_what_waits_for_something_is_not_ordered(said):
    assert facts(said) == []


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: I also want to get another echo in three months, to see whether the function has come back.",
            "Order echocardiogram in 3 months.",
        ),
        (
            "D: Before you start it, could you drop a urine sample in so we can send it off for culture?",
            "Order urine culture.",
        ),
        ("D: So the nurse will draw a CBC on your way out.", "Order complete blood count."),
        (
            "D: What I'd suggest is nitrofurantoin, a hundred milligrams twice a day.",
            "Start nitrofurantoin 100 mg twice a day.",
        ),
        (
            "D: I'll do you a prescription for naproxen, five hundred milligrams twice a day.",
            "Start naproxen 500 mg twice a day.",
        ),
        ("D: Let's see each other in four weeks.", "Follow-up in 4 weeks."),
    ],
)
def test_orders_are_heard_in_other_words(said, wanted):
    assert facts(said) == [wanted]
