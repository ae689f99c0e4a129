"""`attending code`: ICD-10-CM suggestions for a diagnosis in words, each with its reason."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import json_option, say, show
from attending.terms.icd10cm_written import suggest_for_diagnosis

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("diagnosis")
@json_option
def code(diagnosis: str) -> None:
    """Suggest ICD-10-CM codes for a written diagnosis, with reasons.

    DIAGNOSIS is what a clinician writes: "R knee OA", "h/o TIA".
    What is denied, only suspected or to be ruled out gets none. Nothing is stored.
    """
    found = suggest_for_diagnosis(diagnosis)

    def draw(console: "Console") -> None:
        for one in found:
            console.print(f"{one.coding.code:9} {one.coding.display}", markup=False)
            console.print(f"          {one.reason}", markup=False, style="dim")
        if not found:
            console.print("No code is suggested: none says the same, or it may not be coded.")

    rows = [{"code": one.coding.code, "title": one.coding.display, "reason": one.reason} for one in found]
    show({"suggestions": rows}, draw)
    say("A suggestion for whoever codes; nothing was stored.")
