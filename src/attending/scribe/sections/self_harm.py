"""Thoughts of dying and of self-harm: what was asked and answered always stands in the note, in the words spoken.

Read by `note`. The patient's words are quoted, not rewritten: the clinician weighs how they were said.
"""

import re
from collections.abc import Iterator

from attending.drafts import Role
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.sentences.utterances import Utterance

_SELF_HARM = re.compile(
    r"\bsuicid\w*|\bself[- ]harm\w*|\b(?:kill|hurt|harm|cut|injur)(?:ed|t?ing)? (?:your|my|him|her|them)sel(?:f|ves)\b|"
    r"\b(?:end|ended|ending|take|taking|took|taken) (?:your|my|his|her|their) (?:own )?life\b|"
    r"\bend (?:it all|things)\b|"
    r"\b(?:want(?:ed|ing)?|wish(?:ed|ing)?|rather|better off)\b[^.?!]{0,20}\b(?:die|dying|dead)\b|"
    r"\bthoughts? of (?:dying|death)\b|\blife (?:is not|isn.?t|was not|wasn.?t|is no longer) worth\b|\bworth living\b|"
    r"\bnot (?:to )?(?:wake|waking) up\b|\b(?:never|don.?t|didn.?t|do not) (?:want to )?wake up\b|"
    r"\b(?:not|don.?t|do not|didn.?t) want(?:ing)? to (?:live|be alive|be here anymore|go on|exist)\b|"
    r"\bno (?:reason|point) (?:to|in) (?:live|living|go on|going on)\b|\boverdos\w+ on purpose\b",
    re.IGNORECASE,
)
_FOLLOWS_UP = re.compile(
    r"\b(?:plan|thoughts? like that|act on|acted on|how you would|means|attempt\w*)\b", re.IGNORECASE
)
_UNHARMED = re.compile(
    r"\b(?:kill|hurt|cut|injur)\w* (?:your|my|him|her)self (?:when|while|with|at|on|by|lifting|playing|falling|running|"
    r"doing|shaving|cooking|anywhere|at all|else|badly|in)\b|"
    r"(?<!ever )\bdid you (?:hurt|injure|cut) yourself\b(?! on)|"
    r"\bhow did you (?:hurt|injure|cut)\b",
    re.IGNORECASE,
)
"""An injury, not a wish to be hurt."""
FOLLOW_UP = 4
"""Turns after a question about self-harm in which "so no plan?" is still about it."""


def self_harm(visit: Visit) -> list[Line]:
    """Each question about dying or self-harm with its answer, and each such thought that the patient tells."""
    turns = _by_turn(visit)
    lines: list[Line] = []
    answered: set[int] = set()
    last_asked = -FOLLOW_UP - 1
    for place, spoken in enumerate(turns):
        question = _question(spoken, follows=place - last_asked <= FOLLOW_UP)
        if question is not None:
            last_asked = place
            reply = next((t for t in turns[place + 1 : place + 2] if t[0].role is not Role.CLINICIAN), None)
            lines.append(_asked(question, reply))
            answered |= {place + 1} if reply else set()
        elif spoken[0].role is not Role.CLINICIAN and place not in answered:
            lines += [_told(u) for u in spoken if _speaks_of_it(u.text) and not u.asks]
    return lines


def _by_turn(visit: Visit) -> list[list[Utterance]]:
    turns: dict[int, list[Utterance]] = {}
    for utterance in visit.utterances:
        turns.setdefault(utterance.turn, []).append(utterance)
    return list(turns.values())


def _speaks_of_it(text: str) -> bool:
    return bool(_SELF_HARM.search(_UNHARMED.sub("", text)))


def _question(spoken: list[Utterance], *, follows: bool) -> list[Utterance] | None:
    """What a clinician's turn asks about self-harm, with the sentence that leads up to the question."""
    if spoken[0].role is not Role.CLINICIAN:
        return None
    asked = [u for u in spoken if u.asks]
    about = [u for u in spoken if _speaks_of_it(u.text)]
    if asked and about:
        first, last = spoken.index(about[0]), spoken.index(asked[-1])
        return spoken[min(first, last) : last + 1]
    if asked and follows and _FOLLOWS_UP.search(asked[-1].text):
        return asked[-1:]
    return None


def _asked(question: list[Utterance], reply: list[Utterance] | None) -> Line:
    sources = tuple(_sources([*question, *(reply or [])]))
    words = _quoted(question)
    if reply is None:
        return Line(f"Asked {words}: no answer was recorded.", sources)
    return Line(f"Asked {words}, answered {_quoted(reply)}.", sources)


def _told(utterance: Utterance) -> Line:
    who = "The patient" if utterance.role is Role.PATIENT else "The person with the patient"
    return Line(f"{who} said {_quoted([utterance])}.", tuple(_sources([utterance])))


_SPACED = re.compile(r"\s+([,.;:?!])")
"""A tokeniser's blank before a mark."""


def _quoted(spoken: list[Utterance]) -> str:
    text = _SPACED.sub(r"\1", " ".join(u.text.strip() for u in spoken))
    return f'"{text.rstrip(".,;:… ")}"'


def _sources(spoken: list[Utterance]) -> Iterator[Source]:
    return (Source(u.turn, u.start, u.end) for u in spoken)
