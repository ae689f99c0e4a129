"""Lengths by keyboard alone in a real browser: begun, moved, finished, cancelled, taken up again, deleted; all told."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from tests.journeys.web.desk import AXE, Desk, chromium, look, playwright, pytestmark, server
from tests.journeys.web.hospital import SYSTEM, bring_studies

from attending.journeys.imaging_study import SentFile, receive_uploads

__all__ = ["chromium", "pytestmark", "server"]


@pytest.fixture
def desk(chromium, server):
    opened = Desk(chromium, server, viewport={"width": 1440, "height": 900}, bypass_csp=True)
    yield opened
    opened.context.close()


@pytest.fixture
def page(desk, clinic):
    known, _ = bring_studies(clinic)
    desk.page.goto(f"/imaging/{known}")
    playwright.expect(desk.page.locator("[data-view=main] [data-place]")).to_have_text("7 of 12")
    desk.page.locator("[data-view=main]").focus()
    return desk.page


def told(page) -> str:
    return page.locator("[data-told]").inner_text()


def millimetres(page) -> float:
    return float(re.search(r"([\d.]+) mm", told(page)).group(1))


def test_a_length_is_begun_moved_finished_and_deleted_by_keys_and_told_in_mm(page):
    expect = playwright.expect
    assert page.locator("[data-told]").get_attribute("role") == "status"
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    expect(page.locator("[data-told]")).to_contain_text("Length begun")
    begun = millimetres(page)
    for _ in range(10):
        page.keyboard.press("ArrowRight")  # the end in hand, a column of 0.7 mm each
    assert millimetres(page) == pytest.approx(begun + 7.0, abs=0.11)
    page.keyboard.press("x")  # the other end
    page.keyboard.press("Shift+ArrowLeft")
    assert millimetres(page) == pytest.approx(begun + 14.0, abs=0.11)
    page.keyboard.press("Enter")
    expect(page.locator("[data-told]")).to_contain_text("kept")
    length = f"{begun + 14.0:.1f} mm"
    row = page.locator("[data-lengths] li")
    expect(row).to_contain_text(length)
    expect(row).to_contain_text("image 7")
    page.keyboard.press("ArrowDown")  # the arrows scroll again
    expect(page.locator("[data-view=main] [data-place]")).to_have_text("8 of 12")
    row.get_by_role("button", name=re.compile("^Go to")).press("Enter")
    expect(page.locator("[data-view=main] [data-place]")).to_have_text("7 of 12")
    row.get_by_role("button", name=re.compile("^Delete")).press("Enter")
    expect(page.locator("[data-lengths] li")).to_have_count(0)
    expect(page.locator("[data-told]")).to_contain_text("deleted")


def test_escape_leaves_a_new_length_and_puts_an_old_one_back(page):
    expect = playwright.expect
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[data-lengths] li")).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    before = page.locator("[data-lengths] li").inner_text()
    page.locator("[data-lengths] li").get_by_role("button", name=re.compile("^Move")).press("Enter")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-lengths] li")).not_to_have_text(before, use_inner_text=True)
    page.keyboard.press("Escape")
    expect(page.locator("[data-lengths] li")).to_have_text(re.compile(re.escape(before.split("\n")[0])))
    page.locator("[data-lengths] li").get_by_role("button", name=re.compile("^Move")).press("Enter")
    page.keyboard.press("Delete")
    expect(page.locator("[data-lengths] li")).to_have_count(0)


def test_lengths_outlive_a_reset_and_another_series_and_the_list_has_no_axe_violation(page):
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("0")
    playwright.expect(page.locator("[data-lengths] li")).to_have_count(1)
    if AXE.is_file():
        assert look(page) == []


def test_without_a_spacing_the_length_is_told_in_pixels(desk, clinic):
    page = desk.page
    bring_studies(clinic)
    picture = io.BytesIO()
    Image.fromarray(np.random.default_rng(2).integers(0, 255, (64, 64)).astype(np.uint8)).save(picture, "PNG")
    (kept,) = receive_uploads([SentFile("a.png", picture.getvalue)], clinic=clinic, grant=SYSTEM, patient="p1")
    page.goto(f"/imaging/{kept.study.key}")
    playwright.expect(page.locator("[data-view=main] [data-window]")).to_contain_text("C ")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    assert re.search(r"\d+ pixels, spacing unknown", told(page)) and "mm" not in told(page)
