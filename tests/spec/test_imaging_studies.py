"""A study on its way into the record: whose it is, where its images lie, and what a second sending does."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from tests.scans import scan

from attending.errors import NotFound, Tampered
from attending.exchange.dicom import study_of
from attending.imaging.decode import decode_frames
from attending.journeys.clinic import Clinic, ImageArchive, open_images
from attending.journeys.imaging_study import SentFile, name_patient, receive_files, receive_uploads, studies_of
from attending.record.write import put
from attending.review import Reviews
from attending.security import Keys
from attending.settings import Settings

ERIKA = {
    "resourceType": "Patient",
    "id": "erika",
    "identifier": [{"system": "urn:oid:1.2.3", "value": "4711"}],
    "name": [{"family": "Brandt", "given": ["Erika"]}],
    "birthDate": "1958-02-14",
    "gender": "female",
}


@pytest.fixture
def clinic(store, physician, clock, tmp_path):
    settings = Settings(home=tmp_path / "home", master_key_file=tmp_path / "home" / "master.key")
    keys = Keys.load_or_create(settings.master_key_file)
    with store.transaction(grant=physician) as tx:
        put(tx, ERIKA)
    images = open_images(settings.image_archive, keys=keys, record=store)
    return Clinic(record=store, reviews=Reviews(store), images=images, settings=settings, now=clock)


def sent(folder: Path, *files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for number, data in enumerate(files):
        (folder / f"{number}.dcm").write_bytes(data)
    return folder


def test_the_number_and_the_name_find_the_patient_and_the_study_is_filed(clinic, physician, tmp_path):
    folder = sent(tmp_path / "disc", scan(InstanceNumber=1), scan(InstanceNumber=2))
    (received,) = receive_files([folder], clinic=clinic, grant=physician)
    assert received.match.patient == "erika"
    study = clinic.record.read("ImagingStudy", received.filed, grant=physician)
    assert study["subject"] == {"reference": "Patient/erika"}
    assert (study["numberOfSeries"], study["numberOfInstances"]) == (1, 2)
    assert study_of(study) == "1.2.826.0.1.3680043.8.498.2"
    assert study["started"].startswith("2026-03-01T08:30:00")


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"PatientID": "4711", "PatientName": "Wallace^John", "PatientBirthDate": "19700101"}, "another name"),
        ({"PatientSex": "M"}, "another name, birth date or sex"),
        ({"PatientID": "", "PatientBirthDate": ""}, "do not say whom"),
        ({"PatientID": "9999", "PatientName": "Nobody^Known"}, "No patient"),
    ],
)
def test_a_header_that_does_not_fit_waits_for_a_person(clinic, physician, tmp_path, header, reason):
    (received,) = receive_files([sent(tmp_path / "disc", scan(**header))], clinic=clinic, grant=physician)
    assert received.filed is None
    assert reason in received.match.reason
    key = received.study.key
    assert [study.patient for study in studies_of(clinic, grant=physician)] == [None]
    name_patient(key, "erika", clinic=clinic, grant=physician)
    assert clinic.record.read("ImagingStudy", key, grant=physician)["subject"] == {"reference": "Patient/erika"}


def test_files_that_name_two_patients_are_nobodys(clinic, physician, tmp_path):
    other = scan(InstanceNumber=2, PatientID="1", PatientName="Wallace^John")
    (received,) = receive_files([sent(tmp_path / "disc", scan(), other)], clinic=clinic, grant=physician)
    assert (received.filed, received.match.reason) == (None, "Its files name different patients.")


def test_the_same_study_again_changes_nothing_and_more_of_it_is_added(clinic, physician, tmp_path):
    first = sent(tmp_path / "first", scan(InstanceNumber=1))
    receive_files([first], clinic=clinic, grant=physician)
    (again,) = receive_files([first], clinic=clinic, grant=physician)
    assert len(clinic.record.history("ImagingStudy", again.filed, grant=physician)) == 1
    (more,) = receive_files([sent(tmp_path / "second", scan(InstanceNumber=2))], clinic=clinic, grant=physician)
    assert [image.number for image in more.study.series[0].images] == [1, 2]
    assert len(clinic.record.history("ImagingStudy", more.filed, grant=physician)) == 2


def test_no_name_number_or_pixel_stands_readable_on_the_disk(clinic, physician, tmp_path):
    pixels = np.frombuffer(b"CANARY IN PIXELS" * 16, np.uint16).reshape(16, 8)
    (received,) = receive_files([sent(tmp_path / "disc", scan(pixels))], clinic=clinic, grant=physician)
    kept = [path for path in clinic.settings.image_archive.rglob("*") if path.is_file() and path.parent.name != "locks"]
    assert len(kept) == 2
    for path in kept:
        text = path.read_bytes() + str(path).encode()
        for canary in (b"CANARY", b"Brandt", b"4711", b"19580214", b"498.2"):
            assert canary not in text
    image = received.study.series[0].images[0]
    data = clinic.images.read(received.study.key, image.sop_instance_uid)
    assert (decode_frames(data)[0].pixels + 1024 == pixels).all()


def test_a_changed_image_is_refused(clinic, physician, tmp_path):
    (received,) = receive_files([sent(tmp_path / "disc", scan())], clinic=clinic, grant=physician)
    image = received.study.series[0].images[0]
    for path in clinic.settings.image_archive.rglob("*"):
        if path.is_file() and path.name != "study":
            path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(Tampered):
        clinic.images.read(received.study.key, image.sop_instance_uid)
    with pytest.raises(NotFound):
        clinic.images.read(received.study.key, "1.2.3")


def test_a_study_that_was_begun_is_short_but_never_wrong(clinic):
    """An image whose manifest was not written yet is no part of any study."""
    clinic.images.put(clinic.images.key_of("1.2.3"), "1.2.3.4", scan())
    assert clinic.images.lines() == []
    assert clinic.images.find(clinic.images.key_of("1.2.3")) is None


def test_parts_of_a_study_that_come_side_by_side_are_all_kept(clinic, physician):
    """An archive sends a study image by image, several at once."""

    def send(number: int) -> None:
        receive_uploads([SentFile("1", scan(InstanceNumber=number).__bytes__)], clinic=clinic, grant=physician)

    send(0)
    manifest = clinic.images.load(clinic.images.lines()[0].key)
    image = manifest.series[0].images[0]

    def one_more(number: int) -> None:
        def added(newest):
            images = (*newest.series[0].images, replace(image, sop_instance_uid=f"1.2.{number}"))
            return replace(newest, series=(replace(newest.series[0], images=images),))

        clinic.images.change(manifest.key, added)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one_more, range(40)))
    assert len(clinic.images.load(manifest.key).series[0].images) == 41


def test_a_list_of_studies_follows_every_change_and_survives_a_restart(clinic, physician):
    for number in range(25):
        data = scan(StudyInstanceUID=f"1.2.9.{number}", SOPInstanceUID=f"1.2.8.{number}", PatientID=str(number))
        receive_uploads([SentFile("1", data.__bytes__)], clinic=clinic, grant=physician)
    before = {line.key: line for line in clinic.images.lines()}
    assert len(before) == 25 and {line.images for line in before.values()} == {1}
    keys = Keys.load_or_create(clinic.settings.master_key_file)
    again = ImageArchive(clinic.settings.image_archive, keys=keys)  # another process, or the next day
    assert {line.key: line for line in again.lines()} == before
    key = next(iter(before))
    again.change(key, lambda study: replace(study, urgent="fracture"))
    assert [line.key for line in clinic.images.lines() if line.urgent] == [key]
    again.remove(key)
    assert key not in {line.key for line in clinic.images.lines()}
    kept = clinic.settings.image_archive / "lists" / "studies"
    assert not kept.exists()  # no line of an erased study stays on the disk
    kept.write_bytes(b"damaged")
    assert len(ImageArchive(clinic.settings.image_archive, keys=keys).lines()) == 24
