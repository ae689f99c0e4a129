"""Studies over HTTP: sent, listed, matched by hand, looked at; who may not, may not."""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import numpy as np
import pydicom
import pytest
from msgspec import structs
from PIL import Image
from tests.journeys.web.conftest import wait_for
from tests.journeys.web.hospital import (
    BORN,
    CANARIES,
    FAMILY,
    GIVEN,
    MRN,
    PASSWORD,
    SYSTEM,
    bring_marked_study,
    bring_studies,
)
from tests.networks import BRIGHT, put_network
from tests.onnx_files import bright_network
from tests.scans import scan

from attending.app.web.routes import imaging as imaging_routes
from attending.app.wiring import open_keys
from attending.audit.read import newest_events
from attending.errors import Conflict
from attending.imaging import chests
from attending.imaging.networks import open_network
from attending.journeys.imaging_decisions import count_decisions
from attending.journeys.imaging_objects import report_files
from attending.journeys.imaging_priority import look_ahead
from attending.journeys.imaging_report import draft_study_report
from attending.journeys.imaging_study import SentFile, receive_uploads
from attending.record.write import put
from attending.security import PractitionerRole
from attending.security.accounts import create_account, find_account
from attending.security.roles import grant_for


def test_a_study_is_sent_from_the_page_and_opens_in_the_viewer(physician):
    physician.get("/imaging")
    files = [("files", (f"{n}.dcm", scan(InstanceNumber=n), "application/dicom")) for n in (1, 2)]
    answer = physician.post("/imaging", files=[*files, ("files", ("x.txt", b"no image", "text/plain"))])
    assert answer.status_code == 200
    assert "1 file could not be read" in answer.text
    assert "Whose images?" in answer.text


def test_what_is_no_image_is_refused_in_words(physician):
    physician.get("/imaging")
    answer = physician.post("/imaging", files=[("files", ("x.txt", b"no image", "text/plain"))])
    assert answer.status_code == 422
    assert "DICOM" in answer.text


def test_the_worklist_names_patients_and_addresses_do_not(physician, clinic):
    known, unknown = bring_studies(clinic)
    page = physician.get("/imaging").text
    assert "Not matched" in page
    for address in (f"/imaging/{known}", f"/imaging/{unknown}"):
        assert address in page
        assert not any(canary in address for canary in CANARIES)


def test_frames_travel_as_raw_values_with_the_way_to_read_them(physician, clinic):
    known, _ = bring_studies(clinic)
    answer = physician.get(f"/imaging/{known}/series/0/frames/11")
    facts = json.loads(answer.headers["x-frame"])
    values = np.frombuffer(answer.content, "<i2").reshape(facts["rows"], facts["columns"])
    assert values[32, 32] * facts["slope"] + facts["intercept"] == 40  # HU
    assert (facts["spacing"], facts["inPatient"]) == ([0.8, 0.7], True)
    assert physician.get(f"/imaging/{known}/series/0/frames/12").status_code == 404


def test_a_look_is_audited_once_in_a_session_and_not_for_every_slice(physician, clinic):
    known, _ = bring_studies(clinic)
    before = clinic.record.audit_verdict().events
    physician.get(f"/imaging/{known}/series/0/frames/0")
    opened = clinic.record.audit_verdict().events
    for place in range(5):
        physician.get(f"/imaging/{known}/series/0/frames/{place}")
    assert (opened - before, clinic.record.audit_verdict().events - opened) == (1, 0)


def test_a_study_of_nobody_known_is_given_to_its_patient_by_hand(physician, clinic):
    _, unknown = bring_studies(clinic)
    assert "Whose images?" in physician.get(f"/imaging/{unknown}").text
    answer = physician.post(f"/imaging/{unknown}/patient", {"patient": "p1"})
    assert "Whose images?" not in answer.text
    assert clinic.record.read("ImagingStudy", unknown, grant=SYSTEM)["subject"] == {"reference": "Patient/p1"}


@pytest.mark.parametrize("path", ["", "/series/0/frames/0"])
def test_nobody_sees_images_without_signing_in(browser, clinic, path):
    known, _ = bring_studies(clinic)
    answer = browser.http.get(f"/imaging/{known}{path}", follow_redirects=False)
    assert answer.status_code in (303, 401)
    assert b"x-frame" not in answer.headers.raw


