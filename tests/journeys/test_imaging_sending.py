"""Signed objects go to an archive by STOW-RS: our own server takes them, and what goes wrong is tried again."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from starlette.testclient import TestClient
from tests.journeys.test_imaging_networks import rays
from tests.journeys.web.conftest import Browser
from tests.journeys.web.hospital import SYSTEM, Clock, bring_studies, fill, open_hospital
from tests.networks import BRIGHT, put_network
from tests.onnx_files import bright_network

from attending.app.web.server import create_app
from attending.errors import BadInput, Conflict, NotAllowed
from attending.journeys import dicomweb
from attending.journeys.erasure import erase
from attending.journeys.imaging_enhance import enhance_in_archive
from attending.journeys.imaging_objects import report_bundle
from attending.journeys.imaging_report import draft_study_report
from attending.journeys.imaging_sending import listed, send_due, send_study
from attending.security.tokens import make_token

ARCHIVE = "https://pacs.example/dicom-web"


class Hospital:
    """A hospital with a clock, a signed study, and an archive that it may send to."""

    def __init__(self, folder, *, hosts=("pacs.example",)):
        from dataclasses import replace

        self.clock = Clock()
        opened = open_hospital(folder, self.clock)
        token = folder / "token"
        token.write_text("")
        settings = replace(opened.settings, dicom_hosts=hosts, dicom_token_file=token)
        self.clinic = replace(opened, settings=settings)
        fill(self.clinic, self.clock)

    def signed(self) -> str:
        put_network(self.clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
        known, _ = bring_studies(self.clinic)
        review = draft_study_report(known, practitioner="rays", clinic=self.clinic, grant=SYSTEM)
        grant = rays(self.clinic)
        for proposal in review.draft.proposals:
            review = self.clinic.reviews.choose(
                review.id, proposal.id, accept=True, if_version=review.version, grant=grant
            )
        self.clinic.reviews.sign(review.id, if_version=review.version, grant=grant)
        return known

    def send(self, key: str, **choice) -> int:
        return send_study(key, ARCHIVE, clinic=self.clinic, grant=SYSTEM, **choice)

    def due(self, post) -> int:
        return send_due(post, clinic=self.clinic, grant=SYSTEM)

    def states(self) -> set[str]:
        return {row.state for row in listed(clinic=self.clinic)}


@pytest.fixture
def here(tmp_path):
    hospital = Hospital(tmp_path / "here")
    yield hospital
    hospital.clinic.close()


@pytest.fixture
def there(tmp_path):
    """Another hospital, as an archive; `post` speaks to its STOW-RS server."""
    hospital = Hospital(tmp_path / "there")
    now = hospital.clinic.now()
    token = make_token(hospital.clinic.record.connection(), "here", now=now, expires=now + timedelta(days=9),
                       types=None, patients=None, writes=True)  # fmt: skip
    http = TestClient(create_app(hospital.clinic), base_url="http://testserver")

    def post(address, body, headers):
        assert address == f"{ARCHIVE}/studies"
        answer = http.post("/dicom-web/studies", content=body,
                           headers={**headers, "Authorization": f"Bearer {token}"})  # fmt: skip
        return answer.status_code, answer.content

    hospital.post = post
    hospital.http, http.headers["Authorization"] = http, f"Bearer {token}"
    yield hospital
    hospital.clinic.close()


def test_everything_signed_and_enhanced_arrives_at_our_own_stow_server(here, there):
    key = here.signed()
    enhance_in_archive(key, 0, 2, clinic=here.clinic, grant=SYSTEM)
    assert here.send(key) == 5 + 12  # SR, SEG, PR, PM, SC, and the enhanced slices
    assert here.due(there.post) == 17
    assert here.states() == {"sent"}
    study = here.clinic.images.load(key).uid
    series = there.http.get(f"/dicom-web/studies/{study}/series").json()
    assert sorted(one["00080060"]["Value"][0] for one in series) == ["CT", "OT", "OT", "PR", "SEG", "SR"]
    page = dicomweb.open_study(there.clinic.images.key_of(study), clinic=there.clinic, grant=SYSTEM)
    assert [one.modality for one in page.series if not one.is_shown] != []


def test_sent_again_nothing_is_sent_twice(here, there):
    key = here.signed()
    assert here.send(key) == 5
    here.due(there.post)
    assert here.send(key) == 0
    assert here.due(there.post) == 0


def test_an_archive_that_does_not_answer_is_asked_again_after_longer_and_longer_pauses(here, there):
    key, asked = here.signed(), []

    def nobody(address, body, headers):
        asked.append(here.clock.time)
        raise OSError

    here.send(key)
    for _ in range(400):
        here.due(nobody)
        here.clock.time += timedelta(minutes=1)
    pauses = [b - a for a, b in pairwise(asked)]
    assert len(asked) == 10 and pauses == sorted(pauses) and pauses[-1] > timedelta(minutes=40)
    rows = listed(clinic=here.clinic)
    assert {(row.state, row.reason) for row in rows} == {("failed", "nobody answers there")}
    assert here.due(there.post) == 0


def test_what_an_archive_did_not_store_waits_and_the_rest_is_done(here, there):
    key = here.signed()
    here.send(key)

    def half(address, body, headers):
        parts = list(dicomweb.web.read_multipart(body, headers["Content-Type"]))
        some, kind = dicomweb.web.write_multipart(parts[:2])
        status, answer = there.post(address, some, {**headers, "Content-Type": kind})
        assert status == 200
        return 202, answer

    assert here.due(half) == 2
    assert sorted(row.state for row in listed(clinic=here.clinic)) == ["sent"] * 2 + ["waiting"] * 3
    here.clock.time += timedelta(minutes=5)
    assert here.due(there.post) == 3


@pytest.mark.parametrize("answer", [(500, b""), (401, b"no"), (202, b"no json"), (202, b"{}")])
def test_an_answer_that_names_nothing_stored_stores_nothing(here, answer):
    here.send(here.signed())
    assert here.due(lambda *_: answer) == 0
    assert here.states() == {"waiting"}


def test_each_sending_stands_in_the_audit_trail_and_no_patient_in_an_address(here, there):
    here.send(here.signed())
    before = here.clinic.record.audit_verdict().events
    here.due(there.post)
    assert here.clinic.record.audit_verdict().events > before
    assert here.clinic.record.audit_verdict().ok


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("https://elsewhere.example/dicom-web", NotAllowed),
        ("http://pacs.example/dicom-web", NotAllowed),
        ("https://pacs.example.evil.example/", NotAllowed),
        ("https://name:password@pacs.example/", BadInput),
        ("pacs.example", BadInput),
        ("ftp://pacs.example", BadInput),
    ],
)
def test_only_an_allowed_archive_by_https_is_sent_to(here, address, error):
    with pytest.raises(error):
        send_study(here.signed(), address, clinic=here.clinic, grant=SYSTEM)


def test_an_unsigned_report_does_not_leave(here):
    known, _ = bring_studies(here.clinic)
    with pytest.raises(Conflict):
        here.send(known)
    with pytest.raises(BadInput, match="nothing to send"):
        here.send(known, report=False)


def test_an_erased_patient_takes_the_images_and_the_outbox_along(here):
    from attending.security import Action, Grant, PractitionerRole, Purpose

    key = here.signed()
    here.send(key)
    officer = Grant("Practitioner/officer", PractitionerRole.PRIVACY_OFFICER, Purpose.OPERATIONS, patients=None,
                    types=None, actions=frozenset(Action))  # fmt: skip
    resources, studies = erase("p1", "patient-request", clinic=here.clinic, grant=officer)
    assert resources > 0 and studies == 1
    assert here.clinic.images.find(key) is None
    assert listed(clinic=here.clinic) == []


def test_the_viewer_sends_and_says_how_much_is_there(here, there):
    from dataclasses import replace

    here.clinic = replace(here.clinic, settings=replace(here.clinic.settings, dicom_archive=ARCHIVE))
    key = here.signed()
    browser = Browser(here.clinic)
    browser.sign_in("rays")
    assert "Send to the archive" in browser.get(f"/imaging/{key}").text
    assert "0 of 5 objects are there" in browser.post(f"/imaging/{key}/send", {}).text
    here.due(there.post)
    assert "5 of 5 objects are there" in browser.get(f"/imaging/{key}").text


def test_a_signed_report_leaves_as_fhir_with_its_accepted_marks_and_its_signature(here):
    key = here.signed()
    bundle = json.loads(report_bundle(key, clinic=here.clinic, grant=SYSTEM))
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds[0] == "DiagnosticReport"
    assert set(kinds) == {"DiagnosticReport", "Composition", "Observation", "ImagingStudy", "Provenance"}
    report = bundle["entry"][0]["resource"]
    assert report["status"] == "final"
    here.clinic.record.version("DiagnosticReport", report["id"], 1, grant=SYSTEM)


def test_an_unsigned_report_does_not_leave_as_fhir(here):
    known, _ = bring_studies(here.clinic)
    with pytest.raises(Conflict, match="not signed"):
        report_bundle(known, clinic=here.clinic, grant=SYSTEM)
