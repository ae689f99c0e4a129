"""A record of an earlier version: its plain file becomes an encrypted one, and every version stays, killed or not."""

import os
import shutil
import signal
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite
from tests.conftest import House
from tests.unit.record.test_kill_at_every_statement import die, in_a_process_of_its_own
from tests.ward import open_ward

from attending.database import plain_file
from attending.errors import NotConfigured
from attending.review import ReviewStatus

OLD = Path(__file__).with_name("schema1.sql")


@pytest.fixture
def old(tmp_path) -> House:
    """A folder as version 0.1.0 left it."""
    folder = tmp_path / "old"
    folder.mkdir()
    script = OLD.read_text()
    key, anchor = (line.removeprefix("-- ") for line in script.splitlines()[1:3])
    for name, text in (("master.key", key + "\n"), ("audit.anchor", anchor.ljust(159) + "\n")):
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    with closing(sqlite.connect(folder / "attending.sqlite", isolation_level=None)) as connection:
        connection.executescript(script)
        connection.execute("PRAGMA journal_mode = WAL")
    return House(folder)


def check_everything(house: House, physician) -> None:
    with closing(house.open()) as store:
        ward = open_ward(store)
        history = store.history("Observation", "w1", grant=physician)
        assert [(v.version, str(v.resource["valueQuantity"]["value"])) for v in history] == [(2, "71.0"), (1, "70.50")]
        assert [v.deleted for v in store.history("Basic", "gone", grant=physician)] == [True, False]
        assert store.read("Organization", "ward", grant=physician)["id"] == "ward"
        assert [p["id"] for p in store.patients(grant=physician, text="muller")] == ["p1"]
        assert {row.id: row.status for row in ward.reviews.queue(grant=ward.grant(), status=None)} == {
            "n1": ReviewStatus.SIGNED,
            "n2": ReviewStatus.CHECKED,
        }
        signed = ward.reviews.read("n1", grant=ward.grant()).signed
        assert ward.reviews.verify(signed.split("/")[1], grant=ward.grant())
        verdict = store.audit_verdict()
        assert verdict.ok, verdict.problems
        assert store.connection().schema_version() == 4


def test_every_version_of_a_schema_1_record_stays(old, physician):
    check_everything(old, physician)
    check_everything(old, physician)


def test_nothing_in_clear_is_left_of_the_plain_file(old, physician):
    assert "Müller".encode() in old.database.read_bytes()
    check_everything(old, physician)
    for path in old.folder.iterdir():
        assert "Müller".encode() not in path.read_bytes()
        assert b"SQLite format 3" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


STEPS = ("_export", "_sync", "remove_remains", "is_plain")
"""Of the encryption of the file, before each of which the process dies."""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("call", range(3))
def test_an_upgrade_killed_while_the_file_is_encrypted_is_done_by_the_next(old, physician, step, call):
    def upgrade() -> None:
        function, left = getattr(plain_file, step), iter(range(call))
        setattr(plain_file, step, lambda *given: die() if next(left, None) is None else function(*given))
        old.open()

    in_a_process_of_its_own(upgrade)
    check_everything(old, physician)
    assert not [path.name for path in old.folder.iterdir() if path.suffix in (".plain", ".encrypting")]


def test_an_upgrade_killed_at_any_of_its_statements_is_done_by_the_next(old, physician):
    """The file is encrypted; then its tables are brought up to date in one transaction."""
    plain_file.encrypt_file(old.database, old.keys.derive("sqlite/file"), lambda _: None)

    def upgrade(house: House, statement: int) -> None:
        from attending.database import sqlite as driver

        execute, left = driver.SQLiteConnection.execute, iter(range(statement))

        def mortal(self, *given):
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(self, *given)

        driver.SQLiteConnection.execute = mortal
        open_ward(house.open())

    ended, statement = False, 0
    while not ended:
        folder = Path(shutil.copytree(old.folder, old.folder.with_name(f"copy{statement}")))
        copied = House(folder)
        ended = in_a_process_of_its_own(partial(upgrade, copied, statement))
        check_everything(copied, physician)
        shutil.rmtree(folder)
        statement += 5
    assert statement > 40


def test_another_programs_plain_file_is_left_alone(tmp_path):
    house = House(tmp_path)
    with closing(sqlite.connect(house.database)) as connection:
        connection.execute("CREATE TABLE notes (x)")
        connection.commit()
    before = house.database.read_bytes()
    with pytest.raises(NotConfigured, match="another program"):
        house.open()
    assert house.database.read_bytes() == before


def test_an_old_record_that_another_program_has_open_is_left_alone(old):
    with closing(sqlite.connect(old.database, isolation_level=None)) as other:
        other.execute("SELECT count(*) FROM version").fetchone()
        with pytest.raises(Exception, match="encrypted now"):
            old.open()
        assert other.execute("SELECT count(*) FROM version").fetchone()[0] > 0
