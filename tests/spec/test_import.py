"""Import: what a hospital sends as FHIR is filed whole or not at all, and the same file twice changes nothing."""

import codecs
import json

import pytest
from tests.ward import PATIENT, Ward

from attending.drafts import Conversation, Role, Turn
from attending.errors import BadInput, Conflict, NotAllowed
from attending.exchange import file_conversation, import_bundle, read_conversation_of
from attending.security import Action, Grant, PractitionerRole

EVA = "urn:uuid:0b1c2d3e-0000-4000-8000-000000000001"
VISIT = "urn:uuid:0b1c2d3e-0000-4000-8000-000000000002"
NPI = "http://hl7.org/fhir/sid/us-npi"
DOCTOR = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": NPI, "value": "99"}]}


def entry(resource, url="", method="POST", **request):
    asked = {"method": method, "url": resource["resourceType"], **request}
    return {"resource": resource, "request": asked} | ({"fullUrl": url} if url else {})


def bundle(*entries, kind="transaction"):
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": list(entries)}).encode()


def patient(**more):
    return {"resourceType": "Patient", "name": [{"family": "Ng"}], **more}


def visit(subject=EVA, **more):
    return {"resourceType": "Encounter", "status": "finished", "subject": {"reference": subject}, **more}


WHOLE = bundle(
    entry(visit(participant=[{"individual": {"reference": f"Practitioner?identifier={NPI}|99"}}]), VISIT),
    entry(patient(), EVA),
    entry(DOCTOR),
)


def stored(store):
    return store.connection().execute("SELECT count(*) FROM version").fetchone()[0]


def refused(store, data, grant, *, error=BadInput):
    before = stored(store)
    with pytest.raises(error) as raised:
        import_bundle(store, data, grant=grant)
    assert stored(store) == before
    return str(raised.value)


@pytest.mark.parametrize("family", [b"a\\u0000b", b"a\\\\\\u0000b"])
def test_a_nul_is_refused_as_over_http(store, interface, family):
    line = b'{"resourceType":"Patient","name":[{"family":"%s"}]}' % family
    assert "NUL" in refused(store, line, interface)


def test_a_written_backslash_before_u0000_is_no_nul(store, interface):
    line = b'{"resourceType":"Patient","name":[{"family":"a\\\\u0000b"}]}'
    assert import_bundle(store, line, grant=interface).created == 1


def test_references_between_entries_lead_to_where_they_were_filed(store, interface):
    report = import_bundle(store, WHOLE, grant=interface)
    assert (report.created, report.types) == (3, {"Encounter": 1, "Patient": 1, "Practitioner": 1})
    filed = store.chart(report.patients[0], grant=interface).all("Encounter")[0]
    assert filed["subject"]["reference"] == f"Patient/{EVA.removeprefix('urn:uuid:')}"
    assert filed["participant"][0]["individual"]["reference"] == "Practitioner/d1"


def test_the_same_file_twice_makes_no_new_version(store, interface):
    import_bundle(store, WHOLE, grant=interface)
    before = stored(store)
    assert import_bundle(store, WHOLE, grant=interface).unchanged == 3
    assert stored(store) == before


def test_changed_content_makes_one_new_version(store, interface):
    import_bundle(store, bundle(entry(patient(id="p9"))), grant=interface)
    changed = import_bundle(store, bundle(entry(patient(id="p9", gender="female"))), grant=interface)
    assert (changed.updated, changed.created) == (1, 0)
    assert len(store.history("Patient", "p9", grant=interface)) == 2


@pytest.mark.parametrize("kind", ["transaction", "batch", "collection", "searchset", "document", "message"])
def test_a_bundle_of_any_type_is_filed(store, interface, kind):
    assert import_bundle(store, bundle({"resource": patient(id="p9")}, kind=kind), grant=interface).created == 1


