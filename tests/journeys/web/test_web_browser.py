"""The workspace in a real browser: by keyboard alone, without a CSP violation, accessible, and at 320 pixels."""

from datetime import timedelta

import pytest
from tests.journeys.web.desk import AXE, CHROMIUM, Desk, chromium, desk, look, playwright, pytestmark, server
from tests.journeys.web.hospital import CANARIES, PASSWORD, SYSTEM, bring_marked_study, bring_studies, sign_the_note

__all__ = ["chromium", "desk", "pytestmark", "server"]

PAGES = ("/inbox", "/inbox?show=signed", "/patients", "/patients/p1", "/reviews/draft-1", "/reviews/draft-1/edit",
         "/conversations/new", "/recordings/new", "/verify", "/wording", "/risks", "/risks/back-soon/p1", "/audit",
         "/models", "/imaging-decisions", "/imaging-fetch", "/gallery", "/nowhere")  # fmt: skip


def answer_by_keyboard(page):
    """Answer every check that stands in the way."""
    while page.locator(".check.blocker:not(.is-answered)").count():
        left = page.locator(".check.blocker:not(.is-answered)").count()
        page.keyboard.press("s")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # "Go to the first check"
        page.keyboard.type("I prescribed it after the recording.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "n => document.querySelectorAll('.check.blocker:not(.is-answered)').length < n", arg=left
        )


def test_enter_alone_opens_the_topmost_draft(desk):
    page = desk.page
    first = page.locator(".rows a.row-link").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")

    assert first.startswith("/reviews/")
    playwright.expect(page.get_by_text("Draft note", exact=False).first).to_be_visible()


def test_a_note_is_read_edited_answered_and_signed_by_keyboard_alone(desk):
    page, expect = desk.page, playwright.expect

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reviews/draft-1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#sentence-c2")).to_have_class("sentence is-chosen")
    expect(page.locator("#evidence-c2")).to_be_visible()
    expect(page.locator("#turn-3 mark.is-cited")).to_have_text("Ibuprofen 400 milligrams, twice a day")

    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    page.locator("textarea[name=text]").first.focus()
    page.keyboard.press("End")
    page.keyboard.type(" It is worse on stairs.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/reviews/draft-1?done=saved")
    expect(page.locator("#sentence-c1 ins").last).to_contain_text("stairs")

    answer_by_keyboard(page)
    page.keyboard.press("s")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reviews/draft-1?done=signed")
    expect(page.locator("#toasts")).to_contain_text("Signed and filed")
    expect(page.locator("#waiting")).to_contain_text("0")

    page.get_by_role("link", name="Open the signed note").press("Enter")
    expect(page.get_by_text("The signature is valid.")).to_be_visible()
    assert desk.complaints == []
    assert desk.hosts == {desk.server.url.removeprefix("http://")}
    assert not any(canary.lower() in page.url.lower() for canary in CANARIES)


@pytest.mark.parametrize("width", [720, 1400])
def test_a_printed_note_is_whole_and_alone(chromium, server, width):
    desk = Desk(chromium, server, viewport={"width": width, "height": 300})
    page, expect = desk.page, playwright.expect
    page.goto("/reviews/draft-1")
    page.emulate_media(media="print")
    for pane in ("#pane-conversation", "#pane-checks", ".decide-foot"):
        expect(page.locator(pane)).to_be_hidden()
    expect(page.locator("#pane-draft .chips").first).to_be_hidden()  # on paper nobody follows them
    last = page.locator("#pane-draft [id^=sentence-]").last.bounding_box()
    assert last is not None
    cut = "() => [...document.querySelectorAll('body, #pane-draft, #pane-draft .pane-scroll')]"
    assert page.evaluate(cut + ".every(one => one.scrollHeight <= one.clientHeight + 1 || one === document.body)")
    assert page.evaluate("document.documentElement.scrollHeight") >= last["y"] + last["height"]
    desk.context.close()


