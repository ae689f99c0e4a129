"""Where lungs and heart lie on a frontal chest film: the mean film laid onto this one, and what differs from it.

Read by `pointing`. The mean film is the atlas: its frame is 0..1 across and down, the patient's right lung on the left;
a film's frame is the same, of its own sides. Both axes are stretched and shifted; the part above the hinge (the carina)
and the part below are stretched each by itself, for the diaphragm moves most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging.squares import Map, blur, cells, halved, sample

SIDE = 64
HINGE = 0.40
"""Of the atlas, down: what lies above and below is stretched each by itself."""
LEAST_MATCH = 0.5
"""Correlation with the atlas below which nothing is said of where the lungs lie; of 640 films 3 lie below 0.55."""
NEAR = 0.7
"""Correlation of the films that make the atlas."""
_LIMITS = ((-0.2, 0.2), (-0.3, 0.3), (0.5, 1.5), (0.5, 1.5), (0.5, 1.5))


@dataclass(frozen=True)
class Atlas:
    """The mean film as it is matched (`pattern`), in grey (`mean`), and how far films without findings differ."""

    pattern: Map
    mean: Map
    spread: Map

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Atlas":
        """From a model's settings, where the three maps stand as whole numbers."""
        texts = [str(settings[name]).split() for name in ("pattern", "mean", "spread")]
        found = [np.array(text, float).reshape(SIDE, SIDE) for text in texts]
        return cls(found[0] / 1000, found[1] / 10, found[2] / 10)

    def table(self) -> dict[str, str]:
        """For the settings file."""
        scaled = {"pattern": self.pattern * 1000, "mean": self.mean * 10, "spread": self.spread * 10}
        return {name: " ".join(f"{v:.0f}" for v in values.ravel()) for name, values in scaled.items()}


@dataclass(frozen=True)
class Lay:
    """How a film lies under the atlas: shifts across and down, stretches across, above and below the hinge."""

    shift: tuple[float, float] = (0.0, 0.0)
    stretch: tuple[float, float, float] = (0.95, 0.95, 0.98)
    match: float = 0.0

    def to_film(self, across: Any, down: Any) -> tuple[Any, Any]:
        """From the atlas to the film, both 0..1."""
        below = np.asarray(down) - HINGE
        x = (np.asarray(across) - 0.5) * self.stretch[0] + 0.5 + self.shift[0]
        return x, HINGE + self.shift[1] + np.where(below < 0, self.stretch[1], self.stretch[2]) * below

    def to_atlas(self, across: Any, down: Any) -> tuple[Any, Any]:
        """From the film to the atlas, both 0..1."""
        below = np.asarray(down) - HINGE - self.shift[1]
        x = (np.asarray(across) - 0.5 - self.shift[0]) / self.stretch[0] + 0.5
        return x, HINGE + below / np.where(below < 0, self.stretch[1], self.stretch[2])


def lay(small: NDArray[np.uint8], atlas: Atlas) -> Lay:
    """Lay the atlas onto a film (256 × 256) by correlation; where nothing matches, as it lies on most films."""
    film = pattern_of(shrunk(small))
    coarse, fine = _matcher(halved(film), halved(atlas.pattern)), _matcher(film, atlas.pattern)
    starts = [
        (x, y, a, a, b)
        for x in (-0.06, 0.06) for y in (-0.15, -0.07, 0.01, 0.09) for a in (0.78, 0.92, 1.08) for b in (0.7, 0.9, 1.1)
    ]  # fmt: skip
    best = max(starts, key=coarse)
    best = _climb(best, coarse, 1.0, 0.3)
    best = _climb(best, fine, 0.25, 0.1)
    match = fine(best)
    return Lay((best[0], best[1]), (best[2], best[3], best[4]), match) if match >= LEAST_MATCH else Lay()


Five = tuple[float, float, float, float, float]
_STEPS = (0.04, 0.04, 0.08, 0.08, 0.08)


def _climb(start: Five, match: Any, step: float, least: float) -> Five:
    """The best place near a start, by ever smaller steps along each of the five."""
    best, value = start, match(start)
    while step >= least:
        moved = False
        for k in range(5):
            for sign in (-1, 1):
                tried = [*best]
                tried[k] += sign * step * _STEPS[k]
                if not _LIMITS[k][0] <= tried[k] <= _LIMITS[k][1]:
                    continue
                other = match(tuple(tried))
                if other > value:
                    best, value, moved = (tried[0], tried[1], tried[2], tried[3], tried[4]), other, True
        step = step if moved else step / 2
    return best


