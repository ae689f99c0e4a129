"""Fetching from the archive in a real browser: the list moves by itself, and a fetch is stopped."""

import time
from dataclasses import replace

import pytest
from tests.journeys.test_classic_archive import slices
from tests.journeys.web.desk import AXE, Desk, chromium, look, playwright, pytestmark
from tests.journeys.web.hospital import MRN
from tests.journeys.web.serving import Server
from tests.pacs import Pacs

__all__ = ["chromium", "pytestmark"]


@pytest.fixture
def pacs():
    running = Pacs(slices(40))
    yield running
    running.stop()


@pytest.fixture
def desk(chromium, clinic, pacs):
    settings = replace(clinic.settings, dicom_source=pacs.address, dicom_hosts=("127.0.0.1",))
    server = Server(replace(clinic, settings=settings))
    server.start()
    server.wait()
    opened = Desk(chromium, server, viewport={"width": 1440, "height": 900}, bypass_csp=True)
    yield opened
    opened.context.close()
    server.stop()


STOP_THE_MOMENT_IT_CAN_BE_PRESSED = """() => new MutationObserver((_, seen) => {
  const stop = document.querySelector('#fetches form button');
  if (stop) { seen.disconnect(); stop.click(); }
}).observe(document.querySelector('#fetches'), {childList: true})"""


def found_in_the_archive(page, expect):
    """The row of the study, looked for as a person does."""
    page.goto("/imaging")
    page.get_by_role("link", name="Fetch from the archive").click()
    page.get_by_label("Patient number").fill(MRN)
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="CT abdomen")
    expect(row).to_contain_text("2026-03-01")
    return row


def test_a_button_pressed_the_moment_it_appears_leaves_the_page_as_it_is(desk, pacs):
    page, expect = desk.page, playwright.expect
    pacs.wait = lambda: time.sleep(0.2)
    row = found_in_the_archive(page, expect)
    page.evaluate(STOP_THE_MOMENT_IT_CAN_BE_PRESSED)
    row.get_by_role("button").click()
    newest = page.get_by_role("region", name="Fetches").get_by_role("listitem").first
    expect(newest).to_contain_text("Stopped", timeout=15_000)
    expect(row).to_be_visible()  # the search stays


def test_a_fetch_asked_for_before_the_scripts_have_come_keeps_the_search(desk, pacs):
    page, expect = desk.page, playwright.expect
    page.route("**/htmx*.js*", lambda route: route.abort())
    pacs.wait = lambda: time.sleep(0.2)
    row = found_in_the_archive(page, expect)
    row.get_by_role("button").click()
    newest = page.get_by_role("region", name="Fetches").get_by_role("listitem").first
    expect(newest).to_contain_text("Canarywharf Zebedee CT CT abdomen")
    expect(row).to_be_visible()
    row.get_by_role("button").click()  # once more, while it is on its way
    expect(row).to_be_visible()
    expect(newest).to_contain_text("Canarywharf Zebedee CT CT abdomen")
    pacs.wait = lambda: None


def test_a_study_asked_for_twice_says_so_in_a_corner_and_stays_on_its_way(desk, pacs):
    page, expect = desk.page, playwright.expect
    pacs.wait = lambda: time.sleep(0.2)
    row = found_in_the_archive(page, expect)
    row.get_by_role("button").click()
    newest = page.get_by_role("region", name="Fetches").get_by_role("listitem").first
    expect(newest).to_contain_text("of 40 images", timeout=15_000)
    page.wait_for_load_state("load")  # pressed before the script was there, the page has come anew
    row.get_by_role("button").click()
    expect(page.locator("#toasts")).to_contain_text("This study is being fetched already.")
    expect(newest).to_contain_text("of 40 images")
    pacs.wait = lambda: None


def test_a_study_is_found_fetched_stopped_and_fetched_again(desk, pacs):
    page, expect = desk.page, playwright.expect
    pacs.wait = lambda: time.sleep(0.2)
    row = found_in_the_archive(page, expect)
    row.get_by_role("button").click()
    fetches = page.get_by_role("region", name="Fetches")
    newest = fetches.get_by_role("listitem").first
    expect(newest).to_contain_text("of 40 images", timeout=15_000)
    if AXE.is_file():
        assert look(page) == []
    fetches.get_by_role("button", name="Stop fetching").click()
    expect(newest).to_contain_text("Stopped", timeout=15_000)
    pacs.wait = lambda: None
    row.get_by_role("button").click()
    expect(newest).to_contain_text("40 images. It was filed with this patient before.", timeout=15_000)
    expect(row).to_be_visible()  # the search stays
    fetches.get_by_role("link", name="Open").first.click()
    expect(page.locator("[data-view=main] [data-place]")).to_contain_text("of 40")
    assert desk.complaints == []
