"""The only way from Draft to record: queue, edit, sign, reject, amend."""

from attending.review.review import (
    Amendment,
    Answer,
    Choice,
    Edit,
    Move,
    Origin,
    Part,
    QueueRow,
    Rejection,
    Restyled,
    Review,
    Signing,
)
from attending.review.reviews import Examine, Examined, Reviews
from attending.review.states import ACCOUNTABLE, DECLINE_REASONS, NEXT, REJECTION_REASONS, WAITING, ReviewStatus

__all__ = [
    "ACCOUNTABLE",
    "DECLINE_REASONS",
    "NEXT",
    "REJECTION_REASONS",
    "WAITING",
    "Amendment",
    "Answer",
    "Choice",
    "Edit",
    "Examine",
    "Examined",
    "Move",
    "Origin",
    "Part",
    "QueueRow",
    "Rejection",
    "Restyled",
    "Review",
    "ReviewStatus",
    "Reviews",
    "Signing",
]
