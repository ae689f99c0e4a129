"""Short visits as they are held in a day's practice: a knee, a child's cough, a low mood, a declined pill."""

import pytest
from tests.visits import draft_of, note_of

KNEE = """
D: Good morning, Mr. Okafor. How can I help today?
P: Morning doctor. It's my knee, the right one. It's been swollen for about three weeks.
D: Did you injure it?
P: I twisted it playing football with my son. Heard a pop.
D: Does it lock or give way?
P: It gives way going down stairs. It doesn't lock.
D: Let's have a look. There's a moderate effusion. The joint line is tender on the inside.
D: I think you've torn your ACL. I'd like to get an MRI of the right knee.
"""
CHILD = """
D: Hi, I'm Dr. Shah. You're Mia's mum?
M: Yes, hi. She's four. She's had a cough for five days and last night she had a temperature of 39.2.
D: Is she eating and drinking?
M: Drinking yes, but she's hardly eating.
D: Has she had wheezing before?
M: Yes, last winter, they gave her the blue inhaler. Her dad has asthma.
D: Are her jabs up to date?
M: All except the flu one.
D: Okay Mia, I'm going to listen to your chest. There are crackles at the right base, no wheeze.
D: I think she has a chest infection. I'll prescribe amoxicillin 250 milligrams three times a day for five days.
"""
MOOD = """
D: So how have things been since we started the sertraline?
P: Um, a bit better I guess. I'm sleeping maybe five, six hours now, before it was like three.
D: And your mood?
P: Still low most days, but I don't cry as much.
D: Are you drinking alcohol?
P: Two glasses of wine on weekends.
D: Your PHQ-9 today is 14, down from 21. You look less tired, you're making good eye contact, your speech is normal, affect is a bit flat.
D: So your depression is improving. Let's go up on the sertraline from 50 to 100 milligrams every morning.
"""  # noqa: E501
STATIN = """
D: Your cholesterol is 240, so I'd like to start rosuvastatin 10 milligrams at night.
P: Hmm, I'd rather try the diet first.
D: Okay, let's hold off on the {what}, and recheck the cholesterol in three months.
"""


def test_the_part_and_what_troubles_it_are_one_complaint_behind_a_greeting():
    assert note_of(KNEE)["CHIEF COMPLAINT"] == "Right knee swelling."


def test_family_and_vaccines_of_a_child_stand_where_a_parent_tells_them():
    note = note_of(CHILD)
    assert "Her father has asthma." in note["FAMILY HISTORY"]
    assert "Jabs: all except the flu one." in note["MEDICAL HISTORY"]


def test_the_mental_state_is_examined_though_nobody_announces_it():
    examined = note_of(MOOD)["PHYSICAL EXAMINATION"]
    assert "good eye contact" in examined
    assert "affect is a bit flat" in examined


@pytest.mark.parametrize("what", ["statin", "rosuvastatin", "medication for now"])
def test_a_medicine_that_is_not_begun_after_all_is_not_proposed(what):
    claims = [proposal.claim.text for proposal in draft_of(STATIN.format(what=what)).proposals]
    assert not any("rosuvastatin" in claim for claim in claims)


def test_another_medicine_that_is_not_begun_leaves_the_order():
    claims = [proposal.claim.text for proposal in draft_of(STATIN.format(what="ezetimibe")).proposals]
    assert any("Start rosuvastatin" in claim for claim in claims)


def test_what_the_patient_would_rather_do_heads_no_plan():
    note = note_of(STATIN.format(what="statin"))
    assert "rather" not in note["ASSESSMENT AND PLAN"]
    assert "rather" not in note.get("CHIEF COMPLAINT", "")


PRESSURE = """
D: Hello Mrs. Lindqvist, I see you're here about your blood pressure.
P: Yes, the nurse said it was high. I've been checking at home, it's around 150 over 90 in the morning.
D: Any chest pain, headaches?
P: A headache now and then. No chest pain.
D: Let me check. It's 156 over 94 today, pulse 72 regular. Heart sounds normal, lungs clear.
D: So your blood pressure isn't controlled. I'd like to start ramipril 2.5 milligrams once a day. See me in four weeks with your home readings.
P: Okay.
D: Don't stop it by yourself, and keep your diary going.
"""  # noqa: E501


