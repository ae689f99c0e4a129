"""`attending init`: an empty record, its keys, and the first person who can sign in."""

import click

from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import Identity, identity_options
from attending.errors import Conflict
from attending.security import PractitionerRole


@click.command()
@click.option("--display", help="The physician's name as pages and signatures show it; without it no account is made.")
@identity_options
@json_option
@click.pass_obj
def init(standing: Standing, identity: Identity, display: str | None) -> None:
    """Make an empty record, its keys and its first account.

    With --as and --display, the first physician's account is made too.
    """
    from attending.app.cli.people import add_person
    from attending.app.wiring import open_record, record_exists

    settings = standing.settings
    if record_exists(settings):
        raise Conflict(f"There is a record in {settings.home} already.", hint="Name another folder with --home.")
    password = identity.new_password() if display else ""
    record = open_record(settings)
    try:
        if display:
            add_person(
                record,
                settings,
                sign_in_name=identity.sign_in_name(),
                display=display,
                role=PractitionerRole.PHYSICIAN,
                password=password,
            )
    finally:
        record.close()
    show(
        {"home": str(settings.home), "master_key_file": str(settings.master_key_file)},
        lambda console: console.print(
            f"A new record lies in {settings.home}.\nIts master key is {settings.master_key_file}: "
            "copy it to a safe place, apart from backups of the record.",
            markup=False,
        ),
    )
