"""A recording in which it stays unsure who says something, in a real browser: told, found by keyboard, heard again."""

from dataclasses import replace

import pytest
from tests.journeys.web.desk import AXE, Desk, chromium, desk, look, playwright, pytestmark
from tests.journeys.web.serving import Server
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
    settings = replace(clinic.settings, speech_model=speech.url, speech_hosts=("127.0.0.1",))
    running = Server(replace(clinic, settings=settings))
    running.start()
    running.wait()
    yield running
    running.stop()


def bring(desk: Desk, tmp_path) -> None:
    """A file of one microphone, sent with the page, and its draft opened."""
    page, file = desk.page, tmp_path / "visit.wav"
    file.write_bytes(visit(SAID, noise=0.004).wav)
    page.goto("/recordings/new")
    page.select_option("#patient", "p1")
    page.check("#consent")
    page.click(".or-file summary")
    page.set_input_files("#file", file)
    page.click("[data-send-file]")
    page.wait_for_url("**/reviews/**", timeout=180_000)


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
