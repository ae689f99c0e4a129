"""`attending backup` and `attending restore`: a verified copy of the whole record, taken while it is at work."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import Conflict

if TYPE_CHECKING:
    from rich.console import Console

    from attending.record.backup import Manifest

_FOLDER = click.Path(file_okay=False, path_type=Path)


def _progress(table: str) -> None:
    click.echo(f"{table} …", err=True)


@click.command()
@click.argument("folder", type=_FOLDER)
@json_option
@click.pass_obj
def backup(standing: Standing, folder: Path) -> None:
    """Write a verified backup of the record into a new FOLDER, while it is at work.

    It is encrypted under the master key, which it does not hold: keep that key apart from it. DICOM files that the
    record keeps in the folder `images` are encrypted already; copy that folder too.
    """
    with standing.record() as record:
        manifest = record.back_up(folder, grant=OPERATOR, progress=_progress)
    show(_facts(manifest), lambda console: _draw(console, f"Backed up into {folder}", manifest))


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--replace", is_flag=True, help="Move the record that is there aside instead of refusing.")
@json_option
@click.pass_obj
def restore(standing: Standing, folder: Path, replace: bool) -> None:
    """Restore a backup from FOLDER into a new record, compared hash by hash.

    The audit anchor that is there stays: after restoring an older state, `attending audit verify` is red until
    `attending audit acknowledge` says why.
    """
    from attending.app.wiring import clock, open_clinic, open_keys, record_exists
    from attending.record.backup import ANCHOR, RING, check
    from attending.review.watch import shelf

    settings = standing.settings
    if record_exists(settings) and (not replace or settings.database_url):
        hint = "Empty the database yourself." if settings.database_url else "Give --replace to move it aside."
        raise Conflict("There is a record already; nothing was changed.", hint=hint)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, place in ((RING, settings.key_ring), (ANCHOR, settings.audit_anchor)):
        if (folder / name).exists() and not place.exists():
            shutil.copy2(folder / name, place)
    check(folder, keys=open_keys(settings))
    if replace and record_exists(settings):
        _move_aside(settings.database, clock())
    clinic = open_clinic(settings)
    try:
        shelf.prepare(clinic.record.connection())
        _ = clinic.recordings  # makes its tables
        manifest = clinic.record.restore(folder, grant=OPERATOR, progress=_progress)
    finally:
        clinic.close()
    show(_facts(manifest), lambda console: _draw(console, "Restored", manifest))


def _move_aside(database: Path, now: datetime) -> None:
    for suffix in ("", "-wal", "-shm"):
        source = database.with_name(database.name + suffix)
        if source.exists():
            source.rename(source.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}{suffix}"))


def _facts(manifest: "Manifest") -> dict[str, Any]:
    rows = {name: table.rows for name, table in manifest.tables.items()}
    return {"made": manifest.made, "events": manifest.events, "content_sha256": manifest.content, "rows": rows}


def _draw(console: "Console", what: str, manifest: "Manifest") -> None:
    versions = manifest.tables["version"].rows
    console.print(f"{what}: {versions} versions, {manifest.events} audit events, content {manifest.content[:16]}…")
