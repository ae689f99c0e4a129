"""CDS Hooks: another record gets at most two cards about a patient; its users' answers reach the watch list."""

import json
import re
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from attending.app.web.assets import REPOSITORY
from attending.app.web.server import create_app
from attending.errors import AttendingError, BadInput
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
    services = hooks.get("/cds-services").json()["services"]
    assert [one["hook"] for one in services] == ["patient-view", "order-select", "order-sign", "encounter-discharge"]
    assert len({one["id"] for one in services}) == 4
    found = services[0]
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


def searchset(*resources):
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def other_patient(clinic, creatinine="5.3"):
    """A man of the other record whose kidneys have failed, as its FHIR server tells."""
    return {
        "patient": {"resourceType": "Patient", "id": "other", "birthDate": "1950-01-01", "gender": "male"},
        "conditions": searchset({
            "resourceType": "Condition", "id": "c1", "code": {"text": "Coronary artery disease"},
            "clinicalStatus": {"coding": [{"code": "active"}]}, "subject": {"reference": "Patient/other"}}),
        "observations": searchset({
            "resourceType": "Observation", "id": "o1", "status": "final", "subject": {"reference": "Patient/other"},
            "code": {"text": "Creatinine", "coding": [{"system": "http://loinc.org", "code": "2160-0"}]},
            "effectiveDateTime": clinic.now().isoformat(),
            "valueQuantity": {"value": float(creatinine), "unit": "mg/dL"}}),
        "medications": searchset(),
        "encounters": searchset(),
    }  # fmt: skip


def medicine(name, words):
    return {"resourceType": "MedicationRequest", "id": name, "status": "draft", "intent": "order",
            "medicationCodeableConcept": {"text": words}, "subject": {"reference": "Patient/other"}}  # fmt: skip


OPERATION = {"resourceType": "ServiceRequest", "id": "s1", "code": {"text": "Hip replacement"},
             "category": [{"coding": [{"system": "http://snomed.info/sct", "code": "387713003"}]}]}  # fmt: skip


def order(hook, clinic, orders, selections=(), **more):
    context = {"userId": "Practitioner/x", "patientId": "other", "draftOrders": searchset(*orders)}
    if selections:
        context["selections"] = list(selections)
    return request(**({"prefetch": other_patient(clinic)} | more)) | {"hook": hook, "context": context}


def test_an_order_that_the_kidneys_forbid_makes_a_card_with_what_it_rests_on(hooks, clinic, key):
    orders = [medicine("m1", "Ibuprofen 600 mg tablet"), medicine("m2", "Metformin 500 mg tablet")]
    body = order("order-select", clinic, orders, ["MedicationRequest/m1"])
    cards = call(hooks, clinic, key, body, "/cds-services/attending-order-select").json()["cards"]
    assert len(cards) == 1
    assert cards[0]["summary"].startswith("eGFR (CKD-EPI 2021)")
    assert "(G5) before a non-steroidal anti-inflammatory medicine" in cards[0]["summary"]
    assert "Creatinine 5.3 mg/dL" in cards[0]["detail"]
    assert "Metformin" not in cards[0]["detail"]


def test_signing_looks_at_every_order_and_an_operation_asks_for_the_cardiac_risk(hooks, clinic, key):
    body = order("order-sign", clinic, [medicine("m2", "Metformin 500 mg tablet"), OPERATION])
    cards = call(hooks, clinic, key, body, "/cds-services/attending-order-sign").json()["cards"]
    assert [card["summary"].rpartition(" before ")[2] for card in cards] == ["metformin", "an operation"]


def test_an_order_that_nothing_speaks_against_makes_no_card(hooks, clinic, key):
    healthy = other_patient(clinic, creatinine="0.8")
    orders = [medicine("m1", "Ibuprofen 600 mg tablet"), medicine("m3", "Paracetamol 500 mg tablet"), {"id": "odd"}]
    body = order("order-sign", clinic, orders, prefetch=healthy)
    assert call(hooks, clinic, key, body, "/cds-services/attending-order-sign").json()["cards"] == []


