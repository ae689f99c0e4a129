"""`attending audit`: who did what, and the proof that nobody changed that story."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.errors import Tampered

if TYPE_CHECKING:
    from rich.console import Console


@click.group()
def audit() -> None:
    """Read the audit trail, or prove that nobody changed it."""


@audit.command()
@json_option
@click.pass_obj
def verify(standing: Standing) -> None:
    """Prove that no audit event was changed, removed, inserted, moved or rolled back.

    Exits with 8 when the trail is not what was written.
    """
    with standing.record() as record:
        verdict = record.audit_verdict()

    def draw(console: "Console") -> None:
        if verdict.ok:
            console.print(f"[green]ok[/]  {verdict.events} audit events, chain unbroken")

    if verdict.ok:
        show(verdict, draw)
        return
    raise Tampered(
        f"The audit trail of {verdict.events} events is not what was written. {' '.join(verdict.problems)}",
        hint="Keep this database as it is, restore a copy elsewhere and compare.",
    )
