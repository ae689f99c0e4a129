"""The audit trail: whatever is done to it, somebody who looks sees it."""

import shutil
from contextlib import closing, suppress

import pytest

from attending.audit import Verdict, verify
from attending.audit.anchor import read_anchor
from attending.errors import Tampered, Unavailable
from attending.record.write import put


@pytest.fixture
def trail(store, house, physician):
    """A record with six events in its trail."""
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1"})
    for _ in range(5):
        store.read("Patient", "p1", grant=physician)
    return store


def attack(house, *statements, parameters=()):
    """Change the file as somebody would who has no master key."""
    with closing(house.connect()) as connection:
        for statement in statements:
            connection.execute(statement, parameters)


def test_an_untouched_trail_is_whole(trail):
    assert trail.audit_verdict() == Verdict(ok=True, events=6)


def test_an_empty_trail_is_whole(store):
    assert store.audit_verdict() == Verdict(ok=True, events=0)


@pytest.mark.parametrize("seq", range(1, 7))
def test_one_changed_byte_is_found_in_any_event(trail, house, seq):
    attack(house, f"UPDATE audit_event SET body = replace(body, 'adams', 'adamt') WHERE seq = {seq}")
    verdict = trail.audit_verdict()
    assert not verdict.ok
    assert f"Event {seq}" in verdict.problems[0]


def test_every_single_byte_of_an_event_counts(trail, house):
    (body,) = trail.connection().execute("SELECT body FROM audit_event WHERE seq = 3").fetchone()
    for place in range(0, len(body), 7):
        changed = body[:place] + chr(ord(body[place]) ^ 1) + body[place + 1 :]
        trail.connection().execute("UPDATE audit_event SET body = ? WHERE seq = 3", (changed,))
        assert not trail.audit_verdict().ok
    trail.connection().execute("UPDATE audit_event SET body = ? WHERE seq = 3", (body,))
    assert trail.audit_verdict().ok


ATTACKS = {
    "an event's digest is changed": ["UPDATE audit_event SET digest = zeroblob(32) WHERE seq = 3"],
    "the first event is deleted": ["DELETE FROM audit_event WHERE seq = 1"],
    "an event in the middle is deleted": ["DELETE FROM audit_event WHERE seq = 3"],
    "an event is deleted and the gap is closed": [
        "DELETE FROM audit_event WHERE seq = 3",
        "UPDATE audit_event SET seq = seq - 1 WHERE seq > 3",
    ],
    "two events are swapped": [
        "UPDATE audit_event SET seq = 99 WHERE seq = 3",
        "UPDATE audit_event SET seq = 3 WHERE seq = 4",
        "UPDATE audit_event SET seq = 4 WHERE seq = 99",
    ],
    "an event is inserted at the end": [
        "INSERT INTO audit_event SELECT 7, body, digest FROM audit_event WHERE seq = 6",
    ],
    "an event is inserted at the end and the head follows": [
        "INSERT INTO audit_event SELECT 7, body, digest FROM audit_event WHERE seq = 6",
        "UPDATE audit_head SET seq = 7",
    ],
    "an event is copied over another": [
        "UPDATE audit_event SET body = (SELECT body FROM audit_event WHERE seq = 5) WHERE seq = 2",
    ],
    "an event with its digest is copied over another": [
        "DELETE FROM audit_event WHERE seq = 2",
        "INSERT INTO audit_event SELECT 2, body, digest FROM audit_event WHERE seq = 5",
    ],
    "the tail is cut off": ["DELETE FROM audit_event WHERE seq > 4"],
    "the tail is cut off and the head is rewritten": [
        "DELETE FROM audit_event WHERE seq > 4",
        "UPDATE audit_head SET seq = 4, digest = (SELECT digest FROM audit_event WHERE seq = 4)",
    ],
    "the head is deleted": ["DELETE FROM audit_head"],
    "the head's seal is changed": ["UPDATE audit_head SET seal = zeroblob(32)"],
    "everything is deleted": ["DELETE FROM audit_event", "DELETE FROM audit_head"],
    "everything is deleted and the head starts again": [
        "DELETE FROM audit_event",
        "UPDATE audit_head SET seq = 0, digest = zeroblob(32)",
    ],
    "a negative event is inserted": ["INSERT INTO audit_event VALUES (-1, '{}', zeroblob(32))"],
    "the table is gone": ["DROP TABLE audit_event"],
}


@pytest.mark.parametrize("statements", ATTACKS.values(), ids=ATTACKS)
def test_tampering_with_the_trail_is_found(trail, house, statements):
    attack(house, *statements)
    verdict = trail.audit_verdict()
    assert not verdict.ok
    assert verdict.problems


@pytest.mark.parametrize("name", ["the tail is cut off and the head is rewritten", "an event is inserted at the end"])
def test_nobody_writes_on_over_a_broken_head(trail, house, physician, name):
    attack(house, *ATTACKS[name])
    with pytest.raises(Tampered):
        trail.read("Patient", "p1", grant=physician)
    assert not trail.audit_verdict().ok


def test_an_old_head_with_its_seal_does_not_help_to_cut_the_tail(trail, house, physician):
    head = trail.connection().execute("SELECT seq, digest, seal FROM audit_head").fetchone()
    trail.read("Patient", "p1", grant=physician)
    attack(house, "DELETE FROM audit_event WHERE seq > 6")
    attack(house, "UPDATE audit_head SET seq = ?, digest = ?, seal = ?", parameters=head)
    assert "older or another copy" in trail.audit_verdict().problems[0]


