"""An archive's two doors, DICOMweb over HTTP, and DIMSE driven by pynetdicom."""

import io
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pynetdicom import AE
from pynetdicom.sop_class import (
    CTImageStorage,
    PatientRootQueryRetrieveInformationModelFind,
    StudyRootQueryRetrieveInformationModelFind,
    Verification,
)
from starlette.testclient import TestClient
from tests.journeys.web.hospital import BORN, FAMILY, GIVEN, MRN, SYSTEM, Clock, fill, open_hospital
from tests.scans import scan

from attending.app.web.server import create_app
from attending.app.wiring import open_keys
from attending.audit.read import newest_events
from attending.errors import BadInput, NotAllowed, Unavailable
from attending.exchange.dicom import storage
from attending.exchange.dicom.receiver import Receiver
from attending.journeys import dicomweb, dimse
from attending.journeys.imaging_fetching import fetch_study, find_remote
from attending.security.tokens import make_token

STUDY, SERIES = "1.2.826.0.1.3680043.8.498.2", "1.2.826.0.1.3680043.8.498.3"


@pytest.fixture
def clinic(tmp_path):
    clock = Clock()
    opened = open_hospital(tmp_path, clock)
    fill(opened, clock)
    yield opened
    opened.close()


def slice_of_the_patient(number: int) -> bytes:
    return scan(
        InstanceNumber=number, PatientID=MRN, PatientName=f"{FAMILY}^{GIVEN}", PatientSex="M",
        PatientBirthDate=BORN.replace("-", ""),
    )  # fmt: skip


def dataset(data: bytes) -> pydicom.Dataset:
    return pydicom.dcmread(io.BytesIO(data))


@pytest.fixture
def http(clinic):
    now = clinic.now()
    token = make_token(
        clinic.record.connection(),
        "pacs",
        now=now,
        expires=now + timedelta(days=9),
        types=None,
        patients=None,
        writes=True,
    )
    return TestClient(create_app(clinic), base_url="http://testserver", headers={"Authorization": f"Bearer {token}"})


