"""A study that comes again: corrected, in pieces, or with images of somebody else, as archives send them."""

import io
from pathlib import Path

import numpy as np
import pydicom
import pytest
from tests.scans import scan
from tests.spec.test_imaging_studies import clinic, sent  # noqa: F401 (a fixture)

from attending.errors import BadInput
from attending.journeys.imaging_enhance import enhance_in_archive
from attending.journeys.imaging_study import receive_files, studies_of
from attending.record.write import put

JOHN = {
    "resourceType": "Patient",
    "id": "john",
    "identifier": [{"system": "urn:oid:1.2.3", "value": "1"}],
    "name": [{"family": "Wallace", "given": ["John"]}],
    "birthDate": "1970-01-01",
    "gender": "male",
}
HIS = {"PatientID": "1", "PatientName": "Wallace^John", "PatientBirthDate": "19700101", "PatientSex": "M"}
MISTAKEN = {"PatientName": "Brant^Erica", "PatientBirthDate": "19580241"}
GREY = np.full((32, 32), 1064, np.uint16)


@pytest.fixture
def take(clinic, physician, tmp_path):  # noqa: F811
    """Take in files as one sending; what became of each part."""
    with clinic.record.transaction(grant=physician) as tx:
        put(tx, JOHN)
    folders = iter(range(99))

    def take(*files: bytes, **choice):
        folder = sent(tmp_path / f"sending-{next(folders)}", *files)
        return receive_files([folder], clinic=clinic, grant=physician, **choice)

    return take


def names(clinic, study) -> set[str]:  # noqa: F811
    """The names in the headers of a study's files as other archives would get them."""
    images = [image for series in study.series for image in series.images]
    read = (clinic.images.read(study.key, image.sop_instance_uid) for image in images)
    return {str(pydicom.dcmread(io.BytesIO(data)).PatientName) for data in read}


def test_images_of_another_patient_never_join_a_study_that_is_filed(clinic, physician, take):  # noqa: F811
    """A technician chose the wrong patient in mid-study, or two scanners gave out one UID."""
    (first,) = take(scan(InstanceNumber=1))
    (other,) = take(scan(InstanceNumber=2, **HIS))
    assert (first.study.patient, other.study.patient, other.filed) == ("erika", None, None)
    assert "another patient" in other.match.reason and other.match.candidates == ("john",)
    assert clinic.images.load(first.study.key).images == 1
    assert clinic.record.read("ImagingStudy", first.study.key, grant=physician)["numberOfInstances"] == 1
    assert {(line.patient, line.images) for line in studies_of(clinic, grant=physician)} == {("erika", 1), (None, 1)}
    (more,) = take(scan(InstanceNumber=3, **HIS))
    assert (more.study.key, more.study.images) == (other.study.key, 2)


def test_the_same_images_under_another_patients_name_wait_and_replace_nothing(clinic, take):  # noqa: F811
    (first,) = take(scan(InstanceNumber=1))
    (other,) = take(scan(InstanceNumber=1, **HIS))
    assert (other.filed, other.study.key != first.study.key) == (None, True)
    assert names(clinic, clinic.images.load(first.study.key)) == {"Brandt^Erika"}
    assert names(clinic, other.study) == {"Wallace^John"}


def test_images_of_several_patients_in_one_sending_go_each_their_way(take):
    (first,) = take(scan(InstanceNumber=1))
    parts = take(scan(InstanceNumber=2), scan(InstanceNumber=3, **HIS))
    assert [(one.study.patient, one.study.images) for one in parts] == [("erika", 2), (None, 1)]
    assert parts[0].study.key == first.study.key


def test_a_study_that_waits_is_not_filed_because_of_images_that_name_somebody_else(take):
    """Else the images that nobody can place would be filed with them."""
    (waits,) = take(scan(InstanceNumber=1, PatientID="9999", PatientName="Nobody^Known"))
    (known,) = take(scan(InstanceNumber=2))
    assert (waits.filed, known.study.patient, known.study.images) == (None, "erika", 1)


def test_a_header_that_says_less_or_says_it_otherwise_is_no_other_patient(take):
    take(scan(InstanceNumber=1))
    (again,) = take(scan(InstanceNumber=2, PatientName="BRANDT^ERIKA^^", PatientBirthDate="", PatientSex=""))
    assert (again.study.patient, again.study.images) == ("erika", 2)


def test_a_corrected_name_files_a_study_that_waited_and_stands_in_its_files(clinic, take):  # noqa: F811
    (waits,) = take(*(scan(InstanceNumber=n, **MISTAKEN) for n in (1, 2)))
    assert waits.filed is None
    (put_right,) = take(*(scan(InstanceNumber=n) for n in (1, 2)))
    assert (put_right.study.patient, put_right.study.key, put_right.study.images) == ("erika", waits.study.key, 2)
    assert put_right.study.identity["name"] == "Brandt^Erika"
    assert names(clinic, put_right.study) == {"Brandt^Erika"}


def test_a_correction_that_comes_image_by_image_ends_as_one_study(clinic, physician, take):  # noqa: F811
    take(*(scan(InstanceNumber=n, **MISTAKEN) for n in (1, 2, 3)))
    for number in (1, 2, 3):
        (piece,) = take(scan(InstanceNumber=number))
    (line,) = studies_of(clinic, grant=physician)
    assert (line.patient, line.images, names(clinic, piece.study)) == ("erika", 3, {"Brandt^Erika"})


def test_a_corrected_name_of_the_same_patient_is_taken_over_with_what_was_made_of_the_images(
    clinic, physician, take  # noqa: F811
):  # fmt: skip
    (first,) = take(scan(GREY, PatientName="Brand^Erika"))  # number and birth date say who she is
    enhance_in_archive(first.study.key, 0, 2, clinic=clinic, grant=physician)
    (again,) = take(scan(GREY))
    assert (again.study.patient, again.study.identity["name"]) == ("erika", "Brandt^Erika")
    assert len(again.study.series) == 2 and names(clinic, again.study) == {"Brandt^Erika"}
    assert len(clinic.record.history("ImagingStudy", again.filed, grant=physician)) == 1


def test_an_image_that_comes_again_with_other_pixels_does_not_replace_the_first(clinic, take):  # noqa: F811
    take(scan(GREY))
    (again,) = take(scan(GREY + 5))
    kept = clinic.images.read(again.study.key, again.study.series[0].images[0].sop_instance_uid)
    assert (pydicom.dcmread(io.BytesIO(kept)).pixel_array == GREY).all()
    ((_, reason),) = again.study.broken
    assert "other pixels" in reason


def test_a_person_cannot_add_to_a_study_of_another_patient_by_saying_so(take):
    take(scan(InstanceNumber=1))
    with pytest.raises(BadInput, match="another patient"):
        take(scan(InstanceNumber=2), patient="john")


def test_two_patients_in_one_archive_are_two_studies(clinic, physician, tmp_path: Path, take):  # noqa: F811
    hers = [scan(InstanceNumber=n) for n in (1, 2)]
    his = [
        scan(
            InstanceNumber=n,
            StudyInstanceUID="1.2.3",
            SeriesInstanceUID="1.2.3.1",
            SOPInstanceUID=f"1.2.3.1.{n}",
            **HIS,
        )
        for n in (1, 2)
    ]
    received = take(*hers, *his)
    assert {(one.study.patient, one.study.images) for one in received} == {("erika", 2), ("john", 2)}