def test_a_pressure_that_is_not_controlled_is_the_complaint_and_heads_the_plan():
    note = note_of(PRESSURE)
    assert note["CHIEF COMPLAINT"] == "Blood pressure."
    assert "1. Blood pressure." in note["ASSESSMENT AND PLAN"]
    assert "blood pressure is not controlled" in note["ASSESSMENT AND PLAN"]


def test_when_to_come_again_is_follow_up_and_a_warning_reads_as_one():
    plan = note_of(PRESSURE)["ASSESSMENT AND PLAN"]
    assert "Follow-up: See me in 4 weeks" in plan
    assert "should do not" not in plan


def test_a_pressure_read_off_without_its_name_is_offered_to_the_record():
    claims = [proposal.claim.text for proposal in draft_of(PRESSURE).proposals]
    assert "Blood pressure 156/94 mmHg." in claims


def test_what_makes_a_pain_worse_is_no_symptom():
    claims = [p.claim.text for p in draft_of("""
D: What's going on today?
P: I've been having this stomach pain for two days, and it's worse when I move or cough.
D: Any fever?
P: I felt hot but I didn't check it.
D: Okay, I'm worried about appendicitis. I'm going to get a CT scan of your abdomen.
""").proposals]  # fmt: skip
    assert any("abdominal pain" in claim for claim in claims)
    assert not any("cough" in claim for claim in claims)


BACK = """
D: Hi there, come on in, have a seat. I'm Dr. Patel. What's brought you in?
P: My back. I was lifting boxes at work on Monday and something went in my lower back. It goes down the left leg.
D: What do you take?
P: Tamoxifen finished years ago. And ibuprofen from the chemist, it upsets my stomach.
D: Any allergies?
P: Codeine makes me sick.
D: Okay. Straight leg raise is positive on the left at 40 degrees. Sensation is reduced over the left big toe.
D: So this is sciatica. Because of the cancer before, I want to get an MRI of your lumbar spine within two weeks. Stop the ibuprofen. Take naproxen 500 milligrams twice a day. Keep moving, no bed rest.
"""  # noqa: E501


def test_a_short_order_a_reason_set_first_and_what_to_keep_doing_stand_in_the_plan():
    plan = note_of(BACK)["ASSESSMENT AND PLAN"]
    assert "Stop ibuprofen." in plan
    assert "Because of the cancer before, we will get an MRI" in plan
    assert "Keep moving, no bed rest." in plan


def test_a_medicine_finished_years_ago_is_not_taken():
    claims = [proposal.claim.text for proposal in draft_of(BACK).proposals]
    assert "Stopped taking tamoxifen." in claims


def test_a_greeting_is_no_history():
    assert "seat" not in " ".join(note_of(BACK).values())


def test_the_heart_rate_of_the_unborn_and_a_vitamin_that_is_taken_are_kept_apart_from_others():
    claims = [p.claim.text for p in draft_of("""
D: okay so this is your 28 week visit are you taking your prenatal vitamin and the iron
P: the vitamin yes the iron i stopped it made me constipated
D: okay let's see blood pressure is 118 over 72 fundal height is 28 centimeters fetal heart rate is 145
D: i'd like you to do the three hour glucose test this week and i'll see you in two weeks
""").proposals]  # fmt: skip
    assert "Blood pressure 118/72 mmHg." in claims
    assert not any("Heart rate" in claim for claim in claims)
    assert not any("Stopped taking prenatal vitamin" in claim for claim in claims)


@pytest.mark.parametrize(
    "warning",
    ["Don't skip it.", "I wouldn't leave it out for a day.", "You should never skip it.", "If you skip it, tell us."],
)
def test_a_warning_not_to_leave_a_medicine_out_takes_no_order_back(warning):
    claims = [p.claim.text for p in draft_of(f"""
D: What brings you in today?
P: My throat hurts and I've had a fever since Monday.
D: So this is strep throat. I'll start amoxicillin 500 milligrams twice a day for ten days. {warning}
P: Okay.
""").proposals]  # fmt: skip
    assert any("Start amoxicillin" in claim for claim in claims)
