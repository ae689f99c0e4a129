"""Bulk data: everything at once, as NDJSON, as of the moment it was asked for, within the grant."""

import json
import time
from collections.abc import Iterator

import pytest
from tests.conftest import House
from tests.spec.test_fhir_api import ANN, PULSE, Api

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
