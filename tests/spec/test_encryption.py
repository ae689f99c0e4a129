"""What lies on the disk: nothing that can be read without the master key, and nothing at all of who was erased."""

import base64
import json
import os
import shutil
import signal
import tempfile
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import House, start_postgres, stop_postgres
from tests.ward import note, open_ward, rewrite, staff_ward

from attending.audit import audit_event
from attending.audit.read import find_event, newest_events
from attending.errors import BadInput, Conflict, NotAllowed, NotFound, Tampered
from attending.record.ciphers import Erased
from attending.record.search import search
from attending.record.write import put
from attending.review.erasure import erase_patient
from attending.security import Action, Grant, Keys, PractitionerRole

NAME, NUMBER, WORD = "Zyxwvutsrq", "MRN-7781-4402-9913", "quetzalcoatlus"
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "urn:mrn", "value": NUMBER}],
    "name": [{"family": NAME, "given": ["Eva"]}],
}
OTHER = {"resourceType": "Patient", "id": "p2", "name": [{"family": "Ng"}]}
OFFICER = Grant(
    "Practitioner/officer",
    PractitionerRole.PRIVACY_OFFICER,
    patients=None,
    types=frozenset({"Patient", "AuditEvent"}),
    actions=frozenset({Action.READ, Action.EXECUTE}),
)


def condition(patient="p1", name="c1"):
    subject = {"reference": f"Patient/{patient}"}
    return {"resourceType": "Condition", "id": name, "subject": subject, "note": [{"text": WORD}]}


@pytest.fixture
def house(any_house):
    return any_house


@pytest.fixture
def filled(house, clock, physician):
    store = house.open(clock)
    with store.transaction(grant=physician) as tx:
        for resource in (PATIENT, OTHER, condition(), condition("p2", "c2")):
            put(tx, resource)
    yield store
    store.close()


def found_in(folder: Path, *canaries: str) -> list[str]:
    """Files of a folder that hold one of the words, in any spelling a file may have."""
    words = [
        spelt for canary in canaries for spelt in (canary.encode(), canary.lower().encode(), canary.encode("utf-16-le"))
    ]
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in words)
    ]


# Nothing in clear


def test_no_word_of_a_patient_stands_in_a_file_of_sqlite(tmp_path, physician):
    house = House(tmp_path)
    with closing(house.open()) as store:
        with store.transaction(grant=physician) as tx:
            put(tx, PATIENT)
            put(tx, condition())
        with suppress(InterruptedError), store.transaction(grant=physician) as tx:
            put(tx, {**condition(), "id": "never"})
            raise InterruptedError
        store.patients(grant=physician, text=NAME)
        store.back_up(tmp_path / "backup", grant=physician)
        assert (tmp_path / "attending.sqlite-wal").stat().st_size > 0
        assert not found_in(tmp_path, NAME, NUMBER, WORD, base64.b64encode(NAME.encode()).decode())
    assert not found_in(tmp_path, NAME, NUMBER, WORD)


def test_no_body_stands_in_clear_in_postgresql(postgres_house, physician):
    """Index rows do: names and numbers must be found without opening every body. An encrypted disk is the answer."""
    with closing(postgres_house.open()) as store:
        with store.transaction(grant=physician) as tx:
            put(tx, PATIENT)
            put(tx, condition())
        rows = [str(row) for table in store.connection().tables() if not table.startswith(("index_", "patient_"))
                for row in store.connection().execute(f"SELECT * FROM {table}")]  # fmt: skip
        store.back_up(postgres_house.folder / "backup", grant=physician)
    assert len(rows) > 4
    assert not any(word in row for row in rows for word in (NAME, NUMBER, WORD, WORD.encode().hex()))
    assert not found_in(postgres_house.folder, NAME, NUMBER, WORD)


SOUGHT, REASON = "Xylographer", "Ultracrepidarian"


def seek(store, physician):
    """Ask for names that nobody here bears, in every way that leaves something on the disk, and be refused."""
    store.patients(grant=physician, text=SOUGHT)
    with store.look(grant=physician) as tx:
        search(tx, "Patient", [("name", SOUGHT)])
        search(tx, "Observation", [("subject:Patient.family", SOUGHT)])
    with pytest.raises(NotAllowed), store.look(grant=replace(physician, types=frozenset({"Patient"}))) as tx:
        search(tx, "Condition", [("note", SOUGHT), ("patient.name", SOUGHT)])
    store.acknowledge(f"the disk was {REASON}", grant=physician)


