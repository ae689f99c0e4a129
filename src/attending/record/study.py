"""What the headers of an imaging study say: its images by series, in order, with geometry and identity.

Shared by `exchange` (which keeps and files what scanners send) and `imaging` (which looks at the pixels).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import msgspec
import numpy as np

NOT_SHOWN = frozenset({"SEG", "SR", "PR", "KO", "REG"})
"""Modalities whose objects are about images rather than images."""


class BurnedIn(StrEnum):
    """Whether names may stand in the pixels themselves, where no header can be cleaned."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PatientIdentity:
    """Whom the images say they show, for the match with the record; it never reaches a log or a message."""

    id: str = ""
    issuer: str = ""
    name: str = ""
    birth_date: date | None = None
    sex: str = ""
    """`female`, `male`, `other` or empty."""


@dataclass(frozen=True)
class Geometry:
    """Where a frame lies in the patient, in mm of the DICOM patient system (LPS)."""

    spacing_mm: tuple[float, float] | None = None
    """Between rows, between columns."""
    spacing_source: str = ""
    """The attribute it came from; `ImagerPixelSpacing` is measured at the detector, not in the patient."""
    position_lps_mm: tuple[float, float, float] | None = None
    """Centre of the first pixel."""
    orientation: tuple[float, float, float, float, float, float] | None = None
    """Direction cosines of a row, then of a column."""
    thickness_mm: float | None = None
    frame_of_reference_uid: str = ""
    patient_orientation: tuple[str, str] = ("", "")
    """Of a projection: where a row and a column lead, in letters such as L and F; empty where the header is silent."""

    @property
    def measures_patient(self) -> bool:
        """Whether lengths in the image are lengths in the patient (not at a detector, not unknown)."""
        return self.spacing_mm is not None and self.spacing_source == "PixelSpacing"

    @property
    def normal(self) -> tuple[float, float, float] | None:
        """Direction of the plane's normal, from a row and a column of the image; none where they are not known."""
        if self.orientation is None:
            return None
        x, y, z = np.cross(self.orientation[:3], self.orientation[3:])
        return (float(x), float(y), float(z))

    @property
    def along_normal_mm(self) -> float | None:
        """How far the frame lies along the normal of its plane: the order of a stack."""
        if self.position_lps_mm is None or self.orientation is None:
            return None
        row, column = np.array(self.orientation[:3]), np.array(self.orientation[3:])
        return float(np.dot(np.cross(row, column), self.position_lps_mm))

    @property
    def edges(self) -> tuple[str, str, str, str]:
        """What lies at the image's left, right, upper and lower edge: letters of L R A P H F, empty where unknown.

        Source: DICOM PS3.3 C.7.6.1.1.1 (patient orientation, letters in the order of their weight).
        """
        if self.orientation is not None:
            row, column = _letters(self.orientation[:3]), _letters(self.orientation[3:])
        else:
            row, column = (one if set(one) <= set(_OPPOSITE) else "" for one in self.patient_orientation)
        return _opposite(row), row, _opposite(column), column


_OPPOSITE = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}
_SLANT = 0.26
"""Cosine from which on a direction has a further letter: 15 degrees off the plane."""


def _letters(direction: tuple[float, ...]) -> str:
    parts = sorted(zip(direction, ("LR", "PA", "HF"), strict=True), key=lambda part: -abs(part[0]))
    told = [pair[value < 0] for value, pair in parts if abs(value) > _SLANT]
    return "".join(told[:2])


def _opposite(letters: str) -> str:
    return "".join(_OPPOSITE[letter] for letter in letters)


@dataclass(frozen=True)
class Instance:
    """What the header of one file says; the file stays where it is."""

    name: str
    """The file's name inside what was sent: for the list of files, never for an address or a log."""
    sop_instance_uid: str
    sop_class_uid: str
    series_uid: str
    study_uid: str
    modality: str
    rows: int
    columns: int
    frames: int = 1
    number: int = 0
    patient: PatientIdentity = field(default_factory=PatientIdentity)
    study_id: str = ""
    accession: str = ""
    referrer: str = ""
    """ReferringPhysicianName."""
    started: datetime | None = None
    study_description: str = ""
    series_description: str = ""
    series_number: int = 0
    body_part: str = ""
    laterality: str = ""
    view: str = ""
    manufacturer: str = ""
    model: str = ""
    image_type: tuple[str, ...] = ()
    burned_in: BurnedIn = BurnedIn.UNKNOWN
    transfer_syntax: str = ""
    lossy: bool = False
    is_phantom: bool = False
    """The header says that a phantom for quality control was imaged, no patient."""
    uids_assigned: bool = False
    """The file came without its UIDs, and got some from its bytes and its folder."""
    geometry: Geometry = field(default_factory=Geometry)

    @property
    def is_image(self) -> bool:
        """Whether it holds pixels to look at, rather than a report or a segmentation."""
        return self.rows > 0 and self.columns > 0 and self.modality not in NOT_SHOWN


