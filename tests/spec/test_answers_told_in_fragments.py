"""Patients answer in pieces: numbers told alone, sides, places, "both". The history holds them with their question."""

import pytest
from tests import visits

BEGINS = "D: What brings you in today?\nP: I have had pain in my chest for some days now.\n"
ENDS = """
D: Alright, let me examine you. Your lungs are clear and heart sounds are normal.
D: We will do a blood test and see you in a week.
P: Okay.
"""


def history(*turns: str, begins: str = BEGINS) -> str:
    """The history of a visit with those turns in it, told of a patient whose sex is not known."""
    return visits.note_of(begins + "\n".join(turns) + ENDS)["HISTORY OF PRESENT ILLNESS"]


def complaint(answer: str, asked: str = "What brings you in?") -> str:
    """The chief complaint of a visit that begins with this answer."""
    later = "D: How long has it been going on?\nP: For two weeks, it gets worse.\nD: Any fever?\nP: No.\n"
    return visits.note_of(f"D: {asked}\nP: {answer}\n{later}{ENDS}")["CHIEF COMPLAINT"]


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ("How bad is it out of ten?", "Usually a 4. 7 when I climb stairs.", "usually a 4, 7 when they climb stairs"),
        ("What's it like out of ten?", "3 when I sit. 7 when I bend.", "Severity: 3 when they sit, 7 when they bend"),
        ("What does it feel like?", "Like a pressure. Like somebody sitting on me.", "sitting on them"),
        ("Can you describe it?", "Throbbing. Like a drum.", "Quality: throbbing, like a drum"),
        ("What makes it worse?", "Bending, mostly. And sitting for long.", "bending, mostly and sitting for long"),
        ("What sets it off?", "Stairs. Getting up from a chair.", "Worse with: stairs, getting up from a chair"),
        ("What have you tried?", "Tylenol. A heating pad.", "Tylenol, a heating pad"),
        ("Are you coughing more often?", "Yeah, like every half an hour.", "more often, like every half an hour"),
    ],
)
def test_what_an_answer_goes_on_with_stands_with_it(asked: str, answered: str, told: str) -> None:
    assert told in history(f"D: {asked}", f"P: {answered}")


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ("Does it go anywhere?", "It goes down my left arm.", "goes down their left arm"),
        ("Does it go anywhere?", "Down my left arm.", "It goes down their left arm"),
        (
            "Does it shoot down the leg?",
            "Down to the knee on the right.",
            "down the leg, down to the knee on the right",
        ),
        ("Is it one side or both?", "Maybe a bit more on the right, but both.", "Side: maybe a bit more on the right"),
        ("Which foot?", "The right one.", "Side: right foot."),
        ("Where exactly is it?", "Right here in the middle.", "It is in the middle"),
        ("Any swelling?", "The left one, after I walk.", "reports swelling, the left one, after they walk"),
        ("Any fever?", "38.9 yesterday.", "reports fever, 38.9 yesterday"),
    ],
)
def test_places_sides_and_numbers_told_alone_say_of_what_they_are(asked: str, answered: str, told: str) -> None:
    assert told in history(f"D: {asked}", f"P: {answered}")


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        (
            "How long's that been going on?",
            "Since Saturday, I was lifting a box.",
            "Duration: since Saturday, they were",
        ),
        ("When did the rash start?", "Two days ago, after I mowed the lawn.", "Onset of rash: 2 days ago, after they"),
        ("How long?", "Six months, maybe more.", "Duration: 6 months, maybe more"),
        ("Right, when did that come on?", "Two days ago.", "It came on 2 days ago"),
    ],
)
def test_since_when_is_told_with_what_happened_then(asked: str, answered: str, told: str) -> None:
    assert told in history(f"D: {asked}", f"P: {answered}")


def test_a_stop_behind_a_number_ends_a_sentence() -> None:
    assert "4.7" not in history("D: How bad is it?", "P: It is a 4. 7 when I climb stairs.")


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("I've got this burning sensation when I pee.", "Dysuria."),
        ("My knees. They both hurt.", "Bilateral knee pain."),
        ("Both my knees are killing me.", "Bilateral knee pain."),
        ("It's my back, it's killing me. It's the lower back.", "Lower back pain."),
        ("My ankle's swollen.", "Ankle swelling."),
        ("I fell off my bike and hurt my wrist.", "Wrist injury."),
        ("My lower back.", "Lower back problem."),
        ("I can't sleep.", "Insomnia."),
        ("Hi doctor, I've been under the weather and I've got a terrible sore throat.", "Sore throat."),
        ("I'm just not feeling myself lately.", "Feeling unwell."),
    ],
)
def test_the_complaint_is_what_the_patient_answers_first(answer: str, named: str) -> None:
    assert complaint(answer) == named


def test_what_a_parent_answers_is_kept_like_a_patients_own_answer() -> None:
    told = history(
        "D: Any fever?",
        "M: 38.9 yesterday.",
        "D: Any rash?",
        "M: Just on her tummy. It came up this morning.",
        "D: Is she eating?",
        "M: She drinks okay, she does not eat much.",
        begins="D: So tell me what's been happening with Mia.\nM: She's had a cough for about a week.\n",
    )
    assert "fever, 38.9 yesterday" in told
    assert "rash, on her abdomen" in told
    assert "Tell me" not in told
