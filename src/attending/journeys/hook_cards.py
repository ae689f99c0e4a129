"""The cards that decision support shows in another record: acute scores, and alerts within the ward's budget."""

from collections.abc import Iterator
from uuid import uuid4

from attending.exchange.cds_hooks import Card, Indicator
from attending.journeys.bedside import scores_of
from attending.journeys.clinic import Clinic
from attending.journeys.risk_list import own_risks
from attending.record import Chart
from attending.review.watch import DISMISSALS, WatchState
from attending.security import Grant

ACUTE: dict[str, dict[str, Indicator]] = {
    "news2": {"medium": "warning", "high": "critical"},
    "qsofa": {"high": "warning"},
}
"""Bedside scores that make a card, and from which band on."""


def acute_cards(chart: Chart) -> Iterator[Card]:
    """Deterioration by the bedside scores of `ACUTE`."""
    for assessment in scores_of(chart):
        indicator = ACUTE.get(assessment.name, {}).get(assessment.score.band if assessment.score else "")
        if assessment.score is not None and indicator is not None:
            rests_on = "; ".join(element.text for element in assessment.evidence)
            summary = f"{assessment.title}: {assessment.score.value:g}, {assessment.score.meaning}"
            yield Card(str(uuid4()), summary, indicator, f"Rests on {rests_on}.")


def alert_cards(patient: str, address: str, clinic: Clinic, grant: Grant) -> Iterator[Card]:
    """Alerts within the ward's budget that nobody has acted on yet; no others, however high."""
    for row in clinic.watch.of_patient(patient, grant=grant):
        entry = row.entry
        if row.alerted and row.state in (WatchState.NEW, WatchState.SEEN) and entry.probability is not None:
            card = str(uuid4())
            clinic.watch.issue_card(card, entry.model, patient, grant=grant)
            why = "; ".join(f"{d.name} {d.text}" for d in entry.drivers if d.contribution > 0)
            yield Card(
                card, f"{entry.probability:.0%} risk of {entry.outcome}", "warning", f"Raised by {why}.",
                ("Open in Attending", f"{address}/risks/{entry.model}/{patient}"), DISMISSALS,
            )  # fmt: skip


def computed_cards(chart: Chart, clinic: Clinic) -> Iterator[Card]:
    """For a patient of the other record alone: computed from what was sent, and forgotten."""
    for found in own_risks(chart, home=clinic.settings.own_models):
        if found.probability is not None and found.flagged:
            why = "; ".join(f"{d.name} {d.text}" for d in found.drivers if d.contribution > 0)
            yield Card(str(uuid4()), f"{found.probability:.0%} risk of {found.outcome}", "warning", f"Raised by {why}.")
