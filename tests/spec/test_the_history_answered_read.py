"""Histories read in turn by turn: what an answer's "one" is, what stands for a yes, and what goes on later."""

import pytest
from tests.visits import note_of, sentences_of

HISTORY = "HISTORY OF PRESENT ILLNESS"
EXAM = """
D: Let me examine you. Lungs are clear. Heart sounds are normal.
D: Let us do some bloods and see you in two weeks.
"""


def history(text: str) -> str:
    return note_of(text + EXAM).get(HISTORY, "")


def test_what_was_had_before_is_named_from_the_question_with_its_time():
    told = history(
        """
D: What can I do for you?
P: It's this headache I've had since Saturday.
D: Have you had migraines before?
P: I used to, in my twenties, but I've not had one for thirty years.
D: Any chest pain?
P: Well, not now. I had some last month when I was shovelling.
"""
    )
    assert "The patient has had this headache since Saturday." in told
    assert "used to get migraines in their twenties." in told
    assert "has not had a migraine for 30 years." in told
    assert "had chest pain last month when they were shovelling." in told


def test_a_thing_is_not_named_where_two_were_asked_for_or_the_answer_names_its_own():
    told = history(
        """
D: What can I do for you?
P: I've had a cough for a week.
D: Any fever or night sweats?
P: I had some last week.
D: Have you had asthma before?
P: I had bronchitis, I had it twice last year.
"""
    )
    assert "some fever" not in told
    assert "had asthma" not in told


def test_a_yes_goes_on_with_how_often_and_what_makes_it_worse():
    told = history(
        """
D: What brings you in?
P: My voice has been hoarse for six weeks.
D: Heartburn?
P: Yeah, most nights. If I eat late it's worse.
D: Does food get stuck?
P: Not food, no.
D: Have you lost any weight?
P: Maybe five pounds, but I've been trying to.
"""
    )
    assert "heartburn, most nights." in told
    assert "the heartburn is worse." in told
    assert "Food does not get stuck." in told
    assert "lost maybe 5 pounds, but has been trying to." in told


def test_a_denial_before_but_is_one_statement_and_what_follows_another():
    told = history(
        """
D: What brings you in?
P: My voice has been hoarse for six weeks.
D: Any pain when you swallow?
P: No pain, no, but sometimes it feels like something's stuck there.
"""
    )
    assert "denies pain when they swallow." in told
    assert "Sometimes it feels like something is stuck there." in told


def test_a_sentence_that_goes_on_behind_the_clinician_s_mm_hmm_is_one():
    told = history(
        """
D: What brings you in today?
P: So my knee started hurting
D: Mm-hmm.
P: about two weeks ago,
D: Okay.
P: after I fell off my bike.
D: Right. Any swelling?
P: No.
"""
    )
    assert "Their knee started hurting approximately 2 weeks ago, after they fell off their bike." in told


def test_hardly_anything_is_no_yes():
    told = history(
        """
D: What is going on?
P: I've felt sick since Friday.
D: Are you eating?
P: Hardly anything. Two spoons of soup yesterday.
"""
    )
    assert "eating hardly anything, 2 spoons of soup yesterday." in told


@pytest.mark.parametrize(
    ("answer", "section", "expected"),
    [
        ("D: Do you smoke?\nP: Not any more, I stopped last year.", "SOCIAL HISTORY", "stopped last year."),
        ("D: Do you live on your own?\nP: No, with my husband, in a bungalow.", "SOCIAL HISTORY", "with her husband"),
        ("D: Any diabetes in the family?\nP: My mum has type two.", "FAMILY HISTORY", "has type 2 diabetes."),
    ],
)
def test_the_background_is_told_whole(answer, section, expected):
    told = sentences_of("D: What brings you in?\nP: I have a cough.\n" + answer + EXAM)[section]
    assert len(told) == 1
    assert expected in told[0]


