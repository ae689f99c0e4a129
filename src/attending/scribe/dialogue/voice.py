"""A patient's words as the clinician would say them to the patient: "when i bend my knee" → "when you bend your knee".

Read where an answer goes on with a clause that the clinician's question began.
"""

from collections.abc import Sequence

_TO_YOU = {"i": "you", "my": "your", "me": "you", "myself": "yourself", "mine": "yours"}
_BEHIND_I = {"am": "are", "was": "were"}


def said_to_patient(words: Sequence[str]) -> list[str]:
    """The words with "i" as "you", and its verb with it."""
    return [
        _BEHIND_I.get(word, word) if before == "i" else _TO_YOU.get(word, word)
        for before, word in zip(("", *words), words, strict=False)
    ]
