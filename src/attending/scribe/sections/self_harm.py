"""Thoughts of dying and of self-harm: what was asked and answered always stands in the note, in the words spoken.

Read by `note`. The patient's words are quoted, so that the clinician weighs how they were said; where question and
answer make one clear sentence, it stands before them.
"""

import re
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import tell
from attending.scribe.content.lines import Line
from attending.scribe.content.quotes import question_and_answer, quoted, sources_said
from attending.scribe.content.visit import Visit
from attending.scribe.sentences.utterances import Utterance
from attending.terms.self_harm import speaks_of_self_harm

_FOLLOWS_UP = re.compile(
    r"\b(?:plans?|thoughts? like that|act on|acted on|how you would|means|attempt\w*)\b", re.IGNORECASE
)
_OF_THE_DEAD = re.compile(
    r"\b(?:he|she|who|uncle|aunt|father|mother|dad|mum|mom|brother|sister|friend) killed (?:him|her)self\b",
    re.IGNORECASE,
)
"""What a patient tells of somebody who died so: it belongs to the history of the family."""
FOLLOW_UP = 4
"""Turns after a question about self-harm in which "so no plan?" is still about it."""


def self_harm(visit: Visit) -> list[Line]:
    """Each question about dying or self-harm with its answer, and each such thought that the patient tells."""
    turns = list(visit.turns.values())
    lines: list[Line] = []
    answered: set[int] = set()
    last_asked = -FOLLOW_UP - 1
    for place, spoken in enumerate(turns):
        question = _question(spoken, follows=place - last_asked <= FOLLOW_UP)
        if question is not None:
            last_asked = place
            reply = next((t for t in turns[place + 1 : place + 2] if t[0].role is not Role.CLINICIAN), None)
            line = _asked(question, reply)
            told = _in_a_sentence(visit, question, reply) if reply else ""
            lines.append(replace(line, text=f"{told} {line.text}".strip()))
            answered |= {place + 1} if reply else set()
        elif spoken[0].role is not Role.CLINICIAN and place not in answered:
            lines += [_told(u) for u in spoken if speaks_of_self_harm(_OF_THE_DEAD.sub("", u.text)) and not u.asks]
    return lines


def _question(spoken: list[Utterance], *, follows: bool) -> list[Utterance] | None:
    """What a clinician's turn asks about self-harm, with the sentence that leads up to the question."""
    if spoken[0].role is not Role.CLINICIAN:
        return None
    asked = [u for u in spoken if u.asks]
    about = [u for u in spoken if speaks_of_self_harm(u.text)]
    if asked and about:
        first, last = spoken.index(about[0]), spoken.index(asked[-1])
        return spoken[min(first, last) : last + 1]
    if asked and follows and _FOLLOWS_UP.search(asked[-1].text):
        return asked[-1:]
    return None


def _in_a_sentence(visit: Visit, question: list[Utterance], reply: list[Utterance]) -> str:
    """What question and answer say together, where the two were joined; empty where the answer stands for itself."""
    turns = {question[-1].turn, reply[0].turn}
    joined_on = [
        s
        for s in visit.statements
        if s.kind != "said" and {source.turn for source in s.sources} == turns and visit.utterances[s.at] in question
    ]
    return tell(joined_on[-1], visit.person, subject="the patient") if joined_on else ""


def _asked(question: list[Utterance], reply: list[Utterance] | None) -> Line:
    if reply is None:
        return Line(f"Asked {quoted(question)}: no answer was recorded.", sources_said(question))
    return question_and_answer(question, reply)


def _told(utterance: Utterance) -> Line:
    who = "The patient" if utterance.role is Role.PATIENT else "The person with the patient"
    return Line(f"{who} said {quoted([utterance])}.", sources_said([utterance]))
