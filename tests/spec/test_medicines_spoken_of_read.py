"""Medicines over a whole visit: named once, then a dose, an "it", a change of mind; the end is proposed."""

import pytest
from tests.visits import draft_of

FILLER = """
D: Good morning, come in and take a seat, what can I do for you today?
P: I have come for the review that the receptionist asked me to book.
"""
KINDS = {"MedicationRequest", "MedicationStatement", "ServiceRequest", "Appointment"}


def facts(said: str) -> list[str]:
    """The medicines, orders and visits that are proposed."""
    return [p.claim.text for p in draft_of(FILLER + said).proposals if p.resource["resourceType"] in KINDS]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: Your TSH is 0.02, so that's too much levothyroxine.\nP: I'm on a hundred and fifty.\n"
            "D: Let's reduce it to one hundred and twenty-five micrograms.",
            ["Takes levothyroxine 150.", "Change the dose of levothyroxine to 125 mcg."],
        ),
        (
            "D: How's he doing on the Concerta?\nP: It wears off around two. He's on the eighteen milligram.\n"
            "D: Is he eating?\nP: He skips lunch.\nD: Let's go up to 27 milligrams every morning.",
            ["Takes Concerta 18 mg.", "Change the dose of Concerta to 27 mg in the morning."],
        ),
        (
            "D: We'll bring down the ropinirole. What dose are you on?\nP: Eight, the slow release.\n"
            "D: Let's go down to six for two weeks and then four.",
            ["Takes ropinirole 8.", "Change the dose of ropinirole to 6 for 2 weeks, then 4."],
        ),
        (
            "D: What about his melatonin?\nP: He likes it.\nD: How much does he take?\nP: Three milligrams at bedtime.",
            ["Takes melatonin 3 mg at bedtime."],
        ),
        ("P: And my bendroflumethiazide, I'm still on that.\nD: Stop that one.", ["Stop bendroflumethiazide."]),
        (
            "D: Are you still on the doxazosin?\nP: Yes, four milligrams.\nD: I'd like that stopped.",
            ["Stop doxazosin."],
        ),
        (
            "P: And my simvastatin?\nD: How much is that?\nP: Forty at night.\n"
            "D: Let's change that to atorvastatin 20 instead.",
            ["Stop simvastatin.", "Start atorvastatin 20."],
        ),
    ],
)
def test_a_dose_without_its_name_is_of_the_medicine_that_was_spoken_of(said, wanted):
    assert facts(said) == wanted


@pytest.mark.parametrize(
    "said",
    [
        "D: Are you on amlodipine and ramipril?\nP: Both, yes.\nD: How is your knee?\nP: Sore.\nD: Let's stop it.",
        "D: And the atorvastatin?\nP: Every night. I go to the gym too.\nD: Keep it up, but stop it if it hurts.",
    ],
)
def test_an_it_that_may_be_another_thing_stops_nothing(said):
    assert not [text for text in facts(said) if text.startswith(("Stop", "Hold"))]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: I'm sending in Macrobid, one hundred milligrams twice a day for five days.\n"
            "P: That made me throw up once.\n"
            "D: Okay, then let's do fosfomycin instead, three grams as a single dose.",
            ["Start fosfomycin 3 g as a single dose."],
        ),
        (
            "D: I'm going to give you Augmentin 875 twice a day for seven days.\nP: I'm allergic to penicillin.\n"
            "D: Then scratch the Augmentin. We'll do cipro 500 twice a day and "
            "Flagyl 500 three times a day. Both for seven days.",
            ["Start cipro 500 twice a day for 7 days.", "Start Flagyl 500 3 times a day for 7 days."],
        ),
        (
            "D: Your INR is 4.6. So skip tonight's warfarin, and skip tomorrow's as well. Then, after the procedure, "
            "restart on Saturday at four milligrams a day.\nP: Okay.",
            ["Start warfarin: skip tonight, then 4 mg a day."],
        ),
        (
            "D: The codeine?\nP: I haven't had those in years.\nD: I'll take the codeine off your repeat.",
            ["Stop codeine."],
        ),
        ("D: I'll write to your GP about the doxazosin.\nP: Thank you.", []),
        (
            "D: Should we put the sertraline up to a hundred a day?\nP: Yes, let's.",
            ["Change the dose of sertraline to 100 a day."],
        ),
    ],
)
def test_what_is_decided_last_is_what_is_proposed(said, wanted):
    assert [text for text in facts(said) if not text.startswith(("Takes", "Does not"))] == wanted


