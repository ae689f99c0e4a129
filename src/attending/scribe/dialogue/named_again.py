"""What an answer leaves unnamed because the question named it: "have you had a smear test?" / "I've never had one" →
"I've never had a smear test"; "any blood in your urine?" / "a little blood today" → "a little blood in the "
"urine today".

Read by `statements`. The clinician's words are then cited too.
"""

import re
from collections.abc import Sequence

from attending.drafts import Role
from attending.scribe.dialogue.antecedents import where_blood_is
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted

LOOKS_BACK = 3
"""Utterances of the clinician just before, in one of which the thing was named."""
LONGEST = 24
"""Words of an answer that is read as one."""
_ONE = re.compile(
    r"\b(?<=i )(?P<told>(?:\w+ ){0,4})(?P<verb>had|have|has|got|get|getting|done|used|use|own|taken|take|carry) one\b"
    r"(?! of\b| \w+ed\b)"
)
_THING = re.compile(
    r"\b(?:last|had an?|have an?|got an?|get an?|have any|had any|use an?|carry an?|given an?|been for an?) "
    r"(?P<what>(?!(?:time|week|month|year|night|few|lot|bit|chance|look|think|question|problem)s?\b)"
    r"(?:[a-z-]+ ){0,2}?[a-z-]+)(?=$|,| (?:done|before|recently|at all|yet|for|with|in|on|at|by|from|when|ever)\b)"
)
_VOWEL = re.compile(r"(?:[aeio]|u(?!ni|s|r)|(?:std|sti|ecg|ekg|mri|hiv|x)\b)")
"""How a name begins that "an" stands before."""
_BLOOD = re.compile(
    r"\bblood\b(?! (?:pressure|sugars?|tests?|counts?|clots?|thinners?|group|results?|work|in|on|from|when))"
)
_ELSEWHERE = re.compile(r"\b(?:threw up|throw\w*|vomit\w*|sick|cough\w*|spat|nose|gums?|wip\w+|toilet|paper)\b")
"""Where an answer says itself that the blood was."""


def with_thing_asked_for(before: Sequence[Utterance], answer: Utterance) -> tuple[tuple[str, ...], Utterance] | None:
    """The answer with the name of what was asked for, and the utterance that holds the name; None where it needs none.

    Args:
        before: all that was said before the answer's turn, in order.
        answer: an utterance of somebody else than the clinician.
    """
    text = joined(answer.words)
    if len(answer.words) > LONGEST or answer.asks:
        return None
    asked = [u for u in before[-LOOKS_BACK:] if u.role is Role.CLINICIAN and u.turn == before[-1].turn]
    if _ONE.search(text):
        for utterance in reversed(asked):
            thing = _THING.search(joined(utterance.words))
            if thing:
                article = "an" if _VOWEL.match(thing["what"]) else "a"
                return tuple(parted(_ONE.sub(rf"\g<told>\g<verb> {article} {thing['what']}", text, count=1))), utterance
        return None
    found = _BLOOD.search(text)
    if not found or _ELSEWHERE.search(text) or not any("blood" in u.words for u in asked):
        return None
    place = where_blood_is(("blood",), before)
    if place is None or place[0] in answer.words:
        return None
    words = tuple(parted(f"{text[: found.end()]} in the {place[0]}{text[found.end() :]}"))
    return words, before[-place[1]]
