"""The verifier on degrees, changes, units and aims of treatment: slips in which one word is turned round."""

import pytest
from tests.judged import judge, tells_apart

from attending.checks.verify import Verdict, verify_note
from attending.scribe import read_conversation

VISIT = b"""
Doctor: Hi Ron, how is the elbow?
Patient: It has been sore for about six months, and I get some numbness in the fingers. I swim three times a week.
Doctor: You told me you take levothyroxine and amlodipine?
Patient: Yes, five of the amlodipine, and the thyroid pill.
Doctor: On the elbow there is significant tenderness on the outside, and mildly restricted extension with some swelling.
Doctor: no calf tenderness negative homans sign. Your CBC was unremarkable.
Doctor: I want you to weigh yourself every day and drink more water. A splint gives it support and brings the pain down.
Doctor: If it does not get any better we will get an MRI. Come back in two weeks.
"""


@pytest.fixture(scope="module")
def conversation():
    return read_conversation(VISIT)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Mildly restricted extension.", "Severely restricted extension."),
        ("Significant tenderness laterally.", "Slight tenderness laterally."),
        ("Elbow pain for 6 months.", "Elbow pain for 6 years."),
        ("Swims 3 times a week.", "Swims 3 times a month."),
        ("Daily weights.", "Weekly weights."),
        ("Takes amlodipine 5 mg.", "Takes amlodipine 5 mcg."),
        ("Negative Homan's sign.", "Positive Homan's sign."),
        ("CBC was unremarkable.", "CBC was abnormal."),
        ("Splint to provide support.", "Splint to provide decreased support."),
        (
            "If the pain has not improved, we will obtain an MRI.",
            "If the pain has not worsened, we will obtain an MRI.",
        ),
        ("Come back in 2 weeks.", "Come back sooner if the swelling improves."),
        ("We will use a splint to reduce the pain.", "We will use a splint to increase the pain."),
    ],
)
def test_one_word_turned_round_is_found_and_the_right_one_is_left_alone(conversation, right, wrong):
    tells_apart(conversation, right, wrong)


@pytest.mark.parametrize(
    "sentence",
    ["Return to work when the elbow improves.", "If the swelling has not improved, return sooner."],
)
def test_going_back_to_work_and_what_does_not_improve_are_no_wrong_alarms(conversation, sentence):
    (one,) = verify_note(sentence, conversation)
    assert not [reason for reason in one.reasons if reason.verdict is Verdict.CONTRADICTED]


def test_british_notes_are_read_beside_their_talk():
    conversation = read_conversation(b"""
Doctor: You are twenty eight weeks now. How is the chest?
Patient: I use the blue inhaler twice a day. My A1c went to eight point four, up from seven point six.
Doctor: There are crackles at the left base. Your haemoglobin was one oh two. Does anyone in the family get migraine?
Patient: My mum and my aunt do.
Doctor: Continue the meloxicam fifteen daily, and I'd like you in physical therapy twice a week.
""")
    right = (
        "28/40.", "Uses salbutamol.", "HbA1c 8.4, up from 7.6.", "Crackles at the left base.", "Hb 102.",
        "Mother and aunt have migraine.", "Continue meloxicam 15 mg daily.",
    )  # fmt: skip
    wrong = ("Crackles at the right base.", "HbA1c 7.6, down from 8.4.", "32/40.", "Continue meloxicam 15 mg weekly.")
    assert [
        one.sentence for one in verify_note("\n".join(right), conversation) if one.verdict is not Verdict.SUPPORTED
    ] == []
    assert [
        one.sentence for one in verify_note("\n".join(wrong), conversation) if one.verdict is Verdict.SUPPORTED
    ] == []


