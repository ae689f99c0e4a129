"""What radiologists made of the marks: accepted, changed, declined and why, by model, version and finding."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt

from attending.drafts import ModelOutput, Proposal
from attending.imaging.report import KIND
from attending.journeys.clinic import Clinic
from attending.review import Review
from attending.review.states import DECLINE_REASONS, ReviewStatus
from attending.security import Grant

DECIDED = (ReviewStatus.SIGNED, ReviewStatus.AMENDED)
Z = 1.96
BY_HAND = ModelOutput(name="Drawn by the radiologist", version="", value="")
"""Where no model made the mark: what the models missed, or never looked for."""


@dataclass
class Decisions:
    """The decided marks of one model, version and finding."""

    model: str
    version: str
    finding: str
    accepted: int = 0
    changed: int = 0
    """Of the accepted ones."""
    declined: int = 0
    """Declined by a radiologist, or left undecided in a signed report: both stay out of the record."""
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def marks(self) -> int:
        """How many were decided."""
        return self.accepted + self.declined

    @property
    def rate(self) -> float:
        """The share that was accepted."""
        return self.accepted / self.marks

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, by Wilson (J Am Stat Assoc 1927;22:209)."""
        n, p = self.marks, self.rate
        middle, spread = p + Z**2 / (2 * n), Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
        return max(0.0, (middle - spread) / (1 + Z**2 / n)), min(1.0, (middle + spread) / (1 + Z**2 / n))


def count_decisions(*, clinic: Clinic, grant: Grant) -> list[Decisions]:
    """Every model's decided marks in signed reports, those with most marks first."""
    found: dict[tuple[str, str, str], Decisions] = {}
    for review in _signed(clinic, grant):
        for proposal in review.proposals:
            output = next((part for part in proposal.claim.evidence if isinstance(part, ModelOutput)), BY_HAND)
            name = (output.name, output.version, str(proposal.resource["code"]["text"]))
            _count(found.setdefault(name, Decisions(*name)), review, proposal)
    return sorted(found.values(), key=lambda one: (-one.marks, one.model))


def _count(one: Decisions, review: Review, proposal: Proposal) -> None:
    choice = review.choices.get(proposal.id)
    if choice is not None and choice.accepted:
        one.accepted += 1
        one.changed += choice.resource is not None
        return
    one.declined += 1
    reason = DECLINE_REASONS.get(choice.reason, "No reason given") if choice is not None else "Left undecided"
    one.reasons[reason] += 1


def _signed(clinic: Clinic, grant: Grant) -> Iterator[Review]:
    for status in DECIDED:
        for row in clinic.reviews.queue(grant=grant, status=status):
            if row.kind == KIND:
                yield clinic.reviews.read(row.id, grant=grant)
