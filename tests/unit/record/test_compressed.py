"""Bodies are compressed: byte for byte what was written, and every body that was ever stored is read."""

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.record.canned_bodies import OPEN, PLAIN, SETTLED

from attending.errors import Tampered
from attending.record import backup, write
from attending.record.body import format_parsed, parse_resource
from attending.record.compressed import MOMENT, answered, compressed, expanded, hole
from attending.record.derive_dictionary import derive

WHEN = "2026-03-02T09:00:00.000+00:00"
OBSERVATION = {"resourceType": "Observation", "id": "o1", "subject": {"reference": "Patient/p1"}, "status": "final"}


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=99) | st.lists(st.integers(0, 9)), max_size=9))
def test_what_was_compressed_comes_back_byte_for_byte(content):
    plain = format_parsed(content)
    assert expanded(compressed(plain), WHEN) == plain
    assert expanded(plain, WHEN) == plain


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x01\x02"), max_size=40), max_size=20))
def test_holes_are_filled_when_a_body_is_read(answers):
    parts = [b'{"at":"', MOMENT, b'"']
    for number in range(len(answers)):
        parts += [b',"%d":"' % number, hole(number), b'"', b',"again%d":"' % number, hole(number), b'"']
    body = answered(compressed(b"".join([*parts, b"}"])), answers)
    expected = "".join(f',"{n}":"{answer}","again{n}":"{answer}"' for n, answer in enumerate(answers))
    assert expanded(body, WHEN).decode() == f'{{"at":"{WHEN}"{expected}}}'


def test_bodies_that_were_stored_when_this_was_made_are_read():
    assert expanded(bytes.fromhex(SETTLED), WHEN).decode() == PLAIN
    assert expanded(bytes.fromhex(OPEN), WHEN).decode() == PLAIN


def test_a_body_that_cannot_be_expanded_is_said_to_be_damaged():
    with pytest.raises(Tampered):
        expanded(bytes.fromhex(SETTLED)[:-5], WHEN)


def test_plain_bodies_of_schema_3_stay_readable_and_are_followed_by_compressed_ones(any_house, physician, monkeypatch):
    with closing(any_house.open()) as store:
        with monkeypatch.context() as patched:
            patched.setattr(write, "compressed", lambda plain: plain)
            with store.transaction(grant=physician) as tx:
                write.put(tx, OBSERVATION)
        with store.connection().writing():
            store.connection().set_schema_version(3)
    with closing(any_house.open()) as store:
        assert store.connection().schema_version() == 4
        with store.transaction(grant=physician) as tx:
            write.put(tx, {**OBSERVATION, "status": "amended"})
        history = store.history("Observation", "o1", grant=physician)
        assert [version.resource["status"] for version in history] == ["amended", "final"]
        assert [version.plain[:1] for version in history] == [b"{", b"{"]
        assert store.audit_verdict().ok


def test_a_backup_of_schema_3_is_restored(any_house, tmp_path, physician, monkeypatch):
    with closing(any_house.open()) as store, monkeypatch.context() as patched:
        patched.setattr(write, "compressed", lambda plain: plain)
        patched.setattr(backup, "SCHEMA_VERSION", 3)
        with store.transaction(grant=physician) as tx:
            write.put(tx, OBSERVATION)
        manifest = store.back_up(tmp_path / "backup", grant=physician)
        assert manifest.schema == 3
        with store.connection().writing():
            for table in reversed(backup._in_order(manifest.tables)):
                store.connection().execute(f"DELETE FROM {table}")
        assert store.restore(tmp_path / "backup", grant=physician).content == manifest.content
        assert store.read("Observation", "o1", grant=physician)["status"] == "final"


def test_the_dictionary_learns_nothing_of_anybody(tmp_path):
    import json

    secret = {
        "family": "Wurstmeister",
        "note": "SMOKES IN SECRET",
        "code": {"system": "http://loinc.org", "code": "zq88671x"},
    }
    entries = [
        {"fullUrl": f"urn:uuid:{n}", "resource": {"resourceType": "Basic", "id": f"canary{n % 3}", **secret, "n": n}}
        for n in range(400)
    ]
    (tmp_path / "a.json").write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
    made = derive([tmp_path])
    assert b'"family"' in made
    assert not [word for word in (b"Wurstmeister", b"SMOKES", b"canary", b"zq88671x") if word in made]


def test_the_database_holds_a_body_much_shorter_than_its_json(any_house, physician):
    resource = {**OBSERVATION, "note": [{"text": "the same again and again, " * 40}]}
    with closing(any_house.open()) as store:
        with store.transaction(grant=physician) as tx:
            write.put(tx, resource)
        (size,) = store.connection().execute("SELECT length(body) FROM version").fetchone()
        assert size < 400
        assert parse_resource(store.history("Observation", "o1", grant=physician)[0].plain)["note"] == resource["note"]
