"""Signing: what enters the record, with whose name, on which words, and who may not."""

import base64
import threading
from decimal import Decimal

import msgspec
import pytest
from tests.conftest import told_by
from tests.ward import BLOCKER, PATIENT, TEXTS, WARNING, Report, note, rewrite, sections

from attending.errors import BadInput, Blocked, Conflict, NotAllowed, NotFound
from attending.record.narrative import Sentence, from_sections
from attending.review import ReviewStatus
from attending.review.signing import claims_of


def unchanged(_draft):
    return Report()


def audit_types(store):
    rows = store.connection().execute("SELECT body FROM audit_event ORDER BY seq")
    return [msgspec.json.decode(body)["type"]["code"] for (body,) in rows]


def count(store, resource_type):
    return store.connection().execute("SELECT count(*) FROM version WHERE type = ?", (resource_type,)).fetchone()[0]


def composition_of(ward, review):
    return ward.store.read("Composition", review.signed.split("/")[1], grant=ward.grant())


def provenance_of(ward, review):
    return ward.store.read("Provenance", review.signings[-1].provenance.split("/")[1], grant=ward.grant())


def signed(ward, **options):
    review = ward.submit(**options)
    return ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())


def test_nothing_of_a_draft_stands_in_the_record_before_it_is_signed(ward):
    review = ward.submit()
    assert review.status is ReviewStatus.CHECKED
    assert count(ward.store, "Composition") == 0


def test_a_signed_note_is_final_and_names_its_clinician(ward):
    composition = composition_of(ward, signed(ward))
    assert composition["status"] == "final"
    assert composition["author"] == [{"reference": "Practitioner/adams", "display": "Dr Adams"}]
    assert composition["attester"][0]["mode"] == "legal"
    assert composition["attester"][0]["party"]["reference"] == "Practitioner/adams"
    assert from_sections(composition["section"]) == sections()


def test_its_provenance_says_which_model_drafted_and_who_verified(ward):
    provenance = provenance_of(ward, signed(ward, conversation="v1"))
    roles = {agent["type"]["coding"][0]["code"]: agent["who"]["reference"] for agent in provenance["agent"]}
    assert roles == {"assembler": "#model", "verifier": "Practitioner/adams"}
    assert provenance["contained"][0]["deviceName"][0]["name"] == "scribe-test"
    assert provenance["entity"] == [{"role": "source", "what": {"reference": "DocumentReference/v1"}}]
    assert provenance["target"][0]["reference"].endswith("/_history/1")


def test_the_signed_note_still_shows_the_words_each_sentence_rests_on(ward):
    claims = claims_of(provenance_of(ward, signed(ward)))
    assert {claim.id: claim.text for claim in claims} == TEXTS
    assert claims[2].evidence == note().claims[2].evidence


def test_its_signature_is_a_detached_jws_of_the_author(ward):
    given = provenance_of(ward, signed(ward))["signature"][0]
    assert given["type"][0]["code"] == "1.2.840.10065.1.12.1.1"
    assert given["sigFormat"] == "application/jose"
    assert given["who"]["reference"] == "Practitioner/adams"
    header, payload, _ = base64.b64decode(given["data"]).decode().split(".")
    assert (bool(header), payload) == (True, "")


def test_the_signature_is_verified_from_what_the_record_holds(ward):
    review = signed(ward)
    assert ward.reviews.verify(review.signed.split("/")[1], grant=ward.grant())


@pytest.mark.parametrize("table", ["Composition", "Provenance"])
def test_a_changed_word_breaks_the_signature(ward, staffed_house, table):
    review = signed(ward)
    old, new = (b"three days", b"eight days") if table == "Composition" else (b"scribe-test", b"other-model")
    rewrite(ward.store, staffed_house.keys, table, old, new)
    assert not ward.reviews.verify(review.signed.split("/")[1], grant=ward.grant())


def test_a_note_that_nobody_signed_has_no_signature_to_verify(ward):
    with pytest.raises(NotFound):
        ward.reviews.verify("n1", grant=ward.grant())


def test_signing_is_audited_with_the_resources_it_wrote(ward):
    review = signed(ward)
    (event,) = [
        event
        for (body,) in ward.store.connection().execute("SELECT body FROM audit_event")
        if (event := msgspec.json.decode(body))["type"]["code"] == "sign"
    ]
    named = {entity["what"]["reference"] for entity in event["entity"]}
    assert {review.signed, review.signings[0].provenance, "Patient/p1"} <= named
    assert ward.store.audit_verdict().ok


def test_the_same_request_twice_signs_once(ward):
    review = ward.submit()
    first = ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    again = ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    assert again == first
    assert (count(ward.store, "Composition"), count(ward.store, "Provenance")) == (1, 1)
    assert audit_types(ward.store).count("sign") == 1


def test_the_same_request_from_eight_browsers_at_once_signs_once(ward):
    review, grant, results = ward.submit(), ward.grant(), []

    def sign():
        results.append(ward.reviews.sign(review.id, if_version=review.version, grant=grant))

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert all(result == results[0] for result in results)
    assert (count(ward.store, "Composition"), count(ward.store, "Provenance")) == (1, 1)


