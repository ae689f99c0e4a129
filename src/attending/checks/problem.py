"""What one check says about one sentence, before the policy gives it a weight."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A code of the policy table, what exactly it is about (part of the finding's id), and words for a physician."""

    code: str
    detail: str
    message: str
    turns: tuple[int, ...] = ()
    """Indices of the turns that say otherwise, where they are known."""


def quoted(text: str) -> str:
    """A piece of a text in quotation marks, blanks tidied."""
    return f"“{' '.join(text.split())}”"
