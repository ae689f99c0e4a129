"""`attending doctor`: check this installation, line by line, and say what to mend."""

import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.wiring import clock, open_record, record_exists
from attending.errors import AttendingError
from attending.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from attending.models.door import DoorStatus

FREE_SPACE_GB = 2.0
"""Below this a busy clinic can fill the disk within a day of imports."""


class State(StrEnum):
    """How one check ended."""

    GOOD = "ok"
    ABSENT = "not configured"
    ATTENTION = "attention"
    BROKEN = "broken"


@dataclass(frozen=True)
class Line:
    """One line of the doctor's report."""

    check: str
    state: State
    detail: str


@click.command()
@json_option
@click.pass_obj
def doctor(standing: Standing) -> None:
    """Check this installation and say what to mend.

    Exits with 1 when something is broken. "Not configured" is no fault: it says which door is closed.
    """
    lines = [line for check in CHECKS for line in _run(check, standing.settings)]

    def draw(console: "Console") -> None:
        draw_table(console, ("Check", "State", "Detail"), [(x.check, x.state, x.detail) for x in lines], empty="")

    show({"healthy": all(x.state is not State.BROKEN for x in lines), "checks": lines}, draw)
    if any(line.state is State.BROKEN for line in lines):
        raise click.exceptions.Exit(1)


def _run(check: Callable[[Settings], Iterator[Line]], settings: Settings) -> Iterator[Line]:
    try:
        yield from check(settings)
    except AttendingError as error:
        yield Line(check.__name__.strip("_").replace("_", " "), State.BROKEN, str(error))


def _python(_settings: Settings) -> Iterator[Line]:
    version = ".".join(map(str, sys.version_info[:3]))
    state = State.GOOD if sys.version_info >= (3, 11) else State.BROKEN
    yield Line("Python", state, f"{version}, SQLite {sqlite3.sqlite_version}")


def _disk(settings: Settings) -> Iterator[Line]:
    folder = next(path for path in (settings.home, *settings.home.absolute().parents) if path.exists())
    free_gb = shutil.disk_usage(folder).free / 1e9
    state = State.GOOD if free_gb >= FREE_SPACE_GB else State.ATTENTION
    yield Line("disk", state, f"{free_gb:.1f} GB free for {settings.home}")


def _front_end_files(_settings: Settings) -> Iterator[Line]:
    vendor = files("attending") / "app" / "static" / "vendor"
    if vendor.is_dir():
        yield Line("front-end files", State.GOOD, "installed; no page asks another host")
    else:
        yield Line("front-end files", State.BROKEN, "missing: run `make setup`, or install the published wheel")


def _master_key(settings: Settings) -> Iterator[Line]:
    key = settings.master_key_file
    if not key.exists():
        yield Line("master key", State.ABSENT, f"made on first use in {key}")
        return
    mode = stat.S_IMODE(key.stat().st_mode)
    if mode & 0o077:
        yield Line("master key", State.BROKEN, f"{key} can be read by others (mode {mode:o}): chmod 600")
    elif key.parent == settings.home:
        yield Line("master key", State.ATTENTION, "private, but beside the record: a backup of the folder holds both")
    else:
        yield Line("master key", State.GOOD, "private, apart from the record")


def _record(settings: Settings) -> Iterator[Line]:
    if not record_exists(settings):
        where = "the database" if settings.database_url else settings.home
        yield Line("record", State.ABSENT, f"none in {where}: `attending init` or `attending demo` makes one")
        return
    store = open_record(settings)
    try:
        verdict = store.audit_verdict()
    finally:
        store.close()
    yield _place_of(settings)
    if verdict.ok:
        yield Line("audit trail", State.GOOD, f"{verdict.events} events, chain unbroken")
    else:
        yield Line("audit trail", State.BROKEN, " ".join(verdict.problems))


def _place_of(settings: Settings) -> Line:
    """Where the record lies, and what of it an operator must protect."""
    if settings.database_url is None:
        size_mb = sum(file.stat().st_size for file in settings.home.glob(f"{settings.database.name}*")) / 1e6
        return Line("record", State.GOOD, f"{settings.database} opens, {size_mb:.1f} MB, encrypted as a whole")
    if settings.database_disk_encrypted:
        return Line("record", State.GOOD, "PostgreSQL opens; its disk is encrypted, as this house states")
    return Line(
        "record",
        State.ATTENTION,
        "PostgreSQL opens; bodies are encrypted, but names, codes and who looked at whom are in clear on disk: "
        "encrypt the disk, log and copies, then set ATTENDING_DATABASE_DISK_ENCRYPTED=yes",
    )


def _models(_settings: Settings) -> Iterator[Line]:
    from attending.models.registry import Registry

    for found in Registry.installed().models():
        if found.card is None:
            yield Line(f"model {found.name}", State.BROKEN, found.fault)
        elif found.card.overdue(clock().date()):
            yield Line(f"model {found.name}", State.ATTENTION, f"its card was to be reviewed by {found.card.review_by}")
        else:
            yield Line(f"model {found.name}", State.GOOD, f"version {found.card.version}, card complete, weights match")


def _language_model(settings: Settings) -> Iterator[Line]:
    from attending.models.language import open_language_model

    yield _door(open_language_model(settings).status())


def _speech_model(settings: Settings) -> Iterator[Line]:
    from attending.models.speech import open_speech_model

    yield _door(open_speech_model(settings).status())


def _note_templates(settings: Settings) -> Iterator[Line]:
    from attending.journeys.note_writing import note_templates

    if settings.note_templates is None:
        yield Line("note templates", State.ABSENT, "none: notes have the built-in styles")
        return
    templates = note_templates(settings)
    for name in templates.headings:
        yield Line(f"note template {name}", State.GOOD, f"{len(templates.headings[name])} headings")
    for name, error in templates.broken.items():
        yield Line(f"note template {name}", State.ATTENTION, f"not offered: {error}")
    if not (templates.headings or templates.broken):
        yield Line("note templates", State.ATTENTION, f"no .yaml, .toml or .jinja in {settings.note_templates}")


def _own_networks(settings: Settings) -> Iterator[Line]:
    from attending.journeys.imaging_networks import network_states

    states = list(network_states(settings.own_networks, run=False))
    for one in states:
        name = f"own network {one.name}"
        yield (
            Line(name, State.ATTENTION, one.fault) if one.fault else Line(name, State.GOOD, f"answers: {one.question}")
        )
    if not states:
        yield Line("own imaging networks", State.ABSENT, f"none in {settings.own_networks}")


def _archive(settings: Settings) -> Iterator[Line]:
    from attending.journeys.imaging_sending import check_destination

    if not settings.dicom_archive:
        yield Line("DICOM archive", State.ABSENT, "none is named: nothing is sent")
        return
    yield Line("DICOM archive", State.GOOD, check_destination(settings.dicom_archive, settings.dicom_hosts))


def _door(status: "DoorStatus") -> Line:
    return Line(status.door, State.GOOD if status.configured else State.ABSENT, status.detail)


CHECKS: tuple[Callable[[Settings], Iterator[Line]], ...] = (
    _python,
    _disk,
    _front_end_files,
    _master_key,
    _record,
    _models,
    _language_model,
    _speech_model,
    _note_templates,
    _own_networks,
    _archive,
)
