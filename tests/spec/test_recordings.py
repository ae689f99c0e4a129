"""Recordings of visits: kept piece by piece, under the patient's key, with the consent they rest on, for their time."""

import hashlib
import random

import pytest
from tests.conftest import House, dumped

from attending.audit.read import newest_events
from attending.errors import BadInput, Conflict, NotAllowed, NotFound
from attending.exchange.recordings import Beginning, Piece, Recordings, State
from attending.record import Store
from attending.record.ciphers import Erased
from attending.record.validation.validate import is_valid, validate
from attending.record.write import put
from attending.review.erasure import erase_patient
from attending.security import Action, Grant, PractitionerRole

ID = "0123456789abcdef" * 2
VISIT = Beginning(id=ID, patient="p1", media_type="audio/webm;codecs=opus", encounter="e1")
SOUND = [bytes([number]) * (900 + number) for number in range(12)]


def piece(number: int, data: bytes | None = None) -> Piece:
    data = SOUND[number] if data is None else data
    return Piece(number, data, hashlib.sha256(data).hexdigest())


@pytest.fixture
def recordings(store: Store, physician: Grant) -> Recordings:
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1", "name": [{"family": "Recorded"}]})
        encounter = {"resourceType": "Encounter", "id": "e1", "status": "in-progress", "class": {"code": "AMB"}}
        put(tx, {**encounter, "subject": {"reference": "Patient/p1"}})
    return Recordings(store)


def record(recordings: Recordings, grant: Grant) -> None:
    recordings.begin(VISIT, grant=grant)
    for number in range(len(SOUND)):
        recordings.append(ID, piece(number), grant=grant)
    recordings.finish(ID, len(SOUND), grant=grant)


def test_the_pieces_in_any_order_and_twice_give_the_sound(recordings, physician):
    recordings.begin(VISIT, grant=physician)
    order = [*range(len(SOUND)), *range(0, len(SOUND), 3)]
    random.Random(1).shuffle(order)  # noqa: S311
    news = [recordings.append(ID, piece(number), grant=physician) for number in order]
    assert sum(news) == len(SOUND)
    recordings.finish(ID, len(SOUND), grant=physician)
    assert recordings.sound(ID, grant=physician) == b"".join(SOUND)


def test_while_it_comes_in_a_recording_says_how_much_has_come(recordings, physician):
    recordings.begin(VISIT, grant=physician)
    for number in (0, 1, 4):
        recordings.append(ID, piece(number), grant=physician)
    come = sum(len(SOUND[number]) for number in (0, 1, 4))
    found = [
        recordings.read(ID, grant=physician),
        *recordings.unfinished(grant=physician),
        *recordings.kept(grant=physician),
    ]
    assert [(one.pieces, one.bytes) for one in found] == [(3, come)] * 3


def test_a_piece_that_was_damaged_on_its_way_is_refused(recordings, physician):
    recordings.begin(VISIT, grant=physician)
    with pytest.raises(BadInput, match="SHA-256"):
        recordings.append(ID, Piece(0, b"other", hashlib.sha256(b"sent").hexdigest()), grant=physician)
    assert recordings.pieces(ID, grant=physician) == []


def test_another_piece_at_the_same_place_is_a_conflict(recordings, physician):
    recordings.begin(VISIT, grant=physician)
    recordings.append(ID, piece(0), grant=physician)
    with pytest.raises(Conflict):
        recordings.append(ID, piece(0, b"something else"), grant=physician)


def test_a_recording_with_a_gap_is_not_complete(recordings, physician):
    recordings.begin(VISIT, grant=physician)
    for number in (0, 1, 3):
        recordings.append(ID, piece(number), grant=physician)
    with pytest.raises(Conflict, match="1 of 4 pieces are missing"):
        recordings.finish(ID, 4, grant=physician)
    assert recordings.finish(ID, 2, grant=physician, drop_rest=True).state is State.COMPLETE
    assert recordings.sound(ID, grant=physician) == SOUND[0] + SOUND[1]


def test_the_consent_is_stored_with_the_first_piece(recordings, store, physician):
    recording = recordings.begin(VISIT, grant=physician)
    consent = store.read("Consent", recording.consent, grant=physician)
    assert (consent["status"], consent["provision"]["type"]) == ("active", "permit")
    references = {entry["reference"]["reference"] for entry in consent["provision"]["data"]}
    assert references == {f"Media/{ID}", "Encounter/e1"}
    assert recordings.begin(VISIT, grant=physician) == recording
    assert len(store.history("Consent", recording.consent, grant=physician)) == 1


