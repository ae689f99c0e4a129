"""A study that is filed with the wrong patient, from the page: moved, refused while signed, moved back."""

import pytest
from tests.journeys.web.hospital import SYSTEM, bring_marked_study, bring_studies

from attending.errors import Conflict
from attending.journeys.imaging_moving import Moving, move_study
from attending.journeys.imaging_report import draft_study_report
from attending.record.write import put
from attending.review import ReviewStatus

EVA = {
    "resourceType": "Patient", "id": "p9", "name": [{"family": "Lind", "given": ["Eva"]}], "birthDate": "1970-05-01",
    "identifier": [{"value": "900100"}],
}  # fmt: skip
TO_EVA = {"patient": "p9", "reason": "wrong-at-scanner"}


@pytest.fixture
def marked(clinic):
    """A study with a drafted report, and another patient whose it is."""
    with clinic.record.transaction(grant=SYSTEM) as tx:
        put(tx, EVA)
    return bring_marked_study(clinic)


def sign_in(browser, name):
    browser.post("/sign-out")
    browser.sign_in(name)


def signed(browser, clinic, key):
    """The page of the report, signed by its radiologist."""
    sign_in(browser, "rays")
    review = clinic.reviews.read(clinic.images.load(key).review, grant=SYSTEM)
    browser.post(f"/reviews/{review.id}/sign", {"version": str(review.version)})
    document = clinic.reviews.read(review.id, grant=SYSTEM).signed.split("/")[1]
    return review.id, f"/patients/p1/documents/{document}"


def test_the_right_patient_is_found_and_the_study_is_moved(physician, clinic, marked):
    draft = clinic.images.load(marked).review
    assert "Wrong patient?" in physician.get(f"/imaging/{marked}").text
    assert "LIND, Eva" in physician.post(f"/imaging/{marked}/whose", {"text": "lind"}).text
    page = physician.post(f"/imaging/{marked}/move", TO_EVA).text
    assert "LIND, Eva" in page and "The wrong patient was chosen at the scanner" in page
    assert clinic.images.load(marked).patient == "p9"
    assert clinic.reviews.read(draft, grant=SYSTEM).status is ReviewStatus.WITHDRAWN
    assert clinic.images.load(marked).review is None


def test_the_right_patients_report_is_drafted_anew(clinic, marked):
    first = clinic.images.load(marked).review
    moved = move_study(marked, Moving("p9", "wrong-match"), clinic=clinic, grant=SYSTEM)
    assert moved.set_aside
    review = draft_study_report(marked, practitioner="rays", clinic=clinic, grant=SYSTEM)
    assert (review.patient, review.id != first, len(review.proposals)) == ("p9", True, 1)


def test_a_move_is_undone_from_the_page(physician, clinic, marked):
    physician.get(f"/imaging/{marked}")
    physician.post(f"/imaging/{marked}/move", TO_EVA)
    assert "Undo the move" in physician.get(f"/imaging/{marked}").text
    physician.post(f"/imaging/{marked}/move-back", {})
    assert clinic.images.load(marked).patient == "p1"


def test_what_is_missing_is_said_beside_the_form(physician, clinic, marked):
    physician.get(f"/imaging/{marked}")
    answer = physician.post(f"/imaging/{marked}/move", {"reason": "wrong-match"})
    assert (answer.status_code, "Nobody was chosen" in answer.text) == (422, True)
    answer = physician.post(f"/imaging/{marked}/move", {"patient": "p9"})
    assert (answer.status_code, "not a reason" in answer.text) == (422, True)


def test_a_study_is_taken_from_a_patient_and_waits_with_its_reason(physician, clinic):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    page = physician.post(f"/imaging/{known}/move", {"nobody": "1", "reason": "wrong-match"}).text
    assert "Whose images?" in page and "nobody has said yet whose it is" in page
    assert "Wrong patient?" not in page


def test_a_signed_report_stands_in_the_way_until_its_signer_retracts_it(physician, clinic, marked):
    review, document = signed(physician, clinic, marked)
    with pytest.raises(Conflict, match="signed report"):
        move_study(marked, Moving("p9", "wrong-match"), clinic=clinic, grant=SYSTEM)
    assert clinic.images.load(marked).patient == "p1"
    assert document in physician.get(f"/imaging/{marked}").text
    assert "Retract" in physician.get(document).text
    version = str(clinic.reviews.read(review, grant=SYSTEM).version)
    answer = physician.post(f"/reviews/{review}/retract", {"version": version, "reason": "wrong-patient"})
    assert "It stands in the record as entered in error" in answer.text and "Open the retracted report" in answer.text
    assert "Filed with another patient than it is about" in answer.text
    chart = clinic.record.chart("p1", grant=SYSTEM)
    assert {one["status"] for one in chart.all("DiagnosticReport")} == {"entered-in-error"}
    assert "Entered in error" in physician.get(document).text
    physician.post(f"/imaging/{marked}/move", TO_EVA)
    assert clinic.images.load(marked).patient == "p9"


def test_nobody_of_another_role_is_offered_to_retract(physician, clinic, marked):
    _, document = signed(physician, clinic, marked)
    sign_in(physician, "adams")
    assert "Retract and sign" not in physician.get(document).text