def roll_back(house, clock, physician, *, reads_after):
    """Copy the database, go on, put the copy back, and go on again."""
    store = house.open(clock)
    store.close()
    shutil.copy(house.database, house.folder / "copy")
    store = house.open(clock)
    for _ in range(3):
        store.read("Patient", "p1", grant=physician)
    store.close()
    shutil.copy(house.folder / "copy", house.database)
    store = house.open(clock)
    for _ in range(reads_after):
        store.read("Patient", "p1", grant=physician)
    verdict = store.audit_verdict()
    store.close()
    return verdict


@pytest.mark.parametrize("reads_after", [0, 1, 3, 6])
def test_an_older_copy_of_the_database_is_found_and_stays_found(trail, house, clock, physician, reads_after):
    trail.close()
    verdict = roll_back(house, clock, physician, reads_after=reads_after)
    assert verdict.problems == ("The anchor remembers event 9 otherwise: this database is an older or another copy.",)


def test_the_anchor_follows_every_event(trail, house, physician):
    for events in (6, 7, 8):
        remembered = read_anchor(house.anchor, keys=house.keys)
        assert remembered is not None
        assert remembered.seq == events
        trail.read("Patient", "p1", grant=physician)


def test_an_anchor_that_is_a_little_behind_is_no_alarm(trail, house, physician):
    before = house.anchor.read_bytes()
    trail.read("Patient", "p1", grant=physician)
    house.anchor.write_bytes(before)  # as after a crash between the commit and the anchor
    assert trail.audit_verdict().ok
    trail.read("Patient", "p1", grant=physician)
    assert house.anchor.read_bytes() != before


@pytest.mark.parametrize(
    "content", [None, b"", b"gibberish", b"\xff\x00", b"6 aa bb", b"9" * 5000 + b" aa bb", b"-1 aa bb"], ids=str
)
def test_an_anchor_that_is_missing_or_forged_is_found(trail, house, physician, content):
    house.anchor.unlink() if content is None else house.anchor.write_bytes(content)
    assert not trail.audit_verdict().ok
    with suppress(Unavailable):  # without an anchor there is no look at all
        trail.read("Patient", "p1", grant=physician)
    assert not trail.audit_verdict().ok


def test_a_damaged_file_is_a_red_verdict_and_not_a_crash(trail, house):
    (page,) = trail.connection().execute("SELECT rootpage FROM sqlite_schema WHERE name = 'audit_event'").fetchone()
    trail.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    trail.close()
    data = bytearray(house.database.read_bytes())
    data[4096 * page - 3000 : 4096 * page - 2800] = bytes(200)
    house.database.write_bytes(data)
    with closing(house.connect()) as connection:
        assert not verify(connection, keys=house.keys, anchor=house.anchor).ok


@pytest.mark.parametrize("table", ["audit_event", "audit_head", "version", "resource"])
def test_a_flipped_byte_in_the_file_itself_is_found(trail, house, physician, table):
    (page,) = trail.connection().execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    trail.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    trail.close()
    data = bytearray(house.database.read_bytes())
    data[4096 * page - 1000] ^= 0x20
    house.database.write_bytes(data)
    with pytest.raises(Unavailable), closing(house.open()) as store:
        assert not store.audit_verdict().ok
        store.read("Patient", "p1", grant=physician)


def test_a_trail_of_another_hospital_does_not_pass(trail, house, tmp_path_factory):
    other = type(house)(tmp_path_factory.mktemp("other"))
    verdict = verify(trail.connection(), keys=other.keys, anchor=None)
    assert not verdict.ok
    assert len(verdict.problems) == 7  # six events and the head


RECORD_ATTACKS = {
    "a resource is removed with all its versions": (
        "are gone",
        ["DELETE FROM resource WHERE id = 'p1'", "DELETE FROM version WHERE id = 'p1'"],
    ),
    "the newest version is removed": (
        "are gone",
        [
            "UPDATE resource SET row = (SELECT row FROM version WHERE version = 1)",
            "DELETE FROM version WHERE version = 2",
        ],
    ),
    "an older version is shown as the newest": (
        "hidden",
        ["UPDATE resource SET row = (SELECT row FROM version WHERE version = 1)"],
    ),
    "a resource is marked as deleted": ("hidden", ["UPDATE resource SET deleted = 1"]),
    "a resource is no longer pointed to": ("hidden", ["DELETE FROM resource"]),
    "a body is changed": ("not what was written", ["UPDATE version SET body = CAST('{}' AS BLOB) WHERE version = 1"]),
    "a version is slipped in": (
        "does not know",
        [
            "INSERT INTO version "
            "SELECT 99, type, 'p2', version, updated, patient, deleted, body, integrity FROM version LIMIT 1"
        ],
    ),
}


@pytest.mark.parametrize("name", RECORD_ATTACKS)
def test_a_record_that_differs_from_its_trail_is_found_when(trail, house, physician, name):
    with trail.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1", "gender": "female"})
    assert trail.audit_verdict().ok
    words, statements = RECORD_ATTACKS[name]
    attack(house, *statements)
    assert any(words in problem for problem in trail.audit_verdict().problems)


def test_a_resource_moved_to_another_patients_chart_is_not_shown_there(trail, house, physician):
    with trail.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p2"})
        put(tx, {"resourceType": "Observation", "id": "o", "subject": {"reference": "Patient/p1"}})
    attack(house, "UPDATE resource SET patient = 'p2' WHERE id = 'o'")
    with pytest.raises(Tampered):
        trail.chart("p2", grant=physician)
    assert not trail.audit_verdict().ok
