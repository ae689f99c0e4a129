"""What a speech model hears at once: regions of speech joined up to its window, and long ones cut between two words.

Read by `listen` and `live`. Who talks for half a minute without a breath is cut in a soft moment: a word that is cut in
two would be heard wrong on both sides.
"""

from collections.abc import Sequence

import numpy as np

from attending.speech.activity import Region
from attending.speech.sound import RATE, Samples

LONGEST_BLOCK_S = 28.0
"""Of what a model hears at once: Whisper's window is 30 s."""
LEAST_S = 1.0
"""What is left of a region that is cut."""
SOFT_S, HOP_S = 0.12, 0.01
"""How long a moment is in which a region is cut, and how closely one is looked for."""


def blocks(regions: Sequence[Region], mono: Samples, *, longest_pause_s: float, since: float = 0.0) -> list[Region]:
    """Neighbouring regions together, none longer than the model's window.

    Args:
        regions: where somebody speaks, in seconds of the recording.
        mono: the sound from the second `since` on.
        longest_pause_s: regions further apart are heard apart.
        since: where the sound begins.
    """
    made: list[Region] = []
    for region in (part for whole in regions for part in _cut(whole, mono, since)):
        last = made[-1] if made else None
        near = last is not None and region.start - last.end <= longest_pause_s
        if last is not None and near and region.end - last.start <= LONGEST_BLOCK_S:
            made[-1] = Region(last.start, region.end)
        else:
            made.append(region)
    return made


def _cut(region: Region, mono: Samples, since: float) -> list[Region]:
    """A region that is longer than the model's window, in parts."""
    made = []
    while region.seconds > LONGEST_BLOCK_S:
        at = cut_of(region, mono, since)
        made.append(Region(region.start, at))
        region = Region(at, region.end)
    return [*made, region]


def cut_of(region: Region, mono: Samples, since: float, *, longest_s: float = LONGEST_BLOCK_S) -> float:
    """Where the first part of a region ends, of half of `longest_s` to all of it: its softest moment, in seconds."""
    earliest = region.start + longest_s / 2
    latest = min(region.start + longest_s, region.end - LEAST_S)
    near = mono[int((earliest - since) * RATE) : int((latest - since) * RATE)]
    hop = int(HOP_S * RATE)
    steps = len(near) // hop
    power = np.square(near[: steps * hop], dtype=np.float64).reshape(steps, hop).mean(axis=1)
    wide = round(SOFT_S / HOP_S)
    return earliest + float(np.argmin(np.convolve(power, np.ones(wide), mode="valid")) + wide / 2) * HOP_S
