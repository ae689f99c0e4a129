"""A film of a forearm, drawn as an X-ray tube would: how much bone and soft tissue each ray crosses, scatter and grain.

Lengths are of an adult's forearm, attenuation of bone and muscle near 60 kV. Nobody was imaged. Read by `phantom`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
PIXEL_MM, TALL, WIDE = 0.4, 480, 600
"""The film is 192 mm high and 240 mm wide and ends at the wrist."""
MUSCLE, CORTEX, SPONGIOSA = 0.021, 0.060, 0.023
"""Attenuation per mm of muscle and compact bone at 60 keV, of spongy bone little more than muscle's.

Source: NISTIR 5632, X-ray mass attenuation coefficients, skeletal muscle and cortical bone (ICRU-44)."""
SCATTER, PHOTONS = 0.12, 4000
"""Scattered part of the open beam, and photons that reach a pixel of it."""


@dataclass(frozen=True)
class Shaft:
    """A long bone from `top` to `bottom` (across, down in mm on the film): a tube that widens to its lower end."""

    top: tuple[float, float]
    bottom: tuple[float, float]
    waist_mm: float
    end_mm: float
    cortex_mm: float
    bow_mm: float


@dataclass(frozen=True)
class Break:
    """A shaft broken at `down_mm` of the film's height: the lower part is turned and moved across and up."""

    down_mm: float
    angle_deg: float = -9.0
    across_mm: float = -4.0
    shorter_mm: float = 0.5


RADIUS = Shaft((100, -60), (101, 186), 6.0, 14.0, 2.0, 4.0)
ULNA = Shaft((140, -60), (137, 184), 5.5, 8.0, 1.9, -2.5)
Bones = tuple[tuple[Shaft, Break | None], ...]
BROKEN: Bones = ((RADIUS, Break(86)), (ULNA, Break(98)))
SOUND: Bones = ((RADIUS, None), (ULNA, None))
SLOPE, GAP_MM, FLARE_MM = 0.25, 1.0, 24.0
"""How steep the line of a break runs, how wide it stands open, and over which length an end widens."""


def forearm(bones: Bones = BROKEN, *, seed: int = 8) -> Plane:
    """The film (row, column), 0..1, bone bright.

    Args:
        bones: each shaft and its break; `SOUND` has none.
        seed: of the grain and of the jags of a break.
    """
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:TALL, :WIDE].astype(np.float32) * np.float32(PIXEL_MM)
    hard, spongy = np.zeros_like(down), np.zeros_like(down)
    for shaft, broken in bones:
        more, inner = _shadow(across, down, shaft, broken, np.random.default_rng(seed + 1))
        hard, spongy = hard + more, spongy + inner
    mesh = 1 + 0.12 * _clouds(down.shape, 3, rng) + 0.12 * _clouds(down.shape, 6, rng)
    flesh = _flesh(across, down, [broken for _, broken in bones if broken]) * (1 + 0.03 * _clouds(down.shape, 30, rng))
    beam = np.exp(-_blurred(MUSCLE * flesh + CORTEX * hard + SPONGIOSA * spongy * mesh, 1))
    beam = beam + SCATTER * _blurred(_blurred(beam, 30), 30)
    film = -np.log(np.maximum(rng.poisson(beam * PHOTONS), 1) / (PHOTONS * (1 + SCATTER)))
    return np.asarray((film / np.percentile(film, 99.5)).clip(0, 1), np.float32)


