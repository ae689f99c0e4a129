"""`attending scribe`: a conversation in, a draft note out that waits for its clinician."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.acting import practitioner_id
from attending.app.cli.note_view import draw_findings, draw_proposals, draw_sections
from attending.app.cli.output import json_option, say, show
from attending.app.cli.review_queue import draw_review
from attending.app.cli.standing import Standing
from attending.app.cli.transcribe import tell
from attending.app.cli.who import OPERATOR
from attending.app.wiring import clock
from attending.errors import BadInput
from attending.journeys.consultation import document_consultation, preview_note, read_conversation
from attending.journeys.recording import Beginning, is_pair, is_recording, keep_file, media_type_of
from attending.journeys.transcription import conversation_from, document_recording, transcribe_file
from attending.record import Chart
from attending.record.narrative import from_sections, plain_text

if TYPE_CHECKING:
    from rich.console import Console

    from attending.drafts import Conversation

transcript = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("conversation", type=transcript, required=False)
@click.argument("partner", type=transcript, required=False)
@click.option("--audio", type=transcript, help="A recording to transcribe, instead of CONVERSATION.")
@click.option("--consent", is_flag=True, help="The patient agreed to the recording; needed to keep one.")
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
    conversation: Path | None,
    partner: Path | None,
    audio: Path | None,
    consent: bool,
    patient: str | None,
    practitioner: str | None,
    encounter: str | None,
    style: str,
    dry_run: bool,
) -> None:
    """Draft a note from a conversation and put it up for review.

    CONVERSATION is a transcript: WebVTT, SubRip, TTML, JSON, text with "Doctor:" and "Patient:", or a TextGrid;
    PARTNER is the other speaker's TextGrid. It may be a recording too, or --audio names one: that needs a speech model.
    Without --patient the draft is printed and nothing is stored.
    """
    source = audio or conversation
    if source is None:
        raise BadInput("There is no conversation.", hint="Name a transcript, or a recording with --audio.")
    data, kept = source.read_bytes(), patient is not None and not dry_run
    if audio is not None or is_recording(data) or is_pair(data):
        if patient is not None and kept:
            _keep_and_draft(data, standing, patient, practitioner, encounter, style, consent)
            return
        said = conversation_from(transcribe_file(data, settings=standing.settings, progress=tell))
    else:
        said = read_conversation(data, name=source.name, partner=partner.read_bytes() if partner else None)
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
            consented=consent,
            clinic=clinic,
            grant=OPERATOR,
        )

    def draw(console: "Console") -> None:
        draw_review(console, review)
        _draw_remarks(console, said)

    show(review, draw)


def _keep_and_draft(
    data: bytes, standing: Standing, patient: str, practitioner: str | None, encounter: str | None, style: str,
    consent: bool,
) -> None:  # fmt: skip
    """Keep a recording with its consent, transcribe it, draft; after a failure it is kept and can be tried again."""
    if not practitioner:
        raise BadInput("A draft needs a clinician who reviews it.", hint="Give --practitioner NAME.")
    if not consent:
        raise BadInput("A recording is kept only if the patient agreed to it.", hint="Give --consent if they did.")
    name = hashlib.sha256(f"{patient}/".encode() + data).hexdigest()[:32]
    beginning = Beginning(id=name, patient=patient, media_type=media_type_of(data), encounter=encounter, style=style)
    with standing.clinic() as clinic:
        who = practitioner_id(clinic.record, practitioner)
        keep_file(beginning, data, clinic=clinic, grant=OPERATOR)
        say(f"The recording is kept as {name}; if transcribing fails: `attending recordings draft {name}`.")
        review = document_recording(name, practitioner=who, clinic=clinic, grant=OPERATOR, progress=tell)
    show(review, lambda console: draw_review(console, review))


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
