"""Review: editing with its evidence, answers to findings, rejection, amendment, the queue, and who may do what."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.ward import BLOCKER, TEXTS, WARNING, Report, note, sections

from attending.drafts import Claim
from attending.errors import BadInput, Blocked, Conflict, NotAllowed, NotFound, Tampered
from attending.record.narrative import Sentence
from attending.review import REJECTION_REASONS, Amendment, Origin, ReviewStatus
from attending.review.manual import diagram, reference_page
from attending.security import Grant, PractitionerRole

MANUAL = Path(__file__).parents[2] / "docs" / "reference" / "review-states.md"


def examined(*findings):
    return lambda _draft: Report(findings)


def revise(ward, review, texts_or_sections, *findings):
    text = sections(texts_or_sections) if isinstance(texts_or_sections, dict) else texts_or_sections
    return ward.reviews.revise(review.id, text, examined(*findings), if_version=review.version, grant=ward.grant())


def sentences(review):
    return [sentence for section in review.sections for sentence in section.sentences]


def signed(ward):
    review = ward.submit()
    return ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())


def amended(ward, review, texts, *, reason="A slip of the tongue.", answers=None, findings=()):
    amendment = Amendment(sections=sections(texts), reason=reason, answers=answers or {})
    return ward.reviews.amend(review.id, amendment, examined(*findings), if_version=review.version, grant=ward.grant())


def test_unchanged_sentences_keep_their_claim_and_evidence(ward):
    review = ward.submit()
    after = revise(ward, review, {**TEXTS, "c1": "Cough for four days."})
    assert after.claims[1:] == tuple(replace(c, place=after.claim(c.id).place) for c in review.claims[1:])


def test_a_changed_sentence_keeps_its_evidence_and_is_marked_as_the_clinicians(ward):
    after = revise(ward, ward.submit(), {**TEXTS, "c1": "Cough for four days."})
    claim = after.claim("c1")
    assert claim.evidence == note().claims[0].evidence
    assert (claim.text, claim.edited_by, claim.confidence) == ("Cough for four days.", "Practitioner/adams", None)
    assert after.origin(sentences(after)[0]) is Origin.EDITED


def test_a_sentence_written_anew_no_longer_cites_the_words_of_the_old_one(ward):
    after = revise(ward, ward.submit(), {**TEXTS, "c1": "Doing well since the operation in spring."})
    claim = after.claim("c1")
    assert (claim.evidence, claim.edited_by) == ((), "Practitioner/adams")


def test_a_new_sentence_is_the_clinicians_own_and_rests_on_nothing(ward):
    after = revise(ward, ward.submit(), {**TEXTS, "own": "Lives alone."})
    new = sentences(after)[-1]
    claim = after.claim(new.claim)
    assert claim == Claim(id=new.claim, text="Lives alone.", place="Composition.section[1]",
                          edited_by="Practitioner/adams")  # fmt: skip
    assert after.origin(new) is Origin.WRITTEN


def test_a_text_without_claims_finds_its_sentences_again(ward):
    review = ward.submit()
    bare = tuple(replace(s, sentences=tuple(replace(x, claim=None) for x in s.sentences)) for s in sections())
    assert [x.claim for x in sentences(revise(ward, review, bare))] == ["c1", "c2", "c3"]


def test_a_sentence_changed_back_is_the_models_again(ward):
    once = revise(ward, ward.submit(), {**TEXTS, "c1": "Cough for four days."})
    back = revise(ward, once, TEXTS)
    assert back.claim("c1") == note().claims[0]
    assert ward.reviews.edits(back) == ()


def test_a_deleted_sentence_that_comes_back_gets_its_evidence_back(ward):
    without = revise(ward, ward.submit(), {k: v for k, v in TEXTS.items() if k != "c2"})
    assert without.claim("c2") is None
    assert revise(ward, without, {**TEXTS}).claim("c2") == note().claims[1]


def test_the_new_text_is_what_is_examined(ward):
    looked_at = []

    def look(draft):
        looked_at.append(draft)
        return Report()

    review = ward.submit()
    text = sections({**TEXTS, "c1": "Cough for four days."})
    after = ward.reviews.revise(review.id, text, look, if_version=review.version, grant=ward.grant())
    assert looked_at == [after.current()]
    assert "four days" in looked_at[0].resources[0]["section"][0]["text"]["div"]


def test_findings_of_a_deleted_sentence_vanish(ward):
    review = ward.submit(findings=[BLOCKER, WARNING])
    after = revise(ward, review, {k: v for k, v in TEXTS.items() if k != "c3"}, BLOCKER, WARNING)
    assert after.findings == (WARNING,)


def test_an_answer_survives_an_edit_while_its_finding_stands(ward):
    review = ward.submit(findings=[BLOCKER])
    answered = ward.reviews.answer(review.id, "f1", "Said later.", if_version=review.version, grant=ward.grant())
    kept = revise(ward, answered, {**TEXTS, "c1": "Cough for four days."}, BLOCKER)
    assert kept.answers["f1"].text == "Said later."
    gone = revise(ward, kept, {**TEXTS, "c3": "Paracetamol as needed."})
    assert gone.answers == {}


def test_a_finding_that_does_not_stand_cannot_be_answered(ward):
    review = ward.submit()
    with pytest.raises(Conflict):
        ward.reviews.answer(review.id, "f1", "Said later.", if_version=review.version, grant=ward.grant())


@pytest.mark.parametrize("reason", REJECTION_REASONS)
def test_a_rejection_has_a_coded_reason_and_files_nothing(ward, reason):
    review = ward.submit()
    done = ward.reviews.reject(review.id, reason, "In words.", if_version=review.version, grant=ward.grant())
    assert (done.status, done.rejection.reason, done.rejection.text) == (ReviewStatus.REJECTED, reason, "In words.")
    assert ward.reviews.queue(grant=ward.grant()) == []
    assert ward.store.chart("p1", grant=ward.grant()).all("Composition") == ()


@pytest.mark.parametrize(("reason", "text"), [("because", "x"), ("other", " "), ("", "x"), ("other", "x" * 5000)])
def test_a_rejection_without_a_reason_is_refused(ward, reason, text):
    review = ward.submit()
    with pytest.raises(BadInput):
        ward.reviews.reject(review.id, reason, text, if_version=review.version, grant=ward.grant())


def test_a_withdrawn_draft_waits_no_longer(ward):
    review = ward.submit()
    done = ward.reviews.withdraw(review.id, if_version=review.version, grant=ward.grant())
    assert done.status is ReviewStatus.WITHDRAWN
    assert ward.reviews.queue(grant=ward.grant()) == []


def test_an_amendment_is_a_new_signed_version_and_the_old_one_still_verifies(ward):
    first = signed(ward)
    second = amended(ward, first, {**TEXTS, "c1": "Cough for four days."})
    id_ = first.signed.split("/")[1]
    versions = ward.store.history("Composition", id_, grant=ward.grant())
    assert [(v.version, v.resource["status"]) for v in versions] == [(2, "amended"), (1, "final")]
    assert versions[0].resource["relatesTo"] == [
        {"code": "replaces", "targetReference": {"reference": f"Composition/{id_}/_history/1"}}
    ]
    assert second.status is ReviewStatus.AMENDED
    assert all(ward.reviews.verify(id_, version=version, grant=ward.grant()) for version in (1, 2))


def test_the_provenance_of_an_amendment_says_why_and_what_it_revises(ward):
    first = signed(ward)
    second = amended(ward, first, {**TEXTS, "c1": "Cough for four days."})
    provenance = ward.store.read("Provenance", second.signings[-1].provenance.split("/")[1], grant=ward.grant())
    assert provenance["reason"] == [{"text": "A slip of the tongue."}]
    assert provenance["entity"] == [{"role": "revision", "what": {"reference": first.signed}}]
    assert provenance["activity"]["coding"][0]["code"] == "UPDATE"


def test_a_note_can_be_amended_again(ward):
    once = amended(ward, signed(ward), {**TEXTS, "c1": "Cough for four days."})
    twice = amended(ward, once, {**TEXTS, "c1": "Cough for five days."})
    assert twice.signed.endswith("/_history/3")
    assert ward.reviews.verify(twice.signed.split("/")[1], grant=ward.grant())


def test_the_same_amendment_twice_is_made_once(ward):
    first = signed(ward)
    once = amended(ward, first, {**TEXTS, "c1": "Cough for four days."})
    assert amended(ward, first, {**TEXTS, "c1": "Cough for four days."}) == once


def test_an_amendment_needs_a_reason_and_answers_to_its_blockers(ward):
    first = signed(ward)
    with pytest.raises(BadInput):
        amended(ward, first, TEXTS, reason=" ")
    with pytest.raises(Blocked):
        amended(ward, first, TEXTS, findings=[BLOCKER])
    assert amended(ward, first, TEXTS, findings=[BLOCKER], answers={"f1": "Said later."}).answers["f1"].text


def test_a_draft_that_nobody_signed_cannot_be_amended(ward):
    with pytest.raises(Conflict):
        amended(ward, ward.submit(), TEXTS)


def retracted(ward, review, reason="wrong-patient", text=""):
    return ward.reviews.retract(review.id, reason, text, if_version=review.version, grant=ward.grant())


@pytest.mark.parametrize("amend_first", [False, True])
def test_a_retracted_document_is_entered_in_error_signed_and_every_version_stays(ward, amend_first):
    review = signed(ward)
    review = amended(ward, review, {**TEXTS, "c1": "Cough for four days."}) if amend_first else review
    done = retracted(ward, review)
    id_ = review.signed.split("/")[1]
    newest, *earlier = ward.store.history("Composition", id_, grant=ward.grant())
    assert (done.status, newest.resource["status"]) == (ReviewStatus.RETRACTED, "entered-in-error")
    assert len(earlier) == 1 + amend_first and earlier[0].resource["section"] == newest.resource["section"]
    assert all(ward.reviews.verify(id_, version=one.version, grant=ward.grant()) for one in (newest, *earlier))
    provenance = ward.store.read("Provenance", done.signings[-1].provenance.split("/")[1], grant=ward.grant())
    assert provenance["activity"]["coding"][0]["code"] == "NULLIFY"
    assert provenance["reason"] == [{"text": "Filed with another patient than it is about"}]


def test_nothing_follows_a_retraction(ward):
    done = retracted(ward, signed(ward))
    with pytest.raises(Conflict):
        amended(ward, done, {**TEXTS, "c1": "Cough for four days."})
    with pytest.raises(Conflict):
        retracted(ward, done)


def test_a_draft_is_rejected_not_retracted_and_a_retraction_needs_a_reason(ward):
    with pytest.raises(Conflict):
        retracted(ward, ward.submit())
    review = ward.submit("n2")
    standing = ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    with pytest.raises(BadInput, match="not a reason"):
        retracted(ward, standing, "because")
    with pytest.raises(BadInput, match="in words"):
        retracted(ward, standing, "other")


def test_another_of_the_role_retracts_in_the_signers_place_and_says_why(ward):
    """Who signed has left the house, or is away: a document about the wrong patient must not wait for them."""
    review = signed(ward)
    request = {"if_version": review.version, "grant": ward.grant("brown")}
    with pytest.raises(BadInput, match="Somebody else has signed"):
        ward.reviews.retract(review.id, "wrong-patient", **request)
    done = ward.reviews.retract(review.id, "wrong-patient", "Dr Adams has left the hospital.", **request)
    assert (done.status, done.assigned, done.signings[-1].by) == (
        ReviewStatus.RETRACTED, "adams", "Practitioner/brown",
    )  # fmt: skip
    id_ = review.signed.split("/")[1]
    assert ward.store.read("Composition", id_, grant=ward.grant())["status"] == "entered-in-error"
    assert ward.reviews.verify(id_, grant=ward.grant())
    provenance = ward.store.read("Provenance", done.signings[-1].provenance.split("/")[1], grant=ward.grant())
    assert provenance["signature"][0]["who"]["reference"] == "Practitioner/brown"


def test_nobody_of_another_role_retracts(ward):
    review = signed(ward)
    with pytest.raises(NotAllowed):
        ward.reviews.retract(
            review.id, "wrong-document", "Not mine.", if_version=review.version, grant=ward.grant("clark")
        )


def test_the_queue_shows_the_riskiest_first_then_the_oldest(ward):
    for name, findings in (("a", []), ("b", [WARNING]), ("c", [BLOCKER]), ("d", []), ("e", [BLOCKER, WARNING])):
        ward.submit(name, findings)
    rows = ward.reviews.queue(grant=ward.grant())
    assert [row.id for row in rows] == ["e", "c", "b", "a", "d"]
    assert (rows[0].blockers, rows[0].warnings, rows[0].patient_name) == (1, 1, "Eva Müller")


def test_an_answered_blocker_no_longer_weighs_in_the_queue(ward):
    review = ward.submit("a", [BLOCKER])
    ward.submit("b", [WARNING])
    ward.reviews.answer(review.id, "f1", "Said later.", if_version=review.version, grant=ward.grant())
    assert [row.id for row in ward.reviews.queue(grant=ward.grant())] == ["b", "a"]


def test_the_queue_can_show_one_persons_work_or_another_state(ward):
    ward.submit("a")
    ward.submit("b", to="brown")
    done = ward.submit("c")
    ward.reviews.sign(done.id, if_version=done.version, grant=ward.grant())
    queue = ward.reviews.queue
    assert [row.id for row in queue(grant=ward.grant(), assigned="brown")] == ["b"]
    assert [row.id for row in queue(grant=ward.grant(), status=ReviewStatus.SIGNED)] == ["c"]
    assert {row.id for row in queue(grant=ward.grant(), status=None)} == {"a", "b", "c"}


def test_nobody_sees_drafts_of_patients_they_may_not_open(ward):
    review = ward.submit()
    narrow = Grant(who="Practitioner/brown", role=PractitionerRole.PHYSICIAN, patients=frozenset({"p2"}), types=None,
                   actions=ward.grant().actions)  # fmt: skip
    assert ward.reviews.queue(grant=narrow) == []
    with pytest.raises(NotAllowed):
        ward.reviews.read(review.id, grant=narrow)


def test_a_nurse_reads_drafts_and_decides_nothing(ward):
    review, nurse = ward.submit(findings=[BLOCKER]), ward.grant("clark")
    assert ward.reviews.read(review.id, grant=nurse) == review
    for move in (
        lambda: ward.reviews.sign(review.id, if_version=review.version, grant=nurse),
        lambda: ward.reviews.revise(review.id, sections(), examined(), if_version=review.version, grant=nurse),
        lambda: ward.reviews.answer(review.id, "f1", "Yes.", if_version=review.version, grant=nurse),
        lambda: ward.reviews.reject(review.id, "not-needed", if_version=review.version, grant=nurse),
        lambda: ward.reviews.withdraw(review.id, if_version=review.version, grant=nurse),
        lambda: ward.reviews.assign(review.id, "brown", grant=nurse),
    ):
        with pytest.raises(NotAllowed):
            move()


def test_a_refused_move_stays_in_the_audit_trail(ward):
    review = ward.submit()
    with pytest.raises(NotAllowed):
        ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant("brown"))
    (last,) = ward.store.connection().execute("SELECT body FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    assert '"outcome":"4"' in str(last)


def test_the_same_draft_again_is_the_same_review(ward):
    assert ward.submit() == ward.submit()
    other = replace(note(), claims=())
    with pytest.raises(Conflict):
        ward.reviews.submit(other, Report(), to="adams", grant=ward.grant())


def test_a_draft_goes_only_to_somebody_who_can_sign_it(ward):
    for nobody in ("clark", "unknown"):
        with pytest.raises(BadInput):
            ward.reviews.submit(note(), Report(), to=nobody, grant=ward.grant())


def test_every_move_stands_in_the_history_of_the_review(ward):
    review = ward.submit(findings=[BLOCKER])
    review = ward.reviews.answer(review.id, "f1", "Yes.", if_version=review.version, grant=ward.grant())
    review = revise(ward, review, TEXTS)
    review = ward.reviews.sign(review.id, if_version=review.version, grant=ward.grant())
    assert [move.name for move in review.history] == ["submit", "examine", "answer", "revise", "sign"]
    assert [move.version for move in review.history] == [1, 2, 3, 4, 5]


def test_a_signed_document_leads_back_to_its_review(ward):
    done = signed(ward)
    assert ward.reviews.of_document(done.signed, grant=ward.grant()) == done
    assert ward.reviews.of_document("Composition/other", grant=ward.grant()) is None


def test_a_review_changed_behind_the_back_of_the_house_is_noticed(ward):
    review = ward.submit()
    connection = ward.store.connection()
    (body,) = connection.execute("SELECT body FROM review").fetchone()
    connection.execute("UPDATE review SET body = ?", (body[:40] + bytes([body[40] ^ 1]) + body[41:],))
    with pytest.raises(Tampered):
        ward.reviews.read(review.id, grant=ward.grant())


def test_an_unknown_review_is_not_found(ward):
    with pytest.raises(NotFound):
        ward.reviews.read("nothing", grant=ward.grant())


def test_a_pasted_book_is_no_note(ward):
    book = (replace(sections()[0], sentences=(Sentence(text="word " * 50_000),)),)
    with pytest.raises(BadInput):
        revise(ward, ward.submit(), book)


def test_the_manual_shows_the_table_as_it_is():
    assert MANUAL.read_text(encoding="utf-8") == reference_page()
    assert "checked --> signed" in diagram()
