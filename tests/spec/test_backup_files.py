"""A backup holds the images too, and what else a hospital would lose; half a backup is none."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conftest import House
from tests.ward import open_ward, staff_ward

from attending.app.cli import main
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.manifest import ArchivedStudy
from attending.record import backup_files

PIXELS = b"DICM" + b"\x07" * 100_000
WEIGHTS = b"weights of this house" * 1_000


def attending(house: House, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(house.folder), *arguments])


def save(archive: ImageArchive, uid: str, clock, images=(b"1", b"2")) -> str:
    key = archive.key_of(uid)
    for number, extra in enumerate(images):
        archive.put(key, f"{uid}.{number}", PIXELS + extra)
    describe(archive, uid, "Chest", clock)
    return key


def describe(archive: ImageArchive, uid: str, description: str, clock) -> None:
    study = ArchivedStudy(archive.key_of(uid), uid, clock(), description, None, "", ())
    archive.change(study.key, lambda _: study)


@pytest.fixture
def hospital(tmp_path, clock):
    """A record with an image, an image that nobody has sorted yet, and a model of its own."""
    (tmp_path / "old").mkdir()
    house = House(tmp_path / "old")
    store = house.open(clock)
    staff_ward(store, house.keys)
    open_ward(store)
    store.close()
    archive = ImageArchive(house.folder / "images", keys=house.keys)
    save(archive, "1.2", clock)
    archive.spool(b"not sorted yet")
    (house.folder / "models" / "sepsis").mkdir(parents=True)
    (house.folder / "models" / "sepsis" / "weights.bin").write_bytes(WEIGHTS)
    return house


def elsewhere(house: House, folder: Path) -> House:
    folder.mkdir()
    shutil.copy2(house.folder / "master.key", folder)
    return House(folder)


def images_of(house: House) -> ImageArchive:
    return ImageArchive(house.folder / "images", keys=house.keys)


def test_a_restore_on_a_new_machine_shows_the_images_again(hospital, tmp_path):
    assert attending(hospital, "backup", str(tmp_path / "backup")).exit_code == 0
    new = elsewhere(hospital, tmp_path / "new")
    assert attending(new, "restore", str(tmp_path / "backup")).exit_code == 0
    archive = images_of(new)
    (study,) = archive.lines()
    assert archive.read(study.key, "1.2.1") == PIXELS + b"2"
    assert [archive.unspool(name) for name in archive.spooled()] == [b"not sorted yet"]
    assert (new.folder / "models" / "sepsis" / "weights.bin").read_bytes() == WEIGHTS
    assert attending(new, "audit", "verify").exit_code == 0


def test_nothing_that_lies_in_clear_lies_in_clear_in_a_backup(hospital, tmp_path):
    attending(hospital, "backup", str(tmp_path / "backup"))
    every = b"".join(path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file())
    assert WEIGHTS[:21] not in every
    assert PIXELS[:100] not in every


def test_what_has_not_changed_is_linked_to_the_backup_before(hospital, tmp_path, clock):
    attending(hospital, "backup", str(tmp_path / "monday"))
    save(images_of(hospital), "1.3", clock)
    assert attending(hospital, "backup", str(tmp_path / "tuesday"), "--since", str(tmp_path / "monday")).exit_code == 0
    kept = {one.path: tmp_path / "tuesday" / one.stored for one in backup_files.listed(tmp_path / "tuesday")}
    links = sorted(path.stat().st_nlink for name, path in kept.items() if name != "sepsis/weights.bin")
    assert links == [1, 1, 1, 2, 2, 2, 2]
    shutil.rmtree(tmp_path / "monday")
    new = elsewhere(hospital, tmp_path / "new")
    assert attending(new, "restore", str(tmp_path / "tuesday")).exit_code == 0
    assert len(images_of(new).lines()) == 2


@pytest.mark.parametrize("harm", ["changed", "missing", "list"])
def test_a_backup_with_a_damaged_file_is_refused_and_nothing_is_restored(hospital, tmp_path, harm):
    backup = tmp_path / "backup"
    attending(hospital, "backup", str(backup))
    victim = backup / next(iter(backup_files.listed(backup))).stored
    if harm == "changed":
        victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    elif harm == "missing":
        victim.unlink()
    else:
        lines = (backup / "files.jsonl").read_bytes().splitlines(keepends=True)
        (backup / "files.jsonl").write_bytes(b"".join(lines[1:]))
    new = elsewhere(hospital, tmp_path / "new")
    assert attending(new, "restore", str(backup)).exit_code == 8
    assert not (new.folder / "images").exists()
    assert not new.database.exists()


def test_other_images_are_moved_aside_and_never_overwritten(hospital, tmp_path, clock):
    attending(hospital, "backup", str(tmp_path / "backup"))
    archive = images_of(hospital)
    describe(archive, "1.2", "Renamed", clock)
    hospital.database.rename(hospital.folder / "lost")
    assert attending(hospital, "restore", str(tmp_path / "backup")).exit_code == 5
    assert not hospital.database.exists()
    (hospital.folder / "lost").rename(hospital.database)
    assert attending(hospital, "restore", str(tmp_path / "backup"), "--replace").exit_code == 0
    assert [study.description for study in archive.lines()] == ["Chest"]
    (aside,) = hospital.folder.glob("images.before-*")
    assert [study.description for study in ImageArchive(aside, keys=hospital.keys).lines()] == ["Renamed"]


def test_a_study_that_is_taken_away_meanwhile_is_left_out_whole(hospital, tmp_path, clock, monkeypatch):
    archive = images_of(hospital)
    gone, copied = save(archive, "1.9", clock), backup_files._copied

    def copy_and_remove(one, path, *rest):
        kept = copied(one, path, *rest)
        if path.parent.name == gone:
            archive.remove(gone)
        return kept

    monkeypatch.setattr(backup_files, "_copied", copy_and_remove)
    assert attending(hospital, "backup", str(tmp_path / "backup")).exit_code == 0
    assert not [one for one in backup_files.listed(tmp_path / "backup") if gone in one.path]


KILLED = """
import os, signal, sys
from pathlib import Path
from attending.app.cli import backup
def stop(name):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
backup._progress = stop
backup.backup.main([sys.argv[1]], obj=backup.Standing(home=Path(sys.argv[3])))
"""


@pytest.mark.parametrize("stage", ["version", "images", "models"])
def test_a_backup_that_was_killed_is_no_backup(hospital, tmp_path, stage):
    command = [sys.executable, "-c", KILLED, str(tmp_path / "half"), stage, str(hospital.folder)]
    ended = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "ATTENDING_HOME": ""})
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert (tmp_path / "half").exists()
    new = elsewhere(hospital, tmp_path / "new")
    assert attending(new, "restore", str(tmp_path / "half")).exit_code != 0
    assert not new.database.exists()
    assert attending(hospital, "backup", str(tmp_path / "whole"), "--since", str(tmp_path / "half")).exit_code != 0
    assert attending(hospital, "backup", str(tmp_path / "whole")).exit_code == 0
    assert attending(new, "restore", str(tmp_path / "whole")).exit_code == 0
