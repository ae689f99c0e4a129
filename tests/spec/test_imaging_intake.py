"""What comes in: DICOM files, folders and archives become studies; a broken file never stops one."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.scans import scan

from attending.errors import BadInput
from attending.imaging import take_in
from attending.imaging.decode import decode_frames
from attending.imaging.display import to_grey
from attending.imaging.header import read_instance
from attending.imaging.intake import SentFile, list_sent, sort_files
from attending.imaging.study import BurnedIn, Frame, Geometry, Window
from attending.imaging.wire import to_wire

EDGE_CASES = Path(__file__).parents[3] / "shared" / "data" / "dicom-edge-cases"


def test_a_folder_becomes_a_study_whose_slices_are_in_order(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        (tmp_path / f"{9 - number}.dcm").write_bytes(scan(InstanceNumber=number))
    (study,) = take_in([tmp_path]).studies
    assert [instance.number for instance in study.series[0].instances] == [1, 2, 3]
    assert (study.first.modality, study.first.body_part, study.modalities) == ("CT", "ABDOMEN", ("CT",))


def test_a_broken_file_is_listed_with_its_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.dcm").write_bytes(scan())
    (tmp_path / "cut.dcm").write_bytes(scan()[:200])
    (tmp_path / "empty.dcm").write_bytes(b"")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7 a letter that came with the disc")
    taken = take_in([tmp_path])
    assert len(taken.studies[0].instances) == 1
    reasons = {broken.name: broken.reason for broken in taken.studies[0].broken}
    assert set(reasons) == {"cut.dcm", "empty.dcm", "letter.pdf"}
    assert reasons["empty.dcm"] == "The file is empty."


def test_an_image_that_lost_its_end_is_listed_and_never_takes_the_place_of_the_whole_one(tmp_path: Path) -> None:
    (tmp_path / "a-first.dcm").write_bytes(scan()[:-20])
    (tmp_path / "b-whole.dcm").write_bytes(scan())
    (tmp_path / "c-other.dcm").write_bytes(scan(InstanceNumber=2)[:-128])
    (study,) = take_in([tmp_path]).studies
    assert [instance.name for instance in study.instances] == ["b-whole.dcm"]
    assert {broken.name: broken.reason.partition(".")[0] for broken in study.broken} == {
        "a-first.dcm": "This DICOM file is not whole: some of its pixels are missing",
        "c-other.dcm": "This DICOM file is not whole: its pixels are missing",
    }


@pytest.mark.skipif(not EDGE_CASES.is_dir(), reason="needs the public data sets")
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_no_public_file_is_taken_when_it_is_cut_off_and_all_are_when_it_is_not(tmp_path: Path, share: float) -> None:
    files = [path for path in sorted(EDGE_CASES.iterdir()) if path.suffix == ".dcm"]
    for path in files:
        data = path.read_bytes()
        (tmp_path / f"cut-{path.name}").write_bytes(data[: int(len(data) * share)])
        (tmp_path / path.name).write_bytes(data)
    taken = take_in([tmp_path])
    assert {broken.name for broken in taken.broken} == {f"cut-{path.name}" for path in files}


def test_nothing_readable_is_an_error_that_says_what_to_send(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no images here")
    with pytest.raises(BadInput, match="DICOM"):
        take_in([tmp_path])


def test_a_zip_archive_is_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "disc.zip", "w") as archive:
        archive.writestr("DICOMDIR", b"index of the disc")
        archive.writestr("IMAGES/1", scan(InstanceNumber=1))
        archive.writestr("IMAGES/2", scan(InstanceNumber=2))
    taken = take_in([tmp_path / "disc.zip"])
    assert [i.name for i in taken.studies[0].instances] == ["disc.zip/IMAGES/1", "disc.zip/IMAGES/2"]
    assert taken.read(taken.studies[0].instances[1])[128:132] == b"DICM"


def zipped(**members: bytes) -> bytes:
    """A zip archive; `__` in a name stands for a point."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return file.getvalue()