def test_a_study_is_stored_found_and_fetched(clinic, http):
    body, kind = dicomweb.web.write_multipart([slice_of_the_patient(n) for n in (1, 2)])
    answer = http.post("/dicom-web/studies", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 200
    assert len(answer.json()["00081199"]["Value"]) == 2
    (found,) = http.get("/dicom-web/studies", params={"PatientID": MRN, "StudyDate": "20260101-20261231"}).json()
    assert found["0020000D"]["Value"] == [STUDY]
    assert found["00201208"]["Value"] == [2]
    assert http.get("/dicom-web/studies", params={"PatientName": "NOBODY*"}).json() == []
    (series,) = http.get(f"/dicom-web/studies/{STUDY}/series").json()
    assert series["00080060"]["Value"] == ["CT"]
    instances = http.get(f"/dicom-web/studies/{STUDY}/series/{SERIES}/instances").json()
    uid = instances[1]["00080018"]["Value"][0]
    answer = http.get(f"/dicom-web/studies/{STUDY}/series/{SERIES}/instances/{uid}")
    (file,) = dicomweb.web.read_multipart(answer.content, answer.headers["content-type"])
    assert file == slice_of_the_patient(2)
    picture = http.get(
        f"/dicom-web/studies/{STUDY}/series/{SERIES}/instances/{uid}/rendered", params={"window": "0,400"}
    )
    assert picture.content.startswith(b"\x89PNG")
    key = clinic.images.key_of(STUDY)
    assert clinic.record.read("ImagingStudy", key, grant=SYSTEM)["subject"] == {"reference": "Patient/p1"}


def test_the_instances_of_a_study_and_the_pixels_of_a_frame_are_answered(clinic, http):
    body, kind = dicomweb.web.write_multipart([slice_of_the_patient(n) for n in (1, 2)])
    http.post("/dicom-web/studies", content=body, headers={"Content-Type": kind})
    (study,) = http.get("/dicom-web/studies").json()
    address = f"/dicom-web/studies/{study['0020000D']['Value'][0]}"
    found = http.get(f"{address}/instances").json()
    assert len(found) == 2 and {one["00080060"]["Value"][0] for one in found} == {"CT"}
    series, image = (found[0][tag]["Value"][0] for tag in ("0020000E", "00080018"))
    answer = http.get(f"{address}/series/{series}/instances/{image}/frames/1")
    assert answer.headers["content-type"].startswith('multipart/related; type="application/octet-stream"')
    pixels = answer.content.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
    whole = http.get(f"{address}/series/{series}/instances/{image}").content
    file = whole.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
    assert pixels == dataset(file).PixelData
    for wrong in ("2", "0", "x", "1,,2"):
        assert http.get(f"{address}/series/{series}/instances/{image}/frames/{wrong}").status_code == 400


def test_series_and_instances_are_found_without_naming_a_study(clinic, http):
    other = scan(
        StudyInstanceUID="1.2.826.0.1.3680043.8.498.77", SeriesInstanceUID="1.2.826.0.1.3680043.8.498.77.1",
        SOPInstanceUID="1.2.826.0.1.3680043.8.498.77.1.1", Modality="MR", SOPClassUID="1.2.840.10008.5.1.4.1.1.4",
    )  # fmt: skip
    files = [slice_of_the_patient(1), slice_of_the_patient(2), other]
    sent = [dicomweb.SentFile(f"{n}", data.__bytes__) for n, data in enumerate(files)]
    dicomweb.receive_uploads(sent, clinic=clinic, grant=SYSTEM)
    assert len(http.get("/dicom-web/series").json()) == 2
    (series,) = http.get("/dicom-web/series", params={"Modality": "MR"}).json()
    assert series["0020000D"]["Value"] == ["1.2.826.0.1.3680043.8.498.77"]
    keys = open_keys(clinic.settings)
    before = len(newest_events(clinic.record.connection(), keys=keys, most=200))
    found = http.get("/dicom-web/instances", params={"PatientID": MRN}).json()
    assert len(newest_events(clinic.record.connection(), keys=keys, most=200)) == before + 1
    assert [one["0020000D"]["Value"] for one in found] == [[STUDY], [STUDY]]
    assert len(http.get("/dicom-web/instances", params={"limit": "1", "offset": "1"}).json()) == 1
    assert http.get("/dicom-web/instances", params={"StudyInstanceUID": "1.2.3"}).json() == []
    assert http.get("/dicom-web/series", params={"Unheard": "1"}).status_code == 400


def test_the_pixels_have_the_address_that_the_header_names(clinic, http):
    dicomweb.receive_uploads([dicomweb.SentFile("1", slice_of_the_patient(1).__bytes__)], clinic=clinic, grant=SYSTEM)
    (header,) = http.get(f"/dicom-web/studies/{STUDY}/metadata").json()
    answer = http.get(header["7FE00010"]["BulkDataURI"])
    (pixels,) = dicomweb.web.read_multipart(answer.content, answer.headers["content-type"])
    assert pixels == dataset(slice_of_the_patient(1)).PixelData
    whole = http.get(f"/dicom-web/studies/{STUDY}/bulkdata")
    assert list(dicomweb.web.read_multipart(whole.content, whole.headers["content-type"])) == [pixels]
    small = http.get(f"/dicom-web/studies/{STUDY}/series/{SERIES}/thumbnail")
    assert small.content.startswith(b"\x89PNG")
    assert http.get("/dicom-web/studies/1.2.3/thumbnail").status_code == 404


def test_the_headers_of_a_study_a_series_and_an_image_are_answered_as_dicom_json(http):
    body, kind = dicomweb.web.write_multipart([slice_of_the_patient(n) for n in (1, 2)])
    http.post("/dicom-web/studies", content=body, headers={"Content-Type": kind})
    (whole, series) = (f"/dicom-web/studies/{STUDY}", f"/dicom-web/studies/{STUDY}/series/{SERIES}")
    uid = http.get(f"{series}/instances").json()[0]["00080018"]["Value"][0]
    for address, images in ((whole, 2), (series, 2), (f"{series}/instances/{uid}", 1)):
        answer = http.get(f"{address}/metadata")
        assert answer.headers["content-type"] == "application/dicom+json"
        assert len(answer.json()) == images
        told = pydicom.Dataset.from_json(answer.json()[0])
        assert (told.StudyInstanceUID, told.Rows, bool(told.get("PixelData"))) == (STUDY, 8, False)


@pytest.mark.parametrize("name", ["CT_small.dcm", "reportsi.dcm", "rtplan.dcm", "MR_small.dcm"])
def test_the_header_of_every_kind_of_object_becomes_json(name):
    data = Path(str(get_testdata_file(name, download=False))).read_bytes()
    assert msgspec.json.encode(dicomweb.web.metadata(data))


def test_images_of_another_patient_under_the_same_uid_are_neither_found_nor_fetched_with_the_study(clinic, http):
    mixed = scan(StudyInstanceUID=STUDY, SeriesInstanceUID=SERIES, SOPInstanceUID="1.2.3.4.9", InstanceNumber=9,
                 PatientID="1", PatientName="Wallace^John", PatientSex="M")  # fmt: skip
    for data in (slice_of_the_patient(1), mixed):
        dicomweb.receive_uploads([dicomweb.SentFile("1", data.__bytes__)], clinic=clinic, grant=SYSTEM)
    assert len(clinic.images.lines()) == 2
    (answer,) = http.get("/dicom-web/studies").json()
    assert answer["00201208"]["Value"] == [1]
    assert len(http.get("/dicom-web/instances").json()) == 1
    body = http.get(f"/dicom-web/studies/{STUDY}").content
    assert MRN.encode() in body and b"Wallace" not in body


def test_what_cannot_be_read_is_said_to_have_failed(http):
    body, kind = dicomweb.web.write_multipart([b"no image", slice_of_the_patient(1)])
    answer = http.post("/dicom-web/studies", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, len(answer.json()["00081198"]["Value"])) == (202, 1)
    body, kind = dicomweb.web.write_multipart([b"no image"])
    assert http.post("/dicom-web/studies", content=body, headers={"Content-Type": kind}).status_code == 409
    assert http.post("/dicom-web/studies", content=body[:40], headers={"Content-Type": kind}).status_code == 400


def test_without_a_token_there_is_nothing(clinic, http):
    http.headers.pop("Authorization")
    assert http.get("/dicom-web/studies").status_code == 401


def test_a_scanner_sends_by_dimse_and_what_it_sent_is_filed(clinic):
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0)
    port = door.start()
    try:
        scanner = AE(ae_title="SCANNER")
        for context in (CTImageStorage, Verification, StudyRootQueryRetrieveInformationModelFind):
            scanner.add_requested_context(context)
        line = scanner.associate("127.0.0.1", port, ae_title="ATTENDING")
        assert line.is_established
        assert line.send_c_echo().Status == 0
        for number in (1, 2, 3):
            assert line.send_c_store(dataset(slice_of_the_patient(number))).Status == 0
        line.release()
        door.stop()
        key = clinic.images.key_of(STUDY)
        assert clinic.record.read("ImagingStudy", key, grant=SYSTEM)["numberOfInstances"] == 3
        assert clinic.images.spooled() == []
    finally:
        door.stop()