def test_a_report_is_drafted_from_the_viewer_and_signed_by_the_radiologist(physician, clinic):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    physician.post(f"/imaging/{known}/report", {"radiologist": "rays"})
    review_id = wait_for(lambda: clinic.images.load(known).review)
    with pytest.raises(Conflict):
        report_files(known, clinic=clinic, grant=SYSTEM)
    physician.post("/sign-out")
    physician.sign_in("rays")
    page = physician.get(f"/reviews/{review_id}")
    assert "No model looked at these images" in page.text
    assert f'href="/imaging/{known}"' in page.text
    review = clinic.reviews.read(review_id, grant=SYSTEM)
    answer = physician.post(f"/reviews/{review_id}/sign", {"version": str(review.version)})
    assert "Signed and filed" in answer.text
    (name, data), *others = report_files(known, clinic=clinic, grant=SYSTEM).items()
    assert (name, others) == ("report-sr.dcm", [])
    written = str(pydicom.dcmread(io.BytesIO(data)))
    assert "LO: 'findings'" in written and "Not assessed" in written and "Rita" in written
    report = clinic.record.chart("p1", grant=SYSTEM).all("DiagnosticReport")[0]
    assert (report["status"], report["imagingStudy"]) == ("final", [{"reference": f"ImagingStudy/{known}"}])
    assert "No model looked" in report["conclusion"]


def test_the_map_behind_a_mark_is_shown_while_the_report_waits(physician, clinic):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    known, _ = bring_studies(clinic)
    draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    page = physician.get(f"/imaging/{known}").text
    assert page.count("data-map=") == 12
    assert (page.count("data-mark="), page.count("data-go>")) == (12, 1)  # twelve outlines of one mark in the list
    answer = physician.get(f"/imaging/{known}/maps/11")
    facts = json.loads(answer.headers["x-frame"])
    values = np.frombuffer(answer.content, np.uint8).reshape(facts["rows"], facts["columns"])
    assert (values[32, 32], values[0, 0]) == (255, 0)
    assert physician.get(f"/imaging/{known}/maps/99").status_code == 404


def test_the_page_of_a_report_speaks_of_a_report_and_shows_the_image_of_each_mark(physician, clinic):
    known = bring_marked_study(clinic)
    review = clinic.images.load(known).review
    physician.post("/sign-out")
    physician.sign_in("rays")
    page = physician.get(f"/reviews/{review}").text
    assert "Draft report" in page and "<title>Report review" in page and "Sign this report?" in page
    assert not [said for said in ("Draft note", "this note", "Search what was said", "chosen fact") if said in page]
    (picture,) = re.findall(r'<image href="([^"]+)"', page)
    assert re.search(r'<polygon class="is-open" points="[\d., ]+"', page)
    image = Image.open(io.BytesIO(physician.get(picture).content))
    assert (image.format, image.size) == ("PNG", (64, 64))
    assert physician.get(picture.replace("frames/", "frames/99")).status_code == 404
    assert "No visit" in physician.get("/inbox").text
    assert f'<a href="/imaging/{known}?mark=' in page


def test_a_film_that_looks_mirrored_is_said_to_be_in_the_viewer(physician, clinic, monkeypatch):
    template = np.array(open_network(chests.NAME).settings["template"]).reshape(16, 16)
    grey = np.kron(600 + 150 * template, np.ones((24, 24))).clip(0, 4000).astype(np.uint16)
    drop = ("RescaleSlope", "RescaleIntercept", "ImagePositionPatient", "ImageOrientationPatient")
    film = scan(
        grey, drop=drop, SOPClassUID="1.2.840.10008.5.1.4.1.1.1.1", Modality="DX", BodyPartExamined="CHEST",
        ViewPosition="PA", SeriesDescription="", PatientID=MRN, PatientName=f"{FAMILY}^{GIVEN}",
        PatientBirthDate=BORN.replace("-", ""), PatientSex="M",
    )  # fmt: skip
    plain = chests.read_film
    monkeypatch.setattr(chests, "read_film", lambda one: replace(plain(one), straight=0.08))
    (kept,) = receive_uploads([SentFile("1", film.__bytes__)], clinic=clinic, grant=SYSTEM)
    said = "This film may be shown mirrored: the heart lies on the patient&#39;s right"
    assert said not in physician.get(f"/imaging/{kept.study.key}").text
    draft_study_report(kept.study.key, practitioner="rays", clinic=clinic, grant=SYSTEM)
    page = physician.get(f"/imaging/{kept.study.key}").text
    assert said in page and "shown as its mirror image: probability 0.92" in page


