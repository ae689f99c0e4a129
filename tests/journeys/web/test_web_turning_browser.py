"""The image turned, mirrored, magnified and played, in a real browser: the edges' letters stay right, lengths too."""

import re

import pytest
from tests.journeys.web.desk import AXE, chromium, look, playwright, pytestmark, server
from tests.journeys.web.hospital import bring_studies
from tests.journeys.web.test_web_lengths_browser import desk

__all__ = ["chromium", "desk", "pytestmark", "server"]


@pytest.fixture
def page(desk, clinic):
    known, _ = bring_studies(clinic)
    desk.page.goto(f"/imaging/{known}")
    playwright.expect(desk.page.locator("[data-edge]").first).to_have_text("R")
    desk.page.locator("[data-view=main]").focus()
    return desk.page


def edges(page) -> str:
    """Left, right, upper, lower."""
    return "".join(page.locator("[data-view=main] [data-edge]").all_inner_texts())


@pytest.mark.parametrize(
    ("keys", "letters"),
    [
        ("r", "PARL"),  # a quarter turn clockwise: what was left is above, what was below is left
        ("R", "APLR"), ("rr", "LRPA"), ("rrrr", "RLAP"), ("f", "LRAP"), ("F", "RLPA"), ("ff", "RLAP"),
        ("fr", "PALR"), ("rf", "APRL"), ("rF", "PALR"), ("rfrFF0", "RLAP"),
    ],
)  # fmt: skip
def test_the_letters_follow_every_turn_and_mirror(page, keys, letters):
    for key in keys:
        page.keyboard.press(key)
    assert edges(page) == letters
    told = page.locator("[data-view=main] [data-window]").inner_text()
    assert ("mirrored" in told) == (letters in {"LRAP", "RLPA", "PALR", "APRL"})  # of a film nobody else would say


def test_a_length_keeps_its_mm_when_the_image_is_turned_and_the_arrows_keep_their_way_on_the_screen(page):
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    before = re.search(r"[\d.]+ mm", page.locator("[data-lengths] li").inner_text()).group()
    page.keyboard.press("r")
    assert before in page.locator("[data-view=main] [data-window]").inner_text()
    page.keyboard.press("Enter")  # another one, level on the screen: down the rows of 0.8 mm
    told = page.locator("[data-told]")
    begun = float(re.search(r"([\d.]+) mm", told.inner_text()).group(1))
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert float(re.search(r"([\d.]+) mm", told.inner_text()).group(1)) == pytest.approx(begun + 4.0, abs=0.11)


def test_the_stack_is_played_slower_and_faster_and_stopped_by_keys(page):
    expect = playwright.expect
    place = page.locator("[data-view=main] [data-place]")
    button = page.get_by_role("button", name="Play", exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")  # nothing moves by itself
    page.keyboard.press(" ")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(place).not_to_have_text("7 of 12")
    rate = page.get_by_label("Images a second")
    before = int(rate.input_value())
    page.keyboard.press(".")
    assert int(rate.input_value()) == before + 1
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(rate).to_be_hidden()
    if AXE.is_file():
        assert look(page) == []


def test_a_lens_is_opened_moved_and_closed_by_keys(page):
    page.keyboard.press("g")
    told = page.locator("[data-told]")
    playwright.expect(told).to_contain_text("Lens")
    canvas = page.locator("[data-view=main] canvas")
    before = canvas.screenshot()
    page.keyboard.press("Shift+ArrowRight")
    assert canvas.screenshot() != before
    page.keyboard.press("Escape")
    playwright.expect(told).to_have_text("")
    page.keyboard.press("ArrowDown")
    playwright.expect(page.locator("[data-view=main] [data-place]")).to_have_text("8 of 12")


def test_the_image_is_moved_by_shift_and_arrows(page):
    canvas = page.locator("[data-view=main] canvas")
    before = canvas.screenshot()
    page.keyboard.press("Shift+ArrowRight")
    assert canvas.screenshot() != before
    page.keyboard.press("0")
    assert canvas.screenshot() == before


def test_windows_have_names_and_keys_for_every_modality_and_the_menu_says_the_key(page):
    options = page.locator("[data-preset] option").all_inner_texts()
    assert options[:3] == ["Its own (0)", "Soft tissue (1)", "Lung (2)"] and "Whole range" in " ".join(options)
    page.keyboard.press("2")
    playwright.expect(page.locator("[data-view=main] [data-window]")).to_contain_text("C -600 W 1500")


def test_the_overlay_of_keys_lists_every_key_and_closes_with_escape(page):
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of the viewer")
    playwright.expect(dialog).to_be_visible()
    named = dialog.locator("kbd").all_inner_texts()
    for key in ("W", "P", "Z", "T", "M", "R", "F", "G", "Space", "K", "A", "U", "L", "C", "0", "I", "V", "N"):
        assert key in named, key
    page.keyboard.press("Escape")
    playwright.expect(dialog).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (720, 450)], ids=["telephone", "200 % of 1440 x 900"])
def test_on_a_narrow_window_the_image_comes_before_the_lists_and_nothing_runs_over_the_edge(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    image, series = (page.locator(one).bounding_box() for one in ("[data-view=main]", ".series-list"))
    assert image["y"] < height - 120 and series["y"] >= image["y"] + image["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
