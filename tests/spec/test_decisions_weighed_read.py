"""What is ordered, thought better of, refused and agreed to after all, read from whole visits: the last word counts."""

import pytest
from tests.visits import draft_of, note_of

from attending.terms.dose_steps import read_all_directions
from attending.terms.drug_kinds import find_kinds

PLAN = "ASSESSMENT AND PLAN"
GOUT = """
D: What's going on with that foot?
P: It's my big toe. It was like somebody had set fire to it. I take hydrochlorothiazide, twenty-five in the \
morning, and \
lisinopril, forty.
D: The joint is red, warm and exquisitely tender.
P: Is it gout?
D: I'm pretty sure it is. I want to take you off the hydrochlorothiazide, because that raises uric acid, and put \
you on \
losartan instead of the lisinopril, a hundred milligrams once a day.
P: So stop both of them?
D: Stop both, start losartan.
P: I read the other one can give you a bad rash.
D: It can, rarely.
"""
MIGRAINE = """
D: For the headaches, I'd like to start propranolol, forty milligrams twice a day. You don't have asthma, do you?
P: I had it as a kid. I've still got a blue inhaler somewhere.
D: Ah. In that case not propranolol. We'll use amitriptyline, ten milligrams at night.
P: All right, I'll try that.
"""
LOW_MOOD = """
D: I think this is depression. I'd normally use sertraline, but that with the warfarin can make you bleed, so I'd \
rather \
go for mirtazapine, fifteen milligrams at night.
P: I'm not keen on tablets for this.
M: Dad, please.
P: Go on then.
D: Have your INR checked a week after you start it. I'll see you in a fortnight.
"""
HEART_FAILURE = """
D: and are you taking all the meds the furosemide forty in the morning
P: yes
D: the carvedilol twelve and a half twice a day
P: yep
D: the spironolactone
P: i ran out of that one last thursday
D: okay so she wants you to double the furosemide to eighty milligrams in the morning for three days then go back \
to forty
P: okay
"""
GALLSTONES = """
D: So the ultrasound shows multiple gallstones. The bile duct is five millimeters, which is normal.
P: Do I need surgery?
D: I'd recommend we take the gallbladder out, laparoscopically. I want an MRCP first to make sure there's no stone \
left behind in the duct.
P: Okay. I take levothyroxine, and the birth control patch.
D: All right, hop up. Belly's soft, a bit tender in the right upper quadrant.
D: So MRCP this week. Surgery on the 14th if that's clear. We'll give you a shot of heparin and keep the patch.
D: Until then low-fat diet.
"""
KNEE = """
D: How's the new knee?
P: Six weeks tomorrow. Much better than the last time.
D: All right, let me see it bend. Incision's well healed, no drainage. There's a small effusion.
P: When can I drive?
D: It's your right knee, so once you can slam on the brake without thinking.
P: And I've got the dentist in December.
D: You're allergic to penicillin, aren't you?
P: I get hives.
D: Then have them call us.
"""


def proposed(visit: str) -> list[str]:
    return [one.claim.text for one in draft_of(visit).proposals]


def test_stop_both_means_those_that_are_not_begun_in_the_same_breath():
    said = proposed(GOUT)
    assert {"Stop hydrochlorothiazide.", "Stop lisinopril.", "Start losartan 100 mg once a day."} <= set(said)
    assert not any(one.startswith("Hold") for one in said)


def test_what_a_medicine_can_give_people_is_no_symptom():
    assert "Reports rash." not in proposed(GOUT)
    assert "like somebody had set fire" in note_of(GOUT)["HISTORY OF PRESENT ILLNESS"]


def test_a_guess_that_the_clinician_is_sure_of_heads_the_plan():
    assert note_of(GOUT)[PLAN].startswith("1. Gout.")


def test_a_medicine_thought_better_of_is_not_ordered():
    assert "Start amitriptyline 10 mg at night." in proposed(MIGRAINE)
    assert not any("propranolol" in one for one in proposed(MIGRAINE))
    assert "propranolol" not in note_of(MIGRAINE)[PLAN]


def test_what_is_normally_used_is_not_ordered_and_a_patient_may_agree_after_all():
    said = proposed(LOW_MOOD)
    assert "Start mirtazapine 15 mg at night." in said
    assert not any("sertraline" in one for one in said)


def test_medicines_asked_after_one_by_one_without_marks_are_taken_not_begun():
    said = proposed(HEART_FAILURE)
    assert "Takes carvedilol 12.5 twice a day." in said
    assert "Ran out of spironolactone." in said
    assert "for 3 days then go back to 40" in note_of(HEART_FAILURE)[PLAN]


def test_an_operation_and_its_tests_stand_in_the_plan_wherever_they_are_said():
    plan = note_of(GALLSTONES)[PLAN]
    for told in ("take the gallbladder out", "MRCP first", "Surgery on the 14th", "ow-fat diet"):
        assert told in plan
    assert "Start heparin." in proposed(GALLSTONES)


def test_an_answer_to_a_patients_question_is_advice_and_no_finding():
    note = note_of(KNEE)
    assert "can drive once" in note[PLAN]
    assert "brake" not in note["PHYSICAL EXAMINATION"] + note.get("RESULTS", "")


def test_what_a_substance_does_stands_with_its_name():
    assert "penicillin, " in note_of(KNEE)["ALLERGIES"]
    assert "Allergic to penicillin (hives)." in proposed(KNEE)


