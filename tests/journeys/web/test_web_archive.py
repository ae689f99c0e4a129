"""The page that fetches from another archive: searched, fetched with progress, stopped, refused plainly."""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.journeys.test_classic_archive import STUDY, slices
from tests.journeys.web.conftest import Browser
from tests.journeys.web.hospital import CANARIES, FAMILY, MRN, SYSTEM
from tests.pacs import Pacs

from attending.app.wiring import open_keys
from attending.audit.read import newest_events


@pytest.fixture
def pacs() -> Iterator[Pacs]:
    running = Pacs(slices(30))
    yield running
    running.stop()


@pytest.fixture
def desk(clinic, pacs) -> Browser:
    source = replace(clinic.settings, dicom_source=pacs.address, dicom_hosts=("127.0.0.1",))
    browser = Browser(replace(clinic, settings=source))
    browser.sign_in("rays")
    return browser


def ended(desk: Browser) -> str:
    """The list of fetches once none goes on."""
    for _ in range(200):
        part = desk.get("/imaging-fetch/running").text
        if part and "<progress" not in part:
            return part
        time.sleep(0.05)
    raise TimeoutError(part)


def test_a_study_is_searched_fetched_and_opened(desk, clinic, caplog):
    caplog.set_level(logging.DEBUG)
    page = desk.get("/imaging-fetch")
    assert "Studies of 127.0.0.1" in page.text
    page = desk.post("/imaging-fetch", {"number": MRN, "since": "2026-01-01", "modality": "CT"})
    assert (page.status_code, f'value="{STUDY}"' in page.text, FAMILY in page.text) == (200, True, True)
    assert MRN not in str(page.url)
    page = desk.post("/imaging-fetch/study", {"study": STUDY, "images": "30", "label": "CT abdomen"})
    assert "CT abdomen" in page.text
    part = ended(desk)
    assert "30 images" in part and "Matched by number, name." in part
    found = re.search(r'href="(/imaging/[0-9a-f]{32})"', part)
    assert found is not None and desk.get(found[1]).status_code == 200
    assert clinic.record.read("ImagingStudy", clinic.images.key_of(STUDY), grant=SYSTEM)["numberOfInstances"] == 30
    events = newest_events(clinic.record.connection(), keys=open_keys(clinic.settings), most=60)
    noted = {event.get("outcomeDesc", "") for event in events}
    assert {"searched the archive 127.0.0.1: 1 studies", "fetched 30 images from the archive 127.0.0.1"} <= noted
    assert "30 images" in desk.post("/imaging-fetch", {"number": MRN}).text  # it says that it is here
    assert not any(canary in record.getMessage() for record in caplog.records for canary in CANARIES)


def test_a_fetch_is_stopped_and_what_came_stays(desk, pacs, clinic):
    pacs.wait = lambda: time.sleep(0.05)
    desk.get("/imaging-fetch")
    desk.post("/imaging-fetch/study", {"study": STUDY, "images": "30", "label": "CT"})
    assert desk.post("/imaging-fetch/study", {"study": STUDY, "images": "30", "label": "CT"}).status_code == 409
    for _ in range(100):
        part = desk.get("/imaging-fetch/running").text
        if re.search(r"[1-9]\d? of 30 images", part):
            break
        time.sleep(0.05)
    name = re.search(r"/imaging-fetch/([0-9a-f]{16})/stop", part)
    assert name is not None
    desk.post(f"/imaging-fetch/{name[1]}/stop")
    assert "Stopped" in ended(desk)
    assert 0 < clinic.record.read("ImagingStudy", clinic.images.key_of(STUDY), grant=SYSTEM)["numberOfInstances"] < 30


def test_another_person_neither_sees_nor_stops_it(desk, clinic):
    desk.get("/imaging-fetch")
    desk.post("/imaging-fetch/study", {"study": STUDY, "images": "30", "label": "CT of somebody"})
    ended(desk)
    other = Browser(clinic)
    other.sign_in("adams")
    assert "CT of somebody" not in other.get("/imaging-fetch/running").text
    assert other.post("/imaging-fetch/0123456789abcdef/stop").status_code == 404


def test_what_cannot_be_searched_or_fetched_says_why(desk, pacs, clinic):
    desk.get("/imaging-fetch")
    assert "All studies of an archive are too many." in desk.post("/imaging-fetch", {"modality": "CT"}).text
    assert desk.post("/imaging-fetch/study", {"study": "../admin"}).status_code == 422
    desk.post("/imaging-fetch/study", {"study": "1.2.3", "label": "None"})
    assert "no such study" in ended(desk)
    pacs.stop()
    page = desk.post("/imaging-fetch", {"number": MRN})
    assert (page.status_code, "does not answer" in page.text) == (503, True)
    alone = Browser(clinic)
    alone.sign_in("rays")
    assert "No archive is set up." in alone.get("/imaging-fetch").text