def test_what_no_symptom_names_and_was_denied_is_not_reported():
    conversation = read_conversation(b"""
Doctor: How is the wound?
Patient: It is a bit itchy, no discharge.
Doctor: Did you see any flashing lights?
Patient: No.
Doctor: Do you use oxygen at home?
Patient: No, I don't.
Doctor: The x-ray shows no fracture. Do you have any questions?
Patient: No.
""")
    wrong = (
        "Wound itchy with discharge.",
        "Reports flashing lights.",
        "Uses oxygen at home.",
        "X-ray shows a fracture.",
    )
    right = ("Wound itchy, no discharge.", "Does not use oxygen at home.", "All questions were answered.")
    verdicts = {one.sentence: one.verdict for one in verify_note("\n".join((*wrong, *right)), conversation)}
    assert {verdicts[sentence] for sentence in wrong} == {Verdict.CONTRADICTED}
    assert not any(verdicts[sentence] is Verdict.CONTRADICTED for sentence in right)


UNSAID = b"""
Doctor: Hello Ann, what brings you in?
Patient: I have had some diarrhea since Monday, it is really bad. And my appetite is not what it was.
Doctor: Any other trouble?
Patient: My hip hurts when I sit down for long. It is worse at night.
Doctor: Your history is significant for asthma and gout, is that right?
Patient: Yes. The asthma is doing well with the new inhaler, it helped a lot.
Doctor: Call me if you see any increase in your sugars, and stay off spicy foods until your stomach has improved.
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Severe diarrhea since Monday.", "Mild diarrhea since Monday."),
        ("Hip pain is worse at night.", "Hip pain is better at night."),
        ("Hip pain with sitting.", "Improved hip pain with sitting."),
        ("History significant for asthma and gout.", "History slight for asthma and gout."),
        ("Her asthma has improved with the inhaler.", "Her asthma has worsened with the inhaler."),
        (
            "She is to call if she sees an increase in her sugars.",
            "She is to call if she sees a decrease in her sugars.",
        ),
        (
            "Avoid spicy foods until her stomach has improved.",
            "Avoid spicy foods until her stomach has worsened.",
        ),
    ],
)
def test_a_degree_or_change_that_nobody_told_is_found_and_the_told_one_is_left_alone(right, wrong):
    tells_apart(read_conversation(UNSAID), right, wrong)


@pytest.mark.parametrize("sentence", ["Nothing too severe about the hip.", "Reports diarrhea and decreased appetite."])
def test_a_denied_degree_and_a_complaint_that_one_expects_are_left_alone(sentence):
    assert judge(read_conversation(UNSAID), sentence).verdict is not Verdict.CONTRADICTED


@pytest.mark.parametrize("sentence", ["Reports an increase in her appetite.", "Severe hip pain with sitting."])
def test_a_degree_and_an_unlikely_change_that_nobody_told_are_not_found(sentence):
    assert judge(read_conversation(UNSAID), sentence).verdict is Verdict.NOT_FOUND


PLANS = b"""
Doctor: What have you tried for the shoulder?
Patient: I took ibuprofen for a few days but it upset my stomach, so I stopped that. Paracetamol takes the edge off.
Patient: Could I have a steroid injection?
Doctor: If the physio hasn't helped in six weeks we could consider an injection then. Carry on with the paracetamol.
Doctor: Don't take any naproxen.
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Ibuprofen was stopped because it upset her stomach.", "Take ibuprofen as needed."),
        ("Continue paracetamol.", "Stop paracetamol."),
        ("A steroid injection may be considered.", "A steroid injection was given today."),
        ("Paracetamol helped in part.", "Take naproxen."),
    ],
)
def test_what_is_stopped_goes_on_or_is_only_asked_for_is_told_apart(right, wrong):
    tells_apart(read_conversation(PLANS), right, wrong)


SHORT = b"""
Doctor: Are you still using your albuterol inhaler?
Patient: Yes, about three times a day.
Doctor: Keep using the albuterol every four hours as needed, and come back in a week.
"""


@pytest.mark.parametrize(
    "sentence", ["Uses albuterol about three times daily.", "Follow up in 1 week.", "Review in a week."]
)
def test_a_rate_given_in_answer_and_a_week_without_a_number_bear_a_note_out(sentence):
    assert judge(read_conversation(SHORT), sentence).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize("sentence", ["Follow up in 1 month.", "Follow up in a month."])
def test_another_time_of_the_next_visit_is_found(sentence):
    assert judge(read_conversation(SHORT), sentence).verdict is Verdict.CONTRADICTED
