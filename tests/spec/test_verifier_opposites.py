"""The verifier on words and their opposites: degree, rate, change, time, person, and acts that are not the same."""

import pytest
from tests.judged import aspects, judge

from attending.checks.negation import check_negations
from attending.checks.source import Source
from attending.checks.verify import Aspect, Verdict, verify_note
from attending.scribe import read_conversation
from attending.terms.answers import Said

CHECKUP = b"""
Doctor: How has your mood been, Mr. Hale?
Patient: Better. I go to group therapy every week, and I check my blood pressure every morning.
Doctor: And the ankle?
Patient: The swelling in my ankle is terrible. The rash went away in June.
Doctor: Are you still smoking?
Patient: No, I quit smoking four years ago. My back pain started two months ago. Lifting makes my back worse.
Doctor: Your father had diabetes?
Patient: My father did, yes.
Doctor: Let me look at your results. Your kidney function was fine. Your thyroid is high. The chest x-ray was normal.
You have gout. I am going to bring your allopurinol up to two hundred milligrams. Come back in two weeks.
"""


@pytest.fixture(scope="module")
def checkup():
    return read_conversation(CHECKUP)


@pytest.mark.parametrize(
    "sentence",
    [
        "He attends group therapy weekly.",
        "He monitors his blood pressure daily.",
        "Severe ankle swelling.",
        "The rash has resolved.",
        "He is a former smoker.",
        "Back pain for 2 months, worse with lifting.",
        "Kidney function is normal.",
        "Thyroid level is elevated.",
        "Chest x-ray was unremarkable.",
        "Gout.",
        "Increase allopurinol to 200 mg.",
        "His father had diabetes.",
    ],
)
def test_an_adjective_or_rate_in_the_clause_of_its_own_is_supported(checkup, sentence):
    one = judge(checkup, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect", "verdict"),
    [
        ("He attends group therapy daily.", Aspect.FREQUENCY, Verdict.CONTRADICTED),
        ("He monitors his blood pressure once a week.", Aspect.FREQUENCY, Verdict.CONTRADICTED),
        ("Mild ankle swelling.", Aspect.SEVERITY, Verdict.CONTRADICTED),
        ("The rash persists.", Aspect.STATUS, Verdict.CONTRADICTED),
        ("He no longer goes to group therapy.", Aspect.STATUS, Verdict.NOT_FOUND),
        ("Back pain for 2 weeks, worse with lifting.", Aspect.TIME, Verdict.CONTRADICTED),
        ("Kidney function is abnormal.", Aspect.RESULT, Verdict.CONTRADICTED),
        ("Thyroid level is normal.", Aspect.RESULT, Verdict.CONTRADICTED),
        ("Chest x-ray was abnormal.", Aspect.RESULT, Verdict.CONTRADICTED),
        ("Ankle swelling from cellulitis.", Aspect.DIAGNOSIS, Verdict.NOT_FOUND),
        ("Decrease allopurinol to 200 mg.", Aspect.CHANGE, Verdict.CONTRADICTED),
        ("His grandmother attends group therapy.", Aspect.SUBJECT, Verdict.NOT_FOUND),
    ],
)
def test_the_opposite_word_or_another_rate_illness_or_person_is_found(checkup, sentence, aspect, verdict):
    one = judge(checkup, sentence)
    assert (one.verdict, aspect in aspects(one)) == (verdict, True), one.reasons


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("CVA tenderness is absent.", "CVA"),
        ("Type 2 diabetes in his father.", "Type 2"),
    ],
)
def test_a_sign_or_a_finer_name_is_no_illness_that_nobody_named(checkup, sentence, reason):
    assert not any(reason in one.message for one in judge(checkup, sentence).reasons if one.aspect is Aspect.DIAGNOSIS)


def test_the_heading_before_a_sentence_reports_nothing():
    source = Source.of_turns([Said(True, "Any allergies?"), Said(False, "No.")])
    assert check_negations("Allergies: The patient denies allergies.", source) == []
    assert [one.code for one in check_negations("Allergies: Reports allergies.", source)] == ["negation-flipped"]


