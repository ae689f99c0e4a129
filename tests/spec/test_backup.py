"""Backup and restore: from either database into either, equal by hash, and nothing overwritten in silence."""

import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import House, new_schema
from tests.ward import open_ward, staff_ward

from attending.audit.read import newest_events
from attending.errors import Conflict, NotConfigured, Tampered
from attending.record.backup import check
from attending.record.write import delete, put


@pytest.fixture
def filled(any_house, clock, physician):
    """A record of a hospital with versions, a deletion, accounts and a draft."""
    store = any_house.open(clock)
    staff_ward(store, any_house.keys)
    ward = open_ward(store)
    with store.transaction(grant=physician) as tx:
        for number in range(30):
            put(tx, {"resourceType": "Observation", "id": f"o{number}", "subject": {"reference": "Patient/p1"}})
        put(tx, {"resourceType": "Organization", "id": "house"})
        delete(tx, "Observation", "o3")
        put(tx, {"resourceType": "Observation", "id": "o4", "subject": {"reference": "Patient/p1"}, "status": "final"})
    ward.submit("n1")
    yield store
    store.close()


def elsewhere(house: House, folder: Path, url: str | None = None) -> House:
    """A new machine, to which the master key and the anchor were brought."""
    folder.mkdir()
    for name in ("master.key", "audit.anchor"):
        shutil.copy2(house.folder / name, folder / name)
    return House(folder, url)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_was_restored_equals_what_was_backed_up(filled, any_house, tmp_path, physician, database, request):
    manifest = filled.back_up(tmp_path / "backup", grant=physician)
    url = new_schema(request.getfixturevalue("postgres_server")) if database == "postgresql" else None
    house = elsewhere(any_house, tmp_path / "new", url)
    with closing(house.open()) as store:
        ward = open_ward(store)
        assert store.restore(tmp_path / "backup", grant=physician).content == manifest.content
        assert store.audit_verdict().ok, store.audit_verdict().problems
        assert len(store.history("Observation", "o4", grant=physician)) == 2
        assert store.history("Observation", "o3", grant=physician)[0].deleted
        assert [row.id for row in ward.reviews.queue(grant=ward.grant())] == ["n1"]
        assert [p["id"] for p in store.patients(grant=physician, text="muller")] == ["p1"]
        with store.transaction(grant=physician) as tx:
            put(tx, {"resourceType": "Observation", "id": "after", "subject": {"reference": "Patient/p1"}})
        assert len(store.chart("p1", grant=physician).all("Observation")) == 30
        assert store.audit_verdict().ok


def test_a_backup_while_others_write_is_one_moment(filled, tmp_path, physician):
    stop = threading.Event()
    (before,) = filled.connection().execute("SELECT count(*) FROM version").fetchone()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with filled.transaction(grant=physician) as tx:
                for _ in range(2):
                    number += 1
                    put(tx, {"resourceType": "Basic", "id": f"b{number}"})

    writer = threading.Thread(target=write)
    writer.start()
    manifests = [filled.back_up(tmp_path / f"backup{number}", grant=physician) for number in range(4)]
    stop.set()
    writer.join()
    assert [m.events for m in manifests] == sorted({m.events for m in manifests})
    assert all((m.tables["version"].rows - before) % 2 == 0 for m in manifests)
    assert all(m.tables["audit_event"].rows == m.events for m in manifests)


def test_a_restore_into_a_record_that_holds_something_is_refused(filled, tmp_path, physician):
    filled.back_up(tmp_path / "backup", grant=physician)
    with pytest.raises(Conflict, match="not empty"):
        filled.restore(tmp_path / "backup", grant=physician)
    with pytest.raises(Conflict, match="already"):
        filled.back_up(tmp_path / "backup", grant=physician)
    assert filled.audit_verdict().ok


def test_a_backup_of_before_a_rotation_can_still_be_restored(filled, any_house, tmp_path, physician):
    filled.back_up(tmp_path / "backup", grant=physician)
    filled.rotate_keys(grant=physician)
    house = elsewhere(any_house, tmp_path / "new")
    shutil.copy2(any_house.folder / "master.key.ring", house.folder)
    with closing(house.open()) as store:
        open_ward(store)
        store.restore(tmp_path / "backup", grant=physician)
        assert len(store.chart("p1", grant=physician).all("Observation")) == 29


@pytest.mark.parametrize("table", ["version", "audit_event"])
def test_a_damaged_or_shortened_backup_is_refused(filled, any_house, tmp_path, physician, table):
    filled.back_up(tmp_path / "backup", grant=physician)
    part = tmp_path / "backup" / table
    whole = part.read_bytes()
    for damaged in (whole[:-1] + bytes([whole[-1] ^ 1]), b"", whole + whole):
        part.write_bytes(damaged)
        with pytest.raises(Tampered):
            check(tmp_path / "backup", keys=any_house.keys)
    part.write_bytes(whole)
    manifest = tmp_path / "backup" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"rows": ', b'"rows": 1', 1))
    with pytest.raises(Tampered):
        check(tmp_path / "backup", keys=any_house.keys)
    manifest.unlink()
    with pytest.raises(NotConfigured):
        check(tmp_path / "backup", keys=any_house.keys)


def test_an_older_state_is_red_until_a_person_says_why(filled, any_house, tmp_path, physician):
    filled.back_up(tmp_path / "backup", grant=physician)
    filled.read("Patient", "p1", grant=physician)
    house = elsewhere(any_house, tmp_path / "new")
    with closing(house.open()) as store:
        open_ward(store)
        store.restore(tmp_path / "backup", grant=physician)
        verdict = store.audit_verdict()
        assert not verdict.ok
        assert "older or another copy" in verdict.problems[-1]
        store.acknowledge("restored after the disk broke", grant=physician)
        assert store.audit_verdict().ok
        store.read("Patient", "p1", grant=physician)
        assert store.audit_verdict().ok
        noted = newest_events(store.connection(), keys=house.keys, most=50)
        assert ("acknowledge", "restored after the disk broke") in {
            (event["type"]["code"], event.get("outcomeDesc")) for event in noted
        }
