"""Whose each word is: times of words are not exact, so a change of speaker is looked for where people change.

Read by `transcript`. A word at the edge of a turn is heard in both voices; alone it would go to whoever has more of it,
and a question would begin on the other side ("… sixty two. Are" / "you still taking it?"). So the words of a recording
are given out together: what is said in one voice stays together, and a change costs least behind a sentence or in a
pause.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attending.models import Word
from attending.speech.separation import Separation

ENDS = (".", "?", "!")
PAUSE_S = 0.3
"""Between two words; shorter ones are breath, or the times' error."""
COSTS = {"channels": (0.2, 0.3, 0.7), "voices": (0.1, 0.5, 1.3)}
"""What a change of speaker must gain, in words: behind a sentence, in a pause, within a phrase.

Voices tell less exactly than channels when one begins."""
NEAREST = 0.2
"""What the nearest voice counts for, where nobody speaks in a word's time."""


def speakers_of(words: Sequence[Word], separation: Separation) -> list[int]:
    """The speaker of each word, in order of time."""
    if not words or separation.speakers < 2:
        return [0] * len(words)
    shares = _shares(words, separation)
    prices = COSTS.get(separation.how, COSTS["voices"])
    costs = [_cost(before, after, prices) for before, after in itertools.pairwise(words)]
    best, came = shares[0].copy(), np.zeros(shares.shape, dtype=np.int64)
    for number, cost in enumerate(costs, start=1):
        leader = int(np.argmax(best))
        changed = best[leader] - cost
        came[number] = np.where(best >= changed, np.arange(len(best)), leader)
        best = np.maximum(best, changed) + shares[number]
    path = [int(np.argmax(best))]
    for number in range(len(words) - 1, 0, -1):
        path.append(int(came[number, path[-1]]))
    return path[::-1]


def _shares(words: Sequence[Word], separation: Separation) -> NDArray[np.float64]:
    """How much of each word's time each speaker has: (words, speakers), each row at most 1."""
    starts = np.array([one.start for one in separation.voiced])
    ends = np.array([one.end for one in separation.voiced])
    made = np.zeros((len(words), separation.speakers))
    for number, word in enumerate(words):
        first, after = np.searchsorted(ends, word.start, "right"), np.searchsorted(starts, word.end, "left")
        for one in separation.voiced[int(first) : int(after)]:
            shared = min(word.end, one.end) - max(word.start, one.start)
            made[number, one.speaker] += max(shared, 0.0) / max(word.end - word.start, 0.02)
        if not made[number].any():
            made[number, separation.speaker_at(word.start, word.end) or 0] = NEAREST
    return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1.0))


def _cost(before: Word, after: Word, prices: tuple[float, float, float]) -> float:
    behind_a_sentence, in_a_pause, in_a_phrase = prices
    if before.text.rstrip("\"')]”’ ").endswith(ENDS):
        return behind_a_sentence
    return in_a_pause if after.start - before.end >= PAUSE_S else in_a_phrase
