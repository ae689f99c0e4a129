"""Suite `speaker-roles`: who the clinician is, when the labels do not say so, are exchanged, or are missing.

Read by `suites`. The labels of the data count as right, though some visits of ACI-BENCH have them exchanged.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attending.drafts import Conversation, Role
from attending.errors import BadInput
from attending.scribe.corpora import read_visits
from attending.scribe.evaluation.primock57 import read_consultations
from attending.scribe.transcripts.read import read_conversation
from attending.scribe.transcripts.role_model import load_role_model

_EXCHANGED = {Role.CLINICIAN: "Patient", Role.PATIENT: "Doctor", Role.OTHER: "Mother"}
_NAMELESS = {Role.CLINICIAN: "Speaker 1", Role.PATIENT: "Speaker 2", Role.OTHER: "Speaker 3"}
_LONG_TURN = 5  # words; shorter turns ("okay") tell nothing


def score_speaker_roles(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> dict[str, Any]:
    """Measure on every visit of a csv or folder with dialogues, or of a folder with pairs of TextGrids.

    Args:
        data: the table or folder.
        predictions: not written; there is nothing to keep of a visit.
        progress: called with visits done and visits in all.
    """
    visits = list(_visits(data))
    nameless = exchanged = turns = right = words = heard = 0
    model = load_role_model()
    for number, visit in enumerate(visits, start=1):
        nameless += _is_right(visit, _relabelled(visit, _NAMELESS))
        exchanged += _is_right(visit, _relabelled(visit, _EXCHANGED))
        for turn in visit.turns:
            if turn.role in {Role.CLINICIAN, Role.PATIENT} and len(turn.text.split()) >= _LONG_TURN:
                turns += 1
                right += (model.score(turn.text) > 0) == (turn.role is Role.CLINICIAN)
        truth, found = _words_by_side(visit), _words_by_side(_relabelled(visit, {}))
        words += len(truth)
        heard += sum(a == b for a, b in zip(truth, found, strict=True))
        progress(number, len(visits))
    return {
        "suite": "speaker-roles",
        "visits": len(visits),
        "nameless_labels_right": nameless,
        "exchanged_labels_put_right": exchanged,
        "long_turns": turns,
        "long_turn_accuracy": round(100 * right / turns, 2),
        "unlabelled_words": words,
        "unlabelled_word_accuracy": round(100 * heard / words, 2),
    }


def _visits(data: Path) -> Iterator[Conversation]:
    found = []
    for read in (read_visits, read_consultations):
        try:
            found += [visit.conversation for visit in read(data)]
        except BadInput:
            continue
    if not found:
        raise BadInput("Expected dialogues in a csv, or pairs of TextGrids in a folder.")
    yield from found


def _relabelled(visit: Conversation, labels: dict[Role, str]) -> Conversation:
    """Read the visit again under other labels; without labels, as one block of text."""
    if labels:
        lines = [f"{labels.get(turn.role, 'Speaker 4')}: {' '.join(turn.text.split())}" for turn in visit.turns]
        return read_conversation("\n".join(lines).encode())
    return read_conversation(" ".join(" ".join(turn.text.split()) for turn in visit.turns).encode())


def _is_right(visit: Conversation, read: Conversation) -> bool:
    """Whether most words of the clinician are the clinician's again."""
    truth, found = _words_by_side(visit), _words_by_side(read)
    said = [now for before, now in zip(truth, found, strict=True) if before]
    return sum(said) > 0.5 * len(said)


def _words_by_side(conversation: Conversation) -> Sequence[bool]:
    return [turn.role is Role.CLINICIAN for turn in conversation.turns for _ in turn.text.split()]
