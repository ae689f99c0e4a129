"""Whether a frontal chest film is shown straight or as its mirror image: by where the heart and the diaphragm lie.

Read by `pointing`: anatomy that is sought on the wrong side points at the wrong lung. No marker letter is read. The
film and its mirror image are each laid under the atlas; what differs from the atlas, in cells, is weighed for both,
and the difference of the two sums is the answer, so that mirroring the film turns its sign around exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging.atlas import SIDE, Atlas, Lay, differences, lay
from attending.imaging.squares import Map, cells

CELL = 4
"""Cells of the atlas that are weighed as one, a side."""
RARE = 2.0
"""Taken off the log odds that a film is mirrored: few are. On films of patients it was not fitted on, 1.2 % are then
held for mirrored, and 86 % of their mirror images are seen as such: `fit_orientation`."""
RIDGE, MATCH = 10.0, 20.0
"""Of the fit, by cross-validated likelihood over films of other patients; scale of the match beside the cells."""


@dataclass(frozen=True)
class Laid:
    """A film under the atlas: how it lies, and in the frame of the atlas what differs from films without findings."""

    how: Lay
    density: Map


def lay_down(small: NDArray[np.uint8], atlas: Atlas) -> Laid:
    """Lay the atlas onto a film (256 × 256)."""
    how = lay(small, atlas)
    return Laid(how, np.clip(differences(small, how, atlas), -4, 4.5))


def chance_straight(film: Laid, mirror: Laid, settings: Mapping[str, Any]) -> float:
    """How likely the film is shown straight, 0..1; `mirror` is its mirror image under the same atlas.

    Settings without weights (a network of an older training) say nothing: 1.
    """
    if "orientation" not in settings:
        return 1.0
    weights = np.array(str(settings["orientation"]).split(), float) / 1000
    return float(1 / (1 + np.exp(-np.clip(_facts(film, mirror) @ weights + RARE, -30, 30))))


def fit_orientation(pairs: Sequence[tuple[Laid, Laid]], groups: Sequence[object]) -> tuple[str, dict[str, float]]:
    """Weights in whole thousandths for the settings, and how well they do on groups (patients) left out.

    Args:
        pairs: of each film, all shown straight, the film and its mirror image under the atlas.
        groups: the patient of each.
    """
    facts = np.stack([_facts(film, mirror) for film, mirror in pairs])
    _, codes = np.unique(np.asarray([str(g) for g in groups]), return_inverse=True)
    place = np.random.default_rng(2).permutation(int(codes.max()) + 1)[codes] % 5
    score = np.zeros(len(facts))
    for fold in range(5):
        if (place != fold).any():
            score[place == fold] = facts[place == fold] @ _fit(facts[place != fold])
    told = {
        "orientation_right": round(float((score > 0).mean()), 4),
        "held_for_mirrored": round(float((score + RARE < 0).mean()), 4),
        "mirrored_seen": round(float((score - RARE > 0).mean()), 4),
    }
    return " ".join(f"{1000 * w:.0f}" for w in _fit(facts)), told


def _facts(film: Laid, mirror: Laid) -> NDArray[np.float64]:
    """What turns its sign around when the film is mirrored: cells of the differences, and the match with the atlas."""
    across, down = cells(SIDE)
    inside = (np.abs(across - 0.5) < 0.4) & (down > 0.1) & (down < 0.9)
    many = SIDE // CELL
    odd = ((film.density - mirror.density) * inside).reshape(many, CELL, many, CELL).mean((1, 3)).ravel()
    found: NDArray[np.float64] = np.append(odd, MATCH * (film.how.match - mirror.how.match))
    return found


def _fit(facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression without a bias by Newton's method, every film being straight."""
    weights = np.zeros(facts.shape[1])
    for _ in range(60):
        wrong = 1 / (1 + np.exp(np.clip(facts @ weights, -30, 30)))
        slope = facts.T @ wrong - RIDGE * weights
        bend = (facts * (wrong * (1 - wrong))[:, None]).T @ facts + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-7:
            break
    return weights