def test_a_bare_normal_needs_its_own_system(checkup):
    assert judge(checkup, "Neuro: WNL").verdict is Verdict.NOT_FOUND
    assert judge(checkup, "Chest: normal.").verdict is Verdict.SUPPORTED


TURNED = b"""
Doctor: How is the knee?
Patient: The pain is a lot worse since I was kneeling on it. The swelling is small, but the inner side is really sore.
Doctor: Does resting it help?
Patient: A bit.
Doctor: Let me see. There is a small effusion, your reflexes are symmetric and your throat looks red. I looked at the
x-ray of the knee, and that looks fine. Your blood count came back normal.
Doctor: Are you still on the pill?
Patient: Yes.
Doctor: Do you smoke?
Patient: I quit in May.
"""


@pytest.fixture(scope="module")
def turned():
    return read_conversation(TURNED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Knee pain has worsened after kneeling.",
        "Small effusion.",
        "Medial knee pain.",
        "Reflexes are symmetric.",
        "X-ray of the knee is unremarkable.",
        "Blood count within normal limits.",
        "Former smoker.",
    ],
)
def test_a_word_and_not_its_opposite_is_supported(turned, sentence):
    one = judge(turned, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Knee pain has improved after kneeling.", Aspect.CHANGE),
        ("Large effusion.", Aspect.SEVERITY),
        ("Lateral knee pain.", Aspect.SIDE),
        ("Reflexes are asymmetric.", Aspect.RESULT),
        ("X-ray of the knee is abnormal.", Aspect.RESULT),
        ("Blood count is abnormal.", Aspect.RESULT),
        ("Current smoker.", Aspect.STATUS),
    ],
)
def test_the_opposite_of_a_word_is_contradicted_where_that_is_spoken_of(turned, sentence, aspect):
    one = judge(turned, sentence)
    assert (one.verdict, aspect in aspects(one)) == (Verdict.CONTRADICTED, True), one.reasons


REGIMEN = b"""
Doctor: Good morning, Mrs. Lind. Last time your A1c was 5.8, and now it is 6.4. How is the knee?
Patient: It swells up in the evening. I've been taking ibuprofen for it since the summer.
Doctor: And you are on amlodipine and metformin?
Patient: I stopped the amlodipine because of my ankles. I take the metformin every morning.
Doctor: Anything in the family?
Patient: My dad had a heart attack and my aunt had an aneurysm.
Patient: I have three coffees a day. I have a beer on the weekend.
Doctor: Ibuprofen is hard on your kidneys, so let's stop that. I'd like to repeat the A1c in three months.
See you back in one month for a blood pressure check.
"""


@pytest.fixture(scope="module")
def regimen():
    return read_conversation(REGIMEN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Stopped amlodipine.",
        "Stop ibuprofen.",
        "Continue metformin.",
        "A1c 6.4, up from 5.8.",
        "Knee swelling in the evening.",
        "Ibuprofen since the summer.",
        "Her father had a heart attack; her aunt had an aneurysm.",
        "She drinks three coffees a day.",
        "Return in 1 month for blood pressure check.",
    ],
)
def test_what_is_done_when_and_by_whom_is_supported(regimen, sentence):
    one = judge(regimen, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Continue amlodipine.", Aspect.STATUS),
        ("Continue ibuprofen.", Aspect.STATUS),
        ("Stop metformin.", Aspect.STATUS),
        ("A1c 6.4, down from 5.8.", Aspect.CHANGE),
        ("Knee swelling in the morning.", Aspect.TIME),
        ("Ibuprofen since the winter.", Aspect.TIME),
        ("Her mother had a heart attack.", Aspect.SUBJECT),
        ("Her father had an aneurysm.", Aspect.SUBJECT),
        ("Past history of aneurysm.", Aspect.SUBJECT),
        ("She drinks beer daily.", Aspect.FREQUENCY),
        ("Return in 3 months for blood pressure check.", Aspect.TIME),
    ],
)
def test_another_act_time_or_person_is_contradicted(regimen, sentence, aspect):
    one = judge(regimen, sentence)
    assert (one.verdict, aspect in aspects(one)) == (Verdict.CONTRADICTED, True), one.reasons


