"""`attending risk`: bedside scores of one patient; the hospital's own models are in `risk_watch`."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.risk_watch import count_answers, draft, list_risks, say_word, score
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.bedside import Assessment


@click.group()
def risk() -> None:
    """Scores that say who may get worse, and why."""


for command in (score, list_risks, say_word, count_answers, draft):
    risk.add_command(command)


@risk.command()
@click.argument("patient")
@json_option
@click.pass_obj
def scores(standing: Standing, patient: str) -> None:
    """Compute the bedside scores of PATIENT from the chart.

    A score whose input the chart does not hold is not assessed, and says what is missing.
    """
    from attending.journeys.bedside import bedside_scores

    with standing.record() as record:
        found = bedside_scores(patient, record=record, grant=OPERATOR)

    def draw(console: "Console") -> None:
        rows = [_row(assessment) for assessment in found]
        draw_table(console, ("Score", "Result", "Rests on"), rows, empty="No score applies.")

    show(found, draw)


def _row(assessment: "Assessment") -> tuple[str, str, str]:
    if assessment.score is None:
        return assessment.name, f"not assessed: {', '.join(assessment.missing)}", ""
    score = assessment.score
    value = f"{score.value:g} {score.unit}".strip()
    reading = ": ".join(filter(None, (score.band, score.meaning)))
    rests_on = "; ".join(element.text for element in assessment.evidence)
    return assessment.name, f"{value}, {reading}" if reading else value, rests_on
