"""The history: what was once, what is now, whom it is about, and answers that deny all or only a part."""

import pytest
from tests.visits import note_of, sentences_of

HISTORY = "HISTORY OF PRESENT ILLNESS"
OPENING = "P: My foot has been sore for two weeks, and I do not remember knocking it or doing anything else to it."


def told(*lines: str) -> str:
    """What the sections of history say of a visit that begins with a sore foot."""
    note = note_of("\n".join(("D: What brings you in?", OPENING, *lines)))
    kept = (HISTORY, "MEDICAL HISTORY", "SOCIAL HISTORY", "FAMILY HISTORY", "MEDICATIONS", "REVIEW OF SYSTEMS")
    return " ".join(note.get(title, "") for title in kept)


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        ("Have you ever had an ulcer before?", "Yes, other foot, 2019.", "has had an ulcer, other foot, 2019."),
        ("Have you ever had a clot before?", "Yeah, in the other leg, after my knee surgery in 2016.",
         "has had a clot, in the other leg, after"),
        ("Ever had mono?", "In high school.", "had mono in high school."),
        ("Do you vomit?", "I used to as a teenager.", "used to vomit as a teenager."),
        ("When was your last Pap smear?", "2021, it was normal.", "Last Pap smear: 2021, it was normal."),
    ],
)  # fmt: skip
def test_what_was_once_is_told_as_past(asked: str, answered: str, expected: str) -> None:
    note = told(f"D: {asked}", f"P: {answered}")
    assert expected in note
    assert "reports an ulcer" not in note.lower()


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        ("Any headache, double vision, weakness in your arms?", "No headache. No, nothing like that.",
         "double vision"),
        ("Any problems with your bladder or bowels?", "No. I mean I've always been a bit constipated.",
         "problems with"),
        ("Are you on blood thinners?", "No, just my thyroid tablet.", "not on blood thinners, only"),
        ("Do you hear voices or see things other people don't?", "No.", "not hear voices or see things"),
    ],
)  # fmt: skip
def test_a_denial_of_all_stands_whatever_the_answer_goes_on_with(asked: str, answered: str, expected: str) -> None:
    assert expected in told(f"D: {asked}", f"P: {answered}")


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        (
            "Do you have high blood pressure, diabetes, high cholesterol?",
            "Diabetes. Not the others.",
            "has diabetes",
        ),
        ("How much coffee do you drink?", "Five cups.", "Coffee: 5 cups."),
        ("Are you using inhalers?", "The purple one, twice a day.", "nhalers: the purple one, twice a day."),
        ("Are you drinking?", "Not as much as usual.", "Drinking: not as much as usual."),
        ("Have you taken anything for the pain?", "My wife gave me an aspirin.", "wife gave"),
        ("Is it worse with anything?", "Sitting.", "Worse with: sitting."),
        ("Have you got a fever?", "I had one on Monday.", "had a fever on Monday"),
    ],
)
def test_an_answer_takes_the_name_of_what_was_asked(asked: str, answered: str, expected: str) -> None:
    note = told(f"D: {asked}", f"P: {answered}")
    assert expected in note
    assert "has taken their wife" not in note


def test_a_part_of_what_was_asked_is_no_whole() -> None:
    note = told(
        "D: Can you eat and drink?",
        "P: Drink, yeah. Eating hurts.",
        "D: Any bleeding in between or after sex?",
        "P: Not in between. After sex, once, a couple weeks ago.",
        "D: Are you coughing up any blood?",
        "P: No.",
    )
    assert "can eat and drink" not in note
    assert "Denies bleeding" not in note
    assert "After sex, once" in note
    assert "Denies cough" not in note


def test_an_answer_that_ends_with_was_is_completed_from_its_question() -> None:
    note = note_of("""
        D: Who's this with you?
        M: I'm her husband. She was fine at breakfast, and at half past nine she couldn't get her words out.
        D: Was the speech slurred?
        M: No, she just couldn't find the words.
        D: Was her face droopy?
        M: I thought the right side was.
        D: How is it now, Mrs Carter?
        P: Better. I can talk now.
    """)
    assert "speech was not slurred" in note[HISTORY]
    assert "right side was droopy" in note[HISTORY]
    assert "better now" in note[HISTORY]