def test_two_preparations_of_one_ingredient_are_two_medicines():
    said = (
        "P: I take Zomorph, twenty milligrams twice a day, and Oramorph when it's bad.\n"
        "D: Let's take the Zomorph up to thirty milligrams twice a day, and the Oramorph you can have ten milligrams "
        "up to every two hours."
    )
    assert [text for text in facts(said) if "Takes" not in text] == [
        "Change the dose of Zomorph to 30 mg twice a day.",
        "Prescribe Oramorph 10 mg every 2 hours.",
    ]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("I want a lithium level today, and kidney and thyroid function.", "Order lithium level."),
        ("We need to check bile acids and liver function today.", "Order bile acids."),
        ("I'd also like to get a FeNO and spirometry.", "Order fractional exhaled nitric oxide."),
        ("And I'll refer you to the palliative care team.", "Refer to palliative care team."),
        ("I'll put in a referral to GI.", "Refer to gastroenterology."),
        ("I'll book you in for a coil fitting in three weeks.", "Order coil fitting in 3 weeks."),
    ],
)
def test_tests_and_referrals_of_any_field_are_proposed(said, wanted):
    assert wanted in facts(f"D: {said}\nP: Okay.")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: The lisinopril is too much for you. I'd normally halve it, but with those numbers let's just stop it.",
            ["Stop lisinopril."],
        ),
        ("D: We can do a shot of Bicillin instead if you like.\nP: No, we'll manage.", []),
        ("P: I take Yasmin, one a day.\nD: Any rash, stop it and ring us straight away.", ["Takes Yasmin once a day."]),
        ("D: And I'd suggest sitagliptin.\nP: I'd rather not.\nD: We'll leave the sitagliptin for now.", []),
        (
            "D: Are you taking the metformin?\nP: One in the morning, it upsets me.\nD: That's the "
            "five hundred?\nP: Yes.\nD: Let's swap it for the modified release, one gram once a day.",
            ["Takes metformin 500 in the morning.", "Prescribe metformin MR 1 g once a day."],
        ),
        (
            "P: I'm on the metformin, one gram twice a day.\nD: The metformin will need to come off altogether.",
            ["Stop metformin."],
        ),
        (
            "D: And the risperidone?\nP: Half a milligram twice a day.\nD: Let's reduce it to once a day, "
            "at night, and if she's calm after two weeks we'll stop it.",
            ["Takes risperidone 0.5 milligram twice a day.", "Change the dose of risperidone once a day at night."],
        ),
        (
            "D: So yaz once a day. Start it the Sunday after your period.\nP: Okay.",
            ["Start Yaz once a day."],
        ),
    ],
)
def test_what_might_be_done_or_is_left_is_no_order(said, wanted):
    assert facts(said) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: How's the Seroquel?\nP: I can't wake up.\nD: You're on one hundred?\nP: A hundred and fifty.\n"
            "D: Let's taper that down. Go to a hundred for a week, fifty for a week, then off.",
            ["Takes Seroquel 150.", "Change the dose of Seroquel to 100 for 1 week, then 50 for 1 week, then stop."],
        ),
        (
            "D: Is the hydrochlorothiazide still on your list?\nP: Yes, twenty-five.\n"
            "D: I'm going to take you off that and use losartan instead, fifty milligrams daily.",
            ["Stop hydrochlorothiazide.", "Start losartan 50 mg once a day."],
        ),
        (
            "D: Still on the colchicine?\nP: Point six twice a day.\nD: Cut that to once a day until you're off it.",
            ["Takes colchicine 0.6 twice a day.", "Change the dose of colchicine once a day."],
        ),
    ],
)
def test_the_answer_and_the_end_of_a_medicine_count(said, wanted):
    assert facts(said) == wanted


def test_bleeding_on_and_off_is_no_allergy():
    said = "P: I'm on Cerazette, but I keep forgetting it and I've been bleeding on and off.\nD: I see."
    kinds = {p.resource["resourceType"] for p in draft_of(FILLER + said).proposals}
    assert "AllergyIntolerance" not in kinds
