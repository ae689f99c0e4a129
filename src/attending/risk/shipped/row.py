"""One patient as one row of a shipped model's table, and what each column was read from.

A model may have hundreds of columns on a dozen measurements. A clinician is shown measurements: the contributions of
the columns of one measurement are added up, which stays exact.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from attending.drafts import Element
from attending.risk.learned.calibration import Array
from attending.risk.local.score import LEAST_CONTRIBUTION, Driver


class NotForModel(Exception):
    """Why a model does not speak of this patient, in words for a clinician."""


@dataclass(frozen=True)
class Source:
    """What one or several columns were read from."""

    name: str
    """As a clinician says it: "urea nitrogen"."""
    text: str
    """Its value in words."""
    evidence: tuple[Element, ...] = ()


@dataclass(frozen=True)
class Row:
    """The columns of one patient, each of shape (1,), and their sources."""

    columns: Mapping[str, Array]
    sources: Mapping[str, Source]
    """By key of `owner`."""
    owner: Mapping[str, str] = field(default_factory=dict)
    """Column to the key of its source; a column without one is its own."""
    missing: tuple[str, ...] = ()
    """Inputs that the chart does not hold."""
    age_band: str = ""


def drivers_of(row: Row, names: Sequence[str], parts: NDArray[np.float64]) -> list[Driver]:
    """What each source adds to the log-odds, the largest first."""
    total: dict[str, float] = {}
    for name, part in zip(names, parts.tolist(), strict=True):
        key = row.owner.get(name, name)
        total[key] = total.get(key, 0.0) + part
    found = [
        Driver(source.name, source.text, value, source.evidence)
        for key, value in total.items()
        if abs(value) >= LEAST_CONTRIBUTION
        for source in [row.sources.get(key, Source(key, _told(row.columns.get(key))))]
    ]
    return sorted(found, key=lambda driver: -abs(driver.contribution))


def _told(values: Array | None) -> str:
    value = math.nan if values is None else float(values[0])
    return "not recorded" if math.isnan(value) else f"{value:g}"
