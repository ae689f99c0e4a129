"""A sentence that the other speaker's "mm-hmm" cuts in two: "we'll do a quick physical- / mm-hmm. / exam.".

Read by `utterances`. The two halves are one sentence where the first breaks off, what lies between only says that
somebody listens, and the second goes on instead of beginning anew.
"""

import re
from collections.abc import Sequence

from attending.drafts import Role, Turn
from attending.scribe.sentences.words import FILLERS, STOPS, Word
from attending.scribe.vocabulary import joined, vocabulary

_BREAKS_OFF = re.compile(r"(?:-|—|–|\.\.\.|…|\b(?:never|the|an?|my|your|his|her|their|of|to|with|from|very|any))\s*$")
_NO_STOP = re.compile(r"^[A-Z].*[a-z0-9,]$|[.?!] [A-Za-z].*[a-z0-9,]$|^(?!i\b)[a-z].*[a-z0-9],$")
_WRITTEN = re.compile(r"[.?!,]|\bI\b")
"""Text that has capitals and stops: there, a turn that ends without one and a next in small letters are one "
"sentence."""
_LISTENS = re.compile(
    r"^(?:(?:mm+|mm-hmm|mmhmm|mhm|uh-huh|uh|hm+|yes|yeah|yep|yup|okay|ok|right|sure|alright|all right|i see|got it|oh|"
    r"wow)[\s.,!-]*)*$",
    re.I,
)
"""A turn that answers nothing; empty where only the noise of one was heard."""
_ANEW = vocabulary(
    "i you he she it we they there that that's it's i'm you're he's she's they're we're so okay well what when where "
    "how why who any do does did are is have has can could let hey now then because yes no"
)
"""Words with which another sentence begins."""
_JOINS = vocabulary("and but or")
_ASIDES = (("you", "know"), ("i", "mean"), ("kind", "of"), ("sort", "of"))

Spoken = tuple[Turn, Sequence[Sequence[Word]]]
"""A turn and the pieces it is cut into."""


def continuation(turns: Sequence[Spoken], index: int) -> int | None:
    """The turn that goes on with the last piece of turn `index`; None where that is whole or given up."""
    if index + 2 >= len(turns):
        return None
    (turn, pieces), (between, _), (later, following) = turns[index : index + 3]
    if not pieces or not following or turn.role is not later.role or turn.role is between.role:
        return None
    if turn.role is Role.UNKNOWN or not _LISTENS.match(between.text.strip()):
        return None
    if _NO_STOP.search(turn.text.rstrip()) and later.text[:1].islower() and _WRITTEN.search(later.text):
        return index + 2
    if not _BREAKS_OFF.search(turn.text):
        return None
    return index + 2 if _goes_on(following[0], pieces[-1]) else None


_FRONTED = re.compile(
    r"^(?:(?:and|so|but|now|okay|then|,) )*(?:(?:in )?(?:reviewing|looking)|in terms of|as far as|with regards? to|"
    r"when|if|because|since|after|although)\b(?!.*, (?:i|you|he|she|it|we|they)\b)"
)
"""What only leads to its main clause: "in reviewing your pathology report"."""


def _goes_on(piece: Sequence[Word], first: Sequence[Word]) -> bool:
    """Whether a piece has no beginning of its own, or is the main clause of the first half."""
    asks = any(w.text == "?" for w in piece) and [w.text for w in piece if not w.is_mark][-1:] not in (
        ["okay"],
        ["right"],
    )
    if asks:
        return False
    if _FRONTED.match(joined([w.text for w in first if w.text not in FILLERS])):
        return True
    words = [w.text for w in piece if not w.is_mark and w.text not in FILLERS]
    while any(tuple(words[: len(aside)]) == aside for aside in _ASIDES):
        words = words[2:]
    if words[:1] and words[0] in _JOINS:
        words = words[1:]
    return bool(words) and words[0] not in _ANEW


def rejoined(first: Sequence[Word], second: Sequence[Word]) -> list[Word]:
    """The words of both halves: the last of the first is whole where the second does not say it again."""
    head, tail = list(first), list(second)
    while tail and tail[0].is_mark:
        tail.pop(0)
    while head and (head[-1].text in STOPS or head[-1].text in {"—", "–"}):
        head.pop()
    if head and tail and head[-1].text.endswith("-"):
        last = head.pop()
        whole = last.text.rstrip("-")
        if not tail[0].text.startswith(whole):
            head.append(Word(whole, last.start, last.end))
    return [*head, *tail]


_ASKS = re.compile(r"(?:(?:and|so|okay|well|,) )*(?:do|does|did|are|is|was|were|have|has|can|could|any|how|what)\b")


def is_question(piece: Sequence[Word]) -> bool:
    """Whether a piece that breaks off asks: its "yeah" answers it."""
    return bool(_ASKS.match(joined([w.text for w in piece])))
