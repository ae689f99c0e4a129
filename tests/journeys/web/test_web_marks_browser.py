"""Marks by hand in a real browser: placed and sized by keys, drawn and moved by mouse, accessible."""

import re

import pytest
from tests.journeys.web.desk import AXE, Desk, chromium, look, playwright, pytestmark, server
from tests.journeys.web.hospital import PASSWORD, SYSTEM, bring_marked_study

from attending.drafts import Region
from attending.security.accounts import find_account
from attending.security.roles import grant_for

__all__ = ["chromium", "pytestmark", "server"]

SHOWN = re.compile(r"^\d+ of 12$")  # while the image is on its way, the place says so


@pytest.fixture
def known(clinic) -> str:
    return bring_marked_study(clinic)


@pytest.fixture
def desk(chromium, server, known):
    opened = Desk(chromium, server, viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page = opened.page
    page.locator("form[action='/sign-out'] button").first.click()
    page.wait_for_url("**/sign-in**")
    page.fill("input[name=name]", "rays")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox")
    page.goto(f"/imaging/{known}")
    playwright.expect(page.locator("[data-view=main] [data-place]")).to_have_text(SHOWN)
    yield opened
    opened.context.close()


def review_of(clinic, known):
    return clinic.reviews.read(clinic.images.load(known).review, grant=SYSTEM)


def outline(clinic, known, number=0):
    claim = review_of(clinic, known).accepted()[number].claim
    return next(part.polygon for part in claim.evidence if isinstance(part, Region))


def test_a_mark_is_placed_sized_named_and_removed_by_keyboard(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    page.locator("[data-view=main]").focus()
    page.keyboard.press("k")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="What is it?")
    expect(dialog).to_be_visible()
    if AXE.is_file():
        assert look(page) == []
    page.get_by_label("Or in other words").fill("Small cyst")
    page.keyboard.press("Enter")
    page.wait_for_url("**mark=drawn1")
    expect(page.get_by_role("button", name="Small cyst")).to_contain_text("drawn, accepted")
    corners = outline(clinic, known)
    assert sum(x for x, _ in corners) / len(corners) == pytest.approx(32 + 2, abs=0.2)  # of 64 columns, a step right
    if AXE.is_file():
        assert look(page) == []
    tools = page.locator(".reading-tools").bounding_box()
    assert tools["height"] < 60  # one line at 1440 pixels
    page.get_by_role("group", name="Small cyst").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Small cyst")).to_have_count(0)
    assert review_of(clinic, known).added == () and desk.complaints == []


def test_a_mark_is_drawn_and_moved_by_mouse_and_dropped_with_escape(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    page.get_by_role("button", name="Mark", exact=True).click()
    box = page.locator("[data-view=main] canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(x0, y0, x1, y1):
        page.mouse.move(x0, y0)
        page.mouse.down()
        page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
        page.mouse.move(x1, y1)
        page.mouse.up()

    drag(x, y, x + 100, y + 60)
    page.get_by_role("button", name="Leave it").click()
    assert review_of(clinic, known).added == ()
    drag(x, y, x + 100, y + 60)
    page.get_by_label("Finding", exact=True).select_option("Pneumonia")
    page.get_by_role("button", name="Keep the mark").click()
    page.wait_for_url("**mark=drawn1")
    before = outline(clinic, known)
    page.get_by_role("group", name="Pneumonia").get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("[data-told]")).to_contain_text("Enter keeps it")
    drag(x + 50, y + 30, x + 90, y + 30)
    page.keyboard.press("Enter")
    expect(page.locator("[data-told]")).to_contain_text("its new outline is kept")
    moved = outline(clinic, known)
    assert moved[0][0] > before[0][0] + 1 and moved[0][1] == pytest.approx(before[0][1], abs=0.2)
    assert desk.complaints == []


LAY_OUT = """async ([sides, count, seed]) => {
  const { layOut, wrapped } = await import("/static/js/viewer/labels.js");
  let state = seed;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const pane = { width: sides[0], height: sides[1] };
  const taken = [
    { x: 0, y: 0, width: pane.width * 0.5, height: 24 },
    { x: pane.width - 60, y: pane.height - 24, width: 60, height: 24 },
  ];
  const names = Array.from({ length: count }, () => {
    const text = "Acute fracture of distal end of radius 0.87".slice(0, 8 + Math.floor(random() * 40));
    const lines = wrapped(text, 150, (part) => part.length * 7);
    const width = Math.max(...lines.map((line) => line.length * 7)) + 6;
    return { x: random() * pane.width, y: random() * pane.height, width, height: 17 * lines.length };
  });
  return { boxes: layOut(names, taken, pane), taken, pane };
}"""


@pytest.mark.parametrize(("sides", "count"), [((320, 320), 6), ((390, 500), 10), ((720, 450), 14), ((1200, 800), 30)])
def test_no_name_of_a_mark_covers_another_or_what_the_corners_say(desk, sides, count):
    for seed in range(1, 8):
        found = desk.page.evaluate(LAY_OUT, [sides, count, seed])
        boxes = found["boxes"]
        assert None not in boxes  # there was room for each
        others = boxes + found["taken"]
        for one in boxes:
            assert one["x"] >= 0 and one["y"] >= 0
            assert one["x"] + one["width"] <= sides[0] and one["y"] + one["height"] <= sides[1]
            for other in others:
                across = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
                down = one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
                assert one is other or not (across and down)


def test_a_name_with_room_stands_just_above_its_mark(desk):
    alone = """async () => (await import("/static/js/viewer/labels.js")).layOut(
      [{ x: 200, y: 200, width: 80, height: 17 }], [], { width: 600, height: 400 })"""
    (box,) = desk.page.evaluate(alone)
    assert (box["x"], 200 - box["y"] - box["height"]) == (200, 3)


def test_a_name_leaves_the_marks_themselves_free_where_there_is_room(desk):
    two = """async () => (await import("/static/js/viewer/labels.js")).layOut(
      [{ x: 200, y: 200, width: 80, height: 17 }, { x: 205, y: 212, width: 120, height: 17 }], [],
      { width: 600, height: 400 }, 1,
      [{ x: 200, y: 200, width: 40, height: 40 }, { x: 205, y: 212, width: 40, height: 40 }])"""
    for box in desk.page.evaluate(two):
        across = box["x"] < 245 and box["x"] + box["width"] > 200
        assert not (across and box["y"] < 252 and box["y"] + box["height"] > 200)


def test_signing_names_the_marks_that_are_undecided_and_leads_to_them_by_keyboard(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    page.goto(f"/reviews/{clinic.images.load(known).review}")
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog", name="Sign this report?")
    expect(dialog).to_contain_text("Not written, for you have not decided on it:")
    expect(dialog.locator("#undecided li")).to_contain_text(review_of(clinic, known).proposals[0].claim.text)
    decide = dialog.get_by_role("button", name="Decide the next mark")
    for _ in range(4):
        if decide.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.keyboard.press("a")
    expect(page.locator(".fact[data-state=accepted]")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.get_by_role("dialog", name="Sign this report?").locator("#undecided")).to_have_count(0)


def test_marks_are_decided_moved_and_taken_back_by_keys_without_losing_the_readers_view(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    told, window = page.locator("[data-told]"), page.locator("[data-view=main] [data-window]")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("3")
    expect(window).to_contain_text("C 400 W 1800")
    page.keyboard.press("n")
    expect(told).to_contain_text("A accepts, X declines")
    (proposal,) = review_of(clinic, known).proposals
    before = next(part.polygon for part in proposal.claim.evidence if isinstance(part, Region))

    def state():
        choice = review_of(clinic, known).choices.get(proposal.id)
        return None if choice is None else choice.accepted

    for key, words, said, after in (
        ("a", "accepted", "accepted", True), ("x", "declined", "declined", False),
        ("u", "Taken back", "accepted", True), ("u", "Taken back", "", None),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(told).to_contain_text(words)
        assert state() is after
        expect(page.locator("ul.marks [data-go] .sub").last).to_contain_text(said)
    page.keyboard.press("u")
    expect(told).to_contain_text("Nothing to take back")
    drafted = review_of(clinic, known).sections
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("its new outline is kept")
    assert outline(clinic, known) != before and state() is True
    page.keyboard.press("u")
    expect(told).to_contain_text("Taken back")
    assert state() is None and review_of(clinic, known).sections == drafted
    expect(window).to_contain_text("C 400 W 1800")  # the page was never left
    assert desk.complaints == []
    if AXE.is_file():
        assert look(page) == []


def test_the_first_n_leads_to_the_first_mark_and_the_next_to_the_second(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    told = page.locator("[data-told]")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.get_by_label("Or in other words").fill("Small cyst")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("U takes it back")
    page.goto(f"/imaging/{known}")
    expect(page.locator("[data-view=main] [data-place]")).to_have_text(SHOWN)
    page.locator("[data-view=main]").focus()
    for label in ("Bright spot", "Small cyst", "Bright spot"):
        page.keyboard.press("n")
        expect(told).to_contain_text(label)


def test_a_finger_keeps_a_moved_outline_without_a_keyboard(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    (proposal,) = review_of(clinic, known).proposals
    before = next(part.polygon for part in proposal.claim.evidence if isinstance(part, Region))
    page.get_by_role("button", name="Move", exact=True).click()
    image = page.locator("[data-view=main]").bounding_box()
    x, y = image["x"] + image["width"] / 2, image["y"] + image["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 20, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("[data-told]")).to_contain_text("its new outline is kept")
    assert outline(clinic, known) != before
    expect(page.get_by_role("button", name="Move", exact=True)).to_be_visible()


def test_a_drawn_mark_that_was_removed_comes_back_with_its_name(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    told = page.locator("[data-told]")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.get_by_label("Or in other words").fill("Small cyst")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("U takes it back")
    page.get_by_role("button", name="Small cyst").first.click()
    page.locator("[data-view=main]").focus()
    page.keyboard.press("Delete")
    expect(told).to_contain_text("removed")
    assert review_of(clinic, known).added == ()
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Small cyst").first).to_contain_text("drawn, accepted")
    assert [one.resource["code"]["text"] for one in review_of(clinic, known).added] == ["Small cyst"]


def test_nothing_is_placed_on_an_image_that_is_still_on_its_way(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    place, told = page.locator("[data-view=main] [data-place]"), page.locator("[data-told]")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/frames/**", hold)
    page.goto(f"/imaging/{known}")
    expect(place).to_contain_text("on its way")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("k")
    expect(told).to_contain_text("still on its way")
    page.keyboard.press("m")  # the tool for lengths, by mouse
    page.evaluate("document.querySelector('[data-told]').textContent = ''")
    box = page.locator("[data-view=main] canvas").bounding_box()
    page.mouse.move(box["x"] + 90, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.up()
    expect(told).to_contain_text("still on its way")
    while held:
        held.pop().continue_()
    page.unroute("**/frames/**")
    expect(place).to_have_text(SHOWN)
    page.keyboard.press("k")
    expect(told).to_contain_text("Arrows move it")


def test_a_decision_is_taken_back_after_the_page_was_loaded_again(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    page.locator("[data-view=main]").focus()
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator("[data-told]")).to_contain_text("accepted")
    page.reload()
    expect(page.locator("[data-view=main] [data-place]")).to_have_text(SHOWN)
    page.keyboard.press("u")
    expect(page.locator("[data-told]")).to_contain_text("Taken back")
    assert review_of(clinic, known).choices == {}
    page.keyboard.press("u")
    expect(page.locator("[data-told]")).to_contain_text("Nothing to take back")


def test_what_was_decided_elsewhere_meanwhile_is_not_taken_back(desk, clinic, known):
    page, expect = desk.page, playwright.expect
    page.locator("[data-view=main]").focus()
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator("[data-told]")).to_contain_text("accepted")
    review = review_of(clinic, known)
    rays = grant_for(find_account(clinic.record.connection(), "rays"))
    clinic.reviews.choose(review.id, review.proposals[0].id, accept=False, if_version=review.version, grant=rays)
    page.reload()
    expect(page.locator("[data-view=main] [data-place]")).to_have_text(SHOWN)
    page.keyboard.press("u")
    expect(page.locator("[data-told]")).to_contain_text("Nothing to take back")