def test_a_call_at_the_hook_of_another_service_is_refused(hooks, clinic, key):
    body = order("order-sign", clinic, [OPERATION])
    assert call(hooks, clinic, key, body, "/cds-services/attending-order-select").status_code == 422


@pytest.fixture
def other_record(clinic):
    """The FHIR server of the other record; it wants the token that its call brought, and notes what was asked."""
    answers = other_patient(clinic)
    kinds = {"Patient": "patient", "Condition": "conditions", "Observation": "observations",
             "MedicationRequest": "medications", "Encounter": "encounters"}  # fmt: skip
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            allowed = self.headers["Authorization"] == "Bearer for-this-call"
            body = json.dumps(answers[kinds[re.split("[/?]", self.path)[2]]]).encode() if allowed else b""
            self.send_response(200 if allowed else 401)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/fhir", asked
    server.shutdown()
    server.server_close()


def reading_hooks(clinic, key, tmp_path, address):
    file = tmp_path / "reading.json"
    file.write_text(json.dumps({ISSUER: {"keys": [key.as_dict(private=False)], "fhirServer": address}}))
    app = create_app(clinic)
    app.state.hook_clients = HookClients.read(file)
    return TestClient(app, base_url="http://testserver", raise_server_exceptions=False)


def test_what_the_prefetch_lacks_is_read_from_the_server_that_the_operator_named(clinic, key, tmp_path, other_record):
    address, asked = other_record
    hooks = reading_hooks(clinic, key, tmp_path, address)
    token = {"access_token": "for-this-call", "token_type": "Bearer", "expires_in": 300, "scope": "x", "subject": "y"}
    brought = {"patient": other_patient(clinic)["patient"]}
    body = order("order-sign", clinic, [OPERATION], prefetch=brought, fhirServer=address, fhirAuthorization=token)
    answer = call(hooks, clinic, key, body, "/cds-services/attending-order-sign")
    assert [card["indicator"] for card in answer.json()["cards"]] == ["warning"]
    assert not any(path.startswith("/fhir/Patient") for path in asked)
    assert len(asked) == 4


def test_no_other_server_is_read_and_one_that_refuses_is_a_failed_precondition(clinic, key, tmp_path, other_record):
    address, asked = other_record
    elsewhere = reading_hooks(clinic, key, tmp_path, "https://ehr.example/fhir")
    body = order("order-sign", clinic, [OPERATION], prefetch={}, fhirServer=address)
    assert call(elsewhere, clinic, key, body, "/cds-services/attending-order-sign").status_code == 412
    assert asked == []
    named = reading_hooks(clinic, key, tmp_path, address)
    assert call(named, clinic, key, body, "/cds-services/attending-order-sign").status_code == 412
    assert len(asked) == 1


def test_a_server_of_a_client_must_be_encrypted_or_on_this_machine(key, tmp_path):
    file = tmp_path / "clients.json"
    file.write_text(json.dumps({ISSUER: {"keys": [key.as_dict(private=False)], "fhirServer": "http://ehr.example"}}))
    with pytest.raises(BadInput, match="https"):
        HookClients.read(file)


@pytest.mark.parametrize(("days", "expected"), [(15, ["LACE: 10"]), (1, [])])
def test_at_discharge_a_high_score_of_return_is_a_hint(hooks, clinic, key, days, expected):
    admitted = (clinic.now() - timedelta(days=days, hours=1)).isoformat()
    stay = {"resourceType": "Encounter", "id": "e1", "status": "in-progress", "class": {"code": "IMP"},
            "priority": {"coding": [{"code": "EM"}], "text": "Emergency"}, "period": {"start": admitted},
            "subject": {"reference": "Patient/other"}}  # fmt: skip
    prefetch = other_patient(clinic) | {"encounters": searchset(stay)}
    body = request("other", prefetch=prefetch) | {"hook": "encounter-discharge"}
    cards = call(hooks, clinic, key, body, "/cds-services/attending-discharge").json()["cards"]
    assert [card["summary"].split(",")[0] for card in cards] == expected
    assert all(card["indicator"] == "info" and "days in hospital" in card["detail"] for card in cards)


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
