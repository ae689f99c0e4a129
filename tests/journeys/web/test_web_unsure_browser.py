"""A recording in which it stays unsure who says something, in a real browser: told, found by keyboard, heard again."""

from threading import Event

import pytest
from tests.journeys.web.desk import AXE, Desk, chromium, desk, look, playwright, pytestmark
from tests.journeys.web.serving import served_with_speech
from tests.voices import LINES, SpeechServer, hears, needs_espeak, visit

__all__ = ["chromium", "desk"]
pytestmark = [*pytestmark, needs_espeak]

SAID = (*LINES[:2], ("en-gb+f1", "Since Monday."), *LINES[2:])
"""A third voice, much like one of the two, says what anybody may say."""


@pytest.fixture(scope="module")
def speech():
    running = SpeechServer(hears(visit(SAID, noise=0.004)))
    yield running
    running.close()


@pytest.fixture
def server(clinic, speech):
    yield from served_with_speech(clinic, speech.url)


def send(desk: Desk, tmp_path) -> None:
    """A file of one microphone, sent with the page."""
    page, file = desk.page, tmp_path / "visit.wav"
    file.write_bytes(visit(SAID, noise=0.004).wav)
    page.goto("/recordings/new")
    page.select_option("#patient", "p1")
    page.check("#consent")
    page.click(".or-file summary")
    page.set_input_files("#file", file)
    page.click("[data-send-file]")


def bring(desk: Desk, tmp_path) -> None:
    """A file of one microphone, sent with the page, and its draft opened."""
    send(desk, tmp_path)
    desk.page.wait_for_url("**/reviews/**", timeout=180_000)


def test_a_turn_whose_speaker_is_unsure_is_marked_and_its_check_leads_to_it_and_plays_it(desk, tmp_path):
    page, expect = desk.page, playwright.expect
    bring(desk, tmp_path)
    turn = page.locator(".turn.is-unsure")
    expect(turn).to_have_count(1)
    expect(turn).to_contain_text("speaker unsure")
    check = page.locator(".check", has_text="It is not certain who says turn").first
    expect(check).to_be_visible()
    check.get_by_role("button", name="Show 0").focus()
    page.keyboard.press("Enter")
    expect(turn).to_have_class("turn clinician is-unsure is-cited")
    expect(turn.locator("button").first).to_be_focused()
    hear = check.get_by_role("button", name="Hear 0")
    hear.focus()
    with page.expect_response("**/clip?*") as heard:
        page.keyboard.press("Enter")
    assert heard.value.status == 200
    if AXE.is_file():
        assert look(page) == []
    assert desk.complaints == []


def test_transcribing_is_stopped_and_gone_on_with_by_keyboard(desk, speech, tmp_path, monkeypatch):
    page, expect, well, let = desk.page, playwright.expect, speech.behave, Event()
    monkeypatch.setattr(speech, "behave", lambda handler, asked: (let.wait(), well(handler, asked)))
    send(desk, tmp_path)
    stop = page.get_by_role("button", name="Stop transcribing")
    expect(page.get_by_text("Heard 0 of")).to_be_visible(timeout=60_000)
    stop.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It stops behind the part that is being heard.")).to_be_visible()
    let.set()
    expect(page.get_by_role("alert")).to_contain_text("Transcribing was stopped.", timeout=60_000)
    if AXE.is_file():
        assert look(page) == []
    page.get_by_role("button", name="Try again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The draft is there").or_(page.get_by_role("link", name="Open the note"))).to_be_visible(
        timeout=180_000
    )
    assert desk.complaints == []
