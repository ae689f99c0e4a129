"""What "that" stands for in a question, and questions that list nothing."""

from datetime import UTC, datetime

import pytest

from attending.drafts import Conversation, Role, Turn
from attending.record.narrative import from_sections
from attending.scribe import write_note

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def sentences(*lines: str) -> list[str]:
    opening = ("D: What brings you in today?", "P: I have had this cough for two weeks now and it keeps me awake.")
    roles = {"D": Role.CLINICIAN, "P": Role.PATIENT}
    said = [line.split(": ", 1) for line in (*opening, *lines)]
    turns = tuple(Turn(number=n, role=roles[who], text=text) for n, (who, text) in enumerate(said))
    note = write_note(Conversation(id="c1", turns=turns), None, now=NOW).resources[0]
    return [sentence.text for section in from_sections(note["section"]) for sentence in section.sentences]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ("D: How about marijuana? Do you consume that in any form?", "P: No, I don't."),
            "The patient does not consume marijuana.",
        ),
        (
            ("D: Do you have to wake up at night to take a deep breath?", "P: No."),
            "The patient does not have to wake up at night to take a deep breath.",
        ),
        (
            ("D: Any change in your weight?", "P: No, my weight it's been the same."),
            "The patient denies change in their weight.",
        ),
    ],
)
def test_a_question_is_answered_in_whole_words(lines, told):
    assert any(text.lower().endswith(told.lower()) for text in sentences(*lines))


def test_an_answer_that_only_confirms_its_no_says_nothing_more():
    found = sentences(
        "D: Any changes to your hearing?", "P: No, that's been normal.", "D: Okay.", "P: That makes sense, thank you."
    )
    assert not [text for text in found if "normal" in text or "makes sense" in text]


def test_a_question_is_no_reason_for_the_visit():
    lines = ("D: Has he been complaining of any headaches at all?", "P: No.", "D: Did you injure your chest?", "P: No.")
    assert sentences(*lines)[0] == "Cough."
