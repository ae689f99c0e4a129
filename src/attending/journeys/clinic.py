"""The clinic: everything a journey needs, wired once in `app`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from attending.exchange.dicom import is_decided
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.recordings import Recordings
from attending.record import Store
from attending.review import Reviews
from attending.review.watch import WatchList
from attending.security import Keys
from attending.settings import Settings

__all__ = ["Clinic", "ImageArchive", "open_images"]


def open_images(folder: Path, *, keys: Keys, record: Store) -> ImageArchive:
    """The archive of a record's images, which asks the record whether a study that was being moved is moved."""
    return ImageArchive(folder, keys=keys, decided=partial(is_decided, record))


@dataclass(frozen=True)
class Clinic:
    """One hospital at work."""

    record: Store
    reviews: Reviews
    images: ImageArchive
    settings: Settings
    now: Callable[[], datetime]

    @cached_property
    def recordings(self) -> Recordings:
        """The recordings of visits."""
        return Recordings(self.record)

    @cached_property
    def watch(self) -> WatchList:
        """The risks that people watch."""
        return WatchList(self.record)

    def close(self) -> None:
        """Close the record."""
        self.record.close()
