"""`attending imaging move`: a study that is filed with the wrong patient goes to the right one."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import BadInput
from attending.journeys.imaging_moving import MOVE_REASONS, Moving, move_study, undo_move

if TYPE_CHECKING:
    from rich.console import Console


@click.command("move")
@click.argument("study")
@click.argument("patient", required=False)
@click.option("--reason", type=click.Choice([r for r in MOVE_REASONS if r != "undone"]), help="Why, as a code.")
@click.option("--text", default="", help="Why, in words; they stay with the study.")
@click.option("--nobody", is_flag=True, help="Take it from its patient; it waits until somebody says whose it is.")
@click.option("--undo", is_flag=True, help="Take it back to where it was before its last move.")
@json_option
@click.pass_obj
def move(
    standing: Standing, study: str, patient: str | None, reason: str | None, text: str, nobody: bool, undo: bool
) -> None:
    """Move a study that is filed with the wrong patient to PATIENT.

    Its ImagingStudy, images and enhanced series go; headers name the right patient and keep what they said. A drafted
    report is withdrawn, for it was written about somebody else. A signed one must be retracted first, by its signer
    or another radiologist: `attending review retract`.
    """
    if (patient is not None) + nobody + undo != 1:
        raise BadInput("Say where the study is to go.", hint="PATIENT, or --nobody, or --undo.")
    if reason is None and not undo:
        raise BadInput("A move needs a reason.", hint=f"--reason, one of: {', '.join(MOVE_REASONS)}.")
    with standing.clinic() as clinic:
        if undo:
            moved = undo_move(study, clinic=clinic, grant=OPERATOR)
        else:
            moved = move_study(study, Moving(patient, reason or "", text), clinic=clinic, grant=OPERATOR)

    def draw(console: "Console") -> None:
        console.print(f"{study}: {moved.left or 'nobody'} → {moved.study.patient or 'nobody'}", markup=False)
        if moved.set_aside:
            console.print("  Its drafted report is withdrawn: draft it again.", style="yellow")
        if moved.sent:
            console.print(
                f"  {moved.sent} objects were sent under the other patient: tell that archive.", style="yellow"
            )

    show(
        {"study": study, "from": moved.left, "to": moved.study.patient, "draft_withdrawn": moved.set_aside,
         "sent_before": moved.sent},
        draw,
    )  # fmt: skip
