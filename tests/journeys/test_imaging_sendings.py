"""Files that could not be read, of a sending of several studies: they stand once, until a study of it is erased."""

from tests.journeys.test_dicom_doors import clinic, http
from tests.journeys.test_dicomweb_clients import store
from tests.journeys.web.hospital import SYSTEM
from tests.scans import scan

from attending.journeys.imaging_sendings import sendings_of
from attending.journeys.imaging_study import SentFile, receive_uploads, studies_of

__all__ = ["clinic", "http"]


def of_study(uid: str) -> bytes:
    return scan(StudyInstanceUID=uid, SeriesInstanceUID=f"{uid}.1", SOPInstanceUID=f"{uid}.1.1")


def test_an_unreadable_file_of_several_studies_stands_with_the_sending_once(clinic):
    files = {"one": of_study("1.2.3"), "two": of_study("1.2.4"), "cut": scan()[:300]}
    sent = [SentFile(name, data.__bytes__) for name, data in files.items()]
    received = receive_uploads(sent, clinic=clinic, grant=SYSTEM)
    assert [one.study.broken for one in received] == [(), ()]
    studies = studies_of(clinic, grant=SYSTEM)
    (sending,) = sendings_of(studies, clinic=clinic)
    assert [name for name, _ in sending.broken] == ["cut"]
    assert set(sending.studies) == {one.study.key for one in received}
    assert sendings_of(studies[:1], clinic=clinic) == []  # who may not know of all of them is told of none
    assert b"cut" not in b"".join(path.read_bytes() for path in clinic.settings.image_archive.rglob("sendings"))
    clinic.images.remove(received[0].study.key)
    assert clinic.images.sendings.read() == []


def test_an_unreadable_file_of_a_single_study_stands_with_it(clinic):
    sent = [SentFile("one", of_study("1.2.3").__bytes__), SentFile("cut", scan()[:300].__bytes__)]
    (received,) = receive_uploads(sent, clinic=clinic, grant=SYSTEM)
    assert [name for name, _ in received.study.broken] == ["cut"]
    assert clinic.images.sendings.read() == []


def test_a_cut_off_copy_beside_a_whole_one_is_answered_as_failed(http):
    answer = store(http, of_study("1.2.3"), of_study("1.2.4"), of_study("1.2.3")[:-20])
    assert answer.status_code == 202
    assert (len(answer.json()["00081199"]["Value"]), len(answer.json()["00081198"]["Value"])) == (2, 1)