def test_a_name_that_was_only_searched_for_stands_nowhere_on_the_disk(any_house, physician):
    """On PostgreSQL this is the server's whole folder: its tables, its log, what it wrote aside."""
    server = Path(tempfile.mkdtemp(prefix="attending-pg-"))
    try:
        house = replace(any_house, url=start_postgres(server)) if any_house.url else any_house
        with closing(house.open()) as store:
            with store.transaction(grant=physician) as tx:
                put(tx, PATIENT)
            seek(store, physician)
            spelt = [form for word in (SOUGHT, REASON) for form in spellings(word)]
            events = newest_events(store.connection(), keys=house.keys, most=50)
            asked = [base64.b64decode(one["query"]) for e in events for one in e.get("entity", ()) if "query" in one]
            assert sum(SOUGHT.encode() in query for query in asked) == 4
            assert events[0]["outcomeDesc"] == f"the disk was {REASON}"
            assert store.audit_verdict().ok
            assert not found_in(house.folder, *spelt)
            if house.url:
                store.connection().execute("CHECKPOINT")
                assert found_in(server, "Practitioner/adams")  # who acted is looked up by
                assert not found_in(server, *spelt)
    finally:
        if (server / "postmaster.pid").exists():
            stop_postgres(server, signal.SIGQUIT)
        shutil.rmtree(server)


def spellings(word: str) -> list[str]:
    """As it is, and as base64 has it wherever it begins."""
    return [word, *(base64.b64encode(b" " * n + word.encode())[4:-4].decode() for n in range(3))]


def test_the_sealed_part_of_an_event_cannot_be_moved_to_another(filled, house, physician):
    seek(filled, physician)
    connection = filled.connection()
    (body,) = connection.execute("SELECT body FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    (head,) = connection.execute("SELECT max(seq) FROM audit_event").fetchone()
    connection.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (body, head - 1))
    with pytest.raises(Tampered):
        find_event(connection, head - 1, keys=house.keys)
    assert not filled.audit_verdict().ok


def test_events_of_earlier_versions_are_read_and_stay_in_the_chain(filled, house, physician, monkeypatch):
    with monkeypatch.context() as before:  # as it was until events were sealed
        before.setattr(
            "attending.audit.trail.stored",
            lambda entry, seq, _: json.dumps(audit_event(entry, seq), separators=(",", ":")),
        )
        filled.patients(grant=physician, text=SOUGHT)
    filled.patients(grant=physician, text=SOUGHT)
    new, old = newest_events(filled.connection(), keys=house.keys, most=2)
    (plain,) = filled.connection().execute("SELECT body FROM audit_event WHERE seq = ?", (int(old["id"]),)).fetchone()
    assert '"query"' in plain
    assert {**new, "id": "", "recorded": ""} == {**old, "id": "", "recorded": ""}
    assert filled.audit_verdict().ok


def test_what_was_searched_for_is_read_after_the_master_key_was_changed(filled, house, physician):
    filled.patients(grant=physician, text=SOUGHT)
    filled.rotate_keys(grant=physician)
    with closing(house.open()) as again:
        found = newest_events(again.connection(), keys=house.keys, most=50)
        assert any("query" in part for event in found for part in event.get("entity", ()))


def test_a_draft_is_sealed_too(any_house):
    with closing(any_house.open()) as store:
        staff_ward(store, any_house.keys)
        ward = open_ward(store)
        ward.submit(note("n1").id)
        for row in store.connection().execute("SELECT * FROM review"):
            assert b"Cough" not in b"".join(value for value in row if isinstance(value, bytes))


def test_a_body_moved_to_another_version_does_not_open(filled, physician):
    connection = filled.connection()
    body, proof = connection.execute("SELECT body, integrity FROM version WHERE id = 'c2'").fetchone()
    connection.execute("UPDATE version SET body = ?, integrity = ? WHERE id = 'c1'", (body, proof))
    with pytest.raises(Tampered):
        filled.read("Condition", "c1", grant=physician)


def test_a_key_moved_to_another_patient_does_not_open(filled, physician):
    connection = filled.connection()
    (wrapped,) = connection.execute("SELECT wrapped FROM patient_key WHERE patient = 'p2'").fetchone()
    connection.execute("UPDATE patient_key SET wrapped = ? WHERE patient = 'p1'", (wrapped,))
    with pytest.raises(Tampered):
        filled.read("Condition", "c1", grant=physician)


def test_only_the_master_key_can_write_a_body_that_opens(filled, house, physician):
    rewrite(filled, house.keys, "Condition", WORD.encode(), b"pterodactylus!")
    assert filled.read("Condition", "c1", grant=physician)["note"][0]["text"] == "pterodactylus!"


# Erasing one patient


def test_an_erased_patient_cannot_be_read_and_the_history_says_that_there_was_one(filled, physician):
    with filled.transaction(grant=physician) as tx:
        put(tx, {**condition(), "severity": {"text": "worse"}})
    assert erase_patient(filled, "p1", "patient-request", grant=OFFICER) == 2
    for look in (lambda: filled.read("Condition", "c1", grant=physician), lambda: filled.chart("p1", grant=physician)):
        with pytest.raises(NotFound):
            look()
    with pytest.raises(Erased):
        filled.version("Condition", "c1", 1, grant=physician)
    history = filled.history("Condition", "c1", grant=physician)
    assert [(v.version, v.deleted, v.erased) for v in history] == [(3, True, False), (2, False, True), (1, False, True)]
    assert all(set(v.resource) <= {"resourceType", "id", "meta"} for v in history)
    assert filled.patients(grant=physician, text=NAME) == []
    assert [p["id"] for p in filled.patients(grant=physician)] == ["p2"]
    assert filled.read("Condition", "c2", grant=physician)["note"][0]["text"] == WORD


