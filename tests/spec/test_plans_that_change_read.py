"""Plans that change while they are talked over: held, set side by side, refused, only if, in which form and dose."""

import pytest
from tests.visits import draft_of

FILLER = """
D: Good morning, what brings you in today?
P: I have been more tired than usual and my ankles swell in the evening.
"""
KINDS = {"MedicationRequest", "MedicationStatement", "AllergyIntolerance", "Condition"}


def facts(*lines: str) -> list[str]:
    """The medicines, allergies and problems that are proposed."""
    found = draft_of("\n".join((FILLER, *lines))).proposals
    return [p.claim.text for p in found if p.resource["resourceType"] in KINDS]


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        (
            "Stop the spironolactone for now. We'll repeat the bloods in a week, and if the potassium's back under 5 "
            "then we can put the spironolactone back in at 12.5 milligrams.",
            ["Hold spironolactone."],
        ),
        (
            "We'd start semaglutide at 0.25 milligrams once a week. But I'd want the eye people to see you first. "
            "If they're happy, we'll start it.",
            [],
        ),
        ("We can use rivaroxaban or apixaban, I'd recommend apixaban.", ["Start apixaban."]),
        ("We'd use rivaroxaban or apixaban for this, I'd recommend that.", []),
        ("If you're happy with that, I'll start you on apixaban, 5 milligrams twice a day.",
         ["Start apixaban 5 mg twice a day."]),
        ("You can take a gram of paracetamol four times a day.", ["Start paracetamol 1 gram 4 times a day."]),
        (
            "I'd like you to take metformin MR 500 milligrams once a day and venlafaxine XL 75 in the morning.",
            ["Start metformin MR 500 mg once a day.", "Start venlafaxine XL 75 in the morning."],
        ),
        (
            "Start dexamethasone, 4 milligrams now and another 4 milligrams tomorrow.",
            ["Start dexamethasone 4 mg now, then 4 mg tomorrow."],
        ),
        (
            "And for the anxiety, lorazepam, half a milligram under the tongue if you get panicky.",
            ["Start lorazepam 0.5 mg under the tongue as needed."],
        ),
        ("You should have your flu and COVID jabs this month, please book them.", []),
    ],
)  # fmt: skip
def test_what_is_ordered_is_what_is_settled_on_in_its_form_and_dose(said, proposed):
    assert facts(f"D: {said}") == proposed


def test_an_order_that_the_patient_refuses_makes_no_medicine_that_is_taken():
    found = facts(
        "D: I can give you tramadol 50, one at bedtime as needed. Don't drive with it.",
        "P: Actually no, I'd rather not take that.",
        "D: That's fair, we'll leave the tramadol off then.",
    )
    assert found == []


def test_medicines_asked_after_with_their_doses_are_taken_when_the_answer_only_adds_another():
    found = facts(
        "D: And you're taking the bisoprolol 2.5, the ramipril 5 and the furosemide 40, is that right?",
        "P: Yes, and the spironolactone, 25.",
    )
    assert found == [
        "Takes bisoprolol 2.5.",
        "Takes ramipril 5.",
        "Takes furosemide 40.",
        "Takes spironolactone 25.",
    ]


def test_a_reaction_belongs_to_the_medicine_of_its_own_clause_and_no_warning_of_the_clinician_adds_to_it():
    found = facts(
        "P: I take the Microgynon, and doxazosin 4 at night, and penicillin gave me hives.",
        "D: Call 911 if you get trouble breathing.",
    )
    assert [one for one in found if one.startswith("Allergic")] == ["Allergic to penicillin (hives)."]


def test_a_medicine_of_the_past_is_not_taken_because_another_is_taken_now():
    found = facts("P: I was on lithium in the past, and propranolol now for my migraines.")
    assert "Took lithium." in found
    assert "Takes propranolol." in found


def test_a_medicine_left_out_for_a_week_is_not_stopped():
    found = facts(
        "D: And you've been on the methotrexate 15 once a week?",
        "P: Yeah, on Mondays. I stopped the methotrexate for a week when I had a chest infection.",
    )
    assert not any(one.startswith("Stopped") for one in found)


