"""DICOMweb as other people's clients speak it: what they say they can read, what they search, what they send."""

import io
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from tests.journeys.test_dicom_doors import SERIES, STUDY, clinic, http, slice_of_the_patient
from tests.journeys.web.hospital import FAMILY, GIVEN, MRN
from tests.scans import scan

from attending.imaging.transcode import plain_file
from attending.journeys import dicomweb

__all__ = ["clinic", "http"]
EXPLICIT, LOSSLESS = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.90"
SMALL = "MR_small_jp2klossless.dcm"


def data_of(name: str) -> bytes:
    return Path(str(get_testdata_file(name, download=False))).read_bytes()


def store(http, *files: bytes, at: str = "/dicom-web/studies"):
    body, kind = dicomweb.web.write_multipart(files)
    return http.post(at, content=body, headers={"Content-Type": kind})


def place_of(data: bytes) -> str:
    one = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True)
    uids = (one.StudyInstanceUID, one.SeriesInstanceUID, one.SOPInstanceUID)
    return "/dicom-web/studies/{}/series/{}/instances/{}".format(*uids)


def parts(answer) -> list[bytes]:
    return list(dicomweb.web.read_multipart(answer.content, answer.headers["content-type"].replace("image/", "")))


def first_part(answer) -> tuple[str, bytes]:
    head, _, rest = answer.content.partition(b"\r\n\r\n")
    return head.decode(), rest.rpartition(b"\r\n--")[0]


def of_all_parts(*accepted: str) -> dict[str, str]:
    return {"Accept": ", ".join(accepted)}


def test_a_compressed_image_is_given_as_it_is_stored_or_without_compression(http):
    data = data_of(SMALL)
    store(http, data)
    whole = 'multipart/related; type="application/dicom"'
    (stored,) = parts(http.get(place_of(data), headers={"Accept": f"{whole}; transfer-syntax=*"}))
    assert stored == data
    for asked in (f"{whole}; transfer-syntax={EXPLICIT}", whole):
        (plain,) = parts(http.get(place_of(data), headers={"Accept": asked}))
        read = pydicom.dcmread(io.BytesIO(plain))
        assert read.file_meta.TransferSyntaxUID == EXPLICIT
        assert read.SOPInstanceUID == pydicom.dcmread(io.BytesIO(data)).SOPInstanceUID
        assert np.array_equal(read.pixel_array, pydicom.dcmread(io.BytesIO(data)).pixel_array)
    alone = http.get(place_of(data), headers={"Accept": "application/dicom; transfer-syntax=*"})
    assert (alone.headers["content-type"], alone.content) == ("application/dicom", data)
    for nobody_has in (f"{whole}; transfer-syntax=1.2.840.10008.1.2.4.80", "text/html", "image/png"):
        assert http.get(place_of(data), headers={"Accept": nobody_has}).status_code == 406
    study = place_of(data).partition("/series/")[0]
    assert http.get(study, headers={"Accept": "application/dicom"}).status_code == 406  # one file cannot hold several


@pytest.mark.parametrize("name", ["MR_small_RLE.dcm", "MR_small_bigendian.dcm", SMALL, "SC_rgb_jpeg_dcmtk.dcm"])
def test_without_compression_the_pixels_are_the_same(name):
    before, after = (pydicom.dcmread(io.BytesIO(data)) for data in (data_of(name), plain_file(data_of(name))))
    assert (after.file_meta.TransferSyntaxUID, after.SOPInstanceUID) == (EXPLICIT, before.SOPInstanceUID)
    assert np.array_equal(before.pixel_array, after.pixel_array)


def test_frames_leave_without_compression_unless_their_own_is_asked_for(http):
    data = data_of(SMALL)
    store(http, data)
    frame = f"{place_of(data)}/frames/1"
    pixels = pydicom.dcmread(io.BytesIO(data)).pixel_array.tobytes()
    for asked in ("*/*", 'multipart/related; type="application/octet-stream"; transfer-syntax=*'):
        head, body = first_part(http.get(frame, headers={"Accept": asked}))
        assert f"transfer-syntax={EXPLICIT}" in head and body == pixels
    for asked in (
        'multipart/related; type="image/jp2"',
        f'multipart/related; type="image/jp2"; transfer-syntax={LOSSLESS}',
    ):
        head, body = first_part(http.get(frame, headers={"Accept": asked}))
        assert f"image/jp2; transfer-syntax={LOSSLESS}" in head and body.startswith(b"\xff\x4f")
    assert http.get(frame, headers={"Accept": 'multipart/related; type="image/jls"'}).status_code == 406


