"""The diagnosis that a patient asks for and the clinician agrees to: "is it my appendix?" "I think so, yes".

Read by `plan`, for the name of a problem.
"""

import re
from itertools import pairwise

from attending.drafts import Role
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.vocabulary import joined
from attending.terms.problems import find_diagnoses

_ASKS = re.compile(
    r"\b(?:is (?:it|this|that)|could (?:it|this|that) be|do you think (?:it|this|that) is|you think (?:it|this|"
    r"that) is|so "
    r"(?:it|this|that) is|have i got|has (?:he|she) got|do i have|does (?:he|she) have) (?:just |likely |definitely )?"
    r"(?:an? |my |the |his |her |another )?(?P<what>[a-z][a-z' -]{2,40}?)(?=$|,| (?:again|then|doctor|do you "
    r"think|or)\b)"
)
_AGREES = re.compile(
    r"^(?:(?:well|okay|,|so|yeah) ?)*(?P<how>yes|i think(?: so| it is)?(?=$|,)|it is|that is right|i am afraid "
    r"so|i am (?:pretty|fairly|quite|very|almost) (?:sure|certain) (?:it is|so)|i believe (?:so|it is)|i would say so|"
    r"it (?:probably|"
    r"might|could|may)|"
    r"probably|likely|most likely|could be|might be|that is what i think|i think it is|exactly)\b(?!.{0,20}\bnot\b)"
)
_DOUBTS = re.compile(r"\b(?:i think|might|could|may|probably|likely)\b")
_OF_ORGANS = {"appendix": "appendicitis"}
"""Organs by which an illness of theirs is meant."""


def guessed(visit: Visit) -> tuple[str, tuple[Source, ...]] | None:
    """The name of the diagnosis, "suspected" where the clinician only thinks so; None where nobody guesses rightly."""
    for asked, reply in pairwise(visit.utterances):
        if asked.role is Role.CLINICIAN or reply.role is not Role.CLINICIAN or reply.turn - asked.turn != 1:
            continue
        found, agrees = _ASKS.search(joined(asked.words)), _AGREES.match(joined(reply.words) or str(reply.reply))
        if not found or not agrees:
            continue
        name = _OF_ORGANS.get(found["what"], found["what"])
        if find_diagnoses(name):
            doubt = "suspected " if _DOUBTS.search(agrees["how"]) else ""
            sources = tuple(Source(u.turn, u.start, u.end) for u in (asked, reply))
            return f"{doubt}{name}", sources
    return None
