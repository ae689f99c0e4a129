"""What every test of the record needs: keys, a clock that moves, a Store, and grants."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from tests.ward import Ward, open_ward, staff_ward

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
        return Store.open(self.database, keys=self.keys, anchor=self.anchor, now=now or Clock())


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


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
