"""Answers stand under the heading of their question; a call has a plan; speech is made fit to read."""

from datetime import UTC, datetime

import pytest

from attending.record.narrative import from_sections, plain_text
from attending.scribe import read_conversation, write_note
from attending.scribe.sentences.fluent import fluent
from attending.scribe.sentences.normalise import clean_words
from attending.scribe.sentences.words import read_words

CALL = """Doctor: Good morning, how can I help you today?
Patient: I've had, um, like a really bad headache for two days, yeah, on the left side.
Doctor: Sorry to hear that. How bad is it, on a scale of one to ten?
Patient: I'd say it's like a seven or eight.
Doctor: Have you had anything like this before?
Patient: No.
Doctor: Do you have any other medical conditions?
Patient: I've got asthma, I use an inhaler.
Doctor: Have you had any operations?
Patient: No.
Doctor: Does anyone in the family have any illnesses?
Patient: My mother has migraines.
Doctor: Do you have any allergies to anything?
Patient: Um, allergies. No.
Doctor: And who do you live with?
Patient: I live with my husband. I'm a teacher.
Doctor: What are you most worried about?
Patient: I'm worried it could be a brain tumour.
Doctor: OK. From what you've told me, it sounds like you may have a migraine.
Patient: Okay.
Doctor: I'd recommend taking some paracetamol, two tablets up to four times a day, and make sure you rest.
Patient: Sure.
Doctor: If it's not better in three days, give us a call.
Patient: Thanks, that sounds good."""


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    draft = write_note(read_conversation(CALL.encode()), None, now=datetime(2026, 1, 1, tzinfo=UTC))
    return {s.title: plain_text([s]) for s in from_sections(draft.resources[0]["section"])}


def test_past_illness_has_a_section_of_its_own(sections):
    assert "asthma" in sections["MEDICAL HISTORY"]
    assert "denies operations" in sections["MEDICAL HISTORY"]
    assert "asthma" not in sections["HISTORY OF PRESENT ILLNESS"]


def test_family_home_and_allergies_stand_under_their_headings(sections):
    assert "migraines" in sections["FAMILY HISTORY"]
    assert "lives with her husband" in sections["SOCIAL HISTORY"]
    assert "denies allergies" in sections["ALLERGIES"]
    assert "to anything" not in sections["ALLERGIES"]


def spoken(text: str) -> str:
    return " ".join(word.text for word in clean_words(read_words(text)))


def test_a_like_that_compares_stays_and_one_that_fills_goes():
    assert "swollen like a grapefruit" in spoken("It was swollen like a grapefruit")
    assert "like" not in spoken("It took like a week")
    assert "like a repeat echo" in spoken("I would like a repeat echo")


def test_what_the_patient_fears_is_told_as_such(sections):
    assert (
        "Ideas, concerns and expectations: The patient is worried it could be a brain tumour"
        in (sections["HISTORY OF PRESENT ILLNESS"])
    )


def test_an_answer_on_a_scale_keeps_its_question(sections):
    assert "everity: 7 or 8" in sections["HISTORY OF PRESENT ILLNESS"]


def test_a_visit_without_examination_has_impression_treatment_and_safety_net(sections):
    plan = sections["ASSESSMENT AND PLAN"]
    assert "1. Migraine." in plan
    assert "paracetamol, 2 tablets up to 4 times a day" in plan
    assert "Follow-up: If it is not better in 3 days" in plan
    assert "PHYSICAL EXAMINATION" not in sections


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("it hasn't been, it's more gradual and it's getting worse", "it is more gradual and it is getting worse"),
        ("I haven't, I felt a bit hot and sweaty", "i felt a bit hot and sweaty"),
        ("It feels, um, like a cramp, and, um, yeah I feel weak", "it feels like a cramp , and i feel weak"),
        ("mostly like my chest, my, my hands", "mostly my chest , my hands"),
        ("Sure, I'm I'm having a lot of pain", "i am having a lot of pain"),
        ("i-i'd like to increase the lisinopril", "i would like to increase the lisinopril"),
        ("I feel like a knife goes through my chest", "i feel like a knife goes through my chest"),
        ("I have no rash, no", "i have no rash"),
        ("I took co-codamol", "i took co-codamol"),
    ],
)
def test_speech_is_made_fit_to_be_read(said, read):
    assert " ".join(fluent([word.text for word in clean_words(read_words(said))])) == read
