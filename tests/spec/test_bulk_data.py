"""Bulk data: everything at once, as NDJSON, as of the moment it was asked for, within the grant."""

import json
import time
from collections.abc import Iterator

import pytest
from tests.conftest import House
from tests.spec.test_fhir_api import ANN, PULSE, Api

from attending.errors import AttendingError
from attending.exchange.fhir import import_bundle
from attending.exchange.rest import bulk, jobs

LATER = {"Prefer": "respond-async"}


@pytest.fixture
def ward(any_house: House) -> Iterator[Api]:
    api = Api(any_house)
    api.put(ANN)
    api.put({**ANN, "id": "bob", "identifier": []})
    api.put({**PULSE, "id": "o1"})
    api.put({**PULSE, "id": "o2", "subject": {"reference": "Patient/bob"}})
    api.put({"resourceType": "Organization", "id": "ward", "name": "Ward 1"})
    yield api
    api.app.close()
    api.store.close()


def local(address: str) -> str:
    return address.removeprefix("http://testserver/fhir")


def manifest(api: Api, path: str) -> dict:
    asked = api.http.get(path, headers=LATER)
    assert asked.status_code == 202, asked.text
    return finished(api, local(asked.headers["content-location"])).json()


def finished(api: Api, status: str):
    for _ in range(200):
        answer = api.http.get(status)
        if answer.status_code != 202:
            return answer
        time.sleep(0.05)
    raise TimeoutError


def exported(api: Api, listed: dict) -> dict[str, list[str]]:
    files = [(one["type"], one["count"], api.http.get(local(one["url"]))) for one in listed["output"]]
    assert all(len(answer.text.splitlines()) == count for _, count, answer in files)
    return {kind: sorted(json.loads(line)["id"] for line in answer.text.splitlines()) for kind, _, answer in files}


def test_an_export_holds_everything_as_of_the_moment_it_was_asked_for(ward):
    asked = ward.http.get("/$export", headers=LATER)
    ward.put({**PULSE, "id": "o3"})
    ward.put({**ANN, "active": True})
    listed = finished(ward, local(asked.headers["content-location"])).json()
    found = exported(ward, listed)
    assert found == {"Patient": ["ann", "bob"], "Observation": ["o1", "o2"], "Organization": ["ward"]}
    assert listed["requiresAccessToken"] is True


def test_an_export_can_be_of_some_types_or_of_patients_only(ward):
    assert exported(ward, manifest(ward, "/$export?_type=Observation")) == {"Observation": ["o1", "o2"]}
    assert set(exported(ward, manifest(ward, "/Patient/$export"))) == {"Patient", "Observation"}
    assert exported(ward, manifest(ward, "/$export?_since=2030-01-01T00:00:00Z")) == {}


def test_an_export_of_a_group_is_of_its_members(ward):
    members = [{"entity": {"reference": "Patient/bob"}}]
    ward.put({"resourceType": "Group", "id": "g", "type": "person", "actual": True, "member": members})
    found = exported(ward, manifest(ward, "/Group/g/$export"))
    assert (found["Patient"], found["Observation"]) == (["bob"], ["o2"])


def test_a_narrow_token_exports_its_compartment_and_sees_no_other_jobs(ward):
    asked = ward.http.get("/$export", headers=LATER)
    ward.as_("phone", patients=frozenset({"ann"}))
    assert ward.http.get(local(asked.headers["content-location"])).status_code == 404
    assert exported(ward, manifest(ward, "/$export")) == {
        "Patient": ["ann"],
        "Observation": ["o1"],
        "Organization": ["ward"],
    }


def test_a_job_goes_on_after_a_restart(ward, monkeypatch):
    ward.app.close()
    monkeypatch.setattr(bulk, "_AT_A_TIME", 2)
    with ward.store.transaction(grant=jobs.grant_of(ward.store, "Device/lab")) as tx:
        id_ = bulk.begin(tx, "export", bulk.Asked(url="x"))
    assert jobs.step(ward.store)
    assert bulk.find(ward.store.connection(), id_, "Device/lab").last == 2
    while jobs.step(ward.store):
        pass
    job = bulk.find(ward.store.connection(), id_, "Device/lab")
    counts = [count for _, _, count in bulk.files_of(ward.store.connection(), job)]
    assert (job.status, sum(counts)) == ("done", 5)


def test_a_cancelled_job_leaves_nothing(ward):
    status = local(ward.http.get("/$export", headers=LATER).headers["content-location"])
    assert ward.http.delete(status).status_code == 202
    assert ward.http.get(status).status_code == 404