@dataclass(frozen=True)
class Broken:
    """A file that could not be read, and why; it never stops a study."""

    name: str
    reason: str


@dataclass(frozen=True)
class Series:
    """The images of one series, in the order of a stack."""

    uid: str
    instances: tuple[Instance, ...]

    @property
    def modality(self) -> str:
        """Such as `CT`."""
        return self.instances[0].modality

    @property
    def description(self) -> str:
        """What the scanner calls it."""
        return self.instances[0].series_description

    @property
    def body_part(self) -> str:
        """As the header says, upper case; empty when it does not."""
        return next((i.body_part for i in self.instances if i.body_part), "")

    @property
    def frames(self) -> int:
        """How many images one can scroll through."""
        return sum(instance.frames for instance in self.instances)


@dataclass(frozen=True)
class Study:
    """One study: its series in their order, and the files that could not be read."""

    uid: str
    series: tuple[Series, ...]
    broken: tuple[Broken, ...] = ()

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Every readable file."""
        return tuple(instance for series in self.series for instance in series.instances)

    @property
    def first(self) -> Instance:
        """The instance whose header speaks for the study."""
        return self.series[0].instances[0]

    @property
    def modalities(self) -> tuple[str, ...]:
        """Each once, in the order of the series."""
        return tuple(dict.fromkeys(series.modality for series in self.series))

    @property
    def started(self) -> datetime | None:
        """When the study began."""
        return next((i.started for i in self.instances if i.started), None)


class KeptHeat(msgspec.Struct, frozen=True):
    """A map over one image that a model made, and where it lies in the archive: never part of a series."""

    name: str
    label: str
    model: str
    version: str
    sop_instance_uid: str
    frame: int
    rows: int
    columns: int
    is_probability: bool


def group_studies(instances: Sequence[Instance], broken: Sequence[Broken] = ()) -> tuple[Study, ...]:
    """Sort instances into studies and series; a file sent twice counts once.

    A file that could not be read goes with the study whose files lie in its folder, or with the only one. Where those
    are several studies or none it may belong to any: it goes with the sending, and with no study.
    """
    unique: dict[str, Instance] = {}
    for instance in instances:
        unique.setdefault(instance.sop_instance_uid, instance)
    by_study: dict[str, dict[str, list[Instance]]] = {}
    for instance in unique.values():
        by_study.setdefault(instance.study_uid, {}).setdefault(instance.series_uid, []).append(instance)
    studies = [Study(uid, _in_order(series)) for uid, series in by_study.items()]
    studies.sort(key=lambda study: (study.started is None, str(study.started or ""), study.uid))
    return tuple(Study(study.uid, study.series, _broken_of(study, studies, broken)) for study in studies)


def _broken_of(study: Study, studies: Sequence[Study], broken: Sequence[Broken]) -> tuple[Broken, ...]:
    """The unreadable files that lie beside this study's alone; all of them where there is no other study."""
    if len(studies) == 1:
        return tuple(broken)
    folders: dict[str, set[str]] = {}
    for one in studies:
        for instance in one.instances:
            folders.setdefault(instance.name.rpartition("/")[0], set()).add(one.uid)
    lone = {folder: next(iter(uids)) for folder, uids in folders.items() if len(uids) == 1}
    return tuple(file for file in broken if lone.get(file.name.rpartition("/")[0]) == study.uid)


def _in_order(series: Mapping[str, list[Instance]]) -> tuple[Series, ...]:
    made = [Series(uid, tuple(sorted(instances, key=_stack_order))) for uid, instances in series.items()]
    return tuple(sorted(made, key=lambda s: (s.instances[0].series_number, s.uid)))


def _stack_order(instance: Instance) -> tuple[int, float, int, str]:
    """Instance number as the scanner counted; where it says nothing, the place along the normal."""
    along = instance.geometry.along_normal_mm
    return (instance.number, along if along is not None else 0.0, 0, instance.sop_instance_uid)