@pytest.mark.parametrize(
    ("said", "steps"),
    [
        ("down from 1 mg 3 times a day to 0.5 mg a day for 2 weeks, then stop", ["0.5 mg a day for 2 weeks", "stop"]),
        ("10 for a week then 20, up to 40.", ["10 for 1 week", "20 up to 40"]),
    ],
)
def test_a_taper_begins_with_the_dose_that_is_gone_down_to(said: str, steps: list[str]):
    assert [one.words for one in read_all_directions(said)] == steps


DIABETES = """
D: You're here to go over your labs. Let's start with the A1c, that's 8.4. So you've gone from prediabetes to diabetes.
P: I knew it.
D: The urine albumin is 45. It's an early sign the kidneys feel it. Blood pressure today is 144 over 88.
P: I walk every day.
D: So we'll start metformin, five hundred twice a day with meals. Diabetes education class, and the eye doctor for a \
dilated exam.
D: If you get a temperature over 38, skip the metformin that day.
"""
DRUG_RASH = """
D: And you're taking the carbidopa-levodopa, 25/100, one and a half tablets, four times a day?
P: Seven, eleven, three and seven. And I started lamotrigine four weeks ago, now I've got this rash.
D: You need to stop the lamotrigine right now.
P: Will I be able to take lamotrigine again?
D: No. I'm putting it down as an allergy. I'd like to swap your inhaler for Trelegy, one puff a day. Not now, at the \
six-week check.
"""


def test_a_result_read_out_first_is_no_order_and_names_the_problem():
    note = note_of(DIABETES)
    assert note[PLAN].startswith("1. Diabetes.")
    assert "8.4" not in note[PLAN]
    assert "Diabetes education class" in note[PLAN]


def test_a_fever_that_is_only_feared_is_no_vital_sign():
    assert "38" not in note_of(DIABETES).get("VITALS REVIEWED", "")


def test_an_allergy_is_taken_down_by_what_it_is_called():
    said = proposed(DRUG_RASH)
    assert any(one.startswith("Allergic to lamotrigine") for one in said)
    assert not any(one.endswith(" 7.") for one in said)


def test_what_is_put_off_in_the_next_breath_is_not_begun():
    assert not any("Trelegy" in one for one in proposed(DRUG_RASH))


def test_why_a_test_is_done_does_not_head_the_plan_and_what_burns_is_no_burn():
    visit = """
D: What can I do for you?
P: My back has hurt for three weeks. I was lifting my grandson and felt it go.
D: Any cancer in the past?
P: I had breast cancer in 2014.
D: You're tender over the muscles on the left. Straight leg raise is fine.
D: Because of the breast cancer, though, I'd like to get some bloods and an x-ray of the lower spine.
D: Keep naked flames away from the cream, it soaks into clothes and it burns.
P: All right.
"""
    assert not note_of(visit)[PLAN].startswith("1. Breast cancer")
    assert not any("urn" in one for one in proposed(visit))


def test_one_of_three_that_an_answer_picks_is_told_alone():
    visit = """
D: What brings you in today?
P: I've had a cough for four days.
D: And have you found that your symptoms are getting worse, staying the same, or getting better?
P: Getting worse.
D: Is the pain about the same, better, or worse?
P: About the same.
"""
    history = note_of(visit)["HISTORY OF PRESENT ILLNESS"]
    assert "symptoms are getting worse." in history
    assert "The pain is the same." in history


def test_none_of_us_is_nobody_of_the_house():
    visit = """
D: How may I help you?
P: I'm George, the father, my daughter is five years old and she has had a limp since Monday.
D: Is there anybody who smokes in the home?
P: No, none of us smoke.
"""
    assert "None of them smoke." in note_of(visit)["SOCIAL HISTORY"]


def test_actually_one_of_the_reasons_takes_no_number_back():
    visit = """
D: It sounds like you're having some chest pain.
P: Yes, on the left side, for two weeks.
D: And is there any history of heart problems in your family?
P: Yeah, my father had a heart attack when he was sixty and it's actually one of the reasons I'm worried.
"""
    assert "father had a heart attack when he was 60" in note_of(visit)["FAMILY HISTORY"]


def test_a_hormone_that_is_measured_is_no_birth_control():
    (kind,) = find_kinds("since we stopped your birth control")
    assert not kind.fits("prasterone")  # DHEA
    assert kind.fits("desogestrel")
    assert kind.fits("ethinyl estradiol")


def test_that_results_are_at_hand_is_no_history():
    visit = """
D: Okay, so I have the results of the ultrasound and the blood work from the ER.
P: Okay, good. I get this ache under the ribs on the right, after I eat.
D: The ultrasound shows multiple gallstones.
P: All right.
"""
    note = note_of(visit)
    assert "have the results" not in " ".join(note.values())
    assert "gallstones" in note["RESULTS"]


@pytest.mark.parametrize(
    ("asked", "answered", "denied"),
    [
        ("Any shaking of the hands?", "I can't thread a needle any more.", False),
        ("Any numbness in the feet?", "I can't feel the pedals when I drive.", False),
        ("Any trouble walking?", "I can't walk far at all.", False),
        ("Any chest pain?", "I can't think of any.", True),
    ],
)
def test_what_somebody_cannot_do_denies_nothing_else(asked: str, answered: str, denied: bool):
    talk = f"D: How have you been since the summer?\nP: I have lost a stone.\nD: {asked}\nP: {answered}\nD: I see."
    note = " ".join(note_of(talk).values())
    assert ("denies" in note.lower()) is denied
