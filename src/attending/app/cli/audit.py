"""`attending audit`: who did what, and the proof that nobody changed that story."""

from typing import TYPE_CHECKING, Any

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.audit import Outcome
from attending.audit.read import newest_events
from attending.errors import Tampered
from attending.security import Action

if TYPE_CHECKING:
    from rich.console import Console

OUTCOMES = {Outcome.SUCCESS.value: "done", Outcome.REFUSED.value: "refused", Outcome.FAILED.value: "failed"}


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


@audit.command()
@click.option("--reason", required=True, help="Why this trail is the right one, such as a restore; no patient's data.")
@json_option
@click.pass_obj
def acknowledge(standing: Standing, reason: str) -> None:
    """Let the anchor go on from a trail that it does not know, such as that of a restored backup.

    The trail must be whole in itself; that you did this, and why, is an event of its own.
    """
    with standing.record() as record:
        newest = record.acknowledge(reason, grant=OPERATOR)

    def draw(console: "Console") -> None:
        console.print(f"The anchor remembers event {newest} from now on.")

    show({"event": newest}, draw)


@audit.command(name="list")
@click.option("--patient", metavar="ID", help="Only events about this patient.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many of the newest.")
@json_option
@click.pass_obj
def list_events(standing: Standing, patient: str | None, limit: int) -> None:
    """List the newest audit events; looking at them is an event too."""
    with standing.record() as record, record.look(grant=OPERATOR) as tx:
        events = newest_events(tx.connection, keys=tx.keys, most=limit, patient=patient)
        tx.audit(Action.READ, interaction="search", what=("AuditEvent",), patient=patient)

    def draw(console: "Console") -> None:
        columns = ("No", "When", "Who", "Did", "What", "Outcome")
        draw_table(console, columns, [_row(event) for event in events], empty="No event.")

    show(events, draw)


def _row(event: dict[str, Any]) -> tuple[str, ...]:
    agent, kind = event["agent"][0], event["type"]
    if kind["code"] == "rest" or kind.get("display"):
        kind = event["subtype"][0]
    what = dict.fromkeys(entity["what"]["reference"] for entity in event.get("entity", []) if "what" in entity)
    return (
        event["id"],
        event["recorded"][:19].replace("T", " "),
        agent["who"]["reference"],
        kind.get("display") or kind["code"],
        ", ".join(what),
        OUTCOMES.get(event["outcome"], event["outcome"]),
    )
