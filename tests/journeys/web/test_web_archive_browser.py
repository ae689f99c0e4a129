"""Fetching from the archive in a real browser: the list moves by itself, and a fetch is stopped."""

import time
from dataclasses import replace

import pytest
from tests.journeys.test_classic_archive import slices
from tests.journeys.web.hospital import MRN
from tests.journeys.web.serving import Server
from tests.journeys.web.test_web_browser import AXE, Desk, chromium, look, playwright, pytestmark
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


def test_a_study_is_found_fetched_stopped_and_fetched_again(desk, pacs):
    page, expect = desk.page, playwright.expect
    pacs.wait = lambda: time.sleep(0.2)
    page.goto("/imaging")
    page.get_by_role("link", name="Fetch from the archive").click()
    page.get_by_label("Patient number").fill(MRN)
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="CT abdomen")
    expect(row).to_contain_text("2026-03-01")
    row.get_by_role("button").click()
    fetches = page.get_by_role("region", name="Fetches")
    expect(fetches).to_contain_text("of 40 images", timeout=15_000)
    if AXE.is_file():
        assert look(page, AXE.read_text(encoding="utf-8")) == []
    fetches.get_by_role("button", name="Stop fetching").click()
    expect(fetches).to_contain_text("Stopped", timeout=15_000)
    pacs.wait = lambda: None
    row.get_by_role("button").click()
    expect(fetches.get_by_role("listitem").first).to_contain_text(
        "40 images. It was filed with this patient before.", timeout=15_000
    )
    expect(row).to_be_visible()  # the search stays
    fetches.get_by_role("link", name="Open").first.click()
    expect(page.locator("[data-view=main] [data-place]")).to_contain_text("of 40")
    assert desk.complaints == []
