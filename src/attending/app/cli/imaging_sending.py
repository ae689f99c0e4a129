"""`attending imaging send` and `outbox`: signed objects and enhanced series to the hospital's archive."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import NotConfigured

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.imaging_sending import Waiting


@click.command("send")
@click.argument("study")
@click.option(
    "--to", "destination", metavar="URL", help="DICOMweb root of the archive; ATTENDING_DICOM_ARCHIVE otherwise."
)
@click.option("--report/--no-report", default=True, show_default=True, help="The signed report's objects.")
@click.option("--enhanced/--no-enhanced", default=True, show_default=True, help="Its enhanced series.")
@json_option
@click.pass_obj
def send(standing: Standing, study: str, destination: str | None, report: bool, enhanced: bool) -> None:
    """Send a study's signed objects and enhanced series to an archive by STOW-RS.

    The archive's host must stand in ATTENDING_DICOM_HOSTS. What is not taken now waits in the outbox: the server tries
    it again, and so does `attending imaging outbox --retry`.
    """
    from attending.app.stow import post
    from attending.journeys.imaging_sending import listed, send_due, send_study

    address = destination or standing.settings.dicom_archive
    if not address:
        raise NotConfigured("No archive is named.", hint="Use --to, or set ATTENDING_DICOM_ARCHIVE.")
    with standing.clinic() as clinic:
        send_study(study, address, clinic=clinic, grant=OPERATOR, report=report, enhanced=enhanced)
        send_due(post, clinic=clinic, grant=OPERATOR)
        rows = listed(clinic=clinic, study=study)
    _show(rows)


@click.command("outbox")
@click.option("--retry", is_flag=True, help="Try again now what is due.")
@json_option
@click.pass_obj
def outbox(standing: Standing, retry: bool) -> None:
    """List what waits for an archive, what was sent and what failed."""
    from attending.app.stow import post
    from attending.journeys.imaging_sending import listed, send_due

    with standing.clinic() as clinic:
        if retry:
            send_due(post, clinic=clinic, grant=OPERATOR)
        rows = listed(clinic=clinic)
    _show(rows)


def _show(rows: "list[Waiting]") -> None:
    facts = [
        {"study": row.study, "object": row.name, "to": row.destination, "state": row.state, "attempts": row.attempts,
         "reason": row.reason}
        for row in rows
    ]  # fmt: skip

    def draw(console: "Console") -> None:
        columns = ("Study", "Object", "To", "State", "Attempts", "Reason")
        draw_table(console, columns, [tuple(row.values()) for row in facts], empty="Nothing was ever sent.")

    show(facts, draw)