def test_the_patient_of_a_study_is_looked_for_by_name_and_never_listed_whole(physician, clinic, monkeypatch):
    monkeypatch.setattr(imaging_routes, "CHOICES", 1)
    _, unknown = bring_studies(clinic)
    with clinic.record.transaction(grant=SYSTEM) as tx:
        put(tx, {"resourceType": "Patient", "id": "p9", "name": [{"family": "Abbot"}], "birthDate": "1960-01-01"})
    page = physician.get(f"/imaging/{unknown}").text
    assert page.count('<option value="p') == 1 and "type more to find others" in page
    found = physician.post(f"/imaging/{unknown}/whose", {"text": FAMILY.lower()})
    assert '<option value="p1">' in found.text and '<option value="p9">' not in found.text
    assert FAMILY.lower() not in str(found.url)
    assert "Nobody of this name is known" in physician.post(f"/imaging/{unknown}/whose", {"text": "zzz"}).text


def test_several_studies_sent_at_once_say_what_became_of_them(physician):
    physician.get("/imaging")
    studies = [scan(StudyInstanceUID=f"1.2.3.{n}", SOPInstanceUID=f"1.2.3.{n}.1") for n in (1, 2)]
    files = [("files", (f"{n}.dcm", one, "application/dicom")) for n, one in enumerate(studies)]
    page = physician.post("/imaging", files=[*files, ("files", ("torn.dcm", b"cut off", "application/dicom"))]).text
    assert "2 studies are kept, 0 of them filed" in page
    assert "2 wait: nobody could tell whose they are." in page and "1 file could not be read." in page


def test_a_study_without_an_image_says_what_it_holds(physician, clinic):
    _, unknown = bring_studies(clinic)
    clinic.images.change(
        unknown, lambda one: structs.replace(one, series=(structs.replace(one.series[0], modality="SEG"),))
    )
    page = physician.get(f"/imaging/{unknown}").text
    assert "no image to look at" in page and "SEG" in page and "viewer/main.js" not in page


def test_the_worklist_shows_a_page_at_a_time(physician, clinic, monkeypatch):
    monkeypatch.setattr(imaging_routes, "STUDIES_A_PAGE", 1)
    known, unknown = bring_studies(clinic)
    first, second = physician.get("/imaging").text, physician.get("/imaging?page=2").text
    assert (f"/imaging/{unknown}" in first, f"/imaging/{known}" in first) == (True, False)
    assert (f"/imaging/{unknown}" in second, f"/imaging/{known}" in second) == (False, True)
    assert "page 2 of 2" in physician.get("/imaging?page=99").text


def test_decided_marks_are_counted_by_model_and_version(physician, clinic):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    known, _ = bring_studies(clinic)
    assert "No report with marks" in physician.get("/imaging-decisions").text
    review = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    account = find_account(clinic.record.connection(), "rays")
    assert account is not None
    grant = grant_for(account)
    review = clinic.reviews.choose(
        review.id, review.draft.proposals[0].id, accept=False, reason="wrong-detail", if_version=review.version,
        grant=grant,
    )  # fmt: skip
    clinic.reviews.sign(review.id, if_version=review.version, grant=grant)
    (one,) = count_decisions(clinic=clinic, grant=SYSTEM)
    assert (one.model, one.version, one.marks, one.accepted) == ("spot", "1", 1, 0)
    assert dict(one.reasons) == {"Wrong in a detail": 1}
    assert one.interval[0] == 0.0 and 0.7 < one.interval[1] < 0.9
    assert "Wrong in a detail: 1" in physician.get("/imaging-decisions").text


