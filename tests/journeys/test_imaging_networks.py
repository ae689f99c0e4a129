"""A site's own network, from its folder to the signed SR and SEG, and through the command line."""

import io
import json

import pydicom
import pytest
from click.testing import CliRunner
from tests.journeys.web.hospital import SYSTEM, Clock, bring_studies, fill, open_hospital
from tests.networks import BRIGHT, put_network
from tests.onnx_files import bright_network, mean_network

from attending.app.cli import main
from attending.journeys.imaging_objects import report_files
from attending.journeys.imaging_report import draft_study_report
from attending.security.accounts import find_account
from attending.security.roles import grant_for


@pytest.fixture
def clinic(tmp_path):
    clock = Clock()
    opened = open_hospital(tmp_path, clock)
    fill(opened, clock)
    yield opened
    opened.close()


def rays(clinic):
    account = find_account(clinic.record.connection(), "rays")
    assert account is not None
    return grant_for(account)


def test_its_marks_are_drafted_decided_and_leave_as_sr_and_seg(clinic):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    known, _ = bring_studies(clinic)
    review = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    (proposal,) = review.draft.proposals
    assert proposal.resource["code"]["text"] == "Bright spot"
    assert any("this site's own network" in claim.text for claim in review.claims)
    review = clinic.reviews.choose(
        review.id, proposal.id, accept=True, if_version=review.version, grant=rays(clinic)
    )  # fmt: skip
    clinic.reviews.sign(review.id, if_version=review.version, grant=rays(clinic))
    files = {
        name: pydicom.dcmread(io.BytesIO(data))
        for name, data in report_files(known, clinic=clinic, grant=SYSTEM).items()
    }
    assert set(files) == {"report-sr.dcm", "regions-seg-1.dcm", "marks-pr-1.dcm", "map-pm-1.dcm", "marks-sc-1.dcm"}
    assert "spot" in str(files["report-sr.dcm"])
    (segment,) = files["regions-seg-1.dcm"].SegmentSequence
    assert segment.SegmentationAlgorithmIdentificationSequence[0].AlgorithmName == "spot"
    scores = files["map-pm-1.dcm"].pixel_array
    assert scores.shape == (12, 64, 64) and scores[11, 32, 32] == 1 and scores[11, 0, 0] == 0
    copy = files["marks-sc-1.dcm"]
    assert copy.pixel_array.shape == (512, 512, 3) and copy.BurnedInAnnotation == "YES"


def test_one_that_fails_is_told_of_in_the_report_and_stops_nothing(clinic):
    put_network(clinic.settings.own_networks, "wrong", mean_network(), BRIGHT)
    known, _ = bring_studies(clinic)
    review = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    assert any(text.startswith("bright spot: wrong: its output has the shape") for text in review.draft.not_assessed)


def test_a_rejected_report_is_drafted_anew_on_request(clinic):
    known, _ = bring_studies(clinic)
    first = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    assert draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM).id == first.id
    clinic.reviews.reject(first.id, "wrong-clinically", if_version=first.version, grant=rays(clinic))
    assert draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM).id != first.id


def test_the_command_lists_what_is_in_use_and_what_is_refused(tmp_path):
    put_network(tmp_path / "networks", "good", bright_network(0.0), BRIGHT)
    put_network(tmp_path / "networks", "wrong", mean_network(), BRIGHT)
    (tmp_path / "networks" / "empty").mkdir()
    said = CliRunner().invoke(main, ["--home", str(tmp_path), "imaging", "networks", "--json"])
    listed = {row["name"]: row for row in json.loads(said.stdout)["networks"]}
    assert {name: row["state"] for name, row in listed.items()} == {
        "good": "in use", "wrong": "refused", "empty": "refused",
    }  # fmt: skip
    assert "no card" in listed["empty"]["reason"]
