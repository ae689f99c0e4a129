"""Recording a visit in a real browser: live, offline, after the tab died, by keyboard, and heard again."""

import re

import pytest
from tests.journeys.web.desk import CHROMIUM, Desk, look
from tests.journeys.web.hospital import SYSTEM
from tests.journeys.web.serving import served_with_speech
from tests.voices import SpeechServer, hears, needs_espeak, visit

from attending.app.web.pages import STATIC
from attending.speech import read_sound

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.browser,
    needs_espeak,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
    pytest.mark.skipif(not (STATIC / "vendor" / "htmx.min.js").is_file(), reason="front-end files missing: make setup"),
]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    """A browser whose microphone hears the visit, over and over."""
    pytest.importorskip("av", reason="pip install 'attending[speech]'")
    sound = tmp_path_factory.mktemp("sound") / "visit.wav"
    sound.write_bytes(visit().wav)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
             "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
             f"--use-file-for-fake-audio-capture={sound}"]  # fmt: skip
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def speech():
    running = SpeechServer(hears(visit()))
    yield running
    running.close()


@pytest.fixture
def server(clinic, speech):
    yield from served_with_speech(clinic, speech.url)


@pytest.fixture
def desk(chromium, server):
    opened = Desk(chromium, server, viewport={"width": 1280, "height": 1000})
    yield opened
    opened.context.close()


def begin(page):
    page.goto("/recordings/new")
    page.select_option("#patient", "p1")
    page.check("#consent")
    page.focus("[data-record]")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".recorder")).to_have_attribute("data-state", "recording")


def test_a_visit_is_recorded_shown_as_it_goes_on_drafted_and_heard_again(desk):
    page, expect = desk.page, playwright.expect
    begin(page)
    expect(page.locator("[data-live-turns] .turn").first).to_contain_text("Good morning", timeout=120_000)
    expect(page.locator("[data-live-draft]")).to_contain_text("ough", timeout=120_000)
    page.click("[data-pause]")
    expect(page.locator("[data-told]")).to_contain_text("Paused")
    page.click("[data-pause]")
    page.click("[data-stop]")
    page.wait_for_url("**/reviews/**", timeout=180_000)
    expect(page.locator(".turn").first).to_contain_text("Good morning")
    with page.expect_response("**/clip?*") as heard:
        page.locator("[data-play]").nth(1).click()
    assert heard.value.status == 200
    assert desk.complaints == []
    assert desk.hosts == {f"127.0.0.1:{desk.server.port}"}


HANDED_OVER = re.compile(r"/(recordings/[0-9a-f]{32}|reviews/)")
"""The page of the recording, or already of its note: a few seconds of a visit may hold too few words for one."""


def seconds_kept(clinic) -> float:
    (recording,) = clinic.recordings.kept(grant=SYSTEM)
    return read_sound(clinic.recordings.sound(recording.id, grant=SYSTEM)).seconds


def test_nothing_is_lost_when_the_network_dies(desk, clinic):
    page, expect = desk.page, playwright.expect
    begin(page)
    expect(page.locator("[data-told]")).to_contain_text("kept on the server", timeout=90_000)
    desk.context.set_offline(True)
    expect(page.locator("[data-told]")).to_contain_text("cannot be reached", timeout=90_000)
    page.wait_for_timeout(3000)
    desk.context.set_offline(False)
    expect(page.locator("[data-told]")).to_contain_text("Everything so far", timeout=120_000)
    page.click("[data-stop]")
    page.wait_for_url(HANDED_OVER, timeout=180_000)
    assert seconds_kept(clinic) > 6
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 1


