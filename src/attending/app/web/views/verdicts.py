"""The verdicts on a note as the page shows them: each sentence with its badge, reasons and turns; the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from attending.journeys.verification import Conversation, FactKind, Judged, Omission, Verdict, count_verdicts

_TONES = {
    Verdict.CONTRADICTED: ("bad", "stop"),
    Verdict.NOT_FOUND: ("warn", "alert"),
    Verdict.SUPPORTED: ("ok", "check"),
    Verdict.NOT_ASSESSED: ("", "info"),
}


@dataclass(frozen=True)
class SentenceView:
    """One sentence of the note."""

    heading: str
    """Its heading, where that is another than the sentence's before."""
    text: str
    verdict: str
    tone: str
    symbol: str
    reasons: tuple[tuple[str, tuple[int, ...]], ...]
    """What is wrong with it, in words, and the turns that say otherwise."""
    turns: tuple[tuple[int, str, str], ...]
    """Number, speaker and words of each turn it rests on."""


@dataclass(frozen=True)
class OmissionView:
    """One fact that was spoken of and is left out."""

    kind: str
    tone: str
    fact: str
    turn: int
    who: str
    words: str


@dataclass(frozen=True)
class Verdicts:
    """The whole page."""

    counts: tuple[tuple[str, int, str], ...]
    """Verdict, number of sentences, tone."""
    sentences: tuple[SentenceView, ...]
    omissions: tuple[OmissionView, ...]
    spoken: tuple[tuple[int, str, str], ...]
    """Number, speaker and words of every turn."""
    remarks: tuple[str, ...]


_URGENT = frozenset({FactKind.ALLERGY, FactKind.WARNING_SIGN, FactKind.NEW_MEDICINE})


def verdicts_of(judged: Sequence[Judged], omitted: Sequence[Omission], conversation: Conversation) -> Verdicts:
    """Everything that the page needs to draw."""
    sentences, before = [], ""
    for one in judged:
        tone, symbol = _TONES[one.verdict]
        sentences.append(
            SentenceView(
                heading=one.heading if one.heading != before else "",
                text=one.sentence,
                verdict=one.verdict,
                tone=tone,
                symbol=symbol,
                reasons=tuple(
                    (f"{reason.aspect.capitalize()}: {reason.message}", reason.turns) for reason in one.reasons
                ),
                turns=tuple((cited.turn, cited.role.capitalize(), cited.quote) for cited in one.turns),
            )
        )
        before = one.heading
    counts = tuple((verdict, number, _TONES[Verdict(verdict)][0]) for verdict, number in count_verdicts(judged).items())
    omissions = tuple(
        OmissionView(
            kind=one.kind.capitalize(),
            tone="warn" if one.kind in _URGENT else "",
            fact=one.fact,
            turn=one.turn,
            who=one.role.capitalize(),
            words=one.quote,
        )
        for one in omitted
    )
    spoken = tuple(
        (number, turn.role.capitalize(), turn.text) for number, turn in enumerate(conversation.turns, start=1)
    )
    return Verdicts(counts, tuple(sentences), omissions, spoken, conversation.remarks)
