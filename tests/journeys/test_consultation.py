"""From a recorded conversation to the signed note in the patient's record, through the real scribe and checks."""

import re

import pytest
from msgspec.structs import replace

from attending.drafts import Words
from attending.errors import NotAllowed, NotFound, NothingSaid
from attending.journeys.clinic import Clinic, ImageArchive
from attending.journeys.consultation import (
    amend_note,
    conversation_of,
    document_consultation,
    preview_note,
    read_conversation,
    revise_note,
)
from attending.journeys.preferred_wording import preferred_wording
from attending.journeys.wording_sheet import forget_wording, restore_wording, wording_sheet
from attending.record.narrative import Sentence, from_sections
from attending.record.write import put
from attending.review import Amendment, ReviewStatus
from attending.security import Keys
from attending.settings import Settings

SAID = b"""Doctor: Good morning, what brings you in today?
Patient: I have had a cough for three weeks, and I feel short of breath on the stairs.
Doctor: Do you have a fever or chest pain?
Patient: No fever, no chest pain.
Doctor: Do you smoke?
Patient: I quit ten years ago.
Doctor: Your lungs sound clear and your blood pressure is 132 over 78.
Doctor: I think this is bronchitis. We will start doxycycline 100 mg twice a day for seven days.
Patient: Thank you, doctor.
Doctor: Come back in two weeks if it is not better.
"""


@pytest.fixture
def clinic(ward, clock, tmp_path):
    settings = Settings(home=tmp_path, master_key_file=tmp_path / "master.key")
    images = ImageArchive(settings.image_archive, keys=Keys.load_or_create(settings.master_key_file))
    return Clinic(record=ward.store, reviews=ward.reviews, images=images, settings=settings, now=clock)


@pytest.fixture
def said():
    return read_conversation(SAID, name="visit.txt")


def documented(clinic, said, grant, **options):
    return document_consultation(said, patient="p1", practitioner="adams", clinic=clinic, grant=grant, **options)


def answer_all(clinic, review, grant):
    for finding in review.findings:
        review = clinic.reviews.answer(
            review.id, finding.id, "I have looked at it.", if_version=review.version, grant=grant
        )
    return review


def test_a_consultation_ends_as_a_signed_note_that_shows_its_words(clinic, said, ward):
    grant = ward.grant()
    with clinic.record.transaction(grant=grant) as tx:
        put(tx, {"resourceType": "Encounter", "id": "e1", "subject": {"reference": "Patient/p1"}})
    review = documented(clinic, said, grant, encounter="e1")
    assert review.status is ReviewStatus.CHECKED
    review = answer_all(clinic, review, grant)
    done = clinic.reviews.sign(review.id, if_version=review.version, grant=grant)

    chart = clinic.record.chart("p1", grant=grant)
    composition = chart.all("Composition")[0]
    assert composition["status"] == "final"
    assert composition["encounter"] == {"reference": "Encounter/e1"}
    assert from_sections(composition["section"]) == done.sections
    assert chart.all("Provenance")[0]["entity"][0]["what"] == {"reference": f"DocumentReference/{said.id}"}
    heard = conversation_of(done, clinic=clinic, grant=grant)
    assert heard == said
    quotes = [(turn, quote) for claim in done.claims for one in claim.evidence if isinstance(one, Words)
              for turn, quote in zip(one.turns, one.quotes, strict=True)]  # fmt: skip
    assert quotes
    assert all(quote in heard.turns[turn].text for turn, quote in quotes)
    assert clinic.reviews.verify(composition["id"], grant=grant)
    assert clinic.record.audit_verdict().ok


def test_an_edit_is_examined_like_the_draft(clinic, said, ward):
    grant = ward.grant()
    review = documented(clinic, said, grant)
    last = review.sections[-1]
    wrong = replace(last, sentences=(*last.sentences, Sentence(text="Metformin 2000 mg four times a day.")))
    revised = revise_note(
        review.id, (*review.sections[:-1], wrong), if_version=review.version, clinic=clinic, grant=grant
    )
    new = revised.sections[-1].sentences[-1].claim
    assert [finding for finding in revised.findings if finding.claim == new]


def test_a_signed_note_is_amended_through_the_same_checks(clinic, said, ward):
    grant = ward.grant()
    review = answer_all(clinic, documented(clinic, said, grant), grant)
    signed = clinic.reviews.sign(review.id, if_version=review.version, grant=grant)
    shorter = (*signed.sections[:-1], replace(signed.sections[-1], sentences=signed.sections[-1].sentences[:1]))
    amended = amend_note(
        signed.id, Amendment(sections=shorter, reason="Said twice."), if_version=signed.version, clinic=clinic,
        grant=grant,
    )  # fmt: skip
    assert amended.status is ReviewStatus.AMENDED
    assert clinic.record.read("Composition", amended.signed.split("/")[1], grant=grant)["status"] == "amended"


def test_nothing_is_filed_when_nothing_was_said(clinic, ward):
    silence = replace(read_conversation(SAID, name="visit.txt"), id="silence", turns=())
    with pytest.raises(NothingSaid):
        documented(clinic, silence, ward.grant())
    with pytest.raises(NotFound):
        clinic.record.read("DocumentReference", "silence", grant=ward.grant())
    assert clinic.reviews.queue(grant=ward.grant()) == []


