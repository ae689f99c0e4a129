"""The list of what was said and does not stand in a note: the statements of the visit, compared with all it holds.

Read by `left_out`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from attending.checks.unheld import Telling
from attending.checks.worth_adding import Addition, worth_adding
from attending.drafts import Claim, Conversation, Words
from attending.journeys.left_out_held import held_by
from attending.record import Chart
from attending.review import Review
from attending.scribe.proposals.fhir import words_of
from attending.scribe.rewrite.person import Sex
from attending.scribe.unwritten import sentences_said


@dataclass(frozen=True)
class LeftOut:
    """The list of a note; `assessed` is false where the note has no conversation to compare it with."""

    assessed: bool
    additions: tuple[Addition, ...] = ()


def left_out_of(review: Review, conversation: Conversation | None, chart: Chart | None = None) -> LeftOut:
    """What a clinician may want to add to a note that waits; nothing that was drafted, proposed or decided before.

    The chart says with which pronouns the patient is spoken of.
    """
    if conversation is None or review.kind != "note":
        return LeftOut(assessed=False)
    decided = {name for one in review.noticed.values() for name in one.facts}
    told = told_in(conversation, chart, claims_of(review))
    return LeftOut(True, worth_adding(held_by(review), conversation, decided=decided, told=told))


def told_in(conversation: Conversation, chart: Chart | None, claims: Iterable[Claim]) -> tuple[Telling, ...]:
    """Every statement of a visit as a sentence that could stand in a note of these claims, with its words."""
    gender = chart.patient.get("gender") if chart else None
    cited = _cited(claims, conversation)
    return tuple(
        Telling(
            sentence=one.text,
            section=one.section,
            spoken=one.spoken,
            turns=words.turns,
            quotes=words.quotes,
            worth=one.worth,
            cited=any(own.start < end and start < own.end for start, end in cited.get(own.turn, ())),
        )
        for one in sentences_said(conversation, _SEXES.get(str(gender)))
        for words, own in [(words_of(one.sources, conversation), one.sources[-1])]
    )


_SEXES: dict[str, Sex] = {"female": "female", "male": "male"}


def claims_of(review: Review) -> Iterator[Claim]:
    """The claims of the note and of its drafts."""
    drafted = [draft.claims for draft in (review.whole, review.draft) if draft is not None]
    return chain(review.claims, *drafted)


def _cited(claims: Iterable[Claim], conversation: Conversation) -> dict[int, list[tuple[int, int]]]:
    """Where in each turn the words stand that claims rest on."""
    found: dict[int, list[tuple[int, int]]] = {}
    for claim in claims:
        for words in claim.evidence:
            if isinstance(words, Words):
                for turn, quote in zip(words.turns, words.quotes, strict=True):
                    start = conversation.turns[turn].text.find(quote)
                    found.setdefault(turn, []).append((start, start + len(quote)))
    return found