def test_ndjson_is_imported_at_once_or_later(ward):
    lines = "\n".join(json.dumps({**PULSE, "id": f"n{n}"}) for n in range(3))
    headers = {"Content-Type": "application/fhir+ndjson"}
    counts = ward.http.post("/$import", content=lines, headers=headers).json()["parameter"]
    assert {one["name"]: one["valueInteger"] for one in counts}["created"] == 3
    asked = ward.http.post("/$import", content=lines.replace('"n', '"m'), headers={**headers, **LATER})
    assert finished(ward, local(asked.headers["content-location"])).status_code == 200
    assert ward.http.get("/Observation?_summary=count").json()["total"] == 8
    bad = ward.http.post("/$import", content=lines + "\n{", headers=headers)
    assert bad.status_code == 422


def test_an_export_is_asked_for_as_the_specification_says(ward):
    assert ward.http.get("/$export").status_code == 400
    assert ward.http.get("/$export?_outputFormat=text/csv", headers=LATER).status_code == 400
    assert ward.http.get("/$export?_type=Nonsense", headers=LATER).status_code == 400


def test_an_export_is_filtered_by_queries_of_each_type(ward):
    ward.put({**PULSE, "id": "old", "effectiveDateTime": "2019-01-01"})
    one = "Observation%3Fdate%3Dlt2020-01-01"
    assert exported(ward, manifest(ward, f"/$export?_type=Observation&_typeFilter={one}")) == {"Observation": ["old"]}
    two = f"{one},Observation%3Fpatient%3Dbob"
    assert exported(ward, manifest(ward, f"/$export?_typeFilter={two}")) == {
        "Patient": ["ann", "bob"],
        "Observation": ["o2", "old"],
        "Organization": ["ward"],
    }


def test_a_filter_holds_for_what_was_there_when_the_export_was_asked_for(ward):
    ward.app.close()
    with ward.store.transaction(grant=jobs.grant_of(ward.store, "Device/lab")) as tx:
        filters = {"Observation": ["patient=ann"]}
        id_ = bulk.begin(tx, "export", bulk.Asked(url="x", types=["Observation"], filters=filters))
    moved = {**PULSE, "id": "o1", "subject": {"reference": "Patient/bob"}}
    import_bundle(ward.store, json.dumps(moved).encode(), grant=jobs.grant_of(ward.store, "Device/lab"))
    while jobs.step(ward.store):
        pass
    job = bulk.find(ward.store.connection(), id_, "Device/lab")
    assert [count for _, _, count in bulk.files_of(ward.store.connection(), job)] == [1]


@pytest.mark.parametrize(
    "query",
    [
        "_typeFilter=Observation%3Fnonsense%3D1",
        "_typeFilter=Observation%3F_count%3D1",
        "_typeFilter=Nonsense%3Fa%3Db",
        "_typeFilter=Observation",
        "_type=Patient&_typeFilter=Observation%3Fcode%3D1",
        "_elements=id",
    ],
)
def test_what_an_export_cannot_obey_is_refused_when_it_is_asked_for(ward, query):
    assert ward.http.get(f"/$export?{query}", headers=LATER).status_code == 400


def test_a_filter_cannot_ask_through_what_its_token_may_not_see(ward):
    ward.as_("pulses", types=frozenset({"Observation"}))
    asked = "_type=Observation&_typeFilter=Observation%3Fsubject:Patient.name%3DNg"
    assert ward.http.get(f"/$export?{asked}", headers=LATER).status_code == 403


def test_an_import_that_was_answered_later_says_what_it_filed_or_what_was_wrong(ward):
    headers = {"Content-Type": "application/fhir+ndjson", **LATER}
    asked = ward.http.post("/$import", content=json.dumps({**PULSE, "id": "n1"}), headers=headers)
    told = finished(ward, local(asked.headers["content-location"])).json()["parameter"]
    assert {one["name"]: one["valueInteger"] for one in told}["created"] == 1
    asked = ward.http.post("/$import", content='{"resourceType":"Patient","name":"Ng"', headers=headers)
    ended = finished(ward, local(asked.headers["content-location"]))
    assert (ended.status_code, ended.json()["resourceType"]) == (422, "OperationOutcome")
    assert "valid JSON" in ended.text
    assert "Ng" not in ended.text


def test_a_bug_ends_one_job_and_no_other(ward, monkeypatch):
    ward.app.close()
    with ward.store.transaction(grant=jobs.grant_of(ward.store, "Device/lab")) as tx:
        broken = bulk.begin(tx, "import", bulk.Asked(url="x"), b"{}")
        sound = bulk.begin(tx, "export", bulk.Asked(url="x"))
    monkeypatch.setattr(jobs, "import_bundle", lambda *_, **__: {}["Ng"])
    while jobs.step(ward.store, lambda _: AttendingError("Something went wrong on our side.")):
        pass
    connection = ward.store.connection()
    assert bulk.find(connection, broken, "Device/lab").status == "500 Something went wrong on our side."
    assert bulk.find(connection, sound, "Device/lab").status == "done"
