"""A hospital made once, copied for every test; a client that signs in and posts forms as a browser does."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from starlette.testclient import TestClient
from tests.journeys.web.hospital import PASSWORD, Clock, fill, open_hospital
from tests.voices import SpeechServer

from attending.app.web.server import create_app
from attending.journeys.clinic import Clinic


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hospital")
    clinic = open_hospital(home, Clock())
    fill(clinic, Clock())
    clinic.record.close()
    return home


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def clinic(template: Path, tmp_path: Path, clock: Clock) -> Iterator[Clinic]:
    shutil.copytree(template, tmp_path / "home")
    opened = open_hospital(tmp_path / "home", clock)
    yield opened
    opened.record.close()


class Browser:
    """A client that remembers the CSRF token of the last page."""

    def __init__(self, clinic: Clinic) -> None:
        self.http = TestClient(create_app(clinic), base_url="http://testserver", follow_redirects=True)
        self.token = ""

    def get(self, path: str, **options: object) -> httpx.Response:
        return self._kept(self.http.get(path, headers={"Accept": "text/html"}, **options))

    def post(self, path: str, form: dict[str, object] | None = None, **options: object) -> httpx.Response:
        return self._kept(self.http.post(path, data={"csrf": self.token, **(form or {})}, **options))

    def sign_in(self, name: str = "adams", password: str = PASSWORD) -> httpx.Response:
        self.get("/sign-in")
        return self.post("/sign-in", {"name": name, "password": password})

    def _kept(self, response: httpx.Response) -> httpx.Response:
        if found := re.search(r'name="csrf" value="([^"]+)"', response.text):
            self.token = found[1]
        return response


@pytest.fixture
def browser(clinic: Clinic) -> Browser:
    return Browser(clinic)


@pytest.fixture
def physician(browser: Browser) -> Browser:
    browser.sign_in()
    return browser


@pytest.fixture
def review_id(physician: Browser) -> str:
    found = re.search(r'href="/reviews/([^"]+)"', physician.get("/inbox").text)
    assert found
    return found[1]


@pytest.fixture
def listening(clinic: Clinic, server: SpeechServer) -> Browser:
    """A physician in a hospital with a speech model."""
    settings = replace(clinic.settings, speech_model=server.url, speech_hosts=("127.0.0.1",))
    browser = Browser(replace(clinic, settings=settings))
    browser.sign_in()
    browser.get("/recordings/new")
    return browser


Found = TypeVar("Found")
PATIENCE = 4000  # looks, a twentieth of a second apart: a busy machine is no fault of the code


def wait_for(look: Callable[[], Found]) -> Found:
    """What a look finds, once it finds something; a failure where it never does."""
    for _ in range(PATIENCE):
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("waited for in vain")
