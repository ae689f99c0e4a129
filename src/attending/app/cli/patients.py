"""`attending patients`: who is in the record, who may be in it twice, and links between such records."""

from typing import TYPE_CHECKING, Any

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR

if TYPE_CHECKING:
    from rich.console import Console

    from attending.record import Resource
    from attending.record.matching import Pair
    from attending.review import Review


class _ListByDefault(click.Group):
    """What is no sub-command is the text of `list`, so that `attending patients lee` finds the Lees."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` in front where no sub-command is named."""
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ListByDefault)
def patients() -> None:
    """List the patients of the record.

    Anything but a command below narrows the list to names and identifiers that hold it: `attending patients lee`.
    """


@patients.command(name="list")
@click.argument("text", default="")
@json_option
@click.pass_obj
def list_patients(standing: Standing, text: str) -> None:
    """List the patients; TEXT narrows the list to names and identifiers that hold it."""
    with standing.record() as record:
        found = [_row(patient) for patient in record.patients(grant=OPERATOR, text=text)]

    def draw(console: "Console") -> None:
        rows = [tuple(row.values()) for row in found]
        draw_table(console, ("Id", "Name", "Born", "Sex"), rows, empty="No patient found.")

    show(found, draw)


@patients.command()
@click.option("--least", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="The least probability.")
@json_option
@click.pass_obj
def match(standing: Standing, least: float) -> None:
    """List pairs of records that may be one person, with what speaks for it.

    The weights are estimated on this record itself. Pairs in the band `clerk` need a person's look before they are
    linked.
    """
    from attending.journeys.identity import find_duplicates

    with standing.record() as record:
        pairs = find_duplicates(record, grant=OPERATOR, least=least)
    found = [_pair_row(pair) for pair in pairs]

    def draw(console: "Console") -> None:
        rows = [
            (row["left"], row["right"], f"{row['probability']:.4f}", row["band"], "; ".join(row["reasons"][:4]))
            for row in found
        ]
        draw_table(console, ("One", "Other", "Probability", "Band", "Because"), rows, empty="Nobody is there twice.")

    show(found, draw)


@patients.command()
@click.argument("survivor")
@click.argument("duplicate")
@click.option("--practitioner", required=True, metavar="NAME", help="The physician who is to decide.")
@json_option
@click.pass_obj
def link(standing: Standing, survivor: str, duplicate: str, practitioner: str) -> None:
    """Put up for review that SURVIVOR replaces DUPLICATE.

    Nothing changes until it is signed (`attending review sign`). The chart of SURVIVOR then shows the facts of both.
    """
    from attending.app.cli.acting import practitioner_id
    from attending.journeys.identity import propose_link

    with standing.clinic() as clinic:
        to = practitioner_id(clinic.record, practitioner)
        _tell(propose_link(survivor, duplicate, to=to, clinic=clinic, grant=OPERATOR))


@patients.command()
@click.argument("survivor")
@click.argument("duplicate")
@click.option("--practitioner", required=True, metavar="NAME", help="The physician who is to decide.")
@json_option
@click.pass_obj
def separate(standing: Standing, survivor: str, duplicate: str, practitioner: str) -> None:
    """Put up for review that a link between SURVIVOR and DUPLICATE is undone."""
    from attending.app.cli.acting import practitioner_id
    from attending.journeys.identity import propose_separation

    with standing.clinic() as clinic:
        to = practitioner_id(clinic.record, practitioner)
        _tell(propose_separation(survivor, duplicate, to=to, clinic=clinic, grant=OPERATOR))


def _tell(review: "Review") -> None:
    def draw(console: "Console") -> None:
        console.print(f"Review {review.id[:8]} waits for its clinician: attending review show {review.id[:8]}")

    show(review, draw)


def _pair_row(pair: "Pair") -> dict[str, Any]:
    from attending.record.matching import REVIEW

    return {
        "left": pair.left.id,
        "right": pair.right.id,
        "probability": round(pair.probability, 6),
        "band": "match" if pair.probability > REVIEW[1] else "clerk",
        "reasons": [f"{reason.name} {reason.level}" for reason in pair.reasons],
    }


def _row(patient: "Resource") -> dict[str, str]:
    return {
        "id": patient["id"],
        "name": display_name(patient),
        "born": patient.get("birthDate", ""),
        "sex": patient.get("gender", ""),
    }


def display_name(patient: "Resource") -> str:
    """The patient's official name, given names first."""
    names = patient.get("name") or [{}]
    name = next((n for n in names if n.get("use") == "official"), names[0])
    return str(name.get("text") or " ".join([*name.get("given", []), name.get("family", "")]).strip() or "no name")
