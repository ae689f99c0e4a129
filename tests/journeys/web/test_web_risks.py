"""The risk list in the workspace: who, why, what was done; and a risk that is signed into the record."""

import re
from contextlib import nullcontext
from datetime import timedelta

from msgspec.structs import replace
from tests.journeys.web.hospital import SYSTEM
from tests.spec.test_shipped_risks import SICK, series, stay

from attending.journeys.risk_cohort import score_cohort
from attending.record.write import put

LINK = "/risks/back-soon/p1"


def test_the_list_shows_the_risk_its_drivers_and_how_the_budget_was_spent(physician):
    page = physician.get("/risks").text
    assert "42 %" in page
    assert "Potassium 7 mmol/L" in page
    assert "1 of 10 alerts a day" in page
    assert "2 more that the model flags were left out, the highest at 30 %" in page


def test_the_page_of_a_risk_names_each_entry_it_rests_on(physician):
    page = physician.get(LINK).text
    assert "Observation/k3" in page
    assert "haemoglobin" in page


def test_the_patient_page_shows_the_risk_beside_the_scores(physician):
    page = physician.get("/patients/p1").text
    assert "Learned risks" in page
    assert "Not assessed: no model of it is trained here. Deterioration within 24 hours" in page
    assert "42 %" in page


def test_a_dismissal_is_kept_with_its_reason_and_shown(physician):
    physician.get(LINK)
    page = physician.post(f"{LINK}/dismissed", {"reason": "managed", "text": ""}).text
    assert "Known and managed already" in page
    assert "Dismissed" in page
    assert 'href="/risks/back-soon/p1"' not in physician.get("/risks").text
    assert 'href="/risks/back-soon/p1"' in physician.get("/risks?show=done").text


def test_a_dismissal_without_a_reason_says_so_and_changes_nothing(physician):
    physician.get(LINK)
    answer = physician.post(f"{LINK}/dismissed", {"reason": "made-up"})
    assert answer.status_code == 422
    assert "coded reason" in answer.text


def test_a_nurse_may_say_seen_and_is_offered_no_more(browser):
    browser.sign_in("nolan")
    page = browser.get(LINK).text
    assert ">Seen<" in page
    assert "Dismiss" not in page
    assert browser.post(f"{LINK}/acted", {"reason": "examined"}).status_code == 403


def test_a_risk_enters_the_record_only_by_a_signature(physician, clinic):
    physician.get(LINK)
    review = physician.post(f"{LINK}/record")
    assert "42% risk of a visit within a day" in review.text
    assert "Draft risk assessment" in review.text
    chart_before = _count(clinic, "RiskAssessment")
    found = re.search(r'name="version" value="(\d+)"', review.text)
    signed = physician.post(f"{review.url.path}/sign", {"version": found[1]})
    assert "Signed" in signed.text
    assert (chart_before, _count(clinic, "RiskAssessment")) == (0, 1)
    assert "Put on record as a risk assessment" in physician.get(LINK).text


def _count(clinic, resource_type):
    sql = "SELECT COUNT(*) FROM resource WHERE type = ?"
    return clinic.record.connection().execute(sql, (resource_type,)).fetchone()[0]


def test_sorting_and_filters_stand_in_the_address_without_a_name(physician):
    page = physician.get("/risks?sort=name&show=alerts&model=back-soon").text
    assert 'aria-sort="ascending"' in page


def test_a_patient_in_intensive_care_shows_what_the_shipped_models_say_and_that_they_were_never_validated_here(
    clinic, physician
):
    with clinic.record.transaction(grant=SYSTEM) as tx:
        put(tx, {"resourceType": "Patient", "id": "icu", "birthDate": "1950-03-01", "gender": "female"})
        for resource in (stay(), *series(SICK)):
            put(tx, {**resource, "subject": {"reference": "Patient/icu"}})
    page = physician.get("/patients/icu").text
    assert "Death in hospital, from the first 48 hours in intensive care" in page
    assert "Glasgow coma score 6" in page
    assert "not validated here" in page
    assert "Not assessed: the model is for people with diabetes, which is not on the problem list" in page
    assert "not validated here" not in physician.get("/patients/p1").text


def test_the_list_opens_where_the_alerts_are_and_a_shipped_model_says_that_it_raises_none(clinic, physician):
    with clinic.record.transaction(grant=SYSTEM) as tx:
        put(tx, {"resourceType": "Patient", "id": "icu", "birthDate": "1950-03-01", "gender": "female"})
        for resource in (stay(), *series(SICK)):
            put(tx, {**resource, "subject": {"reference": "Patient/icu"}})
    run = score_cohort("icu-mortality", clinic=clinic, open_record=lambda: nullcontext(clinic.record), grant=SYSTEM)
    assert (run.budget, run.left_out) == (0, 1)
    page = physician.get("/risks").text
    assert "1 of 10 alerts a day" in page
    assert page.index(">Back soon<") < page.index(">ICU mortality</a>")
    page = physician.get("/risks?model=icu-mortality").text
    assert "It raises no alert: it was never validated on the patients of this hospital." in page
    assert "1 stands at or above the threshold of its card" in page
    page = physician.get("/risks/icu-mortality/icu").text
    assert "Not validated on the patients of this hospital; it raises no alert." in page
    assert "An association in the public data it was made from" in page
    assert "{score}" not in page


def test_a_small_change_of_a_risk_is_drawn_small(clinic, physician):
    run = clinic.watch.newest(grant=SYSTEM)[0]
    entry = clinic.watch.of_patient("p1", grant=SYSTEM)[0].entry
    for hours, probability in ((1, 0.425), (2, 0.424)):
        as_of = run.as_of + timedelta(hours=hours)
        later = clinic.watch.begin(run.model, run.version, as_of=as_of, patients=1, grant=SYSTEM)
        clinic.watch.keep(later, [replace(entry, as_of=as_of, probability=probability)], grant=SYSTEM)
        clinic.watch.finish(later, grant=SYSTEM)
    page = physician.get("/risks?show=open").text
    assert "unchanged" in page
    heights = [float(point.split(",")[1]) for point in re.search(r'class="line" points="([^"]+)"', page)[1].split()]
    assert max(heights[1:]) - min(heights[1:]) < 5
