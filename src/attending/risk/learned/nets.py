"""The net member: small networks of one hidden layer on the linear member's scaled inputs and marks of what is missing.

Several nets of different seeds stand side by side as one wide layer. With one hidden layer of rectified units the
integrated gradient from the average patient to this one has a closed form, so the contribution of an input is exact.
Trained with numpy alone: dropout of inputs and units, Adam with decoupled weight decay, one rising and falling pace.

Source: Srivastava et al., JMLR 2014 (dropout); Loshchilov & Hutter, ICLR 2019 (weight decay); Sundararajan, Taly & Yan,
ICML 2017 (integrated gradients, the Aumann-Shapley value of each input).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array
from attending.risk.learned.linear import Scale, fit_scale

Single = NDArray[np.float32]
CHUNK = 512
FIRST, SECOND, TINY = 0.9, 0.999, 1e-8
"""Decay of Adam's two moments, and what keeps its step finite."""
WARM = 0.1
"""Share of the steps in which the pace rises."""


@dataclass(frozen=True)
class Course:
    """How each net is fitted; chosen by cross-validation."""

    units: int = 32
    epochs: int = 30
    batch: int = 256
    pace: float = 2e-3
    decay: float = 2e-3
    """What each step takes off a weight, at the highest pace."""
    inputs_dropped: float = 0.5
    units_dropped: float = 0.3


@dataclass(frozen=True)
class Nets:
    """Fitted nets side by side: `inner` (term, unit), `bias` and `outer` (unit,), and what is added at the end."""

    scale: Scale
    inner: Single
    bias: Single
    outer: Single
    constant: float

    def score(self, features: Array) -> Array:
        """Log-odds, shape (case,)."""
        total = np.empty(len(features))
        for start in range(0, len(features), CHUNK):
            active = _terms(self.scale, features[start : start + CHUNK]) @ self.inner
            active += self.bias
            np.maximum(active, 0, out=active)
            total[start : start + CHUNK] = active @ self.outer
        return total + self.constant

    def contributions(self, features: Array) -> Array:
        """Integrated gradients from the average, fully measured patient: (case, feature + 1); rows sum to `score`."""
        terms = _terms(self.scale, features)
        rise = terms @ self.inner
        end = rise + self.bias
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(rise == 0, 0, (np.maximum(end, 0) - np.maximum(self.bias, 0)) / rise)
        parts = terms * ((share * self.outer) @ self.inner.T)
        by_input = np.zeros((len(features), features.shape[1] + 1))
        np.add.at(by_input.T, self.scale.owners(), parts.T)
        by_input[:, -1] = float(np.maximum(self.bias, 0) @ self.outer) + self.constant
        return by_input


def fit_nets(features: Array, outcome: Array, *, seeds: Sequence[int], course: Course | None = None) -> Nets:
    """Fit one net for each seed on a table (case, feature) with NaN for missing; their log-odds are averaged."""
    course = course or Course()
    scale = fit_scale(features, ())
    terms = _terms(scale, features)
    found = [_fit_one(terms, outcome.astype(np.float32), np.random.default_rng(seed), course) for seed in seeds]
    inner, bias, outer, constant = zip(*found, strict=True)
    return Nets(
        scale,
        np.concatenate(inner, axis=1),
        np.concatenate(bias),
        (np.concatenate(outer) / len(seeds)).astype(np.float32),
        float(np.mean(constant)),
    )


def _terms(scale: Scale, features: Array) -> Single:
    """Scaled inputs, then the marks of what is missing, shape (case, term)."""
    scaled = features.astype(np.float32)
    missing = np.isnan(scaled)
    # np.clip with a bound for each column takes six times as long
    np.maximum(scaled, scale.low.astype(np.float32), out=scaled)
    np.minimum(scaled, scale.high.astype(np.float32), out=scaled)
    scaled -= scale.centre.astype(np.float32)
    scaled /= scale.spread.astype(np.float32)
    np.copyto(scaled, 0.0, where=missing)
    return np.concatenate([scaled, missing[:, scale.marked].astype(np.float32)], axis=1)


def _fit_one(
    terms: Single, outcome: Single, rng: np.random.Generator, course: Course
) -> tuple[Single, Single, Single, float]:
    cases, width = terms.shape
    rate = float(np.clip(outcome.mean(), 1e-3, 1 - 1e-3))
    weights = [
        rng.normal(0, np.sqrt(1.4 / width), (width, course.units)).astype(np.float32),
        np.zeros(course.units, np.float32),
        rng.normal(0, 0.5 * np.sqrt(1.4 / course.units), course.units).astype(np.float32),
        np.full(1, np.log(rate / (1 - rate)), np.float32),
    ]
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    batches = max(cases // course.batch, 1)
    steps = batches * course.epochs
    for step in range(steps):
        if step % batches == 0:
            order = rng.permutation(cases)
        here = order[(step % batches) * course.batch : (step % batches + 1) * course.batch]
        slopes = _slopes(terms[here], outcome[here], weights, rng, course)
        pace = _pace(step, steps)
        size = course.pace * pace * (1 - SECOND ** (step + 1)) ** 0.5 / (1 - FIRST ** (step + 1))
        for place, slope in enumerate(slopes):
            first, second = moments[place]
            np.add(first, (1 - FIRST) * (slope - first), out=first)
            np.add(second, (1 - SECOND) * (slope * slope - second), out=second)
            kept = 1 - course.decay * pace if place in (0, 2) else 1.0
            weights[place] = kept * weights[place] - size * first / (np.sqrt(second) + TINY)
    return weights[0], weights[1], weights[2], float(weights[3][0])


def _slopes(
    terms: Single, outcome: Single, weights: list[Single], rng: np.random.Generator, course: Course
) -> tuple[Single, Single, Single, Single]:
    """Gradient of the mean log loss of a batch, with inputs and units dropped."""
    inner, bias, outer, constant = weights
    kept = terms * _kept(terms.shape, course.inputs_dropped, rng)
    active = np.maximum(kept @ inner + bias, 0)
    units = _kept(active.shape, course.units_dropped, rng)
    score = (active * units) @ outer + constant[0]
    off = ((1 / (1 + np.exp(-score)) - outcome) / len(outcome)).astype(np.float32)
    back: Single = (off[:, None] * outer * units * (active > 0)).astype(np.float32)
    alive: Single = (active * units).astype(np.float32)
    ends: Single = np.asarray(back.sum(axis=0), np.float32)
    inwards: Single = np.asarray(kept.T @ back, np.float32)
    return inwards, ends, alive.T @ off, np.array([off.sum()], np.float32)


def _kept(shape: tuple[int, ...], dropped: float, rng: np.random.Generator) -> Single:
    kept: Single = (rng.random(shape, np.float32) >= dropped).astype(np.float32) / np.float32(1 - dropped)
    return kept


def _pace(step: int, steps: int) -> float:
    """Share of the highest pace: up in a line, then down along a cosine."""
    rising = WARM * steps
    if step < rising:
        return (step + 1) / (rising + 1)
    return float(0.5 + 0.5 * np.cos(np.pi * (step - rising) / max(steps - rising, 1)))
