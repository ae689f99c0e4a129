"""The FHIR API for a signed-in browser: it may look, and change only what it meant to change."""

from tests.journeys.web.conftest import Browser

FROM_US = {"Sec-Fetch-Site": "same-origin", "Accept": "application/fhir+json"}


def test_a_session_looks_but_another_site_cannot_use_it(clinic):
    browser = Browser(clinic)
    assert browser.http.get("/fhir/Patient", headers=FROM_US).status_code == 401
    browser.sign_in()
    assert browser.http.get("/fhir/Patient", headers=FROM_US).json()["resourceType"] == "Bundle"
    assert browser.http.get("/fhir/Patient", headers={**FROM_US, "Sec-Fetch-Site": "cross-site"}).status_code == 401


def test_a_change_needs_the_sessions_own_token(clinic):
    browser = Browser(clinic)
    browser.sign_in()
    browser.get("/inbox")
    organization = {"resourceType": "Organization", "name": "Ward 1"}
    assert browser.http.post("/fhir/Organization", json=organization, headers=FROM_US).status_code == 401
    meant = {**FROM_US, "X-CSRF": browser.token}
    assert browser.http.post("/fhir/Organization", json=organization, headers=meant).status_code == 201


def test_the_access_log_names_no_patient(clinic, caplog):
    browser = Browser(clinic)
    with caplog.at_level("INFO", logger="attending.web"):
        browser.http.get("/fhir/Patient/canary-id?name=canary", headers=FROM_US)
    assert "/fhir/{type}/{id}" in caplog.text
    assert "canary" not in caplog.text
