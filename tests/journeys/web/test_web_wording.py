"""The page of your wording: learned from two signed notes, forgotten, learned again, switched off; yours only."""

import pytest
from tests.journeys.web.hospital import sign_the_note

LEARNED, FORGET, AGAIN = ">uses<", 'action="/wording/forgotten"', 'action="/wording/restored"'


@pytest.fixture
def taught(clinic):
    for number in (2, 3):
        sign_the_note(clinic, number, own_words=("Takes", "Uses"))
    return clinic


def test_before_anything_is_signed_the_page_says_how_it_learns(physician):
    page = physician.get("/wording").text
    assert "Nothing was learned yet" in page
    assert FORGET not in page


def test_a_phrase_changed_in_two_signed_notes_stands_with_its_notes(taught, physician):
    page = physician.get("/wording").text
    assert LEARNED in page
    assert 'href="/reviews/draft-2"' in page
    assert 'href="/reviews/draft-3"' in page
    assert "Takes" not in page.replace("takes", "")


def test_a_wording_is_forgotten_and_learned_again(taught, physician):
    physician.get("/wording")
    gone = physician.post("/wording/forgotten", {"phrase": "takes"}).text
    assert "Nothing was learned yet" in gone
    assert AGAIN in gone
    back = physician.post("/wording/restored", {"phrase": "takes"}).text
    assert FORGET in back
    assert AGAIN not in back


def test_what_nobody_learned_cannot_be_forgotten(taught, physician):
    physician.get("/wording")
    answer = physician.post("/wording/forgotten", {"phrase": "never said"})
    assert answer.status_code == 404
    assert "No wording was learned for this phrase" in answer.text
    assert physician.post("/wording/burned", {"phrase": "takes"}).status_code == 422


def test_it_is_switched_off_and_on(taught, physician):
    assert 'action="/wording/off"' in physician.get("/wording").text
    off = physician.post("/wording/off").text
    assert 'action="/wording/on"' in off
    assert LEARNED in off
    assert 'action="/wording/off"' in physician.post("/wording/on").text


def test_a_colleague_sees_nothing_of_it(taught, browser):
    browser.sign_in("baker")
    page = browser.get("/wording").text
    assert LEARNED not in page
    assert "Nothing was learned yet" in page


def test_nothing_is_changed_without_the_token_of_the_session(taught, physician):
    physician.get("/wording")
    assert physician.http.post("/wording/off", data={}).status_code == 403
    assert 'action="/wording/off"' in physician.get("/wording").text
