"""The verifier on slips of language models: planned for done, one value for another, whose it is, what was before."""

import pytest
from tests.judged import tells_apart

from attending.checks.verify import Verdict, verify_note
from attending.scribe import read_conversation

VISIT = b"""
Doctor: Morning, Mrs Hale. Are you still on the lisinopril?
Patient: Yes, 10 milligrams every morning. I tried ibuprofen for the knee, but it upset my stomach so I stopped.
Doctor: And the ramipril?
Patient: I was on ramipril before but it made me cough.
Doctor: And do you smoke?
Patient: About ten a day. I used to smoke twenty. My husband quit last year.
Doctor: Which side is the wheeze you hear?
Patient: Mostly the left. I'm short of breath on hills but that's not new.
Doctor: Anyone in the family with migraine, strokes?
Patient: My sister's got migraine. Dad had a stroke at 58. I had eczema as a child, my son has it now.
Doctor: Pressure is 152 over 94, that's up on last time, it was 138 over 86. Pulse is 88, sats 97 percent, no fever.
Doctor: There's a small effusion of the left knee, and tenderness over the medial joint line. The right knee is normal.
Doctor: Sensation is intact. There's some wheeze on both sides, worse on the right. Your A1c was 7.2, down from 8.1.
Doctor: I'd like to get an MRI of the left knee. We could inject some cortisone but I'd rather wait.
Doctor: I can give you patches when you are ready.
Doctor: We could think about amitriptyline. I don't think antibiotics will help.
Doctor: For the pressure let's go up on the lisinopril to 20 milligrams once a day. I don't want you on ibuprofen.
Doctor: If it's not settled in three weeks, come back sooner. Otherwise I'll see you in six weeks.
"""


@pytest.fixture(scope="module")
def conversation():
    return read_conversation(VISIT)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("MRI of the left knee was ordered.", "MRI of the left knee was done and shows a tear."),
        ("A cortisone injection was deferred.", "A cortisone injection was given."),
        ("Antibiotics are not needed.", "Antibiotics were prescribed."),
        ("Amitriptyline may be considered.", "Start amitriptyline."),
        ("Patches are offered when ready.", "Patches prescribed."),
        ("Pulse 88.", "Pulse 72."),
        ("Heart rate 88.", "Heart rate 97."),
        ("Pulse 88.", "Pulse 94."),
        ("BP 152/94, previously 138/86.", "BP 138/86."),
        ("A1c 7.2, down from 8.1.", "A1c is 8.1."),
        ("Smokes 10 cigarettes a day.", "Smokes 20 cigarettes a day."),
        ("Current smoker.", "Former smoker."),
        ("Ibuprofen was stopped because of stomach upset.", "Ibuprofen was well tolerated."),
        ("Avoid ibuprofen.", "Continue ibuprofen."),
        ("Ramipril caused cough.", "Takes ramipril."),
        ("Increase lisinopril to 20 mg daily.", "Continue lisinopril 10 mg daily."),
        ("Lisinopril 10 mg every morning.", "Lisinopril 10 mg every evening."),
        ("Sister has migraine.", "Father has migraine."),
        ("Small effusion of the left knee.", "Large effusion of the left knee."),
        ("Sensation intact.", "Sensation decreased."),
        ("Bilateral wheeze, worse on the right.", "Bilateral wheeze, worse on the left."),
        ("Review in 6 weeks.", "Review in 3 weeks."),
    ],
)
def test_a_slip_of_a_model_is_contradicted_and_the_right_sentence_is_not(conversation, right, wrong):
    tells_apart(conversation, right, wrong)


@pytest.mark.parametrize(
    "sentence",
    ["The right knee is normal.", "Afebrile.", "Her son has eczema.", "Left-sided wheeze.", "Used to smoke more."],
)
def test_what_the_visit_says_in_other_words_is_no_wrong_alarm(conversation, sentence):
    (one,) = verify_note(sentence, conversation)
    assert one.verdict is Verdict.SUPPORTED, one.reasons


def test_a_reason_names_the_measure_both_values_and_the_turn(conversation):
    (one,) = verify_note("Pulse 72.", conversation)
    (reason,) = one.reasons
    assert reason.message == "“72” stands here for the heart rate, but the words give “88”."
    assert reason.turns == (11,)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("BP 104/62.", "BP 140/62."),
        ("No jugular venous distension.", "Marked jugular venous distension."),
        ("Reduce Lasix to once a day.", "Increase Lasix to twice a day."),
        ("Crackles at the right base.", "Crackles at the left base."),
        ("Avoid Aleve.", "Continue Aleve."),
        ("A defibrillator was discussed.", "A defibrillator was implanted."),
    ],
)
def test_a_visit_after_the_hospital(right, wrong):
    conversation = read_conversation(b"""
Patient: I take the Lasix, 40, twice a day. My sugars run about 140 in the morning. I was taking Aleve for my knee.
Doctor: Blood pressure is 104 over 62. Neck veins are flat. Maybe a few crackles at the right base.
Patient: Do I need the defibrillator?
Doctor: Only if the heart doesn't get stronger. I'm going to cut the Lasix to once a day. No Aleve, use Tylenol.
""")
    (good,) = verify_note(right, conversation)
    (bad,) = verify_note(wrong, conversation)
    assert good.verdict is Verdict.SUPPORTED, good.reasons
    assert bad.verdict in (Verdict.CONTRADICTED, Verdict.NOT_FOUND), bad.reasons


def test_what_was_thought_is_not_denied_by_i_do_not_think_so():
    conversation = read_conversation(
        b"Patient: Is it serious?\nDoctor: I don't think so, this is migraine without aura."
    )
    (one,) = verify_note("Migraine without aura.", conversation)
    assert one.verdict is Verdict.SUPPORTED, one.reasons
