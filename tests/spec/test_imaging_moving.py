"""A study that is filed with the wrong patient goes to the right one, or to nobody, and back."""

import io
from dataclasses import replace

import pydicom
import pytest
from tests.conftest import told_by
from tests.scans import scan
from tests.spec.test_imaging_corrections import GREY, HIS, names, take  # noqa: F401 (fixtures)
from tests.spec.test_imaging_studies import clinic  # noqa: F401

from attending.errors import BadInput, Conflict, NotAllowed, NotFound
from attending.journeys.imaging_enhance import enhance_in_archive
from attending.journeys.imaging_moving import Moving, move_study, undo_move
from attending.journeys.imaging_study import name_patient, open_study, prior_of

TO_JOHN = Moving("john", "wrong-at-scanner")


@pytest.fixture
def filed(take):  # noqa: F811
    """Two images that were filed with Erika."""
    (received,) = take(*(scan(GREY, InstanceNumber=n) for n in (1, 2)))
    return received.study.key


def read(clinic, key):  # noqa: F811
    """The images of a study as their files say."""
    study = clinic.images.load(key)
    images = [image.sop_instance_uid for series in study.series for image in series.images]
    return [pydicom.dcmread(io.BytesIO(clinic.images.read(key, uid))) for uid in images]


def trail(clinic, key):  # noqa: F811
    """Each entry of the trail on moves of a study."""
    return [line for line in told_by(clinic.record) if "wrong-at-scanner" in line and key in line]


def test_record_images_and_enhanced_series_go_to_the_right_patient(clinic, physician, filed):  # noqa: F811
    enhance_in_archive(filed, 0, 2, clinic=clinic, grant=physician)
    moved = move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    assert (moved.left, moved.study.patient, moved.set_aside, moved.sent) == ("erika", "john", False, 0)
    assert clinic.record.read("ImagingStudy", filed, grant=physician)["subject"] == {"reference": "Patient/john"}
    charts = {name: clinic.record.chart(name, grant=physician).all("ImagingStudy") for name in ("erika", "john")}
    assert {name: len(found) for name, found in charts.items()} == {"erika": 0, "john": 1}
    assert len(moved.study.series) == 2 and names(clinic, moved.study) == {"Wallace^John"}


def test_an_image_keeps_its_pixels_and_uids_and_what_it_said_before(clinic, physician, filed):  # noqa: F811
    before = read(clinic, filed)
    move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    for old, new in zip(before, read(clinic, filed), strict=True):
        assert (new.SOPInstanceUID, new.PatientID, new.PatientBirthDate, new.PatientSex) == (
            old.SOPInstanceUID, "1", "19700101", "M",
        )  # fmt: skip
        assert (new.pixel_array == old.pixel_array).all()
        (told,) = new.OriginalAttributesSequence
        assert (told.ReasonForTheAttributeModification, told.ModifyingSystem) == ("CORRECT", "Attending")
        assert str(told.ModifiedAttributesSequence[0].PatientName) == "Brandt^Erika"


def test_a_move_is_undone_to_the_last_word_of_the_header(clinic, physician, filed, take):  # noqa: F811
    before = {one.SOPInstanceUID: (str(one.PatientName), one.PatientID) for one in read(clinic, filed)}
    move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    back = undo_move(filed, clinic=clinic, grant=physician)
    assert (back.left, back.study.patient, len(back.study.moves)) == ("john", "erika", 2)
    assert {one.SOPInstanceUID: (str(one.PatientName), one.PatientID) for one in read(clinic, filed)} == before
    with pytest.raises(Conflict, match="never moved"):
        undo_move(take(scan(StudyInstanceUID="1.2.9", SOPInstanceUID="1.2.9.1"))[0].study.key, clinic=clinic,
                  grant=physician)  # fmt: skip


