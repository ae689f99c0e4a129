"""The audit trail over FHIR: to read and to search, for whoever may see it, and each look is an event itself."""

import pytest
from tests.spec.test_fhir_api import ANN, PULSE, Api, api  # noqa: F401


@pytest.fixture
def trail(api: Api) -> Api:  # noqa: F811
    api.put(ANN)
    api.put({**ANN, "id": "bob"})
    api.put({**PULSE, "id": "o1"})
    api.http.get("/Observation/o1")
    return api


def events(api, query=""):  # noqa: F811
    answer = api.http.get(f"/AuditEvent?{query}")
    assert answer.status_code == 200, answer.text
    return [entry["resource"] for entry in answer.json().get("entry", []) if entry["search"]["mode"] == "match"]


def test_the_newest_event_comes_first_and_can_be_read(trail):
    found = events(trail)
    assert [event["resourceType"] for event in found] == ["AuditEvent"] * len(found)
    numbers = [int(event["id"]) for event in found]
    assert numbers == sorted(numbers, reverse=True)
    assert trail.http.get(f"/AuditEvent/{numbers[0]}").json() == found[0]
    assert trail.http.get("/AuditEvent/999999").status_code == 404


def test_events_are_found_by_patient_agent_action_and_outcome(trail):
    about_ann = events(trail, "patient=Patient/ann")
    assert about_ann
    assert all("Patient/ann" in str(event) for event in about_ann)
    assert len(events(trail, "patient=ann&action=R")) == 1
    assert not events(trail, "patient=an")
    assert len(events(trail, "agent=Device/lab")) > 3
    assert not events(trail, "agent=Device/la")
    trail.http.get("/Patient/nobody")
    assert len(events(trail, "outcome=4&action=R")) == 1


def test_events_are_found_by_date(trail):
    recorded = events(trail)[0]["recorded"]
    day = recorded[:10]
    assert events(trail, f"date={day}")
    assert events(trail, f"date=ge{day}&date=le{day}")
    assert not events(trail, f"date=gt{day}")
    assert not events(trail, f"date=lt{day[:4]}")
    assert trail.http.get("/AuditEvent?date=yesterday").status_code == 400


def test_pages_follow_each_other(trail):
    first = trail.http.get("/AuditEvent?_count=2&agent=Device/lab").json()
    (link,) = [link["url"] for link in first["link"] if link["relation"] == "next"]
    second = trail.http.get(link).json()
    numbers = [int(entry["resource"]["id"]) for page in (first, second) for entry in page["entry"]]
    assert numbers == sorted(set(numbers), reverse=True)


def test_a_look_at_the_trail_is_on_the_trail(trail):
    before = len(events(trail))
    assert len(events(trail)) == before + 1
    assert "AuditEvent" in str(events(trail)[0]["entity"])


def test_who_may_not_see_every_patient_or_the_type_sees_nothing(trail):
    for number, leave in enumerate(({"patients": frozenset({"ann"})}, {"types": frozenset({"Patient"})})):
        trail.as_(f"narrow{number}", **leave)
        assert trail.http.get("/AuditEvent").status_code == 403
        assert trail.http.get("/AuditEvent/1").status_code == 403
    trail.as_("officer", types=frozenset({"AuditEvent"}))
    assert events(trail)


def test_nobody_writes_the_trail_and_the_statement_says_so(trail):
    assert trail.http.post("/AuditEvent", json={"resourceType": "AuditEvent"}).status_code >= 400
    listed = {one["type"]: one for one in trail.http.get("/metadata").json()["rest"][0]["resource"]}
    assert [each["code"] for each in listed["AuditEvent"]["interaction"]] == ["read", "search-type"]


def test_an_unknown_parameter_is_told_or_refused(trail):
    said = trail.http.get("/AuditEvent?colour=red").json()["entry"][-1]
    assert said["search"]["mode"] == "outcome"
    assert trail.http.get("/AuditEvent?colour=red", headers={"Prefer": "handling=strict"}).status_code == 400
