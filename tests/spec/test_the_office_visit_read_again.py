"""What a physician reads of two more visits, one of them typed without punctuation: nothing run on, nobody mistaken."""

import pytest
from tests.visits import note_of

from attending.scribe.proofreading.copy_edits import copy_edited

DISTRESS = "Does not appear in any distress."


@pytest.fixture(scope="module")
def typed() -> dict[str, str]:
    return note_of(
        """
D: hi there how have you been what is going on today
P: i am ready to give up the cigarettes we are going to be parents and i want to be there for my daughter
D: that is great news for you and your wife have you thought about a name
P: we have two names and we are waiting to see which name fits her
D: how much do you smoke now
P: about a pack a day for twenty years
D: any chest pain or shortness of breath
P: no none of that
D: and have you ever hurt your chest or your back
P: you know as active as i am i have never
D: okay
P: injured or broken a bone
D: okay let me do a quick physical exam on your heart exam your heart is regular in rate and rhythm and there is a \
two out of six systolic murmur we will just continue to monitor that now for your lung exam i am going to listen \
your lungs are clear with no wheezes and no rales so for your first problem of nicotine dependence we are going to \
have you start the nicotine patch twenty one milligrams daily and i will see you back in two weeks we will talk \
about that when you come back in now for your second condition of hypertension we are going to have you continue \
your lisinopril ten milligrams daily
P: okay sounds good
D: alright take care
"""
    )


def test_a_man_whose_wife_and_daughter_are_spoken_of_is_a_man(typed):
    assert "She" not in " ".join(typed.values())
    assert " He " in " ".join(typed.values()) or " his " in " ".join(typed.values())


def test_what_suits_is_no_seizure_and_the_first_problem_of_the_plan_is_why_one_came(typed):
    assert "eizure" not in " ".join(typed.values())
    assert typed["CHIEF COMPLAINT"] == "Would like to stop smoking."


def test_a_denial_cut_by_okay_stays_a_denial(typed):
    assert "trauma" not in typed["REVIEW OF SYSTEMS"].split("Denies")[0]


def test_the_next_part_of_the_examination_begins_a_sentence(typed):
    assert "lung exam" not in typed["ASSESSMENT AND PLAN"]
    assert "murmur" in typed["PHYSICAL EXAMINATION"]


def test_a_dose_behind_going_to_have_you_stands_under_its_problem(typed):
    first, second = typed["ASSESSMENT AND PLAN"].split("Hypertension.")
    assert "nicotine patch" in first
    assert "isinopril" in second and "10 mg daily" in second


@pytest.fixture(scope="module")
def spoken() -> dict[str, str]:
    return note_of(
        """
D: Hi, Rosa. How are you?
P: I'm okay.
D: So Rosa is a 41-year-old female here for low back pain. Any weakness in your legs?
P: No, just some numbness. It's like my foot is falling asleep on me.
D: Do you exercise, go to the store, that type of thing?
P: I do.
D: Let's do a quick physical exam. So looking at you, you don't appear in any distress. Your heart, I hear a two \
out of six, systolic ejection murmur. Your lungs are clear. You have pain to palpation of your lumbar spine.
D: So, I think, in terms of my impression of you is that you have a lumbar strain. For that, we'll go ahead and \
refer you to physical therapy once we get the MRI results back. I want you to monitor your blood pressure at home.
P: Okay.
D: I'll see you in four weeks.
"""
    )


def test_a_foot_that_falls_asleep_is_no_fall(spoken):
    assert "falls" not in spoken["REVIEW OF SYSTEMS"]


def test_findings_are_written_without_who_looks_and_listens(spoken):
    exam = spoken["PHYSICAL EXAMINATION"]
    assert copy_edited("Looking at her do not appear in any distress.", whole=False, examined=True) == DISTRESS
    assert "ooking at" not in exam
    assert "2/6 systolic ejection murmur" in exam
    assert "eart a " not in exam


def test_tags_of_speech_stand_nowhere(spoken):
    assert "that thing" not in " ".join(spoken.values())
    assert "impression" not in spoken["ASSESSMENT AND PLAN"]


def test_a_referral_in_view_of_a_test_is_a_treatment(spoken):
    plan = spoken["ASSESSMENT AND PLAN"]
    assert plan.index("Medical Treatment:") < plan.index("physical therapy")
    assert "Additional Testing" not in plan[: plan.index("physical therapy")]
