"""Recording a visit where something goes wrong in the middle: a full disk, a consent that is taken back, two files."""

import re

import pytest
from tests.journeys.web.hospital import SYSTEM
from tests.journeys.web.test_web_browser import CHROMIUM
from tests.journeys.web.test_web_record_visit import (
    HANDED_OVER,
    begin,
    chromium,
    desk,
    seconds_kept,
    server,
    speech,
)
from tests.voices import needs_espeak, visit

from attending.app.web.pages import STATIC
from attending.models.wave import wave_file
from attending.speech import read_sound

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.browser,
    needs_espeak,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
    pytest.mark.skipif(not (STATIC / "vendor" / "htmx.min.js").is_file(), reason="front-end files missing: make setup"),
]
__all__ = ["chromium", "desk", "server", "speech"]
KEPT = "kept on the server"


def fill_the_disk(desk) -> None:
    """From now on this browser may keep nothing more for this site."""
    session = desk.context.new_cdp_session(desk.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": desk.server.url, "quotaSize": 1})


def left_in(page) -> list[int]:
    """How many recordings and pieces lie in the browser."""
    return page.evaluate(
        """() => new Promise(done => { const asked = indexedDB.open("attending-recordings"); asked.onsuccess = () => {
        const t = asked.result.transaction(["recording", "piece"]);
        const counts = ["recording", "piece"].map(name => t.objectStore(name).count());
        t.oncomplete = () => { asked.result.close(); done(counts.map(one => one.result)); }; }; })"""
    )


def test_a_full_disk_stops_no_recording(desk, clinic):
    page, expect = desk.page, playwright.expect
    begin(page)
    expect(page.locator("[data-told]")).to_contain_text(KEPT, timeout=90_000)
    fill_the_disk(desk)
    expect(page.locator("[data-trouble]")).to_contain_text("storage is full", timeout=90_000)
    before = seconds_kept(clinic)
    page.wait_for_timeout(5000)
    assert seconds_kept(clinic) > before + 2
    page.click("[data-stop]")
    page.wait_for_url(HANDED_OVER, timeout=180_000)
    assert seconds_kept(clinic) > before + 4
    assert [text for text in desk.complaints if "rror" in text] == []


def test_a_disk_that_is_full_from_the_start_and_a_dead_network_are_told_and_nothing_is_lost(desk, clinic):
    page, expect = desk.page, playwright.expect
    fill_the_disk(desk)
    begin(page)
    expect(page.locator("[data-told]")).to_contain_text(KEPT, timeout=90_000)
    desk.context.set_offline(True)
    expect(page.locator("[data-told]")).to_contain_text("in this page only", timeout=90_000)
    page.wait_for_timeout(3000)
    desk.context.set_offline(False)
    expect(page.locator("[data-told]")).to_contain_text("Everything so far", timeout=120_000)
    page.click("[data-stop]")
    page.wait_for_url(HANDED_OVER, timeout=180_000)
    assert seconds_kept(clinic) > 6


def withdraw(page) -> None:
    page.get_by_role("button", name="The patient withdraws").press("Enter")
    page.get_by_role("button", name="Delete all of it?").press("Enter")


@pytest.mark.parametrize("pause", [False, True])
def test_a_consent_taken_back_in_the_middle_leaves_no_sound(desk, clinic, pause):
    page, expect = desk.page, playwright.expect
    begin(page)
    expect(page.locator("[data-live-turns] .turn").first).to_contain_text("Good morning", timeout=120_000)
    if pause:
        page.click("[data-pause]")
    withdraw(page)
    expect(page.locator("[data-told]")).to_contain_text("deleted", timeout=60_000)
    expect(page.locator(".recorder")).to_have_attribute("data-state", "idle")
    assert page.locator("[data-live-turns] .turn").count() == 0
    assert clinic.recordings.kept(grant=SYSTEM) == []
    assert [one["status"] for one in clinic.record.every("Consent", grant=SYSTEM)] == ["inactive"]
    assert left_in(page) == [0, 0]
    assert not page.locator("#consent").is_checked()


def test_a_consent_taken_back_without_a_network_is_told_to_the_server_later(desk, clinic):
    page, expect = desk.page, playwright.expect
    begin(page)
    expect(page.locator("[data-told]")).to_contain_text(KEPT, timeout=90_000)
    desk.context.set_offline(True)
    page.wait_for_timeout(2500)
    withdraw(page)
    expect(page.locator("[data-told]")).to_contain_text("as soon as it can be reached", timeout=60_000)
    assert left_in(page) == [1, 0]
    page.close()
    desk.context.set_offline(False)
    again = desk.context.new_page()
    again.goto("/recordings/new")
    expect(again.get_by_text("is deleted on the server too")).to_be_visible(timeout=60_000)
    assert clinic.recordings.kept(grant=SYSTEM) == []
    assert left_in(again) == [0, 0]


def choose(page, files) -> None:
    page.goto("/recordings/new")
    page.select_option("#patient", "p1")
    page.check("#consent")
    page.locator("summary").click()
    page.set_input_files("#file", files)


def test_two_files_one_of_each_speaker_are_sent_at_once(desk, clinic, tmp_path):
    page = desk.page
    files = [tmp_path / "second.wav", tmp_path / "first.wav"]
    for file, channel in zip(files, visit().stereo, strict=True):
        file.write_bytes(wave_file(channel))
    choose(page, [str(file) for file in files])
    playwright.expect(page.locator("[data-file-name]")).to_contain_text("first.wav and second.wav")
    page.get_by_role("button", name="Send the recording").click()
    page.wait_for_url("**/reviews/**", timeout=180_000)
    (recording,) = clinic.recordings.kept(grant=SYSTEM)
    sound = read_sound(clinic.recordings.sound(recording.id, grant=SYSTEM))
    assert sound.channels.shape[0] == 2
    assert sound.seconds == pytest.approx(len(visit().mono) / 16_000, abs=0.1)
    assert re.search("Clinician.*Good morning", page.locator(".turn").first.inner_text(), re.DOTALL)


def test_three_files_are_too_many(desk, clinic, tmp_path):
    page = desk.page
    files = [tmp_path / f"{number}.wav" for number in range(3)]
    for file in files:
        file.write_bytes(visit().wav)
    choose(page, [str(file) for file in files])
    page.get_by_role("button", name="Send the recording").click()
    playwright.expect(page.locator("[data-trouble]")).to_contain_text("one recording, or two")
    assert clinic.recordings.kept(grant=SYSTEM) == []