def until(asked, seconds: float = 20.0):
    """What is asked for, as soon as it is there."""
    for _ in range(int(seconds / 0.05)):
        if found := asked():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def test_what_a_scanner_sends_is_filed_while_it_keeps_its_association_open(clinic):
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0,
                        quiet_s=0.1)  # fmt: skip
    port = door.start()
    try:
        scanner = AE(ae_title="SCANNER")
        scanner.add_requested_context(CTImageStorage)
        line = scanner.associate("127.0.0.1", port, ae_title="ATTENDING")
        for number in (1, 2):
            assert line.send_c_store(dataset(slice_of_the_patient(number))).Status == 0
        key = clinic.images.key_of(STUDY)
        until(lambda: (kept := clinic.images.find(key)) and kept.images == 2)
        assert line.send_c_store(dataset(slice_of_the_patient(3))).Status == 0
        until(lambda: clinic.images.load(key).images == 3)
        assert line.is_established
        until(lambda: clinic.images.spooled() == [])
        assert clinic.record.read("ImagingStudy", key, grant=SYSTEM)["numberOfInstances"] == 3
        line.release()
    finally:
        door.stop()


def test_images_that_come_without_a_pause_are_filed_after_a_while_too(clinic):
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0,
                        quiet_s=0.1)  # fmt: skip
    port = door.start()
    try:
        scanner = AE(ae_title="SCANNER")
        scanner.add_requested_context(CTImageStorage)
        line = scanner.associate("127.0.0.1", port, ae_title="ATTENDING")
        number, key = 0, clinic.images.key_of(STUDY)

        def filed_while_sending() -> bool:
            nonlocal number
            number += 1
            line.send_c_store(dataset(slice_of_the_patient(number)))
            return clinic.images.find(key) is not None

        until(filed_while_sending)
        line.release()
        door.stop()
        assert clinic.images.load(key).images == number
    finally:
        door.stop()


