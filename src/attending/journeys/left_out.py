"""What was said in a visit and does not stand in its note: listed beside it, added as a sentence, or dismissed."""

from datetime import datetime

from msgspec.structs import replace

from attending.checks.facts import FactKind
from attending.checks.worth_adding import URGENT, Addition
from attending.drafts import Conversation
from attending.errors import Conflict
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import conversation_of, examination_of
from attending.journeys.left_out_held import words_behind
from attending.journeys.left_out_list import LeftOut, left_out_of
from attending.journeys.left_out_place import standing_headings
from attending.record.narrative import Sentence
from attending.review import Noticed, Review
from attending.scribe.styling.placed import placed
from attending.security import Grant

__all__ = [
    "URGENT",
    "Addition",
    "FactKind",
    "LeftOut",
    "add_left_out",
    "dismiss_left_out",
    "left_out_of",
    "take_back_left_out",
]


def add_left_out(review_id: str, name: str, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Add one of the list to the note, in its section, with the words it rests on; examined like the draft itself."""
    review = clinic.reviews.read(review_id, grant=grant)
    conversation, one = _find(review, name, clinic, grant)
    claim = f"w{review.version}-said"
    noticed = replace(_noticed(one, grant, clinic.now()), claim=claim, evidence=(words_behind(one, conversation),))
    sentence = Sentence(text=one.sentence, claim=claim)
    sections = placed(review.sections, sentence, one.section, standing_headings(review.style, clinic.settings))
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


def _find(review: Review, name: str, clinic: Clinic, grant: Grant) -> tuple[Conversation, Addition]:
    conversation = conversation_of(review, clinic=clinic, grant=grant)
    chart = clinic.record.chart(review.patient, grant=grant) if review.patient else None
    for one in left_out_of(review, conversation, chart).additions:
        if one.id == name and conversation is not None:
            return conversation, one
    raise Conflict("This is not left out of the note any more.", hint="Read the review again.")


def _noticed(one: Addition, grant: Grant, now: datetime) -> Noticed:
    return Noticed(facts=one.facts, sentence=one.sentence, section=one.section, by=grant.who, when=now)
