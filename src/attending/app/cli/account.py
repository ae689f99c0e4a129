"""`attending account`: the people who sign in."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.people import add_person, as_row, note_account
from attending.app.cli.standing import Standing
from attending.app.cli.tokens import token
from attending.app.cli.who import Identity, password_options
from attending.security import Action, PractitionerRole
from attending.security.accounts import all_accounts, set_password

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = ("Sign-in name", "Name", "Role", "Practitioner")
ROLES = [role.value for role in PractitionerRole if role is not PractitionerRole.SYSTEM]


@click.group()
def account() -> None:
    """Add the people who sign in, or list them."""


account.add_command(token)


@account.command()
@click.argument("sign_in_name")
@click.option("--display", required=True, help="The person's name as pages and signatures show it.")
@click.option("--role", type=click.Choice(ROLES), default="physician", show_default=True, help="What they may do.")
@click.option("--practitioner", metavar="ID", help="Their Practitioner in the record; made if there is none.")
@password_options
@json_option
@click.pass_obj
def add(
    standing: Standing, identity: Identity, sign_in_name: str, display: str, role: str, practitioner: str | None
) -> None:
    """Add a person who signs in, with a signing key of their own."""
    with standing.record() as record:
        made = add_person(
            record,
            standing.settings,
            sign_in_name=sign_in_name,
            display=display,
            role=PractitionerRole(role),
            practitioner=practitioner,
            password=identity.new_password(),
        )
    show(as_row(made), lambda console: draw_table(console, COLUMNS, [tuple(as_row(made).values())], empty=""))


@account.command(name="list")
@json_option
@click.pass_obj
def list_accounts(standing: Standing) -> None:
    """List who can sign in."""
    with standing.record() as record:
        rows = [as_row(one) for one in all_accounts(record.connection())]

    def draw(console: "Console") -> None:
        draw_table(console, COLUMNS, [tuple(row.values()) for row in rows], empty="No account yet.")

    show(rows, draw)


@account.command()
@click.argument("sign_in_name")
@password_options
@json_option
@click.pass_obj
def password(standing: Standing, identity: Identity, sign_in_name: str) -> None:
    """Set a new password; it ends the person's sessions and unlocks the account."""
    with standing.record() as record:
        changed = set_password(record.connection(), sign_in_name, identity.new_password())
        note_account(record, Action.UPDATE, changed.practitioner)
    show({"sign_in_name": sign_in_name}, lambda console: console.print("The new password holds from now on."))
