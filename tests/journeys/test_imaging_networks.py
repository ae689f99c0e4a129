"""A site's own network, from its folder to the signed SR and SEG, and through the command line."""

import io
import json

import numpy as np
import pydicom
import pytest
from click.testing import CliRunner
from tests.journeys.web.hospital import BORN, FAMILY, GIVEN, MRN, SYSTEM, Clock, bring_studies, fill, open_hospital
from tests.networks import BRIGHT, put_network
from tests.nnunet_models import ORGANS, put_nnunet
from tests.onnx_files import bright_network, mean_network
from tests.scans import scan

from attending.app.cli import main
from attending.drafts import Region
from attending.journeys.imaging_objects import report_files
from attending.journeys.imaging_report import draft_study_report
from attending.journeys.imaging_study import SentFile, receive_uploads
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


def bring_abdomen(clinic) -> str:
    """A stack of 32 slices of 3 mm with a sphere of 27 mm on the patient's right and a brighter one of 18 mm left."""
    z, y, x = np.meshgrid(np.arange(32) * 3.0, np.arange(64) * 1.5, np.arange(64) * 1.5, indexing="ij")
    rng = np.random.default_rng(1)
    volume = np.where(np.hypot(y - 48, x - 48) < 46, 40.0, -1000.0)
    for right, radius, value in ((30.0, 27.0, 140.0), (72.0, 18.0, 260.0)):
        volume[(z - 48) ** 2 + (y - 48) ** 2 + (x - right) ** 2 < radius**2] = value
    volume += rng.normal(0, 8, volume.shape)
    slices = [
        SentFile(f"CT/{n}", scan(
            (plane + 1024).clip(0, 4000).astype(np.uint16), InstanceNumber=n + 1, PixelSpacing=["1.5", "1.5"],
            SOPInstanceUID=f"1.2.826.0.1.3680043.8.498.77.{n + 1}", ImagePositionPatient=[0, 0, 3.0 * n],
            SliceThickness="3", PatientID=MRN, PatientName=f"{FAMILY}^{GIVEN}", PatientBirthDate=BORN.replace("-", ""),
            PatientSex="M", SeriesDescription="Abdomen 3 mm",
        ).__bytes__)
        for n, plane in enumerate(volume)
    ]  # fmt: skip
    (received,) = receive_uploads(slices, clinic=clinic, grant=SYSTEM)
    return received.study.key


def test_a_model_as_totalsegmentator_downloads_it_measures_organs_in_ml_and_leaves_as_seg(clinic):
    put_nnunet(clinic.settings.own_networks, description=ORGANS.replace('"spleen"', '"spleen"\nthreshold = 0.4'))
    key = bring_abdomen(clinic)
    review = draft_study_report(key, practitioner="rays", clinic=clinic, grant=SYSTEM)
    found = {p.resource["code"]["text"]: p for p in review.draft.proposals}
    assert set(found) == {"Liver", "Spleen"}
    for name, radius_mm, code in (("Liver", 27, "10200004"), ("Spleen", 18, "78961009")):
        (volume,) = (c["valueQuantity"] for c in found[name].resource["component"] if c["code"]["text"] == "Volume")
        assert volume["unit"] == "mL"
        assert float(volume["value"]) == pytest.approx(4 / 3 * np.pi * (radius_mm / 10) ** 3, rel=0.2)
        assert found[name].resource["code"]["coding"][0]["code"] == code
    columns = {name: np.mean([x for part in p.claim.evidence if isinstance(part, Region) for x, _ in part.polygon])
               for name, p in found.items()}  # fmt: skip
    assert columns["Liver"] < 32 < columns["Spleen"]  # what lies right in the patient stands left in the image
    for proposal in review.draft.proposals:
        review = clinic.reviews.choose(
            review.id, proposal.id, accept=True, if_version=review.version, grant=rays(clinic)
        )  # fmt: skip
    clinic.reviews.sign(review.id, if_version=review.version, grant=rays(clinic))
    files = report_files(key, clinic=clinic, grant=SYSTEM)
    segments = [one for name, data in files.items() if "-seg-" in name
                for one in pydicom.dcmread(io.BytesIO(data)).SegmentSequence]  # fmt: skip
    said = {
        (s.SegmentedPropertyTypeCodeSequence[0].CodeValue, s.SegmentedPropertyCategoryCodeSequence[0].CodeMeaning)
        for s in segments
    }
    assert said == {("10200004", "Anatomical Structure"), ("78961009", "Anatomical Structure")}
    assert "mL" in str(pydicom.dcmread(io.BytesIO(files["report-sr.dcm"])))


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
