"""A note on its way through the workspace: from the inbox to the signed document in the patient's record."""

import re

import pytest
from tests.journeys.web.conftest import Browser
from tests.journeys.web.hospital import FAMILY, SYSTEM

from attending.review import ReviewStatus


def version(page):
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


def blocker(page):
    return re.search(r'class="check blocker\s*" id="check-([^"]+)"', page.text)[1]


def lines(page):
    """The fields of the edit form, in order."""
    found = re.findall(
        r'name="section" value="(\d*)">\s*<input type="hidden" name="claim" value="([^"]*)">\s*<input type="hidden" '
        r'name="lead" value="([^"]*)">\s*<input type="hidden" name="bullet" value="(\d)">\s*<textarea[^>]*>([^<]*)<',
        page.text.split("<template")[0],
    )
    return [list(line) for line in found]


def as_form(rows, page, **more):
    names = ("section", "claim", "lead", "bullet", "text")
    return {"version": version(page), **{name: [row[i] for row in rows] for i, name in enumerate(names)}, **more}


def answer_all(physician, review_id):
    page = physician.get(f"/reviews/{review_id}")
    while 'class="check blocker"' in page.text:
        page = physician.post(
            f"/reviews/{review_id}/answers/{blocker(page)}",
            {"version": version(page), "text": "I prescribed it after."},
        )
    return page


def sign(physician, review_id):
    page = answer_all(physician, review_id)
    return physician.post(f"/reviews/{review_id}/sign", {"version": version(page)})


def test_the_inbox_lists_the_draft_with_its_open_checks(physician):
    page = physician.get("/inbox").text

    assert FAMILY.upper() in page
    assert "Outpatient note" in page
    assert re.search(r'aria-label="[1-9]\d* blockers', page)


def test_the_inbox_of_a_colleague_is_empty_and_says_what_to_do(browser):
    browser.sign_in("baker")

    assert "Nothing waits for you" in browser.get("/inbox").text
    assert FAMILY.upper() in browser.get("/inbox?show=all").text


def test_each_sentence_leads_to_the_words_it_rests_on(physician, review_id):
    page = physician.get(f"/reviews/{review_id}").text

    assert '<mark data-claims="c1 p2">left knee has been hurting for three weeks</mark>' in page
    assert re.search(r'id="sentence-c2".*?data-turn="3".*?>00:18</button>.*?chart</button>', page, re.DOTALL)
    assert "<q>Ibuprofen 400 milligrams, twice a day</q>" in page
    assert "Osteoarthritis of knee" in page
    assert "Examination: nothing was said" in page
    assert "Allergy: Penicillin" in page


def test_a_note_with_an_open_blocker_is_not_signed_and_the_page_leads_there(physician, review_id):
    page = physician.get(f"/reviews/{review_id}")

    refused = physician.post(f"/reviews/{review_id}/sign", {"version": version(page)})

    assert refused.status_code == 409
    assert "unanswered blocker" in refused.text
    assert f'data-focus="check-{blocker(page)}"' in refused.text


def test_an_edited_sentence_keeps_its_evidence_and_shows_the_change(physician, review_id):
    page = physician.get(f"/reviews/{review_id}/edit")
    rows = lines(page)
    assert rows[0][4] == "Left knee pain for three weeks."
    rows[0][4] = "Left knee pain for four weeks."
    rows.append(["1", "", "", "1", "Physiotherapy."])

    saved = physician.post(f"/reviews/{review_id}/edit", as_form(rows, page))

    assert "<del>three</del><ins>four</ins>" in saved.text
    assert re.search(r'id="sentence-c1".*?00:07</button>', saved.text, re.DOTALL)
    assert re.search(r"<ins>Physiotherapy.</ins>.*?written here", saved.text, re.DOTALL)
    assert "Saved and examined again." in saved.text


def test_a_removed_sentence_takes_its_blocker_with_it(physician, review_id):
    page = physician.get(f"/reviews/{review_id}/edit")
    rows = [row for row in lines(page) if row[1] != "c3"]

    saved = physician.post(f"/reviews/{review_id}/edit", as_form(rows, page))

    assert "<del>Start naproxen 750 mg once daily.</del>" in saved.text
    assert 'data-show-claim="c3"' not in saved.text


def test_whoever_saves_second_loses_nothing(physician, review_id):
    page = physician.get(f"/reviews/{review_id}/edit")
    theirs, mine = lines(page), lines(page)
    theirs[0][4], mine[0][4] = "Their words.", "My words."
    physician.post(f"/reviews/{review_id}/edit", as_form(theirs, page))

    conflict = physician.post(f"/reviews/{review_id}/edit", as_form(mine, page))

    assert conflict.status_code == 409
    assert ">My words.</textarea>" in conflict.text
    assert re.search(r"Saved meanwhile:</span>\s*Their words.", conflict.text)
    kept = physician.post(f"/reviews/{review_id}/edit", as_form(lines(conflict), conflict))
    assert kept.status_code == 200
    assert "My" in kept.text


