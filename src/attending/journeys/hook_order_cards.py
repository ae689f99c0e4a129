"""The cards at an order and at discharge: bedside scores that speak against haste."""

from collections.abc import Iterator, Sequence
from uuid import uuid4

from attending.exchange.cds_hooks import Card
from attending.journeys.bedside import Score, scores_of
from attending.record import Chart, Resource
from attending.record.words import readable_unit, spaced
from attending.risk.orders import OrderRisk, risks_of_orders

LEAVING = frozenset({"lace", "hospital"})
"""Scores of the return to hospital, for the one who writes the discharge."""


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
