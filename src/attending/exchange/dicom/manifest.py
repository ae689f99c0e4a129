"""What is written down of a study beside its images: its series, whose it is, and what became of it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from attending.errors import NotFound
from attending.exchange.dicom.wish import REPORT, EnhanceWish, ReportWish, Wish
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
    number: int | None = None
    """SeriesNumber of its files; none in what was kept before it was asked for."""

    @property
    def is_shown(self) -> bool:
        """Whether a viewer can show it: a report or a segmentation it cannot."""
        return self.modality not in NOT_SHOWN


class StudyMove(msgspec.Struct, frozen=True, omit_defaults=True):
    """One time that a study went from one patient to another, or to nobody."""

    when: datetime
    by: str
    """Reference of who moved it."""
    reason: str
    """A code of `MOVE_REASONS`."""
    words: str = ""
    left: str | None = None
    """Logical id of the patient it was filed with before."""
    identity: dict[str, str] = {}
    """Whom its images said they show before."""
    review: str = ""
    """The review of the report that it left behind; empty where none was drafted."""


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
    apart: str = ""
    """Why it waits beside another study of its UID: it names another patient."""
    moves: tuple[StudyMove, ...] = ()
    """Each time it was moved to another patient, the earliest first."""
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
    enhancing: tuple[EnhanceWish, ...] = ()
    """Enhanced series that somebody has asked for and that are not made yet."""
    study_id: str = ""
    referrer: str = ""
    """ReferringPhysicianName."""

    @property
    def images(self) -> int:
        """How many images one can look at."""
        return sum(image.frames for series in self.series if series.is_shown for image in series.images)

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """Everything that is wanted of it and not there."""
        return (*((self.wish,) if self.wish is not None else ()), *self.enhancing)

    def factor_of(self, series: ArchivedSeries) -> int:
        """How much wider than its original an enhanced series is; 1 for the scanner's."""
        source = next((one for one in self.series if one.uid == series.derived_from), None)
        return max(1, series.images[0].columns // source.images[0].columns) if source is not None else 1

    def enhanced(self, series: str, factor: int) -> ArchivedSeries | None:
        """The series that was made of one, by its UID."""
        made = (one for one in self.series if one.derived_from == series)
        return next((one for one in made if self.factor_of(one) == factor), None)


def with_wish(study: ArchivedStudy, name: str, wish: Wish | None) -> ArchivedStudy:
    """A study with another state of the wish of that name; none where it is fulfilled."""
    if isinstance(wish, ReportWish) or name == REPORT:
        return replace(study, wish=wish)
    others = tuple(one for one in study.enhancing if one.name != name)
    return replace(study, enhancing=(*others, wish) if isinstance(wish, EnhanceWish) else others)


def with_derived(study: ArchivedStudy | None, made: ArchivedSeries) -> ArchivedStudy:
    """A study with one more series of our own, and without the wish for it; raises `NotFound` where it is gone."""
    if study is None:
        raise NotFound("This study was erased meanwhile.")
    now = replace(study, series=(*(one for one in study.series if one.uid != made.uid), made))
    return with_wish(now, EnhanceWish.named(made.derived_from, now.factor_of(made)), None)


def find_image(study: ArchivedStudy, series: int, place: int) -> tuple[ArchivedImage, int]:
    """The image and the frame (from 1) at a place (from 0) of a series' stack; raises `NotFound`."""
    if 0 <= series < len(study.series):
        for image in study.series[series].images:
            if place < image.frames:
                return image, place + 1
            place -= image.frames
    raise NotFound("There is no such image.")