def _matcher(film: Map, pattern: Map) -> Any:
    across, down = cells(len(film))
    weight = np.exp(-0.5 * (((across - 0.5) / 0.33) ** 2 + ((down - 0.5) / 0.34) ** 2))
    wanted = pattern - (weight * pattern).sum() / weight.sum()
    wanted = wanted / np.sqrt((weight * wanted * wanted).sum())

    def match(five: Five) -> float:
        x, y = Lay((five[0], five[1]), (five[2], five[3], five[4])).to_film(across, down)
        seen = sample(film, x, y)
        seen = seen - (weight * seen).sum() / weight.sum()
        return float((weight * seen * wanted).sum() / (np.sqrt((weight * seen * seen).sum()) + 1e-9))

    return match


def differences(small: NDArray[np.uint8], how: Lay, atlas: Atlas) -> Map:
    """How much brighter than films without findings each place of the atlas is, in deviations; exposure taken out."""
    seen = sample(shrunk(small), *how.to_film(*cells(SIDE)))
    return (_exposed(seen, atlas.mean) - atlas.mean) / atlas.spread


def _exposed(seen: Map, mean: Map) -> Map:
    """The film with the brightness and contrast of the mean film, by a fit that lets a diseased part go."""
    inside = thorax()
    x, y, weight = np.stack([mean[inside], np.ones(int(inside.sum()))], 1), seen[inside], np.ones(int(inside.sum()))
    slope = base = 0.0
    for _ in range(6):
        slope, base = np.linalg.lstsq(x * weight[:, None], y * weight, rcond=None)[0]
        off = y - slope * x[:, 0] - base
        weight = 1 / np.sqrt(1 + (off / (2.2 * float(np.median(np.abs(off))) + 1.5)) ** 2)
    exposed: Map = (seen - base) / max(float(slope), 0.25)
    return exposed


def thorax() -> NDArray[np.bool_]:
    """The part of the atlas between the shoulders and below the diaphragm."""
    across, down = cells(SIDE)
    found: NDArray[np.bool_] = (np.abs(across - 0.5) < 0.37) & (down > 0.12) & (down < 0.78)
    return found


def build_atlas(films: Sequence[NDArray[np.uint8]], start: Atlas | None = None, rounds: int = 3) -> Atlas:
    """The mean of films without findings (256 × 256), laid onto each other again and again; needs some dozens."""
    patterns = [pattern_of(shrunk(film)) for film in films]
    atlas = start or Atlas(np.mean([p + p[:, ::-1] for p in patterns], 0) / 2, *(np.ones((SIDE, SIDE)),) * 2)
    lays: list[Lay] = []
    for _ in range(rounds):
        lays = [lay(film, atlas) for film in films]
        near = [(p, how) for p, how in zip(patterns, lays, strict=True) if how.match >= NEAR]
        near = near or list(zip(patterns, lays, strict=True))
        pattern = np.mean([sample(p, *how.to_film(*cells(SIDE))) for p, how in near], 0)
        atlas = Atlas(pattern, atlas.mean, atlas.spread)
    laid = [(film, how) for film, how in zip(films, lays, strict=True) if how.match >= NEAR]
    laid = laid or list(zip(films, lays, strict=True))
    seen = [sample(shrunk(film), *how.to_film(*cells(SIDE))) for film, how in laid]
    mean: Map = np.mean(seen, 0)
    for _ in range(2):
        exposed = np.stack([_exposed(one, mean) for one in seen])
        mean = np.median(exposed, 0)
    spread = 1.48 * np.median(np.abs(exposed - mean), 0) + 4
    return Atlas(atlas.pattern, mean, spread)


def shrunk(small: NDArray[np.uint8]) -> Map:
    """A film of 256 × 256 as means of 4 × 4."""
    means: Map = small.astype(float).reshape(SIDE, 4, SIDE, 4).mean((1, 3))
    return means


def pattern_of(values: Map) -> Map:
    """What is matched: the film without its slow changes of brightness."""
    flat = values - blur(values, 12)
    pattern: Map = flat / (float(flat.std()) + 1e-6)
    return pattern
