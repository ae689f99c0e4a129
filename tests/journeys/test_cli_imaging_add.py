"""`attending imaging add`: what came in, what waits for a person, and what could not be read, each said once."""

from click.testing import CliRunner, Result
from tests.scans import scan

from attending.app.cli import main


def add(home, *paths) -> Result:
    assert CliRunner().invoke(main, ["--home", str(home), "init"]).exit_code == 0
    return CliRunner().invoke(main, ["--home", str(home), "imaging", "add", *map(str, paths)])


def test_what_must_be_done_is_said_once_for_all_studies(tmp_path):
    sent = tmp_path / "sent"
    sent.mkdir()
    for number in (1, 2, 3):
        study = scan(StudyInstanceUID=f"1.2.3.{number}", SOPInstanceUID=f"1.2.3.{number}.1", Modality="US")
        (sent / f"{number}.dcm").write_bytes(study)
    (sent / "notes.txt").write_text("no image")
    done = add(tmp_path / "home", sent)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("3 studies: ") == 1
    assert done.stdout.count("attending imaging assign STUDY PATIENT") == 1
    assert done.stdout.count("notes.txt: This is not a DICOM file") == 1


def test_an_empty_folder_holds_no_file(tmp_path):
    (tmp_path / "empty").mkdir()
    refused = add(tmp_path / "home", tmp_path / "empty")
    assert (refused.exit_code, "There is no file here." in refused.stderr) == (2, True)
