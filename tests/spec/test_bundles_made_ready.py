"""Transaction Bundles that other processes make ready: the answer and the record are the same as without them."""

import json
import re

import pytest
from tests.conftest import House, new_schema
from tests.spec.test_fhir_api import ANN, MRN, PULSE, Api
from tests.spec.test_import_many import AtOnce, Broken, contents

from attending.exchange.rest import packed_bundles
from attending.exchange.rest.packed_bundles import Workers

URL = "urn:uuid:0b1c2d3e-0000-4000-8000-00000000000"
DOCTOR = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": MRN, "value": "99"}]}
BY_DOCTOR = {"performer": [{"reference": f"Practitioner?identifier={MRN}|99"}]}


def put(resource, url=""):
    asked = {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
    return {"resource": resource, "request": asked} | ({"fullUrl": url} if url else {})


def post(resource, **more):
    return {"resource": resource, "request": {"method": "POST", "url": resource["resourceType"], **more}}


def transaction(*entries):
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}


PULSE_OF_ANN = {**PULSE, "id": "o1", "subject": {"reference": f"{URL}1"}, **BY_DOCTOR}
WHOLE = transaction(put(PULSE_OF_ANN), put(ANN, f"{URL}1"), put({**PULSE_OF_ANN, "id": "o2"}))


@pytest.fixture(params=["sqlite", "postgresql"])
def apis(request, tmp_path, monkeypatch):
    """The same API without workers and with them, and what counts what they made."""
    monkeypatch.setattr(packed_bundles, "_LEAST", 0)
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    houses = [House(tmp_path / name, *([new_schema(server)] if server else [])) for name in ("plain", "ready")]
    plain, ready = (Api(house) for house in houses)
    moment = ready.store._now()
    for api in (plain, ready):
        api.store._now = lambda: moment
    workers = AtOnce()
    ready.app._workers = Workers(workers)
    yield plain, ready, workers, houses
    for api in (plain, ready):
        api.store.close()


def both(apis, sent, **headers):
    answers = [api.http.post("/", json=sent, headers=headers) for api in apis[:2]]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].json() == answers[1].json()
    return answers[1]


def test_a_bundle_that_was_made_ready_is_answered_and_filed_in_the_same_way(apis):
    plain, ready, workers, houses = apis
    both(apis, transaction(put(DOCTOR)))
    answer = both(apis, WHOLE)
    assert [entry["response"]["status"] for entry in answer.json()["entry"]] == ["201 Created"] * 3
    assert workers.ready == 2
    assert both(apis, WHOLE).json()["entry"][0]["response"]["etag"] == 'W/"1"'
    assert contents(plain.store, houses[0].keys) == contents(ready.store, houses[1].keys)
    assert ready.store.audit_verdict().ok
    assert ready.ids(f"Observation?performer=Practitioner/d1&patient.identifier={MRN}|1") == ["o1", "o2"]


@pytest.mark.parametrize(
    "sent",
    [
        WHOLE,  # nobody has the identifier that it asks for
        transaction(put({**PULSE, "id": "o1"})),  # a patient who is not there
        transaction(put(ANN), put({**PULSE, "id": "o1", "status": 7})),
        transaction(put(ANN), put({**PULSE, "id": "o1", "encounter": {"reference": "Encounter/none"}})),
        transaction(put(ANN), put(ANN)),
        transaction(put(ANN), {"request": {"method": "GET", "url": "Patient"}}),
        {"resourceType": "Bundle", "type": "collection"},
    ],
)
@pytest.mark.parametrize("prefer", ["handling=strict", "handling=lenient", "return=representation"])
def test_what_is_not_plain_goes_the_plain_way(apis, sent, prefer):
    both(apis, sent, Prefer=prefer)
    plain, ready, _, houses = apis
    assert contents(plain.store, houses[0].keys) == contents(ready.store, houses[1].keys)


def test_a_bundle_that_creates_gets_new_ids(apis):
    _, ready, workers, _ = apis
    sent = transaction({**post(ANN), "fullUrl": f"{URL}1"}, post({**PULSE, "subject": {"reference": f"{URL}1"}}))
    places = [entry["response"]["location"] for entry in ready.http.post("/", json=sent).json()["entry"]]
    patient = places[0].split("/")[-3]
    assert patient != "ann"
    assert len(ready.ids(f"Observation?patient={patient}")) == 1
    assert workers.ready == 1


def test_new_ids_of_one_bundle_stand_side_by_side(apis):
    """So that filing them touches few pages; ids of two Bundles have nothing in common."""
    sent = transaction({**post(ANN), "fullUrl": f"{URL}1"}, post({**PULSE, "subject": {"reference": f"{URL}1"}}))
    for api in apis[:2]:
        begun = set()
        for _ in range(2):
            entries = api.http.post("/", json=sent).json()["entry"]
            ids = [entry["response"]["location"].split("/")[-3] for entry in entries]
            assert len(set(ids)) == 2
            assert all(re.fullmatch("[0-9a-f]{32}", id_) for id_ in ids)
            assert len({id_[:12] for id_ in ids}) == 1
            begun.add(ids[0][:12])
        assert len(begun) == 2


def test_a_token_that_may_not_write_is_refused_as_before(apis):
    for api in apis[:2]:
        api.as_("reader", writes=False)
    assert both(apis, WHOLE).status_code == 403


def test_a_worker_that_died_costs_nothing_but_its_speed(apis):
    apis[1].app._workers = Workers(Broken())
    both(apis, transaction(put(DOCTOR)))
    assert json.loads(apis[1].http.get("/Practitioner/d1").content)["id"] == "d1"
