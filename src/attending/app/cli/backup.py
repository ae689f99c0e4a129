"""`attending backup` and `attending restore`: a verified copy of the whole record, taken while it is at work."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import Conflict, NotConfigured

if TYPE_CHECKING:
    from rich.console import Console

    from attending.record.backup import Manifest
    from attending.record.backup_files import Beside
    from attending.settings import Settings

_KEPT = click.Path(exists=True, file_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


def _progress(table: str) -> None:
    click.echo(f"{table} …", err=True)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--since", type=_KEPT, help="An earlier backup on the same disk: what has not changed is linked to it.")
@json_option
@click.pass_obj
def backup(standing: Standing, folder: Path, since: Path | None) -> None:
    """Write a verified backup of the record into a new FOLDER, while it is at work.

    With it go the images and the models, networks and templates of this house. It is encrypted under the master key,
    which it does not hold: keep that key apart from it.
    """
    beside = _beside(standing.settings)
    with standing.record() as record:
        manifest = record.back_up(folder, grant=OPERATOR, beside=beside, since=since, progress=_progress)
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
    from attending.journeys.imaging_moving import prepare_moves
    from attending.record.backup import ANCHOR, RING, check, restore_files
    from attending.record.backup_files import folders_of, refuse_others
    from attending.review.watch import shelf

    settings = standing.settings
    if record_exists(settings) and (not replace or settings.database_url):
        hint = "Empty the database yourself." if settings.database_url else "Give --replace to move it aside."
        raise Conflict("There is a record already; nothing was changed.", hint=hint)
    if not settings.master_key_file.exists():
        raise NotConfigured(
            "The master key is not here; nothing was changed.", hint=f"Put it at {settings.master_key_file} first."
        )
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, place in ((RING, settings.key_ring), (ANCHOR, settings.audit_anchor)):
        if (folder / name).exists() and not place.exists():
            shutil.copy2(folder / name, place)
    keys = open_keys(settings)
    check(folder, keys=keys)
    beside, held = _beside(settings), folders_of(folder)
    ours = [one.folder for one in beside if one.name in held and one.folder.is_relative_to(settings.home)]
    refuse_others(folder, [one for one in beside if not replace or one.folder not in ours])
    if replace and record_exists(settings):
        _move_aside(settings.database, ours, clock())
    restore_files(folder, beside, keys=keys, progress=_progress)
    clinic = open_clinic(settings)
    try:
        shelf.prepare(clinic.record.connection())
        _ = clinic.recordings  # makes its tables
        prepare_moves(clinic)
        manifest = clinic.record.restore(folder, grant=OPERATOR, progress=_progress)
    finally:
        clinic.close()
    show(_facts(manifest), lambda console: _draw(console, "Restored", manifest))


def _beside(settings: "Settings") -> "tuple[Beside, ...]":
    """What a hospital would lose with its record; recordings and all else are in the database."""
    from attending.record.backup_files import Beside

    return (
        Beside("images", settings.image_archive, lies_sealed=True, without=frozenset({"lists", "locks"})),
        Beside("models", settings.own_models),
        Beside("networks", settings.own_networks),
        Beside("templates", settings.note_templates or settings.home / "templates"),
    )


def _move_aside(database: Path, folders: list[Path], now: datetime) -> None:
    mark = f"before-{now:%Y%m%dT%H%M%S}"
    for suffix in ("", "-wal", "-shm"):
        source = database.with_name(database.name + suffix)
        if source.exists():
            source.rename(source.with_name(f"{database.name}.{mark}{suffix}"))
    for folder in folders:
        if folder.exists():
            folder.rename(folder.with_name(f"{folder.name}.{mark}"))


def _facts(manifest: "Manifest") -> dict[str, Any]:
    rows = {name: table.rows for name, table in manifest.tables.items()}
    return {"made": manifest.made, "events": manifest.events, "content_sha256": manifest.content, "rows": rows}


def _draw(console: "Console", what: str, manifest: "Manifest") -> None:
    versions = manifest.tables["version"].rows
    console.print(f"{what}: {versions} versions, {manifest.events} audit events, content {manifest.content[:16]}…")