def test_archives_within_an_archive_are_opened_and_broken_ones_listed_with_their_reason(tmp_path: Path) -> None:
    inner = zipped(two=scan(InstanceNumber=2), cut=scan(InstanceNumber=3)[:900], notes__txt=b"hello")
    (tmp_path / "disc.zip").write_bytes(
        zipped(one=scan(InstanceNumber=1), inner__zip=inner, cut__zip=inner[:500], none=b"")
    )
    taken = take_in([tmp_path / "disc.zip"])
    assert [i.name for i in taken.studies[0].instances] == ["disc.zip/one", "disc.zip/inner.zip/two"]
    assert {broken.name: broken.reason.split(".")[0] for broken in taken.broken} == {
        "disc.zip/inner.zip/cut": "This DICOM file is not whole: some of its pixels are missing",
        "disc.zip/inner.zip/notes.txt": "This is not a DICOM file: its DICM mark is missing",
        "disc.zip/cut.zip": "The zip archive is damaged or cut off",
        "disc.zip/none": "The file is empty",
    }


@pytest.mark.parametrize("within", [False, True])
def test_an_archive_that_cannot_be_opened_stops_no_study(tmp_path: Path, within: bool) -> None:
    whole = zipped(one=scan(InstanceNumber=2))
    encrypted = bytearray(whole)
    encrypted[encrypted.rindex(b"PK\x01\x02") + 8] |= 1  # the flag of the central directory
    sent = {"cut.zip": whole[:-30], "secret.zip": bytes(encrypted), "scan.dcm": scan(InstanceNumber=1)}
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)
    if within:
        packed = zipped(**{name.replace(".", "__"): data for name, data in sent.items()})
        taken = sort_files(list(list_sent([SentFile("all.zip", packed.__bytes__)])))
    else:
        taken = take_in([tmp_path])
    assert [Path(i.name).name for i in taken.studies[0].instances] == ["scan.dcm"]
    reasons = {Path(broken.name).name: broken.reason.split(".")[0] for broken in taken.broken}
    assert reasons == {"cut.zip": "The zip archive is damaged or cut off", "secret.zip": "The zip archive is encrypted"}


def test_a_damaged_member_of_an_archive_is_listed_and_the_rest_kept(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 4000, (64, 64)).astype(np.uint16)
    packed = bytearray(zipped(one=scan(noise, InstanceNumber=1), two=scan(noise, InstanceNumber=2)))
    at = packed.index(b"two") + 700
    packed[at : at + 60] = b"\x00" * 60
    (tmp_path / "disc.zip").write_bytes(bytes(packed))
    taken = take_in([tmp_path])
    assert [i.name for i in taken.studies[0].instances] == ["disc.zip/one"]
    (broken,) = taken.broken
    assert broken.reason.startswith("This file of the zip archive is damaged.")


def test_what_an_archive_blows_up_to_is_never_unpacked(tmp_path: Path) -> None:
    zeros = b"\0" * 1024**2
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scan.dcm", scan())
        for name, head in (("image.dcm", scan()), ("zeros.dcm", b"")):
            with archive.open(name, "w") as file:
                file.write(head)
                for _ in range(200):
                    file.write(zeros)
    tracemalloc.start()
    taken = take_in([tmp_path])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [i.name for i in taken.studies[0].instances] == ["bomb.zip/scan.dcm"]
    reasons = {broken.name: broken.reason for broken in taken.broken}
    assert "times its size: no image is" in reasons["bomb.zip/image.dcm"]
    assert reasons["bomb.zip/zeros.dcm"].startswith("This is not a DICOM file")
    assert most < 50 * 1024**2


def test_archives_are_not_opened_without_end(tmp_path: Path) -> None:
    packed = scan()
    for _ in range(6):
        packed = zipped(inner__zip=packed)
    (tmp_path / "deep.zip").write_bytes(packed)
    with pytest.raises(BadInput, match="4 zip archives lie within each other"):
        take_in([tmp_path])


