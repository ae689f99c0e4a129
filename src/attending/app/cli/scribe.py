"""`attending scribe`: a conversation in, a draft note out that waits for its clinician."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.acting import practitioner_id
from attending.app.cli.note_view import draw_findings, draw_proposals, draw_sections
from attending.app.cli.output import json_option, say, show
from attending.app.cli.review_queue import draw_review
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.app.wiring import clock
from attending.errors import BadInput
from attending.journeys.consultation import document_consultation, preview_note, read_conversation
from attending.record import Chart
from attending.record.narrative import from_sections, plain_text

if TYPE_CHECKING:
    from rich.console import Console

    from attending.drafts import Conversation

transcript = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("conversation", type=transcript)
@click.argument("partner", type=transcript, required=False)
@click.option("--patient", metavar="ID", help="The patient in the record; without it the draft is only printed.")
@click.option(
    "--practitioner",
    metavar="NAME",
    envvar="ATTENDING_AS",
    help="Who reviews the draft: sign-in name or logical id; ATTENDING_AS otherwise.",
)
@click.option("--encounter", metavar="ID", help="The visit in the record, if it is there.")
@click.option(
    "--style",
    default="",
    metavar="NAME",
    help="outpatient, soap, h-and-p, uk-gp, brief, or a template of the clinic; ATTENDING_NOTE_STYLE otherwise.",
)
@click.option("--dry-run", is_flag=True, help="Draft with the patient's chart and print it, but store nothing.")
@json_option
@click.pass_obj
def scribe(
    standing: Standing,
    conversation: Path,
    partner: Path | None,
    patient: str | None,
    practitioner: str | None,
    encounter: str | None,
    style: str,
    dry_run: bool,
) -> None:
    """Draft a note from a conversation and put it up for review.

    CONVERSATION is a transcript: WebVTT, SubRip, JSON segments, text with "Doctor:" and "Patient:", or a TextGrid;
    PARTNER is the other speaker's TextGrid. Without --patient the draft is printed and nothing is stored.
    """
    said = read_conversation(
        conversation.read_bytes(), name=conversation.name, partner=partner.read_bytes() if partner else None
    )
    if patient is None or dry_run:
        _preview(said, standing, patient, style)
        return
    with standing.clinic() as clinic:
        if not practitioner:
            raise BadInput("A draft needs a clinician who reviews it.", hint="Give --practitioner NAME.")
        review = document_consultation(
            said,
            patient=patient,
            practitioner=practitioner_id(clinic.record, practitioner),
            encounter=encounter,
            style=style,
            clinic=clinic,
            grant=OPERATOR,
        )

    def draw(console: "Console") -> None:
        draw_review(console, review)
        _draw_remarks(console, said)

    show(review, draw)


def _preview(said: "Conversation", standing: Standing, patient: str | None, style: str) -> None:
    """Draft and examine, and keep nothing."""
    now = clock()
    if patient is None:
        chart = Chart(patient={"resourceType": "Patient"}, as_of=now, resources={})
    else:
        with standing.record() as record:
            chart = record.chart(patient, grant=OPERATOR)
    draft, report = preview_note(said, chart=chart, now=now, settings=standing.settings, style=style)
    sections = from_sections(draft.resources[0]["section"])

    def draw(console: "Console") -> None:
        draw_sections(console, sections, draft.claims)
        draw_proposals(console, draft.proposals, {})
        draw_findings(console, report.findings)
        _draw_remarks(console, said)

    note = plain_text(sections)
    show({"note": note, "draft": draft, "findings": report.findings, "remarks": said.remarks}, draw)
    say("Nothing was stored.")


def _draw_remarks(console: "Console", said: "Conversation") -> None:
    for remark in said.remarks:
        console.print(f"  remark  {remark}", markup=False, style="yellow")
