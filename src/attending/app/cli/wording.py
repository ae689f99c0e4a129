"""`attending wording`: what was learned of a practitioner's wording from signed notes; to see, to forget, to switch."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.acting import signed_in
from attending.app.cli.output import draw_table, json_option, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import Identity, identity_options

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.wording_sheet import Learned


@click.group()
def wording() -> None:
    """See, forget or switch off the wording learned from your signed notes."""


@wording.command(name="list")
@identity_options
@json_option
@click.pass_obj
def list_wordings(standing: Standing, identity: Identity) -> None:
    """List the phrases of drafts that you put in other words, and in how many notes."""
    from attending.journeys.wording_sheet import wording_sheet

    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        sheet = wording_sheet(_own(grant.who), clinic=clinic, grant=grant)
    learned = [one.wording for one in sheet.learned]

    def draw(console: "Console") -> None:
        rows = [(one.before, one.after, str(one.notes)) for one in learned]
        draw_table(console, ("Draft", "You write", "Notes"), rows, empty="Nothing was learned yet.")
        if sheet.forgotten:
            console.print(f"Forgotten: {', '.join(one.wording.before for one in sheet.forgotten)}")
        if not sheet.used:
            console.print("It is switched off: drafts keep their own words.")

    show(
        {"used": sheet.used, "wordings": [_row(one) for one in sheet.learned],
         "forgotten": [_row(one) for one in sheet.forgotten]},
        draw,
    )  # fmt: skip


@wording.command()
@click.argument("phrase")
@identity_options
@json_option
@click.pass_obj
def forget(standing: Standing, identity: Identity, phrase: str) -> None:
    """Forget what you write for PHRASE; later edits teach it no more, `restore` does."""
    from attending.journeys.wording_sheet import forget_wording

    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        forget_wording(_own(grant.who), phrase, clinic=clinic, grant=grant)
    show({"forgotten": phrase}, lambda console: console.print("Forgotten."))


@wording.command()
@click.argument("phrase")
@identity_options
@json_option
@click.pass_obj
def restore(standing: Standing, identity: Identity, phrase: str) -> None:
    """Use what you write for a forgotten PHRASE again."""
    from attending.journeys.wording_sheet import restore_wording

    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        restore_wording(_own(grant.who), phrase, clinic=clinic, grant=grant)
    show({"restored": phrase}, lambda console: console.print("Restored."))


@wording.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@identity_options
@json_option
@click.pass_obj
def use(standing: Standing, identity: Identity, state: str) -> None:
    """Switch your preferred wording on or off; what was learned stays."""
    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        clinic.reviews.use_wording(_own(grant.who), on=state == "on", grant=grant)
    show({"used": state == "on"}, lambda console: console.print(f"Preferred wording is {state}."))
    say("It counts from the next draft on.")


def _row(one: "Learned") -> dict[str, str | int]:
    return {"before": one.wording.before, "after": one.wording.after, "notes": one.wording.notes}


def _own(who: str) -> str:
    return who.removeprefix("Practitioner/")
