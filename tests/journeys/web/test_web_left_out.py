"""What was said and does not stand in the note, on the page of its review: added, dismissed, taken back."""

import re

import pytest
from msgspec.structs import replace
from tests.journeys.web.hospital import SYSTEM
from tests.journeys.web.test_web_note import version

from attending.review.linking import Examination

SAID = """Doctor: New patient. Past medical history includes gerd, anxiety and migraine. Here for belly pain today.
Patient: Yes it's my belly, it's been three weeks, it hurts after I eat.
Doctor: I know that you were endorsing some night sweats on the form.
Patient: Yeah.
Doctor: I'll start you on omeprazole 20 mg once a day. See you back in two weeks.
"""
SWEATS, ILLNESSES = "Reports night sweats.", "History of gastroesophageal reflux disease and anxiety."


@pytest.fixture
def drafted(physician):
    """Address of the review of a note that leaves out what was dictated and what stood on a form."""
    physician.get("/conversations/new")
    page = physician.post("/conversations", {"patient": "p1", "text": SAID, "consent": "1", "style": "outpatient"})
    found = re.search(r'action="(/reviews/[^"/]+)/style"', page.text)
    assert found
    return found[1]


def left(page):
    """The id of each thing that is left out, by its sentence."""
    rows = re.findall(r'data-left="([^"]+)"[^>]*aria-label="[^:]+: ([^"]+)"', page.text)
    return {sentence: name for name, sentence in rows}


def decide(physician, address, name, what):
    page = physician.get(address)
    return physician.post(f"{address}/left-out/{name}", {"version": version(page), "decide": what})


def test_it_is_listed_worst_first_with_where_it_would_stand_and_its_turn(physician, drafted):
    page = physician.get(drafted)
    assert list(left(page)) == [SWEATS, ILLNESSES]
    assert "→ History of present illness" in page.text
    assert 'data-go-turn="2"' in page.text


def test_it_is_added_as_the_clinicians_own_sentence_with_its_turn(physician, drafted):
    page = decide(physician, drafted, left(physician.get(drafted))[SWEATS], "add")
    assert "Added to the note, with the words it rests on." in page.text
    assert list(left(page)) == [ILLNESSES]
    note = page.text[page.text.index("data-note") : page.text.index('id="pane-checks"')]
    sentence = note[note.index(f"<ins>{SWEATS}</ins>") :]
    assert "written here" in sentence[:900]
    assert "turn 3" in sentence[:900]
    assert "What was left out added by" in page.text


def test_it_is_dismissed_and_taken_back(physician, drafted):
    name = left(physician.get(drafted))[ILLNESSES]
    page = decide(physician, drafted, name, "dismiss")
    assert list(left(page)) == [SWEATS]
    assert "0 added, 1 dismissed" in page.text
    restyled = physician.post(f"{drafted}/style", {"version": version(page), "style": "soap"})
    assert list(left(restyled)) == [SWEATS]
    assert list(left(decide(physician, drafted, name, "take-back"))) == [SWEATS, ILLNESSES]


def test_a_decision_from_a_page_that_was_left_open_changes_nothing(physician, drafted):
    page = physician.get(drafted)
    name = left(page)[SWEATS]
    physician.post(f"{drafted}/left-out/{name}", {"version": version(page), "decide": "dismiss"})
    again = physician.post(f"{drafted}/left-out/{name}", {"version": version(page), "decide": "add"})
    assert again.status_code == 409
    assert "0 added, 1 dismissed" in again.text
    nothing = physician.post(f"{drafted}/left-out/{name}", {"version": version(again), "decide": "perhaps"})
    assert nothing.status_code == 422


def test_a_note_without_a_conversation_says_that_it_is_not_assessed(physician, clinic, review_id):
    review = clinic.reviews.read(review_id, grant=SYSTEM)
    alone = replace(review.draft, id="alone")
    clinic.reviews.submit(alone, Examination(()), to=review.assigned, grant=SYSTEM)
    assert "Not assessed: this note has no conversation to compare it with." in physician.get("/reviews/alone").text