def test_signing_files_the_note_with_a_signature_that_holds(physician, review_id, clinic):
    signed = sign(physician, review_id)

    assert "Signed and filed in the patient" in signed.text
    page = physician.get("/patients/p1").text
    link = re.search(r'href="(/patients/p1/documents/[^"]+)"', page)[1]
    document = physician.get(link).text
    assert "The signature is valid." in document
    assert "Dr Ada Adams" in document
    assert "scribe 0.1.0 (model)" in document
    assert "<q>Ibuprofen 400 milligrams, twice a day</q>" in document
    assert clinic.reviews.read(review_id, grant=SYSTEM).status is ReviewStatus.SIGNED


def test_signing_twice_signs_once(physician, review_id, clinic):
    page = answer_all(physician, review_id)
    form = {"version": version(page)}

    first, second = (physician.post(f"/reviews/{review_id}/sign", form) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert len(clinic.reviews.read(review_id, grant=SYSTEM).signings) == 1


def test_an_amended_note_is_a_new_version_that_is_signed_too(physician, review_id):
    sign(physician, review_id)
    page = physician.get(f"/reviews/{review_id}/amend")
    rows = lines(page)
    rows[0][4] = "Left knee pain for four weeks, not three."

    physician.post(f"/reviews/{review_id}/amend", as_form(rows, page, reason="The patient called: four weeks."))

    link = re.search(r'href="(/patients/p1/documents/[^"]+)"', physician.get("/patients/p1").text)[1]
    newest, first = physician.get(link).text, physician.get(f"{link}?version=1").text
    assert "four weeks, not three" in re.sub(r"<del>.*?</del>|</?ins>", "", newest)
    assert "<ins>" in newest
    assert "Changes from the version before" in newest
    assert "four weeks" not in first
    assert newest.count("The signature is valid.") == first.count("The signature is valid.") == 1


def test_a_rejection_has_a_reason_and_files_nothing(physician, review_id):
    page = physician.get(f"/reviews/{review_id}")
    form = {"version": version(page), "reason": "not-said", "text": "Naproxen was never mentioned."}

    rejected = physician.post(f"/reviews/{review_id}/reject", form)

    assert "Rejected: States what was not said or found." in rejected.text
    assert "/documents/" not in physician.get("/patients/p1").text
    assert FAMILY.upper() in physician.get("/inbox?show=rejected").text


def test_a_colleague_must_take_the_draft_over_before_deciding(clinic, review_id):
    colleague = Browser(clinic)
    colleague.sign_in("baker")
    page = colleague.get(f"/reviews/{review_id}")
    assert "Assigned to Dr Ada Adams." in page.text
    assert "dialog-sign" not in page.text

    taken = colleague.post(f"/reviews/{review_id}/take-over")

    assert "dialog-sign" in taken.text


def test_a_nurse_may_read_but_not_decide(clinic, review_id):
    nurse = Browser(clinic)
    nurse.sign_in("nolan")

    page = nurse.get(f"/reviews/{review_id}")

    assert "A physician decides about this draft; you may read it." in page.text
    assert nurse.get(f"/reviews/{review_id}/edit").status_code == 409
    assert nurse.post(f"/reviews/{review_id}/sign", {"version": "2"}).status_code == 403


@pytest.mark.parametrize("form", [{}, {"version": "two"}, {"version": "2", "section": ["0"], "claim": []}])
def test_a_broken_form_is_refused_in_words(physician, review_id, form):
    answer = physician.post(f"/reviews/{review_id}/edit", form)

    assert answer.status_code == 422
    assert "This cannot be read" in answer.text


def test_the_style_is_changed_on_the_page_and_an_edit_stays(physician):
    talk = (
        "Doctor: What brings you in?",
        "Patient: I have had a dry cough for two weeks.",
        "Doctor: Any fever?",
        "Patient: No fever.",
        "Doctor: I think it is a viral cough. Rest and drink plenty.",
    )
    form = {"patient": "p1", "consent": "1", "text": "\n".join(talk)}
    page = physician.post("/conversations", form)
    review = re.search(r"/reviews/([^/]+)/sign", page.text)[1]
    edit = physician.get(f"/reviews/{review}/edit")
    rows = lines(edit)
    row = next(row for row in rows if row[4] == "Dry cough.")
    row[4] = "Dry cough, a fortnight."
    page = physician.post(f"/reviews/{review}/edit", as_form(rows, edit))

    page = physician.post(f"/reviews/{review}/style", {"version": version(page), "style": "soap"})
    assert "The style is changed" in page.text
    assert re.findall(r'<h3 id="section-\d+">([^<]+)', page.text) == ["Subjective", "Assessment", "Plan"]
    assert '<option value="soap" selected>' in page.text
    assert page.text.count("Chief complaint:") == 1  # the label of the style stands once before the edited words

    stale = physician.post(f"/reviews/{review}/style", {"version": "1", "style": "brief"})
    assert stale.status_code == 409
    assert "has changed since you opened it" in stale.text