def test_a_child_is_called_about_and_the_story_is_the_childs() -> None:
    sentences = sentences_of("""
        D: Hello, Dr Brown speaking. You're calling about your son?
        P: Yes, Leo. He's four. He's come out in spots. Woke up with them yesterday.
        D: Has he got a fever?
        P: He had one on Monday. He sounded like a seal too.
        D: Is anyone at home pregnant?
        P: I'm thirty weeks.
    """)[HISTORY]
    note = " ".join(sentences)
    assert "calling about" not in note
    assert "He woke up" in note or "The patient woke up" in note
    assert "like a seal" in note
    assert "parent is 30 weeks" in note


def test_the_brother_of_a_father_is_not_the_patients() -> None:
    note = told(
        "D: Was your father affected, sir?",
        "P: No, he died of a heart attack. His brother had it though, in his seventies.",
        "D: Does the foot swell up?",
        "P: Only in the evening when I have been standing at work.",
    )
    assert "father's brother had it" in note


def test_a_former_score_stands_beside_the_score_of_now() -> None:
    note = note_of("""
        D: what brings you to the emergency room today
        P: i've been having this chest pain since like six this morning
        D: and how bad was it on a scale of one to ten
        P: it was an eight then now it's like a three
    """)[HISTORY]
    assert "8" in note
    assert "now it is a 3" in note.lower()


def test_a_part_named_alone_is_what_the_next_sentence_is_about() -> None:
    note = note_of("""
        D: What brought you in tonight?
        P: It's my left calf. It's been swollen for about three days and now it's really sore to walk on.
        D: Did you hurt it?
        P: No.
    """)[HISTORY]
    assert "left calf has been swollen" in note


def test_a_surgery_that_calls_is_no_operation() -> None:
    note = note_of("""
        D: Hello, it's Dr Lane calling back from the surgery.
        P: Yes, hello doctor. It's about these dizzy turns. Every time I turn over in bed the room spins.
    """)
    assert "MEDICAL HISTORY" not in note


def test_what_is_answered_of_self_harm_stands_as_a_sentence_before_its_quotation() -> None:
    note = note_of("""
        D: How have things been?
        P: I've been really low since August.
        D: Have you thought about ending your life?
        P: I've thought about it, but I wouldn't do it.
        D: Have you made any plans?
        P: No.
    """)[HISTORY]
    assert 'not made plans. Asked "Have you made any plans?", answered "No".' in note


@pytest.mark.parametrize(
    ("asked", "answered", "expected", "false"),
    [
        ("How often are you using the blue inhaler?", "Every day.", "lue inhaler: every day.", "Frequency"),
        ("How heavy is the bleeding?", "Just spotting, brownish.", "leeding: spotting", "eavy is the bleeding"),
        ("Do you avoid things because of it?", "I don't drive anymore.", "not drive any", "not avoid"),
        ("How long has this been going on?", "Since about Easter. No, before that, since Christmas really.",
         "since Christmas", "Easter"),
        ("Have you actually passed out?", "No, but I almost did yesterday in the shower.",
         "almost passed out yesterday", "almost did"),
        ("Has this happened before?", "Last year, for about a week.", "happened last year, for", "Last year, for"),
        ("Do you still drive?", "I gave it up in the spring.", "riving: they gave it up in", "patient gave"),
        ("Is that helping?", "A little.", "helping, a little", "helping."),
        ("Do you have trouble holding your water?", "I don't always make it.", "not always make it", "not have tr"),
        ("Who's at home?", "Just me and my partner.", "partner", "self and"),
    ],
)  # fmt: skip
def test_an_answer_says_no_more_and_no_less_than_it_said(asked: str, answered: str, expected: str, false: str) -> None:
    note = told(f"D: {asked}", f"P: {answered}", "D: Any rash?", "P: No, not that I have seen.")
    assert expected in note
    assert false not in note


def test_what_was_not_noticed_is_not_denied() -> None:
    note = note_of("""
        D: Hi, you're calling about your daughter?
        P: Yeah, Ava, she's nine months. She's been throwing up since last night.
        D: Is she making tears when she cries?
        P: I haven't noticed.
    """)[HISTORY]
    assert "not making tears" not in note


def test_what_a_fall_left_unremembered_is_no_denied_fall() -> None:
    note = note_of("""
        D: I hear you had a fall?
        P: I did. I got up to go to the toilet and my legs just went.
        D: Did you black out?
        P: I don't remember falling, I remember being on the floor.
    """)
    assert "Denies falls" not in note.get("REVIEW OF SYSTEMS", "")
