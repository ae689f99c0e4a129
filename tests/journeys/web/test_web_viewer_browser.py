"""The viewer in a real browser: lengths in mm, the edges' letters, the earlier study beside."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from tests.journeys.web.desk import Desk, chromium, desk, playwright, pytestmark, server
from tests.journeys.web.hospital import SYSTEM, bring_earlier_study, bring_studies

from attending.journeys.imaging_enhance import enhance_in_archive
from attending.journeys.imaging_study import SentFile, receive_uploads

__all__ = ["chromium", "desk", "pytestmark", "server"]


def measure(page, *, columns: float) -> None:
    """Drag the measure tool over so many columns of a stack of 64 × 64 that fills its pane, whatever its factor."""
    box = page.locator("[data-view=main] canvas").bounding_box()
    wide = min(box["width"], box["height"] * 0.7 / 0.8)  # rows lie 0.8 mm apart, columns 0.7 mm
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + columns * wide / 64, y, steps=3)
    page.mouse.up()


def test_a_length_is_right_in_mm_and_stays_so_on_the_enhanced_series(desk, clinic):
    page, expect = desk.page, playwright.expect
    known, _ = bring_studies(clinic)
    wish = enhance_in_archive(known, 0, 2, clinic=clinic, grant=SYSTEM)
    assert wish is not None
    page.goto(f"/imaging/{known}")
    said = page.locator("[data-view=main] [data-window]")
    expect(said).to_contain_text("C ")
    page.keyboard.press("m")
    measure(page, columns=20)
    expect(said).to_contain_text(re.compile(r"1[34]\.\d mm"))  # 20 columns of 0.7 mm, to a pixel of the screen
    before = re.search(r"[\d.]+ mm", said.inner_text()).group()
    page.keyboard.press("e")
    expect(said).to_contain_text("enhanced ×2")
    expect(said).to_contain_text(before)  # the same line, on twice as many pixels
    measure(page, columns=-20)
    after = float(re.search(r"[\d.]+ mm", said.inner_text()).group().split()[0])
    assert after == pytest.approx(14.0, abs=0.3)


def test_where_the_spacing_is_not_known_a_length_says_so(desk, clinic):
    page, expect = desk.page, playwright.expect
    bring_studies(clinic)
    picture = io.BytesIO()
    Image.fromarray(np.random.default_rng(2).integers(0, 255, (64, 64)).astype(np.uint8)).save(picture, "PNG")
    sent = [SentFile("a.png", picture.getvalue)]
    (kept,) = receive_uploads(sent, clinic=clinic, grant=SYSTEM, patient="p1")
    page.goto(f"/imaging/{kept.study.key}")
    said = page.locator("[data-view=main] [data-window]")
    expect(said).to_contain_text("C ")
    page.keyboard.press("m")
    measure(page, columns=20)
    expect(said).to_contain_text(re.compile(r"\d+ pixels, spacing unknown"))


def test_the_earlier_study_follows_and_keeps_the_shift_that_the_reader_gave_it(desk, clinic):
    page, expect = desk.page, playwright.expect
    bring_earlier_study(clinic)
    known, _ = bring_studies(clinic)
    page.goto(f"/imaging/{known}")
    now, then = (page.locator(f"[data-view={name}] [data-place]") for name in ("main", "prior"))
    expect(now).to_have_text("7 of 12")
    page.keyboard.press("c")
    expect(then).to_have_text("7 of 12")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("ArrowDown")
    expect(then).to_have_text("8 of 12")
    page.locator("[data-view=prior]").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(then).to_have_text("6 of 12")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("ArrowDown")
    expect(now).to_have_text("9 of 12")
    expect(then).to_have_text("7 of 12")
    page.keyboard.press("0")
    expect(then).to_have_text("9 of 12")


def test_the_edges_of_a_slice_are_lettered(desk, clinic):
    known, _ = bring_studies(clinic)
    desk.page.goto(f"/imaging/{known}")
    edges = desk.page.locator("[data-view=main] [data-edge]")
    playwright.expect(edges.first).to_have_text("R")
    assert edges.all_inner_texts() == ["R", "L", "A", "P"]


def test_a_finger_goes_through_the_images_and_prints_show_the_image_alone(chromium, server, clinic):
    known, _ = bring_studies(clinic)
    touch = Desk(chromium, server, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page, expect = touch.page, playwright.expect
    page.goto(f"/imaging/{known}")
    place = page.locator("[data-view=main] [data-place]")
    expect(place).to_have_text("7 of 12")
    expect(page.get_by_role("button", name="Scroll", exact=True)).to_have_attribute("aria-pressed", "true")
    box = page.locator("[data-view=main] canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 3 * box["height"] / 12 + 1, steps=6)
    page.mouse.up()
    expect(place).to_have_text("10 of 12")
    page.emulate_media(media="print")
    expect(page.get_by_role("toolbar", name="Viewer")).to_be_hidden()
    expect(page.locator("[data-view=main] canvas")).to_be_visible()
    touch.context.close()


def test_the_corner_names_the_series_in_view_and_not_the_first_one_of_the_study(desk, clinic):
    known, _ = bring_studies(clinic)
    assert enhance_in_archive(known, 0, 2, clinic=clinic, grant=SYSTEM) is not None
    desk.page.goto(f"/imaging/{known}")
    corner, names = desk.page.locator("[data-what]"), desk.page.locator("button[data-series] .strong")
    playwright.expect(corner).to_contain_text(names.nth(0).inner_text())
    desk.page.keyboard.press("ArrowRight")
    playwright.expect(corner).to_contain_text(names.nth(1).inner_text())
