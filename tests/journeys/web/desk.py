"""A clinician's desk for tests in a real browser: chromium, a hospital behind it, a signed-in page, and axe's eye."""

import shutil
from collections.abc import Iterator

import pytest
from tests.journeys.web.hospital import PASSWORD
from tests.journeys.web.serving import Server

from attending.app.web.assets import REPOSITORY
from attending.app.web.pages import STATIC
from attending.journeys.clinic import Clinic

playwright = pytest.importorskip("playwright.sync_api")
playwright.expect.set_options(timeout=30_000)  # as long as playwright waits elsewhere; its 5 s blame a busy machine

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]}))
    .violations.map(fault => `${fault.id}: ${JSON.stringify(fault.nodes[0].target)}`)"""
"""Told by the page itself: all that axe finds in order would be megabytes on the way to the test."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
    pytest.mark.skipif(not (STATIC / "vendor" / "htmx.min.js").is_file(), reason="front-end files missing: make setup"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


@pytest.fixture
def server(clinic: Clinic) -> Iterator[Server]:
    running = Server(clinic)
    running.start()
    running.wait()
    yield running
    running.stop()


class Desk:
    """A signed-in page that remembers what the browser complained about."""

    def __init__(self, chromium, server, **options):
        self.server, self.complaints = server, []
        self.context = chromium.new_context(base_url=server.url, reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.hosts = set()
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        self.page.goto("/sign-in")
        self.page.wait_for_selector("input[name=name]:focus")
        self.page.keyboard.type("adams")
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/inbox")


@pytest.fixture
def desk(chromium, server):
    opened = Desk(chromium, server, viewport={"width": 1440, "height": 900})
    yield opened
    opened.context.close()


def look(page, axe: str = "") -> list[str]:
    """Axe's violations, each with the first element at fault, and whether the page is wider than its window."""
    page.evaluate(axe or AXE.read_text(encoding="utf-8"))
    faults: list[str] = page.evaluate(VIOLATIONS, RULES)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the window")
    return faults
