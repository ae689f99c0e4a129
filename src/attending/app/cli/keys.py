"""`attending keys`: a new master key in the place of the old one."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR

if TYPE_CHECKING:
    from rich.console import Console


@click.group()
def keys() -> None:
    """Rotate the master key that protects the record."""


@keys.command()
@json_option
@click.pass_obj
def rotate(standing: Standing) -> None:
    """Put a new master key in the place of the old one, while the record is at work.

    Every patient's key is wrapped anew. Cut short, the command goes on where it stopped when it is called again. Copy
    the new key file to its safe place, and keep the key ring (keys.ring) with the record.
    """

    def progress(number: int) -> None:
        click.echo(f"{number} keys wrapped anew", err=True)

    with standing.record() as record:
        number = record.rotate_keys(grant=OPERATOR, progress=progress)

    def draw(console: "Console") -> None:
        console.print(f"The new master key is in {standing.settings.master_key_file}; {number} keys hang on it.")

    show({"master_key_file": str(standing.settings.master_key_file), "rewrapped": number}, draw)
