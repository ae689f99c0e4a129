"""One medicine as one sentence speaks of it: taken, stopped, ordered, moved, ended.

Read by `medicines`, `withdrawn`, `courses` and `prescriptions`.
"""

import re
from dataclasses import dataclass
from typing import Literal

from attending.scribe.dialogue.statements import Source
from attending.terms.directions import Directions

Kind = Literal[
    "takes", "took", "stopped", "ran-out", "not-taken",
    "starts", "changes", "refills", "continues", "stops", "holds", "left",
]  # fmt: skip
PLANS: frozenset[str] = frozenset({"starts", "changes", "refills", "continues", "stops", "holds"})
"""What is planned; `left` is none of them: an order, or a thought of one, that is given up in the end."""
ENDS: frozenset[str] = frozenset({"stops", "holds"})

RELEASES: dict[str, str] = {
    "MR": r"mr\b|modified[ -]release",
    "XL": r"xl\b",
    "SR": r"sr\b|(?:slow|sustained)[ -]release",
    "ER": r"ER\b|extended[ -]release",
    "XR": r"xr\b",
    "PR": r"PR\b|prolonged[ -]release",
    "CR": r"cr\b|controlled[ -]release",
    "LA": r"LA\b",
    "EC": r"EC\b|enteric[ -]coated",
}
"""How a preparation lets its medicine go, as it is written, and as it is said behind the name."""


def release_after(text: str) -> str:
    """The form of release named at the beginning of a text, as it is written; empty where none is."""
    for form, said in RELEASES.items():
        flags = re.IGNORECASE if said[0].islower() else re.NOFLAG
        whole = said if flags else re.sub(r"\|(.*)", r"|(?i:\1)", said)
        if re.match(rf"\s+(?:the )?(?:{whole})", text, flags):
            return form
    return ""


@dataclass(frozen=True, slots=True)
class Use:
    """One medicine as one sentence speaks of it."""

    name: str
    ingredients: tuple[str, ...]
    kind: Kind
    directions: tuple[Directions, ...]
    sources: tuple[Source, ...]
    clinician: bool
    presupposed: bool = False
    """Of a stop: whether its words tell that it is taken until now ("stop the lisinopril", not "avoid ibuprofen")."""
    here: bool = False
    """Whether it is given in the visit itself: "three nebs here now"."""
