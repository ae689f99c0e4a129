"""Before a note is written it is read over: what a physician would strike out is not there, what is torn is mended."""

from datetime import UTC, datetime

import pytest

from attending.drafts import Conversation, Role, Turn
from attending.record.narrative import from_sections
from attending.scribe import write_note
from attending.scribe.proofreading.copy_edits import copy_edited
from attending.scribe.proofreading.unfit import is_unfit
from attending.scribe.sentences.boundary_clauses import unfinished

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HISTORY, EXAM, FAMILY, PLAN = (
    "HISTORY OF PRESENT ILLNESS",
    "PHYSICAL EXAMINATION",
    "FAMILY HISTORY",
    "ASSESSMENT AND PLAN",
)


def sections(*lines: str) -> dict[str, list[str]]:
    """The sentences of a note by heading, their labels before them."""
    roles = {"D": Role.CLINICIAN, "P": Role.PATIENT}
    said = [line.split(": ", 1) for line in lines]
    turns = tuple(Turn(number=i, role=roles[who], text=text) for i, (who, text) in enumerate(said))
    draft = write_note(Conversation(id="visit", turns=turns), None, now=NOW)
    return {
        s.title: [f"{q.lead} {q.text}".strip() for q in s.sentences]
        for s in from_sections(draft.resources[0]["section"])
    }


@pytest.mark.parametrize(
    ("said", "after", "waits"),
    [
        ("for your swollen wrist", "i want you to wear", "comma"),
        ("if the cast feels tight", "you can come back", "comma"),
        ("the tunnel", "that is found under the palm", "on"),
        ("we will look to see", "how big the stone is", "on"),
        ("this is a drug", "we call a steroid", "on"),
        ("i will send you for a scan", "which will help us decide", "comma"),
        ("take one tablet", "three times a day with food", "on"),
        ("to see how wide the crack is", "we will take a picture", "ends"),
        ("your wrist is broken", "i want you to rest", None),
        ("please call us if it swells", "i want you to rest", None),
        ("when did it start", "it started when", None),
    ],
)
def test_a_clause_waits_for_what_it_opens(said: str, after: str, waits: str | None) -> None:
    assert unfinished(said.split(), after.split()) == waits


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("She said she she said she lost her splint.", "She said she lost her splint."),
        ("I was notified he was in the hospital for gout.", "He was in the hospital for gout."),
        ("We will ordering a scan.", "We will order a scan."),
        ("We will see him in 2 weeks and based on the scan.", "We will see him in 2 weeks."),
        ("He has an acute ankle, sprain.", "He has an acute ankle sprain."),
        ("But no wheezes.", "No wheezes."),
        ("She thinks she goes too far.", "She thinks she goes too far."),
    ],
)
def test_strokes_take_words_out_and_keep_the_meaning(spoken: str, written: str) -> None:
    assert copy_edited(spoken, whole=False, examined=False) == written


def test_a_phrase_of_the_history_gets_its_verb() -> None:
    assert copy_edited("A little chest pain.", whole=True, examined=False) == "The patient reports a little chest pain."
    assert copy_edited("No chest pain.", whole=True, examined=False) == "The patient denies chest pain."


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (HISTORY, "When it swells and she limps."),
        (HISTORY, "The patient denies his sugar measured."),
        (HISTORY, "On his heart exam, he has a regular rhythm."),
        (EXAM, "It leads to a reaction in the skin."),
        (EXAM, "Based on the x-ray, tenderness right here."),
        (FAMILY, "The patient does not keep getting sick."),
        (PLAN, "A breathing test to assess."),
        (PLAN, "My nurse will come in with the orders."),
    ],
)
def test_what_breaks_off_or_stands_wrongly_is_left_out(title: str, text: str) -> None:
    assert is_unfit(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (HISTORY, "When she squats, she has pain."),
        (HISTORY, "She has not had an attack for a while."),
        (EXAM, "Resisted flexion causes pain in the right groin."),
        (FAMILY, "No history of seizures."),
        (PLAN, "If she is not better, she should call."),
    ],
)
def test_what_reads_well_stays(title: str, text: str) -> None:
    assert not is_unfit(title, text)


def test_half_a_milligram_behind_a_stop_belongs_to_its_dose() -> None:
    plan = sections(
        "D: so what brings you in today",
        "P: i have had swollen ankles for two weeks and i get short of breath on the stairs",
        "D: okay let me examine you on your heart exam there is a regular rate and rhythm",
        "D: for your heart failure i want to start you on carvedilol twelve . five milligrams twice a day",
        "P: okay",
    )[PLAN]
    assert any("12.5 mg" in line for line in plan)


def test_a_problem_is_named_as_the_illness_it_is() -> None:
    plan = sections(
        "D: Hi. What brings you in?",
        "P: I have had pain in my right flank for three days and I saw blood in my urine.",
        "D: Let me examine you. On your abdominal exam, there is tenderness on the right side.",
        "D: The CT showed that you do have a stone measuring five millimeters in size.",
        "D: So that kidney stone should pass. I want to prescribe ibuprofen 600 milligrams every six hours.",
        "P: Okay.",
    )[PLAN]
    headings = [line for line in plan if line.startswith("1.")]
    assert headings == ["1. Kidney stone."]
