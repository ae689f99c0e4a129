"""How the command line tells an error: one sentence on stderr, or one JSON object there under --json."""

import json

import click

from attending.errors import AttendingError

JSON_WANTED = "attending.json"


def report_error(context: click.Context, error: AttendingError) -> None:
    """Say what went wrong and what to try next; stdout stays clean for the result."""
    if context.meta.get(JSON_WANTED):
        body = {"code": error.code, "message": error.message, "hint": error.hint, "exit_code": error.exit_code}
        click.echo(json.dumps({"error": body}, ensure_ascii=False), err=True)
        return
    click.echo(click.style("Error: ", fg="red", bold=True) + error.message, err=True)
    if error.hint:
        click.echo(f"       {error.hint}", err=True)