def test_what_the_scanner_sends_on_goes_with_the_moved_study(clinic, physician, filed, take):  # noqa: F811
    move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    (late,) = take(*(scan(GREY, InstanceNumber=n) for n in (2, 3)))
    assert (late.study.key, late.study.patient, late.study.images) == (filed, "john", 3)
    assert names(clinic, late.study) == {"Wallace^John"}
    (corrected,) = take(scan(GREY, InstanceNumber=3, **HIS))
    assert (corrected.study.key, corrected.study.images) == (filed, 3)


def test_a_study_goes_to_nobody_and_waits_to_be_filed(clinic, physician, filed):  # noqa: F811
    taken = move_study(filed, Moving(None, "wrong-match"), clinic=clinic, grant=physician)
    assert taken.study.patient is None and "nobody has said" in taken.study.apart
    assert clinic.record.read("ImagingStudy", filed, grant=physician)["status"] == "entered-in-error"
    name_patient(filed, "john", clinic=clinic, grant=physician)
    study = clinic.record.read("ImagingStudy", filed, grant=physician)
    assert (study["status"], study["subject"]) == ("available", {"reference": "Patient/john"})


def test_both_patients_trails_tell_of_it_and_neither_names_the_other(clinic, physician, filed):  # noqa: F811
    move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    went, came = trail(clinic, filed)
    assert "taken away" in went and "Patient/erika" in went and "john" not in went
    assert "moved here" in came and "Patient/john" in came and "erika" not in came


def test_a_moved_study_is_no_longer_the_other_patients_earlier_one(clinic, physician, filed, take):  # noqa: F811
    (later,) = take(scan(StudyInstanceUID="1.2.9", SOPInstanceUID="1.2.9.1", StudyDate="20260401"))
    assert prior_of(later.study, clinic=clinic, grant=physician).key == filed
    move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    assert prior_of(later.study, clinic=clinic, grant=physician) is None


@pytest.mark.parametrize(
    ("moving", "why"),
    [
        (Moving("john", "because"), "not a reason"),
        (Moving("john", "other", " "), "Another reason"),
        (Moving("erika", "wrong-match"), "filed there already"),
    ],
)
def test_a_move_without_a_reason_or_a_goal_is_refused(clinic, physician, filed, moving, why):  # noqa: F811
    with pytest.raises(BadInput, match=why):
        move_study(filed, moving, clinic=clinic, grant=physician)
    assert clinic.images.load(filed).patient == "erika"


def test_nobody_moves_a_study_to_a_patient_they_may_not_open(clinic, physician, filed):  # noqa: F811
    hers = replace(physician, patients=frozenset({"erika"}))
    with pytest.raises((NotAllowed, NotFound)):
        move_study(filed, TO_JOHN, clinic=clinic, grant=hers)
    assert names(clinic, clinic.images.load(filed)) == {"Brandt^Erika"}
    assert clinic.record.read("ImagingStudy", filed, grant=physician)["subject"] == {"reference": "Patient/erika"}


def test_a_move_that_was_cut_off_is_finished_by_saying_it_again(clinic, physician, filed):  # noqa: F811
    """The record and the manifest say John; one header could not be written any more."""
    (first, *_) = read(clinic, filed)
    kept = clinic.images.read(filed, first.SOPInstanceUID)
    move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    clinic.images.put(filed, first.SOPInstanceUID, kept, over=True)
    move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    assert names(clinic, clinic.images.load(filed)) == {"Wallace^John"}
    assert len(clinic.images.load(filed).moves) == 1


def test_what_the_record_refuses_leaves_the_archive_as_it_was(clinic, physician, filed, monkeypatch):  # noqa: F811
    def refuse(*_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("attending.exchange.dicom.moving.outbox.take_back", refuse)
    with pytest.raises(RuntimeError):
        move_study(filed, TO_JOHN, clinic=clinic, grant=physician)
    assert (clinic.images.load(filed).patient, clinic.images.load(filed).moves) == ("erika", ())
    assert open_study(filed, clinic=clinic, grant=physician).patient == "erika"