def test_whoever_may_see_no_images_is_told_so_and_not_that_there_are_none(browser, clinic):
    bring_marked_study(clinic)
    create_account(
        clinic.record.connection(), open_keys(clinic.settings), practitioner="olsen", sign_in_name="olsen",
        display="Ole Olsen", role=PractitionerRole.PRIVACY_OFFICER, password=PASSWORD, now=clinic.now(),
    )  # fmt: skip
    browser.sign_in("olsen")
    for page in ("/imaging", "/imaging-decisions"):
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "no access to ImagingStudy" in answer.text
        assert "No study is kept" not in answer.text and "No report with marks" not in answer.text


def test_a_series_is_shown_as_a_volume(physician, clinic):
    known, unknown = bring_studies(clinic)
    page = physician.get(f"/imaging/{known}/volume/0").text
    assert f'data-volume="/imaging/{known}/volume/0.nii"' in page
    assert MRN in page.replace(" ", "")  # whose head it is stands above it, as above the slices
    answer = physician.get(f"/imaging/{known}/volume/0.nii")
    assert answer.content[344:347] == b"n+1" and len(answer.content) == 352 + 12 * 64 * 64 * 2
    assert physician.get(f"/imaging/{known}/volume/7").status_code == 404
    refused = physician.get(f"/imaging/{unknown}/volume/0.nii")
    assert refused.status_code == 422


def test_the_marks_of_a_series_lie_over_its_volume(physician, clinic):
    known = bring_marked_study(clinic)
    assert f'data-marks="/imaging/{known}/volume/0/marks.nii"' in physician.get(f"/imaging/{known}/volume/0").text
    answer = physician.get(f"/imaging/{known}/volume/0/marks.nii")
    assert np.frombuffer(answer.content[352:], "<i2").reshape(12, 64, 64)[:, 32, 32].all()
    (told,) = json.loads(unquote(answer.headers["x-marks"]))
    assert "Bright spot" in told["label"] and "not decided" in told["label"] and len(told["at"]) == 3


def test_a_series_without_marks_shows_none_over_its_volume(physician, clinic):
    known, _ = bring_studies(clinic)
    assert "data-marks" not in physician.get(f"/imaging/{known}/volume/0").text
    assert physician.get(f"/imaging/{known}/volume/0/marks.nii").status_code == 404


BLEEDING = BRIGHT.replace("Bright spot", "Intracranial haemorrhage")


def test_a_new_study_is_looked_at_by_itself_and_an_urgent_one_stands_first_until_it_is_decided(physician, clinic):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BLEEDING)
    known, unknown = bring_studies(clinic)
    assert physician.get("/imaging").text.index(unknown) < physician.get("/imaging").text.index(known)  # it came last
    looked = look_ahead(clinic=clinic, grant=SYSTEM)
    assert {line.key for line in looked} == {known, unknown}
    assert look_ahead(clinic=clinic, grant=SYSTEM) == []  # once
    page = physician.get("/imaging").text
    assert page.index(known) < page.index(unknown)
    assert "Marked as intracranial haemorrhage" in page
    assert [event for event in newest_events(clinic.record.connection(), keys=open_keys(clinic.settings), most=20)
            if event.get("outcomeDesc") == "looked at by the models for the worklist"]  # fmt: skip
    review = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    assert "Marked as intracranial haemorrhage" in physician.get("/imaging").text
    account = find_account(clinic.record.connection(), "rays")
    assert account is not None
    grant = grant_for(account)
    clinic.reviews.reject(review.id, "not-needed", if_version=review.version, grant=grant)
    page = physician.get("/imaging").text
    assert ("Marked as intracranial haemorrhage" in page, "Report decided" in page) == (False, True)


def test_a_study_that_grows_is_looked_at_again_and_an_old_one_is_not(clinic):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BLEEDING)
    known, _ = bring_studies(clinic)
    look_ahead(clinic=clinic, grant=SYSTEM)
    his = {"PatientID": MRN, "PatientName": f"{FAMILY}^{GIVEN}", "PatientBirthDate": BORN.replace("-", "")}
    more = scan(np.zeros((64, 64), np.uint16), InstanceNumber=40, PatientSex="M", **his)
    receive_uploads([SentFile("more", more.__bytes__)], clinic=clinic, grant=SYSTEM)
    assert [line.key for line in look_ahead(clinic=clinic, grant=SYSTEM)] == [known]
    assert look_ahead(clinic=clinic, grant=SYSTEM, recent=timedelta(0)) == []
