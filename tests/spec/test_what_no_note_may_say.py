"""Sentences that a clinician would be harmed by: a denial over an admitted thought, advice made of an answer."""

import pytest
from tests.visits import draft_of, note_of


@pytest.mark.parametrize(
    "answer",
    [
        "No. Sometimes I think they'd be better off without me, but I'd never do anything.",
        "No. I mean, it's crossed my mind.",
        "Not really. I do wish I could go to sleep and not wake up.",
    ],
)
def test_no_denial_is_written_over_an_admitted_thought(answer):
    visit = f"""
D: How have you been feeling?
P: I feel low and I cry all the time.
D: Have you had any thoughts of hurting yourself?
P: {answer}
D: Any hallucinations?
P: No.
D: I'll refer you to our therapist.
"""
    note = note_of(visit)
    assert answer.rstrip(".") in note["HISTORY OF PRESENT ILLNESS"]
    assert "suicid" not in note["REVIEW OF SYSTEMS"]
    assert "Denies hallucinations." in note["REVIEW OF SYSTEMS"]
    assert not [p for p in draft_of(visit).proposals if "uicid" in str(p)]


def test_a_plain_no_about_self_harm_is_a_denial():
    note = note_of("""
D: How have you been feeling?
P: I feel low and I cry all the time.
D: Have you had any thoughts of hurting yourself?
P: No, never.
D: I'll refer you to our therapist.
""")
    assert "Denies suicidal ideation" in note["REVIEW OF SYSTEMS"]


def test_what_a_patient_says_yes_to_is_no_advice():
    note = note_of("""
D: What's brought you in?
P: I'm up four times a night, and the stream is poor.
D: Do you have to rush to get there?
P: Yeah, I've been caught out a couple of times.
D: I'll check your urine.
""")
    assert "has to rush to get there" in " ".join(note.values()) or "have to rush to get there" in " ".join(
        note.values()
    )
    assert "should" not in note["HISTORY OF PRESENT ILLNESS"]


def test_a_baby_is_not_the_person_named_just_before():
    note = note_of("""
D: How are things at home?
P: He's amazing, but my mother-in-law's driving me nuts.
D: And the delivery, any complications?
P: C-section. She was breech. I lost a lot of blood.
D: I'll check your blood count.
""")
    assert "mother-in-law was breech" not in " ".join(note.values())


def test_all_right_now_and_what_somebody_likes_stay_whole():
    note = note_of("""
D: What are you drinking in the evening?
P: A couple of mugs of tea, and I do like a whisky at ten.
D: Anyone in the family with prostate trouble?
P: My brother had prostate cancer. He's all right now.
D: I'll check a PSA.
""")
    told = " ".join(note.values())
    assert "like a whisky" in told
    assert "brother is all right now" in told


@pytest.mark.parametrize(
    "said",
    [
        ("hi there i'm doctor reyes so this is mateo right and you're mom", "yeah i'm his mom he's four"),
        ("So this is Mateo, right? And you're Mom?", "Yeah, I'm his mom. He's four."),
    ],
)
def test_a_mother_who_is_greeted_is_not_the_patient(said):
    note = note_of(f"""
D: {said[0]}
P: {said[1]}
D: Okay, so what's going on with him today?
P: He's been coughing since Sunday, and last night he was breathing really fast.
D: Okay. Any fever?
P: He felt hot on Monday.
""")
    assert "is mother" not in " ".join(note.values())
    assert "coughing since Sunday" in note["HISTORY OF PRESENT ILLNESS"]


def test_medicines_for_the_joints_are_no_drugs_of_a_habit():
    note = note_of("""
D: How's the rheumatoid been?
P: My hands are stiff every morning.
D: Anything else for the joints?
P: Hydroxychloroquine, two hundred twice a day.
D: I'll check your CRP.
""")
    assert "Hydroxychloroquine, 200 twice a day" in note["MEDICATIONS"]
    assert "Drugs" not in " ".join(note.values())


def test_what_is_stopped_from_healing_is_no_medicine():
    note = note_of("""
D: What happened?
P: Something went in my right eye two days ago.
D: There's a small foreign body on the cornea. I've removed it.
D: Erythromycin ointment four times a day in the right eye for five days.
D: I'm not giving you the numbing drops to take home, they'd stop it healing.
""")
    plan = note["ASSESSMENT AND PLAN"]
    assert "not giving them the numbing drops to take home, they would stop it healing" in plan
    assert "rythromycin ointment 4 times a day in the right eye for 5 days" in plan


def test_cutting_and_an_old_overdose_stand_in_the_words_spoken():
    history = note_of("""
D: How has your mood been since we began the fluoxetine four weeks ago?
P: A bit better maybe, I felt sick the first week.
D: Last time you told me you'd been cutting. Has that happened again?
P: Twice. The last one was, like, ten days ago. On my thigh.
D: Do you ever have thoughts of not wanting to be here?
P: Sometimes I think it'd be easier.
D: Have you ever made a plan, or tried?
P: No. I took some of my nan's tablets when I was fourteen.
D: I'd keep the fluoxetine at twenty for now, and I'll phone the clinic today.
""")["HISTORY OF PRESENT ILLNESS"]
    assert "been cutting" in history and "On my thigh" in history
    assert "not wanting to be here" in history and "it'd be easier" in history
    assert "nan's tablets when I was fourteen" in history


@pytest.mark.parametrize(
    "harmless", ["I've been cutting down on sugar.", "I was cutting the grass.", "The cutting board slipped."]
)
def test_other_cutting_is_not_quoted(harmless):
    note = note_of(f"""
D: What brings you in to see me today, and for how long?
P: My back. {harmless} It hurts to bend and lift things.
""")
    assert "said" not in note["HISTORY OF PRESENT ILLNESS"]


def test_what_was_asked_and_then_told_after_a_no_is_not_denied():
    note = note_of("""
D: What has the dizziness been like over the past week, and what brings it on?
P: It comes when I turn over in bed.
D: What about your hearing? Any ringing in the ears?
P: No, my hearing's the same. I've had a bit of ringing in the left one for years.
""")
    assert "Denies tinnitus" not in " ".join(note.values())
    assert "ringing in the left one for years" in note["HISTORY OF PRESENT ILLNESS"]
