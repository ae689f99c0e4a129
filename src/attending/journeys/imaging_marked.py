"""The marks of a study's report as a list, and the decision on one: where it lies, its measures, who made it."""

from dataclasses import dataclass

from attending.drafts import ModelOutput, Proposal, Region
from attending.errors import Conflict
from attending.imaging.drafted import marks_of
from attending.imaging.finding import Mark
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_decided import decide_fact
from attending.journeys.imaging_study import ArchivedStudy, open_study
from attending.review import Review
from attending.security import Grant

Places = dict[tuple[str, int], tuple[int, int]]
"""SOPInstanceUID and frame → series and image of its stack, from 1."""


@dataclass(frozen=True)
class ListedMark:
    """One mark; `images` are those of its series that it reaches, from 1, the one with its largest outline first."""

    id: str
    finding: str
    series: int
    """Of the study, from 1."""
    images: tuple[int, ...]
    measures: str
    probability: float | None
    """None where nobody calibrated it, and for what the radiologist drew."""
    model: str
    state: str
    """`open`, `accepted` or `declined`."""
    outlines: dict[int, tuple[tuple[float, float], ...]]
    """On each image: (column, row) in pixels."""


def list_marks(key: str, *, clinic: Clinic, grant: Grant) -> tuple[Review, tuple[ListedMark, ...]]:
    """The report's review and its marks; raises `Conflict` where no report is drafted."""
    kept = open_study(key, clinic=clinic, grant=grant)
    if kept.review is None:
        raise Conflict("A mark needs a report that it stands in.", hint="Draft the report first.")
    review = clinic.reviews.read(kept.review, grant=grant)
    draft, places = review.current(), _places(kept)
    marks = marks_of(draft)
    return review, tuple(_listed(review, proposal, marks[proposal.id], places) for proposal in draft.proposals)


def decide_mark(
    key: str, mark: str, accept: bool | None, *, reason: str = "", if_version: int, clinic: Clinic, grant: Grant
) -> Review:
    """Accept a mark, decline it, or (None) take the decision back; the report's text follows."""
    review, _ = list_marks(key, clinic=clinic, grant=grant)
    return decide_fact(review.id, mark, accept, reason=reason, if_version=if_version, clinic=clinic, grant=grant)


def _listed(review: Review, proposal: Proposal, mark: Mark, places: Places) -> ListedMark:
    regions = [part for part in proposal.claim.evidence if isinstance(part, Region)]
    outlines = [((one.sop_instance_uid, one.frame), one.polygon) for one in regions]
    at = [(places[place], polygon) for place, polygon in outlines if place in places]
    output = next((part for part in proposal.claim.evidence if isinstance(part, ModelOutput)), None)
    choice = review.choices.get(proposal.id)
    return ListedMark(
        id=proposal.id, finding=mark.label, series=at[0][0][0] if at else 0,
        images=tuple(image for (_, image), _ in at), measures=mark.measurement,
        probability=mark.probability if mark.is_calibrated else None,
        model=f"{output.name} {output.version}" if output is not None else "drawn by the radiologist",
        state="open" if choice is None else "accepted" if choice.accepted else "declined",
        outlines={image: tuple(polygon) for (_, image), polygon in at},
    )  # fmt: skip


def _places(kept: ArchivedStudy) -> Places:
    places: Places = {}
    for number, series in enumerate(kept.series, 1):
        stack = [(image.sop_instance_uid, frame) for image in series.images for frame in range(1, image.frames + 1)]
        places |= {one: (number, place) for place, one in enumerate(stack, 1)}
    return places
