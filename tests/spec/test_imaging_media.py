"""A disc from another hospital: its list (DICOMDIR) says which files are images, and which of them are missing."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.fileset import FileSet
from tests.scans import scan

from attending.errors import BadInput
from attending.imaging import take_in
from attending.imaging.intake import SentFile, list_sent, sort_files


def burn(folder: Path) -> list[str]:
    """A disc of three slices with its list and the viewer that such discs carry; the names of the slices' files."""
    files = FileSet()
    for number in (1, 2, 3):
        files.add(dcmread(io.BytesIO(scan(InstanceNumber=number, StudyID="1", SeriesNumber=1, AccessionNumber="7"))))
    files.write(folder)
    (folder / "VIEWER").mkdir()
    (folder / "VIEWER" / "viewer.exe").write_bytes(b"MZ" + bytes(900))
    (folder / "README.TXT").write_text("Insert the disc and wait.")
    for name in ("logo.png", "help.jpg"):
        Image.fromarray(np.zeros((20, 20, 3), np.uint8)).save(folder / "VIEWER" / name)
    return [
        Path(*one.path.split(str(folder))[1].split("/")).as_posix().lstrip("/") for one in FileSet(folder / "DICOMDIR")
    ]


def test_of_a_disc_its_images_are_taken_and_its_viewer_is_left(tmp_path):
    names = burn(tmp_path)
    taken = take_in([tmp_path])
    (study,) = taken.studies
    assert [i.name for i in study.instances] == names
    assert taken.broken == ()


def test_the_list_of_a_disc_stands_for_the_disc(tmp_path):
    burn(tmp_path / "disc")
    (tmp_path / "disc" / "another.dcm").write_bytes(scan(InstanceNumber=9, StudyInstanceUID="1.2.3"))
    (study,) = take_in([tmp_path / "disc" / "DICOMDIR"]).studies
    assert len(study.instances) == 3


def test_an_image_that_the_list_leaves_out_is_taken_too(tmp_path):
    burn(tmp_path)
    (tmp_path / "EXTRA").write_bytes(scan(InstanceNumber=9))
    (study,) = take_in([tmp_path]).studies
    assert len(study.instances) == 4


def test_a_file_that_the_list_names_and_the_disc_lacks_is_listed(tmp_path):
    names = burn(tmp_path)
    (tmp_path / names[1]).unlink()
    (study,) = take_in([tmp_path]).studies
    assert [(one.name, "not there" in one.reason) for one in study.broken] == [(names[1], True)]


def test_a_scratched_list_hides_no_image(tmp_path):
    burn(tmp_path)
    whole = (tmp_path / "DICOMDIR").read_bytes()
    (tmp_path / "DICOMDIR").write_bytes(whole[: len(whole) // 2])
    taken = take_in([tmp_path])
    assert sum(len(study.instances) for study in taken.studies if study.first.modality == "CT") == 3
    (tmp_path / "DICOMDIR").write_bytes(b"nothing")
    with pytest.raises(BadInput, match="list of a medium"):
        take_in([tmp_path / "DICOMDIR"])


@pytest.mark.parametrize("lower", [False, True])
def test_a_disc_in_an_archive_is_a_disc_too(tmp_path, lower):
    """Some systems write the names of a disc in small letters, with a version or a point behind them."""
    burn(tmp_path / "disc")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((tmp_path / "disc").rglob("*")):
            if path.is_file():
                name = path.relative_to(tmp_path).as_posix()
                archive.writestr(f"{name.lower()};1" if lower else name, path.read_bytes())
    (tmp_path / "disc.zip").write_bytes(packed.getvalue())
    for taken in (
        take_in([tmp_path / "disc.zip"]),
        sort_files(list(list_sent([SentFile("disc.zip", packed.getvalue)]))),
    ):
        assert [len(study.instances) for study in taken.studies] == [3]
        assert taken.broken == ()
