"""What protects the workspace: sign-in, sessions, forms, headers, logs."""

import logging
import re
from datetime import timedelta

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from tests.journeys.web.hospital import CANARIES

from attending.app.web.headers import CONTENT_SECURITY_POLICY
from attending.app.web.server import ROUTERS, DemoSignIn, create_app

OPEN = {"/sign-in", "/sign-in/again", "/healthz"}
"""What answers without a session."""


def routes():
    return [route for module in ROUTERS for route in module.router.routes if isinstance(route, APIRoute)]


def address(route):
    return re.sub(r"{[^}]+}", "x", route.path)


def test_every_page_but_the_door_needs_a_sign_in(browser):
    for route in routes():
        if route.path in OPEN:
            continue
        method = next(iter(route.methods - {"HEAD"}))
        answer = browser.http.request(method, address(route), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), route.path


def test_every_form_needs_its_token(physician):
    posts = [route for route in routes() if "POST" in route.methods and route.path not in OPEN]
    assert posts
    for route in posts:
        answer = physician.http.post(address(route), data={"csrf": "made up"}, headers={"Accept": "text/html"})
        assert answer.status_code == 403, route.path


def test_a_form_of_another_site_is_refused(physician):
    form = {"csrf": physician.token, "text": ""}

    assert physician.http.post("/patients/search", data=form, headers={"Origin": "http://evil"}).status_code == 403
    assert (
        physician.http.post("/patients/search", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert (
        physician.http.post("/patients/search", data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    )


@pytest.mark.parametrize("path", ["/sign-in", "/inbox", "/patients/p1", "/nowhere", "/healthz"])
def test_every_answer_carries_the_headers(physician, path):
    headers = physician.get(path).headers

    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser):
    browser.get("/sign-in")
    answer = browser.http.post(
        "/sign-in",
        data={"csrf": browser.token, "name": "adams", "password": "correct horse battery"},
        follow_redirects=False,
    )

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_wrong_password_gets_one_clear_sentence_and_the_name_stays(browser):
    answer = browser.sign_in(password="wrong")

    assert answer.status_code == 401
    assert "The sign-in name or the password is wrong, or the account is locked." in answer.text
    assert 'value="adams"' in answer.text
    assert "wait 15 minutes" in answer.text


def test_the_demo_sign_in_is_shown_in_the_demo_hospital_only(browser, clinic):
    assert "Demo sign-in" not in browser.get("/sign-in").text
    app = create_app(clinic, demo=DemoSignIn("visitor", "open sesame"))

    assert "open sesame" in TestClient(app).get("/sign-in").text


def test_five_failures_lock_the_account_for_a_while(browser, clock):
    for _ in range(5):
        browser.sign_in(password="wrong")

    assert browser.sign_in().status_code == 401
    clock.time += timedelta(minutes=16)
    assert "Inbox" in browser.sign_in().text


def test_an_idle_session_ends(physician, clock):
    clock.time += timedelta(minutes=21)

    answer = physician.get("/patients/p1")

    assert "Sign in to Attending" in answer.text
    assert 'name="next" value="/patients/p1"' in answer.text


def test_a_request_of_htmx_is_told_so_without_a_page(physician, clock):
    clock.time += timedelta(minutes=21)

    answer = physician.http.get("/inbox/count", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.text) == (401, "")


def test_signing_in_again_in_place_gives_a_new_token(physician, clock):
    clock.time += timedelta(minutes=21)
    form = {"name": "adams", "password": "correct horse battery"}

    answer = physician.http.post("/sign-in/again", data=form, headers={"Accept": "application/json"})

    assert answer.json()["csrf"] != physician.token
    assert "Inbox" in physician.get("/inbox").text


def test_signing_out_ends_the_session_on_the_server(physician):
    stolen = dict(physician.http.cookies)
    physician.post("/sign-out")

    physician.http.cookies.update(stolen)
    assert "Sign in to Attending" in physician.get("/inbox").text


def test_the_next_page_is_never_another_host(browser):
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert 'name="next" value="/inbox"' in browser.get("/sign-in", params={"next": wanted}).text


def test_programs_get_an_operation_outcome(physician):
    answer = physician.http.get("/patients/nobody", headers={"Accept": "application/fhir+json"})

    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.json()["issue"][0]["code"] == "not-found"


def test_no_patient_stands_in_a_log_line_or_an_address(physician, review_id, caplog):
    caplog.set_level(logging.DEBUG)
    pages = ["/inbox", "/patients", "/patients/p1", f"/reviews/{review_id}", "/audit", "/conversations/new"]
    texts = [physician.get(page).text for page in pages]
    physician.post("/patients/search", {"text": CANARIES[0]})

    assert any(CANARIES[0].upper() in text for text in texts)
    links = [link for text in texts for link in re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', text)]
    for canary in CANARIES:
        assert canary.lower() not in caplog.text.lower()
        assert not any(canary.lower() in link.lower() for link in links)
    assert "GET /reviews/{review_id} 200" in caplog.text


def test_a_bug_says_nothing_about_anybody(physician, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ValueError(f"patient {CANARIES[0]}")

    monkeypatch.setattr("attending.app.web.routes.patients.summary_boxes", broken)
    answer = physician.get("/patients/p1")

    assert answer.status_code == 500
    assert "Something went wrong on our side." in answer.text
    assert CANARIES[0] not in caplog.text + answer.text
    assert "unexpected ValueError" in caplog.text