@pytest.mark.parametrize("kind", storage.CLASSES[-6:])
def test_an_image_of_a_retired_class_is_kept_and_the_rest_of_the_association_too(clinic, kind):
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0)
    port = door.start()
    try:
        scanner = AE(ae_title="SCANNER")
        scanner.add_requested_context(kind)
        scanner.add_requested_context(CTImageStorage)
        line = scanner.associate("127.0.0.1", port, ae_title="ATTENDING")
        old = dataset(slice_of_the_patient(1))
        old.SOPClassUID = old.file_meta.MediaStorageSOPClassUID = kind
        assert line.send_c_store(old).Status == 0
        assert line.send_c_store(dataset(slice_of_the_patient(2))).Status == 0
        line.release()
    finally:
        door.stop()
    assert clinic.record.read("ImagingStudy", clinic.images.key_of(STUDY), grant=SYSTEM)["numberOfInstances"] == 2


def test_twenty_associations_at_one_time_are_let_in(clinic):
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0)
    port = door.start()
    try:
        scanner = AE(ae_title="SCANNER")
        scanner.add_requested_context(Verification)
        lines = [scanner.associate("127.0.0.1", port, ae_title="ATTENDING") for _ in range(20)]
        assert [line.is_established for line in lines] == [True] * 20
        for line in lines:
            line.release()
    finally:
        door.stop()


def test_a_stranger_is_not_let_in(clinic):
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0)
    port = door.start()
    try:
        stranger = AE(ae_title="STRANGER")
        stranger.add_requested_context(Verification)
        assert not stranger.associate("127.0.0.1", port, ae_title="ATTENDING").is_established
    finally:
        door.stop()


def test_what_was_acknowledged_before_a_crash_is_filed_at_the_next_start(clinic):
    clinic.images.spool(slice_of_the_patient(1))
    for path in (p for p in clinic.settings.image_archive.rglob("*") if p.is_file()):
        assert not any(canary.encode() in path.read_bytes() for canary in (MRN, FAMILY))
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0)
    door.start()
    door.stop()
    assert clinic.record.read("ImagingStudy", clinic.images.key_of(STUDY), grant=SYSTEM)["numberOfInstances"] == 1


