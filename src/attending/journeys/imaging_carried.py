"""What earlier readings bring into a report: what was signed of the study before, and what was drawn before a move."""

from attending.drafts import Proposal
from attending.errors import NotAllowed, NotFound
from attending.exchange.dicom import ArchivedStudy
from attending.imaging.comparison import Prior
from attending.imaging.drafted import as_prior, mark_of
from attending.imaging.drawn import kept_proposal
from attending.journeys.clinic import Clinic
from attending.review import ReviewStatus
from attending.security import Grant


def drawn_before(kept: ArchivedStudy, clinic: Clinic, grant: Grant) -> tuple[Proposal, ...]:
    """The drawn marks of the report that the last move left behind, as open marks of the next one.

    They show these images, whoever's they are.
    """
    left = next((move.review for move in reversed(kept.moves) if move.review), "")
    try:
        review = clinic.reviews.read(left, grant=grant) if left else None
    except (NotAllowed, NotFound):  # nobody that this reader may open, or erased
        review = None
    if review is None or review.status is ReviewStatus.REJECTED:
        return ()
    declined = {name for name, choice in review.choices.items() if not choice.accepted}
    own = [one for one in review.current().proposals if one.id not in declined and mark_of(one).is_drawn]
    return tuple(kept_proposal(one, number, kept.patient or "") for number, one in enumerate(own, 1))


def as_signed(prior: ArchivedStudy, clinic: Clinic, grant: Grant) -> Prior:
    """An earlier study with what its radiologist accepted; without a signature only its day."""
    study = Prior(f"ImagingStudy/{prior.key}", prior.started.date() if prior.started else None)
    review = clinic.reviews.read(prior.review, grant=grant) if prior.review else None
    if review is None or not review.stands:
        return study
    return as_prior(review.draft, review.accepted(), study)
