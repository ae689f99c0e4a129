"""`attending train risk SPEC`: the hospital's own risk model from its own record; called by `train`."""

from typing import TYPE_CHECKING

from attending.app.cli.output import draw_table, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.own_models import Registered


def train_own(standing: Standing, spec: str | None, processes: int) -> None:
    """Train, validate and register; then show what was measured on cases the model did not learn from."""
    from attending.app.wiring import RecordOpener, clock
    from attending.journeys.own_models import ready_specs, train_own_model

    if spec is None:
        raise BadInput("A specification is needed.", hint=f"A TOML file, or one of: {', '.join(ready_specs())}.")
    standing.require_record()
    found = train_own_model(
        spec,
        open_record=RecordOpener(standing.settings),
        home=standing.settings.own_models,
        now=clock(),
        grant=OPERATOR,
        processes=processes,
        progress=say,
    )
    show(found, lambda console: _draw(console, found))


def _draw(console: "Console", found: "Registered") -> None:
    console.print(
        f"{found.name}: {found.cases} cases of {found.patients} patients, {found.events} with the outcome; "
        f"registered in {found.folder}",
        markup=False,
    )
    measures = (
        "concordance",
        "auroc",
        "auprc",
        "brier",
        "ece",
        "ece_by_chance",
        "coverage",
        "sensitivity",
        "predictivity",
        "alerts_per_100",
    )
    rows = [
        (name, found.measured[name], _interval(found.measured.get(f"{name}_95")))
        for name in measures
        if name in found.measured
    ]
    draw_table(console, ("On unseen cases", "Value", "95 %"), rows, empty="")
    groups = [
        (
            f"{grouping} {level}",
            row["cases"],
            row["events"],
            row.get("auroc", ""),
            row.get("ece", ""),
            row.get("ece_by_chance", ""),
        )
        for grouping, levels in found.measured["groups"].items()
        for level, row in levels.items()
    ]
    draw_table(console, ("Group", "Cases", "Events", "AUROC", "ECE", "ECE by chance"), groups, empty="")


def _interval(bounds: object) -> str:
    return f"{bounds[0]} to {bounds[1]}" if isinstance(bounds, list) else ""
