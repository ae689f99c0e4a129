"""The radiologist's own marks in a report under review: drawn, moved, taken away; text, SR and record follow."""

from collections.abc import Sequence

from attending.checks import examine
from attending.errors import Conflict, NotFound
from attending.exchange.dicom import find_image
from attending.imaging.drafted import marks_of
from attending.imaging.drawn import CHOICES, draw_mark, drawn_proposal, finding_of, moved_proposal, told_in
from attending.imaging.finding import Mark
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_decided import retell
from attending.journeys.imaging_study import ArchivedStudy, open_study
from attending.journeys.imaging_volume import volume_after
from attending.review import Examine, Review
from attending.security import Grant
from attending.terms.coding import Coding

__all__ = ["CHOICES", "add_mark", "move_mark", "take_mark_away"]
Place = tuple[int, int]
"""Series of the study and image of its stack, from 0."""
Polygon = Sequence[tuple[float, float]]


def add_mark(
    key: str, place: Place, polygon: Polygon, name: str, *, if_version: int, clinic: Clinic, grant: Grant
) -> Review:
    """Draw a mark: an accepted fact of the report, and a sentence of its findings."""
    kept, review, report_of = _under_review(key, clinic, grant)
    mark = _drawn(kept, place, polygon, finding_of(name), clinic)
    several = sum(one.frames for one in kept.series[place[0]].images) > 1
    numbers = [int(one.id.removeprefix("drawn")) for one in review.added]
    own = drawn_proposal(
        mark, name=f"drawn{max(numbers, default=0) + 1}", image=place[1] + 1 if several else None,
        patient=review.patient or "", reference=f"ImagingStudy/{key}", started=kept.started,
        body_part=kept.series[place[0]].body_part,
    )  # fmt: skip
    told = told_in(review.sections, None, own.claim)
    return clinic.reviews.add_proposal(review.id, own, told, report_of, if_version=if_version, grant=grant)


def move_mark(
    key: str, proposal: str, place: Place, polygon: Polygon, *, if_version: int, clinic: Clinic, grant: Grant
) -> Review:
    """Give a mark another outline on one image, which accepts it; its measures and its sentence follow."""
    kept, review, report_of = _under_review(key, clinic, grant)
    before = marks_of(review.current()).get(proposal)
    if before is None:
        raise NotFound("This report has no such mark.")
    standing = review.proposal(next(one for one in review.proposals if one.id == proposal))
    mark = _drawn(kept, place, polygon, before.finding, clinic)
    moved = moved_proposal(standing, before, mark, volume_after(kept, before, place, mark, clinic))
    return clinic.reviews.change_proposal(
        review.id, moved, report_of, if_version=if_version, grant=grant,
        sections=told_in(retell(review, proposal, True), standing.claim, moved.claim),
    )  # fmt: skip


def take_mark_away(key: str, proposal: str, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Take a mark of one's own away, and the sentence that told of it."""
    _, review, report_of = _under_review(key, clinic, grant)
    own = next((review.proposal(one) for one in review.added if one.id == proposal), None)
    told = told_in(review.sections, own.claim, None) if own is not None else review.sections
    return clinic.reviews.take_away_proposal(review.id, proposal, told, report_of, if_version=if_version, grant=grant)


def _under_review(key: str, clinic: Clinic, grant: Grant) -> tuple[ArchivedStudy, Review, Examine]:
    kept = open_study(key, clinic=clinic, grant=grant)
    if kept.review is None:
        raise Conflict("A mark needs a report that it stands in.", hint="Draft the report first.")
    review = clinic.reviews.read(kept.review, grant=grant)
    chart = clinic.record.chart(review.patient or "", grant=grant)
    return kept, review, lambda draft: examine(draft, chart)


def _drawn(kept: ArchivedStudy, place: Place, polygon: Polygon, finding: Coding, clinic: Clinic) -> Mark:
    image, frame = find_image(kept, *place)
    data = clinic.images.read(kept.key, image.sop_instance_uid)
    return draw_mark(data, uid=image.sop_instance_uid, frame=frame, polygon=polygon, finding=finding)
