"""Another style for a note under review: other headings, the same sentences, and the clinician's words as they were."""

from attending.drafts import Draft
from attending.errors import Conflict
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import conversation_of, examination_of
from attending.journeys.left_out_place import placed_again
from attending.journeys.note_writing import in_style
from attending.review import Restyled, Review
from attending.review.text import sections_of
from attending.scribe import write_note
from attending.scribe.content.lines import CODES
from attending.scribe.salience.model import NAME
from attending.scribe.styling.redrafted import whole_again
from attending.scribe.styling.restyled import Changes, carry_over, find_changes
from attending.security import Grant


def may_change_style(review: Review) -> bool:
    """Whether the whole note is known from which another style can be made, or can be drafted again."""
    return review.kind == "note" and (_whole(review) is not None or _drafted_here(review))


def change_style(review_id: str, style: str, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Arrange a note anew; what the clinician edited, removed and wrote stays so, and stands again in another style.

    Raises:
        BadInput: there is no such style.
        Conflict: the note was decided, or changed meanwhile; or nobody knows its whole text.
    """
    review = clinic.reviews.read(review_id, grant=grant)
    whole = _whole(review) or _again(review, clinic, grant)
    if whole is None:
        raise Conflict("The style of this note cannot be changed.", hint="Draft it again in the style you want.")
    found = find_changes(sections_of(review.draft), review.sections)
    added = {one.claim: one for one in review.noticed.values() if one.claim}
    own = tuple(one for one in found.own if one[1].claim not in added)
    changes = Changes({**review.set_aside, **found.texts}, own)
    draft = in_style(whole, style, clinic.settings, keep=[claim for claim, text in changes.texts.items() if text])
    here = {claim.id for claim in draft.claims}
    said = [(sentence, added[sentence.claim]) for _, sentence in found.own if sentence.claim in added]
    restyled = Restyled(
        style=style,
        whole=whole,
        draft=draft,
        sections=placed_again(carry_over(sections_of(draft), changes), said, style, clinic.settings),
        set_aside={claim: text for claim, text in changes.texts.items() if claim not in here},
    )
    examine = examination_of(review, clinic, grant)
    return clinic.reviews.restyle(review_id, restyled, examine, if_version=if_version, grant=grant)


def _whole(review: Review) -> Draft | None:
    if review.whole is not None:
        return review.whole
    titles = {section.title for section in sections_of(review.draft)}
    return review.draft if titles and titles <= CODES.keys() else None


def _drafted_here(review: Review) -> bool:
    return review.conversation is not None and review.draft.author.name == NAME


def _again(review: Review, clinic: Clinic, grant: Grant) -> Draft | None:
    """The whole of a note that was kept in one style alone, drafted again from its conversation."""
    conversation = conversation_of(review, clinic=clinic, grant=grant) if _drafted_here(review) else None
    if conversation is None:
        return None
    chart = clinic.record.chart(review.patient or "", grant=grant)
    return whole_again(review.draft, write_note(conversation, chart, now=review.draft.created))
