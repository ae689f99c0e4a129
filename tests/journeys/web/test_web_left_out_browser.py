"""What was said and left out of the note, worked through with the keyboard alone, on a desk and on a telephone."""

import pytest
from tests.journeys.web.test_web_browser import AXE, Desk, chromium, desk, look, playwright, pytestmark, server
from tests.journeys.web.test_web_left_out import ILLNESSES, SAID, SWEATS

__all__ = ["chromium", "desk", "pytestmark", "server"]


def drafted(page):
    """Open the review of a note that leaves something out."""
    page.goto("/conversations/new")
    page.select_option("#patient", "p1")
    page.fill("#text", SAID)
    page.check("#consent")
    page.click("[data-send]")
    page.wait_for_url("**/reviews/**")


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")


def test_one_is_added_and_one_dismissed_by_keyboard_and_the_focus_goes_on(desk):
    page = desk.page
    drafted(page)
    page.locator(".words").first.focus()
    page.keyboard.press("o")
    assert SWEATS in focused(page)
    page.keyboard.press("a")
    page.wait_for_selector(f"ins:has-text('{SWEATS}')")
    playwright.expect(page.locator("[data-left]")).to_have_count(1)
    playwright.expect(page.locator("[data-left]:focus")).to_have_attribute("aria-label", f"Diagnosis: {ILLNESSES}")
    page.keyboard.press("x")
    playwright.expect(page.locator("#left-out-title:focus")).to_have_count(1)
    page.locator(".left-decided summary").click()
    page.get_by_label(f"Take back: {SWEATS}").click()
    playwright.expect(page.locator("[data-left]")).to_have_count(1)
    assert page.locator(f"ins:has-text('{SWEATS}')").count() == 0
    assert not desk.complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_the_turn_is_one_touch_away(chromium, server, scheme):
    small = Desk(chromium, server, viewport={"width": 390, "height": 844}, color_scheme=scheme, bypass_csp=True)
    page = small.page
    drafted(page)
    page.click("[data-tab=checks]")
    if AXE.is_file():
        assert look(page, AXE.read_text(encoding="utf-8")) == []
    page.locator("[data-go-turn]").first.click()
    assert page.locator("#turn-2.is-cited").is_visible()
    small.context.close()
