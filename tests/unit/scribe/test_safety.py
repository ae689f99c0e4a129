"""What a reader must never find in a note, and what must never be missing from it."""

from datetime import UTC, datetime

import pytest

from attending.drafts import Conversation, Role, Turn
from attending.record.narrative import from_sections, plain_text
from attending.scribe import write_note

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROLES = {"D": Role.CLINICIAN, "P": Role.PATIENT, "M": Role.OTHER}

COUGH = """
D: What brings you in today?
P: I have had a cough for three days and it keeps me up at night.
"""
"""Enough of a visit for a note, before the lines that matter."""


def note(text: str) -> str:
    """The note of lines "D: …", "P: …" and "M: …" (mother)."""
    lines = [line.split(":", 1) for line in text.strip().splitlines() if line]
    turns = tuple(Turn(number=i, role=ROLES[who], text=said.strip()) for i, (who, said) in enumerate(lines))
    draft = write_note(Conversation(id="visit", turns=turns), None, now=NOW)
    return plain_text(from_sections(draft.resources[0]["section"]))


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Have you had thoughts of ending your life?", "Sometimes I think it would be easier not to wake up."),
        ("Any thoughts of hurting yourself?", "No, never."),
        ("Do you ever feel that life is not worth living?", "I don't know. Some days."),
        # words for which any other sentence would be left out or mended
        ("Any thoughts of hurting yourself?", "I would be happy to die, I would be happy to"),
        ("Any thoughts of suicide?", "My my nurse will come in with the"),
        ("have you had any thoughts of harming yourself", "i would be happy to not wake up when i am at"),
    ],
)
def test_thoughts_of_dying_stand_in_the_note_as_they_were_said(asked: str, answered: str) -> None:
    written = note(COUGH + f"D: {asked}\nP: {answered}\n")
    assert asked in written
    assert answered.rstrip(".") in written


def test_thoughts_of_dying_that_nobody_asked_for_stand_in_the_note() -> None:
    assert "I wish I was dead" in note(COUGH + "D: How is your mood?\nP: Honestly, I wish I was dead.\n")


def test_an_injury_is_no_self_harm() -> None:
    assert "Asked" not in note(COUGH + "D: Did you hurt yourself anywhere else? Your head?\nP: No.\n")
    assert "Asked" not in note(COUGH + "D: How did you hurt yourself?\nP: I hurt myself while lifting a box at work.\n")


PLAN = COUGH + "D: Your lungs are clear. I want to start you on amoxicillin 500 milligrams three times a day.\n"


@pytest.mark.parametrize(
    "said", ["D: Does that sound good?\nP: Yes, okay.", "P: That sounds good.", "P: Yes, let's do that."]
)
def test_a_clear_yes_to_the_plan_is_consent(said: str) -> None:
    assert "agrees with the recommended" in note(PLAN + said)


@pytest.mark.parametrize(
    "said",
    ["P: Okay.", "P: Great, thanks, bye.", "P: I am not sure that sounds good.", "D: Where do you work?\nP: Yes."],
)
def test_a_bare_okay_is_no_consent(said: str) -> None:
    assert "agrees with the recommended" not in note(PLAN + said)


def review(text: str) -> str:
    """The review of systems of a visit that holds these lines."""
    written = note(COUGH + text)
    return written.partition("REVIEW OF SYSTEMS")[2].partition("PHYSICAL EXAMINATION")[0].partition("ASSESSMENT")[0]


@pytest.mark.parametrize(
    ("said", "not_a_finding"),
    [
        ("D: What have you taken?\nP: Acetaminophen, and those numbing lozenges.", "numbness"),
        ("D: Any allergies?\nP: It was the penicillin. I got hives everywhere.", "hives"),
        ("D: Any reactions?\nP: The doxycycline gave me a bad rash in the sun.", "rash"),
        ("D: Have you had this before?\nP: I had terrible headaches ten years ago.", "headache"),
        (
            "D: Any trouble with swallowing or heartburn from that?\nP: Every Sunday. No, no problems.",
            "Reports heartburn",
        ),
        ("D: Do you have any nausea, headache, or dizziness?\nP: Yes, some dizziness.", "nausea"),
        ("D: Do you have any nausea or dizziness?\nP: Yes.", "nausea"),
        ("P: Can it give me diarrhea?\nD: It may cause some diarrhea, yes.", "diarrhea"),
        ("D: Any chills?\nP: No shivering.", "Reports chills"),
    ],
)
def test_words_of_another_context_are_no_findings(said: str, not_a_finding: str) -> None:
    written = review(said)
    assert "cough" in written
    assert not_a_finding not in written


def test_what_is_reported_now_still_stands_in_the_review() -> None:
    written = review(
        "D: Do you have any nausea, headache, or dizziness?\nP: Yes, some dizziness.\nD: Any chills?\nP: No shivering."
    )
    assert "Reports dizziness" in written
    assert "Denies chills" in written


def test_a_corrected_dose_and_blood_pressure_stand_once() -> None:
    written = note(
        COUGH
        + "D: Blood pressure is one oh four over... no, sorry, that's one twenty-four over seventy-six.\n"
        + "D: I want to give you amoxicillin six hundred milligrams twice a day, for ten days...\n"
        + "D: no, wait, seven days is enough.\n"
    )
    assert "124/76" in written
    assert "104" not in written
    assert "10 days" not in written


def test_what_a_mother_did_is_not_what_the_child_did() -> None:
    written = note("""
D: Hi, Mrs. Silva. What is going on with him?
M: He was up all night. He is crying and pulling on his left ear.
D: Did he have a fever?
M: Yes, I measured it, it was a hundred and two point six. I gave him Tylenol and it came down.
D: Is he eating?
M: He is not eating much. I gave it at midnight again.
D: He has an ear infection. For the fever, you can give him acetaminophen, seven milliliters every six hours.
""")
    assert "His mother measured it" in written
    assert "e gave him" not in written.replace("mother gave him", "")
    assert "e can give him" not in written


def test_a_parent_marked_as_the_patient_is_still_the_parent() -> None:
    written = note("""
D: Hi mom, what is going on with him?
P: My three year old son was up all night. He is crying and pulling on his left ear since Thursday.
D: Did he have a fever?
P: He had a fever of a hundred and two. I gave him Tylenol and it came down.
D: Is he eating? Does he drink? Was he sick before?
P: He is not eating much, but he drinks. He was never sick.
""")
    assert "He gave him" not in written
    assert "patient gave him" not in written
    assert "mother's three" not in written


def test_a_fathers_admission_is_not_the_patients() -> None:
    written = note(
        COUGH
        + """
D: Is there anyone in the family with depression?
P: My dad. He was in the hospital for it when I was, like, twelve.
"""
    )
    assert "He was in the hospital" not in written
    assert "hospital" not in written or "father was in the hospital" in written