def test_of_a_history_the_newest_version_is_filed(store, interface):
    old = bundle({"resource": patient(id="p9", gender="female")}, {"resource": patient(id="p9")}, kind="history")
    assert import_bundle(store, old, grant=interface).created == 1
    assert store.read("Patient", "p9", grant=interface)["gender"] == "female"


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(patient(id="p9")).encode(),
        json.dumps(patient(id="p9"), indent=2).encode(),
        codecs.BOM_UTF8 + json.dumps(patient(id="p9")).encode(),
        json.dumps(patient(id="p9")).encode("utf-16"),
    ],
    ids=["one line", "indented", "with a byte order mark", "UTF-16"],
)
def test_a_single_resource_is_filed(store, interface, data):
    assert import_bundle(store, data, grant=interface).patients == ("p9",)


def test_ndjson_is_filed_line_by_line(store, interface):
    lines = [patient(id="p9"), visit("Patient/p9", id="e9")]
    data = "\r\n".join(json.dumps(line) for line in lines).encode() + b"\n\n"
    assert import_bundle(store, data, grant=interface).created == 2


def test_what_r4_does_not_know_is_kept_as_it_was_sent(store, interface):
    import_bundle(store, json.dumps(patient(id="p9", newInR5=[1, {"a": None}])).encode(), grant=interface)
    assert store.read("Patient", "p9", grant=interface)["newInR5"] == [1, {"a": None}]


def test_decimals_keep_the_digits_they_were_sent_with(store, interface):
    sent = b'{"resourceType": "Observation", "id": "w1", "valueQuantity": {"value": 70.50}}'
    import_bundle(store, sent, grant=interface)
    assert str(store.read("Observation", "w1", grant=interface)["valueQuantity"]["value"]) == "70.50"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "nothing in this file"),
        (b" \n ", "nothing in this file"),
        (b"\x80\x81\x00binary", "no UTF-8"),
        (b"<Bundle/>", "XML"),
        (b"{", "not valid JSON"),
        (b"[1, 2]", "JSON object"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"name": "no FHIR"}', "resourceType"),
        (b'{"resourceType": "Patient", "id": "p9"}\n{oops', "Line 2"),
        (b'{"resourceType": "Bundle"}', "type"),
        (b'{"resourceType": "Patience"}', "no resource of this type"),
        (b'{"resourceType": "Patient", "name": {"family": "Ng"}}', "Patient.name must be a list"),
        (b'{"resourceType": "Patient", "name": ["Ng"]}', "Patient.name[0] must be an object"),
        (
            b'{"resourceType": "Patient", "name": [{"family": ["Ng"]}]}',
            "Patient.name[0].family must not be a list",
        ),
        (b'{"resourceType": "Patient", "active": "yes"}', "Patient.active must be true or false"),
        (
            b'{"resourceType": "Observation", "valueQuantity": {"value": "7"}}',
            "Observation.value.ofType(Quantity).value must be a number",
        ),
        (b'{"resourceType": "Patient", "contained": [{"resourceType": "Device", "version": 1}]}', "must be a list"),
        (b'{"resourceType": "Bundle", "type": "collection"}', "no resource"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": [7]}', "list of objects"),
        (b'{"resourceType": "OperationOutcome"}', "no part of a patient's record"),
        (bundle({"resource": patient(id="p 9")}), "letters, digits"),
        (bundle({"resource": 7}), "Entry 1 has no resource"),
        (bundle(entry(patient(), method="PATCH")), "PATCH"),
        (
            bundle(entry(patient(), EVA), entry(visit(VISIT))),
            "Entry 2 (Encounter) refers to an entry that is not there",
        ),
        (bundle(entry(visit("Patient/nobody"))), "not in the record"),
        (bundle(entry(visit(f"Patient?identifier={NPI}|1"))), "identifier that nobody has"),
        (bundle(entry(visit("Patient?name=Ng"))), "does not know"),
    ],
)
def test_what_cannot_be_filed_is_refused_with_its_place_and_leaves_nothing(store, interface, data, says):
    assert says in refused(store, data, interface)


def test_one_bad_entry_refuses_all(store, interface):
    assert "Entry 2" in refused(store, bundle(entry(patient(id="p9")), entry(visit(VISIT))), interface)


