"""Many imports at once: other processes make them ready, and the record is the same as one by one, row for row."""

import json
from concurrent.futures import Executor, Future

import pytest
from tests.conftest import House, new_schema
from tests.spec.test_import import EVA, NPI, VISIT, bundle, entry, patient, visit

from attending.errors import BadInput, Unavailable
from attending.exchange import import_bundles, import_workers
from attending.exchange.packed_import import pack
from attending.record.ciphers import Ciphers
from attending.record.transaction import load_row

DOCTORS = bundle(
    entry({"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": NPI, "value": "99"}]}),
    entry({"resourceType": "Organization", "id": "o1", "identifier": [{"system": NPI, "value": "1"}], "name": "Köln"}),
)
SEEN_BY = {"individual": {"reference": f"Practitioner?identifier={NPI}|99"}}


class AtOnce(Executor):
    """Does the work in this process when it is asked for, and counts what could be made ready."""

    def __init__(self):
        self.ready = 0

    def submit(self, work, *values):
        future = Future()
        future.set_result(work(*values))
        self.ready += future.result() is not None
        return future


class Broken(Executor):
    """A worker that dies with the first real work."""

    def submit(self, work, *values):
        from concurrent.futures.process import BrokenProcessPool

        future = Future()
        if values == (b"",):
            future.set_result(None)
        else:
            future.set_exception(BrokenProcessPool("killed"))
        return future


def life(number):
    """A patient with a visit, results, a claim of where they come from, and references of every kind."""
    eva, seen, result = (f"urn:uuid:0b1c2d3e-0000-4000-8000-{number:06d}{n:06d}" for n in range(3))
    pressure = {
        "resourceType": "Observation", "status": "final", "subject": {"reference": eva},
        "encounter": {"reference": seen}, "effectiveDateTime": f"2026-0{1 + number % 9}-03T10:00:00+02:00",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure"}]},
        "performer": [{"reference": f"Organization?identifier={NPI}|1"}, {"reference": "Organization/o1"}],
        "component": [
            {"code": {"coding": [{"system": "http://loinc.org", "code": code}]},
             "valueQuantity": {"value": 100 + number, "unit": "mm[Hg]", "code": "mm[Hg]",
                               "system": "http://unitsofmeasure.org"}}
            for code in ("8480-6", "8462-4")
        ],
    }  # fmt: skip
    source = {
        "resourceType": "Provenance", "target": [{"reference": result}], "recorded": "2026-01-01T00:00:00Z",
        "agent": [{"who": {"reference": "Practitioner/d1"}, "onBehalfOf": {"reference": "Organization/elsewhere"}}],
    }  # fmt: skip
    return bundle(
        entry(source),
        entry(pressure, result),
        entry(visit(eva, participant=[SEEN_BY], period={"start": "2026-01-03", "end": "2026-01-04"}), seen),
        entry(patient(birthDate="1970-01-01", identifier=[{"system": "urn:mrn", "value": str(number)}]), eva),
    )


def contents(store, keys):
    """Every table that an import writes, bodies as they read."""
    connection = store.connection()
    found = {
        table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in connection.tables()
        if table.startswith("index_") or table in {"resource", "patient_word", "patient_order"}
    }
    sealing, bodies = Ciphers(connection, keys), []
    for row in connection.execute("SELECT type, id, version, updated, patient, deleted, body, integrity FROM version"):
        version = load_row(row, sealing)
        bodies.append((version.reference, version.patient, json.dumps(version.resource, default=str)))
    return {**found, "bodies": sorted(bodies)}


def file(store, sent, grant, workers=None):
    return list(import_bundles(store, sent, grant=grant, workers=workers))


@pytest.fixture(params=["sqlite", "postgresql"])
def twins(request, tmp_path, clock):
    """Two empty records of one database kind and their keys."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    houses = [House(tmp_path / name, *([new_schema(server)] if server else [])) for name in ("plain", "ready")]
    moment = clock()
    stores = [house.open(lambda: moment) for house in houses]
    yield list(zip(stores, (house.keys for house in houses), strict=True))
    for store in stores:
        store.close()


def test_what_workers_made_ready_is_the_same_record_row_for_row(twins, interface):
    sent = [DOCTORS, *map(life, range(6)), life(2), bundle(entry(patient(id="p1")))]
    (plain, keys), (other, others) = twins
    workers = AtOnce()
    reports = file(plain, sent, interface), file(other, sent, interface, workers)
    assert reports[0] == reports[1]
    assert [report.created for report in reports[1]] == [2, 4, 4, 4, 4, 4, 4, 0, 1]
    assert workers.ready == len(sent)
    assert contents(plain, keys) == contents(other, others)
    assert all(store.audit_verdict().ok for store, _ in twins)


def test_each_import_leaves_its_own_audit_event(store, interface):
    file(store, [DOCTORS, *map(life, range(3))], interface, AtOnce())
    trail = [body for (body,) in store.connection().execute("SELECT body FROM audit_event").fetchall()]
    assert sum('"code":"110107"' in body for body in trail) == 4


@pytest.mark.parametrize(
    "doubtful",
    [
        bundle(entry(patient(gender=7), EVA)),
        bundle(entry(visit("Patient/nobody"), VISIT)),
        bundle(entry(visit("urn:uuid:nowhere"), VISIT)),
        bundle(entry(patient(), EVA), entry(visit(participant=[{"individual": {"reference": "Practitioner?name=x"}}]))),
        b"not FHIR",
    ],
)
def test_the_first_that_cannot_be_filed_says_why_and_those_before_it_are_filed(store, interface, doubtful):
    filing = import_bundles(store, [DOCTORS, life(1), doubtful, life(2)], grant=interface, workers=AtOnce())
    assert [next(filing).created, next(filing).created] == [2, 4]
    with pytest.raises(BadInput):
        next(filing)
    assert store.connection().execute("SELECT count(*) FROM version").fetchone() == (6,)


def test_a_worker_that_dies_costs_nothing_but_its_speed(store, interface):
    assert [report.created for report in file(store, [DOCTORS, life(1)], interface, Broken())] == [2, 4]


def test_a_process_of_its_own_makes_ready_what_this_one_writes(store, interface):
    with import_workers(1) as workers:
        assert workers.submit(pack, life(1)).result() is not None
        assert [report.created for report in file(store, [DOCTORS, life(1)], interface, workers)] == [2, 4]
    with import_workers(0) as workers:
        assert workers is None


def test_a_record_that_cannot_be_written_keeps_nothing_of_a_group(store, interface, monkeypatch):
    file(store, [DOCTORS], interface)

    def full(*_, **__):
        raise Unavailable("The disk of the record is full.")

    monkeypatch.setattr("attending.audit.trail.extend", full)
    with pytest.raises(Unavailable):
        file(store, map(life, range(3)), interface, AtOnce())
    monkeypatch.undo()
    assert store.connection().execute("SELECT count(*) FROM version").fetchone() == (2,)
    assert store.audit_verdict().ok