def test_the_trail_stays_green_and_says_who_erased_and_why(filled, house):
    erase_patient(filled, "p1", "legal-order", grant=OFFICER)
    verdict = filled.audit_verdict()
    assert verdict.ok, verdict.problems
    (event,) = newest_events(filled.connection(), keys=house.keys, most=1)
    assert event["agent"][0]["who"]["reference"] == "Practitioner/officer"
    assert "legal-order" in str(event)


def test_the_index_forgets_an_erased_patient(filled, house):
    erase_patient(filled, "p1", "patient-request", grant=OFFICER)
    connection = filled.connection()
    for table in connection.tables():
        rows = [str(row).casefold() for row in connection.execute(f"SELECT * FROM {table}")]
        assert not any(word.casefold() in row for row in rows for word in (NAME, NUMBER))


def test_an_erased_patient_does_not_come_back_by_the_next_import(filled, physician):
    erase_patient(filled, "p1", "patient-request", grant=OFFICER)
    with pytest.raises(Conflict), filled.transaction(grant=physician) as tx:
        put(tx, condition())


def test_only_the_privacy_officer_erases_and_only_for_a_coded_reason(filled, physician):
    with pytest.raises(NotAllowed):
        erase_patient(filled, "p1", "patient-request", grant=physician)
    with pytest.raises(BadInput):
        erase_patient(filled, "p1", "because", grant=OFFICER)
    with pytest.raises(NotFound):
        erase_patient(filled, "nobody", "patient-request", grant=OFFICER)
    assert filled.read("Patient", "p1", grant=physician)["name"][0]["family"] == NAME


# A new master key


def test_after_a_rotation_the_new_key_opens_everything_and_the_old_one_nothing(filled, house, physician, tmp_path):
    old = tmp_path / "old.key"
    shutil.copy2(house.folder / "master.key", old)
    before = house.keys
    wrapped = dict(filled.connection().execute("SELECT patient, wrapped FROM patient_key").fetchall())
    assert filled.rotate_keys(grant=physician) == 2
    assert old.read_bytes() != (house.folder / "master.key").read_bytes()
    again = dict(filled.connection().execute("SELECT patient, wrapped FROM patient_key").fetchall())
    assert all(again[patient] != wrapped[patient] for patient in wrapped)
    with closing(house.open()) as opened:
        assert opened.read("Condition", "c1", grant=physician)["note"][0]["text"] == WORD
        assert opened.audit_verdict().ok
    with pytest.raises(Exception, match="not the one"):
        Keys.load_or_create(old, ring=house.folder / "master.key.ring")
    with pytest.raises(Tampered):
        before.unwrap_in(0, again["p1"], "patient/p1")


def test_a_process_that_runs_meanwhile_reads_and_writes_on(filled, house, physician):
    with closing(house.open()) as other:
        other.read("Condition", "c1", grant=physician)
        filled.rotate_keys(grant=physician)
        with other.transaction(grant=physician) as tx:
            put(tx, {"resourceType": "Patient", "id": "p3"})
            put(tx, condition("p3", "c3"))
        assert other.read("Condition", "c1", grant=physician)["note"][0]["text"] == WORD
        filled.rotate_keys(grant=physician)
    with closing(house.open()) as again:
        assert again.read("Condition", "c3", grant=physician)["note"][0]["text"] == WORD


def test_a_rotation_that_is_killed_anywhere_is_ended_by_the_next(house, clock, physician, monkeypatch):
    """In a process of its own, killed before each step it takes on files and on the database."""
    with closing(house.open(clock)) as store, store.transaction(grant=physician) as tx:
        put(tx, PATIENT)
        put(tx, condition())
    ended, steps = False, 0
    while not ended:
        child = os.fork()
        if child == 0:
            _rotate_and_die_at(house, physician, steps)
        _, status = os.waitpid(child, 0)
        ended = os.WIFEXITED(status)
        steps += 1
        with closing(house.open()) as store:
            assert store.read("Condition", "c1", grant=physician)["note"][0]["text"] == WORD
            assert store.audit_verdict().ok
    assert steps >= 6
    with closing(house.open()) as store:
        store.rotate_keys(grant=physician)
        assert store.read("Condition", "c1", grant=physician)["note"][0]["text"] == WORD
        assert not house.keys.is_turning


def _rotate_and_die_at(house: House, grant: Grant, step: int) -> None:
    from attending.record import rotation
    from attending.security import ring

    left = iter(range(step))

    def mortal(function):
        def called(*arguments, **named):
            if next(left, None) is None:
                os.kill(os.getpid(), 9)
            return function(*arguments, **named)

        return called

    for module, name in (
        (ring, "replace_file"),
        (ring, "sync_folder"),
        (rotation, "_announce"),
        (rotation, "_rewrap_some"),
    ):
        setattr(module, name, mortal(getattr(module, name)))
    import attending.security.keys as keys_module

    keys_module.replace_file = mortal(keys_module.replace_file)
    keys_module.Keys.end_turn = mortal(keys_module.Keys.end_turn)
    house.open().rotate_keys(grant=grant)
    os._exit(0)
