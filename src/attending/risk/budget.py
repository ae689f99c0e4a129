"""Alerts that a ward can bear: not everybody above a threshold, but the highest risks up to a number a day.

What was left out is said with its number and its risk, so that a budget that is too small is seen and not suffered.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A risk that could become an alert."""

    key: str
    probability: float
    flagged: bool
    """Whether the model's own operating point would flag it."""


@dataclass(frozen=True)
class Allotment:
    """Which risks become alerts today, and what that leaves out."""

    alerted: tuple[str, ...]
    """Keys, the highest risk first."""
    threshold: float | None
    """The lowest risk that became an alert: the threshold that the budget amounts to today."""
    left_out: int
    """Risks that the model flags but the budget does not carry."""
    highest_left_out: float | None
    expected_caught: float
    """Events expected among the alerts, by the calibrated risks."""
    expected_left_out: float
    """Events expected among what was left out."""


def allot(candidates: Sequence[Candidate], *, budget: int) -> Allotment:
    """Spend a budget of alerts on the highest risks among those that the model flags.

    Args:
        candidates: open risks: nobody has acted on them or dismissed them lately.
        budget: alerts that may still be raised; 0 raises none.
    """
    flagged = sorted((c for c in candidates if c.flagged), key=lambda c: (-c.probability, c.key))
    alerted, rest = flagged[: max(budget, 0)], flagged[max(budget, 0) :]
    return Allotment(
        alerted=tuple(candidate.key for candidate in alerted),
        threshold=alerted[-1].probability if alerted else None,
        left_out=len(rest),
        highest_left_out=rest[0].probability if rest else None,
        expected_caught=sum(candidate.probability for candidate in alerted),
        expected_left_out=sum(candidate.probability for candidate in rest),
    )