def test_facts_are_accepted_and_declined_by_keyboard(desk):
    page, expect = desk.page, playwright.expect
    page.goto("/reviews/draft-1")

    page.keyboard.press("p")
    expect(page.locator("#sentence-p1")).to_have_class("sentence fact is-open is-chosen")
    expect(page.locator("#turn-3 mark.is-cited")).to_have_text("Ibuprofen 400 milligrams, twice a day")
    page.keyboard.press("a")
    expect(page.locator("#facts-title + span")).to_have_text("1 accepted, 0 declined, 1 open")
    expect(page.locator("#sentence-p2 .words")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#facts-title + span")).to_have_text("1 accepted, 1 declined, 0 open")
    assert desk.complaints == []


@pytest.mark.parametrize("width", [390, 720])
def test_a_message_leaves_the_decision_in_sight(chromium, server, width):
    desk = Desk(chromium, server, viewport={"width": width, "height": 780})
    page = desk.page
    page.goto("/reviews/draft-1?done=saved")
    message, foot = page.locator(".toast"), page.locator(".decide-foot")
    playwright.expect(message).to_be_visible()
    above, below = message.bounding_box(), foot.bounding_box()
    assert above["y"] + above["height"] <= below["y"]
    page.get_by_role("button", name="Reject").click(timeout=3000)
    playwright.expect(page.locator("dialog[open]")).to_be_visible()
    desk.context.close()


def test_a_risk_is_opened_seen_and_dismissed_by_keyboard(desk):
    page, expect = desk.page, playwright.expect
    page.goto("/risks")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/risks/back-soon/p1")
    page.get_by_role("button", name="Seen").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Noted as seen")
    page.locator("summary", has_text="Dismiss").press("Enter")
    page.get_by_label("Because").select_option("goals-of-care")
    page.get_by_role("button", name="Dismiss").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("comes back when the risk rises")
    expect(page.get_by_text("Goals of care make it irrelevant")).to_be_visible()
    assert desk.complaints == []
    assert not any(canary.lower() in page.url.lower() for canary in CANARIES)


def test_a_wording_is_forgotten_and_learned_again_by_keyboard(desk, clinic):
    page, expect = desk.page, playwright.expect
    for number in (2, 3):
        sign_the_note(clinic, number, own_words=("Takes", "Uses"))
    page.goto("/inbox")
    page.get_by_role("link", name="Your wording").press("Enter")
    page.wait_for_url("**/wording")
    learned = page.get_by_role("region", name="Learned wordings, the most frequent first")
    expect(learned.locator("tbody tr")).to_have_count(1)
    expect(learned).to_contain_text("uses")

    page.get_by_role("button", name="Forget “takes”").press("Enter")
    page.wait_for_url("**/wording?done=forgotten")
    expect(page.get_by_role("status").filter(has_text="later edits teach it no more")).to_be_visible()
    expect(learned).to_have_count(0)
    page.get_by_role("button", name="Learn again “takes”").press("Enter")
    page.wait_for_url("**/wording?done=restored")
    expect(learned).to_be_visible()
    page.get_by_role("button", name="Switch off").press("Enter")
    page.wait_for_url("**/wording?done=off")
    expect(page.get_by_role("button", name="Switch on")).to_be_visible()
    assert desk.complaints == []


def test_clicking_a_turn_shows_the_sentences_that_rest_on_it(desk):
    page = desk.page
    page.goto("/reviews/draft-1")

    page.locator("#turn-4 .turn-time").click()

    playwright.expect(page.locator(".sentence.is-citing")).to_have_count(2)


def test_search_in_the_conversation_counts_and_walks(desk):
    page = desk.page
    page.goto("/reviews/draft-1")
    page.keyboard.press("/")
    page.keyboard.type("knee")

    playwright.expect(page.locator("[data-turn-search] output")).to_have_text("1 of 2")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("[data-turn-search] output")).to_have_text("2 of 2")


def test_shortcuts_of_one_letter_sleep_while_somebody_types(desk):
    page = desk.page
    page.goto("/reviews/draft-1")
    page.locator(".check textarea").first.focus()

    page.keyboard.type("stress? rejected")

    assert page.locator("dialog[open]").count() == 0


def test_a_draft_is_rejected_by_keyboard(desk):
    page = desk.page
    page.goto("/reviews/draft-1")
    page.keyboard.press("r")
    page.get_by_label("About another patient").check()
    page.keyboard.press("Enter")

    page.wait_for_url("**/reviews/draft-1?done=rejected")
    playwright.expect(page.locator(".decide-foot")).to_contain_text("Rejected: About another patient")