def test_nothing_is_lost_when_the_tab_dies(desk, clinic):
    page, expect = desk.page, playwright.expect
    begin(page)
    expect(page.locator("[data-told]")).to_contain_text("kept on the server", timeout=90_000)
    desk.context.set_offline(True)
    page.wait_for_timeout(4500)
    page.close()
    desk.context.set_offline(False)
    again = desk.context.new_page()
    again.goto("/recordings/new")
    expect(again.locator("[data-left-over]").first).to_contain_text("An unfinished recording")
    again.get_by_role("button", name="Resume the upload").click()
    again.wait_for_url(HANDED_OVER, timeout=180_000)
    assert seconds_kept(clinic) > 4
    again.goto("/recordings/new")
    again.wait_for_timeout(300)
    assert again.get_by_text("An unfinished recording").count() == 0


def test_a_visit_goes_on_in_the_same_recording_after_its_tab_died(desk, clinic):
    page, expect = desk.page, playwright.expect
    begin(page)
    expect(page.locator("[data-told]")).to_contain_text("kept on the server", timeout=90_000)
    other = desk.context.new_page()
    other.goto("/recordings/new")
    expect(other.get_by_text("A recording goes on in another tab")).to_be_visible()
    assert other.locator("section.left-over").count() == 0
    before = seconds_kept(clinic)
    page.close()
    other.reload()
    other.get_by_role("button", name="Go on recording").press("Enter")
    expect(other.locator(".recorder")).to_have_attribute("data-state", "recording")
    assert other.locator("#patient").input_value() == "p1"
    expect(other.locator("[data-told]")).to_contain_text("kept on the server", timeout=90_000)
    other.wait_for_timeout(2500)
    other.click("[data-stop]")
    other.wait_for_url(HANDED_OVER, timeout=180_000)
    assert seconds_kept(clinic) > before + 2


def test_two_microphones_make_two_channels(desk, clinic):
    page = desk.page
    page.goto("/recordings/new")
    page.select_option("#patient", "p1")
    page.check("#consent")
    page.check("#two")
    playwright.expect(page.locator("#device2")).to_be_visible()
    page.click("[data-record]")
    playwright.expect(page.locator("[data-told]")).to_contain_text("kept on the server", timeout=90_000)
    page.click("[data-stop]")
    page.wait_for_url("**/recordings/*", timeout=180_000)
    recording = clinic.recordings.kept(grant=SYSTEM)[0]
    assert recording.roles == ("Doctor", "Patient")
    assert read_sound(clinic.recordings.sound(recording.id, grant=SYSTEM)).channels.shape[0] == 2


def test_a_file_is_sent_in_pieces(desk, clinic, tmp_path):
    page = desk.page
    (tmp_path / "visit.wav").write_bytes(visit().wav)
    page.goto("/recordings/new")
    page.select_option("#patient", "p1")
    page.check("#consent")
    page.locator("summary").click()
    page.set_input_files("#file", str(tmp_path / "visit.wav"))
    page.get_by_role("button", name="Send the recording").click()
    page.wait_for_url("**/reviews/**", timeout=180_000)
    assert clinic.recordings.kept(grant=SYSTEM)[0].pieces == 2


def test_without_consent_nothing_begins(desk, clinic):
    page = desk.page
    page.goto("/recordings/new")
    page.select_option("#patient", "p1")
    page.click("[data-record]")
    playwright.expect(page.locator(".recorder")).to_have_attribute("data-state", "idle")
    assert clinic.recordings.kept(grant=SYSTEM) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_accessible_while_it_records(chromium, server, width):
    desk = Desk(chromium, server, viewport={"width": width, "height": 900}, bypass_csp=True)
    begin(desk.page)
    playwright.expect(desk.page.locator("[data-live-turns] .turn").first).to_be_visible(timeout=120_000)
    assert look(desk.page) == []
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = desk.page.eval_on_selector_all(
        "button, summary, input[type=radio], input[type=checkbox]",
        "all => all.filter(x => x.offsetParent)"
        ".filter(x => (x.closest('label, .radio') ?? x).getBoundingClientRect().height < 24)"
        ".map(x => x.outerHTML.slice(0, 80))",
    )
    assert small == []
    desk.context.close()
