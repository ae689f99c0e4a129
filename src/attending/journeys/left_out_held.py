"""What a note holds, with all that was drafted and proposed beside it; and the words that something left out rests on.

Read by `left_out` and `left_out_list`.
"""

from attending.checks.worth_adding import Addition
from attending.drafts import Conversation, Proposal, Words
from attending.record.narrative import SectionText
from attending.review import Review
from attending.review.text import sections_of
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.fhir import words_of


def held_by(review: Review) -> str:
    """All that the note holds, held as a draft, or proposes: what was removed or declined is no omission."""
    texts = [review.sections, *(sections_of(draft) for draft in (review.whole, review.draft) if draft is not None)]
    lines = [line for sections in texts for section in sections for line in _lines(section)]
    return "\n".join([*lines, *(_proposed(one) for one in (*review.proposals, *review.current().proposals))])


def words_behind(one: Addition, conversation: Conversation) -> Words:
    """The quotes where they stand in their turns."""
    places = [conversation.turns[turn].text.index(quote) for turn, quote in zip(one.turns, one.quotes, strict=True)]
    found = zip(one.turns, places, one.quotes, strict=True)
    return words_of([Source(turn, start, start + len(quote)) for turn, start, quote in found], conversation)


def _lines(section: SectionText) -> list[str]:
    return [section.title, *(f"{one.lead} {one.text}".strip() for one in section.sentences)]


def _proposed(proposal: Proposal) -> str:
    """A fact under the heading that says what it is: a name alone calls nothing an allergy."""
    heading = "ALLERGIES" if proposal.resource["resourceType"] == "AllergyIntolerance" else "FOR THE RECORD"
    return f"{heading}\n{proposal.claim.text}"
