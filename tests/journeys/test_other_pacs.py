"""Independent implementations speak with us: dcmtk's tools by DIMSE, Orthanc by DICOMweb in both directions.

Optional, for they are GPL and no dependency: `apt-get install dcmtk orthanc orthanc-dicomweb
dicom3tools` where the tests run.
"""

import base64
import io
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pydicom
import pytest
from tests.journeys.test_imaging_sending import Hospital
from tests.journeys.web.hospital import BORN, FAMILY, GIVEN, MRN, SYSTEM
from tests.journeys.web.serving import Server, free_port, wait_for_port
from tests.scans import scan
from tests.spec.test_imaging_report import mark, taken

from attending.app.demo.forearm import BROKEN
from attending.app.demo.phantom import Phantom, forearm_film
from attending.app.stow import get, post
from attending.errors import BadInput, Unavailable
from attending.exchange.dicom.renamed import renamed
from attending.imaging import examine_series
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.outgoing import Decided, report_objects
from attending.journeys import dimse
from attending.journeys.imaging_enhance import enhance_in_archive, enhance_series
from attending.journeys.imaging_fetching import fetch_study, find_remote
from attending.journeys.imaging_objects import report_files
from attending.journeys.imaging_sending import listed, send_due, send_study
from attending.security.tokens import make_token

DICOMWEB = next(Path("/usr").glob("**/orthanc/plugins/libOrthancDicomWeb.so"), None)
SECRET = "here:of the test"
STUDY, SERIES = "1.2.826.0.1.3680043.8.498.2", "1.2.826.0.1.3680043.8.498.3"

pytestmark = pytest.mark.slow
needs_dcmtk = pytest.mark.skipif(shutil.which("storescu") is None, reason="no dcmtk on this machine")
needs_orthanc = pytest.mark.skipif(
    shutil.which("Orthanc") is None or DICOMWEB is None, reason="no orthanc with orthanc-dicomweb on this machine"
)
SIGNED = datetime(2026, 3, 2, 13, tzinfo=UTC)


def slices(folder: Path, count: int = 3) -> list[Path]:
    folder.mkdir()
    paths = []
    for number in range(1, count + 1):
        paths.append(folder / f"{number}.dcm")
        paths[-1].write_bytes(scan(
            InstanceNumber=number, PatientID=MRN, PatientName=f"{FAMILY}^{GIVEN}", PatientSex="M",
            PatientBirthDate=BORN.replace("-", ""), StudyID="7", SeriesNumber=1, AccessionNumber="A7",
        ))  # fmt: skip
    return paths


@pytest.fixture
def here(tmp_path):
    hospital = Hospital(tmp_path / "here", hosts=("127.0.0.1",))
    hospital.clinic.settings.dicom_token_file.write_text(SECRET)
    yield hospital
    hospital.clinic.close()


@needs_dcmtk
class TestDcmtk:
    """`echoscu`, `storescu` and `findscu` of OFFIS."""

    @pytest.fixture
    def port(self, here):
        door = dimse.listen(clinic=here.clinic, grant=SYSTEM, title="ATTENDING", peers=["DCMTK"], host="127.0.0.1",
                            port=0)  # fmt: skip
        self.door = door
        yield str(door.start())
        door.stop()

    def call(self, tool: str, port: str, *args: object) -> subprocess.CompletedProcess[bytes]:
        titles = ["-aet", "DCMTK", "-aec", "ATTENDING"]
        return subprocess.run([tool, *titles, "127.0.0.1", port, *map(str, args)], capture_output=True, timeout=60)

    def find(self, port: str, level: str, *keys: str) -> str:
        given = [part for key in (f"QueryRetrieveLevel={level}", *keys) for part in ("-k", key)]
        answer = self.call("findscu", port, "-S", *given)
        assert answer.returncode == 0
        return (answer.stdout + answer.stderr).decode("utf-8", "replace")

    def test_what_it_stores_is_filed_and_found(self, here, port, tmp_path):
        assert self.call("echoscu", port).returncode == 0
        assert self.call("storescu", port, *slices(tmp_path / "scans")).returncode == 0
        self.door.stop()  # which waits for what came
        port = str(self.door.start())
        key = here.clinic.images.key_of(STUDY)
        assert here.clinic.record.read("ImagingStudy", key, grant=SYSTEM)["numberOfInstances"] == 3
        found = self.find(port, "STUDY", "StudyDate=20260101-20261231", "ModalitiesInStudy=CT\\MR", "StudyInstanceUID",
                          "PatientComments=unknown here")  # fmt: skip
        assert STUDY in found
        assert SERIES in self.find(port, "SERIES", f"StudyInstanceUID={STUDY}", "SeriesInstanceUID")
        images = self.find(port, "IMAGE", f"StudyInstanceUID={STUDY}", f"SeriesInstanceUID={SERIES}", "SOPInstanceUID")
        assert images.count("SOPInstanceUID") == 3

    def test_a_stranger_is_refused(self, port):
        answer = subprocess.run(["echoscu", "-aet", "STRANGER", "-aec", "ATTENDING", "127.0.0.1", port],
                                capture_output=True, timeout=60)  # fmt: skip
        assert answer.returncode != 0


