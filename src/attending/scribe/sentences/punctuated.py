"""Punctuated conversations as words and the marks between them: what `training.boundaries` learns from and
`sentence_ends` measures on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from attending.drafts import Conversation
from attending.scribe.sentences.words import STOPS, read_words

NONE, COMMA, STOP, QUESTION = range(4)
"""What stands behind a word."""
LEAST_WORDS, LEAST_MARKED = 20, 0.05
"""A conversation counts as punctuated from this many words, with this share of words inside turns before a mark."""


@dataclass(frozen=True)
class MarkedTurn:
    """The words of a turn, and for each word what stands behind it."""

    words: tuple[str, ...]
    marks: tuple[int, ...]


def unmark(text: str) -> MarkedTurn:
    """The words of a punctuated turn without their marks; a sentence ends with the turn."""
    words: list[str] = []
    marks: list[int] = []
    for word in read_words(text):
        if not word.is_mark:
            words.append(word.text)
            marks.append(NONE)
        elif words and marks[-1] == NONE:
            marks[-1] = QUESTION if word.text == "?" else STOP if word.text in STOPS else COMMA * (word.text == ",")
    if marks and marks[-1] < STOP:
        marks[-1] = STOP
    return MarkedTurn(tuple(words), tuple(marks))


def punctuated(conversations: Iterable[Conversation]) -> list[list[MarkedTurn]]:
    """The turns of those conversations that were written with punctuation."""
    found = []
    for conversation in conversations:
        turns = [turn for turn in (unmark(t.text) for t in conversation.turns) if turn.words]
        count = sum(len(turn.words) for turn in turns)
        inner = sum(mark > NONE for turn in turns for mark in turn.marks[:-1])
        if count >= LEAST_WORDS and inner >= LEAST_MARKED * count:
            found.append(turns)
    return found
