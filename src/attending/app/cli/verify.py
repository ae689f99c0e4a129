"""`attending verify`: judge any note, by whomever it was written, against its conversation."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import json_option, say, show
from attending.journeys.verification import (
    Judged,
    Verdict,
    count_verdicts,
    judge_note,
    list_omissions,
    read_conversation,
)

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.verification import Omission

_COLOUR = {
    Verdict.CONTRADICTED: "red",
    Verdict.NOT_FOUND: "yellow",
    Verdict.SUPPORTED: "green",
    Verdict.NOT_ASSESSED: "dim",
}
_QUOTE = 110
CONTRADICTED_EXIT = 8
"""As of the audit trail: what was compared does not agree."""
readable = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("note", type=readable)
@click.option("--conversation", required=True, type=readable, help="The transcript, of any kind that `scribe` reads.")
@click.option("--partner", type=readable, help="The other speaker's TextGrid, where each was transcribed alone.")
@click.option("--all", "show_all", is_flag=True, help="Print supported sentences too.")
@click.option("--strict", is_flag=True, help="End with exit code 8 if a sentence is contradicted: for a pipeline.")
@json_option
def verify(note: Path, conversation: Path, partner: Path | None, show_all: bool, strict: bool) -> None:
    """Judge any note sentence by sentence against its conversation.

    NOTE is plain text, Markdown, a Word document, JSON with a "note", or a FHIR Composition or DocumentReference. Below
    the sentences stands what was spoken of and is left out of the note. Nothing is stored.

    The exit code is 0 when the note was read, whatever the verdicts; with --strict it is 8 if a sentence is
    contradicted.
    """
    said = read_conversation(
        conversation.read_bytes(), name=conversation.name, partner=partner.read_bytes() if partner else None
    )
    judged = judge_note(note.read_bytes(), said)
    omitted = list_omissions(note.read_bytes(), said)
    counts = count_verdicts(judged)

    def draw(console: "Console") -> None:
        for one in judged:
            if show_all or one.verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}:
                _draw_sentence(console, one)
        _draw_omissions(console, omitted)
        console.print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()), markup=False, end="; ")
        console.print(f"{len(omitted)} left out", markup=False)

    show({"counts": counts, "sentences": judged, "omissions": omitted, "remarks": said.remarks}, draw)
    say("Nothing was stored. A sentence that is supported may still be wrong: read it.")
    if strict and counts[Verdict.CONTRADICTED]:
        raise SystemExit(CONTRADICTED_EXIT)


def _draw_omissions(console: "Console", omitted: "Sequence[Omission]") -> None:
    if omitted:
        console.print("SPOKEN OF, NOT IN THE NOTE", style="bold")
    for one in omitted:
        console.print(f"    {one.kind}: {one.fact}", markup=False, style=_COLOUR[Verdict.NOT_FOUND])
        console.print(f"        turn {one.turn}, {one.role}: {_short(one.quote)}", markup=False, style="dim")


def _draw_sentence(console: "Console", one: Judged) -> None:
    console.print(one.verdict.upper(), style=_COLOUR[one.verdict], end="  ")
    console.print(one.sentence, markup=False)
    for reason in one.reasons:
        turns = f" (turn {', '.join(map(str, reason.turns))})" if reason.turns else ""
        console.print(f"    {reason.aspect}: {reason.message}{turns}", markup=False, style=_COLOUR[reason.verdict])
    for cited in one.turns:
        console.print(f"    turn {cited.turn}, {cited.role}: {_short(cited.quote)}", markup=False, style="dim")


def _short(quote: str) -> str:
    return quote if len(quote) <= _QUOTE else f"{quote[:_QUOTE]}…"
