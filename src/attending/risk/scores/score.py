"""What every bedside score returns: its value, what each input contributed, and how its paper reads the sum.

The functions of this package are arithmetic on complete inputs. What is missing is found out before they are called
(`risk.bedside`), so that a missing lactate is "not assessed" and never a zero.
"""

from dataclasses import dataclass
from typing import Literal

from attending.errors import OutOfRange

Sex = Literal["female", "male"]


@dataclass(frozen=True)
class Part:
    """What one input contributed, in points or in the unit of the score."""

    name: str
    points: float


@dataclass(frozen=True)
class Score:
    """A computed score; `band` is the risk group in the words of the paper, `meaning` what it stands for there."""

    value: float
    unit: str
    band: str
    meaning: str = ""
    parts: tuple[Part, ...] = ()


def points(band: "Bands", **parts: float) -> Score:
    """Add up points and read the band; the keyword names become the parts, underscores as spaces."""
    total = sum(parts.values())
    label, meaning = band.read(total)
    named = tuple(Part(name.replace("_", " "), float(value)) for name, value in parts.items())
    return Score(float(total), "points", label, meaning, named)


@dataclass(frozen=True)
class Bands:
    """Lower bounds of the risk groups, ascending: (from this value on, label, meaning)."""

    steps: tuple[tuple[float, str, str], ...]

    def read(self, value: float) -> tuple[str, str]:
        """Label and meaning of the highest step not above the value."""
        label, meaning = self.steps[0][1:]
        for bound, step_label, step_meaning in self.steps:
            if value >= bound:
                label, meaning = step_label, step_meaning
        return label, meaning


def step(value: float, *bounds: tuple[float, int]) -> int:
    """Points of a banded input: those of the highest bound that the value reaches, 0 below the first."""
    return next((reached for bound, reached in reversed(bounds) if value >= bound), 0)


def within(quantity: str, value: float, unit: str, low: float, high: float, *, hint: str | None = None) -> float:
    """The value itself if it is possible; raises `OutOfRange` where a wrong unit is likelier than illness."""
    if not low <= value <= high:
        raise OutOfRange(quantity, unit, low, high, hint=hint)
    return value
