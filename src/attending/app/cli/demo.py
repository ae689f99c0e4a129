"""`attending demo`: a hospital to try everything on, in a folder of its own."""

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import json_option, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.threads import one_thread_a_product
from attending.errors import Conflict
from attending.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

DEFAULT_HOME = Path("var/demo")
SIGN_IN_NAME, PASSWORD = "adeyemi", "attending-demo"
"""Of the demo physician; every demo account has this password."""
MARK = "THIS-IS-A-DEMO"
"""A file that says that this record may be thrown away; no other record is ever filled or reset."""
FILES = (
    "attending.sqlite",
    "attending.sqlite.upgrade",
    "keys.ring",
    "keys.ring.lock",
    "attending.sqlite-wal",
    "attending.sqlite-shm",
    "audit.anchor",
    "master.key",
    MARK,
)


@click.command()
@click.option("--host", help="Address to listen on; ATTENDING_HOST or 127.0.0.1 otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; ATTENDING_PORT, PORT or 8000 otherwise.")
@click.option("--reset", is_flag=True, help="Throw away what was signed in the demo and begin anew.")
@click.option("--no-serve", is_flag=True, help="Make the hospital, but do not serve it.")
@json_option
@click.pass_obj
def demo(standing: Standing, host: str | None, port: int | None, reset: bool, no_serve: bool) -> None:
    """Serve a demo hospital of synthetic patients; nothing is downloaded.

    It lies in --home, ATTENDING_HOME or var/demo. Starting it again keeps what was signed.
    """
    one_thread_a_product()
    from attending.app.demo.fill import fill
    from attending.app.web.server import DemoSignIn, run
    from attending.app.wiring import clock, open_clinic, open_keys

    if standing.home is None and not os.environ.get("ATTENDING_HOME"):
        standing.home = DEFAULT_HOME
    if not no_serve:
        standing.listen(host=host, port=port)
    settings = standing.settings
    _claim(settings, reset=reset)
    with closing(open_clinic(settings)) as clinic:
        say("Preparing the demo hospital …")
        fill(clinic, clock(), keys=open_keys(settings), password=PASSWORD)
        _welcome(settings)
        if not no_serve:
            run(clinic, demo=DemoSignIn(SIGN_IN_NAME, PASSWORD))


def _claim(settings: Settings, *, reset: bool) -> None:
    """Make sure that the folder is the demo's own; empty it on request."""
    home = settings.home
    if settings.database_url:
        raise Conflict("The demo hospital lives in a file of its own.", hint="Unset ATTENDING_DATABASE_URL.")
    if settings.database.exists() and not (home / MARK).exists():
        raise Conflict(f"The record in {home} is not a demo.", hint="Name another folder with --home.")
    if reset:
        for name in FILES:
            (home / name).unlink(missing_ok=True)
        shutil.rmtree(settings.image_archive, ignore_errors=True)  # its keys are gone with the record's
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARK).write_text("Made by `attending demo`; `attending demo --reset` throws this record away.\n")


def _welcome(settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}"
    facts = {"url": address, "home": str(settings.home), "sign_in_name": SIGN_IN_NAME, "password": PASSWORD}

    def draw(console: "Console") -> None:
        console.print(f"\n  [bold]Attending, demo hospital[/]   {address}")
        console.print(f"  sign in as  [bold]{SIGN_IN_NAME}[/]  with password  [bold]{PASSWORD}[/]\n")
        console.print("  On the command line, in a second terminal:", markup=False)
        console.print(f"    export ATTENDING_HOME={settings.home}\n    attending review list\n", markup=False)

    show(facts, draw)
