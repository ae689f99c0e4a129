"""The cards that decision support shows in another record: acute scores, and alerts within the ward's budget."""

from collections.abc import Iterator, Sequence
from uuid import uuid4

from attending.exchange.cds_hooks import Card, Indicator
from attending.journeys.bedside import Score, scores_of
from attending.journeys.clinic import Clinic
from attending.journeys.risk_list import own_risks
from attending.record import Chart, Resource
from attending.record.words import readable_unit, spaced
from attending.review.watch import DISMISSALS, WatchState
from attending.risk.orders import OrderRisk, risks_of_orders
from attending.security import Grant

ACUTE: dict[str, dict[str, Indicator]] = {
    "news2": {"medium": "warning", "high": "critical"},
    "qsofa": {"high": "warning"},
}
"""Bedside scores that make a card, and from which band on."""


LEAVING = frozenset({"lace", "hospital"})
"""Scores of the return to hospital, for the one who writes the discharge."""


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


def order_cards(chart: Chart, orders: Sequence[Resource]) -> Iterator[Card]:
    """What the bedside scores say against an order in haste; an order that no score speaks against makes no card."""
    for found in risks_of_orders(chart, orders):
        if found.concerns:
            first = found.concerns[0]
            score = first.score
            summary = f"{first.title} {_value(score)} before {found.rule.words}" if score is not None else ""
            yield Card(str(uuid4()), summary, "warning", _order_detail(found))


def _order_detail(found: OrderRisk) -> str:
    lines = []
    for one in found.assessments:
        if one.score is None:
            lines.append(f"- {one.title}: not assessed, for want of {', '.join(one.missing)}")
        else:
            rests_on = "; ".join(element.text for element in one.evidence)
            lines.append(
                f"- {one.title}: {_value(one.score)}, {one.score.meaning or one.score.band} (rests on {rests_on})"
            )
    return "\n".join((f"For {found.order}:", *lines, f"\n{found.rule.source}."))


def _value(score: Score) -> str:
    unit = "" if score.unit in ("1", "{score}") else readable_unit(score.unit)
    return spaced(f"{score.value:g}", unit, f"({score.band})" if score.band else "")


def leaving_cards(chart: Chart) -> Iterator[Card]:
    """At discharge: LACE or HOSPITAL in its high band, as a hint to arrange what follows."""
    for assessment in scores_of(chart):
        if assessment.name in LEAVING and assessment.score is not None and assessment.score.band == "high":
            rests_on = "; ".join(element.text for element in assessment.evidence)
            summary = f"{assessment.title}: {assessment.score.value:g}, {assessment.score.meaning or 'high'}"
            yield Card(str(uuid4()), summary, "info", f"Return to hospital within 30 days. Rests on {rests_on}.")


def computed_cards(chart: Chart, clinic: Clinic) -> Iterator[Card]:
    """For a patient of the other record alone: computed from what was sent, and forgotten."""
    for found in own_risks(chart, home=clinic.settings.own_models):
        if found.probability is not None and found.flagged:
            why = "; ".join(f"{d.name} {d.text}" for d in found.drivers if d.contribution > 0)
            yield Card(str(uuid4()), f"{found.probability:.0%} risk of {found.outcome}", "warning", f"Raised by {why}.")
