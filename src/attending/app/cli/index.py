"""`attending index`: build the search index anew."""

import click

from attending.app.cli.output import json_option, say, show
from attending.app.cli.standing import Standing

_EVERY = 10_000


@click.command()
@json_option
@click.pass_obj
def index(standing: Standing) -> None:
    """Build the search index of the record anew.

    It is built by itself as resources are filed, and after an upgrade; this is for when it was damaged, and drops what
    it holds of older versions. The record itself is not touched.
    """

    def progress(number: int) -> None:
        if number % _EVERY == 0:
            say(f"{number} resources")

    with standing.record() as record:
        number = record.rebuild_index(progress)
    show({"resources": number}, lambda console: console.print(f"{number} resources can be found again."))