def test_a_parent_tells_of_the_child_and_of_who_smokes_at_home():
    note = note_of(
        """
D: Who do we have here?
M: This is Leo, he's four. He's had a runny nose for a week. His sister's had it as well.
D: Is he eating and drinking?
M: He's off his food, but he's drinking okay.
D: Was he born at term?
M: Three weeks early, but he didn't need any help.
D: Are his jabs up to date?
M: Yes, all done.
D: Does anyone smoke at home?
M: My husband, but only in the garden.
"""
        + EXAM
    )
    assert "Leo" not in note[HISTORY]
    assert "His sister has had it as well." in note[HISTORY]
    assert "was born 3 weeks early" in note[HISTORY]
    assert "FAMILY HISTORY" not in note
    assert note["SOCIAL HISTORY"].startswith("Smoking at home: his mother's husband")


def test_an_antenatal_visit_is_why_she_comes():
    note = note_of(
        """
D: Hi Jasmine, so this is your 28 week visit, how have you been?
P: Pretty good, tired mostly.
D: Is the baby moving?
P: All the time.
"""
        + EXAM
    )
    assert note["CHIEF COMPLAINT"] == "28 week visit."


def test_what_is_answered_with_something_else_is_no_yes():
    note = note_of(
        """
D: How's the shoulder been?
P: It's a bit better, but I still can't reach up.
D: And the injection?
P: That helped for about three weeks, then it came back.
D: Have you been doing the exercises?
P: I did them for a month.
D: Pins and needles in the hand?
P: I get them in the thumb, at night mostly.
D: Are you tired, dizzy?
P: I'm always tired. Not dizzy, no.
D: Are you working?
P: I've retired.
"""
        + EXAM
    )
    assert note["CHIEF COMPLAINT"].startswith("Shoulder ")
    assert "The injection helped for approximately 3 weeks, then it came back." in note[HISTORY]
    assert "did the exercises for a month." in note[HISTORY]
    assert "pins and needles in the thumb, at night mostly." in note[HISTORY]
    assert "tired, dizzy" not in note[HISTORY]
    assert "not feel dizzy." in note[HISTORY]
    assert "working" not in note["SOCIAL HISTORY"]
    assert "retired." in note["SOCIAL HISTORY"]


def test_a_parent_beside_the_child_tells_how_it_happened():
    told = history(
        """
D: Hello, what can I do for you both?
M: It's Jack's foot. He jumped off the trampoline and now he won't walk on it.
D: When was this, Jack?
P: Yesterday after school.
D: Did it swell up?
M: It did, it was like an egg last night.
D: Has he broken anything before?
M: His wrist, when he was six.
"""
    )
    assert "He jumped off the trampoline and now he will not walk on it." in told
    assert "This was yesterday after school." in told
    assert "like an egg last night." in told
    assert "broken his wrist, when he was 6." in told


def test_since_what_and_not_since_keep_their_time():
    note = note_of(
        """
D: What seems to be the problem?
P: My periods are really heavy.
D: How long has it been like that?
P: Since I had my son.
D: Do you still get the migraines?
P: Not since I stopped the pill.
D: When was your last smear?
P: It was last year, it was normal.
"""
        + EXAM
    )
    told = note[HISTORY]
    assert "Duration: since she had her son." in told
    assert "does not still get the migraines, not since she stopped the pill." in told
    assert "The last smear was last year, it was normal." in " ".join(note.values())


def test_a_short_answer_takes_the_verb_and_the_thing_of_its_question():
    told = history(
        """
D: What seems to be the trouble?
P: I've been having funny turns.
D: Do you ever pass out?
P: I nearly did once, in the supermarket.
D: How are your periods?
P: They stopped two years ago.
D: Have you tried anything?
P: Just calamine and it doesn't do a thing.
D: Can you walk on it?
P: I can but it hurts at the front.
D: Which joints?
P: These knuckles, both hands, and my wrists.
"""
    )
    assert "nearly passed out once, in the supermarket." in told
    assert "The periods stopped 2 years ago." in told
    assert "tried calamine and it does not do a thing." in told
    assert "can walk on it but it hurts at the front." in told
    assert "Location: these knuckles, both hands, and their wrists." in told
