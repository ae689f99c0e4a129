"""Builds the clinic from the settings: the one place where its files, its keys and the clock meet."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from attending.database import driver_of
from attending.journeys.clinic import Clinic, open_images
from attending.record import Store
from attending.review import Reviews
from attending.security import Keys
from attending.settings import Settings


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class RecordOpener:
    """Opens the record of the settings once in each process; it can be pickled, so that each worker opens its own."""

    settings: Settings

    def __call__(self) -> AbstractContextManager[Store]:
        """The open record; it stays open for the next chunk, until the process ends."""
        return nullcontext(_opened(self.settings))


@cache
def _opened(settings: Settings) -> Store:
    return open_record(settings)


def record_exists(settings: Settings) -> bool:
    """Whether there is a record where the settings say."""
    return driver_of(settings.database_url or settings.database).exists()


def open_keys(settings: Settings) -> Keys:
    """Read the master key, or make it where there is no record yet."""
    return Keys.load_or_create(
        settings.master_key_file, ring=settings.key_ring, record_exists=lambda: record_exists(settings)
    )


def open_record(settings: Settings) -> Store:
    """Open the record of the settings' folder, making it where there is none."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = open_keys(settings)
    return Store.open(
        settings.database_url or settings.database,
        keys=keys,
        anchor=settings.audit_anchor,
        now=clock,
        content=settings.search_content,
    )


def open_clinic(settings: Settings) -> Clinic:
    """Open the record and the reviews of the settings' folder."""
    return as_clinic(open_record(settings), settings)


def as_clinic(record: Store, settings: Settings) -> Clinic:
    """The clinic of an open record."""
    images = open_images(settings.image_archive, keys=open_keys(settings), record=record)
    return Clinic(record=record, reviews=Reviews(record), images=images, settings=settings, now=clock)
