"""Two voices that are too much alike to be found by themselves: the words say who speaks first, the voices follow.

Read by `listen` and `live`. Groups of vectors are sought where nothing is known; where the words tell most sentences of
a clinician from those of a patient, the direction in which the two voices differ can be asked for instead. It counts
only if it tells the speakers of sentences that it was not learned from: one voice that says all has none. And where one
voice is heard in which nobody asks anything, one person dictates.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from attending.models import Heard
from attending.speech.separation import Separation
from attending.speech.talk import Talk, Told, Wording, read_talk, tell
from attending.speech.transcript import parts_of

FOLLOWS = 1.5
"""Standard deviations between the speakers' voices, in sentences that the direction was not learned from, from which
there are two. Made recordings: one person alone 0.6 at most; one voice that reads both parts 1.3; two voices that the
ear tells apart 1.6 to 5, but where espeak-ng's two have nearly one throat 0.3 to 1.6."""
LEAST_ASKED = 0.04
"""Questions among the sentences of a talk: where one voice is heard that asks less, one person dictates. Of 67 written
notes none asks anything (heard without punctuation: at most 6 %), of 122 conversations each at least 5 %."""
PATIENT_ALONE = -1.8
"""Log-odds of a clinician in the sentences of one person, on average: 67 notes and 120 sections of notes -1.3 or more,
what 55 patients said in their interviews -2.3 or less."""
SHRINK = 0.3
"""Of the spread of voices: some hundred vectors are too few for the spread of 256 numbers."""
ROUNDS = 2
LEAST = 5.0
"""Vectors of each speaker, in all."""
AROUND_S = 0.5
"""The words so near a vector's middle say whose it is."""
PART_S, PARTS = 20.0, 6
"""The recording is cut into stretches of this length; every sixth is left out in turn."""


def told_apart_by_words(heard: Sequence[Heard], separation: Separation, wording: Wording | None) -> Separation:
    """The separation, with the two voices told apart where words can do it and voices alone could not."""
    words, voices = parts_of(heard), separation.voices
    if separation.leaning is not None or wording is None or not words or (voices is None and separation.speakers > 1):
        return separation
    talk = read_talk(words, wording)
    if voices is None or (separation.speakers < 2 and talk.questions < LEAST_ASKED):
        return replace(
            separation,
            voices=None,
            alone="Clinician" if talk.said.sum() > PATIENT_ALONE * len(talk.sentences) else "Patient",
        )
    vectors, seconds = voices.vectors.astype(np.float64), voices.seconds
    second = _second(talk, tell(talk, None), seconds)
    if min(second.sum(), (1 - second).sum()) < LEAST or _follow(vectors, second, seconds) < FOLLOWS:
        return separation
    leaning = voices.leaning(*_direction(vectors, second))
    for _ in range(ROUNDS - 1):
        second = _second(talk, tell(talk, leaning), seconds)
        leaning = voices.leaning(*_direction(vectors, second))
    return replace(separation, leaning=leaning, speakers=2, how="voices", sure=False)


def _second(talk: Talk, told: Told, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each vector is the second speaker's, by the words around it; half where there are none."""
    speakers, likely = np.array(told.speakers), np.array(told.likely)
    second = np.where(speakers == 1, likely, 1 - likely)
    starts = np.array([word.start for word in talk.words])
    ends = np.maximum.accumulate([word.end for word in talk.words])
    made = np.full(len(seconds), 0.5)
    for number, middle in enumerate(seconds):
        since, until = middle - AROUND_S, middle + AROUND_S
        near = slice(int(np.searchsorted(ends, since, "right")), int(np.searchsorted(starts, until)))
        shared = np.maximum(np.minimum(ends[near], until) - np.maximum(starts[near], since), 0.0)
        if shared.sum() > 0:
            made[number] = np.average(second[near], weights=shared)
    return made


def _direction(vectors: NDArray[np.float64], second: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """In which direction the voices differ most for their spread (Fisher), and the middle between the two."""
    centres = np.stack([(1 - second) @ vectors / (1 - second).sum(), second @ vectors / second.sum()])
    spread = vectors - np.stack([1 - second, second], axis=1) @ centres
    covariance = spread.T @ spread / len(vectors)
    usual = np.trace(covariance) / len(covariance)
    rounder = (1 - SHRINK) * covariance + SHRINK * usual * np.eye(len(covariance))
    towards = np.linalg.solve(rounder, centres[1] - centres[0])
    return towards, float(centres.mean(axis=0) @ towards)


def _follow(vectors: NDArray[np.float64], second: NDArray[np.float64], seconds: NDArray[np.float64]) -> float:
    """How far apart the voices lie along directions that were learned from other stretches, in standard deviations."""
    part = (seconds // PART_S).astype(int) % PARTS
    along = np.zeros(len(vectors))
    for out in range(PARTS):
        learned, asked = part != out, part == out
        if not asked.any():
            continue
        if min(second[learned].sum(), (1 - second[learned]).sum()) < 1:
            return 0.0
        towards, middle = _direction(vectors[learned], second[learned])
        along[asked] = vectors[asked] @ towards - middle
    (first, width), (other, breadth) = (_mean_and_spread(along, share) for share in (1 - second, second))
    return (other - first) / max(float(np.sqrt((width + breadth) / 2)), 1e-9)


def _mean_and_spread(values: NDArray[np.float64], shares: NDArray[np.float64]) -> tuple[float, float]:
    mean = float(np.average(values, weights=shares))
    return mean, float(np.average((values - mean) ** 2, weights=shares))
