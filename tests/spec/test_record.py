"""The record: what goes in comes out, every version stays, and every look leaves its trace."""

from contextlib import closing
from decimal import Decimal

import msgspec
import pytest
from tests.conftest import House, told_by

from attending.errors import BadInput, Conflict, NotAllowed, NotConfigured, NotFound, Tampered, Unavailable
from attending.record import format_resource, parse_resource
from attending.record.write import delete, put
from attending.security import Action, Grant, Keys, PractitionerRole

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Müller", "given": ["Eva"]}],
    "birthDate": "1950-02-01",
}
OTHER = {"resourceType": "Patient", "id": "p2", "name": [{"family": "Ng", "given": ["Wei"]}]}


def weight(value="70.50", patient="p1", name="w1"):
    text = f"""{{"resourceType": "Observation", "id": "{name}", "status": "final",
      "subject": {{"reference": "Patient/{patient}"}},
      "effectiveDateTime": "2026-01-05", "valueQuantity": {{"value": {value}, "unit": "kg"}}}}"""
    return parse_resource(text)


@pytest.fixture
def house(any_house):
    return any_house


@pytest.fixture
def filled(store, physician):
    with store.transaction(grant=physician) as tx:
        for resource in (PATIENT, OTHER, weight()):
            put(tx, resource)
    return store


def narrow(*, patients=frozenset({"p1"}), types=None, actions=frozenset({Action.READ, Action.CREATE, Action.UPDATE})):
    return Grant("Practitioner/small", PractitionerRole.NURSE, patients=patients, types=types, actions=actions)


def events(store):
    return [msgspec.json.decode(event) for event in told_by(store)]


def bodies(store):
    return b"\n".join(body for (body,) in store.connection().execute("SELECT body FROM version"))


# What goes in comes out


def test_decimals_keep_their_digits(filled, physician):
    value = filled.read("Observation", "w1", grant=physician)["valueQuantity"]["value"]
    assert value.as_tuple() == Decimal("70.50").as_tuple()
    assert b'"value":70.50' in format_resource(filled.read("Observation", "w1", grant=physician))


def test_a_resource_gets_an_id_a_version_and_a_time(store, physician):
    with store.transaction(grant=physician) as tx:
        written = put(tx, {"resourceType": "Patient", "meta": {"profile": ["x"]}})
    resource = store.read("Patient", written.id, grant=physician)
    assert resource["meta"] == {"profile": ["x"], "versionId": "1", "lastUpdated": "2026-03-02T09:00:01.000+00:00"}


def test_every_version_stays_and_can_be_read(filled, physician):
    with filled.transaction(grant=physician) as tx:
        put(tx, weight("71.0"), if_match=1)
    history = filled.history("Observation", "w1", grant=physician)
    assert [(v.version, str(v.resource["valueQuantity"]["value"])) for v in history] == [(2, "71.0"), (1, "70.50")]
    assert str(filled.version("Observation", "w1", 1, grant=physician)["valueQuantity"]["value"]) == "70.50"


def test_a_stale_version_is_refused(filled, physician):
    with filled.transaction(grant=physician) as tx:
        put(tx, weight("71.0"), if_match=1)
    with pytest.raises(Conflict), filled.transaction(grant=physician) as tx:
        put(tx, weight("72.0"), if_match=1)
    assert len(filled.history("Observation", "w1", grant=physician)) == 2


def test_version_zero_means_that_it_must_not_exist_yet(filled, physician):
    with pytest.raises(Conflict), filled.transaction(grant=physician) as tx:
        put(tx, weight(), if_match=0)


def test_the_same_content_makes_no_new_version_when_asked_so(filled, physician):
    with filled.transaction(grant=physician) as tx:
        assert put(tx, weight("70.50"), only_if_changed=True).version == 1
        assert put(tx, weight("70.5"), only_if_changed=True).version == 2


def test_a_deleted_resource_is_gone_but_its_history_stays(filled, physician):
    with filled.transaction(grant=physician) as tx:
        delete(tx, "Observation", "w1")
    with pytest.raises(NotFound):
        filled.read("Observation", "w1", grant=physician)
    assert [v.deleted for v in filled.history("Observation", "w1", grant=physician)] == [True, False]
    assert filled.chart("p1", grant=physician).all("Observation") == ()
    with filled.transaction(grant=physician) as tx:
        assert put(tx, weight(), if_match=0).version == 3


def test_an_error_in_a_transaction_undoes_all_of_it(filled, physician):
    with pytest.raises(BadInput), filled.transaction(grant=physician) as tx:
        put(tx, weight("99"))
        put(tx, {"resourceType": "AuditEvent", "id": "forged"})
    assert str(filled.read("Observation", "w1", grant=physician)["valueQuantity"]["value"]) == "70.50"


