"""A decision about one fact beside a draft; the text of a radiology report follows it."""

from attending.checks import examine
from attending.imaging.retold import retold
from attending.journeys.clinic import Clinic
from attending.record.narrative import SectionText
from attending.review import Review
from attending.security import Grant


def decide_fact(
    review_id: str, fact: str, accept: bool | None, *, reason: str = "", if_version: int, clinic: Clinic, grant: Grant
) -> Review:
    """Accept a fact, decline it, or (None) take the decision back; a report tells of no mark that is declined."""
    review = clinic.reviews.read(review_id, grant=grant)
    told = None
    if review.kind == "imaging-report":
        chart = clinic.record.chart(review.patient or "", grant=grant)
        told = retell(review, fact, accept), lambda draft: examine(draft, chart)
    return clinic.reviews.choose(
        review_id, fact, accept=accept, reason=reason, if_version=if_version, grant=grant, told=told
    )


def retell(review: Review, mark: str, accept: bool | None) -> tuple[SectionText, ...]:
    """A report's text with one more decision."""
    accepted = {name: choice.accepted for name, choice in review.choices.items() if name != mark}
    accepted |= {mark: accept} if accept is not None else {}
    standing = tuple(review.proposal(one) for one in review.proposals)
    return retold(review.sections, review.draft, standing, accepted, mark)
