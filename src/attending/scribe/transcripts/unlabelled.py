"""Speech without any speaker's name: cut it into sentences and find the likeliest path of two speakers through them.

Read by `scribe.roles`. The path weighs what each sentence sounds like against how often speakers change after a
statement or a question; it is a guess, and the conversation says so in its remarks.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attending.scribe.transcripts.pieces import Piece
from attending.scribe.transcripts.role_model import RoleModel

_SENTENCE = re.compile(r"(?<=[.?!…])[\"'”’)]*\s+(?=[\"'“‘(]?\w)")
_ABBREVIATED = re.compile(r"\b(?:dr|mr|mrs|ms|st|prof|e\.g|i\.e|vs)\.$", re.IGNORECASE)
_OPENER = re.compile(
    r"(?<!\s)\s+(?=(?:yeah|yes|yep|nope|no|okay|ok|right|alright|sure|hi|hello|sorry|thank you|thanks|so|"
    r"and (?:do|have|any|is|are|what|how)|do you|have you|did you|are you|can you|could you|is there|any|what|how|"
    r"when|where|i've|i'm|i have|i had|it's|my)\b)",
    re.IGNORECASE,
)
_RUN_ON_WORDS = 45  # a sentence longer than this was written by a recogniser without punctuation


def split_sentences(text: str) -> list[str]:
    """Split speech at sentence ends; where a recogniser wrote none, before words that often open a turn."""
    sentences: list[str] = []
    for part in _SENTENCE.split(text):
        if sentences and _ABBREVIATED.search(sentences[-1]):
            sentences[-1] = f"{sentences[-1]} {part}"
        elif part.strip():
            sentences.append(part)
    return [piece for sentence in sentences for piece in _split_run_on(sentence)]


def _split_run_on(sentence: str) -> list[str]:
    if len(sentence.split()) <= _RUN_ON_WORDS:
        return [sentence.strip()]
    pieces: list[str] = []
    for part in _OPENER.split(sentence):
        if pieces and len(pieces[-1].split()) < 3:
            pieces[-1] = f"{pieces[-1]} {part}"
        else:
            pieces.append(part)
    return [piece.strip() for piece in pieces if piece.strip()]


def find_speakers(sentences: Sequence[str], model: RoleModel, *, turn_ends: Sequence[bool] | None = None) -> list[bool]:
    """Say for each sentence whether the clinician speaks.

    Args:
        sentences: in order.
        model: gives the log-odds of each sentence.
        turn_ends: True where the file starts a new line after the sentence, which is mostly a change of speaker.
    """
    scores = np.array([model.score(sentence) for sentence in sentences])
    switch = np.array([[_switch(model, who, sentence) for who in (0, 1)] for sentence in sentences])
    if turn_ends is not None:
        switch[np.array(turn_ends)] = 0.9
    return [bool(state) for state in best_path(scores, switch)]


def _switch(model: RoleModel, who: int, sentence: str) -> float:
    return float(model.prior_switch[who, int(sentence.rstrip().endswith("?"))])


def best_path(scores: NDArray[np.float64], switch: NDArray[np.float64]) -> NDArray[np.int64]:
    """Find the likeliest two-state path (Viterbi).

    Args:
        scores: (n,) log-odds of state 1 at each step.
        switch: (n, 2) probability of changing state after a step spent in state 0 or 1; the last row is unused.
    """
    count = len(scores)
    if not count:
        return np.zeros(0, dtype=np.int64)
    stay, move = np.log1p(-switch), np.log(switch)
    best = [-scores[0] / 2, scores[0] / 2]
    came_from = np.zeros((count, 2), dtype=np.int64)
    for step in range(1, count):
        following = []
        for state in (0, 1):
            from_same = best[state] + stay[step - 1, state]
            from_other = best[1 - state] + move[step - 1, 1 - state]
            came_from[step, state] = state if from_same >= from_other else 1 - state
            following.append(max(from_same, from_other) + (scores[step] if state else -scores[step]) / 2)
        best = following
    path = np.zeros(count, dtype=np.int64)
    path[-1] = int(best[1] > best[0])
    for step in range(count - 1, 0, -1):
        path[step - 1] = came_from[step, path[step]]
    return path


def turns_of(pieces: Sequence[Piece], model: RoleModel, *, whole_turns: bool) -> list[tuple[bool, Piece]]:
    """Cut unlabelled pieces into turns, each with whether the clinician speaks.

    A whole turn as written stays whole; anything else is cut into sentences and joined again speaker by speaker.
    """
    if whole_turns:
        ends = [True] * len(pieces)
        return list(zip(find_speakers([p.text for p in pieces], model, turn_ends=ends), pieces, strict=True))
    parts = [part for piece in pieces for part in _cut(piece)]
    speakers = find_speakers([part.text for part in parts], model)
    turns: list[tuple[bool, Piece]] = []
    for is_clinician, part in zip(speakers, parts, strict=True):
        if turns and turns[-1][0] == is_clinician:
            last = turns[-1][1]
            turns[-1] = (is_clinician, Piece(f"{last.text} {part.text}", None, last.start, part.end))
        else:
            turns.append((is_clinician, part))
    return turns


def _cut(piece: Piece) -> list[Piece]:
    """Cut a piece into sentences; the time inside it is shared out by length."""
    sentences = split_sentences(piece.text)
    if len(sentences) < 2 or piece.start is None or piece.end is None:
        return [Piece(sentence, None, piece.start, piece.end) for sentence in sentences]
    total = sum(len(sentence) for sentence in sentences)
    seconds = piece.end - piece.start
    parts, done = [], 0
    for sentence in sentences:
        start = piece.start + seconds * done / total
        done += len(sentence)
        parts.append(Piece(sentence, None, round(start, 2), round(piece.start + seconds * done / total, 2)))
    return parts
