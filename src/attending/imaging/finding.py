"""What the models say of a series: marks with their regions, what they did not assess, and why.

Read by the report and the viewer, which add nothing of their own to these statements.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attending.terms.coding import Coding

Point = tuple[float, float]
"""(column, row) in pixels of the frame; the centre of the first pixel is (0.5, 0.5), as DICOM counts (PS3.3 C.10.5)."""


UNKNOWN = 0.5
"""The probability of a mark that has neither a probability nor a score."""
EVEN = 0.5
"""From which probability on a finding is more likely than not."""


@dataclass(frozen=True)
class Measure:
    """A number with its unit in UCUM spelling, such as area 134 mm2 or volume 2.1 mL."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        unit = {"mm2": "mm²", "[px]": "pixels", "[px]2": "square pixels"}.get(self.unit, self.unit)
        return f"{self.name} {self.value:.1f} {unit}" if self.value < 100 else f"{self.name} {self.value:.0f} {unit}"


@dataclass(frozen=True)
class Heat:
    """A map over one image: where a model sees something, and how much."""

    sop_instance_uid: str
    frame: int
    values: NDArray[np.uint8]
    """(row, column) over the whole image at any size; 255 is 1."""
    is_probability: bool
    """Of each pixel; otherwise a score that only says where."""


@dataclass(frozen=True)
class Mark:
    """One possible abnormality in one place.

    `probability` is calibrated and lies between `lower` and `upper`, where the models' disagreement and the
    calibration's own uncertainty put it. `above_threshold` says whether it reaches the operating point.
    """

    finding: Coding
    probability: float
    lower: float
    upper: float
    operating_point: str
    above_threshold: bool
    sop_instance_uid: str
    frame: int
    """From 1."""
    polygon: tuple[Point, ...]
    measures: tuple[Measure, ...] = ()
    model: str = ""
    version: str = ""
    slices: tuple[tuple[str, int, tuple[Point, ...]], ...] = ()
    """Of a volume: (SOPInstanceUID, frame, outline) on every slice it reaches, the largest first."""
    heats: tuple[Heat, ...] = field(default=(), compare=False, repr=False)
    """The map behind the mark, of each image that it reaches."""
    place: str = ""
    """Side and region in words, or that the side is not stated; empty where nobody looked for it."""
    pressing: bool = True
    """Whether it is likely enough that its study should be read before others, where its finding is one that cannot
    wait; without a stricter operating point every mark is."""

    @property
    def label(self) -> str:
        """The finding in words."""
        return self.finding.display

    @property
    def is_drawn(self) -> bool:
        """Whether the radiologist drew it; no model did."""
        return not self.model

    @property
    def is_calibrated(self) -> bool:
        """Whether the probability is one; a rule, or a network nobody calibrated, has bounds from 0 to 1."""
        return (self.lower, self.upper) != (0.0, 1.0)

    @property
    def is_likely(self) -> bool:
        """Whether it is more likely than not; where nobody calibrated it, its own stricter point says so."""
        return self.probability >= EVEN if self.is_calibrated else self.pressing

    @property
    def chance(self) -> str:
        """The probability in words, or that there is none."""
        if self.is_calibrated:
            return f"probability {self.probability:.2f} ({self.lower:.2f} to {self.upper:.2f})"
        return "not calibrated" if self.probability == UNKNOWN else f"score {self.probability:.2f}, not calibrated"

    @property
    def short_label(self) -> str:
        """The finding with its probability or score, where there is one, for a picture."""
        return (
            self.label
            if not self.is_calibrated and self.probability == UNKNOWN
            else f"{self.label} {self.probability:.2f}"
        )

    @property
    def measurement(self) -> str:
        """Every measure in words; empty where none is possible."""
        return ", ".join(str(measure) for measure in self.measures)

    def measure(self, name: str, unit: str) -> float | None:
        """One measure's value, or none."""
        return next((m.value for m in self.measures if m.name == name and m.unit == unit), None)

    @property
    def length_mm(self) -> float | None:
        """Longest diameter of the region on its slice."""
        return self.measure("length", "mm")

    @property
    def volume_ml(self) -> float | None:
        """Volume over all slices."""
        return self.measure("volume", "mL")


@dataclass(frozen=True)
class Caution:
    """What a model saw of an image that makes its own answers doubtful: the film is mirrored, metal is in sight."""

    text: str
    sop_instance_uid: str
    frame: int
    polygon: tuple[Point, ...]
    """The region that says so; empty where none does alone."""
    model: str
    version: str
    value: str


class Look(NamedTuple):
    """What a model says of one film: its marks, why it looked away, and what makes its answers doubtful."""

    marks: tuple[Mark, ...] = ()
    reason: str | None = None
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class Examination:
    """Everything the models say of one series."""

    findings: tuple[Mark, ...] = ()
    assessed: tuple[str, ...] = ()
    """Questions that were asked and answered, such as `fracture`; no mark then means that none was found."""
    not_assessed: tuple[str, ...] = ()
    """Questions without an answer, each with its reason: `brain tumour: no FLAIR series`."""
    notes: tuple[str, ...] = ()
    models: tuple[str, ...] = field(default=())
    """Name and version of every model that looked."""
    asked: tuple[tuple[str, str], ...] = ()
    """Question and the name of the model that answered it."""
    cautions: tuple[Caution, ...] = ()

    def marks_for(self, question: str) -> tuple[Mark, ...]:
        """The marks that answer a question, of those that reach their operating point."""
        models = {model for asked, model in self.asked if asked == question}
        return tuple(mark for mark in self.above() if mark.model in models)

    def above(self) -> tuple[Mark, ...]:
        """The marks that reach their operating point."""
        return tuple(mark for mark in self.findings if mark.above_threshold)
