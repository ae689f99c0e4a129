"""What a physician reads of a plan that is told as people talk: asked about, offered, doubted, changed, early."""

import pytest
from tests.spec.test_the_plan_read import plan_of, said

from attending.scribe.content.choices import asks_to_do, offers_choice, picks, takes_back
from attending.scribe.content.problems import diagnosed_problem, problem_asked, problem_named
from attending.scribe.sections.plan_kinds import plan_kind

LUNGS = """
D: So Walter, they tell me the breathing has been worse.
P: Yes, the last four days. I'm coughing up green stuff.
D: Fever?
P: No.
D: Let me listen. You've got wheezes on both sides, and some crackles at the right base. No leg swelling.
D: So what I think is that you've got a COPD flare-up, and I can't rule out pneumonia at that right base.
D: I'm going to start you on prednisone, forty milligrams daily for five days, and doxycycline one hundred milligrams \
twice a day for seven days.
P: That one tore up my stomach last time.
D: Okay, scratch that. Let's do azithromycin then, five hundred today and two fifty a day for four days.
P: That's fine.
D: For the diabetes, when was your last A1c?
P: I don't remember.
D: Okay, we'll check an A1c today.
P: Sure.
D: If you get more short of breath, go to the emergency room.
P: Okay.
"""


def test_what_is_taken_back_a_turn_later_goes_and_what_was_ordered_beside_it_stays():
    plan = " ".join(plan_of(LUNGS))
    assert "oxycycline" not in plan
    assert "prednisone, 40 mg daily for 5 days." in plan
    assert "azithromycin" in plan


def test_what_cannot_be_ruled_out_stands_with_its_doubt():
    assert "I cannot rule out pneumonia at that right base." in plan_of(LUNGS)


def test_a_problem_that_is_asked_about_heads_what_is_ordered_for_it():
    plan = plan_of(LUNGS)
    assert "A1c" in " ".join(plan[plan.index("2. Diabetes.") :])


def test_what_to_look_out_for_at_the_end_is_not_about_a_problem_that_was_only_asked_about():
    plan = plan_of(LUNGS)
    assert "emergency room" in " ".join(plan[: plan.index("2. Diabetes.")])


def test_an_order_in_the_first_half_of_a_talk_stands_in_the_plan():
    plan = " ".join(
        plan_of(
            """
D: Hi, how have things been since we started the sertraline?
P: I'm sleeping a bit better but I'm still down most days.
D: Your depression's partly better. Let's go up on the sertraline to one hundred milligrams a day.
P: Alright.
D: And how about the therapist, did you get in touch?
P: No, I never called them.
D: I'm going to put in a new referral for counseling, and our social worker will call you.
P: Okay.
D: Any trouble with the sleep otherwise?
P: No, and I eat well too.
D: Let's see each other in four weeks. If you ever have thoughts of suicide, call nine eight eight.
P: Okay, thanks.
"""
        )
    )
    assert "sertraline to 100 mg a day" in plan
    assert "4 weeks" in plan
    assert "call 988" in plan


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("i am pretty suspicious that you tore your acl", "acl tear"),
        ("i think you sprained your ankle", "ankle sprain"),
    ],
)
def test_an_injury_told_with_a_verb_is_a_diagnosis(words, name):
    found = diagnosed_problem([said(words)])
    assert found is not None
    assert found[0] == name


def test_an_injury_that_is_denied_is_none():
    assert diagnosed_problem([said("i do not think you broke your ankle")]) is None


def test_a_diagnosis_that_is_only_named_heads_its_plan():
    assert problem_named(said("probably tension headaches")) == "tension headaches"
    assert problem_asked(said("the headaches you mentioned on the form , what is that about")) == "headaches"


def test_a_choice_is_a_choice_and_one_thing_or_another_to_take_is_none():
    assert offers_choice("We could bump the sertraline up, or we could switch you to something else.")
    assert offers_choice("I'll refer you or the other option is we just watch it.")
    assert not offers_choice("You can take Tylenol or ibuprofen for the pain.")
    assert picks("Let's try the physical therapy.")
    assert not picks("I'd rather not.")


def test_a_question_that_asks_to_do_something_is_an_order_and_one_about_the_body_is_none():
    assert asks_to_do("Could you drop a urine sample in to reception?")
    assert not asks_to_do("Can you lift your arm?")
    assert takes_back("Okay, scratch that.")
    assert not takes_back("I scratched that itch.")


def test_a_mineral_that_is_held_is_a_treatment_and_one_that_is_checked_a_test():
    assert plan_kind("We will hold the potassium for now.", "testing") == "treatment"
    assert plan_kind("We will check the potassium in 1 week.", "testing") == "testing"