def test_a_stale_version_is_not_signed(ward):
    review = ward.submit()
    ward.reviews.revise(review.id, review.sections, unchanged, if_version=review.version, grant=ward.grant())
    with pytest.raises(Conflict):
        ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    assert count(ward.store, "Composition") == 0


@pytest.mark.parametrize("name", ["brown", "clark"])
def test_nobody_signs_for_another(ward, name):
    review = ward.submit()
    with pytest.raises(NotAllowed):
        ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant(name))
    assert count(ward.store, "Composition") == 0


def test_a_colleague_of_the_same_role_may_take_a_draft_over_and_sign_it(ward):
    review = ward.submit()
    taken = ward.reviews.assign(review.id, "brown", grant=ward.grant("brown"))
    done = ward.reviews.sign(review.id, if_version=taken.version, grant=ward.grant("brown"))
    assert composition_of(ward, done)["attester"][0]["party"]["reference"] == "Practitioner/brown"


def test_a_draft_cannot_be_handed_to_a_role_that_may_not_decide(ward):
    with pytest.raises(BadInput, match="physician"):
        ward.reviews.assign(ward.submit().id, "clark", grant=ward.grant())


def test_an_unanswered_blocker_stops_the_signature(ward):
    review = ward.submit(findings=[BLOCKER, WARNING])
    with pytest.raises(Blocked, match="1 unanswered blocker"):
        ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    answered = ward.reviews.answer(review.id, "f1", "Said after the recording.", if_version=review.version,
                                   grant=ward.grant())  # fmt: skip
    assert ward.reviews.sign(review.id, if_version=answered.version, grant=ward.grant()).status is ReviewStatus.SIGNED


def test_an_answer_needs_words(ward):
    review = ward.submit(findings=[BLOCKER])
    with pytest.raises(BadInput):
        ward.reviews.answer(review.id, "f1", "  ", if_version=review.version, grant=ward.grant())


def test_a_signed_note_cannot_be_edited_rejected_or_withdrawn(ward):
    review = signed(ward)
    for move in (
        lambda: ward.reviews.revise(review.id, sections(), unchanged, if_version=review.version, grant=ward.grant()),
        lambda: ward.reviews.reject(review.id, "not-needed", if_version=review.version, grant=ward.grant()),
        lambda: ward.reviews.withdraw(review.id, if_version=review.version, grant=ward.grant()),
    ):
        with pytest.raises(Conflict):
            move()
    assert ward.reviews.read(review.id, grant=ward.grant()) == review


def test_the_difference_between_draft_and_signed_text_is_kept(ward):
    review = ward.submit()
    text = sections({**TEXTS, "c1": "Cough for four days."})
    revised = ward.reviews.revise(review.id, text, unchanged, if_version=review.version, grant=ward.grant())
    done = ward.reviews.sign(review.id, if_version=revised.version, grant=ward.grant())
    (edit,) = done.edits
    assert (edit.kind, edit.claim, edit.before, edit.after) == ("changed", "c1", TEXTS["c1"], "Cough for four days.")
    assert [(part.kind, part.text) for part in edit.parts if part.kind != "same"] == [
        ("removed", "three"),
        ("added", "four"),
    ]
    agents = [agent["type"]["coding"][0]["code"] for agent in provenance_of(ward, done)["agent"]]
    assert agents == ["assembler", "verifier", "author"]


def test_a_failed_signature_leaves_nothing_behind(ward):
    review = ward.submit()
    ward.store.connection().execute("UPDATE account SET private_key = x'00' WHERE practitioner = 'adams'")
    with pytest.raises(Exception, match="master key"):
        ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    assert (count(ward.store, "Composition"), count(ward.store, "Provenance")) == (0, 0)
    assert ward.reviews.read(review.id, grant=ward.grant()) == review


def test_every_resource_of_a_draft_is_signed_together_digit_for_digit(ward):
    weight = {"resourceType": "Observation", "status": "preliminary", "subject": {"reference": "Patient/p1"},
              "valueQuantity": {"value": Decimal("70.50"), "unit": "kg"}}  # fmt: skip
    draft = msgspec.structs.replace(note(), resources=(*note().resources, weight))
    review = ward.reviews.submit(draft, Report(), to="adams", grant=ward.grant())
    done = ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    (filed,) = ward.store.chart("p1", grant=ward.grant()).all("Observation")
    assert (filed["status"], str(filed["valueQuantity"]["value"])) == ("final", "70.50")
    assert [target["reference"] for target in provenance_of(ward, done)["target"]] == list(done.signings[0].resources)
    assert ward.reviews.verify(done.signed.split("/")[1], grant=ward.grant())


def test_no_audit_event_carries_words_of_the_note(ward):
    review = ward.submit(findings=[BLOCKER])
    ward.reviews.answer(review.id, "f1", "Secret remark.", if_version=review.version, grant=ward.grant())
    trail = "".join(told_by(ward.store))
    assert not [word for word in ("Cough", "Secret", PATIENT["name"][0]["family"]) if word in trail]


def test_a_blank_note_is_refused(ward):
    review = ward.submit()
    blank = tuple(msgspec.structs.replace(s, sentences=(Sentence(text=" "),)) for s in sections())
    with pytest.raises(BadInput):
        ward.reviews.revise(review.id, blank, unchanged, if_version=review.version, grant=ward.grant())
