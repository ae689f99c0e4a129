"""`attending erase`: one patient's data, gone for good."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.acting import signed_in
from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import Identity, identity_options
from attending.journeys.erasure import erase as erase_everything
from attending.review.erasure import ERASURE_REASONS

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("patient", metavar="PATIENT")
@click.option("--reason", required=True, type=click.Choice(sorted(ERASURE_REASONS)), help="Why; it goes on the trail.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@identity_options
@json_option
@click.pass_obj
def erase(standing: Standing, identity: Identity, patient: str, reason: str, yes: bool) -> None:
    """Destroy what the record holds about one patient, for good.

    PATIENT is the logical id; the privacy officer alone may do this, and the trail says why.

    Every resource is deleted and the patient's key destroyed: no version can be read any more, though the history
    still says that there was one. Imaging studies are deleted.
    Backups taken before still hold the key: destroy them as well.
    """
    if not yes:
        click.confirm("Nobody can undo this. Erase this patient?", abort=True, err=True)
    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        number, studies = erase_everything(patient, reason, clinic=clinic, grant=grant)

    def draw(console: "Console") -> None:
        console.print(f"Erased: {number} resources of this patient can no longer be read by anybody.")
        if studies:
            console.print(f"{studies} imaging studies were deleted.")

    show({"patient": patient, "reason": reason, "resources": number, "studies": studies}, draw)
