"""The facts beside a note: what can be changed in one, and its acceptance in the clinician's words."""

from collections.abc import Mapping

from attending.checks import examine
from attending.drafts import Proposal
from attending.errors import NotFound
from attending.exchange.shape import check_shape
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import conversation_of
from attending.review import Review
from attending.scribe.proposals.fields import Field, fields_of, with_fields
from attending.security import Grant

__all__ = ["Field", "accept_changed", "fields_of"]


def accept_changed(
    review_id: str, proposal_id: str, values: Mapping[str, str], *, if_version: int, clinic: Clinic, grant: Grant
) -> Review:
    """Accept a fact as the clinician changed it: it has the shape of FHIR, and is examined like the draft itself."""
    review = clinic.reviews.read(review_id, grant=grant)
    changed = with_fields(_standing(review, proposal_id), values)
    check_shape(changed.resource, "The changed fact")
    chart = clinic.record.chart(review.patient or "", grant=grant)
    conversation = conversation_of(review, clinic=clinic, grant=grant)
    return clinic.reviews.change_proposal(
        review_id, changed, lambda note: examine(note, chart, conversation), if_version=if_version, grant=grant
    )


def _standing(review: Review, proposal_id: str) -> Proposal:
    """The proposal as it stands, changed before or not."""
    for proposal in review.proposals:
        if proposal.id == proposal_id:
            return review.proposal(proposal)
    raise NotFound("This draft has no such proposal.")