def test_consent_and_media_are_valid_fhir(recordings, store, physician):
    record(recordings, physician)
    for resource in (store.every("Consent", grant=physician)[0], store.read("Media", ID, grant=physician)):
        assert is_valid(validate(resource)), validate(resource)
    recordings.delete_sound(ID, "the note is signed", grant=physician)
    gone = store.read("Media", ID, grant=physician)
    assert is_valid(validate(gone)), validate(gone)


def test_a_deleted_sound_is_gone_from_the_file_and_that_it_was_there_stays(recordings, store, house, physician):
    record(recordings, physician)
    deleted = recordings.delete_sound(ID, "the note is signed", grant=physician)
    assert deleted.state is State.DELETED
    with pytest.raises(NotFound):
        recordings.sound(ID, grant=physician)
    assert store.connection().execute("SELECT count(*) FROM recording_piece").fetchone() == (0,)
    media = store.read("Media", ID, grant=physician)
    assert "url" not in media["content"]
    assert media["note"] == [{"text": "The sound was deleted: the note is signed."}]


def test_withdrawing_ends_the_consent_and_deletes_the_sound(recordings, store, physician):
    record(recordings, physician)
    gone = recordings.delete_sound(ID, "the patient withdrew the consent", grant=physician, withdrawn=True)
    assert store.read("Consent", gone.consent, grant=physician)["status"] == "inactive"


def test_every_step_is_on_the_audit_trail(recordings, store, house, physician):
    record(recordings, physician)
    recordings.sound(ID, grant=physician)
    recordings.delete_sound(ID, "the clinician discarded it", grant=physician)
    events = newest_events(store.connection(), keys=house.keys, most=50, patient="p1")
    told = {(event["type"]["code"], event.get("outcomeDesc", "")) for event in events}
    assert {("record", "begun"), ("record", "complete"), ("delete-recording", "the clinician discarded it")} <= told
    heard = [e for e in events if e["action"] == "R" and e["entity"][-1]["what"]["reference"] == f"Media/{ID}"]
    assert len(heard) == 1


def test_nobody_else_adds_to_a_recording(recordings, physician):
    recordings.begin(VISIT, grant=physician)
    other = Grant("Practitioner/baker", PractitionerRole.PHYSICIAN, physician.purpose, None, None, physician.actions)
    with pytest.raises(NotAllowed):
        recordings.append(ID, piece(0), grant=other)
    with pytest.raises(Conflict):
        recordings.begin(VISIT, grant=other)


def test_a_grant_without_this_patient_finds_no_recording(recordings, physician):
    record(recordings, physician)
    elsewhere = Grant(physician.who, physician.role, physician.purpose, frozenset({"p2"}), None, physician.actions)
    with pytest.raises(NotFound):
        recordings.sound(ID, grant=elsewhere)
    assert recordings.unfinished(grant=elsewhere) == []


def test_a_nurse_may_not_record_and_a_grant_without_media_may_not_listen(recordings, physician):
    nurse = Grant("Practitioner/nolan", PractitionerRole.NURSE, physician.purpose, None, None, frozenset({Action.READ}))
    with pytest.raises(NotAllowed):
        recordings.begin(VISIT, grant=nurse)
    record(recordings, physician)
    notes = Grant(physician.who, physician.role, physician.purpose, None, frozenset({"Composition"}), physician.actions)
    with pytest.raises(NotAllowed):
        recordings.sound(ID, grant=notes)


def test_the_sound_lies_encrypted_in_the_database(recordings, house: House, physician):
    record(recordings, physician)
    stored = dumped(house.connect())
    assert not any(repr(sound)[2:60] in stored for sound in SOUND)


def test_erasing_the_patient_takes_the_sound_along(recordings, store, physician):
    record(recordings, physician)
    officer = Grant("Practitioner/po", PractitionerRole.PRIVACY_OFFICER, physician.purpose, None, None,
                    frozenset({Action.READ, Action.EXECUTE}))  # fmt: skip
    erase_patient(store, "p1", "patient-request", grant=officer)
    for table in ("recording", "recording_piece", "recording_heard"):
        assert store.connection().execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    with pytest.raises((NotFound, Erased)):
        recordings.sound(ID, grant=physician)


def test_recordings_live_on_either_database(any_house, physician):
    store = any_house.open()
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1"})
    recordings = Recordings(store)
    record(recordings, physician)
    assert recordings.sound(ID, grant=physician) == b"".join(SOUND)
    recordings.delete_sound(ID, "the note is signed", grant=physician)
    store.close()