def test_a_rendered_image_is_png_or_jpeg_as_the_client_prefers(http):
    store(http, slice_of_the_patient(1), slice_of_the_patient(2))
    address = place_of(slice_of_the_patient(1)) + "/rendered"
    for asked, kind in (("image/jpeg", "image/jpeg"), ("image/png;q=0.5, image/jpeg", "image/jpeg"),
                        ("image/*", "image/png"), ("*/*", "image/png")):  # fmt: skip
        answer = http.get(address, headers={"Accept": asked})
        assert answer.headers["content-type"] == kind
        assert answer.content.startswith(b"\x89PNG" if kind == "image/png" else b"\xff\xd8\xff")
    assert http.get(address, params={"accept": "image/jpeg"}).headers["content-type"] == "image/jpeg"
    assert http.get(address, headers={"Accept": "text/html"}).status_code == 406
    for above in (f"/dicom-web/studies/{STUDY}", f"/dicom-web/studies/{STUDY}/series/{SERIES}"):
        answer = http.get(f"{above}/rendered", headers={"Accept": 'multipart/related; type="image/png"'})
        assert answer.content.count(b"\x89PNG") == 2


def test_headers_are_given_as_json_only(http):
    store(http, slice_of_the_patient(1))
    address = f"/dicom-web/studies/{STUDY}/metadata"
    assert http.get(address, headers={"Accept": "application/json"}).status_code == 200
    refused = http.get(address, headers={"Accept": 'multipart/related; type="application/dicom+xml"'})
    assert refused.status_code == 406
    assert "application/dicom+json" in refused.json()["issue"][0]["diagnostics"]


def test_each_instance_that_is_sent_is_answered_for(http):
    first, cut = slice_of_the_patient(1), slice_of_the_patient(7)[:-20]
    answer = store(http, b"no image", first, cut)
    told = answer.json()
    assert answer.status_code == 202
    (kept,) = told["00081199"]["Value"]
    assert kept["00081155"]["Value"] == [pydicom.dcmread(io.BytesIO(first)).SOPInstanceUID]
    assert kept["00081190"]["Value"] == [f"http://testserver{place_of(first)}"]
    nameless, named = told["00081198"]["Value"]
    assert "00081155" not in nameless and nameless["00081197"]["Value"] == [0xC000]
    assert named["00081155"]["Value"] == ["1.2.826.0.1.3680043.8.498.1.7"]


def test_a_second_sending_answers_for_its_own_instances_only(http):
    assert len(store(http, slice_of_the_patient(1), b"no image").json()["00081199"]["Value"]) == 1
    answer = store(http, slice_of_the_patient(2), slice_of_the_patient(3))
    assert answer.status_code == 200
    assert [one["00081155"]["Value"][0][-1] for one in answer.json()["00081199"]["Value"]] == ["2", "3"]
    twice = store(http, slice_of_the_patient(3), slice_of_the_patient(3))
    assert (twice.status_code, len(twice.json()["00081199"]["Value"])) == (200, 2)


def test_instances_of_another_study_than_the_address_names_are_not_kept(http):
    answer = store(http, slice_of_the_patient(1), at="/dicom-web/studies/1.2.3.4")
    assert answer.status_code == 409
    assert answer.json()["00081198"]["Value"][0]["00081197"]["Value"] == [0xC409]
    assert http.get("/dicom-web/studies").json() == []
    answer = store(http, slice_of_the_patient(1), at=f"/dicom-web/studies/{STUDY}")
    assert answer.status_code == 200
    assert answer.json()["00081190"]["Value"] == [f"http://testserver/dicom-web/studies/{STUDY}"]