def test_two_different_entries_with_one_id_are_refused(store, interface):
    twice = bundle(entry(patient(id="p9")), entry(patient(id="p9", gender="male")))
    assert "Entries 1 and 2" in refused(store, twice, interface, error=Conflict)


def test_no_error_names_a_patient(store, interface):
    secret = patient(id="p9", name=[{"family": "Secretname"}])
    message = refused(store, bundle(entry(secret), entry(visit("Patient/other-id"))), interface)
    assert "Secretname" not in message
    assert "other-id" not in message


def test_what_exists_already_is_left_alone_when_the_sender_says_so(store, interface):
    import_bundle(store, json.dumps(DOCTOR).encode(), grant=interface)
    again = entry({**DOCTOR, "id": "other", "gender": "male"}, EVA, ifNoneExist=f"identifier={NPI}|99")
    seen = visit("Patient/p9", participant=[{"individual": {"reference": EVA}}])
    report = import_bundle(store, bundle(again, entry(patient(id="p9")), entry(seen)), grant=interface)
    assert (report.created, report.unchanged) == (2, 1)
    filed = store.chart("p9", grant=interface).all("Encounter")[0]
    assert filed["participant"][0]["individual"]["reference"] == "Practitioner/d1"


def test_a_deletion_is_carried_out_once(store, interface):
    import_bundle(store, bundle(entry(patient(id="p9"))), grant=interface)
    gone = bundle({"request": {"method": "DELETE", "url": "Patient/p9"}})
    assert import_bundle(store, gone, grant=interface).deleted == 1
    assert import_bundle(store, gone, grant=interface).unchanged == 1


def test_an_import_beyond_the_grant_is_refused(store):
    small = Grant(who="Practitioner/x", role=PractitionerRole.NURSE, types=None, patients=None,
                  actions=frozenset({Action.READ}))  # fmt: skip
    assert "may not" in refused(store, WHOLE, small, error=NotAllowed)


def test_no_import_overwrites_what_a_clinician_signed(ward: Ward, interface):
    review = ward.submit()
    done = ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    note = dict(ward.store.read("Composition", done.signed.split("/")[1], grant=interface))
    forged = json.dumps({**note, "title": "Another note"}).encode()
    assert "signed here" in refused(ward.store, forged, interface, error=Conflict)
    gone = bundle({"request": {"method": "DELETE", "url": f"Composition/{note['id']}"}})
    assert "signed here" in refused(ward.store, gone, interface, error=Conflict)


def test_an_import_is_audited_with_what_it_filed(store, interface):
    import_bundle(store, WHOLE, grant=interface)
    trail = str(store.connection().execute("SELECT body FROM audit_event").fetchall())
    assert "110107" in trail
    assert "Practitioner/d1/_history/1" in trail
    assert store.audit_verdict().ok


def conversation(text="I have had this cough for three days."):
    return Conversation(id="v1", turns=(Turn(number=0, role=Role.PATIENT, text=text),))


def test_a_conversation_comes_back_as_it_was_filed(store, interface):
    import_bundle(store, json.dumps(PATIENT).encode(), grant=interface)
    name = file_conversation(store, conversation(), patient="p1", encounter="e1", grant=interface)
    assert read_conversation_of(store, name, grant=interface) == conversation()
    document = store.read("DocumentReference", name, grant=interface)
    assert (document["docStatus"], document["subject"]["reference"]) == ("final", "Patient/p1")


def test_the_same_conversation_is_filed_once_for_each_patient(store, interface):
    names = [file_conversation(store, conversation(), patient=who, grant=interface) for who in ("p1", "p1", "p2", "p2")]
    assert names[0] == names[1] == "v1"
    assert names[2] == names[3] != "v1"
    assert [len(store.history("DocumentReference", name, grant=interface)) for name in names[1:3]] == [1, 1]


def test_another_document_is_no_conversation(store, interface):
    other = {"resourceType": "DocumentReference", "id": "x1", "content": [{"attachment": {"data": "AAAA"}}]}
    import_bundle(store, json.dumps(other).encode(), grant=interface)
    with pytest.raises(BadInput, match="not the transcript"):
        read_conversation_of(store, "x1", grant=interface)
