"""A classic PACS is searched by C-FIND and gives its studies by C-GET, or by C-MOVE where it knows no C-GET."""

import io
import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pydicom
import pytest
from pydicom.uid import RLELossless
from tests.journeys.web.hospital import BORN, FAMILY, GIVEN, MRN, SYSTEM, Clock, fill, open_hospital
from tests.journeys.web.serving import free_port
from tests.pacs import GET, MOVE, Pacs
from tests.scans import run_length_encoded, scan

from attending.errors import BadInput, NotAllowed, Unavailable
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_fetching import fetch_study, find_remote

STUDY = "1.2.826.0.1.3680043.8.498.2"


def slices(count: int) -> list[bytes]:
    pixels = np.full((16, 16), 1024, np.uint16)
    return [
        scan(pixels + number, InstanceNumber=number, PatientID=MRN, PatientName=f"{FAMILY}^{GIVEN}", PatientSex="M",
             PatientBirthDate=BORN.replace("-", ""), StudyDescription="CT abdomen")
        for number in range(1, count + 1)
    ]  # fmt: skip


@pytest.fixture
def clinic(tmp_path) -> Iterator[Clinic]:
    clock = Clock()
    opened = open_hospital(tmp_path, clock)
    fill(opened, clock)
    listen = f"127.0.0.1:{free_port()}"
    yield replace(opened, settings=replace(opened.settings, dicom_hosts=("127.0.0.1",), dicom_listen=listen))
    opened.close()


def asking(pacs: Pacs, clinic: Clinic) -> dict[str, object]:
    return {"archive": pacs.address, "get": nobody, "clinic": clinic, "grant": SYSTEM}


def nobody(address, headers):
    raise AssertionError("a classic archive is not asked by HTTP")


@pytest.fixture
def pacs(clinic) -> Iterator[Pacs]:
    running = Pacs(slices(3), back=int(clinic.settings.dicom_listen.rpartition(":")[2]))
    yield running
    running.stop()


def test_a_study_is_found_and_fetched_by_c_get(pacs, clinic):
    ask = asking(pacs, clinic)
    (found,) = find_remote({"PatientID": MRN}, **ask)
    assert (found.uid, found.date, found.modalities, found.instances) == (STUDY, "20260301", ("CT",), 3)
    assert (found.description, found.patient_id) == ("CT abdomen", MRN)
    assert find_remote({"PatientID": "nobody's"}, **ask) == []
    fetched = fetch_study(STUDY, **ask)
    assert (fetched.received.study.patient, fetched.images, fetched.missing) == ("p1", 3, 0)
    with pytest.raises(BadInput, match="no such study"):
        fetch_study("1.2.3", **ask)


def test_without_c_get_the_archive_sends_here_by_c_move(clinic):
    running = Pacs(slices(3), gives=(MOVE,), back=int(clinic.settings.dicom_listen.rpartition(":")[2]))
    try:
        assert fetch_study(STUDY, **asking(running, clinic)).received.study.images == 3
    finally:
        running.stop()


def test_compressed_images_come_as_they_are_stored(clinic):
    running = Pacs([run_length_encoded(data) for data in slices(2)], gives=(GET,))
    try:
        study = fetch_study(STUDY, **asking(running, clinic)).received.study
        kept = pydicom.dcmread(io.BytesIO(clinic.images.read(study.key, study.series[0].images[0].sop_instance_uid)))
        assert kept.file_meta.TransferSyntaxUID == RLELossless
    finally:
        running.stop()


def test_whoever_stops_keeps_what_has_come_and_the_archive_sends_no_more(clinic):
    running = Pacs(slices(60))
    enough = threading.Event()
    running.wait = lambda: enough.wait(5) if running.sent == 5 else None
    came: list[int] = []
    try:
        fetched = fetch_study(
            STUDY, **asking(running, clinic), progress=came.append, stopped=lambda: came[-1] == 4
        )  # fmt: skip
        enough.set()
        assert (fetched.stopped, fetched.images, fetched.received.study.images) == (True, 4, 4)
        assert running.sent < 60
        assert fetch_study(STUDY, **asking(running, clinic)).received.study.images == 60  # and it can be gone on with
    finally:
        enough.set()
        running.stop()


def test_what_goes_wrong_is_said_plainly(pacs, clinic):
    ask = asking(pacs, clinic)
    with pytest.raises(NotAllowed):
        find_remote({"PatientID": MRN}, **{**ask, "archive": "dicom://PACS@elsewhere:104"})
    with pytest.raises(BadInput, match="title, host and port"):
        find_remote({"PatientID": MRN}, **{**ask, "archive": "dicom://127.0.0.1:104"})
    with pytest.raises(BadInput, match="needs a patient"):
        find_remote({}, **ask)
    stranger = pacs.address.replace("PACS@", "OTHER@")
    with pytest.raises(Unavailable, match="does not answer"):
        find_remote({"PatientID": MRN}, **{**ask, "archive": stranger})
    neither = Pacs(slices(1), gives=())
    try:
        with pytest.raises(Unavailable, match="C-GET or C-MOVE"):
            fetch_study(STUDY, **asking(neither, clinic))
    finally:
        neither.stop()
