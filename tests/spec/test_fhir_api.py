"""The FHIR API: what a hospital's systems can ask of the record over HTTP, and what they get."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient
from tests.conftest import Clock, House, told_by

from attending.errors import AttendingError
from attending.exchange.routes import FhirApi
from attending.record import Store
from attending.security.tokens import make_token, revoke_token

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MRN = "http://hospital.example/mrn"
ANN = {
    "resourceType": "Patient",
    "id": "ann",
    "identifier": [{"system": MRN, "value": "1"}],
    "name": [{"family": "Ng", "given": ["Ann"]}],
    "birthDate": "1980-05-01",
}
PULSE = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
    "subject": {"reference": "Patient/ann"},
    "effectiveDateTime": "2026-03-01T08:00:00Z",
}


class Api:
    """One house and its API; `as_` speaks with another token."""

    def __init__(self, house: House) -> None:
        self.store = house.open(Clock())
        self.app = FhirApi(self.store, now=lambda: NOW, session_grant=lambda *_: None, on_bug=self._bug)
        self.http = TestClient(self.app, base_url="http://testserver/fhir")
        self.as_(writes=True)

    def as_(self, name: str = "lab", **leave: object) -> "Api":
        made = make_token(self.store.connection(), name, now=NOW, expires=NOW + timedelta(days=1), **leave)
        self.http.headers["Authorization"] = f"Bearer {made}"
        return self

    def _bug(self, error: Exception) -> AttendingError:
        raise error

    def put(self, resource: dict, **headers: str):
        return self.http.put(f"/{resource['resourceType']}/{resource['id']}", json=resource, headers=headers)

    def ids(self, path: str) -> list[str]:
        return [entry["resource"]["id"] for entry in self.http.get(path).json().get("entry", [])]


@pytest.fixture
def api(any_house: House) -> Iterator[Api]:
    made = Api(any_house)
    yield made
    made.app.close()
    made.store.close()


@pytest.fixture
def ward(api: Api) -> Api:
    """Ann and one pulse of hers."""
    assert api.put(ANN).status_code == 201
    assert api.put({**PULSE, "id": "o1"}).status_code == 201
    return api


def test_a_resource_put_again_unchanged_is_found_not_created(ward):
    again = ward.put(ANN)
    assert (again.status_code, again.headers["etag"], "location" in again.headers) == (200, 'W/"1"', False)


def test_the_self_link_leaves_out_a_sort_key_that_is_not_known(ward):
    answer = ward.http.get("/Patient?_sort=bogus,-birthdate").json()
    assert answer["link"][0]["url"].endswith("/Patient?_sort=-birthdate")
    assert "_sort" not in ward.http.get("/Patient?_sort=bogus").json()["link"][0]["url"]


def issue(answer) -> dict:
    assert answer.json()["resourceType"] == "OperationOutcome"
    return answer.json()["issue"][0]


def entry(method: str, url: str, resource: dict | None = None, full_url: str = "", **request: str) -> dict:
    made: dict = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        made["resource"] = resource
    return made | ({"fullUrl": full_url} if full_url else {})


def bundle(kind: str, *entries: dict) -> dict:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def test_the_capability_statement_is_open_and_lists_what_is_there(api):
    del api.http.headers["Authorization"]
    statement = api.http.get("/metadata").json()
    listed = {one["type"]: one for one in statement["rest"][0]["resource"]}
    assert statement["fhirVersion"] == "4.0.1"
    assert len(listed) > 140
    assert {"name": "birthdate", "type": "date"}.items() <= next(
        one for one in listed["Patient"]["searchParam"] if one["name"] == "birthdate"
    ).items()


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic YTpi", "Bearer attending_" + "x" * 43])
def test_nothing_else_answers_without_a_token(ward, header):
    headers = {"Authorization": header or ""}
    for method, path in [
        ("GET", "/Patient/ann"),
        ("GET", "/Patient"),
        ("POST", "/Patient"),
        ("DELETE", "/Patient/ann"),
    ]:
        assert ward.http.request(method, path, headers=headers).status_code == 401


def test_a_revoked_token_is_worth_nothing(ward):
    revoke_token(ward.store.connection(), "lab")
    assert ward.http.get("/Patient/ann").status_code == 401


def test_a_resource_comes_back_digit_for_digit(ward):
    body = json.dumps({**PULSE, "id": "o2", "valueQuantity": {"value": "@"}}).replace('"@"', "1.00")
    made = ward.http.put("/Observation/o2", content=body, headers={"Content-Type": "application/fhir+json"})
    assert made.status_code == 201
    assert '"value":1.00}' in ward.http.get("/Observation/o2").text


def test_each_change_makes_a_version_and_the_history_keeps_them(ward):
    changed = ward.put({**ANN, "gender": "female"})
    assert (changed.status_code, changed.headers["etag"]) == (200, 'W/"2"')
    assert ward.put({**ANN, "gender": "female"}).headers["etag"] == 'W/"2"'
    assert "gender" not in ward.http.get("/Patient/ann/_history/1").json()
    versions = ward.http.get("/Patient/ann/_history").json()["entry"]
    assert [one["request"]["method"] for one in versions] == ["PUT", "POST"]


def test_a_deleted_resource_is_gone_but_its_history_stays(ward):
    assert ward.http.delete("/Observation/o1").status_code == 204
    assert ward.http.delete("/Observation/o1").status_code == 204
    assert ward.http.get("/Observation/o1").status_code == 410
    assert ward.http.get("/Observation/o1/_history/1").status_code == 200
    assert [one["request"]["method"] for one in ward.http.get("/Observation/o1/_history").json()["entry"]] == [
        "DELETE",
        "POST",
    ]
    assert ward.ids("/Observation") == []


def test_the_past_of_a_type_and_of_the_whole_record_comes_in_pages(ward):
    ward.put({**ANN, "active": True})
    first = ward.http.get("/_history", params={"_count": "2"}).json()
    second = ward.http.get(first["link"][1]["url"].removeprefix("http://testserver/fhir")).json()
    seen = [one["resource"]["id"] for page in (first, second) for one in page["entry"]]
    assert seen == ["ann", "o1", "ann"]
    assert len(ward.http.get("/Patient/_history").json()["entry"]) == 2
    assert "entry" not in ward.http.get("/Patient/_history", params={"_since": "2030-01-01T00:00:00Z"}).json()


def test_if_match_refuses_to_overwrite_what_others_changed(ward):
    assert ward.put({**ANN, "active": True}, **{"If-Match": 'W/"1"'}).status_code == 200
    assert ward.put({**ANN, "active": False}, **{"If-Match": 'W/"1"'}).status_code == 412
    assert ward.http.get("/Patient/ann").json()["active"] is True


def test_who_has_a_version_already_is_not_sent_it_again(ward):
    got = ward.http.get("/Patient/ann")
    assert ward.http.get("/Patient/ann", headers={"If-None-Match": got.headers["etag"]}).status_code == 304
    assert ward.http.get("/Patient/ann", headers={"If-None-Match": "1"}).status_code == 304
    assert ward.http.get("/Patient/ann", headers={"If-Modified-Since": got.headers["last-modified"]}).status_code == 304
    assert ward.http.get("/Patient/ann", headers={"If-None-Match": 'W/"9"'}).status_code == 200


def test_a_client_chooses_what_it_gets_back(ward):
    assert ward.put({**ANN, "active": True}, Prefer="return=minimal").content == b""
    answer = ward.put({**ANN, "active": False}, Prefer="return=OperationOutcome")
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_conditional_interactions_find_their_resource(ward):
    other = {**ANN, "active": True}
    del other["id"]
    here = {"If-None-Exist": f"identifier={MRN}|1"}
    assert ward.http.post("/Patient", json=other, headers=here).status_code == 200
    assert ward.http.put("/Patient", params={"identifier": f"{MRN}|1"}, json=other).json()["id"] == "ann"
    assert ward.http.put("/Patient", params={"identifier": f"{MRN}|2"}, json=other).status_code == 201
    assert ward.http.delete("/Patient", params={"family": "Ng"}).status_code == 412
    assert ward.http.delete("/Patient", params={"identifier": f"{MRN}|9"}).status_code == 204
    patched = ward.http.patch("/Observation", params={"code": "8867-4"}, json=[{"op": "remove", "path": "/issued"}])
    assert patched.status_code == 422


def test_three_kinds_of_patch_change_what_they_name(ward):
    operations = [{"op": "replace", "path": "/name/0/family", "value": "Lee"}]
    headers = {"Content-Type": "application/json-patch+json"}
    assert ward.http.patch("/Patient/ann", content=json.dumps(operations), headers=headers).status_code == 200
    parts = [("type", "valueCode", "add"), ("path", "valueString", "Patient"), ("name", "valueString", "gender")]
    parts.append(("value", "valueCode", "female"))
    parameters = {
        "resourceType": "Parameters",
        "parameter": [{"name": "operation", "part": [{"name": name, key: value} for name, key, value in parts]}],
    }
    headers = {"Content-Type": "application/fhir+json"}
    assert ward.http.patch("/Patient/ann", content=json.dumps(parameters), headers=headers).status_code == 200
    patient = ward.http.patch("/Patient/ann", json={"birthDate": None, "active": True}).json()
    assert patient["name"][0]["family"] == "Lee"
    assert (patient["gender"], patient["active"]) == ("female", True)
    assert "birthDate" not in patient
    assert ward.http.patch("/Patient/ann", json={"id": "bob"}).status_code == 400


def test_a_transaction_is_filed_whole_with_references_between_its_entries(api):
    here = "urn:uuid:0b1c2d3e-0000-4000-8000-000000000001"
    sent = bundle(
        "transaction",
        entry("POST", "Observation", {**PULSE, "subject": {"reference": here}}),
        entry("POST", "Patient", {**ANN, "id": "x"}, here, ifNoneExist=f"identifier={MRN}|1"),
        entry("GET", "Patient?family=Ng"),
    )
    answer = api.http.post("", json=sent).json()
    assert [one["response"]["status"][:3] for one in answer["entry"]] == ["201", "201", "200"]
    patient = answer["entry"][1]["response"]["location"].split("/")[5]
    assert api.http.get("/Observation").json()["entry"][0]["resource"]["subject"]["reference"] == f"Patient/{patient}"
    assert answer["entry"][2]["resource"]["entry"][0]["resource"]["id"] == patient
    again = api.http.post("", json=sent).json()
    assert [one["response"]["status"][:3] for one in again["entry"]] == ["201", "200", "200"]


def test_a_transaction_with_one_bad_entry_leaves_nothing_behind(api):
    sent = bundle(
        "transaction",
        entry("PUT", "Patient/ann", ANN),
        entry("POST", "Observation", {**PULSE, "effectiveDateTime": "2026-02-30"}),
    )
    answer = api.http.post("", json=sent)
    assert answer.status_code == 422
    assert issue(answer)["expression"] == ["Bundle.entry[1].resource.effective.ofType(dateTime)"]
    assert api.http.get("/Patient/ann").status_code == 404


def test_the_entries_of_a_batch_stand_alone(api):
    sent = bundle(
        "batch", entry("PUT", "Patient/ann", ANN), entry("GET", "Patient/nobody"), entry("GET", "Patient/ann")
    )
    statuses = [one["response"]["status"][:3] for one in api.http.post("", json=sent).json()["entry"]]
    assert statuses == ["201", "404", "200"]


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "status", "said"),
    [
        ("POST", "/Patient", b'{"resourceType": "Patient", "name": [', "application/fhir+json", 400, "too early"),
        ("POST", "/Patient", b'{"resourceType" "Patient"}', "application/fhir+json", 400, "byte"),
        ("POST", "/Patient", b"[" * 10_000, "application/fhir+json", 400, "JSON"),
        ("POST", "/Patient", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "application/fhir+json", 400, "JSON"),
        ("POST", "/Patient", b"<Patient/>", "application/fhir+xml", 415, "JSON"),
        ("POST", "/Patient", b"", "application/fhir+json", 400, "empty"),
        ("POST", "/Patient", b'{"resourceType": "Observation"}', "application/fhir+json", 400, "another type"),
        ("POST", "/Patient", b'{"resourceType": "Patient", "name": 3}', "application/fhir+json", 422, "Patient.name"),
        ("POST", "/Pacient", b"{}", "application/fhir+json", 404, "no resource of this type"),
        ("POST", "/Patient/ann", b"{}", "application/fhir+json", 405, "GET"),
        ("GET", "/Patient?nonsense=1", b"", "", 400, "nonsense"),
        ("GET", "/Patient?birthdate=2026-02-30", b"", "", 400, "birthdate"),
        ("GET", "/Patient?birthdate:exact=2026", b"", "", 400, "modifier"),
        ("GET", "/Patient?name=%00", b"", "", 400, "NUL"),
        ("GET", "/Patient/ann/_history/99999999999999999999", b"", "", 404, "version"),
        ("GET", "/Patient/$nonsense", b"", "", 400, "$nonsense"),
        ("POST", "", b'{"resourceType": "Bundle", "type": "searchset"}', "application/fhir+json", 400, "batch"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_place(ward, method, path, body, content_type, status, said):
    headers = {"Content-Type": content_type, "Prefer": "handling=strict"}
    answer = ward.http.request(method, path, content=body, headers=headers)
    assert (answer.status_code, said in issue(answer)["diagnostics"]) == (status, True), answer.text


def test_a_request_that_is_too_large_is_refused_before_it_is_read(api):
    answer = api.http.post("", content=b"{}", headers={"Content-Length": str(100 * 1024**2)})
    assert (answer.status_code, issue(answer)["code"]) == (413, "too-long")


def test_a_body_that_is_much_too_large_is_read_past_and_then_refused(api):
    def sent():
        for _ in range(70):
            yield b" " * 1024**2

    answer = api.http.post("", content=sent())
    assert (answer.status_code, issue(answer)["code"]) == (413, "too-long")


@pytest.mark.parametrize(
    ("text", "said"),
    [(b"a\\u0000b", "NUL"), (b"\\udc00", "surrogate"), (b"\xff", "UTF-8"), (b"a", ""), (b"a\\\\u0000b", "")],
)
def test_a_text_that_is_none_is_refused_on_both_databases_alike(api, text, said):
    body = b'{"resourceType":"Patient","name":[{"family":"%s"}]}' % text
    answer = api.http.post("/Patient", content=body, headers={"Content-Type": "application/fhir+json"})
    assert answer.status_code == (400 if said else 201)
    assert not said or said in issue(answer)["diagnostics"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"resourceType":"Patient","gender":"male","gender":"female"}', '"gender"'),
        ('{"resourceType":"Patient","gender":"male","gend\\u0065r":"female"}', '"gender"'),
        ('{"resourceType":"Patient","name":[{"family":"Ng","use" : "usual","family":"Ng"}]}', '"family"'),
        ('{"resourceType":"Patient","name":[{"text":"\\u0022\\u0022"}],"active":true,"active":true}', '"active"'),
        ('{"resourceType":"Patient","name":[{"text":"\\u0022 \\"family\\":"}]}', ""),
        (
            '{"resourceType":"Observation","status":"final","code":{"text":"a"},"valueInteger":2147483648}',
            "lie between",
        ),
        ('{"resourceType":"Observation","status":"final","code":{"text":"a"},"valueInteger":2147483647}', ""),
        ('{"resourceType":"Patient","multipleBirthInteger":-2147483649}', "lie between"),
        ('{"resourceType":"Patient","name":[{"family":"\\ud800a"}]}', "surrogate"),
    ],
)
def test_what_a_reader_would_understand_otherwise_is_refused(api, body, said):
    kind = json.loads(body)["resourceType"]
    answer = api.http.post(f"/{kind}", content=body, headers={"Content-Type": "application/fhir+json"})
    assert answer.status_code == (201 if not said else 422 if "between" in said else 400)
    assert not said or (said in issue(answer)["diagnostics"] and api.ids(f"/{kind}") == [])


def test_a_reference_that_leads_nowhere_is_refused_with_its_place(ward):
    answer = ward.http.post("/Observation", json={**PULSE, "encounter": {"reference": "Encounter/nowhere"}})
    assert (answer.status_code, issue(answer)["expression"]) == (422, ["Observation.encounter.reference"])
    lenient = {"Prefer": "handling=lenient"}
    answer = ward.http.post("/Observation", json={**PULSE, "encounter": {"reference": "Encounter/x"}}, headers=lenient)
    assert answer.status_code == 201


def test_an_unknown_parameter_is_left_out_and_named_unless_the_client_is_strict(ward):
    found = ward.http.get("/Patient?nonsense=1&family=Ng").json()
    assert [one["search"]["mode"] for one in found["entry"]] == ["match", "outcome"]
    assert found["link"][0]["url"].endswith("/Patient?family=Ng")


def test_a_search_by_post_keeps_the_query_out_of_the_address(ward):
    found = ward.http.post("/Patient/_search", data={"family": "Ng"}).json()
    assert [one["resource"]["id"] for one in found["entry"]] == ["ann"]


def test_the_link_to_the_next_page_says_nothing_of_the_query(ward):
    ward.put({**PULSE, "id": "o2"})
    first = ward.http.get("/Observation?patient=ann&_count=1&_total=accurate").json()
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    assert "ann" not in following
    ward.put({**PULSE, "id": "o0"})
    second = ward.http.get(following.removeprefix("http://testserver/fhir")).json()
    assert first["total"] == 2
    assert {first["entry"][0]["resource"]["id"], second["entry"][0]["resource"]["id"]} == {"o1", "o2"}
    assert [link["relation"] for link in second["link"]] == ["self"]


def test_a_summary_is_marked_as_one(ward):
    shown = ward.http.get("/Patient/ann", params={"_elements": "birthDate"}).json()
    assert set(shown) == {"resourceType", "id", "meta", "birthDate"}
    assert shown["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert ward.http.get("/Patient?_summary=count").json()["total"] == 1


def test_everything_of_a_patient_comes_with_whom_it_names(ward):
    ward.put({"resourceType": "Practitioner", "id": "dr", "name": [{"family": "Adams"}]})
    ward.put({**PULSE, "id": "o2", "performer": [{"reference": "Practitioner/dr"}]})
    assert ward.ids("/Patient/ann/$everything") == ["ann", "o1", "o2", "dr"]
    assert ward.ids("/Patient/ann/$everything?_type=Observation") == ["o1", "o2"]
    assert ward.ids("/Patient/ann/Observation?code=8867-4") == ["o1", "o2"]


def test_the_self_link_of_everything_names_what_was_obeyed(ward):
    asked = "/Patient/ann/$everything?_type=Observation&start=2026-01-01&nonsense=1&_count=1"
    links = {link["relation"]: link["url"] for link in ward.http.get(asked).json()["link"]}
    address = "http://testserver/fhir/Patient/ann/$everything"
    assert links["self"] == f"{address}?_type=Observation&start=2026-01-01&_count=1"
    plain = ward.http.get("/Patient/ann/$everything").json()["link"]
    assert plain == [{"relation": "self", "url": address}]


def test_validation_files_nothing(ward):
    good = ward.http.post("/Observation/$validate", json=PULSE)
    assert not [one for one in good.json()["issue"] if one["severity"] == "error"]
    bad = ward.http.post("/Observation/$validate", json={**PULSE, "status": ["final"]})
    assert (bad.status_code, issue(bad)["expression"]) == (200, ["Observation.status"])
    assert ward.ids("/Observation") == ["o1"]


class TestANarrowToken:
    """A token of one patient: what lies outside looks as if it did not exist."""

    @pytest.fixture
    def narrow(self, ward: Api) -> Api:
        ward.put({**ANN, "id": "bob", "identifier": [{"system": MRN, "value": "2"}]})
        ward.put({**PULSE, "id": "b1", "subject": {"reference": "Patient/bob"}})
        ward.put({**PULSE, "id": "b2", "subject": {"reference": "Patient/bob"}})
        ward.http.delete("/Observation/b2")
        return ward.as_("phone", patients=frozenset({"ann"}), writes=True)

    @pytest.mark.parametrize("path", ["Patient/bob", "Observation/b1", "Observation/b2", "Observation/none"])
    def test_others_are_not_found_in_any_way(self, narrow, path):
        same = narrow.http.get("/Observation/none").text.replace("Observation", "X")
        for shape in ("", "/_history", "/_history/1"):
            answer = narrow.http.get(f"/{path}{shape}")
            assert answer.status_code in {403, 404}
            assert path.startswith("Patient") or answer.text.replace("Observation", "X") == same

    def test_searches_chains_and_counts_stop_at_the_compartment(self, narrow):
        assert narrow.ids("/Observation") == ["o1"]
        assert narrow.ids("/Patient") == ["ann"]
        assert narrow.http.get("/Observation?_summary=count").json()["total"] == 1
        assert narrow.ids(f"/Observation?patient.identifier={MRN}|2") == []
        assert narrow.ids("/Patient?_has:Observation:patient:code=8867-4") == ["ann"]
        assert narrow.ids("/Patient?_revinclude=Observation:subject") == ["ann", "o1"]
        assert {e["resource"]["id"] for e in narrow.http.get("/_history").json()["entry"]} == {"ann", "o1"}

    def test_conditional_interactions_do_not_tell_either(self, narrow):
        other = {**ANN, "id": "new", "identifier": [{"system": MRN, "value": "2"}]}
        made = narrow.http.post("/Patient", json=other, headers={"If-None-Exist": f"identifier={MRN}|2"})
        assert made.status_code == 403
        assert narrow.http.delete("/Patient", params={"identifier": f"{MRN}|2"}).status_code == 204
        answer = narrow.http.post("/Observation", json={**PULSE, "subject": {"reference": "Patient/bob"}})
        missing = narrow.http.post("/Observation", json={**PULSE, "subject": {"reference": "Patient/none"}})
        assert answer.text == missing.text

    def test_a_token_that_looks_cannot_write(self, ward):
        ward.as_("screen", types=frozenset({"Patient"}))
        assert ward.http.get("/Patient/ann").status_code == 200
        assert ward.http.get("/Observation/o1").status_code == 403
        assert ward.put({**ANN, "active": True}).status_code == 403


def test_every_look_is_in_the_audit_trail(ward):
    ward.http.get("/Patient?family=Ng")
    ward.http.get("/Patient/ann")
    searched, seen = map(json.loads, told_by(ward.store)[-2:])
    assert seen["agent"][0]["who"]["reference"] == "Device/lab"
    assert seen["subtype"][0]["code"] == "read"
    query = next(one["query"] for one in searched["entity"] if "query" in one)
    assert base64.b64decode(query) == b"Patient?family=Ng"


def test_without_the_audit_trail_there_is_no_answer(ward, house):
    house.anchor.unlink()
    answer = ward.http.get("/Patient/ann")
    assert (answer.status_code, "birthDate" in answer.text) == (503, False)


def test_looks_that_come_together_share_a_flush_but_not_a_grant(ward):
    from concurrent.futures import ThreadPoolExecutor

    def get(path: str) -> int:
        return int(ward.http.get(path).status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(get, ["/Patient/ann", "/Patient/none", "/Observation/o1"] * 10))
    assert statuses == [200, 404, 200] * 10
    assert isinstance(ward.store, Store)
    assert ward.store.audit_verdict().ok


def test_every_include_that_the_statement_names_is_answered(ward):
    (rest,) = ward.http.get("/metadata").json()["rest"]
    for one in rest["resource"]:
        for include in one.get("searchInclude", [])[:2]:
            answer = ward.http.get(f"/{one['type']}?_count=1&_include={include}", headers={"Prefer": "handling=strict"})
            assert answer.status_code == 200, (one["type"], include)
    assert ward.ids("/Observation?_include=*") == ["o1", "ann"]
    assert ward.http.get("/Patient?_revinclude=*").status_code == 400


def test_the_statement_names_no_modifier_of_the_trail_for_there_is_none(ward):
    (rest,) = ward.http.get("/metadata").json()["rest"]
    (trail,) = [one for one in rest["resource"] if one["type"] == "AuditEvent"]
    assert all("documentation" not in parameter for parameter in trail["searchParam"])