class Orthanc:
    """An Orthanc with a password, on ports of its own; `call` speaks to its REST interface."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.port = free_port()
        self.root = f"http://127.0.0.1:{self.port}/dicom-web"
        name, password = SECRET.split(":")
        settings = {
            "Name": "Other", "StorageDirectory": str(folder / "images"), "IndexDirectory": str(folder / "images"),
            "HttpPort": self.port, "DicomPort": free_port(), "AuthenticationEnabled": True,
            "RegisteredUsers": {name: password}, "Plugins": [str(DICOMWEB)], "DicomWeb": {"Enable": True},
        }  # fmt: skip
        (folder / "orthanc.json").write_text(json.dumps(settings))
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(["Orthanc", folder / "orthanc.json"], stdout=self.log, stderr=self.log)
        wait_for_port(self.port)

    def call(self, path: str, body: bytes | None = None, method: str | None = None) -> object:
        return json.loads(self.answer(path, body, method) or b"null")

    def answer(self, path: str, body: bytes | None = None, method: str | None = None) -> bytes:
        login = {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"}
        request = Request(f"http://127.0.0.1:{self.port}{path}", data=body, headers=login, method=method)
        with urlopen(request, timeout=60) as answer:  # noqa: S310 (our own Orthanc)
            return answer.read()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()


@pytest.fixture
def orthanc(tmp_path):
    running = Orthanc(tmp_path / "orthanc")
    yield running
    running.stop()


@needs_orthanc
class TestOrthanc:
    """STOW-RS, QIDO-RS and WADO-RS: we ask it, and it asks us."""

    def test_what_is_signed_and_enhanced_arrives_there(self, here, orthanc):
        key = here.signed()
        enhance_in_archive(key, 0, 2, clinic=here.clinic, grant=SYSTEM)
        send_study(key, orthanc.root, clinic=here.clinic, grant=SYSTEM)
        assert send_due(post, clinic=here.clinic, grant=SYSTEM) == 17  # SR, SEG, PR, PM, SC, and the enhanced slices
        assert {row.state for row in listed(clinic=here.clinic)} == {"sent"}
        series = orthanc.call("/series?expand")
        assert sorted(one["MainDicomTags"]["Modality"] for one in series) == ["CT", "OT", "OT", "PR", "SEG", "SR"]

    def test_a_study_there_is_found_and_fetched(self, here, orthanc, tmp_path):
        for path in slices(tmp_path / "scans"):
            orthanc.call("/instances", path.read_bytes())
        ask = {"archive": orthanc.root, "get": get, "clinic": here.clinic, "grant": SYSTEM}
        (found,) = find_remote({"PatientID": MRN}, **ask)
        assert (found.uid, found.date, found.modalities, found.instances) == (STUDY, "20260301", ("CT",), 3)
        assert find_remote({"AccessionNumber": "nobody's"}, **ask) == []
        received = fetch_study(found.uid, **ask).received
        assert (received.study.patient, received.study.images) == ("p1", 3)
        with pytest.raises(BadInput, match="no such study"):
            fetch_study("1.2.3", **ask)

    def test_a_wrong_password_is_said(self, here, orthanc):
        here.clinic.settings.dicom_token_file.write_text("here:wrong")
        with pytest.raises(Unavailable, match="401"):
            find_remote({"PatientID": MRN}, archive=orthanc.root, get=get, clinic=here.clinic, grant=SYSTEM)

    def test_it_stores_searches_and_retrieves_at_our_server(self, here, orthanc, tmp_path):
        ids = [orthanc.call("/instances", path.read_bytes())["ParentStudy"] for path in slices(tmp_path / "scans")]
        now = here.clinic.now()
        token = make_token(here.clinic.record.connection(), "orthanc", now=now, expires=now + timedelta(days=9),
                           types=None, patients=None, writes=True)  # fmt: skip
        server = Server(here.clinic)
        server.start()
        server.wait()
        try:
            ours = {"Url": f"{server.url}/dicom-web/", "HttpHeaders": {"Authorization": f"Bearer {token}"}}
            orthanc.call("/dicom-web/servers/us", json.dumps(ours).encode(), "PUT")
            sent = orthanc.call("/dicom-web/servers/us/stow", json.dumps(
                {"Resources": [ids[0]], "Synchronous": True}).encode())  # fmt: skip
            assert sent["InstancesCount"] == "3"
            assert here.clinic.images.load(here.clinic.images.key_of(STUDY)).images == 3
            asked = {"Uri": "/studies", "Arguments": {"PatientID": MRN}}
            assert len(orthanc.call("/dicom-web/servers/us/qido", json.dumps(asked).encode())) == 1
            orthanc.call(f"/studies/{ids[0]}", method="DELETE")
            fetched = orthanc.call("/dicom-web/servers/us/retrieve", json.dumps(
                {"Resources": [{"Study": STUDY}], "Synchronous": True}).encode())  # fmt: skip
            assert fetched["ReceivedInstancesCount"] == "3"
        finally:
            server.stop()
        (kept, *_) = orthanc.call("/instances")
        assert pydicom.dcmread(io.BytesIO(orthanc.answer(f"/instances/{kept}/file"))).PatientID == MRN


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="no dicom3tools on this machine")
def test_a_validator_finds_no_error_in_what_leaves(here, tmp_path):
    key = here.signed()
    files = report_files(key, clinic=here.clinic, grant=SYSTEM) | enhance_series(
        key, 0, 2, clinic=here.clinic, grant=SYSTEM
    )
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        said = subprocess.run(["dciodvfy", tmp_path / name], capture_output=True, timeout=60).stderr.decode()
        assert [line for line in said.splitlines() if line.startswith("Error")] == [], name


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="no dicom3tools on this machine")
def test_a_validator_finds_no_error_in_the_report_of_a_film_that_says_no_side(tmp_path):
    sent = [SentFile(name, data.__bytes__) for name, data in forearm_film(Phantom(9, SIGNED), BROKEN)]
    taken = sort_files(sent)
    found = examine_series(taken.studies[0].series[0], taken.read, research_use=False).findings
    marks = {f"m{number}": mark for number, mark in enumerate(found, 1) if mark.above_threshold}
    decided = Decided(marks, dict.fromkeys(marks, True), "Rays^Ida", SIGNED)
    files = report_objects(taken, decided, version="0.1")
    assert {name.split("-")[1] for name in files} == {"sr.dcm", "seg", "pr", "sc"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        said = subprocess.run(["dciodvfy", tmp_path / name], capture_output=True, timeout=60).stderr.decode()
        assert [line for line in said.splitlines() if line.startswith("Error")] == [], name


PLACES = ("left forearm", "right lower zone", "left hemisphere, anterior third", "near the midline, middle third")


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="no dicom3tools on this machine")
def test_a_validator_finds_no_error_in_a_report_that_codes_where_marks_lie(tmp_path):
    images = taken()
    uid = images.studies[0].series[0].instances[1].sop_instance_uid
    marks = {f"m{number}": mark(uid, place=place) for number, place in enumerate(PLACES)}
    decided = Decided(marks, dict.fromkeys(marks, True), "Rays^Ida", SIGNED)
    report = report_objects(images, decided, version="0.1")["report-sr.dcm"]
    assert errors_in(report, tmp_path) == []


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="no dicom3tools on this machine")
def test_a_validator_finds_nothing_new_in_an_image_that_names_another_patient_now(tmp_path):
    before = scan()
    facts = {"number": "1", "name": "Wallace^John", "birthDate": "1970-01-01", "sex": "male"}
    assert errors_in(renamed(before, facts, SIGNED), tmp_path) == errors_in(before, tmp_path)


def errors_in(data, folder):
    """What the validator calls an error."""
    (folder / "one.dcm").write_bytes(data)
    said = subprocess.run(["dciodvfy", folder / "one.dcm"], capture_output=True, timeout=60).stderr.decode()
    return [line for line in said.splitlines() if line.startswith("Error")]