def test_where_nothing_can_be_read_the_commonest_reason_is_told(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.dcm").write_bytes(scan(InstanceNumber=number)[:900])
    with pytest.raises(BadInput, match="2 files holds a DICOM image; 2 of them: This DICOM file is not whole"):
        take_in([tmp_path])


@pytest.mark.parametrize(
    ("orientation", "edges"),
    [
        ([1, 0, 0, 0, 1, 0], ("R", "L", "A", "P")),  # axial
        ([0, 1, 0, 0, 0, -1], ("A", "P", "H", "F")),  # sagittal
        ([1, 0, 0, 0, 0, -1], ("R", "L", "H", "F")),  # coronal
        ([-1, 0, 0, 0, -1, 0], ("L", "R", "P", "A")),  # lying on the belly
        ([0.8, 0.6, 0, -0.6, 0.8, 0], ("RA", "LP", "AL", "PR")),  # turned in its plane
        ([0.99, 0.14, 0, -0.14, 0.99, 0], ("R", "L", "A", "P")),  # hardly turned
    ],
)
def test_the_edges_of_a_slice_are_named_by_its_orientation(orientation: list[float], edges: tuple[str, ...]) -> None:
    assert read_instance(scan(ImageOrientationPatient=orientation), "x").geometry.edges == edges


@pytest.mark.parametrize(
    ("said", "edges"),
    [
        (["L", "F"], ("R", "L", "H", "F")),
        (["PL", "F"], ("AR", "PL", "H", "F")),
        (None, ("",) * 4),
        (["?", "1"], ("",) * 4),
    ],
)
def test_the_edges_of_a_film_are_named_where_its_header_tells_them(
    said: list[str] | None, edges: tuple[str, ...]
) -> None:
    data = scan(drop=("ImageOrientationPatient", "ImagePositionPatient"), PatientOrientation=said)
    assert read_instance(data, "x").geometry.edges == edges
    assert to_wire(decode_frames(data)[0]).facts["edges"] == list(edges)


def test_the_same_image_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(scan())
    (tmp_path / "b.dcm").write_bytes(scan())
    assert len(take_in([tmp_path]).studies[0].instances) == 1


def test_files_whose_uids_were_removed_still_make_one_series(tmp_path: Path) -> None:
    uids = ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
    for number in (1, 2):
        (tmp_path / f"{number}.dcm").write_bytes(scan(InstanceNumber=number, drop=uids))
    (study,) = take_in([tmp_path]).studies
    assert len(study.series) == 1
    assert all(instance.uids_assigned for instance in study.instances)
    assert take_in([tmp_path]).studies[0].uid == study.uid


def test_pixels_are_in_hounsfield_units() -> None:
    (frame,) = decode_frames(scan(np.full((4, 4), 1064, np.uint16)))
    assert frame.pixels.dtype == np.float32
    assert (frame.pixels == 40).all()


def test_monochrome1_is_shown_inverted() -> None:
    pixels = np.array([[0, 100], [0, 100]], np.uint16)
    plain = to_grey(decode_frames(scan(pixels, RescaleIntercept="0"))[0], Window(50, 100))
    inverted = to_grey(
        decode_frames(scan(pixels, RescaleIntercept="0", PhotometricInterpretation="MONOCHROME1"))[0], Window(50, 100)
    )
    assert plain[0, 1] == 255
    assert (inverted == 255 - plain).all()


def test_spacing_at_the_detector_is_not_taken_for_spacing_in_the_patient() -> None:
    at_detector = read_instance(scan(drop=("PixelSpacing",), ImagerPixelSpacing=["0.15", "0.15"]), "x")
    assert at_detector.geometry.spacing_mm == (0.15, 0.15)
    assert not at_detector.geometry.measures_patient
    assert read_instance(scan(), "x").geometry.measures_patient


def test_names_in_the_pixels_are_flagged() -> None:
    assert read_instance(scan(BurnedInAnnotation="YES"), "x").burned_in is BurnedIn.YES
    assert read_instance(scan(Modality="US"), "x").burned_in is BurnedIn.UNKNOWN
    assert read_instance(scan(), "x").burned_in is BurnedIn.NO


def test_a_wrong_value_in_the_header_does_not_hide_the_image() -> None:
    instance = read_instance(scan(PatientBirthDate="19581402", StudyTime="9999"), "x")
    assert instance.patient.birth_date is None
    assert instance.started is not None and instance.started.year == 2026


def test_a_picture_becomes_an_image_without_a_patient(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.fromarray(np.arange(100, dtype=np.uint8).reshape(10, 10)).save(file, "PNG")
    (tmp_path / "hand.png").write_bytes(file.getvalue())
    taken = take_in([tmp_path / "hand.png"], modality="DX")
    instance = taken.studies[0].first
    assert (instance.modality, instance.patient.id, instance.rows) == ("DX", "", 10)
    assert (decode_frames(taken.read(instance))[0].pixels == np.arange(100).reshape(10, 10)).all()


def test_a_nifti_volume_becomes_slices_that_face_the_reader(tmp_path: Path) -> None:
    volume = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)  # slices, rows, columns as stored
    (tmp_path / "brain.nii").write_bytes(nifti(volume, spacing=(1.0, 2.0, 3.0)))
    taken = take_in([tmp_path / "brain.nii"])
    series = taken.studies[0].series[0]
    assert (series.modality, series.frames, series.instances[0].geometry.spacing_mm) == ("MR", 2, (2.0, 1.0))
    first = decode_frames(taken.read(series.instances[0]))[0].pixels
    assert (first == volume[0, ::-1, ::-1]).all()  # RAS to LPS: left and front change ends


@given(st.binary(max_size=600))
def test_any_bytes_give_an_image_or_a_plain_error(noise: bytes) -> None:
    for data in (noise, scan()[:132] + noise, scan()[: len(noise)] + noise):
        try:
            decode_frames(data)
        except BadInput as error:
            assert error.message


@pytest.mark.skipif(not EDGE_CASES.is_dir(), reason="needs the data set dicom-edge-cases")
def test_every_edge_case_of_the_public_collection_is_decoded() -> None:
    taken = take_in([EDGE_CASES])
    assert {broken.name for broken in taken.broken} == {"README.md"}
    for path in EDGE_CASES.glob("*.dcm"):
        data = path.read_bytes()
        frames = decode_frames(data)
        assert len(frames) == read_instance(data, path.name).frames
        assert np.ptp(to_grey(frames[0])) > 0


def nifti(volume: np.ndarray, *, spacing: tuple[float, float, float]) -> bytes:
    """A NIfTI-1 file without a world of its own."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *volume.shape[::-1], 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 4, 16)
    struct.pack_into("<8f", header, 76, 1, *spacing, 0, 0, 0, 0)
    struct.pack_into("<f", header, 108, 352)
    header[344:348] = b"n+1\0"
    return bytes(header) + volume.astype("<i2").tobytes()


def test_a_ct_without_a_window_opens_as_soft_tissue_and_a_map_of_fractions_keeps_its_greys():
    body = np.tile(np.array([24, 1064, 1124, 2024], np.uint16), (8, 2))  # −1000, 40, 100 and 1000 HU
    assert to_wire(decode_frames(scan(body))[0], "CT").facts["windows"] == [[40, 400, ""]]
    air = np.full((8, 8), 24, np.uint16)
    assert to_wire(decode_frames(scan(air))[0], "CT").facts["windows"] != [[40, 400, ""]]
    fractions = Frame(np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8), 1, Geometry())
    grey = to_grey(fractions, Window(0.5, 1.0))
    assert (grey.min(), grey.max()) == (0, 255) and len(np.unique(grey)) == 64


def test_an_unreadable_file_stands_with_the_study_of_its_folder_or_else_with_the_sending_alone(tmp_path: Path) -> None:
    for folder, uid in (("knee", "1.2.3"), ("hip", "1.2.4")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "good.dcm").write_bytes(scan(StudyInstanceUID=uid, SOPInstanceUID=f"{uid}.2"))
    (tmp_path / "knee" / "cut.dcm").write_bytes(scan()[:200])
    (tmp_path / "lost.dcm").write_bytes(scan()[:200])
    taken = take_in([tmp_path])
    beside = {study.uid: {broken.name for broken in study.broken} for study in taken.studies}
    assert beside == {"1.2.3": {"knee/cut.dcm"}, "1.2.4": set()}
    assert {broken.name for broken in taken.broken} == {"knee/cut.dcm", "lost.dcm"}
