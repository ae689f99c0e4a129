"""A note asked of the hospital's language model: every sentence must cite turns and quote them, or it is not taken.

Read by `journeys`, which has each sentence pass the same checks as the built-in engine's before anyone sees it. The
prompt is a versioned file with a card (`scribe-language`).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from attending.drafts import Claim, Conversation, Role, Words
from attending.errors import AttendingError
from attending.models import LanguageModel, load
from attending.models.language import LanguageModelFailed
from attending.scribe.content.lines import CODES

NAME, PROMPT = "scribe-language", "note-prompt-1.txt"
MOST_SENTENCES = 400
LONGEST_SENTENCE = 600
_SPEAKER = {Role.CLINICIAN: "Clinician", Role.PATIENT: "Patient", Role.OTHER: "Other", Role.UNKNOWN: "Speaker"}
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sentences"],
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["section", "sentence", "turns", "quote"],
                "properties": {
                    "section": {"type": "string", "enum": list(CODES)},
                    "sentence": {"type": "string"},
                    "turns": {"type": "array", "items": {"type": "integer"}},
                    "quote": {"type": "string"},
                },
            },
        }
    },
}
"""What the endpoint is asked to keep to, where it can."""


class UnusableAnswer(AttendingError):
    """The language model's answer is not what was asked for; nothing of it is taken."""

    status, exit_code = 503, 6


class _Sentence(msgspec.Struct, frozen=True):
    section: str
    sentence: str
    turns: list[int]
    quote: str


class _Answer(msgspec.Struct, frozen=True):
    sentences: list[_Sentence]


@dataclass(frozen=True, slots=True)
class NotInserted:
    """A sentence that is not taken, and why."""

    sentence: str
    reason: str
    section: str = ""
    """Where it was to stand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back: sentences by section, each a claim whose quotes stand in the conversation; and what does not."""

    claims: tuple[tuple[str, Claim], ...]
    refused: tuple[NotInserted, ...]


@cache
def load_prompt() -> tuple[str, str]:
    """The instruction and its version, as the card has it."""
    model = load(files("attending.scribe"), NAME)
    return model.files[PROMPT].decode("utf-8"), model.card.version


def ask_for_sentences(conversation: Conversation, model: LanguageModel) -> Asked:
    """Ask for the note of a visit.

    Of an answer that breaks off or takes too long, the sentences that had come whole are taken; the section that it
    broke off in counts as one of which a sentence did not pass.

    Raises:
        NotConfigured: there is no model.
        LanguageModelFailed: it gave no answer, or no whole sentence.
        UnusableAnswer: the answer is no JSON of the form that was asked for, or says nothing.
    """
    instruction, _ = load_prompt()
    text = "\n".join(f"[{turn.number}] {_SPEAKER[turn.role]}: {turn.text}" for turn in conversation.turns)
    try:
        return _grounded(_read(model.complete(instruction, text, SCHEMA)), conversation)
    except LanguageModelFailed as failed:
        come = list(_come(failed.partial))
        if not come:
            raise
        asked = _grounded(_Answer(come[:MOST_SENTENCES]), conversation)
        rest = NotInserted(THE_REST, failed.message, " ".join(come[-1].section.upper().split()))
        return Asked(asked.claims, (*asked.refused, rest))


THE_REST = "the rest of its answer"
"""What is not inserted of an answer that broke off."""


def _come(partial: str) -> Iterator[_Sentence]:
    """The sentences that stand whole in the beginning of an answer."""
    place = partial.find("[")
    while place >= 0 and (found := _OBJECT_START.search(partial, place)):
        try:
            row, place = json.JSONDecoder().raw_decode(partial, found.start())
            yield msgspec.convert(row, _Sentence)
        except (ValueError, msgspec.MsgspecError):
            return


_OBJECT_START = re.compile(r"\{")


def _read(answer: str) -> _Answer:
    fenced = _FENCE.match(answer)
    try:
        read = msgspec.json.decode(fenced.group(1) if fenced else answer, type=_Answer)
    except msgspec.MsgspecError as error:
        raise UnusableAnswer("Its answer is not the JSON that was asked for.") from error
    if not 0 < len(read.sentences) <= MOST_SENTENCES:
        raise UnusableAnswer("Its answer holds no sentence, or far too many.")
    return read


def _grounded(answer: _Answer, conversation: Conversation) -> Asked:
    claims: list[tuple[str, Claim]] = []
    refused: list[NotInserted] = []
    said: set[str] = set()
    for one in answer.sentences:
        section, text = " ".join(one.section.upper().split()), " ".join(one.sentence.split())
        fault = _fault(section, text, one, conversation)
        words = None if fault else _words(one, conversation)
        if not fault and words is None:
            fault = "Its quote is not what the cited turns say."
        if fault or words is None:
            refused.append(NotInserted(text[:LONGEST_SENTENCE], fault, section))
        elif text.casefold() not in said:
            said.add(text.casefold())
            claims.append((section, Claim(id="", text=text, place=section, evidence=(words,))))
    return Asked(tuple(claims), tuple(refused))


def _fault(section: str, text: str, one: _Sentence, conversation: Conversation) -> str:
    if not text or len(text) > LONGEST_SENTENCE:
        return "It is empty or far too long for one sentence."
    if section not in CODES:
        return "It stands under a heading that this note does not have."
    if not one.turns:
        return "It names no turn that it rests on."
    if any(not 0 <= turn < len(conversation.turns) for turn in one.turns):
        return "It cites a turn that the conversation does not have."
    return ""


def _words(one: _Sentence, conversation: Conversation) -> Words | None:
    """The evidence: the quote where it stands, and every other cited turn whole; None where it stands nowhere."""
    turns = tuple(sorted(set(one.turns)))
    quotes = {turn: conversation.turns[turn].text for turn in turns}
    found = next(((turn, quote) for turn in turns for quote in _quoted(one.quote, quotes[turn])), None)
    if found is None:
        return None
    quotes[found[0]] = found[1]
    times = [conversation.turns[turn] for turn in turns]
    starts = [t.start for t in times if t.start is not None]
    ends = [t.end for t in times if t.end is not None]
    seconds = (min(starts), max(ends)) if starts and ends else None
    return Words(conversation=conversation.id, turns=turns, quotes=tuple(quotes[t] for t in turns), seconds=seconds)


def _quoted(quote: str, text: str) -> Iterator[str]:
    """The quote as the turn has it, where only blanks and capitals differ."""
    words = quote.split()
    if not words:
        return
    pattern = r"\s+".join(re.escape(word) for word in words)
    found = re.search(pattern, text, re.IGNORECASE)
    if found:
        yield found.group()
