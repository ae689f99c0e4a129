"""Where on a chest film a finding is likeliest: anatomy, what is denser than it should be, and the network's evidence.

No radiologist's box was at hand, so nothing here was fitted to one. The places are those that textbooks of chest
radiography name, in the frame of the atlas; how much density and evidence count was set by looking at drawn points on
training films. What was measured without boxes stands in the README.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging.atlas import SIDE, Atlas, thorax
from attending.imaging.orientation import Laid, chance_straight, lay_down
from attending.imaging.squares import Map, blur, cells, gaussians, sample

LOWEST = 0.73
"""Of the atlas, down: the lower rim of the lungs; below it a high diaphragm would look like a dense lung."""
Place = tuple[float, float, float, float]
"""Across, down, spread across, spread down, in the frame of the atlas."""


@dataclass(frozen=True)
class Sign:
    """How a finding shows: where, how large (`grain`, cells of the atlas), denser or darker; what evidence counts."""

    places: tuple[Place, ...]
    grain: float
    density: float = 1.2
    evidence: float = 0.0
    small: bool = False
    """A spot against what lies around it, rather than one side against the other."""


EVIDENCE = 0.5
"""Weight of the network's evidence. Chosen with the grains of the lung findings on 130 films without findings that had
one opacity drawn into each, seen by the network of the fold that did not know the patient: `bench.opacities`."""
_LUNGS: tuple[Place, ...] = ((0.30, 0.50, 0.08, 0.13), (0.71, 0.52, 0.08, 0.13))
_ANYWHERE: tuple[Place, ...] = ((0.30, 0.42, 0.09, 0.17), (0.70, 0.42, 0.09, 0.17))
SIGNS: Mapping[str, Sign] = {
    # lower and middle zones of one lung or both
    "Pneumonia": Sign(_LUNGS, 1.8, evidence=EVIDENCE),
    "Infiltration": Sign(((0.30, 0.48, 0.08, 0.14), (0.71, 0.50, 0.08, 0.14)), 1.8, evidence=EVIDENCE),
    "Consolidation": Sign(_LUNGS, 1.8, evidence=EVIDENCE),
    # around the hila
    "Edema": Sign(((0.32, 0.46, 0.07, 0.10), (0.68, 0.48, 0.07, 0.10)), 1.8, evidence=EVIDENCE),
    # fluid sinks to the lateral angle between ribs and diaphragm
    "Effusion": Sign(((0.245, 0.635, 0.05, 0.07), (0.775, 0.66, 0.05, 0.07)), 1.8, evidence=EVIDENCE),
    # bands and loss of volume at the bases, on the left behind the heart too
    "Atelectasis": Sign(((0.31, 0.58, 0.08, 0.06), (0.69, 0.60, 0.08, 0.06)), 1.5, evidence=EVIDENCE),
    # air rises to the apex and along the lateral wall: darker, not denser
    "Pneumothorax": Sign(((0.285, 0.27, 0.04, 0.08), (0.725, 0.27, 0.04, 0.08)), 4.0, density=-1.0),
    # the middle of the heart's silhouette, a third of it to the right of the midline
    "Cardiomegaly": Sign(((0.555, 0.61, 0.04, 0.04),), 4.0, density=0.0),
    "Mass": Sign(_ANYWHERE, 1.8, small=True),
    "Nodule": Sign(_ANYWHERE, 1.0, small=True),
    "Pleural_Thickening": Sign(((0.22, 0.42, 0.03, 0.14), (0.80, 0.44, 0.03, 0.14)), 2.0),
    "Hernia": Sign(((0.52, 0.69, 0.05, 0.05),), 3.0, density=0.5),
    "Emphysema": Sign(((0.28, 0.30, 0.07, 0.12), (0.72, 0.30, 0.07, 0.12)), 4.0, density=-0.6),
    "Fibrosis": Sign(_LUNGS, 2.0, density=0.8),
}
"""Source: Hansell et al., Fleischner Society glossary of terms for thoracic imaging, Radiology 2008;246:697 (where and
how each shows); the numbers are places on the mean film."""


@dataclass(frozen=True)
class Chest:
    """One film under the atlas, ready to be asked for each finding."""

    across: Map
    """Of each cell of the film (64, 64), its place in the atlas."""
    down: Map
    density: Map
    """In the frame of the atlas, deviations from films without findings."""

    def place(self, label: str, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where a finding is likeliest, (64, 64) over the film, summing to 1; `evidence` (32, 32) over the film."""
        sign = SIGNS[label]
        weight = gaussians(self.across, self.down, sign.places)
        inside = (np.abs(self.across - 0.5) < 0.37) & (self.down > 0.12) & (self.down < LOWEST)
        seen = np.clip(sample(self._shown(sign), self.across, self.down), -3, 3)
        told = _standard(blur(np.kron(evidence.astype(float), np.ones((2, 2))), 1.5), inside)
        weight = weight * np.exp(sign.density * seen + sign.evidence * np.clip(told, -3, 3))
        weight = np.where(inside, weight, 0.0)
        if not weight.any():  # the film shows no thorax where the atlas has one
            weight = np.ones_like(weight)
        found: NDArray[np.float32] = (weight / weight.sum()).astype(np.float32)
        return found

    def _shown(self, sign: Sign) -> Map:
        """What is denser than around it, and (but for a spot) than on the other side; in deviations over the thorax."""
        seen = blur(self.density, sign.grain)
        if sign.small:
            return _standard(seen - blur(self.density, 2.5 * sign.grain), thorax())
        return _standard(0.5 * (seen - seen[:, ::-1]) + 0.5 * (seen - blur(self.density, 9)), thorax())


@dataclass(frozen=True)
class BothWays:
    """One film as it is and as its mirror image, each counted as likely as it is the way the patient stood."""

    film: Chest
    mirror: Chest
    straight: float
    """How likely the film is shown straight, 0..1."""

    def place(self, label: str, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """As `Chest.place`."""
        seen = self.film.place(label, evidence)
        other = self.mirror.place(label, np.ascontiguousarray(evidence[:, ::-1]))[:, ::-1]
        found: NDArray[np.float32] = (self.straight * seen + (1 - self.straight) * other).astype(np.float32)
        return found


def both_ways(small: NDArray[np.uint8], settings: Mapping[str, Any]) -> BothWays:
    """A film (256 × 256) and its mirror image, with the atlas of the model's settings laid onto both."""
    atlas = Atlas.of(settings["atlas"])
    film, mirror = (lay_down(np.ascontiguousarray(one), atlas) for one in (small, small[:, ::-1]))
    return BothWays(_chest(film), _chest(mirror), chance_straight(film, mirror, settings))


def _chest(laid: Laid) -> Chest:
    return Chest(*laid.how.to_atlas(*cells(SIDE)), laid.density)


LEAST_SPREAD = 0.2
"""Differences smaller than this everywhere are noise, and are not blown up to a finding."""


def _standard(values: Map, inside: NDArray[np.bool_]) -> Map:
    """Mean 0 and deviation 1 over a part; zero where the part is empty."""
    if not inside.any():
        return np.zeros_like(values)
    made: Map = (values - values[inside].mean()) / max(float(values[inside].std()), LEAST_SPREAD)
    return made
