"""`attending verify`: judge any note, by whomever it was written, against its conversation."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import json_option, say, show
from attending.journeys.verification import Judged, Verdict, count_verdicts, judge_note, read_conversation

if TYPE_CHECKING:
    from rich.console import Console

_COLOUR = {
    Verdict.CONTRADICTED: "red",
    Verdict.NOT_FOUND: "yellow",
    Verdict.SUPPORTED: "green",
    Verdict.NOT_ASSESSED: "dim",
}
_QUOTE = 110
readable = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("note", type=readable)
@click.option("--conversation", required=True, type=readable, help="The transcript, of any kind that `scribe` reads.")
@click.option("--partner", type=readable, help="The other speaker's TextGrid, where each was transcribed alone.")
@click.option("--all", "show_all", is_flag=True, help="Print supported sentences too.")
@json_option
def verify(note: Path, conversation: Path, partner: Path | None, show_all: bool) -> None:
    """Judge any note sentence by sentence against its conversation.

    NOTE is plain text, JSON with a "note", or a FHIR Composition or DocumentReference. Nothing is stored.
    """
    said = read_conversation(
        conversation.read_bytes(), name=conversation.name, partner=partner.read_bytes() if partner else None
    )
    judged = judge_note(note.read_bytes(), said)
    counts = count_verdicts(judged)

    def draw(console: "Console") -> None:
        for one in judged:
            if show_all or one.verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}:
                _draw_sentence(console, one)
        console.print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()), markup=False)

    show({"counts": counts, "sentences": judged, "remarks": said.remarks}, draw)
    say("Nothing was stored. A sentence that is supported may still be wrong: read it.")


def _draw_sentence(console: "Console", one: Judged) -> None:
    console.print(one.verdict.upper(), style=_COLOUR[one.verdict], end="  ")
    console.print(one.sentence, markup=False)
    for reason in one.reasons:
        console.print(f"    {reason.aspect}: {reason.message}", markup=False, style=_COLOUR[reason.verdict])
    for cited in one.turns:
        quote = cited.quote if len(cited.quote) <= _QUOTE else f"{cited.quote[:_QUOTE]}…"
        console.print(f"    turn {cited.turn}, {cited.role}: {quote}", markup=False, style="dim")
