"""The marks of speech whose words came one by one and without any, before anybody knows who says them.

Handed to `speech`, which tells two speakers of one microphone apart by what their sentences say.
"""

from collections.abc import Sequence

from attending.scribe.sentences.boundaries import Boundaries
from attending.scribe.sentences.boundary_network import load_boundary_network
from attending.scribe.sentences.words import read_words


def hear_marks(texts: Sequence[str]) -> list[str]:
    """What stands behind each word: nothing, or ",", "." or "?"; raises as `load_boundary_network`."""
    ends, at = [], 0
    for text in texts:
        at += len(text) + 1
        ends.append(at - 1)
    marks, number = [""] * len(texts), 0
    (marked,) = Boundaries(load_boundary_network()).mark([read_words(" ".join(texts))])
    for word in marked:
        if word.is_mark and word.start == word.end:
            while ends[number] < word.end:
                number += 1
            marks[number] = word.text
    return marks
