"""The verdicts on a note as the page shows them: each sentence with its badge, reasons and turns; the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from attending.journeys.verification import Conversation, Judged, Verdict, count_verdicts

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
    reasons: tuple[str, ...]
    turns: tuple[tuple[int, str, str], ...]
    """Number, speaker and words of each turn it rests on."""


@dataclass(frozen=True)
class Verdicts:
    """The whole page."""

    counts: tuple[tuple[str, int, str], ...]
    """Verdict, number of sentences, tone."""
    sentences: tuple[SentenceView, ...]
    remarks: tuple[str, ...]


def verdicts_of(judged: Sequence[Judged], conversation: Conversation) -> Verdicts:
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
                reasons=tuple(f"{reason.aspect.capitalize()}: {reason.message}" for reason in one.reasons),
                turns=tuple((cited.turn, cited.role.capitalize(), cited.quote) for cited in one.turns),
            )
        )
        before = one.heading
    counts = tuple((verdict, number, _TONES[Verdict(verdict)][0]) for verdict, number in count_verdicts(judged).items())
    return Verdicts(counts, tuple(sentences), conversation.remarks)
