"""Orders, values and findings stand in the note, each in its place, whatever the learned score says."""

from datetime import UTC, datetime

import pytest

from attending.drafts import Conversation, Role, Turn
from attending.record.narrative import from_sections, plain_text
from attending.scribe import write_note
from attending.scribe.content.problems import is_problem

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROLES = {"D": Role.CLINICIAN, "P": Role.PATIENT}
VISIT = """
D: Hello, have a seat. What brings you in today? I gave you the inhaler in the spring.
P: I've had a cough for four days and I'm short of breath.
D: Are you bringing up phlegm?
P: Yes, it is green. [laughs] The chest hurts when I cough.
D: And the tiotropium, once a day?
P: Well, it ran out. Two weeks ago, I think.
D: Do you wake up at night gasping for air?
P: Twice this week.
D: Amlodipine?
P: Yes, every day, five milligrams.
D: Let me examine you. Blood pressure is one forty four over eighty six. Temperature ninety-nine point four.
D: Your weight is one ninety-two point five. There is wheezing on both sides. The belly's soft, I can't feel the spleen.
D: There is no swelling of the soft palate. The thyroid is not enlarged. You are tender in the left lower quadrant.
D: The white count is eleven point eight.
D: This is a flare-up of your COPD.
D: So, prednisone forty milligrams once a day in the morning for five days.
D: For the mood, sertraline, since it helped your father. Fifty milligrams once a day in the morning.
D: I'd like stool tests: a culture, and C. diff.
D: I'm referring you to the dietitian. Salt under two grams a day. I'll see you in two weeks.
D: If you get more short of breath, go to the emergency room.
P: Okay, thank you.
"""


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    lines = [line.split(": ", 1) for line in VISIT.strip().splitlines()]
    turns = tuple(Turn(number=i, role=ROLES[who], text=text) for i, (who, text) in enumerate(lines))
    draft = write_note(Conversation(id="visit", turns=turns), None, now=NOW)
    texts = from_sections(draft.resources[0]["section"])
    return {one.title: plain_text([one]) for one in texts}


@pytest.mark.parametrize(
    "order",
    [
        "rednisone 40 mg once a day in the morning for 5 days",
        "ertraline 50 mg once a day",
        "C. diff",
        "dietitian",
        "in 2 weeks",
        "Salt under 2 g a day",
    ],
)
def test_what_is_ordered_stands_in_the_plan(sections: dict[str, str], order: str) -> None:
    assert order in sections["ASSESSMENT AND PLAN"]


@pytest.mark.parametrize("value", ["144/86", "99.4", "192.5"])
def test_what_is_measured_stands_under_vital_signs(sections: dict[str, str], value: str) -> None:
    assert value in sections["VITALS REVIEWED"]


def test_a_laboratory_value_stands_under_results(sections: dict[str, str]) -> None:
    assert "11.8" in sections["RESULTS"]


@pytest.mark.parametrize(
    ("system", "finding"),
    [
        ("Respiratory:", "heezing on both sides"),
        ("Gastrointestinal:", "spleen not palpable"),
        ("Gastrointestinal:", "left lower quadrant"),
        ("Ears, Nose, Mouth and Throat:", "soft palate"),
        ("Neck:", "hyroid"),
    ],
)
def test_a_finding_stands_under_its_system(sections: dict[str, str], system: str, finding: str) -> None:
    lines = sections["PHYSICAL EXAMINATION"].splitlines()
    assert any(line.startswith(system) and finding in line for line in lines)


def test_medications_hold_what_is_taken_and_not_what_is_planned(sections: dict[str, str]) -> None:
    assert "it ran out, 2 weeks ago" in sections["MEDICATIONS"]
    assert "mlodipine: every day, 5 mg" in sections["MEDICATIONS"]
    assert "rednisone" not in sections["MEDICATIONS"]
    assert "ertraline" not in sections["MEDICATIONS"]


def test_no_greeting_and_no_noise_stands_in_the_history(sections: dict[str, str]) -> None:
    history = sections["HISTORY OF PRESENT ILLNESS"]
    assert "seat" not in history
    assert "augh" not in history


def test_a_time_alone_is_joined_to_what_it_tells_of(sections: dict[str, str]) -> None:
    assert ". 2 weeks ago." not in sections["HISTORY OF PRESENT ILLNESS"]


@pytest.mark.parametrize("heading", ["visit", "medicine", "few days can also help"])
def test_a_heading_that_names_no_problem_is_refused(heading: str) -> None:
    assert not is_problem(heading)


@pytest.mark.parametrize("heading", ["heart failure", "right knee pain", "anemia", "hand eczema", "mood"])
def test_a_heading_that_names_a_problem_is_taken(heading: str) -> None:
    assert is_problem(heading)


def test_a_finding_of_the_examination_is_not_told_again_in_the_plan(sections: dict[str, str]) -> None:
    assert "thyroid is not enlarged" not in sections["ASSESSMENT AND PLAN"]
    assert "192.5" not in sections["ASSESSMENT AND PLAN"]


def test_how_often_answers_a_question_with_yes(sections: dict[str, str]) -> None:
    assert "gasping for air, twice this week" in sections["HISTORY OF PRESENT ILLNESS"]


def test_warnings_and_the_clinicians_own_doings_are_no_history(sections):
    history = sections["HISTORY OF PRESENT ILLNESS"]
    assert "emergency room" not in history
    assert "I gave" not in history
