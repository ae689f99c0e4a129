"""`attending models`: which models this installation has, and what their cards say."""

from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.models.registry import Registry
from attending.models.source_attributes import source_attributes

if TYPE_CHECKING:
    from rich.console import Console

    from attending.models.card import Card


@click.group()
def models() -> None:
    """List the models of this installation and read their cards."""


@models.command(name="list")
@json_option
@click.pass_obj
def list_models(standing: Standing) -> None:
    """List every model; one whose card or weights are not in order does not load, and says why."""
    rows = [
        {
            "name": found.name,
            "version": found.card.version if found.card else "",
            "package": found.package,
            "state": found.fault or "loads",
            "title": found.card.title if found.card else "",
        }
        for found in Registry.installed().with_own(*standing.settings.own_folders).models()
    ]

    def draw(console: "Console") -> None:
        columns = ("Name", "Version", "Package", "State", "What it does")
        draw_table(console, columns, [tuple(row.values()) for row in rows], empty="No model is installed.")

    show(rows, draw)


@models.command(name="show")
@click.argument("name")
@json_option
@click.pass_obj
def show_model(standing: Standing, name: str) -> None:
    """Show a model's card: the 31 source attributes of HTI-1, its data and its measured numbers."""
    card = Registry.installed().with_own(*standing.settings.own_folders).find(name)
    show(card, lambda console: _draw_card(console, card))


def _draw_card(console: "Console", card: "Card") -> None:
    console.print(f"{card.title} ({card.name} {card.version})", style="bold", markup=False)
    rows = [(attribute.number, attribute.text, says) for attribute, says in source_attributes(card)]
    draw_table(console, ("No", "Attribute", "What the card says"), rows, empty="")
    measured = [(r.measure, f"{r.value:g}", _interval(r.lower, r.upper), r.n, r.group, r.data) for r in card.results]
    draw_table(console, ("Measure", "Value", "95 %", "n", "Group", "Data"), measured, empty="No measured numbers.")
    console.print(f"Measured by: {card.commands.evaluate}\nMade by: {card.commands.train}", markup=False)


def _interval(lower: float | None, upper: float | None) -> str:
    return "" if lower is None or upper is None else f"{lower:g} to {upper:g}"