def test_unsaved_text_survives_the_end_of_the_session(desk, clock):
    page = desk.page
    page.goto("/reviews/draft-1/edit")
    page.locator("textarea[name=text]").first.fill("Words that must not be lost.")
    clock.time += timedelta(minutes=30)

    page.keyboard.press("Control+Enter")
    page.locator("#sign-in-again").wait_for(state="visible")
    page.locator("#again-password").fill("wrong")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("[data-again-error]")).to_contain_text("wrong")
    page.locator("#again-password").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/reviews/draft-1?done=saved")
    playwright.expect(page.locator("#sentence-c1 ins")).to_have_text("Words that must not be lost")


def test_whoever_walks_away_is_warned_and_then_signed_off(desk):
    page = desk.page
    page.clock.install()
    page.goto("/patients/p1")

    page.clock.fast_forward("19:10")
    playwright.expect(page.locator("#idle-warning")).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    page.clock.fast_forward("19:10")
    playwright.expect(page.locator("#idle-warning")).to_be_visible()
    page.clock.fast_forward("02:00")

    page.wait_for_url("**/sign-in?ended=1")
    playwright.expect(page.get_by_text("You were signed off because nothing happened")).to_be_visible()


def test_a_conversation_is_pasted_and_becomes_a_draft(desk):
    page = desk.page
    page.goto("/conversations/new")
    page.get_by_label("Patient", exact=True).select_option("p1")
    page.get_by_label("Or paste the transcript").fill(
        "Doctor: What brings you in today?\nPatient: I have had a cough for two weeks, and a fever since Monday.\n"
        "Doctor: Any chest pain?\nPatient: No chest pain.\nDoctor: We will get a chest x-ray and see you on Friday."
    )
    page.get_by_label("The patient has agreed").check()
    page.get_by_role("button", name="Draft the note").click()

    page.wait_for_url("**?done=drafted")
    playwright.expect(page.locator("[data-note]")).to_contain_text("cough")
    assert desk.complaints == []


def test_silence_is_refused_in_words(desk):
    page = desk.page
    page.goto("/conversations/new?patient=p1")
    page.get_by_label("Or paste the transcript").fill("Doctor: Hello.")
    page.get_by_label("The patient has agreed").check()
    page.get_by_role("button", name="Draft the note").click()

    playwright.expect(page.get_by_role("alert").first).to_be_visible()
    playwright.expect(page.get_by_label("Or paste the transcript")).to_have_value("Doctor: Hello.")


def middle_of(page) -> tuple[float, float]:
    box = page.locator("[data-view=main] canvas").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_stack_is_read_by_keyboard_alone(desk, clinic):
    page, expect = desk.page, playwright.expect
    known, _ = bring_studies(clinic)
    page.goto("/imaging")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/imaging/{known}")
    place, window = page.locator("[data-view=main] [data-place]"), page.locator("[data-view=main] [data-window]")
    expect(place).to_have_text("7 of 12")
    page.keyboard.press("ArrowDown")
    expect(place).to_have_text("8 of 12")
    for _ in range(3):
        page.keyboard.press("PageDown")
    expect(place).to_have_text("12 of 12")
    page.keyboard.press("Home")
    expect(place).to_have_text("1 of 12")
    before = grey_in_the_middle(page)
    page.keyboard.press("i")
    assert grey_in_the_middle(page) == 255 - before
    page.keyboard.press("0")
    contrast = window.inner_text()
    page.keyboard.press("]")
    expect(window).not_to_have_text(contrast, use_inner_text=True)
    page.keyboard.press("2")
    expect(window).to_contain_text("C -600 W 1500")
    page.mouse.move(*middle_of(page))
    expect(window).to_contain_text("40 HU")
    page.get_by_label("Window preset").select_option("Bone (3)")
    expect(window).to_contain_text("C 400 W 1800")
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Measure")).to_have_attribute("aria-pressed", "true")
    assert desk.complaints == []
    assert desk.hosts == {desk.page.url.split("/")[2]}


