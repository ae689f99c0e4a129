"""What is proposed of each medicine follows all that a visit says of it, by whatever name; the last word counts."""

import pytest
from tests.visits import draft_of, note_of

from attending.terms.drug_kinds import find_kinds

OPENING = """
D: Good morning, what brings you in today?
P: I have had this cough for two weeks now and it keeps me awake at night.
"""


def medicines(said: str) -> list[str]:
    """What is proposed of medicines."""
    found = draft_of(OPENING + said).proposals
    return [p.claim.text for p in found if p.resource["resourceType"].startswith("Medication")]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: And the brown one, are you using that?\nP: The Clenil, yes, two puffs morning and night.\n"
            "D: I think we should bin the brown one and put you on a combination inhaler, Fostair, two puffs twice a "
            "day.\n"
            "P: So I don't use the brown one any more?\nD: No, stop that.",
            ["Stop Clenil.", "Start Fostair 2 puffs by inhalation twice a day."],
        ),
        (
            "D: You're on furosemide forty in the morning and bisoprolol five?\nP: Yes, both.\n"
            "D: Stop the water tablet today.",
            ["Stop furosemide.", "Takes bisoprolol 5."],
        ),
    ],
)
def test_a_medicine_called_by_its_kind_is_the_one_that_was_named(said, wanted):
    assert medicines(said) == wanted


def test_a_kind_that_two_medicines_are_of_is_none_of_them():
    said = "P: I take Tylenol at night and tramadol in the morning.\nD: Stop the painkiller, please."
    assert not any("Stop" in text for text in medicines(said))


def test_one_that_is_meant_is_told_from_any_one():
    assert [kind.definite for kind in find_kinds("you need a statin, and what about your water tablets?")] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: I think that's the lisinopril doing that. I want to switch you off that and onto losartan, 50 once a "
            "day.",
            ["Stop lisinopril.", "Start losartan 50 once a day."],
        ),
        (
            "P: And the Xanax my old doctor gave me.\nD: How often are you taking that?\nP: Maybe once a week.\n"
            "D: I'd like to get you off of that.",
            ["Stop Xanax."],
        ),
        (
            "D: Are you taking levothyroxine?\nP: Levothyroxine yes, seventy-five.\n"
            "D: Your TSH was nine on that, so it needs to go up to a hundred.",
            ["Takes levothyroxine 75.", "Change the dose of levothyroxine to 100."],
        ),
        (
            "D: Still on Movicol?\nP: One a day, doesn't do a thing.\n"
            "D: Go up to two a day, and add senna, two tablets at night.",
            [
                "Takes Movicol once a day.",
                "Change the dose of Movicol to 2 a day.",
                "Start senna 2 tablets orally at night.",
            ],
        ),
        ("D: And the allopurinol, hundred a day, that carries on.\nP: Yep.", ["Takes allopurinol 100 a day."]),
        ("D: And the Lipitor, forty, same as before.\nP: Okay.", ["Takes Lipitor 40."]),
        (
            "D: Your lisinopril, twenty a day, any problems with that?\nP: No.\nD: I'll send a refill on that one.",
            ["Refill lisinopril."],
        ),
        (
            "D: And the trazodone you take at night, twenty-five?\nP: Yes, twenty-five.\nD: Let's go to fifty on "
            "that too.",
            ["Takes trazodone at night.", "Change the dose of trazodone to 50."],
        ),
    ],
)
def test_what_is_done_with_it_is_done_with_the_medicine_spoken_of(said, wanted):
    assert medicines(said) == wanted


REFUSED = """
D: I'd like to add a medication called Jardiance. It's ten milligrams once a day in the morning.
P: Is that the one that gives you yeast infections?
D: It can, yes, but most people do fine.
P: My sister had a bad time with it. I'd rather not, honestly.
D: That's fair. We could do Ozempic instead, it's a weekly shot.
P: I'd be okay with that.
D: Great, let's do that then. We'll start at point two five once a week for four weeks and then go up to point five.
"""
THOUGHT_OF = """
D: Your cholesterol is up as well. Ordinarily I'd use atorvastatin for that.
P: I'm not keen on another tablet right now.
D: That's okay, then we leave the statin for now and talk again in three months.
"""


def test_an_order_that_is_given_up_leaves_proposals_and_plan():
    assert medicines(REFUSED) == ["Start Ozempic 0.25 once a week for 4 weeks, then 0.5."]
    plan = note_of(REFUSED)["ASSESSMENT AND PLAN"]
    assert "Jardiance" not in plan and "10 mg" not in plan and "Ozempic" in plan


