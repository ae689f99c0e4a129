"""Facts beside a note: decided one by one, written only where accepted, and only when the note is signed."""

import pytest
from msgspec.structs import replace
from tests.conftest import told_by
from tests.ward import Report, note

from attending.drafts import Claim, Finding, Proposal, Severity
from attending.errors import BadInput, Blocked, Conflict, NotAllowed, NotFound
from attending.review import Amendment, ReviewStatus
from attending.review.signing import claims_of

ORDER = {
    "resourceType": "MedicationRequest",
    "status": "draft",
    "intent": "order",
    "medicationCodeableConcept": {"text": "amoxicillin"},
    "subject": {"reference": "Patient/p1"},
}
ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "code": {"text": "penicillin"},
    "patient": {"reference": "Patient/p1"},
}


def proposal(id_: str, resource: dict, text: str) -> Proposal:
    words = note().claims[0].evidence
    return Proposal(id=id_, claim=Claim(id=id_, text=text, place="x", evidence=words), resource=resource)


ORDERED, ALLERGIC = proposal("p1", ORDER, "Start amoxicillin."), proposal("p2", ALLERGY, "Allergic to penicillin.")
DOUBT = Finding(id="f9", severity=Severity.BLOCKER, code="medicine", message="Was it said?", claim="p1")


@pytest.fixture
def review(ward):
    draft = replace(note(), proposals=(ORDERED, ALLERGIC))
    return ward.reviews.submit(draft, Report(()), to="adams", grant=ward.grant())


def choose(ward, review, id_, accept, **more):
    return ward.reviews.choose(review.id, id_, accept=accept, if_version=review.version, grant=ward.grant(), **more)


def sign(ward, review):
    return ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())


def in_record(ward, resource_type):
    return ward.store.chart("p1", grant=ward.grant()).all(resource_type)


def test_only_what_was_accepted_is_written_and_only_at_the_signature(ward, review):
    after = choose(ward, choose(ward, review, "p1", True), "p2", False, reason="not-said")
    assert in_record(ward, "MedicationRequest") == ()
    done = sign(ward, after)
    (written,) = in_record(ward, "MedicationRequest")
    assert (written["status"], written["requester"]["reference"]) == ("active", "Practitioner/adams")
    assert in_record(ward, "AllergyIntolerance") == ()
    assert [reference.split("/")[0] for reference in done.signings[0].resources] == ["Composition", "MedicationRequest"]


def test_what_nobody_decided_is_not_written(ward, review):
    done = sign(ward, review)
    assert in_record(ward, "MedicationRequest") == in_record(ward, "AllergyIntolerance") == ()
    assert len(done.signings[0].resources) == 1


def test_a_declined_fact_is_kept_with_its_reason(ward, review):
    done = sign(ward, choose(ward, review, "p2", False, reason="somebody-else"))
    choice = ward.reviews.read(done.id, grant=ward.grant()).choices["p2"]
    assert (choice.accepted, choice.reason, choice.by) == (False, "somebody-else", "Practitioner/adams")


def test_a_decision_can_be_taken_back(ward, review):
    after = choose(ward, choose(ward, review, "p1", True), "p1", None)
    assert after.choices == {}
    assert [move.name for move in after.history][-2:] == ["accept", "reconsider"]


def test_the_evidence_of_an_accepted_fact_stands_under_the_signature(ward, review):
    done = sign(ward, choose(ward, review, "p1", True))
    provenance = ward.store.read("Provenance", done.signings[0].provenance.split("/")[1], grant=ward.grant())
    assert ORDERED.claim in claims_of(provenance)
    assert ALLERGIC.claim not in claims_of(provenance)
    assert len(provenance["target"]) == 2
    assert ward.reviews.verify(done.signed.split("/")[1], grant=ward.grant())


def test_a_changed_fact_is_accepted_in_the_clinicians_words(ward, review):
    changed = replace(
        ORDERED,
        claim=replace(ORDERED.claim, text="Start amoxicillin 500 mg."),
        resource={**ORDER, "dosageInstruction": [{"text": "500 mg"}]},
    )
    seen = []

    def report_of(draft):
        seen.append(draft.proposals[0].claim)
        return Report(())

    after = ward.reviews.change_proposal(review.id, changed, report_of, if_version=review.version, grant=ward.grant())
    assert [(claim.text, claim.edited_by) for claim in seen] == [("Start amoxicillin 500 mg.", "Practitioner/adams")]
    sign(ward, after)
    (written,) = in_record(ward, "MedicationRequest")
    assert written["dosageInstruction"][0]["text"] == "500 mg"


def test_a_changed_fact_stays_about_the_same_patient_and_of_the_same_kind(ward, review):
    for wrong in ({"subject": {"reference": "Patient/other"}}, {"resourceType": "ServiceRequest"}):
        changed = replace(ORDERED, resource={**ORDER, **wrong})
        with pytest.raises(BadInput, match="keeps its"):
            ward.reviews.change_proposal(
                review.id, changed, lambda _: Report(()), if_version=review.version, grant=ward.grant()
            )


def test_a_blocker_of_a_fact_stops_the_signature_only_while_the_fact_is_accepted(ward):
    draft = replace(note("n2"), proposals=(ORDERED,))
    review = ward.reviews.submit(draft, Report((DOUBT,)), to="adams", grant=ward.grant())
    accepted = choose(ward, review, "p1", True)
    with pytest.raises(Blocked):
        sign(ward, accepted)
    assert sign(ward, choose(ward, accepted, "p1", False)).status is ReviewStatus.SIGNED


def test_an_amendment_of_the_note_leaves_the_facts_alone(ward, review):
    done = sign(ward, choose(ward, review, "p1", True))
    amendment = Amendment(sections=done.sections, reason="A slip of the tongue.")
    again = ward.reviews.amend(done.id, amendment, lambda _: Report(()), if_version=done.version, grant=ward.grant())
    assert [reference.split("/")[0] for reference in again.signings[1].resources] == ["Composition"]
    (written,) = in_record(ward, "MedicationRequest")
    assert written["meta"]["versionId"] == "1"
    assert ward.reviews.verify(again.signed.split("/")[1], grant=ward.grant())


def test_who_may_decide_and_when(ward, review):
    with pytest.raises(NotFound):
        choose(ward, review, "p9", True)
    with pytest.raises(BadInput):
        choose(ward, review, "p1", False, reason="because")
    with pytest.raises(NotAllowed):
        ward.reviews.choose(review.id, "p1", accept=True, if_version=review.version, grant=ward.grant("brown"))
    done = sign(ward, review)
    with pytest.raises(Conflict):
        choose(ward, done, "p1", True)


def test_the_trail_tells_of_a_decision_without_its_words(ward, review):
    choose(ward, review, "p1", True)
    events = told_by(ward.store)
    assert any("accept" in event for event in events)
    assert not any("amoxicillin" in event for event in events)