def _shadow(
    across: Plane, down: Plane, shaft: Shaft, broken: Break | None, rng: np.random.Generator
) -> tuple[Plane, Plane]:
    """How many mm of compact and of spongy bone each ray crosses."""
    reach = np.subtract(shaft.bottom, shaft.top)
    length = float(np.hypot(*reach))
    right, below = across - shaft.top[0], down - shaft.top[1]
    s, d = (right * reach[0] + below * reach[1]) / length, (right * reach[1] - below * reach[0]) / length
    if broken is None:
        return _tube(s, d, shaft, length)
    at = (broken.down_mm - shaft.top[1]) * length / float(reach[1])
    middle = shaft.bow_mm * np.sin(np.pi * at / length)
    steps, jags = np.linspace(-12, 12, 17), rng.normal(0, 0.7, 17)

    def line(across_mm: Plane) -> Plane:
        rise = np.interp(across_mm.ravel(), steps, jags).reshape(across_mm.shape)
        return np.asarray(at + SLOPE * across_mm + rise, np.float32)

    upper, lower = _tube(s, d, shaft, length), s < line(d - middle) - GAP_MM / 2
    turn = np.deg2rad(broken.angle_deg)
    s1, d1 = s - at + broken.shorter_mm, d - middle - broken.across_mm
    s2, d2 = at + s1 * np.cos(turn) + d1 * np.sin(turn), middle - s1 * np.sin(turn) + d1 * np.cos(turn)
    moved, beyond = _tube(s2, d2, shaft, length), s2 > line(d2 - middle) + GAP_MM / 2
    return upper[0] * lower + moved[0] * beyond, upper[1] * lower + moved[1] * beyond


def _tube(s: Plane, d: Plane, shaft: Shaft, length: float) -> tuple[Plane, Plane]:
    """Compact and spongy bone (mm) along each ray, `s` mm down the shaft and `d` mm beside its straight middle."""
    beside = d - shaft.bow_mm * np.sin(np.pi * np.clip(s / length, 0, 1))
    left = np.clip(length - s, 0, None)
    radius = shaft.waist_mm + (shaft.end_mm - shaft.waist_mm) * np.exp(-((left / FLARE_MM) ** 2))
    rounded = np.sqrt(np.clip(1 - np.clip(1 - left / (0.8 * radius), 0, 1) ** 2, 0, 1))
    radius = radius * rounded * (left > 0)
    thin = shaft.cortex_mm * (0.35 + 0.65 * np.clip((left - 0.3 * FLARE_MM) / (1.2 * FLARE_MM), 0, 1))
    inner = _chord(beside, np.clip(radius - thin, 0, None))
    return (_chord(beside, radius) - inner).astype(np.float32), inner


def _chord(beside: Plane, radius: Plane) -> Plane:
    """The way of a ray through a round rod, `beside` its middle."""
    return np.asarray(2 * np.sqrt(np.clip(radius**2 - beside**2, 0, None)), np.float32)


def _flesh(across: Plane, down: Plane, breaks: list[Break]) -> Plane:
    """Muscle and skin (mm) along each ray: an ellipse, narrow at the wrist, bent where both bones are broken."""
    half = np.interp(down[:, :1], (0, 70, 140, 180, 192), (43, 38, 31, 28, 29))
    deep = np.interp(down[:, :1], (0, 70, 140, 180, 192), (35, 30, 23, 19, 18))
    middle = np.full_like(half, 0.5 * WIDE * PIXEL_MM)
    if len(breaks) == 2:
        for broken in breaks:
            middle += np.tan(np.deg2rad(broken.angle_deg)) * np.clip(down[:, :1] - broken.down_mm, 0, None) / 2
    beside = (across - middle) / half
    return _blurred(np.asarray(2 * deep * np.sqrt(np.clip(1 - beside**2, 0, None)), np.float32), 2)


def _clouds(shape: tuple[int, ...], size: int, rng: np.random.Generator) -> Plane:
    """Soft random texture of deviation about 1, with grains of `size` pixels."""
    blurred = _blurred(_blurred(rng.normal(0, 1, shape).astype(np.float32), size), size)
    return np.asarray(blurred / blurred.std(), np.float32)


def _blurred(values: Plane, reach: int) -> Plane:
    """The mean over a square of `reach` pixels to each side."""
    width = 2 * reach + 1
    for axis in (0, 1):
        padded = np.pad(values, [(reach + 1, reach) if axis == a else (0, 0) for a in (0, 1)], mode="edge")
        summed = np.cumsum(padded, axis, dtype=np.float64)
        size = values.shape[axis]
        reached = summed.take(range(width, width + size), axis) - summed.take(range(size), axis)
        values = np.asarray(reached / width, np.float32)
    return values
