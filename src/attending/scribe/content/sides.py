"""Which side it is: a patient's "it's not the right knee, it's the left knee" counts, whatever was said before.

Read by `complaint` and `plan`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.vocabulary import joined

_OTHER = {"left": "right", "right": "left"}
_NOT = re.compile(
    r"\bnot (?:actually |really )?(?:the|my|on the|in the|in my|on my) (?P<side>left|right)(?: (?P<part>[a-z]+))?"
)
REACH = 3
"""Statements of the patient in which the right side is named after the wrong one was denied."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A side that the patient denied, the part of the body if it was named, and where the other was said."""

    denied: str
    part: str
    sources: tuple[Source, ...]

    def right(self, text: str) -> str:
        """A text with the side that is meant."""
        return self._pattern().sub(lambda m: _cased(_OTHER[self.denied], m.group(1)) + m.group(2), text)

    def concerns(self, text: str) -> bool:
        """Whether a text names the denied side."""
        return bool(self._pattern().search(text))

    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"\b({self.denied})( {self.part or '[a-z]+'})\b", re.IGNORECASE)


@lru_cache(maxsize=REMEMBERED)
def corrected_side(visit: Visit) -> Corrected | None:
    """The first side that the patient denies and names the other for; None where nobody does."""
    told = [s for s in visit.statements if s.role is Role.PATIENT and s.kind == "said"]
    for place, statement in enumerate(told):
        found = _NOT.search(joined(statement.words))
        if not found:
            continue
        for later in told[place : place + REACH]:
            text = joined(later.words)
            named = re.search(rf"\b{_OTHER[found.group('side')]}\b", text)
            if named and not re.search(r"\bnot (?:the|my) $", text[: named.start()]):
                return Corrected(found.group("side"), found.group("part") or "", (*statement.sources, *later.sources))
    return _said_anew(visit)


def _said_anew(visit: Visit) -> Corrected | None:
    """ "…here for left leg pain. Right leg pain, right leg pain?" / "Yes.": the clinician asks again, and it is so."""
    for said, again, reply in zip(visit.utterances, visit.utterances[1:], visit.utterances[2:], strict=False):
        first, second = _SIDE_OF.search(joined(said.words)), _SIDE_OF.match(joined(again.words))
        same = said.turn == again.turn != reply.turn and said.role is again.role is Role.CLINICIAN
        if not (first and second and same and again.asks and reply.role is not Role.CLINICIAN and reply.reply == "yes"):
            continue
        if first["part"] == second["part"] and first["side"] != second["side"] and len(again.words) <= SHORT:
            sources = tuple(Source(u.turn, u.start, u.end) for u in (said, again, reply))
            return Corrected(first["side"], first["part"], sources)
    return None


SHORT = 8
"""Words of a question that only names the side again."""
_SIDE_OF = re.compile(r"\b(?P<side>left|right) (?P<part>[a-z]+)\b")


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
