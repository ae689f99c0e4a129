"""`attending imaging add`: what came in, what waits for a person, and what could not be read, each said once."""

from click.testing import CliRunner, Result
from tests.scans import scan

from attending.app.cli import main
from attending.journeys.imaging_fetching import Fetched
from attending.journeys.imaging_study import SentFile, receive_uploads


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


def test_of_a_fetched_study_that_waits_it_is_said_that_it_is_nobodys_yet(tmp_path, monkeypatch):
    """The archive is at hand: what it sent is taken in as ever."""

    def fetched(_uid, *, clinic, grant, **_options):
        (received,) = receive_uploads([SentFile("1", scan().__bytes__)], clinic=clinic, grant=grant)
        return Fetched(received, 1, 0, stopped=False)

    monkeypatch.setattr("attending.journeys.imaging_fetching.fetch_study", fetched)
    home = ["--home", str(tmp_path / "home")]
    assert CliRunner().invoke(main, [*home, "init"]).exit_code == 0
    done = CliRunner().invoke(main, [*home, "imaging", "fetch", "1.2.3", "--from", "https://pacs.example/dicom-web"])
    assert done.exit_code == 0, done.stderr
    assert "None" not in done.stdout and "nobody" in done.stdout
