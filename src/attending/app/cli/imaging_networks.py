"""`attending imaging networks`: the site's own networks, let in or refused with the reason."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing

if TYPE_CHECKING:
    from rich.console import Console


@click.command("networks")
@click.option("--run/--no-run", default=True, show_default=True, help="Try each on an empty image.")
@json_option
@click.pass_obj
def networks(standing: Standing, run: bool) -> None:
    """List this site's own networks: which are let in, which are refused, and why.

    They lie in ATTENDING_IMAGING_NETWORKS, or in `networks` of the record's folder: each in a folder of its own with a
    card, a description (network.toml) and an ONNX file or a MONAI bundle.
    """
    from attending.journeys.imaging_networks import look_for_known, network_states

    folder = standing.settings.own_networks
    rows = [
        {
            "name": one.name, "version": one.version, "question": one.question, "modality": one.modality,
            "body_part": one.body_part, "findings": list(one.findings),
            "state": "refused" if one.fault else "in use", "reason": one.fault,
        }
        for one in network_states(folder, run=run)
    ]  # fmt: skip
    known = [
        {"name": one.known.name, "package": one.package, "weights": one.weights, "state": one.state,
         "licence": one.known.licence, "door": one.known.door}
        for one in look_for_known(Path.home())
    ]  # fmt: skip

    def draw(console: "Console") -> None:
        columns = ("Network", "Version", "Question", "Scope", "Findings", "State")
        table = [
            (r["name"], r["version"], r["question"], f"{r['modality']} {r['body_part']}".strip(),
             ", ".join(map(str, r["findings"] if isinstance(r["findings"], list) else [])),
             f"refused: {r['reason']}" if r["reason"] else "in use")
            for r in rows
        ]  # fmt: skip
        draw_table(console, columns, table, empty=f"No network of this site's own lies in {folder}.")
        for one in known:
            console.print(f"{one['name']} ({one['licence']}): {one['state']}; {one['door']}.", markup=False)

    show({"folder": str(folder), "networks": rows, "public_networks": known}, draw)
