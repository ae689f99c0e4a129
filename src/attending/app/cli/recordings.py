"""`attending recordings`: what was recorded and waits, and the end of its keeping."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.acting import practitioner_id
from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console


@click.group()
def recordings() -> None:
    """Recordings of visits: list them, draft from one again, delete what is over."""


@recordings.command("list")
@json_option
@click.pass_obj
def list_recordings(standing: Standing) -> None:
    """List recordings whose sound is here."""
    from attending.journeys.recording import all_kept

    with standing.clinic() as clinic:
        found = all_kept(clinic, grant=OPERATOR)
    rows = [(one.id, f"{one.started:%Y-%m-%d %H:%M}", one.state.value, one.bytes // 1024, one.failure) for one in found]
    columns = ("Recording", "Begun", "State", "KB", "Last failure")
    show(found, lambda console: draw_table(console, columns, rows, empty="There is no recording."))


@recordings.command()
@click.argument("recording")
@click.option("--practitioner", metavar="NAME", envvar="ATTENDING_AS", help="Who reviews the draft.")
@json_option
@click.pass_obj
def draft(standing: Standing, recording: str, practitioner: str | None) -> None:
    """Transcribe RECORDING, after a failure from where it stopped, and put its note up for review."""
    from attending.app.cli.review_queue import draw_review
    from attending.app.cli.transcribe import tell
    from attending.journeys.transcription import document_recording

    if not practitioner:
        raise BadInput("A draft needs a clinician who reviews it.", hint="Give --practitioner NAME.")
    with standing.clinic() as clinic:
        who = practitioner_id(clinic.record, practitioner)
        review = document_recording(recording, practitioner=who, clinic=clinic, grant=OPERATOR, progress=tell)
    show(review, lambda console: draw_review(console, review))


@recordings.command()
@json_option
@click.pass_obj
def sweep(standing: Standing) -> None:
    """Delete the sound whose time is over, as ATTENDING_AUDIO_RETENTION says; the server does so by itself."""
    from attending.journeys.retention import keep_the_time

    with standing.clinic() as clinic:
        deleted = keep_the_time(clinic)

    def draw(console: "Console") -> None:
        console.print(f"The sound of {deleted} recording{'' if deleted == 1 else 's'} was deleted.")

    show({"deleted": deleted}, draw)
