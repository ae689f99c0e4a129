"""Suite `sentence-ends`: where sentences end in punctuated conversations whose punctuation was taken out.

Read by `suites`. The end of a turn is given and not counted. Conversations that came without punctuation are left
out: nobody knows where their sentences end.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from attending.drafts import Conversation
from attending.errors import BadInput
from attending.scribe.corpora import read_dialogues
from attending.scribe.sentences.boundaries import MARKS, Boundaries
from attending.scribe.sentences.boundary_network import load_boundary_network
from attending.scribe.sentences.punctuated import COMMA, NONE, QUESTION, STOP, MarkedTurn, punctuated
from attending.scribe.sentences.words import Word


@dataclass
class Found:
    """Gaps of one kind: how many were found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, given: bool, true: bool) -> None:
        """Count one gap."""
        self.right += given and true
        self.wrong += given and not true
        self.missed += true and not given

    def figures(self, name: str) -> dict[str, Any]:
        """Precision, recall and F1 in per cent; None where nothing is there to be found."""
        if not self.right + self.missed:
            return {f"{name}_f1": None}
        given = self.right + self.wrong
        return {
            f"{name}_precision": round(100 * self.right / given, 1) if given else 0.0,
            f"{name}_recall": round(100 * self.right / (self.right + self.missed), 1),
            f"{name}_f1": round(100 * 2 * self.right / (2 * self.right + self.wrong + self.missed), 1),
        }


def score_sentence_ends(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> dict[str, Any]:
    """Precision, recall and F1 of sentence ends inside turns, of questions, and of marks of any kind.

    Args:
        data: a csv with the column dialogue, a transcript, or a folder of them.
        predictions: where to write one JSON line per conversation: id, text as we punctuate it, f1.
        progress: called with conversations done and conversations in all.
    """
    conversations = read_dialogues(data)
    kept = [(c, turns) for c in conversations for turns in punctuated([c])]
    if not kept:
        raise BadInput("Expected a csv with the column dialogue, or transcripts, with punctuation.")
    boundaries = Boundaries(load_boundary_network())
    ends, questions, marks, rows = Found(), Found(), Found(), []
    started = time.perf_counter()
    for done, (conversation, turns) in enumerate(kept, start=1):
        given = _marks(boundaries, turns)
        own = Found()
        for mark, true in _inside(given, turns):
            for one in (ends, own):
                one.add(mark >= STOP, true >= STOP)
            questions.add(mark == QUESTION, true == QUESTION)
            marks.add(mark >= COMMA, true >= COMMA)
        rows.append(_row(conversation, turns, given, own))
        progress(done, len(kept))
    seconds = (time.perf_counter() - started) / len(kept)
    if predictions:
        predictions.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    known = [row["f1"] for row in rows if row["f1"] is not None]
    return {
        "suite": "sentence-ends",
        "conversations": len(kept),
        "without_punctuation": len(conversations) - len(kept),
        "words": sum(len(turn.words) for _, turns in kept for turn in turns),
        **ends.figures("end"),
        "end_f1_mean_of_conversations": round(sum(known) / len(known), 1) if known else None,
        **questions.figures("question"),
        **marks.figures("mark"),
        "seconds_per_conversation": round(seconds, 3),
    }


def _marks(boundaries: Boundaries, turns: list[MarkedTurn]) -> list[list[int]]:
    """What we put behind each word of each turn."""
    spoken: list[list[Word]] = []
    for turn in turns:
        words: list[Word] = []
        for text in turn.words:
            start = words[-1].end + 1 if words else 0
            words.append(Word(text, start, start + len(text)))
        spoken.append(words)
    found: list[list[int]] = []
    for marked in boundaries.mark(spoken):
        marks: list[int] = []
        for word in marked:
            if word.is_mark:
                marks[-1] = MARKS.index(word.text)
            else:
                marks.append(NONE)
        found.append(marks)
    return found


def _inside(given: list[list[int]], turns: list[MarkedTurn]) -> Iterable[tuple[int, int]]:
    """Ours and the true mark of every gap inside a turn."""
    for ours, turn in zip(given, turns, strict=True):
        yield from zip(ours[:-1], turn.marks[:-1], strict=True)


def _row(conversation: Conversation, turns: list[MarkedTurn], given: list[list[int]], own: Found) -> dict[str, Any]:
    lines = (
        " ".join(word + MARKS[mark] for word, mark in zip(turn.words, ours, strict=True))
        for turn, ours in zip(turns, given, strict=True)
    )
    return {"id": conversation.id, "text": "\n".join(lines), "f1": own.figures("end")["end_f1"]}