def test_an_inhaler_is_known_by_its_colour():
    visit = read_conversation(b"Doctor: Which inhalers?\nPatient: The blue one, for the wheeze.")
    assert judge(visit, "Salbutamol inhaler for wheezing.").verdict is Verdict.SUPPORTED


SAID_OTHERWISE = b"""
Doctor: Hello Mr Moss, how are you getting on?
Patient: The tingling is about the same as before. I get a bit short of breath on the stairs, no worse than last year.
Doctor: Is there any locking or catching in the knee?
Patient: No, no locking.
Doctor: And the spironolactone?
Patient: They took me off that in the hospital. I live with my mum. She has bipolar disorder.
Doctor: Your weight is 184, that's down six pounds. Your ejection fraction went from thirty percent to forty percent.
Doctor: The x-ray does not show any fracture.
Doctor: There's a small swelling on both ankles, no crackles there's a murmur at the apex.
Doctor: How bad is the pain out of ten, and for how long?
Patient: An eight out of ten, for ten days. The cough is dry. Paracetamol doesn't touch it.
Doctor: How are the pressure pills?
Patient: Fine, no dizziness.
Doctor: Bring the amlodipine down to 5 milligrams.
"""


@pytest.fixture(scope="module")
def said_otherwise():
    return read_conversation(SAID_OTHERWISE)


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Tingling has progressed.", Aspect.CHANGE),
        ("Tingling improved.", Aspect.CHANGE),
        ("Weight 184 lb (up 6 lb).", Aspect.CHANGE),
        ("Ejection fraction fell from 40% to 30%.", Aspect.CHANGE),
        ("Increase amlodipine.", Aspect.CHANGE),
        ("She reports locking of the knee.", Aspect.NEGATION),
        ("Continues on spironolactone.", Aspect.STATUS),
        ("On spironolactone.", Aspect.STATUS),
        ("Diagnosed with bipolar disorder.", Aspect.SUBJECT),
        ("X-ray shows a fracture.", Aspect.NEGATION),
        ("Swelling of the R ankle only.", Aspect.SIDE),
        ("Productive cough.", Aspect.RESULT),
        ("Paracetamol effective.", Aspect.RESULT),
    ],
)
def test_what_was_said_otherwise_is_contradicted(said_otherwise, sentence, aspect):
    one = judge(said_otherwise, sentence)
    assert (one.verdict, aspect in aspects(one)) == (Verdict.CONTRADICTED, True), one.reasons


def test_the_end_of_a_scale_is_no_rating_because_ten_days_were_said(said_otherwise):
    assert judge(said_otherwise, "Pain 10/10 at worst.").verdict is not Verdict.SUPPORTED
    assert judge(said_otherwise, "Pain 8/10.").verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "sentence",
    [
        "Tingling unchanged.",
        "Weight 184 lb (down 6 lb).",
        "Ejection fraction 40%, up from 30%.",
        "Amlodipine reduced to 5 mg.",
        "Spironolactone was stopped in the hospital.",
        "Mother has bipolar disorder.",
        "Murmur at the apex.",
        "Mild SOB on stairs.",
        "Swelling of the ankles bilaterally.",
    ],
)
def test_what_was_said_so_in_other_words_is_supported(said_otherwise, sentence):
    one = judge(said_otherwise, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


def test_an_illness_that_is_only_spoken_of_is_supported_and_the_reason_says_how(said_otherwise):
    one = judge(said_otherwise, "Hypertension.")
    assert (one.verdict, one.reasons[0].verdict, one.reasons[0].turns) == (Verdict.SUPPORTED, Verdict.SUPPORTED, (12,))
    assert one.reasons[0].message == "“Hypertension” was not named; the words speak of “pressure pills”."


def test_headings_of_mark_up_are_no_sentences(said_otherwise):
    judged = verify_note("## Summary of the visit\n- Tingling unchanged.", said_otherwise)
    assert [(one.heading, one.verdict) for one in judged] == [("Summary of the visit", Verdict.SUPPORTED)]