def test_a_medicine_thought_of_and_left_is_only_left():
    plan = note_of(THOUGHT_OF)["ASSESSMENT AND PLAN"]
    assert medicines(THOUGHT_OF) == [] and "atorvastatin" not in plan and "leave the statin for now" in plan


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: Does he take anything?\nP: Ambien at night.\nD: I'd rather you didn't take that, it confuses you.",
            ["Stop Ambien."],
        ),
        ("P: I take ibuprofen for my back.\nD: Don't take ibuprofen with your kidneys.", ["Stop ibuprofen."]),
        ("P: I take ibuprofen for my back.\nD: Don't take ibuprofen on an empty stomach.", ["Takes ibuprofen."]),
        ("D: Avoid ibuprofen with your kidneys.", []),
        ("P: Do I still take the baby aspirin?\nD: No, with the Eliquis there's no need.", ["Stop baby aspirin."]),
        ("P: Do I keep taking the metformin?\nD: Yes.", ["Takes metformin."]),
        ("P: The iron, ferrous sulfate, I finished the iron in May.", ["Stopped taking ferrous sulfate."]),
        (
            "D: And the simvastatin, still on that?\nP: No, I gave that up before Christmas.",
            ["Stopped taking simvastatin."],
        ),
        (
            "P: I finished the omeprazole a month ago.\nD: And what dose was that?\nP: Twenty, once a day.",
            ["Took omeprazole 20 once a day."],
        ),
        ("P: I take ramipril.\nD: On sick days, leave out the ramipril until you are eating.", ["Takes ramipril."]),
        (
            "P: I take metformin.\nD: Leave out the metformin on the day of the scan and for two days after.",
            ["Takes metformin."],
        ),
        (
            "D: prednisolone, thirty milligrams a day for five days, then twenty for five, ten for five, then off.",
            ["Start prednisolone 30 mg a day for 5 days, then 20 for 5 days, then 10 for 5 days, then stop."],
        ),
    ],
)
def test_the_last_word_on_a_medicine_decides(said, wanted):
    assert medicines(said) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "P: I use the Evorel patches, twice a week.\nD: We'll do Oestrogel, two pumps once a day, and you can "
            "stop the patches.",
            ["Stop Evorel.", "Start Oestrogel 2 pumps once a day."],
        ),
        (
            "D: And the spironolactone, your potassium's five point six so I want you to hold that till we repeat it.\n"
            "P: And my potassium pills?\nD: Definitely stop those.",
            ["Hold spironolactone.", "Stop potassium."],
        ),
        ("D: And you stopped the lisinopril when you started it?\nP: Yes.", ["Stopped taking lisinopril."]),
        (
            "P: I take allopurinol and bendroflumethiazide.\nD: Right, the water tablet is making the gout worse, so "
            "stop that. "
            "Once this attack has settled we'll put the allopurinol up to two hundred.",
            ["Takes allopurinol.", "Stop bendroflumethiazide."],
        ),
        ("D: We've given you three nebs and some ipratropium already.\nP: Thanks.", []),
        ("D: I'd suggest pravastatin, forty milligrams at bedtime.\nP: Honestly I'd rather try diet first.", []),
        (
            "D: Now the gabapentin, is that doing anything?\nP: Yes.\nD: You're on three hundred three times a day. "
            "Let's make it three hundred in the morning and six hundred at night.",
            [
                "Takes gabapentin 300 3 times a day.",
                "Change the dose of gabapentin to 300 in the morning and 600 at night.",
            ],
        ),
        (
            "D: okay you were taking naproxen right\nP: i was but it upset my stomach so i quit and now i just take "
            "tylenol",
            ["Stopped taking naproxen.", "Takes Tylenol."],
        ),
        (
            "P: I use paracetamol, a gram at night.\nD: You can have that instead of the paracetamol, but not both.",
            ["Takes paracetamol 1 gram at night."],
        ),
    ],
)
def test_what_is_told_asked_and_given_is_kept_apart(said, wanted):
    assert medicines(said) == wanted


FILLER = """
D: Good morning, what brings you in today?
P: I have had this trouble for two weeks now and it keeps me awake at night.
"""


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "D: And what are you on?\nP: Atorvastatin forty, and the ramipril, ten.\n"
            "D: And stop the atorvastatin for now. Start it again the day after you finish.",
            ["Takes ramipril 10.", "Hold atorvastatin."],
        ),
        (
            "D: I'd like to start you on levetiracetam, five hundred twice a day.\nM: He had some depression once.\n"
            "D: Then let's actually go with lamotrigine from the start. It's slower, we go up over six weeks.",
            ["Start lamotrigine."],
        ),
        (
            "D: Are you back on the lisinopril?\nP: Yeah I had some left, the ten.\nD: For now stay on the lisinopril.",
            ["Takes lisinopril."],
        ),
    ],
)
def test_a_pause_and_what_is_begun_in_anothers_place(said: str, wanted: list[str]) -> None:
    found = [p.claim.text for p in draft_of(FILLER + said).proposals if p.resource["resourceType"].startswith("Medic")]
    assert set(wanted) <= set(found)
    assert not any("evetiracetam" in text or text.startswith(("Start atorv", "Took lisin")) for text in found)
