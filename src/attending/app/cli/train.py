"""`attending train`: make a shipped model again from the public data it was made from."""

from pathlib import Path

import click

from attending.app.cli.output import draw_table, json_option, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.train_risk import train_own
from attending.errors import BadInput, NotConfigured, NotFound
from attending.journeys.training import IMAGING, TRAINING, train_imaging


@click.command()
@click.argument("model", required=False)
@click.argument("spec", required=False)
@click.option("--data", type=click.Path(exists=True, path_type=Path), help="The data: a file or a folder.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Folder for the weights; made if needed."
)
@click.option("--seconds", type=click.FloatRange(min=1), help="For imaging-…: of training for each network.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="For `risk SPEC`.")
@json_option
@click.pass_obj
def train(
    standing: Standing, model: str | None, spec: str | None, data: Path | None, into: Path | None,
    seconds: float | None, processes: int,
) -> None:  # fmt: skip
    """Train a shipped model again, or a risk model of your own.

    Without MODEL the models are listed. A shipped model needs --data, --into and the extra 'attending[train]' (imaging:
    'attending[imaging-train]'); its new weights are used only when they stand in the package with their checksum on
    the card.

    `risk SPEC` trains a model of this hospital on its own record. SPEC is a TOML file, or the name of a ready one
    (hospital-visit-1y, deterioration-24h); the model is validated, gets a card and is registered beside the record.
    """
    if model == "risk":
        train_own(standing, spec, processes)
        return
    if model is None:
        rows = [{"model": name, "about": (run.__doc__ or "").strip()} for name, run in sorted(TRAINING.items())]
        show(rows, lambda console: draw_table(console, ("Model", "About"), [tuple(r.values()) for r in rows], empty=""))
        return
    if model not in TRAINING:
        raise NotFound("There is no model of that name to train.", hint=f"There are: {', '.join(sorted(TRAINING))}.")
    if data is None or into is None:
        raise BadInput("Training needs its data and a folder for the weights.", hint="Give --data and --into.")
    imaging = model.startswith(IMAGING)
    if seconds is not None and not imaging:
        raise BadInput("Only imaging networks are trained by the clock.", hint="Leave --seconds out.")
    into.mkdir(parents=True, exist_ok=True)
    try:
        if imaging:
            train_imaging(model.removeprefix(IMAGING), data, into, say, seconds=seconds)
        else:
            TRAINING[model](data, into, say)
    except ImportError as error:
        extra = "imaging-train" if imaging or error.name in {"torch", "onnx"} else "train"
        raise NotConfigured("Training needs more packages.", hint=f"pip install 'attending[{extra}]'") from error
    written = sorted(str(path) for path in into.iterdir() if path.is_file())
    show({"written": written}, lambda console: console.print("\n".join(written), markup=False))