@pytest.mark.parametrize("kind", ["application/dicom", 'multipart/related; type="application/dicom+json"; boundary=x'])
def test_another_form_than_dicom_in_parts_is_refused(http, kind):
    assert http.post("/dicom-web/studies", content=b"--x--", headers={"Content-Type": kind}).status_code == 415


def test_what_every_study_series_and_image_has_to_say_is_answered(http):
    store(http, scan(SeriesNumber=30026, StudyID="S7", ReferringPhysicianName="Wu^Li", PatientID=MRN,
                     PatientName=f"{FAMILY}^{GIVEN}"))  # fmt: skip
    (study,) = http.get("/dicom-web/studies").json()
    assert study["00200010"]["Value"] == ["S7"]
    assert study["00080090"]["Value"] == [{"Alphabetic": "Wu^Li"}]
    assert study["00081190"]["Value"] == [f"http://testserver/dicom-web/studies/{STUDY}"]
    assert study["00080056"]["Value"] == ["ONLINE"]
    (series,) = http.get(f"/dicom-web/studies/{STUDY}/series").json()
    assert series["00200011"]["Value"] == [30026]
    assert series["00081190"]["Value"] == [f"http://testserver/dicom-web/studies/{STUDY}/series/{SERIES}"]
    (image,) = http.get("/dicom-web/instances", params={"SeriesNumber": "30026", "StudyID": "S7"}).json()
    assert http.get(image["00081190"]["Value"][0]).status_code == 200


def test_further_attributes_are_answered_when_they_are_asked_for(http):
    store(http, scan(Manufacturer="Acme", PatientComments="allergic", KVP="120"))
    named = [("includefield", "PatientComments"), ("includefield", "Manufacturer,KVP")]
    (study,) = http.get("/dicom-web/studies", params=named).json()
    assert study["00104000"]["Value"] == ["allergic"] and "00080070" not in study
    (series,) = http.get(f"/dicom-web/studies/{STUDY}/series", params=named).json()
    assert series["00080070"]["Value"] == ["Acme"] and "00180060" not in series
    (image,) = http.get("/dicom-web/instances", params={"includefield": "00180060"}).json()
    assert image["00180060"]["Value"] == [120.0]
    (image,) = http.get(f"/dicom-web/studies/{STUDY}/instances", params={"includefield": "all"}).json()
    assert image["00281053"]["Value"] == [1.0] and "7FE00010" not in image
    assert http.get("/dicom-web/studies", params={"includefield": "Nonsense"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ({"PatientName": ""}, 1),
        ({"PatientName": f"{GIVEN[:3]} {FAMILY[:3]}", "fuzzymatching": "true"}, 1),
        ({"PatientName": f"{GIVEN[:3]} {FAMILY[:3]}"}, 0),
        ({"PatientName": "Nobody", "fuzzymatching": "true"}, 0),
        ({"PatientName": f"{FAMILY[:2].lower()}*"}, 1),
        ({"StudyDate": "20260301-"}, 1),
        ({"StudyDate": "-20260228"}, 0),
        ([("ModalitiesInStudy", "MR"), ("ModalitiesInStudy", "CT")], 1),
        ({"limit": "0"}, 0),
    ],
)
def test_a_search_matches_as_the_standard_says(http, query, matches):
    store(http, slice_of_the_patient(1))
    answer = http.get("/dicom-web/studies", params=query)
    assert len(answer.json()) == matches and "Warning" not in answer.headers


def test_what_cannot_be_matched_is_said_and_what_is_no_search_refused(http):
    store(http, slice_of_the_patient(1))
    answer = http.get("/dicom-web/series", params={"PerformedProcedureStepStartDate": "20000101-"})
    assert len(answer.json()) == 1 and "PerformedProcedureStepStartDate" in answer.headers["Warning"]
    for wrong in ({"StudyDate": "2026-03-01"}, {"limit": "-1"}, {"Nonsense": "1"}):
        assert http.get("/dicom-web/studies", params=wrong).status_code == 400


def test_who_has_no_token_is_told_what_kind_is_needed(http):
    http.headers.pop("Authorization")
    assert http.get("/dicom-web/studies").headers["WWW-Authenticate"] == "Bearer"