@pytest.mark.parametrize(
    "resource",
    [
        {},
        {"resourceType": "../etc"},
        {"resourceType": "Patient", "id": "a/b"},
        {"resourceType": "Patient", "id": ""},
        {"resourceType": "Patient", "x": float("nan")},
        {"resourceType": "Patient", "x": Decimal("Infinity")},
        {"resourceType": "Patient", "x": "\ud800"},
        {"resourceType": "Patient", "x": object()},
        {"resourceType": "Patient", "meta": "none"},
    ],
)
def test_what_is_no_resource_is_refused(store, physician, resource):
    with pytest.raises(BadInput), store.transaction(grant=physician) as tx:
        put(tx, resource)


# Charts and lists


def test_a_chart_holds_one_patient_newest_first(filled, physician):
    with filled.transaction(grant=physician) as tx:
        put(tx, {**weight(name="w2"), "effectiveDateTime": "2026-02"})
        put(tx, {**weight(name="w3"), "effectiveDateTime": "2025-12-31T23:00:00-05:00"})
        put(tx, weight(patient="p2", name="w4"))
    chart = filled.chart("p1", grant=physician)
    assert chart.patient["name"][0]["family"] == "Müller"
    assert [o["id"] for o in chart.all("Observation")] == ["w2", "w1", "w3"]


def test_patients_are_found_by_the_beginning_of_their_names_without_accents(filled, physician):
    assert [p["id"] for p in filled.patients(grant=physician)] == ["p1", "p2"]
    assert [p["id"] for p in filled.patients(grant=physician, text="mul eva")] == ["p1"]
    assert [p["id"] for p in filled.patients(grant=physician, text="1950-02")] == ["p1"]
    assert filled.patients(grant=physician, text="eva ng") == []


# Access


def test_an_empty_grant_may_do_nothing(filled):
    nobody = Grant("Practitioner/nobody", PractitionerRole.NURSE)
    for look in (
        lambda: filled.read("Patient", "p1", grant=nobody),
        lambda: filled.version("Patient", "p1", 1, grant=nobody),
        lambda: filled.history("Patient", "p1", grant=nobody),
        lambda: filled.chart("p1", grant=nobody),
        lambda: filled.patients(grant=nobody),
    ):
        with pytest.raises(NotAllowed):
            look()
    with pytest.raises(NotAllowed), filled.transaction(grant=nobody) as tx:
        put(tx, weight())
    with pytest.raises(NotAllowed), filled.transaction(grant=nobody) as tx:
        delete(tx, "Observation", "w1")
    assert [event["outcome"] for event in events(filled)[-7:]] == ["4"] * 7


def test_a_grant_for_one_patient_sees_that_patient_alone(filled, physician):
    with filled.transaction(grant=physician) as tx:
        put(tx, weight(patient="p2", name="secret"))
    assert filled.chart("p1", grant=narrow()).patient["id"] == "p1"
    assert [p["id"] for p in filled.patients(grant=narrow())] == ["p1"]
    with pytest.raises(NotAllowed):
        filled.chart("p2", grant=narrow())
    with pytest.raises(NotAllowed), filled.transaction(grant=narrow()) as tx:
        put(tx, weight(patient="p2", name="new"))
    with pytest.raises(NotAllowed), filled.transaction(grant=narrow()) as tx:
        put(tx, weight(patient="p1", name="secret"))


def test_what_may_not_be_seen_looks_like_what_does_not_exist(filled, physician):
    with filled.transaction(grant=physician) as tx:
        put(tx, weight(patient="p2", name="secret"))
    answers = []
    for name in ("secret", "nothing"):
        for look in (filled.read, filled.history, lambda t, i, grant: filled.version(t, i, 1, grant=grant)):
            with pytest.raises(NotFound) as error:
                look("Observation", name, grant=narrow())
            answers.append(str(error.value))
    assert len(set(answers)) == 1


def test_a_grant_for_some_types_sees_no_others(filled):
    grant = narrow(types=frozenset({"Patient"}))
    assert set(filled.chart("p1", grant=grant).resources) == {"Patient"}
    with pytest.raises(NotAllowed):
        filled.read("Observation", "w1", grant=grant)


def test_a_provenance_belongs_to_its_targets_patient(filled, physician):
    with filled.transaction(grant=physician) as tx:
        written = put(tx, {"resourceType": "Provenance", "id": "v", "target": [{"reference": "Observation/w1"}]})
    assert written.patient == "p1"
    with pytest.raises(NotFound):
        filled.read("Provenance", "v", grant=narrow(patients=frozenset({"p2"})))


def test_a_clinical_resource_without_a_patient_is_for_those_who_see_all(filled, physician):
    orphan = {"resourceType": "Observation", "id": "o", "subject": {"reference": "urn:uuid:1"}}
    place = {"resourceType": "Organization", "id": "ward"}
    with filled.transaction(grant=physician) as tx:
        put(tx, orphan)
        put(tx, place)
    assert filled.read("Organization", "ward", grant=narrow())["id"] == "ward"
    with pytest.raises(NotFound):
        filled.read("Observation", "o", grant=narrow())