def test_a_query_by_dimse_finds_the_study(clinic):
    dicomweb.receive_uploads([dicomweb.SentFile("1", slice_of_the_patient(1).__bytes__)], clinic=clinic, grant=SYSTEM)
    door = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0)
    port = door.start()
    try:
        scanner = AE(ae_title="SCANNER")
        scanner.add_requested_context(StudyRootQueryRetrieveInformationModelFind)
        line = scanner.associate("127.0.0.1", port, ae_title="ATTENDING")
        asked = pydicom.Dataset()
        asked.QueryRetrieveLevel, asked.PatientID = "STUDY", MRN
        answers = [
            a for status, a in line.send_c_find(asked, StudyRootQueryRetrieveInformationModelFind) if a is not None
        ]
        line.release()
        assert [str(answer.StudyInstanceUID) for answer in answers] == [STUDY]
    finally:
        door.stop()


def ask(
    port: int, model: str = StudyRootQueryRetrieveInformationModelFind, **keys: str
) -> list[tuple[int, pydicom.Dataset]]:
    scanner = AE(ae_title="SCANNER")
    scanner.add_requested_context(model)
    line = scanner.associate("127.0.0.1", port, ae_title="ATTENDING")
    asked = pydicom.Dataset()
    for keyword, value in keys.items():
        setattr(asked, keyword, value)
    answers = [(status.Status, found) for status, found in line.send_c_find(asked, model)]
    line.release()
    return answers


@pytest.fixture
def door(clinic):
    files = [slice_of_the_patient(1), slice_of_the_patient(2)]
    dicomweb.receive_uploads([dicomweb.SentFile("1", f.__bytes__) for f in files], clinic=clinic, grant=SYSTEM)
    opened = dimse.listen(clinic=clinic, grant=SYSTEM, title="ATTENDING", peers=["SCANNER"], host="127.0.0.1", port=0)
    yield opened.start()
    opened.stop()


def found(answers: list[tuple[int, pydicom.Dataset]]) -> list[pydicom.Dataset]:
    return [answer for _, answer in answers if answer is not None]


@pytest.mark.parametrize(
    "keys",
    [
        {"ModalitiesInStudy": ["CT", "MR"]},
        {"StudyInstanceUID": ["1.2.3", STUDY]},
        {"StudyTime": "080000-090000"},
        {"StudyDate": "20260301", "StudyTime": "0830-"},
        {"PatientName": f"{FAMILY.upper()}*"},
        {"PatientComments": "a key that nobody can match here"},
    ],
)
def test_what_workstations_ask_finds_the_study(door, keys):
    (answer,) = found(ask(door, QueryRetrieveLevel="STUDY", **{"StudyInstanceUID": "", **keys}))
    assert answer.StudyInstanceUID == STUDY


def test_the_answer_has_what_was_asked_for_and_says_when_a_key_was_left_out(door):
    answers = ask(door, QueryRetrieveLevel="STUDY", PatientComments="x", PatientName="", OperatorsName="")
    status, answer = answers[0]
    assert (status, answers[-1][0]) == (0xFF01, 0x0000)
    assert {element.keyword for element in answer} == {
        "SpecificCharacterSet", "QueryRetrieveLevel", "PatientComments", "PatientName", "OperatorsName",
        "StudyInstanceUID",
    }  # fmt: skip


def test_series_and_images_are_found_below_their_study_and_patients_above(door):
    (series,) = found(ask(door, QueryRetrieveLevel="SERIES", StudyInstanceUID=STUDY, Modality="", SeriesInstanceUID=""))
    assert (series.SeriesInstanceUID, series.Modality) == (SERIES, "CT")
    images = found(ask(door, QueryRetrieveLevel="IMAGE", StudyInstanceUID=STUDY, SeriesInstanceUID=SERIES,
                       SOPInstanceUID=""))  # fmt: skip
    assert len({image.SOPInstanceUID for image in images}) == 2
    root = PatientRootQueryRetrieveInformationModelFind
    (patient,) = found(ask(door, root, QueryRetrieveLevel="PATIENT", PatientID=MRN, PatientName=""))
    assert str(patient.PatientName) == f"{FAMILY}^{GIVEN}"
    assert found(ask(door, QueryRetrieveLevel="SERIES", StudyInstanceUID="1.2.3", SeriesInstanceUID="")) == []