def test_an_unknown_patient_gets_no_note(clinic, said, ward):
    with pytest.raises(NotFound):
        document_consultation(said, patient="p2", practitioner="adams", clinic=clinic, grant=ward.grant())


def test_a_visit_of_nobody_is_refused(clinic, said, ward):
    with pytest.raises(NotFound, match="no such visit"):
        documented(clinic, said, ward.grant(), encounter="e9")


def test_the_same_conversation_twice_is_one_draft(clinic, said, ward):
    assert documented(clinic, said, ward.grant()) == documented(clinic, said, ward.grant())
    assert len(clinic.reviews.queue(grant=ward.grant())) == 1


def test_a_draft_about_the_wrong_patient_is_made_again_for_the_right_one(clinic, said, ward):
    grant = ward.grant()
    with clinic.record.transaction(grant=grant) as tx:
        put(tx, {"resourceType": "Patient", "id": "p2", "name": [{"family": "Ng"}]})
    wrong = documented(clinic, said, grant)
    clinic.reviews.reject(wrong.id, "wrong-patient", if_version=wrong.version, grant=grant)
    (source,) = clinic.record.chart("p1", grant=grant).all("DocumentReference")
    assert source["status"] == "entered-in-error"
    right = document_consultation(said, patient="p2", practitioner="adams", clinic=clinic, grant=grant)
    assert conversation_of(right, clinic=clinic, grant=grant) == said
    assert clinic.record.chart("p2", grant=grant).all("DocumentReference")[0]["status"] == "current"


def test_a_preview_keeps_nothing(clinic, said, ward):
    draft, report = preview_note(said, chart=None, now=clinic.now(), settings=clinic.settings)
    assert draft.claims
    assert report.claims_checked == len(draft.claims)
    assert clinic.reviews.queue(grant=ward.grant()) == []


def taught(clinic, ward, number, before, after):
    """A visit whose note is drafted, changed in one phrase, and signed."""
    said = read_conversation(SAID.replace(b"three weeks", f"{number} weeks".encode()), name="visit.txt")
    grant = ward.grant()
    review = documented(clinic, said, grant)
    changed = tuple(
        replace(s, sentences=tuple(replace(x, text=x.text.replace(before, after)) for x in s.sentences))
        for s in review.sections
    )
    assert changed != review.sections
    review = revise_note(review.id, changed, if_version=review.version, clinic=clinic, grant=grant)
    review = answer_all(clinic, review, grant)
    return clinic.reviews.sign(review.id, if_version=review.version, grant=grant)


def drafted(clinic, ward, number):
    said = read_conversation(SAID.replace(b"three weeks", f"{number} weeks".encode()), name="visit.txt")
    return documented(clinic, said, ward.grant()).draft


def drafted_text(clinic, ward, number):
    return " ".join(claim.text for claim in drafted(clinic, ward, number).claims)


def test_what_a_practitioner_writes_in_two_notes_is_written_in_the_third(clinic, ward):
    grant = ward.grant()
    assert "sound clear" in drafted_text(clinic, ward, "nine")
    taught(clinic, ward, "four", "sound clear", "auscultate clearly")
    assert "sound clear" in drafted_text(clinic, ward, "five")
    taught(clinic, ward, "six", "sound clear", "auscultate clearly")
    used, learned = preferred_wording("adams", clinic=clinic, grant=grant)
    assert used
    assert [(one.before, one.after, one.notes) for one in learned] == [("sound clear", "auscultate clearly", 2)]
    assert "auscultate clearly" in drafted_text(clinic, ward, "seven")
    ours = drafted(clinic, ward, "eleven")
    (remark,) = ours.remarks
    assert remark.startswith("Worded as in notes you signed before, with the same facts: “")
    assert re.search("“[^”]*auscultate clearly[^”]*” for “[^”]*sound clear[^”]*”$", remark)
    assert not any("word" in lacking for lacking in ours.not_assessed)

    clinic.reviews.use_wording("adams", on=False, grant=grant)
    assert "auscultate" not in drafted_text(clinic, ward, "eight")
    clinic.reviews.use_wording("adams", on=True, grant=grant)
    forget_wording("adams", "Sound clear", clinic=clinic, grant=grant)
    assert preferred_wording("adams", clinic=clinic, grant=grant) == (True, ())
    assert "auscultate" not in drafted_text(clinic, ward, "ten")
    with pytest.raises(NotFound, match="No wording"):
        forget_wording("adams", "sound clear", clinic=clinic, grant=grant)
    restore_wording("adams", "sound clear", clinic=clinic, grant=grant)
    sheet = wording_sheet("adams", clinic=clinic, grant=grant)
    assert [(len(one.reviews), one.wording.after) for one in sheet.learned] == [(2, "auscultate clearly")]
    assert sheet.forgotten == ()


def test_nobody_forgets_or_switches_anothers_wording(clinic, ward):
    with pytest.raises(NotAllowed):
        clinic.reviews.use_wording("adams", on=False, grant=ward.grant("brown"))
    with pytest.raises(NotFound, match="No wording"):
        forget_wording("adams", "nothing", clinic=clinic, grant=ward.grant())