# Every look leaves its trace


def test_reading_leaves_an_audit_event_with_who_why_what_and_whom(filled, physician):
    filled.read("Observation", "w1", grant=physician)
    event = events(filled)[-1]
    assert event["agent"][0]["who"]["reference"] == "Practitioner/adams"
    assert event["purposeOfEvent"][0]["coding"][0]["code"] == "TREAT"
    assert [e["what"]["reference"] for e in event["entity"]] == ["Patient/p1", "Observation/w1/_history/1"]
    assert (event["action"], event["subtype"][0]["code"], event["outcome"]) == ("R", "read", "0")


def test_a_search_names_the_patients_it_has_shown(filled, physician):
    filled.patients(grant=physician, text="eva")
    event = events(filled)[-1]
    assert (event["action"], event["subtype"][0]["code"]) == ("E", "search")
    assert [e["what"]["reference"] for e in event["entity"] if "what" in e] == ["Patient/p1"]


def test_a_transaction_leaves_one_event_for_each_action_and_patient(filled):
    assert [(e["action"], len(e["entity"])) for e in events(filled)] == [("C", 3), ("C", 2)]


def test_what_was_read_in_a_transaction_that_failed_is_still_in_the_trail(filled, physician):
    before = len(events(filled))
    with pytest.raises(BadInput), filled.transaction(grant=physician) as tx:
        tx.read("Patient", "p1")
        put(tx, weight("99"))
        put(tx, {})
    assert [e["action"] for e in events(filled)[before:]] == ["R"]


def test_a_refusal_by_another_package_is_in_the_trail(filled, physician):
    with pytest.raises(NotAllowed), filled.transaction(grant=physician):
        raise NotAllowed("Only the assigned physician signs.")
    event = events(filled)[-1]
    assert (event["outcome"], event["outcomeDesc"]) == ("4", "Only the assigned physician signs.")


def test_a_look_inside_a_transaction_joins_it(filled, physician):
    with filled.transaction(grant=physician) as tx:
        put(tx, weight("80"))
        assert str(filled.read("Observation", "w1", grant=physician)["valueQuantity"]["value"]) == "80"
    assert filled.audit_verdict().ok


def test_without_audit_there_is_no_data(filled, physician):
    filled.connection().execute("DROP TABLE audit_event")
    for look in (lambda: filled.read("Patient", "p1", grant=physician), lambda: filled.chart("p1", grant=physician)):
        with pytest.raises(Unavailable):
            look()


def test_without_an_anchor_file_there_is_no_data(filled, house, physician):
    aside = house.anchor.rename(house.folder / "aside")
    with pytest.raises(Unavailable):
        filled.read("Patient", "p1", grant=physician)
    with pytest.raises(Unavailable), filled.transaction(grant=physician) as tx:
        put(tx, weight("99"))
    aside.rename(house.anchor)
    assert str(filled.read("Observation", "w1", grant=physician)["valueQuantity"]["value"]) == "70.50"


# Opening


def test_another_master_key_does_not_open_the_record(filled, house, tmp_path):
    with pytest.raises(NotConfigured, match="not the one"):
        type(filled).open(
            house.url or house.database,
            keys=Keys.load_or_create(tmp_path / "other"),
            anchor=house.anchor,
            now=lambda: None,
        )


def test_a_newer_schema_is_refused(filled, house):
    filled.connection().set_schema_version(99)
    with pytest.raises(NotConfigured, match="schema 99"):
        house.open()


def test_another_programs_file_is_left_alone(house):
    with closing(house.connect()) as connection:
        connection.execute("CREATE TABLE notes (x TEXT)")
    with pytest.raises(NotConfigured, match="another program"):
        house.open()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    house = House(tmp_path)
    house.database.write_bytes(b"not a database at all" * 500)
    with pytest.raises(Unavailable):
        house.open()


def test_the_files_are_for_their_owner_only(filled, house):
    assert {path.name for path in house.folder.iterdir()} >= {"audit.anchor", "master.key"}
    for path in house.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_a_body_changed_on_disk_is_not_shown(filled, physician):
    connection = filled.connection()
    (body,) = connection.execute("SELECT body FROM version WHERE id = 'w1'").fetchone()
    connection.execute("UPDATE version SET body = ? WHERE id = 'w1'", (body[:-1] + bytes([body[-1] ^ 1]),))
    with pytest.raises(Tampered):
        filled.read("Observation", "w1", grant=physician)


def test_a_version_moved_to_another_patient_is_not_shown(filled, physician):
    filled.connection().execute("UPDATE version SET patient = 'p2' WHERE id = 'w1'")
    with pytest.raises(Tampered):
        filled.read("Observation", "w1", grant=physician)
    filled.connection().execute("UPDATE resource SET row = (SELECT row FROM version WHERE id = 'p2') WHERE id = 'p1'")
    with pytest.raises(Tampered):
        filled.read("Patient", "p1", grant=physician)
