"""`attending account token`: leave for the hospital's own systems to use the FHIR API."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.people import note_account
from attending.app.cli.standing import Standing
from attending.app.wiring import clock
from attending.errors import BadInput
from attending.record.index import resource_types
from attending.security import Action
from attending.security.tokens import SystemToken, all_tokens, make_token, revoke_token

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = ("System", "May", "Types", "Patients", "Until")


@click.group()
def token() -> None:
    """Make, list or revoke the tokens with which other systems use the FHIR API."""


@token.command()
@click.argument("name")
@click.option("--write", is_flag=True, help="It may file and delete, not only look.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only this type of resource; may be repeated.")
@click.option("--patient", "patients", multiple=True, metavar="ID", help="Only this patient; may be repeated.")
@click.option("--days", type=click.IntRange(1, 730), default=90, show_default=True, help="How long it lives.")
@json_option
@click.pass_obj
def add(
    standing: Standing, name: str, write: bool, types: tuple[str, ...], patients: tuple[str, ...], days: int
) -> None:
    """Make a token for the system NAME. It is shown once; only its digest is kept."""
    unknown = sorted(set(types) - set(resource_types()))
    if unknown:
        raise BadInput(f"FHIR R4 has no type {unknown[0]}.", hint="Types are written as in FHIR: Observation.")
    now = clock()
    with standing.record() as record:
        made = make_token(
            record.connection(),
            name,
            now=now,
            expires=now + timedelta(days=days),
            types=frozenset(types) or None,
            patients=frozenset(patients) or None,
            writes=write,
        )
        note_account(record, Action.CREATE, name, kind="Device")
    show({"system": name, "token": made}, lambda console: console.print(made, soft_wrap=True))


@token.command(name="list")
@json_option
@click.pass_obj
def list_tokens(standing: Standing) -> None:
    """List which systems have a token."""
    with standing.record() as record:
        rows = [_row(one) for one in all_tokens(record.connection())]

    def draw(console: "Console") -> None:
        draw_table(console, COLUMNS, [tuple(row.values()) for row in rows], empty="No system has a token.")

    show(rows, draw)


@token.command()
@click.argument("name")
@json_option
@click.pass_obj
def revoke(standing: Standing, name: str) -> None:
    """End the leave of the system NAME at once."""
    with standing.record() as record:
        revoke_token(record.connection(), name)
        note_account(record, Action.DELETE, name, kind="Device")
    show({"system": name}, lambda console: console.print("Its token is worth nothing from now on."))


def _row(one: SystemToken) -> dict[str, str]:
    return {
        "system": one.name,
        "may": "look and file" if one.writes else "look",
        "types": "all" if one.types is None else ", ".join(sorted(one.types)),
        "patients": "all" if one.patients is None else ", ".join(sorted(one.patients)),
        "until": one.expires.date().isoformat(),
    }
