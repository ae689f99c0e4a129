"""A transaction sends its versions to the database together, and nobody can tell: it reads what it has written."""

import gc
import json

import pytest
from tests.conftest import House

from attending.exchange import import_bundle
from attending.exchange.collecting import collecting_paused
from attending.record import unwritten
from attending.record.search import search
from attending.record.write import delete, put

PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Nowak"}]}
PULSE = {"resourceType": "Observation", "id": "o1", "subject": {"reference": "Patient/p1"}, "status": "final"}


@pytest.fixture
def record(any_house: House):
    opened = any_house.open()
    yield opened
    opened.close()


def test_a_transaction_reads_what_it_has_written(record, physician):
    with record.transaction(grant=physician) as tx:
        put(tx, PATIENT)
        first = put(tx, PULSE)
        second = put(tx, {**PULSE, "status": "amended"})
        assert (first.version, second.version) == (1, 2)
        assert tx.read("Observation", "o1")["status"] == "amended"
        assert tx.version("Observation", "o1", 1)["status"] == "final"
        assert [one.version for one in tx.history("Observation", "o1")] == [2, 1]
        found = search(tx, "Observation", [("patient", "p1"), ("status", "amended")])
        assert [one.id for one in found.matches] == ["o1"]
        assert tx.chart("p1").all("Observation")[0]["status"] == "amended"
    assert record.read("Observation", "o1", grant=physician)["status"] == "amended"


def test_what_is_deleted_and_made_again_in_one_transaction_has_three_versions(record, physician):
    with record.transaction(grant=physician) as tx:
        put(tx, PATIENT)
        put(tx, PULSE)
        delete(tx, "Observation", "o1")
        assert tx.newest("Observation", "o1").deleted
        put(tx, {**PULSE, "status": "corrected"})
    assert [one.version for one in record.history("Observation", "o1", grant=physician)] == [3, 2, 1]
    assert record.audit_verdict().ok


def test_more_than_waits_at_once_is_written_in_parts_and_nothing_when_the_transaction_fails(
    record, physician, monkeypatch
):
    monkeypatch.setattr(unwritten, "_AT_A_TIME", 3)
    with pytest.raises(ZeroDivisionError), record.transaction(grant=physician) as tx:
        put(tx, PATIENT)
        for number in range(7):
            put(tx, {**PULSE, "id": f"o{number}"})
        raise ZeroDivisionError
    assert record.every("Observation", grant=physician) == []
    with record.transaction(grant=physician) as tx:
        put(tx, PATIENT)
        for number in range(7):
            put(tx, {**PULSE, "id": f"o{number}"})
    assert len(record.every("Observation", grant=physician)) == 7
    assert record.audit_verdict().ok


def test_looking_ahead_finds_what_looking_one_by_one_finds(record, physician):
    with record.transaction(grant=physician) as tx:
        put(tx, PATIENT)
        put(tx, PULSE)
        delete(tx, "Observation", "o1")
    places = [("Patient", "p1"), ("Observation", "o1"), ("Observation", "none"), ("Cat", "'"), ("Patient", "p1")]
    with record.transaction(grant=physician) as one, record.look(physician):
        alone = [one.newest_with_row(*place) for place in places]
    with record.transaction(grant=physician) as tx:
        tx.foresee(places)
        assert [tx.newest_with_row(*place) for place in places] == alone


def test_an_import_asks_the_record_few_times_whatever_it_holds(house, physician, monkeypatch):
    store = house.open()
    asked: list[str] = []
    connection = type(store.connection())
    execute = connection.execute

    def counted(self, sql, values=()):
        asked.append(sql)
        return execute(self, sql, values)

    monkeypatch.setattr(connection, "execute", counted)
    numbers = []
    for many in (10, 200):
        pulses = [{"resource": {**PULSE, "id": f"m{many}-{n}"}} for n in range(many)]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}, *pulses]}
        asked.clear()
        import_bundle(store, json.dumps(bundle).encode(), grant=physician)
        numbers.append(len(asked))
    assert numbers[1] <= numbers[0]
    store.close()


def test_the_collector_pauses_until_the_last_has_ended():
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collecting_paused():
        with collecting_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()
    gc.disable()
    try:
        with collecting_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
