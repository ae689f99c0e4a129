"""What is written down of a study beside its images: its series, whose it is, and what became of it."""

from datetime import datetime

import msgspec

from attending.errors import NotFound
from attending.exchange.dicom.wish import ReportWish
from attending.record.study import NOT_SHOWN, KeptHeat


class ArchivedImage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One image of a study, as the viewer and the worklist need it without opening the file."""

    sop_instance_uid: str
    sop_class_uid: str
    number: int
    frames: int
    rows: int
    columns: int
    name: str = ""


class ArchivedSeries(msgspec.Struct, frozen=True, omit_defaults=True):
    """One series of a study, in the order of its stack."""

    uid: str
    modality: str
    description: str
    body_part: str
    images: tuple[ArchivedImage, ...]
    derived_from: str = ""
    """The series it was computed from; empty for what the scanner sent."""

    @property
    def is_shown(self) -> bool:
        """Whether a viewer can show it: a report or a segmentation it cannot."""
        return self.modality not in NOT_SHOWN


class ArchivedStudy(msgspec.Struct, frozen=True, omit_defaults=True):
    """A study's manifest. `key` is its name in addresses: a keyed hash, never the UID."""

    key: str
    uid: str
    received: datetime
    description: str
    started: datetime | None
    accession: str
    series: tuple[ArchivedSeries, ...]
    patient: str | None = None
    """Logical id of the patient in the record; None while nobody has matched it."""
    identity: dict[str, str] = {}
    """Whom the images say they show, for the match by hand."""
    broken: tuple[tuple[str, str], ...] = ()
    """Name and reason of each file that could not be read."""
    burned_in: str = "no"
    review: str | None = None
    """The review of its report."""
    urgent: str = ""
    """Why it should be read before others; empty for most."""
    looked_at: int = 0
    """How many of the scanner's images it had when the models last looked, for its place in the worklist."""
    heats: tuple[KeptHeat, ...] = ()
    """Maps of the models that its report was drafted with."""
    wish: ReportWish | None = None
    """The report that somebody has asked for and that is not drafted yet."""

    @property
    def images(self) -> int:
        """How many images one can look at."""
        return sum(image.frames for series in self.series if series.is_shown for image in series.images)


def find_image(study: ArchivedStudy, series: int, place: int) -> tuple[ArchivedImage, int]:
    """The image and the frame (from 1) at a place (from 0) of a series' stack; raises `NotFound`."""
    if 0 <= series < len(study.series):
        for image in study.series[series].images:
            if place < image.frames:
                return image, place + 1
            place -= image.frames
    raise NotFound("There is no such image.")
