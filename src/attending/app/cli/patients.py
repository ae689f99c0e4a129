"""`attending patients`: who is in the record."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR

if TYPE_CHECKING:
    from rich.console import Console

    from attending.record import Resource


@click.command()
@click.argument("text", default="")
@json_option
@click.pass_obj
def patients(standing: Standing, text: str) -> None:
    """List the patients of the record.

    TEXT narrows the list to names and identifiers that hold it.
    """
    with standing.record() as record:
        found = [_row(patient) for patient in record.patients(grant=OPERATOR, text=text)]

    def draw(console: "Console") -> None:
        rows = [tuple(row.values()) for row in found]
        draw_table(console, ("Id", "Name", "Born", "Sex"), rows, empty="No patient found.")

    show(found, draw)


def _row(patient: "Resource") -> dict[str, str]:
    return {
        "id": patient["id"],
        "name": display_name(patient),
        "born": patient.get("birthDate", ""),
        "sex": patient.get("gender", ""),
    }


def display_name(patient: "Resource") -> str:
    """The patient's official name, given names first."""
    names = patient.get("name") or [{}]
    name = next((n for n in names if n.get("use") == "official"), names[0])
    return str(name.get("text") or " ".join([*name.get("given", []), name.get("family", "")]).strip() or "no name")
