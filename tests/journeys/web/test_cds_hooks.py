"""CDS Hooks: another record gets at most two cards about a patient; its users' answers reach the watch list."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from attending.app.web.assets import REPOSITORY
from attending.app.web.server import create_app
from attending.errors import AttendingError
from attending.exchange.cds_hooks import read_request
from attending.security.hook_clients import HookClients

ISSUER = "https://ehr.example"
CALL = "/cds-services/attending-risk"
EXAMPLES = REPOSITORY.parent / "shared" / "data" / "record-cds-hooks"


@pytest.fixture(scope="module")
def key():
    return ECKey.generate_key("P-384", {"kid": "one"})


@pytest.fixture
def hooks(clinic, key, tmp_path):
    file = tmp_path / "clients.json"
    file.write_text(json.dumps({ISSUER: {"keys": [key.as_dict(private=False)]}}))
    app = create_app(clinic)
    app.state.hook_clients = HookClients.read(file)
    return TestClient(app, base_url="http://testserver", raise_server_exceptions=False)


def token(clinic, key, path=CALL, **changed):
    now = clinic.now()
    claims = {
        "iss": ISSUER, "aud": f"http://testserver{path}", "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=4)).timestamp()), "jti": str(uuid4()),
    }  # fmt: skip
    return jwt.encode({"alg": "ES384", "kid": "one", "typ": "JWT"}, claims | changed, key, algorithms=["ES384"])


def request(patient="p1", **more):
    return {
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "fhirServer": "http://nowhere.invalid", "context": {"userId": "Practitioner/x", "patientId": patient}, **more,
    }  # fmt: skip


def call(hooks, clinic, key, body, path=CALL, **changed):
    return hooks.post(path, json=body, headers={"Authorization": f"Bearer {token(clinic, key, path, **changed)}"})


def test_discovery_is_open_and_has_what_the_specification_wants(hooks):
    found = hooks.get("/cds-services").json()["services"][0]
    assert (found["hook"], found["id"]) == ("patient-view", "attending-risk")
    assert found["description"]
    assert found["prefetch"]["patient"] == "Patient/{{context.patientId}}"


def test_an_alert_becomes_a_card_with_its_drivers_and_reasons_to_override(hooks, clinic, key):
    cards = call(hooks, clinic, key, request()).json()["cards"]
    assert len(cards) == 1
    card = cards[0]
    assert card["summary"] == "42% risk of a visit within a day"
    assert card["indicator"] == "warning"
    assert "Potassium 7 mmol/L" in card["detail"]
    assert card["source"]["label"] == "Attending"
    assert {reason["code"] for reason in card["overrideReasons"]} >= {"managed", "wrong-data"}


def test_an_override_reaches_the_watch_list_with_its_coded_reason_and_silences_the_card(hooks, clinic, key):
    card = call(hooks, clinic, key, request()).json()["cards"][0]["uuid"]
    told = {"card": card, "outcome": "overridden", "outcomeTimestamp": "2026-11-23T09:10:00Z",
            "overrideReason": {"reason": {"code": "managed"}, "userComment": "on dialysis"}}  # fmt: skip
    assert call(hooks, clinic, key, {"feedback": [told]}, f"{CALL}/feedback").status_code == 200
    assert call(hooks, clinic, key, request()).json()["cards"] == []


def test_a_patient_of_the_other_record_is_scored_from_the_prefetch_and_not_kept(hooks, clinic, key):
    vitals = [("9279-1", 28, "/min"), ("8480-6", 88, "mm[Hg]"), ("9269-2", 13, "{score}")]
    observations = [
        {"resource": {
            "resourceType": "Observation", "id": f"o{n}", "status": "final", "subject": {"reference": "Patient/other"},
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "effectiveDateTime": clinic.now().isoformat(), "valueQuantity": {"value": value, "unit": unit}}}
        for n, (code, value, unit) in enumerate(vitals)
    ]  # fmt: skip
    prefetch = {
        "patient": {"resourceType": "Patient", "id": "other", "birthDate": "1950-01-01", "gender": "female"},
        "observations": {"resourceType": "Bundle", "type": "searchset", "entry": observations},
        "conditions": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {
            "resourceType": "Condition", "id": "c1", "code": {"text": "Pneumonia"},
            "subject": {"reference": "Patient/other"}}}]},
    }  # fmt: skip
    cards = call(hooks, clinic, key, request("other", prefetch=prefetch)).json()["cards"]
    assert [card["summary"].split(":")[0] for card in cards] == ["qSOFA"]
    assert clinic.record.connection().execute("SELECT COUNT(*) FROM resource WHERE id = 'other'").fetchone()[0] == 0


def test_a_patient_that_nobody_knows_is_a_failed_precondition(hooks, clinic, key):
    assert call(hooks, clinic, key, request("nobody")).status_code == 412


@pytest.mark.parametrize(
    "changed",
    [{"aud": "http://testserver/elsewhere"}, {"iss": "https://other.example"}, {"exp": 1}, {"exp": 9_999_999_999},
     {"jti": None}],
)  # fmt: skip
def test_a_token_for_something_else_is_refused(hooks, clinic, key, changed):
    assert call(hooks, clinic, key, request(), **changed).status_code == 401


def test_no_token_a_foreign_key_an_unsigned_one_and_a_replayed_one_are_refused(hooks, clinic, key):
    assert hooks.post(CALL, json=request()).status_code == 401
    assert call(hooks, clinic, ECKey.generate_key("P-384", {"kid": "one"}), request()).status_code == 401
    once = {"Authorization": f"Bearer {token(clinic, key)}"}
    assert hooks.post(CALL, json=request(), headers=once).status_code == 200
    assert hooks.post(CALL, json=request(), headers=once).status_code == 401
    header, claims, _ = token(clinic, key).split(".")
    assert hooks.post(CALL, json=request(), headers={"Authorization": f"Bearer {header}.{claims}."}).status_code == 401


def test_without_trusted_records_nothing_is_answered(clinic, key):
    closed = TestClient(create_app(clinic), base_url="http://testserver")
    answer = closed.post(CALL, json=request(), headers={"Authorization": f"Bearer {token(clinic, key)}"})
    assert answer.status_code == 503


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"hook": "patient-view"}', b"\xff"])
def test_what_is_no_request_is_refused_in_words(hooks, clinic, key, body):
    answer = hooks.post(CALL, content=body, headers={"Authorization": f"Bearer {token(clinic, key)}"})
    assert answer.status_code == 422
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="shared data are not here")
def test_every_published_example_of_a_patient_view_call_is_read_or_refused_in_words():
    read = 0
    for file in sorted(Path(EXAMPLES).glob("*.json")):
        try:
            found = json.loads(file.read_text())
        except ValueError:
            continue
        if not isinstance(found, dict) or found.get("hook") != "patient-view":
            continue
        try:
            read += bool(read_request(file.read_bytes(), hook="patient-view"))
        except AttendingError as refused:
            assert "patientId" in str(refused) or "patient_id" in str(refused)
    assert read
