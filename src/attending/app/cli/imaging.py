"""`attending imaging`: studies in, and what became of them."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.imaging_decisions import decisions
from attending.app.cli.imaging_fetching import fetch
from attending.app.cli.imaging_marks import marks
from attending.app.cli.imaging_moving import move
from attending.app.cli.imaging_networks import networks
from attending.app.cli.imaging_sending import outbox, send
from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import NotConfigured
from attending.journeys.imaging_study import name_patient, receive_files, studies_of

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.imaging_study import ArchivedStudy, Received, StudyLine


@click.group()
def imaging() -> None:
    """Take in scans, and list the studies of the archive."""


@imaging.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--patient", metavar="ID", help="Whose they are, when the files do not say it.")
@click.option("--modality", default="", help="Of PNG, JPEG and NIfTI files, such as DX or MR.")
@json_option
@click.pass_obj
def add(standing: Standing, paths: tuple[Path, ...], patient: str | None, modality: str) -> None:
    """Keep the studies of files, folders and zip archives, and file them with their patients.

    A file that cannot be read is listed with its reason; it never stops a study. A study whose patient the header
    does not name for certain is kept and waits: `attending imaging assign STUDY PATIENT`.
    """
    with standing.clinic() as clinic:
        received = receive_files(
            paths, clinic=clinic, grant=OPERATOR, patient=patient, modality=modality, progress=_progress
        )
    rows = [
        {
            **_row(one.study),
            "match": one.match.reason,
            "broken": [list(pair) for pair in one.study.broken],
            "broken_of_sending": [list(pair) for pair in one.beside],
        }
        for one in received
    ]

    def draw(console: "Console") -> None:
        _draw(console, rows)
        _draw_remarks(console, received)

    show(rows, draw)


@imaging.command("list")
@json_option
@click.pass_obj
def list_studies(standing: Standing) -> None:
    """List the studies of the archive, newest first."""
    with standing.clinic() as clinic:
        rows = [_row(study) for study in studies_of(clinic, grant=OPERATOR)]
    show(rows, lambda console: _draw(console, rows))


@imaging.command("look")
@json_option
@click.pass_obj
def look(standing: Standing) -> None:
    """Have the models look at new studies now, so that the worklist puts urgent ones first.

    The server does so by itself, unless ATTENDING_IMAGING_PRIORITY=no. Nothing is drafted, nothing is filed.
    """
    from attending.journeys.imaging_priority import look_ahead

    with standing.clinic() as clinic:
        looked = {line.key for line in look_ahead(clinic=clinic, grant=OPERATOR)}
        rows = [_row(study) for study in studies_of(clinic, grant=OPERATOR) if study.key in looked]
    show(rows, lambda console: _draw(console, rows))


@imaging.command("assign")
@click.argument("study")
@click.argument("patient")
@json_option
@click.pass_obj
def assign(standing: Standing, study: str, patient: str) -> None:
    """Say whose study it is, when nobody could tell from its header."""
    with standing.clinic() as clinic:
        filed = name_patient(study, patient, clinic=clinic, grant=OPERATOR)
    show(
        {"study": study, "filed": f"ImagingStudy/{filed}"},
        lambda console: console.print(f"Filed: ImagingStudy/{filed}"),
    )


@imaging.command("report")
@click.argument("study")
@click.option("--practitioner", metavar="NAME", required=True, help="The radiologist who reads the draft.")
@json_option
@click.pass_obj
def report(standing: Standing, study: str, practitioner: str) -> None:
    """Have the models look at a study, and put the drafted report before its radiologist."""
    from attending.app.cli.acting import practitioner_id
    from attending.app.cli.review_queue import draw_review
    from attending.journeys.imaging_report import draft_study_report

    with standing.clinic() as clinic:
        review = draft_study_report(
            study,
            practitioner=practitioner_id(clinic.record, practitioner),
            clinic=clinic,
            grant=OPERATOR,
            progress=_progress,
        )
    show(review, lambda console: draw_review(console, review))


@imaging.command("export")
@click.argument("study")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
@click.pass_obj
def export(standing: Standing, study: str, folder: Path) -> None:
    """Write a signed report as files: DICOM objects, and a FHIR Bundle of DiagnosticReport and Observations."""
    from attending.journeys.imaging_objects import report_bundle, report_files

    with standing.clinic() as clinic:
        files = report_files(study, clinic=clinic, grant=OPERATOR)
        _write(folder, {**files, "report.fhir.json": report_bundle(study, clinic=clinic, grant=OPERATOR)})


@imaging.command("enhance")
@click.argument("study")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--series", default=1, show_default=True, help="Which series of the study, from 1.")
@click.option("--factor", type=click.Choice(["1", "2", "4"]), default="2", show_default=True, help="1 denoises only.")
@json_option
@click.pass_obj
def enhance(standing: Standing, study: str, folder: Path | None, series: int, factor: str) -> None:
    """Make a sharper or quieter series beside the original, which stays as it is.

    It is kept in the study, where the viewer shows it; with FOLDER it is written there as files instead.
    """
    from attending.journeys.imaging_enhance import enhance_in_archive, enhance_series

    with standing.clinic() as clinic:
        if folder is not None:
            made = enhance_series(study, series - 1, int(factor), clinic=clinic, grant=OPERATOR, progress=_progress)
            _write(folder, made)
            return
        kept = enhance_in_archive(study, series - 1, int(factor), clinic=clinic, grant=OPERATOR, progress=_progress)
    show(
        {"study": study, "series": kept.description, "images": len(kept.images)},
        lambda console: console.print(f"{len(kept.images)} images kept: {kept.description}", markup=False),
    )


@imaging.command("listen")
@click.option("--title", default="ATTENDING", show_default=True, help="Application entity title of this server.")
@click.option("--peer", "peers", multiple=True, required=True, help="Title of an archive or scanner that may call.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=11112, show_default=True, help="Port to listen at.")
@json_option
@click.pass_obj
def listen(standing: Standing, title: str, peers: tuple[str, ...], host: str, port: int) -> None:
    """Take studies from an existing PACS by C-STORE, and answer C-FIND and C-ECHO, until interrupted."""
    import threading

    from attending.journeys import dimse

    try:
        with standing.clinic() as clinic:
            door = dimse.listen(clinic=clinic, grant=OPERATOR, title=title, peers=peers, host=host, port=port)
            door_port = door.start()
            show(
                {"title": title, "host": host, "port": door_port},
                lambda console: console.print(f"Listening as {title} at {host}:{door_port}; Ctrl-C ends it."),
            )
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                door.stop()
    except ImportError as error:
        raise NotConfigured("The DIMSE door needs pynetdicom.", hint="pip install 'attending[pacs]'") from error
    except OSError as error:
        raise NotConfigured("This port cannot be used.", hint="Choose another with --port.") from error


for command in (networks, fetch, send, outbox, marks, decisions, move):
    imaging.add_command(command)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    written = [str(folder / name) for name in files]
    show(written, lambda console: console.print(f"{len(written)} files written to {folder}", markup=False))


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {total}", nl=done == total, err=True)


def _draw_remarks(console: "Console", received: "tuple[Received, ...]") -> None:
    """What a person must know or do, each thing once: whose they are, names in pixels, files that cannot be read."""
    reasons = Counter((one.match.reason, one.filed is not None) for one in received)
    for (reason, filed), count in reasons.items():
        many = f"{count} {'study' if count == 1 else 'studies'}: " if len(received) > 1 else ""
        console.print(f"  {many}{reason}", style="green" if filed else "yellow", markup=False)
    if any(one.filed is None for one in received):
        console.print("  Say whose they are: attending imaging assign STUDY PATIENT", style="yellow", markup=False)
    for state, said in (("yes", "names stand in the pixels"), ("unknown", "names may stand in the pixels")):
        if keys := [one.study.key for one in received if one.study.burned_in == state]:
            console.print(f"  {said}: {', '.join(keys)}", style="yellow", markup=False)
    for name, reason in dict.fromkeys(pair for one in received for pair in (*one.study.broken, *one.beside)):
        console.print(f"  {name}: {reason}", style="yellow", markup=False)


def _row(study: "ArchivedStudy | StudyLine") -> dict[str, object]:
    return {
        "study": study.key,
        "patient": study.patient,
        "modality": "+".join(dict.fromkeys(s.modality for s in study.series)),
        "started": study.started.date().isoformat() if study.started else "",
        "description": study.description,
        "series": len(study.series),
        "images": study.images,
        "burned_in": study.burned_in,
        "urgent": study.urgent,
    }


def _draw(console: "Console", rows: list[dict[str, object]]) -> None:
    columns = ("study", "patient", "modality", "started", "description", "series", "images", "urgent")
    table = [["waits" if row[c] is None else row[c] for c in columns] for row in rows]
    draw_table(console, [c.capitalize() for c in columns], table, empty="No study is kept.")