def test_how_much_a_dose_is_moved_is_a_change_of_dose():
    found = facts(
        "P: I take Lantus, 18 units at night.",
        "D: Let's put the Lantus up by two units every three days until your fasting sugar is under 7.",
    )
    assert any(one.startswith("Change the dose of Lantus by 2 units every 3 days") for one in found)


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ("I want you off the Yaz, because migraine with aura and estrogen raises your stroke risk.", ["Stop Yaz."]),
        ("Start the new pill the day after your last Yaz pill, no gap.", []),
        ("We talked about topiramate and propranolol last time.", []),
        ("You want to get pregnant next year, so topiramate's out.", []),
        ("Stop the lisinopril while you have the diarrhea.", ["Hold lisinopril."]),
        (
            "What I'd like to do is stop the Clenil and put you on Symbicort, one puff twice a day.",
            ["Stop Clenil.", "Start Symbicort 1 puff by inhalation twice a day."],
        ),
        (
            "So amitriptyline, start at 10 milligrams at night, go up by 10 every week to 30 if you tolerate it.",
            ["Start amitriptyline 10 mg at night, then up by 10 every week to 30."],
        ),
        ("Take naproxen 500 with it.", ["Start naproxen 500."]),
    ],
)
def test_what_somebody_is_taken_off_put_on_and_raised_to_is_proposed_so(said, proposed):
    kinds = {"MedicationRequest", "MedicationStatement"}
    found = draft_of("\n".join((FILLER, f"D: {said}"))).proposals
    assert [p.claim.text for p in found if p.resource["resourceType"] in kinds] == proposed


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        (
            "We'll increase the bisoprolol to 5 milligrams in the morning. Stop the verapamil, it mustn't go with "
            "bisoprolol.",
            ["Change the dose of bisoprolol to 5 mg in the morning.", "Stop verapamil."],
        ),
        (
            "Oxybutynin, that muddles the head, so we swap it to mirabegron, 25 milligrams in the morning.",
            ["Stop oxybutynin.", "Start mirabegron 25 mg in the morning."],
        ),
        (
            "The alendronic acid, 70 once a week, you've had that eleven years. Let's have a break from that.",
            ["Hold alendronic acid."],
        ),
        (
            "I'll give you Efudix cream, once a day for three weeks. Stop it early if it gets raw.",
            ["Start Efudix topically once a day for 3 weeks."],
        ),
        ("For the scrape on his elbow, bacitracin twice a day for five days.",
         ["Start bacitracin twice a day for 5 days."]),
        ("Vitamin D, 10 micrograms a day, if you're going to stay out of the sun.", ["Start vitamin d 10 mcg a day."]),
        (
            "Your stroke risk score is three, so you need a blood thinner. That's apixaban, 5 milligrams twice a day.",
            ["Start apixaban 5 mg twice a day."],
        ),
    ],
)  # fmt: skip
def test_what_is_said_beside_a_medicine_is_not_done_with_it(said, proposed):
    kinds = {"MedicationRequest", "MedicationStatement"}
    found = draft_of("\n".join((FILLER, f"D: {said}"))).proposals
    assert [p.claim.text for p in found if p.resource["resourceType"] in kinds] == proposed


def test_a_refusal_behind_its_reason_takes_the_order_back():
    found = facts(
        "D: For the sleep I'd add a bit of quetiapine. We'd start at 50 at night.",
        "P: That made me fat last time. I don't want that.",
    )
    assert found == []


def test_a_condition_that_stands_alone_holds_for_the_order_behind_it():
    said = """
    D: hey danny so the knee were a week out from the scope hows it going
    P: its pretty swollen and the calfs been sore since sunday
    D: any shortness of breath
    P: no nothing like that
    D: im worried about a clot so im sending you over for an ultrasound this afternoon
    P: ok
    D: if its positive we'll start xarelto 15 milligrams twice a day for three weeks then 20 once a day
    P: okay then i will wait for that
    """
    assert not any("Xarelto" in p.claim.text for p in draft_of(said).proposals)
