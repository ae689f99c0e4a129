"""The reading half of `attending review`: the queue, and one draft with its evidence and findings."""

from decimal import Decimal
from typing import TYPE_CHECKING

import click
from msgspec.json import Decoder

from attending.app.cli.acting import find_review
from attending.app.cli.note_view import draw_findings, draw_left_out, draw_proposals, draw_sections
from attending.app.cli.output import as_json, draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.journeys.consultation import conversation_of
from attending.journeys.left_out import left_out_of
from attending.review import WAITING, QueueRow, Review, ReviewStatus

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = ("Review", "Status", "Patient", "For", "Checks", "Created")


@click.command(name="list")
@click.option(
    "--status",
    type=click.Choice([*map(str, ReviewStatus), "all"]),
    default="checked",
    show_default=True,
    help="Only reviews in this state.",
)
@json_option
@click.pass_obj
def list_reviews(standing: Standing, status: str) -> None:
    """List what waits, blockers first, then the oldest."""
    wanted = None if status == "all" else ReviewStatus(status)
    with standing.clinic() as clinic:
        rows = clinic.reviews.queue(grant=OPERATOR, status=wanted)

    def draw(console: "Console") -> None:
        lines = [
            (row.id, row.status, row.patient_name, row.assigned, _open(row), f"{row.created:%Y-%m-%d %H:%M}")
            for row in rows
        ]
        draw_table(console, COLUMNS, lines, empty="Nothing waits.")

    show(rows, draw)


def _open(row: QueueRow) -> str:
    """What the checks found and nobody has answered."""
    found = [
        f"{count} {name}{'s' * (count > 1)}"
        for count, name in ((row.blockers, "blocker"), (row.warnings, "warning"))
        if count
    ]
    return ", ".join(found) or "clear"


@click.command(name="show")
@click.argument("review_id", metavar="ID")
@json_option
@click.pass_obj
def show_review(standing: Standing, review_id: str) -> None:
    """Show a draft with the words each sentence rests on.

    The beginning of an ID is enough, here and in every other command.
    """
    with standing.clinic() as clinic:
        found = clinic.reviews.read(find_review(clinic, review_id, grant=OPERATOR), grant=OPERATOR)
        said = conversation_of(found, clinic=clinic, grant=OPERATOR)
        chart = clinic.record.chart(found.patient, grant=OPERATOR) if found.patient else None
    left = left_out_of(found, said, chart)

    def draw(console: "Console") -> None:
        draw_review(console, found)
        if found.kind == "note" and found.status in WAITING:
            draw_left_out(console, left)

    show({**Decoder(float_hook=Decimal).decode(as_json(found)), "left_out": left}, draw)


def decided(review: Review) -> dict[str, str]:
    """What was decided about each proposal so far."""
    return {id_: "accepted" if choice.accepted else "declined" for id_, choice in review.choices.items()}


def draw_review(console: "Console", review: Review) -> None:
    """Write one review for a person to read."""
    console.print(
        f"Review {review.id}  {review.draft.kind}  {review.status}, version {review.version}, "
        f"for Practitioner/{review.assigned}",
        style="bold",
        markup=False,
    )
    draw_sections(console, review.sections, review.claims)
    draw_proposals(console, review.current().proposals, decided(review))
    draw_findings(console, review.findings, review.answers)
