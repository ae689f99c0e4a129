"""What was said in a visit and does not stand in its note: listed beside it, added as a sentence, or dismissed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from attending.checks.facts import FactKind
from attending.checks.worth_adding import Addition, worth_adding
from attending.drafts import Conversation, Proposal, Words
from attending.errors import BadInput, Conflict
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import conversation_of, examination_of
from attending.journeys.note_writing import headings_of
from attending.record.narrative import SectionText, Sentence
from attending.review import Noticed, Review
from attending.review.text import sections_of
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.fhir import words_of
from attending.scribe.styling.placed import placed, title_for
from attending.scribe.styling.styles import STYLES, Heading
from attending.security import Grant
from attending.settings import Settings

__all__ = [
    "Addition", "FactKind", "LeftOut", "add_left_out", "dismiss_left_out", "heading_in", "left_out_of", "placed_again",
    "take_back_left_out",
]  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """The list of a note; `assessed` is false where the note has no conversation to compare it with."""

    assessed: bool
    additions: tuple[Addition, ...] = ()


def left_out_of(review: Review, conversation: Conversation | None) -> LeftOut:
    """What a clinician may want to add to a note that waits; nothing that was drafted, proposed or decided before."""
    if conversation is None or review.kind != "note":
        return LeftOut(assessed=False)
    decided = {name for one in review.noticed.values() for name in one.facts}
    return LeftOut(True, worth_adding(_held(review), conversation, decided=decided))


def add_left_out(review_id: str, name: str, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Add one of the list to the note, in its section, with the words it rests on; examined like the draft itself."""
    review = clinic.reviews.read(review_id, grant=grant)
    conversation, one = _find(review, name, clinic, grant)
    claim = f"w{review.version}-said"
    noticed = replace(_noticed(one, grant, clinic.now()), claim=claim, evidence=(_words(one, conversation),))
    sentence = Sentence(text=one.sentence, claim=claim)
    sections = placed(review.sections, sentence, one.section, _headings(review.style, clinic.settings))
    examine = examination_of(review, clinic, grant)
    return clinic.reviews.include(review_id, name, noticed, sections, examine, if_version=if_version, grant=grant)


def dismiss_left_out(review_id: str, name: str, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Leave one of the list out of the note for good."""
    _, one = _find(clinic.reviews.read(review_id, grant=grant), name, clinic, grant)
    noticed = _noticed(one, grant, clinic.now())
    return clinic.reviews.dismiss(review_id, name, noticed, if_version=if_version, grant=grant)


def take_back_left_out(review_id: str, name: str, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Take such a decision back: an added sentence leaves the note, and the fact is listed again."""
    examine = examination_of(clinic.reviews.read(review_id, grant=grant), clinic, grant)
    return clinic.reviews.notice_again(review_id, name, examine, if_version=if_version, grant=grant)


def heading_in(style: str, section: str, settings: Settings) -> str:
    """The heading of a style under which a sentence of this section stands."""
    return title_for(section, _headings(style, settings))


def placed_again(
    sections: tuple[SectionText, ...], added: Sequence[tuple[Sentence, Noticed]], style: str, settings: Settings
) -> tuple[SectionText, ...]:
    """A note in another style with what was added, each under the heading that takes its section."""
    for sentence, noticed in added:
        sections = placed(sections, replace(sentence, lead=""), noticed.section, _headings(style, settings))
    return sections


def _headings(style: str, settings: Settings) -> tuple[Heading, ...]:
    """The headings of a style; of the outpatient note where the clinic has taken its template away meanwhile."""
    try:
        return headings_of(style, settings)
    except BadInput:
        return STYLES["outpatient"]


def _find(review: Review, name: str, clinic: Clinic, grant: Grant) -> tuple[Conversation, Addition]:
    conversation = conversation_of(review, clinic=clinic, grant=grant)
    for one in left_out_of(review, conversation).additions:
        if one.id == name and conversation is not None:
            return conversation, one
    raise Conflict("This is not left out of the note any more.", hint="Read the review again.")


def _noticed(one: Addition, grant: Grant, now: datetime) -> Noticed:
    return Noticed(facts=one.facts, sentence=one.sentence, section=one.section, by=grant.who, when=now)


def _words(one: Addition, conversation: Conversation) -> Words:
    """The quotes where they stand in their turns."""
    places = [conversation.turns[turn].text.index(quote) for turn, quote in zip(one.turns, one.quotes, strict=True)]
    found = zip(one.turns, places, one.quotes, strict=True)
    return words_of([Source(turn, start, start + len(quote)) for turn, start, quote in found], conversation)


def _held(review: Review) -> str:
    """All that the note holds, held as a draft, or proposes: what was removed or declined is no omission."""
    texts = [review.sections, *(sections_of(draft) for draft in (review.whole, review.draft) if draft is not None)]
    lines = [line for sections in texts for section in sections for line in _lines(section)]
    return "\n".join([*lines, *(_proposed(one) for one in (*review.proposals, *review.current().proposals))])


def _lines(section: SectionText) -> list[str]:
    return [section.title, *(f"{one.lead} {one.text}".strip() for one in section.sentences)]


def _proposed(proposal: Proposal) -> str:
    """A fact under the heading that says what it is: a name alone calls nothing an allergy."""
    heading = "ALLERGIES" if proposal.resource["resourceType"] == "AllergyIntolerance" else "FOR THE RECORD"
    return f"{heading}\n{proposal.claim.text}"
