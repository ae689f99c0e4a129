"""The chief complaint is what the patient answers to the question that opens the visit."""

from datetime import UTC, datetime

import pytest

from attending.scribe import read_conversation
from attending.scribe.draft import read_visit
from attending.scribe.salience.model import load_engine
from attending.scribe.sections.complaint import chief_complaint

AFTER = (
    "Doctor: Any heartburn?\nPatient: Yes, I do have heartburn.\nDoctor: Let me listen to your chest.\n"
    "Doctor: For your heartburn, take omeprazole, twenty milligrams once a day.\nPatient: Okay, thank you.\n"
)


def complaint(*opening: str) -> str:
    said = "\n".join(opening)
    visit = read_visit(
        read_conversation(f"{said}\n{AFTER}".encode()), None, now=datetime(2026, 1, 1, tzinfo=UTC), engine=load_engine()
    )
    assert visit is not None
    return chief_complaint(visit)[0].text


@pytest.mark.parametrize(
    ("opening", "text"),
    [
        (("Doctor: So what has been happening?", "Patient: I can't get my breath. It started ten days ago."),
         "Shortness of breath."),
        (("Doctor: So what brings you in?", "Patient: I have just been feeling really down."), "Feeling down."),
        (("Doctor: Hi, what happened to the knee?", "Patient: I turned and felt a pop on the inside."), "Knee injury."),
        (("Doctor: How can I help?", "Patient: I have this stabbing headache, only on the left side of my head."),
         "Left-sided headache."),
        (("Doctor: What is going on with him?", "Patient: He is crying and pulling on his left ear."),
         "Pulling on left ear."),
    ],
)  # fmt: skip
def test_the_first_answer_counts_and_not_what_is_asked_for_later(opening, text):
    assert complaint(*opening) == text


def test_a_body_part_in_a_social_answer_is_no_complaint():
    opened = ("Doctor: How can I help?", "Patient: I have been really stressed at work, and I have itchy skin.")
    assert complaint(*opened) == "Itching."
