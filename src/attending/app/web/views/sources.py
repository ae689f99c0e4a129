"""Evidence as the pages show it: chips after a sentence, lines below it, marked words in the conversation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import assert_never

from attending.app.web.views.note import Chip, EvidenceView, TurnView, cut
from attending.app.web.views.words import clock_time
from attending.drafts import Citation, Claim, Conversation, Element, Evidence, ModelOutput, Region, Turn, Words

SPEAKERS = {"clinician": "Clinician", "patient": "Patient", "other": "Other", "unknown": "Speaker"}
MOST_CHIPS = 4
"""More chips than this hide the sentence; the rest stands in the evidence below it."""


def turn_time(turn: Turn) -> str:
    """When a turn begins in the recording; its place in the conversation where nothing was recorded."""
    return clock_time(turn.start) if turn.start is not None else str(turn.number + 1)


def seconds_of(turn: Turn) -> tuple[float, float] | None:
    """When a turn was said in the recording; None where nothing was recorded."""
    return (turn.start, turn.end) if turn.start is not None and turn.end is not None else None


def turns_of(conversation: Conversation, claims: Iterable[Claim]) -> tuple[TurnView, ...]:
    """The conversation pane: every turn, cut where claims quote it."""
    spans: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for claim in claims:
        for number, quote in quotes(claim):
            if number < len(conversation.turns):
                spans[number].append((*_find(quote, conversation.turns[number].text), claim.id))
    return tuple(
        TurnView(
            number=turn.number,
            role=turn.role.value,
            speaker=SPEAKERS[turn.role.value],
            time=turn_time(turn),
            segments=cut(turn.text, spans[turn.number]),
            claims=tuple(dict.fromkeys(claim for _, _, claim in spans[turn.number])),
            seconds=seconds_of(turn),
            unsure=turn.unsure,
        )
        for turn in conversation.turns
    )


def quotes(claim: Claim) -> list[tuple[int, str]]:
    """(turn, words quoted from it) of a claim."""
    words = [e for e in claim.evidence if isinstance(e, Words)]
    return [pair for evidence in words for pair in zip(evidence.turns, evidence.quotes, strict=True)]


def _find(quote: str, text: str) -> tuple[int, int]:
    """Where a quote stands in its turn; the whole turn when it is not there word for word."""
    start = text.casefold().find(quote.casefold()) if quote else -1
    return (start, start + len(quote)) if start >= 0 else (0, len(text))


def chips_of(claim: Claim | None, turns: Mapping[int, Turn]) -> tuple[Chip, ...]:
    """The marks after a sentence: times of turns, then the chart, then other sources."""
    if claim is None:
        return (Chip("written here", "person", title="Written by a person in this review"),)
    chips = [_turn_chip(turns.get(number), number, quote) for number, quote in quotes(claim)]
    chips = list({chip.turn: chip for chip in chips}.values())[:MOST_CHIPS]
    if any(isinstance(e, Element) for e in claim.evidence):
        chips.append(Chip("chart", "chart", title="Rests on the patient's chart"))
    if any(isinstance(e, Region) for e in claim.evidence):
        chips.append(Chip("image", "other", title="Rests on a region of an image"))
    elif any(isinstance(e, (Citation, ModelOutput)) for e in claim.evidence):
        chips.append(Chip("source", "other", title="Rests on another source"))
    return tuple(chips) or (Chip("no source", "bare", title="Nothing is cited for this sentence"),)


def _turn_chip(turn: Turn | None, number: int, quote: str) -> Chip:
    timed = turn is not None and turn.start is not None
    label = turn_time(turn) if turn is not None and timed else f"turn {number + 1}"
    return Chip(label, "words", number, f"“{quote}”")


def evidence_of(claim: Claim | None, turns: Mapping[int, Turn]) -> tuple[EvidenceView, ...]:
    """The lines below a chosen sentence."""
    return tuple(line for e in (claim.evidence if claim else ()) for line in _lines(e, turns))


def _lines(evidence: Evidence, turns: Mapping[int, Turn]) -> tuple[EvidenceView, ...]:
    match evidence:
        case Words():
            return tuple(
                EvidenceView(_origin(turns.get(number), number), quote, quoted=True)
                for number, quote in zip(evidence.turns, evidence.quotes, strict=True)
            )
        case Element():
            kind = evidence.reference.partition("/")[0]
            return (EvidenceView(f"Chart, {kind} version {evidence.version}", evidence.text),)
        case Region():
            return (EvidenceView("Image", f"frame {evidence.frame}"),)
        case Citation():
            return (EvidenceView(f"{evidence.source} {evidence.edition}", evidence.place, link=evidence.url),)
        case ModelOutput():
            return (EvidenceView(f"{evidence.name} {evidence.version}", evidence.value),)
        case _:
            assert_never(evidence)


def _origin(turn: Turn | None, number: int) -> str:
    if turn is None:
        return f"turn {number + 1}"
    time = turn_time(turn) if turn.start is not None else f"turn {number + 1}"
    return f"{time} {SPEAKERS[turn.role.value]}{', or somebody else' if turn.unsure else ''}"