def test_a_place_whose_image_has_not_come_shows_its_number_and_never_another_image(desk, clinic):
    page, expect = desk.page, playwright.expect
    known, _ = bring_studies(clinic)
    held: list = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/series/0/frames/11", hold)
    page.goto(f"/imaging/{known}")
    view, place = page.locator("[data-view=main]"), page.locator("[data-view=main] [data-place]")
    expect(place).to_have_text("7 of 12")
    view.focus()
    page.keyboard.press("End")
    expect(place).to_have_text("12 of 12 · on its way")
    shown = "() => document.querySelector('[data-view=main] canvas').toDataURL()"
    page.wait_for_timeout(200)
    waiting = page.evaluate(shown)
    for _ in range(200):
        if held:
            break
        page.wait_for_timeout(25)
    held[0].continue_()
    expect(place).to_have_text("12 of 12")
    assert page.evaluate(shown) != waiting


def test_a_series_is_enhanced_swiped_and_left_again_by_keyboard(desk, clinic):
    page, expect = desk.page, playwright.expect
    known, _ = bring_studies(clinic)
    page.goto(f"/imaging/{known}")
    page.get_by_role("button", name="Enhance", exact=True).click()
    page.wait_for_url("**?enhanced=0&factor=2", timeout=120_000)
    window = page.locator("[data-view=main] [data-window]")
    expect(window).to_contain_text("enhanced ×2, not for diagnosis alone")
    expect(page.get_by_role("button", name="Original")).to_be_visible()
    page.keyboard.press("e")
    expect(window).not_to_contain_text("enhanced")
    expect(page.get_by_role("button", name="Enhanced ×2", exact=True)).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Swipe")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Swipe")).to_have_attribute("aria-pressed", "false")
    assert desk.complaints == []


def test_a_volume_and_its_marks_are_shown_under_the_strict_content_policy(chromium, server, clinic):
    known = bring_marked_study(clinic)
    software = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    opened = chromium.browser_type.launch(executable_path=CHROMIUM, args=software)
    desk = Desk(opened, server)
    desk.page.goto(f"/imaging/{known}/volume/0")
    desk.page.wait_for_selector("[data-volume][data-ready=yes]", timeout=60_000)
    desk.page.keyboard.press("n")
    playwright.expect(desk.page.locator("[data-told]")).to_contain_text("Bright spot")
    desk.page.keyboard.press("o")
    playwright.expect(desk.page.get_by_role("button", name="Marks", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    desk.page.keyboard.press("3")
    playwright.expect(desk.page.get_by_role("button", name="Coronal")).to_have_attribute("aria-pressed", "true")
    assert desk.complaints == []
    assert desk.hosts == {desk.page.url.split("/")[2]}
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_url(f"**/imaging/{known}")
    opened.close()


def grey_in_the_middle(page):
    """The grey that stands in the middle of the image."""
    return page.evaluate(
        "(() => { const c = document.querySelector('[data-view=main] canvas');"
        " return c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data[0]; })()"
    )


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: make setup")
def test_every_page_is_accessible_and_fits_the_window(chromium, server, clinic, scheme, width):
    sign_the_note(clinic)
    studies = [f"/imaging/{key}" for key in bring_studies(clinic)]
    view = {"width": width, "height": 900}
    desk = Desk(chromium, server, viewport=view, color_scheme=scheme, bypass_csp=True)
    document = clinic.reviews.read("draft-2", grant=SYSTEM).signed.split("/")[1]
    faults = {}
    volume = f"{studies[0]}/volume/0"
    for path in (*PAGES, f"/patients/p1/documents/{document}", "/reviews/draft-2", "/imaging", *studies, volume):
        desk.page.goto(path)
        faults[path] = look(desk.page)
    desk.context.close()
    assert {path: found for path, found in faults.items() if found} == {}


def test_targets_are_24_pixels_and_focus_is_seen(desk):
    page = desk.page
    page.goto("/reviews/draft-1")
    small = page.evaluate(
        "[...document.querySelectorAll('button, .chip, nav a, input, select')].filter(e => e.offsetParent)"
        ".map(e => [e.className || e.name, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 23.5 || box.height < 23.5).map(([name]) => name)"
    )
    assert small == []

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
