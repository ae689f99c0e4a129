"""What an interpreter says is the patient's: "she says the pain is here" is told as the patient's own answer.

Read by `draft`, before a conversation is cut into utterances. Words that are only the interpreter's are replaced by
blanks of the same length, so that every citation still points at the words as they were spoken.
"""

import re

from msgspec import structs

from attending.drafts import Conversation, Role, Turn

FIRST_SAID = 6
"""Turns in which it is said that somebody interprets."""
_INTERPRETS = re.compile(
    r"\b(?:i['’]?m|i am|i['’]?ll be|you['’]?re|you are|this is|you must be|my name is|are you|"
    r"(?:we have|we've got|with|as) (?:the|an|our|your)) (?:[^.?!]{0,40}\b)?(?:interpret\w*|translat\w*)\b",
    re.IGNORECASE,
)
_I_INTERPRET = re.compile(
    r"\bi(?:['’]m| am|['’]ll be) (?:[^.?!]{0,30}\b)?(?:interpret\w*|translat\w*)\b", re.IGNORECASE
)
LEAST_SAID = 2
"""Answers that begin with "she says", where nobody is labelled as the interpreter."""
_OF_INTERPRETING = re.compile(r"[^.?!]*\b(?:interpreter|interpreting|translator|translating)\b[^.?!]*[.?!]*", re.I)
_WHO = r"(?:she|he|they|the patient|mr\.? \w+|mrs\.? \w+|ms\.? \w+)"
_SAYS = re.compile(
    rf"(?:(?<=^)|(?<=[.?!] ))(?:(?:yes|yeah|okay|so|and|but|no)\b,? )?{_WHO} (?:says?|said|is saying|tells? me|"
    r"answered|answers)(?: that)?,? (?!(?:it|that|this|so|hello|thank)\b[.,]?$)|"
    rf",? {_WHO} (?:says?|said|is saying)(?=[.?!]|$)|(?<=, ){_WHO} (?:says?|said)(?: that)? (?=(?:her|his|the|it|she|"
    r"he|they|there|my|i)\b)",
    re.IGNORECASE,
)
_ASKS_THROUGH = re.compile(
    r"(?:(?:and|so|okay|please),? )*(?:can|could|would|will) you (?:please |just )?ask (?:her|him|them) "
    r"(?=(?:what|where|when|how|which|who)\b)",
    re.IGNORECASE,
)


def is_interpreted(conversation: Conversation) -> bool:
    """Whether somebody says at the beginning that they interpret for the patient."""
    others = any(turn.role is Role.OTHER for turn in conversation.turns)
    first = conversation.turns[:FIRST_SAID]
    if others:
        return any(_INTERPRETS.search(turn.text) for turn in first if turn.role is not Role.PATIENT)
    said = any(_I_INTERPRET.search(turn.text) for turn in first if turn.role is not Role.CLINICIAN)
    asked = any(_ASKS_THROUGH.search(turn.text) for turn in first if turn.role is Role.CLINICIAN)
    told = sum(bool(_SAYS.match(turn.text)) for turn in conversation.turns if turn.role is not Role.CLINICIAN)
    return said or (asked and told >= LEAST_SAID)


def told_through(conversation: Conversation) -> Conversation:
    """An interpreted conversation as if the patient had answered; any other as it is."""
    if not is_interpreted(conversation):
        return conversation
    return structs.replace(conversation, turns=tuple(_told(turn) for turn in conversation.turns))


def _told(turn: Turn) -> Turn:
    text = _OF_INTERPRETING.sub(_blank, turn.text)
    if turn.role is Role.CLINICIAN:
        return structs.replace(turn, text=_ASKS_THROUGH.sub(_blank, text))
    return structs.replace(turn, role=Role.PATIENT, text=_SAYS.sub(_blank_but_answer, text))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _blank_but_answer(found: re.Match[str]) -> str:
    """Blanks, but for the "no" or "yes" that was said before."""
    answer = re.match(r"(?:yes|yeah|no)\b,? ", found.group(), re.IGNORECASE)
    kept = answer.group() if answer else ""
    return kept + " " * (len(found.group()) - len(kept))