def test_a_query_without_its_level_or_the_study_above_is_refused(door):
    assert ask(door, PatientID=MRN)[0][0] == 0xA900
    assert ask(door, QueryRetrieveLevel="SERIES", SeriesInstanceUID="")[0][0] == 0xC000


@pytest.fixture
def archive(tmp_path, http):
    """Our own server as the other archive, which holds the study; what a clinic that may ask it needs to do so."""
    body, kind = dicomweb.web.write_multipart([slice_of_the_patient(n) for n in (1, 2)])
    http.post("/dicom-web/studies", content=body, headers={"Content-Type": kind})
    there = open_hospital(tmp_path / "there", Clock())
    fill(there, Clock())
    there = replace(there, settings=replace(there.settings, dicom_hosts=("pacs.example",)))

    def get(address, headers):
        answer = http.get(address.removeprefix("https://pacs.example"), headers=headers)
        return answer.status_code, answer.content, answer.headers.get("content-type", "")

    yield {"archive": "https://pacs.example/dicom-web", "get": get, "clinic": there, "grant": SYSTEM}
    there.close()


def test_a_study_of_another_archive_is_found_and_fetched(archive):
    (found,) = find_remote({"PatientID": MRN}, **archive)
    assert (found.uid, found.modalities, found.instances) == (STUDY, ("CT",), 2)
    assert find_remote({"PatientID": "nobody"}, **archive) == []
    fetched = fetch_study(STUDY, **archive)
    study = fetched.received.study
    assert (study.patient, study.images, fetched.images, fetched.missing) == ("p1", 2, 2, 0)
    assert fetch_study(STUDY, **archive).received.study.images == 2  # again: nothing twice
    clinic = archive["clinic"]
    events = newest_events(clinic.record.connection(), keys=open_keys(clinic.settings), most=50)
    noted = [event.get("outcomeDesc", "") for event in events]
    assert "fetched 2 images from the archive pacs.example" in noted
    assert "searched the archive pacs.example: 1 studies" in noted


def test_what_an_archive_does_not_have_or_answer_is_said(archive):
    with pytest.raises(Unavailable, match="404"):
        fetch_study("1.2.3", **archive)
    with pytest.raises(BadInput, match="needs a patient"):
        find_remote({}, **archive)
    with pytest.raises(NotAllowed):
        find_remote({"PatientID": MRN}, **{**archive, "archive": "https://elsewhere.example"})

    def nobody(address, headers):
        raise OSError

    with pytest.raises(Unavailable, match="does not answer"):
        find_remote({"PatientID": MRN}, **{**archive, "get": nobody})
    for answer in ((200, b"no json", "text/html"), (500, b"", "")):
        with pytest.raises(Unavailable):
            find_remote({"PatientID": MRN}, **{**archive, "get": lambda *_, answer=answer: answer})


def test_one_line_whose_images_cannot_be_filed_does_not_keep_the_others_waiting(clinic):
    filed, tried = [], []

    def file(images):
        tried.append(len(images))
        if len(tried) == 1:
            raise ValueError("not foreseen")
        filed.extend(images)

    door = Receiver(
        clinic.images, file, lambda level, asked: [], title="ATTENDING", peers=["SCANNER"], port=0, quiet_s=0.05
    )
    port = door.start()
    try:
        scanner = AE(ae_title="SCANNER")
        scanner.add_requested_context(CTImageStorage)
        line = scanner.associate("127.0.0.1", port, ae_title="ATTENDING")
        assert line.send_c_store(dataset(slice_of_the_patient(1))).Status == 0
        until(lambda: tried)
        assert line.send_c_store(dataset(slice_of_the_patient(2))).Status == 0
        until(lambda: filed)
        line.release()
    finally:
        door.stop()
