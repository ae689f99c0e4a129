"""`attending imaging decisions`: what radiologists made of the marks, by model and version."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR

if TYPE_CHECKING:
    from rich.console import Console


@click.command("decisions")
@json_option
@click.pass_obj
def decisions(standing: Standing) -> None:
    """Count the marks of signed reports: accepted, changed, declined and why, by model, version and finding."""
    from attending.journeys.imaging_decisions import count_decisions

    with standing.clinic() as clinic:
        found = count_decisions(clinic=clinic, grant=OPERATOR)
    rows = [
        {"model": one.model, "version": one.version, "finding": one.finding, "marks": one.marks,
         "accepted": one.accepted, "changed": one.changed, "declined": one.declined, "rate": round(one.rate, 3),
         "lower": round(one.interval[0], 3), "upper": round(one.interval[1], 3), "reasons": dict(one.reasons)}
        for one in found
    ]  # fmt: skip

    def draw(console: "Console") -> None:
        table = [
            (one.model, one.version, one.finding, one.marks, one.accepted, one.declined, f"{one.rate:.0%}",
             f"{one.interval[0]:.0%} to {one.interval[1]:.0%}", ", ".join(f"{k}: {n}" for k, n in one.reasons.items()))
            for one in found
        ]  # fmt: skip
        columns = ("Model", "Version", "Finding", "Marks", "Accepted", "Declined", "Rate", "95 %", "Why declined")
        draw_table(console, columns, table, empty="No report with marks is signed yet.")

    show(rows, draw)
