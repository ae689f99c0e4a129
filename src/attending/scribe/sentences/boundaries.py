"""Hear where a sentence ends in speech that was written down without punctuation.

The network of `boundary_network` scores each gap between two words; rules keep it from tearing apart what nobody ends a
sentence with. Read by `utterances`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attending.scribe.sentences.boundary_clauses import FORCED, unfinished
from attending.scribe.sentences.boundary_network import BoundaryNetwork, Floats
from attending.scribe.sentences.boundary_rules import reluctance
from attending.scribe.sentences.words import Word
from attending.terms.numerals import is_number_word

MARKS = ("", ",", ".", "?")
"""The classes of the network: what stands after a word."""
PATIENCE = 12
_IMPATIENCE = np.array([-0.04, 0.0, 0.06, 0.03], np.float32)
"""Each word beyond `PATIENCE` without a stop makes a stop likelier by this much; chosen on ACI-BENCH train."""
_EAGERNESS = np.array([0.0, 0.0, 0.3, 0.2], np.float32)
"""Transcripts without marks run on longer than the punctuated ones the network learned from."""


@dataclass(frozen=True)
class Boundaries:
    """The network and how its scores become marks."""

    network: BoundaryNetwork

    def mark(self, turns: Sequence[list[Word]]) -> list[list[Word]]:
        """Insert marks into turns; existing marks stay."""
        texts = [[word.text for word in words if not word.is_mark] for words in turns]
        scores = self.network.score(texts)
        return [_mark(words, *heard) for words, heard in zip(turns, zip(texts, scores, strict=True), strict=True)]


def _mark(words: list[Word], texts: list[str], heard: Floats) -> list[Word]:
    scores = iter(zip(range(len(texts)), heard + _EAGERNESS, strict=True))
    marked: list[Word] = []
    run = opened = 0
    for place, word in enumerate(words):
        marked.append(word)
        if word.is_mark:
            continue
        index, score = next(scores)
        following = words[place + 1] if place + 1 < len(words) else None
        if following and (following.is_mark or following.start < word.end):
            continue
        run += 1
        score = score + min(max(run - PATIENCE, 0), 20) * _IMPATIENCE
        if following is None:
            choice = 3 if score[3] > score[2] else 2
        elif _is_figure(word.text) and _is_figure(following.text):
            continue  # half of "two point five" would be a wrong number
        else:
            waits = unfinished(texts[opened : index + 1], texts[index + 1 : index + 8])
            choice = int(np.argmax(score - (reluctance(texts, index) if waits in (None, "comma") else FORCED[waits])))
            choice = 1 if waits == "comma" and choice > 1 else choice
        if choice:
            marked.append(Word(MARKS[choice], word.end, word.end))
            run, opened = (run, opened) if choice == 1 else (0, index + 1)
    return marked


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in {"point", "over", "hundred", "thousand"} or is_number_word(word)
